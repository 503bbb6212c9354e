"""The outline of a new map's subject, read from whatever a planner has, in whatever CRS."""

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from geo.content.places import AREA_DIMENSION, flatten_and_orient
from geo.faults.fault import Fault, InputError, escape_unambiguously, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import vector_file
from geo.formats.json_text import DECIMALS
from geo.formats.vector_file import Source
from geo.runtime import files
from geo.runtime.file_access import open_regular
from geo.spatial import datum

OUTLINE_FORMATS = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml", ".fgb", ".gml")
MAX_VERTICES = 2000
"""An outline of more is simplified: it is drawn on every page, and nobody sees the difference."""
MAX_PARTS = 50
MIN_PART_SHARE = 1e-4
"""Share of the largest part's area below which a further part or a hole is left out."""
FIRST_TOLERANCE_M = 5.0
TOLERANCE_FACTOR = 1.25
"""How much the tolerance grows until few enough vertices are left."""


@dataclass(frozen=True)
class Outline:
    """An area in WGS 84, ready to be drawn, and what was done to it."""

    geometry: BaseGeometry
    name: str
    """What the file calls it, where it holds one feature with a `name`."""
    crs: str
    datum: str
    vertices: tuple[int, int]
    """Before and after."""
    tolerance_m: float = 0.0
    left_out: int = 0
    """Small parts and holes."""
    views: tuple[str, ...] = ()
    """What of a GeoPackage was not looked at, since it would have to be run."""


def read_outline(path: Path, stated: str = "") -> Outline:
    """Read an outline; `stated` is the CRS of a file that does not say its own.

    All its areas are joined. Raises `InputError` where there is no area, no known CRS, or a
    position that is none on Earth.
    """
    at = Location(escape_unambiguously(path.name))
    frame, views = _read_frame(path, at)
    crs = _parse_crs(frame.crs or stated, at)
    raw = shapely.union_all(_valid_polygons(frame.geometry.to_numpy(), at))
    area = _to_wgs84(raw, crs, at)
    kept, left_out = _drop_small_parts(area)
    outline = Outline(
        kept,
        _feature_name(frame),
        crs.name,
        datum.crs_datum(crs),
        (_count_vertices(area), _count_vertices(kept)),
        0.0,
        left_out,
        views,
    )
    return _simplify_outline(outline, at)


def _read_frame(path: Path, at: Location) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return the features of the one layer with areas, and the views that are left out."""
    if path.suffix.lower() not in OUTLINE_FORMATS:
        mend = f"export it as GeoJSON or GeoPackage; read are {', '.join(OUTLINE_FORMATS)}"
        raise InputError(
            [at.make_fault("", format_value(path.suffix), phrase("outline.format-unknown"), mend)]
        )
    try:
        with open_regular(path) as file:
            if not file.read(1):
                rule, mend = phrase("file.empty"), "export the outline anew"
                raise InputError([at.make_fault("", phrase("found.empty-file"), rule, mend)])
        with vector_file.open_sources(path, at.file) as sources:
            views = tuple(view for source in sources for view in source.views)
            return _single_layer(sources, at), views
    except vector_file.READ_ERRORS as error:
        if isinstance(error, OSError) and error.filename:
            raise InputError([files.unreadable_fault(at.file, error)]) from None
        reason = vector_file.explain_error(error, path, at.file)
        mend = "it is cut off, damaged or of another kind: export it anew"
        raise InputError(
            [at.make_fault("", format_value(reason), phrase("file.unreadable"), mend)]
        ) from None


def _single_layer(sources: list[Source], at: Location) -> gpd.GeoDataFrame:
    """Return the layer that holds areas; a file of several could mean any of them."""
    kinds: set[str] = set()
    drawn: dict[str, gpd.GeoDataFrame] = {}
    for source in sources:
        for layer, kind in vector_file.list_tables(source):
            if not kind:
                continue
            frame = vector_file.read_frame(source, layer)
            if len(_extract_polygons(frame)):
                drawn[f"{source.member}:{layer}"] = (
                    None if drawn else frame
                )  # of two neither is needed
            else:
                kinds |= {*frame.geom_type.dropna()}
    if len(drawn) == 1:
        return next(iter(drawn.values()))
    if drawn:
        names = ", ".join(format_value(name.removeprefix(":")) for name in drawn)
        mend = "export the one that is meant into a file of its own"
        raise InputError([at.make_fault("", names, phrase("outline.several-layers"), mend)])
    mend = "give the polygon of the area; QGIS makes one of closed lines (Lines to polygons)"
    found = ", ".join(sorted(kinds)) or "no geometry"
    raise InputError([at.make_fault("geometry", found, phrase("outline.no-area"), mend)])


def _extract_polygons(frame: object) -> NDArray[np.object_]:
    """Return all polygons of a table, out of their collections."""
    if not isinstance(frame, gpd.GeoDataFrame):
        return np.empty(0, "object")
    parts = shapely.get_parts(shapely.get_parts(frame.geometry.dropna().to_numpy()))
    found: NDArray[np.object_] = parts[
        (shapely.get_dimensions(parts) == AREA_DIMENSION) & ~shapely.is_empty(parts)
    ]
    return found


def _valid_polygons(shapes: NDArray[np.object_], at: Location) -> NDArray[np.object_]:
    """Return polygons that are valid; a ring that crosses itself is taken apart."""
    frame = gpd.GeoDataFrame(geometry=shapes)
    sound = _extract_polygons(
        gpd.GeoDataFrame(geometry=shapely.make_valid(_extract_polygons(frame)))
    )
    places = shapely.get_coordinates(sound)
    if not len(sound) or not np.isfinite(places).all():
        mend = "draw it anew: a polygon has three corners or more, not on one line"
        raise InputError([at.make_fault("geometry", "", phrase("outline.encloses-nothing"), mend)])
    flat: NDArray[np.object_] = shapely.force_2d(sound)
    return flat


def _parse_crs(given: object, at: Location) -> CRS:
    mend = "set it in QGIS (Layer CRS) and export anew, or name it: --crs EPSG:4490"
    if not given:
        raise InputError([at.make_fault("crs", "none", phrase("outline.crs-missing"), mend)])
    try:
        return CRS.from_user_input(given)
    except CRSError:
        fault = at.make_fault("crs", format_value(str(given)), phrase("outline.crs-unknown"), mend)
        raise InputError([fault]) from None


def _to_wgs84(area: BaseGeometry, crs: CRS, at: Location) -> BaseGeometry:
    """Return the area in WGS 84, valid there too."""
    try:
        moved = datum.project_geometry(area, crs, datum.WGS84)
    except ProjError as error:
        raise InputError([_position_fault(at, crs, format_value(str(error)))]) from None
    places = shapely.get_coordinates(moved)
    wrong = ~(np.isfinite(places) & (np.abs(places) <= datum.MAX_LON_LAT)).all(axis=1)
    if wrong.any():
        first = shapely.get_coordinates(area)[int(np.argmax(wrong))]
        raise InputError([_position_fault(at, crs, f"[{first[0]:.10g}, {first[1]:.10g}]")])
    return shapely.make_valid(moved)


def _position_fault(at: Location, crs: CRS, found: str) -> Fault:
    rule = phrase("outline.off-earth", crs=crs.name)
    mend = "its CRS is another: set the right one in QGIS (Layer CRS) and export anew, or --crs"
    return at.make_fault("geometry.coordinates", found, rule, mend)


def _drop_small_parts(area: BaseGeometry) -> tuple[BaseGeometry, int]:
    """Return the largest parts without their tiniest holes, and how many were left out."""
    parts = sorted(
        _extract_polygons(gpd.GeoDataFrame(geometry=[area])), key=lambda part: -part.area
    )
    least = parts[0].area * MIN_PART_SHARE
    kept = [part for part in parts[:MAX_PARTS] if part.area >= least]
    whole = [_drop_small_holes(part, least) for part in kept]
    holes = sum(len(part.interiors) for part in kept) - sum(len(part.interiors) for part in whole)
    return shapely.multipolygons(whole), len(parts) - len(kept) + holes


def _drop_small_holes(part: shapely.Polygon, least: float) -> shapely.Polygon:
    rings = list(part.interiors)
    large = [ring for ring in rings if shapely.area(shapely.polygons(ring)) >= least]
    return shapely.polygons(part.exterior, large or None)


def _simplify_outline(outline: Outline, at: Location) -> Outline:
    """Return the outline with no more vertices than a page needs, on the grid of the files."""
    middle = outline.geometry.centroid
    flat = datum.local_equal_area_crs(middle.x, middle.y)
    metric, shape = datum.project_geometry(outline.geometry, datum.WGS84, flat), outline.geometry
    tolerance = 0.0
    while _count_vertices(shape) > MAX_VERTICES:
        tolerance = tolerance * TOLERANCE_FACTOR or FIRST_TOLERANCE_M
        shape = datum.project_geometry(shapely.simplify(metric, tolerance), flat, datum.WGS84)
    gridded = shapely.set_precision(shapely.make_valid(shape), 10.0**-DECIMALS)
    parts = _extract_polygons(gpd.GeoDataFrame(geometry=[gridded]))
    if not len(parts):
        rule, mend = phrase("outline.too-small"), "check its CRS and units"
        raise InputError([at.make_fault("geometry", "", rule, mend)])
    whole = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    drawn = flatten_and_orient(np.array([whole], "object"))[0]
    return replace(
        outline, geometry=drawn, vertices=(outline.vertices[0], _count_vertices(drawn)),
        tolerance_m=tolerance,
    )  # fmt: skip


def _count_vertices(area: BaseGeometry) -> int:
    return int(shapely.count_coordinates(area)) - len(shapely.get_rings(shapely.get_parts([area])))


def _feature_name(frame: gpd.GeoDataFrame) -> str:
    """Return the name in the file where it holds a single feature that has one."""
    named = [column for column in frame.columns if str(column).casefold() == "name"]
    if len(frame) != 1 or not named or not isinstance(frame[named[0]].iloc[0], str):
        return ""
    return " ".join(frame[named[0]].iloc[0].split())
