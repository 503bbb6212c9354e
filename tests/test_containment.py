"""What commands do with places known by their area: import, diff, locate, build, edit mode."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo import build, cli
from geo.check import rules
from geo.content import loader
from geo.content.loader import Content
from geo.diffing import comparison
from geo.formats import geojson
from geo.locating.scoring import OUTSIDE_AREA_MARK, score_candidates
from geo.locating.targets import find_context, list_targets
from geo.outputs import web_metadata
from geo.page.text_alternative import build_text_alternative
from tests.areas import with_areas
from tests.importing import SAID, bring, csv, refused, works
from tests.locate import found
from tests.served import Served, running

SHOP, FAIR, QUARRY = "mill-shop", "wood-fair", "old-quarry"
UNLOCATED = ("--kind", "mill", "--state", "open")
"""What places need of which no position is known."""
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return with_areas(tmp_path)


@pytest.fixture
def moorland(data: Path) -> Content:
    return rules.check_content(loader.read_folder(data))[0]


def brought(data: Path, text: str, *options: str) -> dict[str, Any]:
    """Return the properties of a place after the import of one row that begins with its id."""
    said = (*SAID, "--datum", "wgs84") if "lon" in text else UNLOCATED
    assert bring(data, csv(data.parent / "rows.csv", text), "--yes", *said, *options) == 0
    return works(data)[text.split("\n")[1].split(",", maxsplit=1)[0]].properties


def test_a_row_with_within_makes_a_place_known_by_its_area(data: Path) -> None:
    place = brought(data, f"id,within,within_source\n{QUARRY},north-wood,p. 3\n")
    assert (place["located_by"], place["within"]) == ("within", "north-wood")


def test_a_new_place_may_be_known_by_its_area(data: Path) -> None:
    text = "id,name,within,within_source\nfern-hut,Fern hut,north-wood,p. 3\n"
    assert brought(data, text)["located_by"] == "within"


def test_a_row_with_a_position_locates_a_place_known_by_its_area(data: Path) -> None:
    place = brought(data, f"id,lon,lat\n{FAIR},8.27,50.16\n")
    assert (place["located_by"], place["within"]) == ("hand", "north-wood")
    assert works(data)[FAIR].geometry


@pytest.mark.parametrize("row", [f"{FAIR},none", "upper-ferry-mill,within"])
def test_less_is_not_known_unasked(data: Path, row: str) -> None:
    before = works(data)
    assert bring(data, csv(data.parent / "a.csv", f"id,located_by\n{row}\n"), "--yes") == 0
    assert works(data) == before


def test_what_a_place_lies_in_is_forgotten_when_told(data: Path) -> None:
    place = brought(data, f"id,located_by\n{FAIR},none\n", "--lower")
    assert place["located_by"] == "none"
    assert "within" not in place
    assert "within_source" not in place


def test_a_position_gives_way_to_an_area_when_told(data: Path) -> None:
    text = "id,located_by,within,within_source\nupper-ferry-mill,within,north-wood,p. 3\n"
    assert brought(data, text, "--lower")["located_by"] == "within"
    assert works(data)["upper-ferry-mill"].geometry is None


def test_an_import_names_areas_that_exist(data: Path, capsys: Capture) -> None:
    file = csv(data.parent / "a.csv", f"id,within,within_source\n{QUARRY},northwood,p. 3\n")
    assert "did you mean “north-wood”?" in refused(capsys, data, file)


def edited(data: Path, ident: str, **properties: object) -> None:
    """Give properties to a place or an area; `None` takes one away."""
    for path in (data / "layers/works.geojson", data / "areas.geojson"):
        held = json.loads(path.read_text("utf-8"))
        for each in held["features"]:
            if each["properties"]["id"] == ident:
                each["properties"].update(properties)
        path.write_text(json.dumps(held), encoding="utf-8")


@pytest.mark.parametrize(
    ("ident", "properties", "said"),
    [
        (SHOP, {"within": "north-wood"}, "lies in north-wood instead of upper-ferry-mill"),
        (SHOP, {"within": None}, "no longer known to lie in upper-ferry-mill"),
        (QUARRY, {"within": "north-wood;south-fen"},
         "now known to lie in one of north-wood, south-fen"),
        ("south-fen", {"uncertainty_m": 2500}, "radius 2000 → 2500 m"),
    ],
)  # fmt: skip
def test_a_difference_says_what_places_lie_in(
    data: Path, tmp_path: Path, ident: str, properties: dict[str, object], said: str
) -> None:
    other = with_areas(tmp_path / "other")
    edited(other, ident, **properties)
    told = [
        each
        for section in comparison.compare_folders(data, other).sections
        for each in section.told
    ]
    assert next(each.said for each in told if each.id == ident) == said


def test_blanks_in_within_are_no_difference(data: Path, tmp_path: Path) -> None:
    other = with_areas(tmp_path / "other")
    edited(other, "fen-hut", within=" north-wood ; south-fen")
    assert not comparison.compare_folders(data, other).differs


def test_what_is_known_by_its_area_is_looked_for_and_what_has_no_site_is_not(data: Path) -> None:
    ids = {each.id for each in list_targets(loader.read_folder(data), (), None)}
    assert ids == {SHOP, FAIR, "fen-hut", QUARRY}


@pytest.mark.parametrize(
    ("place", "lon", "lat", "astray"),
    [
        (FAIR, 8.27, 50.16, False),
        (FAIR, 8.2, 50.14, True),
        (FAIR, 8.2898, 50.1820, False),  # outside by less than the radius of the edge
        ("fen-hut", 8.27, 50.16, False),
        ("fen-hut", 8.25, 50.14, False),  # in the other of the two
        ("fen-hut", 8.2, 50.16, True),
        (QUARRY, 8.2, 50.14, False),
    ],
)
def test_a_candidate_outside_the_known_area_is_marked(
    data: Path, place: str, lon: float, lat: float, *, astray: bool
) -> None:
    known = find_context(loader.read_folder(data))
    (made,) = score_candidates([found("nominatim", lon, lat, place=place)], known)
    assert (OUTSIDE_AREA_MARK in made.marks.split(";")) == astray


def test_the_distance_to_what_a_place_lies_in_is_told(data: Path) -> None:
    known = find_context(loader.read_folder(data))
    (made,) = score_candidates([found("nominatim", 8.27, 50.19, place=FAIR)], known)
    assert made.part_of_m == pytest.approx(1112, abs=5)


def test_a_build_counts_places_known_by_their_area(data: Path, capsys: Capture) -> None:
    assert cli.main(["--data", str(data), "--out", str(data.parent / "maps")]) == 0
    told = capsys.readouterr().out
    assert "8 places: 2 located, 1 approximate, 3 area known, 2 not yet located" in told
    assert "(1 without a site)" in told
    assert re.search(r"Located by: (hand 2, dataset 1|dataset 2, hand 1)\.", told)


def test_the_text_edition_says_in_what_places_lie(moorland: Content) -> None:
    rows = {
        row.id: row.position
        for _, _, rows in build_text_alternative(moorland).layers
        for row in rows
    }
    assert rows[SHOP] == "in: Upper Ferry mill"
    assert rows[FAIR] == "in: North wood"
    assert rows["fen-hut"] == "in one of: North wood; South fen"
    assert rows["grant-scheme"] == "No piece of land: it has no site"
    assert rows[QUARRY] == "not yet located"


def test_the_structured_data_say_in_what_places_lie(moorland: Content) -> None:
    at = web_metadata.find_addresses("https://example.org/", "moorland")
    told = {each["name"]: each for each in web_metadata.structured_data(moorland, at)["about"]}
    holder = told["Mill shop"]["containedInPlace"]
    assert holder["name"] == "Upper Ferry mill"
    assert holder["@id"].endswith("?feature=upper-ferry-mill")
    assert told["Wood fair"]["containedInPlace"] == {"@type": "Place", "name": "North wood"}
    assert "geo" not in told["Wood fair"]
    assert "containedInPlace" not in told["Grant scheme"]


def test_a_page_of_such_places_is_built_the_same_twice(data: Path, tmp_path: Path) -> None:
    one, other = (build.build(data, tmp_path / name).files for name in ("a", "b"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(with_areas(tmp_path_factory.mktemp("served"))) as served:
        yield served


def test_the_form_offers_the_areas(server: Served) -> None:
    assert server.look("/edit/form")["areas"] == [
        {"id": "north-wood", "name": "North wood", "name_de": "Nordwald"},
        {"id": "south-fen", "name": "South fen"},
    ]


@pytest.mark.parametrize(
    ("lon", "lat", "ids"),
    [
        (8.27, 50.16, ["north-wood", "moorland"]),
        (8.2, 50.14, ["upper-ferry-mill", "moorland"]),
        (8.25, 50.14, ["south-fen", "moorland"]),
        (9.0, 50.0, []),
    ],
)
def test_a_press_on_the_map_finds_what_is_drawn_there(
    server: Served, lon: float, lat: float, ids: list[str]
) -> None:
    told = server.look(f"/edit/holding?id={SHOP}&lon={lon}&lat={lat}")["found"]
    assert [each["id"] for each in told] == ids


def test_what_a_place_lies_in_is_saved(server: Served) -> None:
    base = server.look(f"/edit/place?id={QUARRY}")["feature"]
    told = {"located_by": "within", "within": "south-fen", "within_source": "gazette:1-9"}
    after = {**base, "properties": {**base["properties"], **told}}
    asked = {"what": "place", "id": QUARRY, "layer": "works", "base": base, "next": after}
    with server.restored():
        assert server.act("/edit/save", asked)[0] == 200
        saved = geojson.read_features(server.data / "layers/works.geojson", "works")[0]
    assert next(each for each in saved if each.ident == QUARRY).properties["within"] == "south-fen"


def test_what_others_lie_in_is_not_removed(server: Served) -> None:
    base = server.look("/edit/place?id=upper-ferry-mill")["feature"]
    asked = {
        "what": "place",
        "id": "upper-ferry-mill",
        "layer": "works",
        "base": base,
        "next": None,
    }
    status, told = server.act("/edit/save", asked)
    assert status == 422
    assert told["referred"]["parts"] == [SHOP]
