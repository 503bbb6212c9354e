"""A still picture of the map, drawn from the same geometry without a browser, for link previews.

It holds no words: a font would have to be the same on every machine for the same bytes. The title
stands in the tags beside it.
"""

import io
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
from PIL import Image, ImageDraw
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.content import place_geometry
from geo.content.loader import Content
from geo.content.places import Certainty, Place
from geo.content.project import Layer
from geo.formats.column_table import mask_among
from geo.outputs.web_metadata import PICTURE_SIZE
from geo.page.data.initial_clusters import project_mercator
from geo.page.data.symbols import GRID_UNITS, load_symbols, trace_lines

SUPERSAMPLING = 2
"""Drawn this many times larger and then reduced, which smooths edges."""
MARGIN_SHARE = 0.08
WATER_COLOUR, SHORE_COLOUR, EDGE_COLOUR, RAIL_COLOUR = "#bcd0db", "#7d9db0", "#a89b7e", "#57534a"
LAND_COLOUR, SUBJECT_COLOUR, PAPER_COLOUR = "#ebe5d8", "#fbf8ef", "#ffffff"
FILLED_ROLES = {"sea": WATER_COLOUR, "water": WATER_COLOUR, "ground": SUBJECT_COLOUR}
"""Colour of what is filled in the backdrop, by role."""
LINE_ROLES = {
    "outline": (EDGE_COLOUR, 2), "coast": (SHORE_COLOUR, 1), "river": (WATER_COLOUR, 4),
    "rail": (RAIL_COLOUR, 3), "road": (EDGE_COLOUR, 2),
}  # fmt: skip
"""Colour and width of what is a line there."""
DISC_RADIUS = 17
AREA_OPACITY, EDGE_OPACITY = 34, 140
"""Of 255, how much of the colour the area of a vague place and its edge have."""
SYMBOL_STROKE = 2
"""Pixels that a pictogram is drawn with."""
SYMBOL_SHARE = 0.62
"""How much of its disc a pictogram takes, across."""
SQUARE_PIXELS = 14
MAX_SQUARES, SQUARES_PER_ROW = 24, 8
"""Squares of what holds places, at most, and in a row."""
MAX_PLACES = 2000
"""Places up to which each has its disc."""
PLACES_PER_LAYER = 100
"""Places of each layer that have one where there are more."""
EARTH_M = 40_075_016.7
"""Equator in metres (WGS 84), for the size of a radius in Web Mercator."""

LINE_TYPES = (LineString, MultiLineString)
Point = tuple[float, float]


@dataclass(frozen=True)
class PictureProjection:
    """Web Mercator, cut and scaled to the picture."""

    scale: float
    left: float
    top: float

    def to_pixels(self, lon: float, lat: float) -> Point:
        """Return pixels of the enlarged picture for degrees of WGS 84."""
        x, y = project_mercator(lon, lat)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def metres_to_pixels(self, metres: float, lat: float) -> float:
        """Return the length of `metres` at a latitude."""
        return metres / (EARTH_M * math.cos(math.radians(lat))) * self.scale


def draw_preview(whole: Content) -> bytes:
    """Return the picture as PNG: backdrop, lines and areas, then a disc for each located place.

    Of very many places some stand for all: the discs would cover each other.
    """
    content = whole.limit_places(MAX_PLACES, PLACES_PER_LAYER)
    view = _fit_view(content)
    image = Image.new(
        "RGB", (PICTURE_SIZE[0] * SUPERSAMPLING, PICTURE_SIZE[1] * SUPERSAMPLING), LAND_COLOUR
    )
    pen = ImageDraw.Draw(image)
    # the subject's ground lies under the water, whose inlets reach into it, its edge above
    for role in ("ground", "", "outline"):
        for under in content.backdrop:
            if (under.role == "outline") == bool(role):
                _draw_backdrop(pen, role or under.role, under.geometry, view)
    colours = {layer.id: layer.colour for layer in content.project.layers}
    located = [place for place in content.places if place.geometry is not None]
    for place in located:
        _draw_line(pen, place, colours[place.layer], view)
    anchors = _anchor_points(content.tables.places["id"], content.tables.places.geometry)
    named = {layer.id: layer for layer in content.project.layers}
    for place in located:
        # a line is told by itself
        if place.id != content.project.subject and not isinstance(place.geometry, LINE_TYPES):
            image = _draw_marker(image, place, named[place.layer], anchors[place.id], view)
    _draw_container_squares(ImageDraw.Draw(image), whole, colours, view)
    written = io.BytesIO()
    image.resize(PICTURE_SIZE, Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _fit_view(content: Content) -> PictureProjection:
    """Fit what is located into the picture, with a margin."""
    shapes = [place.geometry.bounds for place in content.places if place.geometry is not None]
    west, south, east, north = (
        (min(b[0] for b in shapes), min(b[1] for b in shapes),
         max(b[2] for b in shapes), max(b[3] for b in shapes))
        if shapes else content.project.bounds
    )  # fmt: skip
    left, top = project_mercator(west, north)
    right, bottom = project_mercator(east, south)
    wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
    room = 1 - 2 * MARGIN_SHARE
    scale = min(
        PICTURE_SIZE[0] * SUPERSAMPLING * room / wide, PICTURE_SIZE[1] * SUPERSAMPLING * room / high
    )
    across, down = PICTURE_SIZE[0] * SUPERSAMPLING / scale, PICTURE_SIZE[1] * SUPERSAMPLING / scale
    return PictureProjection(scale, (left + right - across) / 2, (top + bottom - down) / 2)


def _anchor_points(ids: Iterable[str], shapes: gpd.GeoSeries) -> dict[str, Point]:
    """Return a point on each shape by its id; what is not located has none."""
    found = zip(ids, place_geometry.anchor_points(shapes), strict=True)
    return {ident: (point.x, point.y) for ident, point in found if point is not None}


def _iter_parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    """Yield the single shapes of a geometry."""
    yield from getattr(geometry, "geoms", [geometry])


def _draw_backdrop(
    pen: ImageDraw.ImageDraw, role: str, geometry: BaseGeometry, view: PictureProjection
) -> None:
    for part in _iter_parts(geometry):
        if isinstance(part, LineString | Polygon):
            line = _line_pixels(part, view)
            if role in FILLED_ROLES:
                pen.polygon(line, fill=FILLED_ROLES[role])
            elif role in LINE_ROLES:
                colour, width = LINE_ROLES[role]
                pen.line(line, fill=colour, width=width * SUPERSAMPLING, joint="curve")


def _line_pixels(part: LineString | Polygon, view: PictureProjection) -> list[Point]:
    ring = part.exterior if isinstance(part, Polygon) else part
    return [view.to_pixels(lon, lat) for lon, lat in ring.coords]


def _draw_line(
    pen: ImageDraw.ImageDraw, place: Place, colour: str, view: PictureProjection
) -> None:
    """Draw a place that is a line; areas are told by their disc."""
    for part in _iter_parts(place.geometry):
        if isinstance(part, LineString):
            pen.line(_line_pixels(part, view), fill=colour, width=3 * SUPERSAMPLING, joint="curve")


def _draw_marker(
    image: Image.Image, place: Place, layer: Layer, anchor: Point, view: PictureProjection
) -> Image.Image:
    """Return the image with a disc on it; a flat area where only that is known, never a point."""
    if place.certainty is Certainty.UNCERTAIN:
        tint = Image.new("L", image.size)
        _draw_area(ImageDraw.Draw(tint), place, anchor, view)
        return Image.composite(Image.new("RGB", image.size, layer.colour), image, tint)
    at = view.to_pixels(*anchor)
    pen = ImageDraw.Draw(image)
    pen.ellipse(_circle_box(at, (DISC_RADIUS + 3) * SUPERSAMPLING), fill=PAPER_COLOUR)
    pen.ellipse(_circle_box(at, DISC_RADIUS * SUPERSAMPLING), fill=layer.colour)
    if place.certainty is Certainty.LESS_CERTAIN:
        pen.ellipse(
            _circle_box(at, (DISC_RADIUS + 6) * SUPERSAMPLING),
            outline=layer.colour,
            width=SUPERSAMPLING,
        )
    if layer.symbol:
        _draw_symbol(pen, layer.symbol, at)
    return image


def _draw_area(
    pen: ImageDraw.ImageDraw, place: Place, anchor: Point, view: PictureProjection
) -> None:
    """Draw the area that a vague place lies in: its shape, or the circle around its point."""
    shapes = [part for part in _iter_parts(place.geometry) if isinstance(part, Polygon)]
    for part in shapes:
        pen.polygon(
            _line_pixels(part, view), fill=AREA_OPACITY, outline=EDGE_OPACITY, width=SUPERSAMPLING
        )
    if not shapes:
        radius = view.metres_to_pixels(place.uncertainty_m or 0, anchor[1])
        pen.ellipse(
            _circle_box(view.to_pixels(*anchor), radius),
            fill=AREA_OPACITY,
            outline=EDGE_OPACITY,
            width=SUPERSAMPLING,
        )


def _draw_symbol(pen: ImageDraw.ImageDraw, name: str, at: Point) -> None:
    """Draw a layer's pictogram in white on its disc."""
    unit = DISC_RADIUS * SUPERSAMPLING * SYMBOL_SHARE * 2 / GRID_UNITS
    for line in trace_lines(load_symbols()[name]):
        points = [
            (at[0] + (x - GRID_UNITS / 2) * unit, at[1] + (y - GRID_UNITS / 2) * unit)
            for x, y in line
        ]
        pen.line(points, fill=PAPER_COLOUR, width=SYMBOL_STROKE * SUPERSAMPLING, joint="curve")


def _draw_container_squares(
    pen: ImageDraw.ImageDraw, content: Content, colours: Mapping[str, str], view: PictureProjection
) -> None:
    """Draw a hollow square under what holds a place for each place known only to lie in it.

    In rows; of many places in one thing the first ones have theirs.
    """
    places = content.tables.places
    inside = places.loc[places["container"] >= 0, ["container", "layer"]]
    middles = _container_centres(content) if len(inside) else {}
    for number, layer in inside.groupby("container")["layer"]:
        x, y = view.to_pixels(*middles[content.tables.containers[int(number)].id])
        for k, name in enumerate(layer.head(MAX_SQUARES)):
            row, column = divmod(k, SQUARES_PER_ROW)
            wide = min(SQUARES_PER_ROW, min(len(layer), MAX_SQUARES) - row * SQUARES_PER_ROW)
            left = x + ((column - (wide - 1) / 2) * 1.5 - 0.5) * SQUARE_PIXELS * SUPERSAMPLING
            top = y + (DISC_RADIUS + 10 + row * SQUARE_PIXELS * 1.5) * SUPERSAMPLING
            corner = (left + SQUARE_PIXELS * SUPERSAMPLING, top + SQUARE_PIXELS * SUPERSAMPLING)
            pen.rectangle((left, top, *corner), PAPER_COLOUR, colours[name], 2 * SUPERSAMPLING)


def _container_centres(content: Content) -> dict[str, Point]:
    """Return a point on each place or reference area in which places are shown, by its id."""
    ids = [each.id for each in content.tables.containers]
    places = content.tables.places
    held = places[mask_among(places["id"], ids)]
    shapes = {area.id: area.geometry for area in content.areas}
    shapes |= dict(zip(held["id"], held.geometry, strict=True))
    return _anchor_points(ids, gpd.GeoSeries([shapes[ident] for ident in ids]))


def _circle_box(at: Point, radius: float) -> tuple[float, float, float, float]:
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius
