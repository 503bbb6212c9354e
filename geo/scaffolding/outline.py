"""The outline of a new map's subject, read from whatever a planner has, in whatever CRS."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from geo.check.geometry import WORLD_BOUNDS
from geo.content.places import AREA_DIMENSION, flatten_and_orient
from geo.faults.fault import Fault, InputError, escape_unambiguously, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.json_text import DECIMALS
from geo.importing import file_readers
from geo.importing.column_mapping import map_columns
from geo.importing.coordinates import read_shapes
from geo.importing.source_table import ReadingChoice, SourceTable
from geo.spatial import datum
from geo.spatial.datum import Shapes

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
    notes: tuple[str, ...] = ()
    """What was decided in reading its file."""


def read_outline(path: Path, choice: ReadingChoice, stated: str = "") -> Outline:
    """Read an outline as `import` reads places; `stated` is the CRS where the file says none.

    All its areas are joined. Raises `InputError` where there is no area, no known CRS, or a
    position that is none on Earth.
    """
    at = Location(escape_unambiguously(path.name))
    given = file_readers.read_table(path, replace(choice, areas=True))
    drawn = read_shapes(given, map_columns(given, {}), WORLD_BOUNDS)
    if drawn.faults:
        raise InputError(list(drawn.faults))
    shapes = np.empty(0, "object") if drawn.shapes is None else drawn.shapes
    crs = _parse_crs(given.crs or stated or (f"EPSG:{drawn.srid}" if drawn.srid else ""), at)
    raw = shapely.union_all(_valid_polygons(_require_polygons(shapes, at), at))
    area = _to_wgs84(raw, crs, at)
    kept, left_out = _drop_small_parts(area)
    outline = Outline(
        kept,
        _feature_name(given),
        crs.name.removesuffix(" (CRS84)"),
        datum.crs_datum(crs),
        (_count_vertices(area), _count_vertices(kept)),
        0.0,
        left_out,
        given.notes,
    )
    return _simplify_outline(outline, at)


def _require_polygons(shapes: Shapes, at: Location) -> Shapes:
    """Return the polygons among some shapes; raise `InputError` where there are none."""
    if len(found := _extract_polygons(shapes)):
        return found
    mend = "give the polygon of the area; QGIS makes one of closed lines (Lines to polygons)"
    kinds = {each.geom_type for each in shapes if each is not None}
    rule = phrase("outline.no-area")
    held = ", ".join(sorted(kinds)) or "no geometry"
    raise InputError([at.make_fault("geometry", held, rule, mend)])


def _extract_polygons(shapes: Shapes) -> Shapes:
    """Return all polygons of some shapes, out of their collections."""
    parts = shapely.get_parts(shapely.get_parts(shapes[~shapely.is_missing(shapes)]))
    found: Shapes = parts[
        (shapely.get_dimensions(parts) == AREA_DIMENSION) & ~shapely.is_empty(parts)
    ]
    return found


def _valid_polygons(polygons: Shapes, at: Location) -> Shapes:
    """Return polygons that are valid; a ring that crosses itself is taken apart."""
    sound = _extract_polygons(shapely.make_valid(polygons))
    places = shapely.get_coordinates(sound)
    if not len(sound) or not np.isfinite(places).all():
        mend = "draw it anew: a polygon has three corners or more, not on one line"
        raise InputError(
            [
                at.make_fault(
                    "geometry",
                    "",
                    phrase("outline.encloses-nothing"),
                    mend,
                )
            ]
        )
    flat: Shapes = shapely.force_2d(sound)
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
    parts = sorted(_extract_polygons(np.array([area], "object")), key=lambda part: -part.area)
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
    parts = _extract_polygons(np.array([gridded], "object"))
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


def _feature_name(given: SourceTable) -> str:
    """Return the name in the file where it holds a single feature that has one."""
    named = next(
        (cells for title, cells in given.columns.items() if title.casefold() == "name"), []
    )
    return " ".join(named[0].split()) if len(named) == 1 and isinstance(named[0], str) else ""
