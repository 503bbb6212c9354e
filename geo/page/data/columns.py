"""The columns that the page's map needs of every place, as bytes that become typed arrays.

`js/data/columns.js` reads what is written here; a change to one is a change to both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from shapely import GeometryType

from geo.content import place_geometry
from geo.content.containers import NO_SITE
from geo.content.places import STYLE_KEYS, Certainty
from geo.content.project import Project
from geo.formats.column_table import mask_among
from geo.formats.geojson import Json

MICRODEGREES = 1_000_000
"""Coordinates are whole millionths of a degree: 0.11 m, as many decimals as `data/` keeps."""

STATES = ("open", "building", "planned", "designated", "unknown")
POINT, LINE, AREA = 1, 2, 3
FORM_BY_TYPE = {
    GeometryType.POINT: POINT, GeometryType.LINESTRING: LINE, GeometryType.MULTILINESTRING: LINE,
    GeometryType.POLYGON: AREA, GeometryType.MULTIPOLYGON: AREA, GeometryType.MULTIPOINT: LINE,
}  # fmt: skip
FORM_BY_TYPE_ID = np.array([FORM_BY_TYPE.get(kind, 0) for kind in sorted(GeometryType)], "u1")
"""By shapely's number of a geometry's type, which is -1 where there is none."""


AT_ITSELF, NOWHERE, NO_PLACE, FIRST_CONTAINER = range(4)
"""A place that is drawn itself; one that no container holds; one that is no piece of land; from
here on the number of the container that a place is shown in."""


@dataclass(frozen=True)
class MapColumns:
    """The columns of all places, and what their numbers stand for."""

    lon: NDArray[np.int32]
    lat: NDArray[np.int32]
    """In millionths of a degree; no position repeats the one before."""
    boxes: NDArray[np.int32]
    """West, south, east, north of each shape, in millionths of a degree."""
    radius: NDArray[np.float64]
    """Metres, 0 for none."""
    group: NDArray[np.uint16]
    style: NDArray[np.uint16]
    form: NDArray[np.uint8]
    within: NDArray[np.uint16]
    """What a place is shown in: see `AT_ITSELF` and those after it."""
    styles: list[dict[str, object]]
    """The distinct styles of places; the first is none."""
    shapes: NDArray[np.intp]
    """Positions of the lines and areas."""

    @property
    def packed_bytes(self) -> bytes:
        """All columns, one after the other, little-endian.

        Of longitudes and latitudes the differences, their signs in the lowest bits, and of all
        these first the highest bytes: so they deflate to three quarters.
        """
        plain = (self.boxes, self.radius, self.group, self.style, self.form, self.within)
        return b"".join(
            [
                _shuffle_bytes(self.lon),
                _shuffle_bytes(self.lat),
                *(each.tobytes() for each in plain),
            ]
        )


def build_columns(places: gpd.GeoDataFrame, project: Project) -> MapColumns:
    """Return the columns of places, in their order."""
    geometry = places.geometry
    anchors = place_geometry.anchor_points(geometry)
    form = FORM_BY_TYPE_ID[shapely.get_type_id(geometry.to_numpy()) + 1]
    shapes = np.flatnonzero(form > POINT)
    boxes = shapely.bounds(geometry.to_numpy()[shapes])
    styles, style = _distinct_styles(places)
    return MapColumns(
        lon=_fill_missing(shapely.get_x(anchors.to_numpy())),
        lat=_fill_missing(shapely.get_y(anchors.to_numpy())),
        boxes=_to_microdegrees(boxes),
        radius=places["uncertainty_m"].astype("float64").fillna(0).to_numpy("<f8"),
        group=facet_combinations(places, project),
        style=style.astype("<u2"),
        form=form,
        within=container_numbers(places),
        styles=styles,
        shapes=shapes,
    )


def container_numbers(places: gpd.GeoDataFrame) -> NDArray[np.uint16]:
    """Return for each place whether and in which container it is shown."""
    unheld = np.where(mask_among(places["located_by"], [NO_SITE]), NO_PLACE, NOWHERE)
    held = places["container"].to_numpy()
    unlocated = np.where(held < 0, unheld, FIRST_CONTAINER + held)
    found: NDArray[np.uint16] = np.where(places.geometry.notna(), AT_ITSELF, unlocated).astype(
        "<u2"
    )
    return found


def facet_combinations(places: pd.DataFrame, project: Project) -> NDArray[np.uint16]:
    """Return one number for layer, state and certainty together, which filters decide by."""
    number = _name_numbers(places["layer"], [layer.id for layer in project.layers])
    state = _name_numbers(places["state"], STATES)
    sure = _name_numbers(places["certainty"], [str(each) for each in Certainty])
    together = (number * len(STATES) + state) * len(Certainty) + sure
    found: NDArray[np.uint16] = together.astype("<u2")
    return found


def _name_numbers(column: pd.Series, names: Sequence[str]) -> NDArray[np.uint32]:
    """Return the number of each name; pandas would make an object of each."""
    known = pa.array(names, pa.large_string())
    found = pc.index_in(pa.chunked_array(column).cast(pa.large_string()), value_set=known)
    number: NDArray[np.uint32] = found.to_numpy().astype("u4")
    return number


def _to_microdegrees(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    return np.round(degrees * MICRODEGREES).astype("<i4")


def _fill_missing(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return coordinates, where there is none the one before."""
    return _to_microdegrees(pd.Series(degrees).ffill().fillna(0).to_numpy())


def _shuffle_bytes(whole: NDArray[np.int32]) -> bytes:
    """Return the difference of each number to the one before, sign last, high bytes first."""
    steps = np.diff(whole, prepend=np.int32(0))
    folded = (steps << 1) ^ (steps >> 31)
    return folded.astype(">i4").view("u1").reshape(-1, 4).T.tobytes()


def _distinct_styles(places: pd.DataFrame) -> tuple[list[Json], NDArray[np.intp]]:
    """Return the distinct styles, none first, and the number of each place's."""
    named = [name for name in STYLE_KEYS if name in places.columns and places[name].notna().any()]
    if not named:
        return [{}], np.zeros(len(places), "u2")
    rows = places[named].astype("object").where(places[named].notna(), None)
    keys = pd.Series(list(rows.itertuples(index=False, name=None)), index=places.index)
    found = {(None,) * len(named): 0}
    for key in keys.drop_duplicates():
        found.setdefault(key, len(found))
    styles = [
        {name: value for name, value in zip(named, key, strict=True) if value is not None}
        for key in found
    ]
    return styles, keys.map(found).to_numpy()
