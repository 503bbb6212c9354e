"""Places: features of the layers as typed values, with the certainty that their radius gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.geojson import Feature
from geo.project import Text

CERTAIN_M = 500
LESS_CERTAIN_M = 3000

STYLE = (
    "marker-color",
    "marker-symbol",
    "marker-size",
    "stroke",
    "stroke-opacity",
    "stroke-width",
    "fill",
    "fill-opacity",
)
"""simplestyle 1.1.0 keys that a place may carry."""


class Certainty(StrEnum):
    """How surely a place is located, in the words of the Linked Places Format."""

    CERTAIN = "certain"
    LESS_CERTAIN = "less-certain"
    UNCERTAIN = "uncertain"
    NONE = "none"


@dataclass(frozen=True)
class Place:
    """One place of the map, located or not."""

    id: str
    layer: str
    name: Text
    aliases: tuple[str, ...]
    kind: str
    part_of: str
    photo: int | None
    state: str
    located_by: str
    location_source: str
    location_licence: str
    source_datum: str
    uncertainty_m: float | None
    """Radius in metres that holds the true position with 95 % probability."""
    checked_on: str
    note: Text
    style: Mapping[str, str | float]
    geometry: BaseGeometry | None
    """WGS 84 longitude and latitude in degrees, rings right-handed; `None` where not located."""

    @property
    def certainty(self) -> Certainty:
        """Return the certainty that follows from the radius."""
        if self.geometry is None or self.uncertainty_m is None:
            return Certainty.NONE
        if self.uncertainty_m <= CERTAIN_M:
            return Certainty.CERTAIN
        return (
            Certainty.LESS_CERTAIN if self.uncertainty_m <= LESS_CERTAIN_M else Certainty.UNCERTAIN
        )


def from_feature(feature: Feature, layer: str, languages: tuple[str, ...]) -> Place:
    """Return the place of a feature that has passed `geo.check`."""
    given = feature.properties
    aliases = str(given.get("aliases", "")).split(";")
    radius = given.get("uncertainty_m")
    return Place(
        id=given["id"],
        layer=layer,
        name=localised(given, "name", languages),
        aliases=tuple(alias.strip() for alias in aliases if alias.strip()),
        kind=given["kind"],
        part_of=given.get("part_of", ""),
        photo=int(given["photo"]) if "photo" in given else None,
        state=given["state"],
        located_by=given["located_by"],
        location_source=given.get("location_source", ""),
        location_licence=given.get("location_licence", ""),
        source_datum=given.get("source_datum", ""),
        uncertainty_m=float(radius) if radius is not None else None,
        checked_on=given.get("checked_on", ""),
        note=localised(given, "note", languages),
        style={key: given[key] for key in STYLE if key in given},
        geometry=to_geometry(feature.geometry),
    )


def to_geometry(geometry: Mapping[str, Any] | None) -> BaseGeometry | None:
    """Return a shapely geometry in the plane, outer rings counter-clockwise (RFC 7946 §3.1.6)."""
    if geometry is None:
        return None
    flat = shapely.force_2d(shape(geometry))
    oriented: BaseGeometry = shapely.orient_polygons(flat)
    return oriented


def localised(given: Mapping[str, Any], name: str, languages: tuple[str, ...]) -> Text:
    """Return a text per language from the columns `name`, `name_en`, …; missing ones are left out.

    The first language has the column without a suffix.
    """
    named = {
        language: given.get(name if position == 0 else f"{name}_{language}")
        for position, language in enumerate(languages)
    }
    return {language: str(text) for language, text in named.items() if text}
