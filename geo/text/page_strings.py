"""The words of the page, one JSON table per language in `geo/page/strings/`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from typing import Any, TypeAlias

FALLBACK_LANGUAGE = "en"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""

Text: TypeAlias = Mapping[str, str]
"""A text per language code."""
StringTable: TypeAlias = Mapping[str, Any]
"""Strings by key: a text, or a table of them, at any depth."""


@dataclass(frozen=True)
class Strings:
    """The strings of one language, reached by dotted keys."""

    language: str
    table: StringTable
    own: bool = True
    """Whether the table is the language's own; one without speaks English."""

    @property
    def language_tag(self) -> str:
        """Return the BCP 47 tag of the language, for `lang` attributes."""
        return str(self.table.get("lang", self.language)) if self.own else self.language

    @property
    def direction(self) -> str:
        """Return how the language is written, for `dir` attributes."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def get_text(self, key: str, default: str | None = None) -> str:
        """Return the string at `key`; where the language lacks it, the English one, then `default`.

        Without a default the key itself is returned, so that a gap is seen and never hidden.
        """
        return self._texts_by_key.get(key, key if default is None else default)

    @cached_property
    def _texts_by_key(self) -> dict[str, str]:
        """The strings by their dotted keys, found at once: figures and periods ask for many."""
        fallback = (
            load_strings(FALLBACK_LANGUAGE).table if self.language != FALLBACK_LANGUAGE else {}
        )
        both = chain(iter_leaves(fallback), iter_leaves(self.table))
        return {key: text for key, text in both if isinstance(text, str)}


def iter_leaves(table: StringTable, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each dotted key of a table with what stands there; an object is gone into."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from iter_leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


@cache
def load_strings(language: str) -> Strings:
    """Return the strings of a language; one without a table of its own speaks English.

    A new language is a file `geo/page/strings/<code>.json`, or `strings/<code>.json` in a folder
    of content (`geo.content.overrides`), no code.
    """
    path = files("geo").joinpath("page", "strings", f"{language}.json")
    own = path.is_file()
    if not own:
        path = files("geo").joinpath("page", "strings", f"{FALLBACK_LANGUAGE}.json")
    return Strings(language, json.loads(path.read_text(encoding="utf-8")), own)


def load_fault_patterns() -> dict[str, dict[str, str]]:
    """Return, by language, what faults say by their codes, beside the English of the faults.

    Read anew each time: it is asked for only where there are faults, and may be being edited.
    """
    folder = files("geo").joinpath("page", "strings", "faults")
    return {
        each.name.removesuffix(".json"): json.loads(each.read_text(encoding="utf-8"))
        for each in folder.iterdir()
        if each.name.endswith(".json") and each.name != f"{FALLBACK_LANGUAGE}.json"
    }


@cache
def load_edit_strings(language: str) -> dict[str, object]:
    """Return the words of the page's edit mode, which no published page has; English where none."""
    folder = files("geo").joinpath("page", "strings", "edit")
    own = folder.joinpath(f"{language}.json")
    path = own if own.is_file() else folder.joinpath(f"{FALLBACK_LANGUAGE}.json")
    table: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return table
