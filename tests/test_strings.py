"""The page's words: complete in every language, and a gap is seen."""

import re
import string

import pytest

from geo.text import page_strings
from tests.support import ROOT

FOLDER = ROOT / "geo" / "page" / "strings"
OTHERS = sorted({path.stem for path in FOLDER.glob("*.json")} - {page_strings.FALLBACK_LANGUAGE})
EDITED = sorted({path.stem for path in FOLDER.glob("edit/*.json")} & {*OTHERS})
OWN_KEY = re.compile(r"units\.|units_one\.|money\.|count\.e|.*\.(zero|one|two|few|many)$")
"""Chinese reads its own units; other languages name them. It counts by 万, and has no singular."""


def page_words(language: str) -> dict[str, str]:
    return dict(page_strings.iter_leaves(page_strings.load_strings(language).table))


def edit_words(language: str) -> dict[str, str]:
    return dict(page_strings.iter_leaves(page_strings.load_edit_strings(language)))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: str) -> None:
    own, english = (
        {key for key in page_words(code) if not OWN_KEY.match(key)} for code in (language, "en")
    )
    assert own == english


@pytest.mark.parametrize("language", EDITED)
def test_the_words_of_the_edit_mode_are_in_every_language_that_has_some(language: str) -> None:
    own, english = edit_words(language), edit_words("en")
    assert set(own) == set(english)
    assert all(gaps(own[key]) == gaps(english[key]) for key in own)


def test_the_edit_mode_of_other_languages_speaks_english() -> None:
    assert EDITED
    assert page_strings.load_edit_strings("qaa") == page_strings.load_edit_strings("en")


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_fills_the_same_gaps(language: str) -> None:
    own, english = page_words(language), page_words("en")
    for key in (key for key in own.keys() & english.keys() if not OWN_KEY.match(key)):
        assert gaps(own[key]) == gaps(english[key]), key


def test_a_language_without_a_table_speaks_english() -> None:
    assert page_strings.load_strings("de").get_text("bounds.over") == "more than"


def test_a_language_without_a_table_keeps_its_own_tag() -> None:
    assert page_strings.load_strings("de").language_tag == "de"
    assert page_strings.load_strings("zh").language_tag == "zh-CN"


def test_a_missing_key_is_seen() -> None:
    assert page_strings.load_strings("zh").get_text("no.such.key") == "no.such.key"
    assert page_strings.load_strings("zh").get_text("no.such.key", "") == ""
