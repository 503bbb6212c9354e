"""The page's words: complete in every language, and a gap is seen."""

import re
import string

from geo.page.document import FIRST_WORDS, TITLED_LATER
from geo.text import page_strings
from tests import measures

OWN_UNITS = ("units.", "units_one.", "money.", "count.e")
"""Chinese reads its own units; other languages name them. It has no singular, and counts by 万."""


def test_both_languages_have_the_same_keys() -> None:
    zh, en = (
        {
            key
            for key, _ in page_strings.iter_leaves(page_strings.load_strings(code).table)
            if not key.startswith(OWN_UNITS) and not key.endswith(".one")
        }
        for code in ("zh", "en")
    )
    assert zh == en


def test_the_words_of_the_edit_mode_are_in_both_languages() -> None:
    zh, en = (
        dict(page_strings.iter_leaves(page_strings.load_edit_strings(code)))
        for code in ("zh", "en")
    )
    assert set(zh) == set(en)
    assert all(gaps(zh[key]) == gaps(en[key]) for key in zh)
    assert page_strings.load_edit_strings("qaa") == page_strings.load_edit_strings("en")


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_fill_the_same_gaps() -> None:
    zh, en = (
        dict(page_strings.iter_leaves(page_strings.load_strings(code).table))
        for code in ("zh", "en")
    )
    for key in (key for key in zh.keys() & en.keys() if not key.startswith(OWN_UNITS)):
        assert gaps(zh[key]) == gaps(en[key]), key


def test_a_language_without_a_table_speaks_english() -> None:
    assert page_strings.load_strings("de").get_text("bounds.over") == "more than"


def test_a_language_without_a_table_keeps_its_own_tag() -> None:
    assert page_strings.load_strings("de").language_tag == "de"
    assert page_strings.load_strings("zh").language_tag == "zh-CN"


def test_a_missing_key_is_seen() -> None:
    assert page_strings.load_strings("zh").get_text("no.such.key") == "no.such.key"
    assert page_strings.load_strings("zh").get_text("no.such.key", "") == ""


def reached(entries: set[str]) -> set[str]:
    """Return these scripts with all that they import."""
    imports = measures.script_imports()
    found: set[str] = set()
    while entries:
        found |= entries
        entries = set().union(*(imports[path] for path in entries)) - found
    return found


def test_the_first_picture_has_its_words_before_the_others_come() -> None:
    groups = set(page_strings.load_strings("en").table)
    texts = measures.script_texts()
    spoken = {
        (group, key)
        for path in reached({"first.js", "picture.js", "crowded.js"})
        for group, key in re.findall(r"[\"`]([a-z_]+)\.([a-z_$]+)", texts[path])
        if group in groups - set(FIRST_WORDS)
    }
    assert spoken <= {(group, "title") for group in TITLED_LATER}
    assert len(reached({"first.js", "picture.js", "crowded.js"})) > 20
