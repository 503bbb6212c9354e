"""Excerpts: one line of a file, whatever stands in it, and a caret under the right place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.faults import excerpt


@pytest.mark.parametrize(
    ("text", "offset", "shown"),
    [
        ("a = 1\nb = \nc", 10, "2 | b = \n        ^"),
        ("名 = 寒\n亭", 4, "1 | 名 = 寒\n         ^"),
        ("first\nsecond", 6, "1 | first\n2 | second\n    ^"),
        ("a\tb\x1bc", 4, "1 | a b␛c\n        ^"),
        ("", 0, "1 | \n    ^"),
    ],
)
def test_the_caret_stands_under_the_place(text: str, offset: int, shown: str) -> None:
    assert excerpt.format_excerpt(text, offset) == shown


def test_of_a_long_line_what_stands_around_is_shown() -> None:
    line, caret = excerpt.format_excerpt("x" * 1_000_000 + "!" + "y" * 1_000_000, 1_000_000).split(
        "\n"
    )
    assert len(line) < 80
    assert line[len(caret) - 1] == "!"
    assert line.startswith("1 | …xx")
    assert line.endswith("y…")


@given(st.text(alphabet=st.characters(exclude_categories=["Mn", "Me", "Cf"])), st.integers(0, 40))
def test_any_place_of_any_text_can_be_shown(text: str, offset: int) -> None:
    *lines, caret = excerpt.format_excerpt(text, offset).split("\n")
    assert all(char.isprintable() for line in lines for char in line)
    assert set(caret[:-1]) <= {" "}
    before = lines[-1].split("| ", 1)[1]
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in before)
    assert len(caret) <= len(lines[-1]) + wide + 1


@given(st.text(), st.data())
def test_a_place_is_found_again_by_line_and_column(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert excerpt.offset_of(text, *excerpt.line_and_column(text, offset)) == offset
