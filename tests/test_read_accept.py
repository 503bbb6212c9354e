"""`read --accept`: from accepted drafts to facts and places, undone like any edit."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from geo import cli
from geo.content import loader
from geo.edits import saving
from tests.support import contents, county, fill_once

TEXT = (
    "We came to Stone Mill. It has 14 looms and nearly 9 beds, "
    "as everybody in the valley has known for long."
)
OWN = {"verdict": "accepted", "place": "old-quarry", "statement_en": "Looms at work"}


def read(data: Path, *arguments: str) -> int:
    return cli.main(["read", "--data", str(data), *arguments])


def drafted(tmp_path: Path) -> Path:
    fill_once(tmp_path, "drafts", make_drafts)
    return tmp_path / "county"


def make_drafts(folder: Path) -> None:
    data, given = county(folder), folder / "visit.txt"
    given.write_text(TEXT, encoding="utf-8")
    assert read(data, str(given)) == 0


def rows(data: Path) -> list[dict[str, str]]:
    text = (data / "drafts.csv").read_text(encoding="utf-8-sig")
    return [*csv.DictReader(io.StringIO(text))]


def decide(data: Path, sort: str, *decisions: dict[str, str]) -> None:
    """Write cells into the first rows of a sort, as a person does in a spreadsheet."""
    held = rows(data)
    chosen = [row for row in held if row["sort"] == sort]
    for row, cells in zip(chosen, decisions, strict=False):
        row.update(cells)
    with (data / "drafts.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, [*held[0]])
        table.writeheader()
        table.writerows(held)


def test_an_accepted_figure_becomes_a_fact(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = drafted(tmp_path)
    before = (data / "facts.csv").read_bytes()
    decide(data, "figure", OWN, {"verdict": "rejected"})
    assert read(data, "--accept") == 0
    assert "1 fact and 0 places made of accepted drafts: F005." in capsys.readouterr().out
    content = loader.build_content(loader.read_folder(data))
    fact = next(each for each in content.facts if each.id == "F005")
    assert (fact.place, fact.value, fact.unit["en"]) == ("old-quarry", 14, "looms")
    assert TEXT[fact.start : fact.end].startswith("It has 14 looms")
    assert fact.text["en"] == "Looms at work"
    assert [row["made"] for row in rows(data) if row["sort"] == "figure"] == ["F005", ""]
    assert cli.main(["check", "--data", str(data), "--json"]) == 0
    assert "draft." not in capsys.readouterr().out
    again = contents(data)
    assert read(data, "--accept") == 0
    assert read(data, str(tmp_path / "visit.txt")) == 0
    assert contents(data) == again
    saving.undo_edit(data)
    assert (data / "facts.csv").read_bytes() == before


def test_a_fact_of_words_of_an_unread_sentence_reads_it(tmp_path: Path) -> None:
    data, given = county(tmp_path), tmp_path / "visit.txt"
    given.write_text(f"{TEXT} Nobody looks. Nothing comes of it.", encoding="utf-8")
    assert read(data, str(given)) == 0
    decide(data, "figure", OWN)
    held = rows(data)
    first = next(row for row in held if row["sort"] == "sentence")
    decide(data, "figure", {"clause_end": first["end"]})
    assert read(data, "--accept") == 0
    assert [row["verdict"] for row in rows(data) if row["sort"] == "sentence"] == ["read", ""]
    saving.undo_edit(data)
    assert [row["verdict"] for row in rows(data) if row["sort"] == "sentence"] == ["", ""]


def test_an_accepted_figure_without_a_unit_asks_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, given = county(tmp_path), tmp_path / "visit.txt"
    given.write_text("We came to Stone Mill. Of looms there are 31.", "utf-8")
    assert read(data, str(given)) == 0
    decide(data, "figure", OWN)
    before = contents(data)
    assert read(data, "--accept") == 1
    assert "an accepted figure has a unit" in capsys.readouterr().err
    assert contents(data) == before
    decide(data, "figure", {**OWN, "unit": "looms"})
    assert read(data, "--accept") == 0


def test_an_accepted_name_becomes_a_place_that_nobody_has_located(tmp_path: Path) -> None:
    data = drafted(tmp_path)
    decide(data, "name", {"verdict": "accepted", "layer": "works"})
    assert read(data, "--accept") == 0
    places = loader.build_content(loader.read_folder(data)).places
    mill = next(each for each in places if each.id == "stone-mill")
    assert (mill.name["en"], mill.kind, mill.geometry) == ("Stone Mill", "mill", None)


@pytest.mark.parametrize(
    ("sort", "cells", "column"),
    [
        ("figure", {"verdict": "accepted", "place": "old-quarry"}, "statement_en"),
        ("figure", OWN | {"topic": "none"}, "topic"),
        ("figure", OWN | {"place": "nowhere"}, "place"),
        ("figure", OWN | {"value": "15"}, "value"),
        ("figure", OWN | {"state": "perhaps"}, "state"),
        ("figure", OWN | {"statement_en": f"They say: {TEXT[35:100]}"}, "statement_en"),
        ("name", {"verdict": "accepted"}, "layer"),
        ("name", {"verdict": "accepted", "layer": "works", "kind": "castle"}, "kind"),
    ],
)
def test_what_cannot_become_one_is_told_and_nothing_written(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sort: str,
    cells: dict[str, str],
    column: str,
) -> None:
    data = drafted(tmp_path)
    decide(data, sort, cells)
    before = contents(data)
    assert read(data, "--accept") == 1
    told = capsys.readouterr().err
    assert re.search(rf"error: .*{column}\n", told), told
    assert contents(data) == before


def test_what_a_person_wrote_without_a_verdict_survives(tmp_path: Path) -> None:
    data = drafted(tmp_path)
    decide(data, "figure", {"statement_en": "Looms at work"})
    assert read(data, str(tmp_path / "visit.txt")) == 0
    assert next(row for row in rows(data) if row["sort"] == "figure")["statement_en"] != ""
    assert read(data, "--accept") == 0
    assert [row["made"] for row in rows(data) if row["made"]] == []


@pytest.mark.parametrize("arguments", [(), ("--accept", "x.txt")])
def test_articles_or_accept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert read(county(tmp_path), *arguments) == 1
    assert "--accept without any" in capsys.readouterr().err


def test_json_of_the_check_is_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = drafted(tmp_path)
    capsys.readouterr()
    assert cli.main(["check", "--data", str(data), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["faults"][0]["code"] == "draft.undecided"
