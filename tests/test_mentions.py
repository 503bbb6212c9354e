"""Names of places in a text: those that a search for any of them would find, however many."""

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from geo.text.mentions import Mention, find_mentions

SIGNS = "abÀé 余村-.[]^"
NAMES = st.dictionaries(st.text(SIGNS, min_size=1, max_size=4), st.just("a"), max_size=8)


def search(text: str, names: dict[str, str]) -> tuple[Mention, ...]:
    """Return the mentions by one pattern of all names, the longest first."""
    words = "|".join(re.escape(each) for each in sorted(names, key=lambda each: -len(each)))
    pattern = rf"(?<![A-Za-zÀ-ÿ])(?:{words})(?![A-Za-zÀ-ÿ])" if names else "(?!)"
    return tuple(
        Mention(names[each[0]], each.start(), each.end()) for each in re.finditer(pattern, text)
    )


@given(st.text(SIGNS, max_size=40), NAMES)
def test_mentions_are_what_one_pattern_of_all_names_finds(text: str, names: dict[str, str]) -> None:
    assert find_mentions(text, names) == search(text, names)


def test_the_longer_name_wins_and_none_is_part_of_a_word() -> None:
    names = {"Weir": "weir", "Weir Mill": "mill", "石桥": "bridge", "石桥村": "village"}
    text = "Weir Mill, Weirs; 石桥村和石桥。"
    found = [(each.place, text[each.start : each.end]) for each in find_mentions(text, names)]
    assert found == [("mill", "Weir Mill"), ("village", "石桥村"), ("bridge", "石桥")]


def test_very_many_names_are_looked_up_and_not_tried_one_by_one() -> None:
    names = {f"Place {number:06}": str(number) for number in range(100_000)}
    text = "From Place 000017 to Place 099999. " * 1000
    begun = time.process_time()
    found = find_mentions(text, names)
    assert len(found) == 2000
    assert time.process_time() - begun < 2  # one pattern of all takes minutes
