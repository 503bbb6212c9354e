"""The page's words: complete in every language, and a gap is seen."""

import string

from geo import i18n

OWN_UNITS = ("units.", "units_one.", "money.", "count.e")
"""Chinese reads its own units; other languages name them. It has no singular, and counts by 万."""


def test_both_languages_have_the_same_keys() -> None:
    zh, en = (
        {
            key
            for key, _ in i18n.leaves(i18n.load(code).table)
            if not key.startswith(OWN_UNITS) and not key.endswith(".one")
        }
        for code in ("zh", "en")
    )
    assert zh == en


def test_the_words_of_the_edit_mode_are_in_both_languages() -> None:
    zh, en = (dict(i18n.leaves(i18n.editing(code))) for code in ("zh", "en"))
    assert set(zh) == set(en)
    assert all(gaps(zh[key]) == gaps(en[key]) for key in zh)
    assert i18n.editing("qaa") == i18n.editing("en")


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_fill_the_same_gaps() -> None:
    zh, en = (dict(i18n.leaves(i18n.load(code).table)) for code in ("zh", "en"))
    for key in (key for key in zh.keys() & en.keys() if not key.startswith(OWN_UNITS)):
        assert gaps(zh[key]) == gaps(en[key]), key


def test_a_language_without_a_table_speaks_english() -> None:
    assert i18n.load("de").get("bounds.over") == "more than"


def test_a_language_without_a_table_keeps_its_own_tag() -> None:
    assert i18n.load("de").tag == "de"
    assert i18n.load("zh").tag == "zh-CN"


def test_a_missing_key_is_seen() -> None:
    assert i18n.load("zh").get("no.such.key") == "no.such.key"
    assert i18n.load("zh").get("no.such.key", "") == ""
