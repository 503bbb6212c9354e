"""How Chinese is read: pypinyin, with no more of its words than the text at hand can hold."""

import os
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from types import ModuleType

import orjson

NO_PHRASES_VARIABLE = "PYPINYIN_NO_PHRASES"
"""Keeps pypinyin from loading its 47,000 words, which takes longer than to make a small page."""


def load_pypinyin(texts: Iterable[str] | None = None) -> ModuleType:
    """Return pypinyin with all its words, which decide how a character is read.

    Of texts that are given it has at least the words that could stand in them; for single
    characters it needs none.
    """
    return _load_with_phrases(None if texts is None else frozenset().union(*texts))


@cache
def _load_with_phrases(used: frozenset[str] | None) -> ModuleType:
    library = _import_pypinyin()
    if used is None or used:
        library.load_phrases_dict(load_phrases(used))
    return library


def load_phrases(used: frozenset[str] | None) -> dict[str, list[list[str]]]:
    """Return pypinyin's words, or of these the ones that hold no other characters.

    They are looked for in the JSON as it stands: to parse all takes longer than to make a page.
    """
    held = files("pypinyin").joinpath("phrases_dict.json").read_text("utf-8")
    if used is None:
        found: dict[str, list[list[str]]] = orjson.loads(held)
        return found
    word = re.compile(
        rf'"([{re.escape("".join(sorted(used)))}]+)":\s*(\[\s*\[.*?\]\s*\])', re.DOTALL
    )
    return {match[1]: orjson.loads(match[2]) for match in word.finditer(held)}


@cache
def _import_pypinyin() -> ModuleType:
    before = os.environ.get(NO_PHRASES_VARIABLE)
    os.environ[NO_PHRASES_VARIABLE] = "1"  # looked at while it is imported
    try:
        import pypinyin  # noqa: PLC0415  loads its tables: only where there is Chinese
    finally:
        if before is None:
            del os.environ[NO_PHRASES_VARIABLE]
    return pypinyin
