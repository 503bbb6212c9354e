"""How Chinese is read: pypinyin, with no more of its words than the text at hand can hold."""

import os
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from types import ModuleType

import orjson

SILENT = "PYPINYIN_NO_PHRASES"
"""Keeps pypinyin from loading its 47,000 words, which takes longer than to make a small page."""


def reader(texts: Iterable[str] | None = None) -> ModuleType:
    """Return pypinyin with all its words, which decide how a character is read.

    Of texts that are given it has at least the words that could stand in them; for single
    characters it needs none.
    """
    return _reader(None if texts is None else frozenset().union(*texts))


@cache
def _reader(used: frozenset[str] | None) -> ModuleType:
    library = _library()
    if used is None or used:
        held = files("pypinyin").joinpath("phrases_dict.json").read_bytes()
        words = orjson.loads(held)
        if used is not None:
            words = {word: read for word, read in words.items() if used.issuperset(word)}
        library.load_phrases_dict(words)
    return library


@cache
def _library() -> ModuleType:
    before = os.environ.get(SILENT)
    os.environ[SILENT] = "1"  # looked at while it is imported
    try:
        import pypinyin  # noqa: PLC0415  loads its tables: only where there is Chinese
    finally:
        if before is None:
            del os.environ[SILENT]
    return pypinyin
