"""Places known only by the area that they lie in: which area they are shown in."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geo.canonical import formatting
from geo.check import rules
from geo.content import containers, content_tables, loader
from geo.content.areas import ReferenceArea
from geo.content.content_tables import ContentTables
from geo.content.loader import Content
from geo.formats.column_table import ColumnTable
from geo.formats.geojson import Feature
from geo.outputs import export
from geo.page.data.payload import Payload, build_payload, count_coverage
from tests.areas import with_areas
from tests.support import HERE, county, in_columns

MANY = 100_000


def feature(ident: str, geometry: object = None, **properties: object) -> Feature:
    by = "within" if geometry is None else "hand"
    given = {"id": ident, "name": ident, "kind": "k", "state": "open", "located_by": by}
    drawn = geometry.__geo_interface__ if geometry is not None else None  # type: ignore[attr-defined]
    return Feature("f", 1, {**given, **properties}, drawn)


def area(ident: str, geometry: object, *within: str, radius: float = 50) -> ReferenceArea:
    return ReferenceArea(ident, {"en": ident}, within, "s", "l", radius, {}, geometry)


COUNTRY = feature("country", box(0, 0, 4, 4), uncertainty_m=100)
TOWN = feature("town", box(1, 1, 2, 2), uncertainty_m=100, part_of="country")
MILL = feature("mill", Point(1.5, 1.5), uncertainty_m=400, part_of="town")
WIDE = feature("wide", Point(1.5, 1.5), uncertainty_m=90_000, within="town")
FLOATING = feature("floating", None, located_by="none", part_of="town")
LOST = feature("lost", None, located_by="none")
HAMLET = area("hamlet", box(1.2, 1.2, 1.3, 1.3), "town")
VALLEY = area("valley", Point(3, 3), "country", radius=9000)
HELD = (COUNTRY, TOWN, MILL, WIDE, FLOATING, LOST)


def resolved(*asked: Feature) -> ContentTables:
    facts = ColumnTable("", pd.DataFrame())
    return content_tables.build_tables({"l": [*HELD, *asked]}, facts, ("en",), (HAMLET, VALLEY))


def shown(**properties: object) -> str:
    """Return the id of what a place with these properties is shown in, or nothing."""
    made = resolved(feature("asked", **properties))
    number = int(made.places["container"].iloc[-1])
    return made.containers[number].id if number >= 0 else ""


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("mill", "mill"),
        ("town", "town"),
        ("hamlet", "hamlet"),
        ("floating", "town"),  # it has no position, what it is part of has one
        ("wide", "town"),  # the town is smaller than the circle in it
        ("lost", ""),
        ("hamlet;mill", "town"),
        ("hamlet; town", "town"),
        ("mill;valley", "country"),
        ("mill;valley;hamlet", "country"),
        ("mill;lost", ""),
    ],
)
def test_a_place_is_shown_in_the_smallest_area_that_holds_it(within: str, expected: str) -> None:
    assert shown(within=within) == expected


def test_what_a_place_is_part_of_counts_where_nothing_else_is_said() -> None:
    assert shown(part_of="town") == "town"
    assert shown(part_of="town", within="hamlet") == "hamlet"


@pytest.mark.parametrize("method", ["none", "no-site"])
def test_a_place_of_which_nothing_is_known_is_shown_nowhere(method: str) -> None:
    assert shown(part_of="town", located_by=method) == ""


def test_containers_come_by_size_and_know_the_next_one_that_holds_them() -> None:
    asked = [feature(f"in-{each}", within=each) for each in ("country", "mill", "hamlet", "valley")]
    found = resolved(*asked).containers
    assert [each.id for each in found] == ["mill", "hamlet", "valley", "country"]
    assert [each.up for each in found] == [3, 3, 3, -1]


def test_extents_are_in_kilometres_with_two_figures() -> None:
    asked = [feature(f"in-{each}", within=each) for each in ("mill", "valley", "hamlet")]
    assert [each.km for each in resolved(*asked).containers] == [0.8, 16.0, 18.0]


def test_of_too_many_containers_the_larger_hold_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_CONTAINERS", 1)
    made = resolved(feature("one", within="hamlet"), feature("two", within="country"))
    assert [each.id for each in made.containers] == ["country"]
    assert made.places["container"].tolist()[-2:] == [0, 0]


def test_long_ways_up_are_no_hindrance() -> None:
    links = [feature(f"a{n}", within=f"a{n + 1}", located_by="none") for n in range(5000)]
    made = resolved(*links, feature("a5000", within="town"), feature("asked", within="a0"))
    assert made.places["container"].tolist()[-2:] == [0, 0]


def test_many_places_are_resolved_by_what_is_said_of_them() -> None:
    ids = [f"p{n}" for n in range(MANY)]
    cells = pd.DataFrame({"id": ["town", *ids], "name": ["town", *ids]}, dtype="str")
    cells["located_by"] = ["hand"] + ["within"] * MANY
    cells["within"] = pd.Series([None] + ["town"] * MANY, dtype="str")
    cells["uncertainty_m"] = [100.0] + [np.nan] * MANY
    shapes = np.array([box(1, 1, 2, 2)] + [None] * MANY, "object")
    made = content_tables.build_tables(
        {"l": ColumnTable("l", cells, shapes)}, ColumnTable("", pd.DataFrame()), ("en",)
    )
    assert (made.places["certainty"] == "area-known").sum() == MANY
    assert len(made.containers) == 1


@pytest.fixture
def moorland(tmp_path: Path) -> Content:
    return rules.check_content(loader.read_folder(with_areas(tmp_path)))[0]


@pytest.fixture
def made(moorland: Content) -> Payload:
    return build_payload(moorland)


def ids_of(made: Payload) -> list[str]:
    found: list[str] = []
    for block in made.series["names"].blocks:
        found += block["id"].to_pylist()
    return found


def test_the_page_has_a_number_for_what_each_place_is_shown_in(made: Payload) -> None:
    count, ids = made.head["count"], ids_of(made)
    column = np.frombuffer(made.columns, "<u2", count, len(made.columns) - 2 * count)
    assert dict(zip(ids, column.tolist(), strict=True)) == {
        "moorland": 0, "upper-ferry-mill": 0, "chapel-path": 0, "old-quarry": 1,
        "mill-shop": 3, "wood-fair": 4, "fen-hut": 5, "grant-scheme": 2,
    }  # fmt: skip


def test_the_page_has_containers_the_smallest_first(made: Payload) -> None:
    ids = ids_of(made)
    mill, moor = ids.index("upper-ferry-mill"), ids.index("moorland")
    told = made.head["containers"]
    assert [{k: v for k, v in each.items() if k != "km"} for each in told] == [
        {"place": mill, "up": 2}, {"area": 0, "up": 2}, {"place": moor, "up": -1},
    ]  # fmt: skip
    assert told[0]["km"] == 0.24


def test_the_page_has_the_areas_that_hold_places(made: Payload) -> None:
    assert [each["id"] for each in made.head["areas"]] == ["north-wood", "south-fen"]
    assert made.head["areas"][0]["name"] == {"en": "North wood", "de": "Nordwald"}


def test_alternatives_are_told_where_they_are_not_the_container(made: Payload) -> None:
    block = next(iter(made.series["details"].blocks))
    told = dict(zip(ids_of(made), cells_of(block["within"]), strict=False))
    assert {ident for ident, each in told.items() if each} == {"fen-hut"}
    assert told["fen-hut"] == [["a", 0], ["a", 1]]


def cells_of(column: object) -> list[object]:
    return [each and json.loads(each) for each in column.to_pylist()]  # type: ignore[attr-defined]


def test_places_in_a_known_area_are_counted_apart(moorland: Content) -> None:
    count = count_coverage(moorland.tables)
    keys = ("located", "area_known", "not_located", "no_site")
    assert [count[key] for key in keys] == [3, 3, 2, 1]


def told(data: Path) -> set[tuple[str, ...]]:
    found = rules.find_faults(loader.read_folder(data))
    return {(each.property, each.found, each.rule) for each in found if "works" in each.file}


@pytest.mark.parametrize("overlay", sorted(HERE.glob("*/within-*")), ids=lambda path: path.name)
def test_layers_in_columns_are_told_the_same(overlay: Path, tmp_path: Path) -> None:
    expected = told(county(tmp_path / "edited", overlay))
    assert expected
    assert told(in_columns(county(tmp_path / "columns", overlay))) == expected


def test_the_areas_are_formatted_too(tmp_path: Path) -> None:
    data = with_areas(tmp_path)
    path = data / "areas.geojson"
    canonical = path.read_text("utf-8")
    path.write_text(json.dumps(json.loads(canonical)), encoding="utf-8")
    target = next(each for each in formatting.list_targets(data) if each.path == path)
    assert formatting.format_file(data, target, write=True).changed
    assert path.read_text("utf-8") == canonical


@pytest.mark.parametrize("form", ["geojson", "csv"])
def test_exports_say_in_what_places_lie(moorland: Content, form: str) -> None:
    text = export.to_geojson(moorland) if form == "geojson" else "".join(export.iter_csv(moorland))
    if form == "csv":
        assert ",certainty,within," in text
        return
    of_id = {each["id"]: each["properties"] for each in json.loads(text)["features"]}
    shop = of_id["mill-shop"]
    assert (shop["within"], shop["certainty"]) == ("upper-ferry-mill", "area-known")
    assert of_id["wood-fair"]["within_source"] == "gazette:10-30"
    assert "north-wood" not in of_id
    assert "container" not in shop
