"""The tiny county with places of which only the area is known, and with reference areas."""

from pathlib import Path
from typing import Any

from geo.faults import schemas
from geo.formats import geojson
from geo.formats.geojson import Feature
from tests.support import county

SAID = {"within_source": "gazette:10-30"}
POSITION = {
    "location_source": "invented for the tests", "location_licence": "MIT",
    "source_datum": "WGS84", "uncertainty_m": 300,
}  # fmt: skip
SQUARE = [[8.26, 50.15], [8.29, 50.15], [8.29, 50.18], [8.26, 50.18], [8.26, 50.15]]


def place(ident: str, **properties: Any) -> Feature:  # noqa: ANN401  any property
    """Return a place without a position."""
    name = ident.replace("-", " ").capitalize()
    given = {"id": ident, "name": name, "kind": "mill", "state": "open", "located_by": "within"}
    return Feature("", 1, {**given, **properties}, None, ident)


PLACES = (
    place("mill-shop", within="upper-ferry-mill", **SAID),
    place("wood-fair", within="north-wood", **SAID),
    place("fen-hut", within="north-wood;south-fen", **SAID),
    place("grant-scheme", located_by="no-site", part_of="moorland"),
)
AREAS = (
    Feature("", 1, {"id": "north-wood", "name": "North wood", "name_de": "Nordwald",
                    "within": "moorland", **POSITION},
            {"type": "Polygon", "coordinates": [SQUARE]}, "north-wood"),
    Feature("", 2, {"id": "south-fen", "name": "South fen", "within": "moorland",
                    **POSITION, "uncertainty_m": 2000},
            {"type": "Point", "coordinates": [8.25, 50.13]}, "south-fen"),
)  # fmt: skip


def with_areas(folder: Path, *more: Feature, areas: tuple[Feature, ...] = AREAS) -> Path:
    """Copy the tiny county to `folder`/county, with places known by their area, and return it."""
    data = county(folder)
    works = data / "layers/works.geojson"
    features, _ = geojson.read_features(works, "works.geojson")
    held = [*features, *PLACES, *more]
    works.write_text(
        geojson.format_collection(held, schemas.list_columns("place")), encoding="utf-8"
    )
    written = geojson.format_collection(areas, schemas.list_columns("area"))
    (data / "areas.geojson").write_text(written, encoding="utf-8")
    made_of = data / "map.toml"
    named = 'areas = "areas.geojson"\n' + made_of.read_text(encoding="utf-8")
    made_of.write_text(named, encoding="utf-8")
    return data
