"""A still picture of the map, drawn from the same geometry without a browser, for link previews.

It holds no words: a font would have to be the same on every machine for the same bytes. The title
stands in the tags beside it.
"""

import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
from PIL import Image, ImageDraw
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo import layers
from geo.content import Content
from geo.page.overview import mercator
from geo.places import Certainty, Place
from geo.project import Layer
from geo.publish import PICTURE
from geo.sheets import among
from geo.symbols import GRID, load_symbols, trace_lines

OVER = 2
"""Drawn this many times larger and then reduced, which smooths edges."""
MARGIN = 0.08
WATER, SHORE, LAND, SUBJECT, EDGE = "#bcd0db", "#7d9db0", "#ebe5d8", "#fbf8ef", "#a89b7e"
RAIL, PAPER = "#57534a", "#ffffff"
DISC = 17
TINT, RIM = 34, 140
"""Of 255, how much of the colour the area of a vague place and its edge have."""
STROKE = 2
"""Pixels that a pictogram is drawn with."""
SHARE = 0.62
"""How much of its disc a pictogram takes, across."""
SQUARE = 14
SQUARES, SQUARES_IN_A_ROW = 24, 8
"""Squares of what holds places, at most, and in a row."""
MOST = 2000
"""Places up to which each has its disc."""
SOME = 100
"""Places of each layer that have one where there are more."""
EARTH_M = 40_075_016.7
"""Equator in metres (WGS 84), for the size of a radius in Web Mercator."""

LINES = (LineString, MultiLineString)
Point = tuple[float, float]


@dataclass(frozen=True)
class View:
    """Web Mercator, cut and scaled to the picture."""

    scale: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> Point:
        """Return pixels of the enlarged picture for degrees of WGS 84."""
        x, y = mercator(lon, lat)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def pixels(self, metres: float, lat: float) -> float:
        """Return the length of `metres` at a latitude."""
        return metres / (EARTH_M * math.cos(math.radians(lat))) * self.scale


def draw(whole: Content) -> bytes:
    """Return the picture as PNG: backdrop, lines and areas, then a disc for each located place.

    Of very many places some stand for all: the discs would cover each other.
    """
    content = whole.readable(MOST, SOME)
    view = _view(content)
    image = Image.new("RGB", (PICTURE[0] * OVER, PICTURE[1] * OVER), LAND)
    pen = ImageDraw.Draw(image)
    # the subject's ground lies under the water, whose inlets reach into it, its edge above
    for role in ("ground", "", "outline"):
        for under in content.backdrop:
            if (under.role == "outline") == bool(role):
                _backdrop(pen, role or under.role, under.geometry, view)
    colours = {layer.id: layer.colour for layer in content.project.layers}
    located = [place for place in content.places if place.geometry is not None]
    for place in located:
        _line(pen, place, colours[place.layer], view)
    anchors = _points(content.tables.places["id"], content.tables.places.geometry)
    named = {layer.id: layer for layer in content.project.layers}
    for place in located:
        # a line is told by itself
        if place.id != content.project.subject and not isinstance(place.geometry, LINES):
            image = _mark(image, place, named[place.layer], anchors[place.id], view)
    _tallies(ImageDraw.Draw(image), whole, colours, view)
    written = io.BytesIO()
    image.resize(PICTURE, Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _view(content: Content) -> View:
    """Fit what is located into the picture, with a margin."""
    shapes = [place.geometry.bounds for place in content.places if place.geometry is not None]
    west, south, east, north = (
        (min(b[0] for b in shapes), min(b[1] for b in shapes),
         max(b[2] for b in shapes), max(b[3] for b in shapes))
        if shapes else content.project.bounds
    )  # fmt: skip
    left, top = mercator(west, north)
    right, bottom = mercator(east, south)
    wide, high = max(right - left, 1e-6), max(bottom - top, 1e-6)
    room = 1 - 2 * MARGIN
    scale = min(PICTURE[0] * OVER * room / wide, PICTURE[1] * OVER * room / high)
    across, down = PICTURE[0] * OVER / scale, PICTURE[1] * OVER / scale
    return View(scale, (left + right - across) / 2, (top + bottom - down) / 2)


def _points(ids: Iterable[str], shapes: gpd.GeoSeries) -> dict[str, Point]:
    """Return a point on each shape by its id; what is not located has none."""
    found = zip(ids, layers.anchors(shapes), strict=True)
    return {ident: (point.x, point.y) for ident, point in found if point is not None}


def _parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    """Yield the single shapes of a geometry."""
    yield from getattr(geometry, "geoms", [geometry])


def _backdrop(pen: ImageDraw.ImageDraw, role: str, geometry: BaseGeometry, view: View) -> None:
    drawers: dict[str, Callable[[list[Point]], None]] = {
        "sea": lambda line: pen.polygon(line, fill=WATER),
        "water": lambda line: pen.polygon(line, fill=WATER),
        "ground": lambda line: pen.polygon(line, fill=SUBJECT),
        "outline": lambda line: pen.line(line, fill=EDGE, width=2 * OVER, joint="curve"),
        "coast": lambda line: pen.line(line, fill=SHORE, width=OVER, joint="curve"),
        "river": lambda line: pen.line(line, fill=WATER, width=4 * OVER, joint="curve"),
        "rail": lambda line: pen.line(line, fill=RAIL, width=3 * OVER, joint="curve"),
        "road": lambda line: pen.line(line, fill=EDGE, width=2 * OVER, joint="curve"),
    }  # fmt: skip
    for part in _parts(geometry):
        if role in drawers and isinstance(part, LineString | Polygon):
            drawers[role](_pixels(part, view))


def _pixels(part: LineString | Polygon, view: View) -> list[Point]:
    ring = part.exterior if isinstance(part, Polygon) else part
    return [view.at(lon, lat) for lon, lat in ring.coords]


def _line(pen: ImageDraw.ImageDraw, place: Place, colour: str, view: View) -> None:
    """Draw a place that is a line; areas are told by their disc."""
    for part in _parts(place.geometry):
        if isinstance(part, LineString):
            pen.line(_pixels(part, view), fill=colour, width=3 * OVER, joint="curve")


def _mark(image: Image.Image, place: Place, layer: Layer, anchor: Point, view: View) -> Image.Image:
    """Return the image with a disc on it; a flat area where only that is known, never a point."""
    if place.certainty is Certainty.UNCERTAIN:
        tint = Image.new("L", image.size)
        _area(ImageDraw.Draw(tint), place, anchor, view)
        return Image.composite(Image.new("RGB", image.size, layer.colour), image, tint)
    at = view.at(*anchor)
    pen = ImageDraw.Draw(image)
    pen.ellipse(_circle(at, (DISC + 3) * OVER), fill=PAPER)
    pen.ellipse(_circle(at, DISC * OVER), fill=layer.colour)
    if place.certainty is Certainty.LESS_CERTAIN:
        pen.ellipse(_circle(at, (DISC + 6) * OVER), outline=layer.colour, width=OVER)
    if layer.symbol:
        _symbol(pen, layer.symbol, at)
    return image


def _area(pen: ImageDraw.ImageDraw, place: Place, anchor: Point, view: View) -> None:
    """Draw the area that a vague place lies in: its shape, or the circle around its point."""
    shapes = [part for part in _parts(place.geometry) if isinstance(part, Polygon)]
    for part in shapes:
        pen.polygon(_pixels(part, view), fill=TINT, outline=RIM, width=OVER)
    if not shapes:
        radius = view.pixels(place.uncertainty_m or 0, anchor[1])
        pen.ellipse(_circle(view.at(*anchor), radius), fill=TINT, outline=RIM, width=OVER)


def _symbol(pen: ImageDraw.ImageDraw, name: str, at: Point) -> None:
    """Draw a layer's pictogram in white on its disc."""
    unit = DISC * OVER * SHARE * 2 / GRID
    for line in trace_lines(load_symbols()[name]):
        points = [(at[0] + (x - GRID / 2) * unit, at[1] + (y - GRID / 2) * unit) for x, y in line]
        pen.line(points, fill=PAPER, width=STROKE * OVER, joint="curve")


def _tallies(
    pen: ImageDraw.ImageDraw, content: Content, colours: Mapping[str, str], view: View
) -> None:
    """Draw a hollow square under what holds a place for each place known only to lie in it.

    In rows; of many places in one thing the first ones have theirs.
    """
    places = content.tables.places
    inside = places.loc[places["container"] >= 0, ["container", "layer"]]
    middles = _middles(content) if len(inside) else {}
    for number, layer in inside.groupby("container")["layer"]:
        x, y = view.at(*middles[content.tables.containers[int(number)].id])
        for k, name in enumerate(layer.head(SQUARES)):
            row, column = divmod(k, SQUARES_IN_A_ROW)
            wide = min(SQUARES_IN_A_ROW, min(len(layer), SQUARES) - row * SQUARES_IN_A_ROW)
            left = x + ((column - (wide - 1) / 2) * 1.5 - 0.5) * SQUARE * OVER
            top = y + (DISC + 10 + row * SQUARE * 1.5) * OVER
            corner = (left + SQUARE * OVER, top + SQUARE * OVER)
            pen.rectangle((left, top, *corner), PAPER, colours[name], 2 * OVER)


def _middles(content: Content) -> dict[str, Point]:
    """Return a point on each place or reference area in which places are shown, by its id."""
    ids = [each.id for each in content.tables.containers]
    places = content.tables.places
    held = places[among(places["id"], ids)]
    shapes = {area.id: area.geometry for area in content.areas}
    shapes |= dict(zip(held["id"], held.geometry, strict=True))
    return _points(ids, gpd.GeoSeries([shapes[ident] for ident in ids]))


def _circle(at: Point, radius: float) -> tuple[float, float, float, float]:
    return at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius
