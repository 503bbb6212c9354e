"""Forbidden characters: the fast test over bytes finds what the pattern finds."""

import numpy as np
import pytest

from geo import characters


def forbidden(text: str) -> bool:
    return characters.any_forbidden(np.frombuffer(text.encode(), "u1"))


def test_bytes_are_judged_as_characters_are() -> None:
    every = [chr(code) for code in range(0x30000) if not 0xD800 <= code <= 0xDFFF]
    found = [each for each in every if forbidden(f"渭{each}河")]
    assert found == [each for each in every if characters.FORBIDDEN.search(each)]


@pytest.mark.parametrize("before", range(4))
def test_one_is_found_between_two_pieces(before: int) -> None:
    text = "a" * (characters.PIECE - before)
    assert forbidden(f"{text}\u202e")
    assert not forbidden(f"{text}\u2030")
