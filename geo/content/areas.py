"""Reference areas: what places may lie within and is no site itself (a sub-district, a town)."""

from collections.abc import Iterable
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from geo.content import places
from geo.formats.geojson import Feature
from geo.text.page_strings import Text


@dataclass(frozen=True)
class ReferenceArea:
    """One reference area."""

    id: str
    name: Text
    within: tuple[str, ...]
    source: str
    licence: str
    uncertainty_m: float
    """Of a point the radius of a circle that holds the area; of a polygon how far it may be off."""
    note: Text
    geometry: BaseGeometry


def parse_areas(
    features: Iterable[Feature], languages: tuple[str, ...]
) -> tuple[ReferenceArea, ...]:
    """Return the areas of features that have passed `geo.check`, in their order."""
    return tuple(_parse_area(feature, languages) for feature in features)


def _parse_area(feature: Feature, languages: tuple[str, ...]) -> ReferenceArea:
    given = feature.properties
    geometry = places.to_geometry(feature.geometry)
    if geometry is None:
        message = f"the reference area {given['id']} has no geometry"
        raise ValueError(message)
    return ReferenceArea(
        id=given["id"],
        name=places.localised_text(given, "name", languages),
        within=places.split_joined(given.get("within", "")),
        source=given["location_source"],
        licence=given["location_licence"],
        uncertainty_m=float(given["uncertainty_m"]),
        note=places.localised_text(given, "note", languages),
        geometry=geometry,
    )
