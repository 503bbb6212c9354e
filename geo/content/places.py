"""Places: features of the layers as typed values, with the certainty that their radius gives."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.text.page_strings import Text

AREA_DIMENSION = 2
"""Dimensions of polygons, as shapely counts them."""
MAX_CERTAIN_M = 500
MAX_LESS_CERTAIN_M = 3000

NAME_COLUMN = re.compile("name(_[a-z]{2,3})?")
"""Columns of full names; short ones are for labels alone."""

POSITION_PROPERTIES = (
    "located_by", "location_source", "location_licence", "source_datum", "uncertainty_m",
    "checked_on",
)  # fmt: skip
"""Properties that belong to a position: with a new one the old ones say nothing any more."""
STYLE_KEYS = (
    "marker-color", "marker-symbol", "marker-size", "stroke", "stroke-opacity", "stroke-width",
    "fill", "fill-opacity",
)  # fmt: skip
"""simplestyle 1.1.0 keys that a place may carry."""


class Certainty(StrEnum):
    """How surely a place is located, in the words of the Linked Places Format."""

    CERTAIN = "certain"
    LESS_CERTAIN = "less-certain"
    UNCERTAIN = "uncertain"
    AREA = "area-known"
    """It has no position, but what it lies in has one (see `geo.content.containers`)."""
    NONE = "none"


@dataclass(frozen=True)
class Place:
    """One place of the map, located or not."""

    id: str
    layer: str
    name: Text
    short: Text
    """Shorter names for the map's labels, in those languages in which the name is too long."""
    aliases: tuple[str, ...]
    kind: str
    part_of: str
    within: tuple[str, ...]
    """Ids of places or reference areas in one of which it lies."""
    within_source: str
    photo: int | None
    state: str
    located_by: str
    location_source: str
    location_licence: str
    source_datum: str
    uncertainty_m: float | None
    """Radius in metres that holds the true position with 95 % probability."""
    certainty: Certainty
    container: int
    """Number of what it is shown in among the containers of the table, -1 for none."""
    checked_on: str
    note: Text
    style: Mapping[str, str | float]
    geometry: BaseGeometry | None
    """WGS 84 longitude and latitude in degrees, rings right-handed; `None` where not located."""


def place_from_row(given: Mapping[str, Any], languages: tuple[str, ...]) -> Place:
    """Return the place of a row of `geo.content.content_tables`."""
    radius, photo = given["uncertainty_m"], given["photo"]
    return Place(
        id=given["id"],
        layer=given["layer"],
        name=localised_text(given, "name", languages),
        short=localised_text(given, "name_short", languages),
        aliases=split_joined(given["aliases"]),
        kind=given["kind"],
        part_of=given["part_of"],
        within=split_joined(given["within"]),
        within_source=given["within_source"],
        photo=None if pd.isna(photo) else int(photo),
        state=given["state"],
        located_by=given["located_by"],
        location_source=given["location_source"],
        location_licence=given["location_licence"],
        source_datum=given["source_datum"],
        uncertainty_m=None if np.isnan(radius) else radius,
        certainty=Certainty(given["certainty"]),
        container=int(given["container"]),
        checked_on=given["checked_on"],
        note=localised_text(given, "note", languages),
        style={key: given[key] for key in STYLE_KEYS if key in given and not pd.isna(given[key])},
        geometry=given["geometry"],
    )


def is_name_column(column: str) -> bool:
    """Return whether a column holds the full names of places, in whatever language."""
    return NAME_COLUMN.fullmatch(column) is not None


def split_joined(joined: str) -> tuple[str, ...]:
    """Return the parts of a text that `;` joins, blanks around them and empty ones apart."""
    return tuple(filter(None, (part.strip() for part in joined.split(";"))))


def certainty_of_radius(radius: pd.Series, shapes: NDArray[np.object_]) -> pd.Series:
    """Return the certainty that follows from each radius; none where nothing is drawn."""
    unknown = radius.isna() | shapely.is_missing(shapes)
    chosen = np.select(
        [unknown, radius <= MAX_CERTAIN_M, radius <= MAX_LESS_CERTAIN_M],
        [Certainty.NONE, Certainty.CERTAIN, Certainty.LESS_CERTAIN],
        Certainty.UNCERTAIN,
    )
    return pd.Series(chosen, index=radius.index, dtype="str")


def flatten_and_orient(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries without heights, outer rings counter-clockwise (RFC 7946 §3.1.6)."""
    flat = np.array(shapes, dtype="object")
    high = shapely.has_z(flat)
    flat[high] = shapely.force_2d(flat[high])
    areas = shapely.get_dimensions(flat) == AREA_DIMENSION
    flat[areas] = shapely.orient_polygons(flat[areas])
    return flat


def to_geometry(geometry: Mapping[str, object] | None) -> BaseGeometry | None:
    """Return a geometry of GeoJSON as shapely has it, in the plane and wound right."""
    return (
        None
        if geometry is None
        else flatten_and_orient(np.array([shape(geometry)], dtype="object"))[0]
    )


def localised_text(given: Mapping[str, object], name: str, languages: tuple[str, ...]) -> Text:
    """Return a text per language from the columns `name`, `name_en`, …; missing ones are left out.

    The first language has the column without a suffix.
    """
    named = {
        language: given.get(name if position == 0 else f"{name}_{language}")
        for position, language in enumerate(languages)
    }
    return {language: str(text) for language, text in named.items() if text}
