"""A folder's own words: a language more is a file, and what is wrong in it is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from geo.content import loader, overrides
from geo.faults.fault import Severity
from geo.text import page_strings
from tests.support import county, replaced


def written(folder: Path, table: Any, code: str = "qaa") -> Path:  # noqa: ANN401  any JSON
    """Return a county that speaks a further language, with the table given."""
    data = replaced(county(folder), "map.toml", '["en", "de"]', '["en", "de", "qaa"]')
    path = data / overrides.STRINGS_FOLDER / f"{code}.json"
    path.parent.mkdir()
    path.write_text(table if isinstance(table, str) else json.dumps(table), encoding="utf-8")
    return data


def test_a_table_is_laid_over_the_english_one(tmp_path: Path) -> None:
    data = written(tmp_path, {"popup": {"close": "Zu-qaa"}})
    strings = loader.build_content(loader.read_folder(data)).get_strings("qaa")
    assert strings.get_text("popup.close") == "Zu-qaa"
    assert strings.get_text("controls.plus") == page_strings.load_strings("en").get_text(
        "controls.plus"
    )
    assert strings.language_tag == "qaa"


def test_a_table_may_change_a_word_of_a_language_that_the_page_has(tmp_path: Path) -> None:
    data = written(tmp_path, {"dock": {"hint": "named, nowhere found"}}, "en")
    moorland = loader.build_content(loader.read_folder(data))
    assert moorland.get_strings("en").get_text("dock.hint") == "named, nowhere found"
    assert moorland.get_strings("en").get_text("dock.title") == "Without a position"
    assert page_strings.load_strings("en").get_text("dock.hint") != "named, nowhere found"


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("{", "valid JSON"),
        ("[]", "an object of objects and texts"),
        ({"popup": {"close": 3}}, "words are text"),
        ({"popup": {"close": "\u202eZu"}}, "U+202E"),
    ],
)
def test_what_cannot_be_shown_stops_the_build(tmp_path: Path, table: object, rule: str) -> None:
    faults = loader.read_folder(written(tmp_path, table)).faults
    assert [fault.severity for fault in faults] == [Severity.ERROR]
    assert rule in str(faults[0])
    assert faults[0].file == "county/strings/qaa.json"


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ({"popup": {"clos": "Zu"}}, "nobody sees them"),
        ({"fact": {"characters": "{start} {stop}"}}, "{end}, {start}"),
    ],
)
def test_what_is_never_shown_is_warned_of(tmp_path: Path, table: object, rule: str) -> None:
    faults = loader.read_folder(written(tmp_path, table)).faults
    assert [fault.severity for fault in faults] == [Severity.WARNING]
    assert rule in str(faults[0])


def test_a_table_of_no_language_of_the_map_is_warned_of(tmp_path: Path) -> None:
    faults = loader.read_folder(written(tmp_path, {}, "fr")).faults
    assert [fault.severity for fault in faults] == [Severity.WARNING]


def test_plural_forms_that_english_lacks_are_words_too(tmp_path: Path) -> None:
    data = written(tmp_path, {"coverage": {"certain": {"few": "{n} paar"}}, "autonym": "Qaa"})
    assert loader.read_folder(data).faults == []
