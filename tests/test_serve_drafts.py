"""Drafts decided over what the browser asks for: made by the same code as `read --accept`."""

from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException

from geo import cli
from geo.check import rules
from geo.content import loader
from geo.edits import history
from geo.faults.fault import InputError
from geo.reading.drafts import read_drafts
from geo.serving.edit_endpoints import EditHandlers
from geo.serving.editing import EditConflictError
from geo.serving.fault_json import faults_as_json
from tests.support import contents, county, in_columns
from tests.test_fmt import LAYER
from tests.test_read_accept import TEXT, drafted
from tests.test_read_accept import decide as decide_in_table

LOOMS, BEDS = "14", "9"
WORDS = {"statement_en": "Looms at work", "place": "old-quarry"}


def desk(tmp_path: Path) -> tuple[Path, EditHandlers]:
    data = drafted(tmp_path)
    return data, EditHandlers(data, None)


def told_row(asked: EditHandlers, **wanted: str) -> dict[str, str]:
    """Return the one row with some cells, as a browser gets it."""
    rows = asked.list_drafts({})["rows"]
    [found] = [row for row in rows if all(row.get(name) == wanted[name] for name in wanted)]
    return dict(found)


def decide(asked: EditHandlers, act: str, row: dict[str, str], **more: object) -> dict[str, Any]:
    return asked.decide_draft({"act": act, "seen": row, **more})


def test_a_text_comes_with_its_drafts_and_what_it_names(tmp_path: Path) -> None:
    _, asked = desk(tmp_path)
    told = asked.list_drafts({})
    assert (told["source"], told["text"], told["lang"]) == ("visit", TEXT, "en")
    assert told["sources"] == [
        {"id": "visit", "name": {"en": "visit"}, "figures": 2, "decided": 0, "unread": 0}
    ]
    places = {each["id"]: each["name"] for each in told["places"]}
    row = told_row(asked, value=LOOMS)
    assert row["place_1"] in places
    for start, end, place in told["mentions"]:
        assert TEXT[start:end]
        assert place in places


def test_without_drafts_there_is_nothing_to_decide(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    (data / "drafts.csv").unlink()
    assert asked.list_drafts({}) == {"sources": [], "source": "", "rows": [], "text": None}


def test_a_text_that_is_not_at_hand_has_drafts_all_the_same(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    for file in (data / "article").iterdir():
        file.unlink()
    told = asked.list_drafts({"source": "visit"})
    assert (told["text"], told["mentions"]) == (None, [])
    assert told["rows"]


def test_accepting_makes_a_fact_and_undo_takes_all_of_it_back(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    before = contents(data)
    answer = decide(asked, "accept", told_row(asked, value=LOOMS), cells=WORDS)
    assert (answer["row"]["made"], answer["row"]["verdict"]) == ("F005", "accepted")
    assert answer["history"]["undo"]["code"] == "history.draft-accepted"
    facts = loader.build_content(loader.read_folder(data)).facts
    made = next(each for each in facts if each.id == "F005")
    assert (made.place, made.value, made.text["en"]) == ("old-quarry", 14, "Looms at work")
    assert told_row(asked, value=LOOMS) == answer["row"]
    assert asked.list_drafts({})["sources"][0]["decided"] == 1
    asked.undo_edit({})
    assert contents(data) == before


def test_what_a_person_corrects_is_what_the_fact_says(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    cells = WORDS | {"state": "planned", "period": "2022", "bound": "at-least"}
    decide(asked, "accept", told_row(asked, value=BEDS), cells=cells)
    facts = loader.build_content(loader.read_folder(data)).facts
    made = next(each for each in facts if each.id == "F005")
    assert (made.state, made.period, made.bound) == ("planned", "2022", "at-least")


def test_only_the_draft_in_hand_is_made(tmp_path: Path) -> None:
    """A row accepted in a spreadsheet, without words yet, waits for `read --accept`."""
    data, asked = desk(tmp_path)
    decide_in_table(data, "figure", {}, {"verdict": "accepted"})
    answer = decide(asked, "accept", told_row(asked, value=LOOMS), cells=WORDS)
    assert answer["row"]["made"] == "F005"
    assert "made" not in told_row(asked, value=BEDS)


@pytest.mark.parametrize(
    ("act", "verdict", "code"),
    [
        ("reject", "rejected", "history.draft-rejected"),
        ("read", "read", "history.draft-read"),
    ],
)
def test_other_verdicts_change_the_table_alone(
    tmp_path: Path, act: str, verdict: str, code: str
) -> None:
    data, asked = desk(tmp_path)
    before = contents(data)
    answer = decide(asked, act, told_row(asked, value=LOOMS))
    assert answer["row"]["verdict"] == verdict
    assert answer["history"]["undo"]["code"] == code
    after = contents(data)
    assert {file for file in after if after[file] != before.get(file)} == {"drafts.csv"}
    again = decide(asked, "reopen", answer["row"])
    assert "verdict" not in again["row"]
    assert contents(data) == before
    asked.undo_edit({})
    assert told_row(asked, value=LOOMS)["verdict"] == verdict


def test_a_fact_of_chosen_words_reads_their_sentence_in_one_edit(tmp_path: Path) -> None:
    data, given = county(tmp_path), tmp_path / "visit.txt"
    given.write_text(f"{TEXT} Nobody looks there.", encoding="utf-8")
    assert cli.main(["read", "--data", str(data), str(given)]) == 0
    asked, before = EditHandlers(data, None), contents(data)
    sentence = told_row(asked, sort="sentence")
    span = {"source": "visit", "start": sentence["start"], "end": sentence["end"]}
    row = asked.parse_words(span)["row"]
    answer = decide(asked, "accept", row, cells=WORDS, new=True)
    assert answer["read"] == [sentence["id"]]
    assert told_row(asked, id=sentence["id"]) == {**sentence, "verdict": "read"}
    assert asked.list_drafts({})["sources"][0]["unread"] == 0
    asked.undo_edit({})
    assert contents(data) == before


def test_a_figure_without_a_unit_says_where_to_look_for_it(tmp_path: Path) -> None:
    _, asked = desk(tmp_path)
    with pytest.raises(InputError) as refused:
        decide(asked, "accept", told_row(asked, value=LOOMS), cells={**WORDS, "unit": ""})
    [fault] = refused.value.faults
    assert (fault.property, fault.code) == ("unit", "draft.unit")
    assert "It has 14 looms" in fault.mend


def test_names_of_places_are_known_as_soon_as_a_layer_changes(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    known = {each["id"] for each in asked.list_drafts({})["places"]}
    row = told_row(asked, sort="name")
    made = decide(asked, "accept", row, cells={"kind": "mill", "layer": "works"})["row"]["made"]
    told = asked.list_drafts({})
    assert {each["id"] for each in told["places"]} == {*known, made}
    assert [TEXT[start:end] for start, end, place in told["mentions"] if place == made] == [
        "Stone Mill"
    ]
    for layer in (data / "layers").iterdir():
        layer.write_text("{", encoding="utf-8")
    assert asked.list_drafts({})["mentions"] == []


def test_names_in_columns_are_known_too(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    told = asked.list_drafts({})
    in_columns(data)
    assert asked.list_drafts({}) == told


def test_layers_without_a_file_are_made_when_asked(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    text = (data / "map.toml").read_text("utf-8").replace("[[layer]]", f"{LAYER}[[layer]]", 1)
    (data / "map.toml").write_text(text, encoding="utf-8")
    missing = rules.find_faults(loader.read_folder(data))
    assert [each["offer"] for each in faults_as_json(missing) if each["offer"]] == ["layers"]
    assert asked.make_layers({}) == {"made": [f"{data.name}/layers/new/mills.geojson"]}
    assert asked.make_layers({}) == {"made": []}
    assert loader.read_folder(data).faults == []


def test_a_name_becomes_a_place_with_kind_and_layer_alone(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    row = told_row(asked, sort="name")
    answer = decide(asked, "accept", row, cells={"kind": "mill", "layer": "works"})
    assert answer["row"]["made"] == "stone-mill"
    places = loader.build_content(loader.read_folder(data)).places
    mill = next(each for each in places if each.id == "stone-mill")
    assert (mill.name["en"], mill.kind, mill.geometry) == ("Stone Mill", "mill", None)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"statement_en": ""}, "statement_en"),
        ({"statement_en": f"They say: {TEXT[35:100]}"}, "statement_en"),
        ({"topic": "none"}, "topic"),
        ({"place": "nowhere"}, "place"),
        ({"value": "15"}, "value"),
        ({"state": "perhaps"}, "state"),
    ],
)
def test_the_checks_are_those_of_the_command(
    tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    data, asked = desk(tmp_path)
    before = contents(data)
    with pytest.raises(InputError) as caught:
        decide(asked, "accept", told_row(asked, value=LOOMS), cells=WORDS | cells)
    assert column in {fault.property for fault in caught.value.faults}
    assert contents(data) == before


def test_what_was_decided_elsewhere_is_not_decided_again(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    seen = told_row(asked, value=LOOMS)
    decide(EditHandlers(data, None), "reject", seen)
    before = contents(data)
    with pytest.raises(EditConflictError) as caught:
        decide(asked, "accept", seen, cells=WORDS)
    assert caught.value.of == "draft"
    assert caught.value.theirs
    assert caught.value.theirs["verdict"] == "rejected"
    assert contents(data) == before


def test_another_row_that_changed_meanwhile_is_kept(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    seen = told_row(asked, value=LOOMS)
    decide(EditHandlers(data, None), "reject", told_row(asked, value=BEDS))
    decide(asked, "accept", seen, cells=WORDS)
    assert told_row(asked, value=BEDS)["verdict"] == "rejected"


def test_a_draft_that_is_gone_is_told(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    seen = told_row(asked, value=LOOMS)
    (data / "drafts.csv").unlink()
    with pytest.raises(EditConflictError) as caught:
        decide(asked, "accept", seen, cells=WORDS)
    assert caught.value.theirs is None


def test_a_file_that_changes_while_it_is_decided_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, asked = desk(tmp_path)
    seen = told_row(asked, value=LOOMS)
    read = read_drafts

    def read_then_change(folder: Path) -> list[dict[str, str]]:
        rows = read(folder)
        path = folder / "drafts.csv"
        path.write_bytes(path.read_bytes() + b"\n")
        return rows

    monkeypatch.setattr("geo.serving.draft_review.drafts.read_drafts", read_then_change)
    with pytest.raises(history.EditConflictError) as caught:
        decide(asked, "reject", seen)
    assert caught.value.files == ("drafts.csv",)
    assert (data / "drafts.csv").read_bytes().endswith(b"\n\n")


def test_what_became_a_fact_stays_decided(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    row = decide(asked, "accept", told_row(asked, value=LOOMS), cells=WORDS)["row"]
    before = contents(data)
    for act in ("reject", "reopen", "accept"):
        with pytest.raises(InputError) as caught:
            decide(asked, act, row, cells={})
        assert caught.value.faults[0].code == "draft.made"
    assert contents(data) == before


def chosen(asked: EditHandlers, words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return asked.parse_words(
        {"source": "visit", "start": str(start), "end": str(start + len(words))}
    )


def test_chosen_words_decide_the_figure_in_them(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    told = chosen(asked, "has 14 looms")
    assert (told["new"], told["row"]["id"]) == (False, told_row(asked, value=LOOMS)["id"])
    seen = told_row(asked, value=LOOMS)
    cited = {name: told["row"][name] for name in ("clause_start", "clause_end")}
    decide(asked, "accept", seen, cells=WORDS | cited)
    facts = loader.build_content(loader.read_folder(data)).facts
    made = next(each for each in facts if each.id == "F005")
    assert TEXT[made.start : made.end] == "has 14 looms"
    again = chosen(asked, "14 looms")
    assert again["new"]
    assert again["row"]["value"] == LOOMS


def test_chosen_words_without_a_figure_become_a_fact(tmp_path: Path) -> None:
    data, asked = desk(tmp_path)
    words = "everybody in the valley"
    told = chosen(asked, words)
    row = told["row"]
    assert told["new"]
    assert (row.get("value"), row.get("bound"), row["state"]) == (None, None, "done")
    assert TEXT[int(row["start"]) : int(row["end"])] == words
    answer = decide(asked, "accept", row, cells=WORDS, new=True)
    assert answer["row"]["made"] == "F005"
    assert told_row(asked, id=row["id"])["verdict"] == "accepted"
    assert asked.list_drafts({})["sources"][0]["figures"] == 2
    with pytest.raises(EditConflictError):
        decide(asked, "accept", row, cells=WORDS, new=True)
    assert cli.main(["check", "--data", str(data)]) == 0
    assert cli.main(["read", "--data", str(data), str(tmp_path / "visit.txt")]) == 0
    assert told_row(asked, id=row["id"])["made"] == "F005"


@pytest.mark.parametrize("words", ["visit:0-9:fact", "elsewhere:0-4:fact", "visit:0-5"])
def test_words_of_no_text_become_nothing(tmp_path: Path, words: str) -> None:
    data, asked = desk(tmp_path)
    before = contents(data)
    row = {
        **chosen(asked, "We came")["row"],
        "id": words,
        "source": words.partition(":")[0],
    }
    with pytest.raises(InputError) as caught:
        decide(asked, "accept", row, cells=WORDS, new=True)
    assert caught.value.faults[0].code == "draft.words"
    assert contents(data) == before


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (900, 950), (0, 9_000_000)])
def test_no_words_are_no_draft(tmp_path: Path, start: int, end: int) -> None:
    _, asked = desk(tmp_path)
    told = asked.parse_words({"source": "visit", "start": str(start), "end": str(end)})
    assert told == {"row": None, "new": False, "places": []}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"act": "burn", "seen": {}},
        {"act": ["accept"], "seen": {}},
        {"act": "accept", "seen": None},
        {"act": "accept", "seen": {"id": 1}},
        {"act": "accept", "seen": {"id": "x" * 3000}},
        {"act": "accept", "seen": {}, "cells": {"verdict": "accepted"}},
        {"act": "accept", "seen": {}, "cells": {"made": "F001"}},
        {"act": "accept", "seen": {}, "cells": []},
        {"act": "accept", "seen": {}, "new": "yes"},
    ],
)
def test_what_means_nothing_is_refused(tmp_path: Path, body: dict[str, Any]) -> None:
    _, asked = desk(tmp_path)
    with pytest.raises(HTTPException):
        asked.decide_draft(body)


@pytest.mark.parametrize("start", ["", "-1", "1.5", "٣", "9" * 40, "x"])
def test_offsets_are_counts(tmp_path: Path, start: str) -> None:
    _, asked = desk(tmp_path)
    with pytest.raises(HTTPException):
        asked.parse_words({"source": "visit", "start": start, "end": "5"})
