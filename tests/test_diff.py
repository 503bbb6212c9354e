"""The difference of two folders: each kind of change, in words, as JSON, by revision and folder."""

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import jsonschema_rs
import pytest

from geo import cli
from geo.diffing import comparison, diff_report
from geo.faults import schemas
from geo.formats import geojson
from geo.runtime import files
from tests.support import COUNTY, ROOT, county, replaced
from tests.test_git_revision import repository

WORKS, AREA = "layers/works.geojson", "layers/county.geojson"
TOWNS, FACTS, MAP = "backdrop/towns.geojson", "facts.csv", "map.toml"
MILL, PATH, QUARRY = "upper-ferry-mill", "chapel-path", "old-quarry"

Edit = Callable[[Path], object]


def features(data: Path, file: str, edit: Callable[[dict[str, Any]], object]) -> None:
    """Rewrite a layer after an edit of its features, which are given by id or name."""
    held = json.loads((data / file).read_text(encoding="utf-8"))
    named = {
        item["properties"].get("id") or item["properties"]["name"]: item
        for item in held["features"]
    }
    edit(named)
    held["features"] = list(named.values())
    (data / file).write_text(json.dumps(held), encoding="utf-8")


def given(file: str, ident: str, **properties: object) -> Edit:
    """Return the edit that gives properties to one place; `None` takes one away."""
    return lambda data: features(
        data, file, lambda held: held[ident]["properties"].update(properties)
    )


def drawn(ident: str, kind: str | None, coordinates: object = None, **properties: object) -> Edit:
    """Return the edit that draws one place anew."""

    def edit(held: dict[str, Any]) -> None:
        held[ident]["geometry"] = {"type": kind, "coordinates": coordinates} if kind else None
        held[ident]["properties"].update(properties)

    return lambda data: features(data, AREA if ident == "moorland" else WORKS, edit)


def text(file: str, old: str, new: str) -> Edit:
    return lambda data: replaced(data, file, old, new)


def without(file: str, ident: str) -> Edit:
    return lambda data: features(data, file, lambda held: held.pop(ident))


def renamed(data: Path) -> None:
    features(data, WORKS, lambda held: held[MILL]["properties"].update(id="ferry-mill"))


def to_another_layer(data: Path) -> None:
    taken: dict[str, Any] = {}
    features(data, WORKS, lambda held: taken.update({MILL: held.pop(MILL)}))
    features(data, AREA, lambda held: held.update(taken))


EDITS: dict[str, tuple[Edit, str, str, list[str]]] = {
    "moved": (
        drawn(MILL, "Point", [8.20126, 50.14081]), "places", MILL, ["moved 127 m north-east"],
    ),
    "radius": (
        given(WORKS, MILL, uncertainty_m=200), "places", MILL, ["radius 120 → 200 m"],
    ),
    "worse": (
        given(WORKS, MILL, uncertainty_m=501), "places", MILL,
        ["radius 120 → 501 m", "certainty worsened: certain → less-certain"],
    ),
    "better": (
        given(WORKS, PATH, uncertainty_m=500), "places", PATH,
        ["radius 800 → 500 m", "certainty improved: less-certain → certain"],
    ),
    "located": (
        drawn(QUARRY, "Point", [8.2, 50.15], located_by="hand", uncertainty_m=90),
        "places", QUARRY, ["located: hand, within 90 m"],
    ),
    "unlocated": (
        drawn(MILL, None, located_by="none", uncertainty_m=None),
        "places", MILL, ["no longer located; was dataset, within 120 m"],
    ),
    "line": (
        drawn(PATH, "LineString", [[8.21, 50.15], [8.24, 50.16], [8.245, 50.17], [8.25, 50.18]]),
        "places", PATH, ["reshaped: by up to 0.1 m, 3 → 4 vertices"],
    ),
    "longer": (
        drawn(PATH, "LineString", [[8.21, 50.15], [8.24, 50.16], [8.25, 50.19]]),
        "places", PATH,
        ["reshaped: length 4.7519 → 5.8279 km, by up to 1,112 m, 3 vertices"],
    ),
    "area": (
        drawn("moorland", "Polygon",
              [[[8.1, 50.1], [8.31, 50.1], [8.31, 50.2], [8.1, 50.2], [8.1, 50.1]]]),
        "places", "moorland",
        ["reshaped: area 159.0002 → 166.9502 km², by up to 715 m, 4 vertices"],
    ),
    "redrawn": (
        drawn(PATH, "Point", [8.24, 50.16]), "places", PATH, ["drawn as Point, was LineString"],
    ),
    "layer": (to_another_layer, "places", MILL, ["layer works → county"]),
    "added": (
        lambda data: features(data, WORKS, lambda held: held.update({"new": {
            "type": "Feature", "geometry": None,
            "properties": {"id": "new-mill", "name": "New mill", "located_by": "none"}}})),
        "places", "new-mill", ['added: "New mill", layer works, not located'],
    ),
    "removed": (
        without(WORKS, MILL), "places", MILL,
        ['removed: "Upper Ferry mill", layer works, dataset, within 120 m'],
    ),
    "renamed": (
        renamed, "places", "ferry-mill",
        [f"possibly renamed from {MILL}: links, embeds and facts that name the old id break"],
    ),
    "name": (
        given(WORKS, MILL, name="Ferry Mill"), "places", MILL,
        ['name (en) "Upper Ferry mill" → "Ferry Mill"'],
    ),
    "name in another language": (
        given(WORKS, MILL, name_de=None), "places", MILL,
        ['name (de) removed: "Mühle an der Oberfähre"'],
    ),
    "aliases": (
        given(WORKS, MILL, aliases="Mill; Old Mill"), "places", MILL,
        ['aliases − "Ferry mill", + "Old Mill"'],
    ),
    "state": (given(WORKS, PATH, state="open"), "places", PATH, ["state building → open"]),
    "long note": (
        given(WORKS, QUARRY, note="The Gazette itself says that nobody knew."), "places", QUARRY,
        ['note (en) "…self says that nobody knows." → "…self says that nobody knew."'],
    ),
    "fact": (text(FACTS, "count,14,", "count,16,"), "facts", "F001", ["value 14 → 16"]),
    "fact of another place": (
        text(FACTS, f"F001,{MILL}", f"F001,{PATH}"), "facts", "F001", [f"place {MILL} → {PATH}"],
    ),
    "fact in words": (
        text(FACTS, "Mill runs 14", "Mill has 14"), "facts", "F001",
        ['statement (en) "Mill runs 14 looms again" → "Mill has 14 looms again"'],
    ),
    "fact removed": (
        lambda data: (data / FACTS).write_text(
            "".join((data / FACTS).read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8"),
        "facts", "F004",
        ['removed: "Position of the quarry unknown", place old-quarry, topic trade'],
    ),
    "fact renumbered": (
        text(FACTS, "F004,", "F104,"), "facts", "F104",
        ["possibly renamed from F004: links that name the old id break"],
    ),
    "title": (
        text(MAP, 'en = "Moorland sites"', 'en = "Sites"'), "map", "map.toml",
        ['title (en) "Moorland sites" → Sites'],
    ),
    "bounds": (
        text(MAP, "[8.0,", "[7.9,"), "map", "map.toml",
        ["bounds [8.0, 50.0, 8.4, 50.3] → [7.9, 50.0, 8.4, 50.3]"],
    ),
    "colour": (
        text(MAP, "#444444", "#333333"), "map", "layer county", ["colour #444444 → #333333"],
    ),
    "kind": (
        text(MAP, "[[source]]", '[[kind]]\nid = "pit"\nname.en = "Pit"\n[[source]]'),
        "map", "kind pit", ['added: "Pit"'],
    ),
    "source": (
        text(MAP, "length = 200", "length = 201"), "map", "source gazette", ["length 200 → 201"],
    ),
    "backdrop role": (
        text(MAP, 'role = "town"', 'role = "label"'), "map", f"backdrop.layer {TOWNS}",
        ["role town → label"],
    ),
    "backdrop": (
        lambda data: features(data, TOWNS, lambda held: held.popitem()),
        "backdrop", "", ["removed"],
    ),
    "words": (
        lambda data: files.write_bytes(data / "strings/de.json", b'{"autonym": "D"}'),
        "words", "de", ["added"],
    ),
}  # fmt: skip


def said(found: comparison.Difference, section: str, ident: str) -> list[str]:
    return [
        change.said
        for changes in found.sections
        for change in changes.told
        if change.section == section and (change.id == ident or not ident)
    ]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main(["diff", *arguments])
    return code, capsys.readouterr().out


Compared = Callable[[str], comparison.Difference]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Return what compares the tiny county with itself after an edit, once for each."""

    @functools.cache
    def compare(name: str) -> comparison.Difference:
        data = county(tmp_path_factory.mktemp("edited"))
        EDITS[name][0](data)
        return comparison.compare_folders(COUNTY, data, diff_report.MAX_REPORTED_CHANGES)

    return compare


@pytest.mark.parametrize("name", EDITS)
def test_a_change_is_told(name: str, compared: Compared) -> None:
    _, section, ident, expected = EDITS[name]
    found = compared(name)
    told = said(found, section, ident)
    if expected in (["added"], ["removed"]):
        told = [each.partition(":")[0] for each in told]
    assert told == expected
    assert [each.section for each in found.sections if each.counts] == [section]


@pytest.mark.parametrize("name", ["moved", "fact", "title", "backdrop", "words"])
def test_a_change_of_each_section_is_told_against_a_revision(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit, _, _, expected = EDITS[name]
    data = repository(tmp_path)
    edit(data)
    code, out = run(capsys, "--data", str(data))
    assert code == 0
    assert out.splitlines()[0].startswith(f"{data}, compared with HEAD (")
    assert all(line in out for line in expected)


def test_a_renamed_place_tells_what_else_it_changed(tmp_path: Path) -> None:
    data = county(tmp_path)
    renamed(data)
    given(WORKS, "ferry-mill", state="building")(data)
    assert said(comparison.compare_folders(COUNTY, data), "places", "ferry-mill")[1:] == [
        "state open → building"
    ]


def test_order_of_layers_is_told_once(tmp_path: Path) -> None:
    data = county(tmp_path)
    text = (data / MAP).read_text(encoding="utf-8")
    first, second = (text.index(f'[[layer]]\nid = "{name}"') for name in ("works", "county"))
    after = text.index("[[topic]]")
    (data / MAP).write_text(text[:first] + text[second:after] + text[first:second] + text[after:])
    assert said(comparison.compare_folders(COUNTY, data), "map", "map.toml") == [
        'order of layer "works, county" → "county, works"'
    ]


def rewritten(data: Path) -> None:
    """Rewrite every file in another form of the same meaning."""

    def turned(held: dict[str, Any]) -> None:
        held["moorland"]["geometry"]["coordinates"][0].reverse()
        held["moorland"]["properties"]["uncertainty_m"] = "500.0"

    features(data, AREA, turned)
    features(
        data, WORKS,
        lambda held: [
            held.update({QUARRY: held.pop(QUARRY)}),
            held[MILL].update(geometry={"type": "Point", "coordinates": [8.20000004, 50.14, 12]}),
            held[MILL]["properties"].update(aliases="Ferry mill ; Mill", note="", photo=None),
        ],
    )  # fmt: skip
    lines = (data / FACTS).read_text(encoding="utf-8").splitlines()
    rows = [lines[0], *reversed(lines[1:])]
    (data / FACTS).write_text("\ufeff" + "\r\n".join(rows).replace(",14,", ",14.0,"), "utf-8")
    replaced(data, MAP, "bounds = [8.0, 50.0", "bounds = [ 8.0,50.0")


def test_order_form_numbers_and_winding_are_no_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    rewritten(data)
    code, out = run(capsys, str(COUNTY), "--data", str(data), "--exit-code")
    assert (code, out.splitlines()[0]) == (0, f"{data} and {COUNTY} do not differ.")
    assert f"In form only (order, blanks, ways to write numbers): {FACTS}, {AREA}, {WORKS}" in out


def test_exit_code_is_1_on_differences_if_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = replaced(county(tmp_path), MAP, "Moorland sites", "Other")
    assert run(capsys, str(COUNTY), "--data", str(data))[0] == 0
    assert run(capsys, str(COUNTY), "--data", str(data), "--exit-code")[0] == 1


def test_json_has_the_documented_shape_for_every_kind(compared: Compared) -> None:
    kinds = set()
    for name in EDITS:
        told = json.loads(diff_report.report_as_json(compared(name), str(COUNTY), None, "new"))
        jsonschema_rs.validate(schemas.load_schema("diff"), told)
        assert told["differs"]
        assert told["complete"]
        kinds |= {change["kind"] for change in told["changes"]}
    assert kinds == set(
        schemas.load_schema("diff")["$defs"]["change"]["properties"]["kind"]["enum"]
    )


def test_json_says_metres_and_direction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = county(tmp_path)
    drawn(MILL, "Point", [8.20126, 50.14081])(data)
    _, out = run(capsys, str(COUNTY), "--data", str(data), "--json")
    (change,) = json.loads(out)["changes"]
    assert change == {
        "section": "places", "id": MILL, "kind": "moved", "said": "moved 127 m north-east",
        "metres": 127.4, "azimuth": 45.0, "towards": "north-east",
        "before": [8.2, 50.14], "after": [8.20126, 50.14081],
    }  # fmt: skip


def many(data: Path, number: int) -> Path:
    """Fill a layer of the tiny county with many places."""
    places = [
        geojson.Feature("", at, {"id": f"p-{at:05}", "name": f"P {at}", "kind": "mill"},
                        {"type": "Point", "coordinates": [8.1 + at * 1e-6, 50.15]})
        for at in range(number)
    ]  # fmt: skip
    (data / WORKS).write_text(
        geojson.format_collection(places, schemas.list_columns("place")), "utf-8"
    )
    return data


def test_many_changes_are_a_few_examples_and_a_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = many(county(tmp_path / "old"), 2000)
    new = replaced(many(county(tmp_path / "new"), 2000), WORKS, '"kind": "mill"', '"kind": "path"')
    _, out = run(capsys, str(old), "--data", str(new))
    assert "places: by property: kind 2,000" in out
    assert out.count("kind mill → path") == 10
    assert "Told are the first 10 of each kind; --all tells all." in out
    _, out = run(capsys, str(old), "--data", str(new), "--all")
    assert out.count("kind mill → path") == 2000
    _, out = run(capsys, str(old), "--data", str(new), "--json")
    told = json.loads(out)
    assert (len(told["changes"]), told["complete"]) == (10, False)
    assert told["counts"]["places"] == {"property.kind": 2000}


FAULTS = {
    "layer broken": (WORKS, lambda text: text[:-200], "must be valid JSON"),
    "layer missing": (WORKS, None, "No such file"),
    "facts broken": (FACTS, lambda text: text + 'F005,"x', "must be valid CSV"),
    "facts without a column": (FACTS, lambda text: text.replace("topic", "tpoic", 1), "the column"),
    "map broken": (MAP, lambda text: text + "\nx[", "must be valid TOML"),
    "map against a rule": (MAP, lambda text: text.replace("#7a3e00", "brown"), "layer[1].colour"),
    "backdrop broken": (TOWNS, lambda _: "{", "must be valid JSON"),
    "id missing": (WORKS, lambda text: text.replace('"id": "old-quarry",', ""), "what has no id"),
    "id twice": (WORKS, lambda text: text.replace("old-quarry", MILL), "only the first"),
    "no geometry": (WORKS, lambda text: text.replace("[8.2, 50.14]", '["x"]'), "no geometry"),
}  # fmt: skip


@pytest.mark.parametrize("row", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("spoiled", ["old", "new"])
def test_what_cannot_be_read_is_told_and_the_rest_compared(
    row: tuple[str, Callable[[str], str] | None, str],
    spoiled: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, spoil, rule = row
    sides = {name: county(tmp_path / name) for name in ("old", "new")}
    given(AREA, "moorland", uncertainty_m=400)(sides["new"])
    path = sides[spoiled] / file
    if spoil:
        path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        path.unlink()
    code, out = run(capsys, str(sides["old"]), "--data", str(sides["new"]))
    assert code == 0
    assert rule in out
    assert "moorland: radius 500 → 400 m" in out
    assert not [line for line in out.splitlines() if line.startswith(("facts", "backdrop"))]
    if "id" not in rule and "first" not in rule:
        assert "added" not in out
        assert "removed" not in out


def test_two_maps_that_cannot_be_read_are_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sides = [replaced(county(tmp_path / name), MAP, "[title]", "[title") for name in "ab"]
    assert cli.main(["diff", str(sides[0]), "--data", str(sides[1])]) == 1
    assert "must be valid TOML" in capsys.readouterr().err


def test_a_folder_without_a_map_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diff", str(COUNTY), "--data", str(tmp_path)]) == 1
    assert "map.toml" in capsys.readouterr().err


def test_hostile_text_is_safe_for_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    given(WORKS, MILL, name="\x1b[2J\u202efin", **{"x\x1b[0m": "y"})(data)
    given(WORKS, PATH, id="p\x1b]0;x\x07")(data)
    _, out = run(capsys, str(COUNTY), "--data", str(data))
    assert "\\x1b[2J\\u202efin" in out
    assert not [char for char in out if not char.isprintable() and char != "\n"]


def test_two_runs_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = county(tmp_path)
    for name in ("moved", "added", "area", "line", "fact", "title", "kind", "backdrop", "words"):
        EDITS[name][0](data)
    first, second = (run(capsys, str(COUNTY), "--data", str(data), "--json") for _ in range(2))
    assert first == second


def test_a_users_own_key_is_not_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiles = (
        '\n[[tiles]]\nid = "t"\nname.en = "T"\nurl = "https://t.example.org/{z}/{x}/{y}?k={key}"\n'
        'attribution = "T"\ndatum = "WGS84"\nkey = "%s"\n'
    )
    sides = []
    for name in ("first-secret", "second-secret"):
        sides.append(county(tmp_path / name))
        with (sides[-1] / MAP).open("a", encoding="utf-8") as file:
            file.write(tiles % name)
    for form in ("--json", "--all"):
        _, out = run(capsys, str(sides[0]), "--data", str(sides[1]), form)
        changed = out.replace(str(sides[0]), "").replace(str(sides[1]), "")
        assert "hidden" in changed
        assert "secret" not in changed


def test_a_layer_in_columns_is_compared_with_the_same_as_geojson(tmp_path: Path) -> None:
    data = county(tmp_path)
    frame = gpd.read_file(data / WORKS).drop(columns="checked_on")
    frame["checked_on"] = ["", "", "2026-11-23"]
    frame.loc[frame["id"] == MILL, "uncertainty_m"] = 90
    frame.to_file(data / "layers/works.gpkg", driver="GPKG")
    (data / WORKS).unlink()
    replaced(data, MAP, WORKS, "layers/works.gpkg")
    told = comparison.compare_folders(COUNTY, data)
    assert {each.section: dict(each.counts) for each in told.sections if each.counts} == {
        "places": {"radius": 1},
        "map": {"property.file": 1},
    }


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    old, new = many(county(tmp_path / "old"), 4_000), county(tmp_path / "new")
    command = [sys.executable, str(ROOT / "build_map.py"), "diff", str(old), "--data", str(new)]
    running = subprocess.Popen(  # noqa: S603  our own command
        [*command, "--all"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "MAP_NO_BOOTSTRAP": "1"},
    )  # fmt: skip
    assert running.stdout
    assert running.stderr
    assert b"compared with" in running.stdout.readline()
    running.stdout.close()
    assert running.stderr.read() == b""
    running.wait(timeout=60)
    running.stderr.close()
