"""The words of the page, one JSON table per language in `geo/page/strings/`."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"


@dataclass(frozen=True)
class Strings:
    """The strings of one language, reached by dotted keys."""

    language: str
    table: dict[str, Any]
    own: bool = True
    """Whether the table is the language's own; one without speaks English."""

    @property
    def tag(self) -> str:
        """Return the BCP 47 tag of the language, for `lang` attributes."""
        return str(self.table.get("lang", self.language)) if self.own else self.language

    def get(self, key: str, default: str | None = None) -> str:
        """Return the string at `key`; where the language lacks it, the English one, then `default`.

        Without a default the key itself is returned, so that a gap is seen and never hidden.
        """
        for table in (self.table, load(FALLBACK).table if self.language != FALLBACK else {}):
            node: Any = table
            for part in key.split("."):
                node = node.get(part) if isinstance(node, dict) else None
            if isinstance(node, str):
                return node
        return key if default is None else default


@cache
def load(language: str) -> Strings:
    """Return the strings of a language; one without a table of its own speaks English.

    A new language is a file `geo/page/strings/<code>.json`, or `strings/<code>.json` in a folder
    of content (`geo.wording`), no code.
    """
    path = files("geo").joinpath("page", "strings", f"{language}.json")
    own = path.is_file()
    if not own:
        path = files("geo").joinpath("page", "strings", f"{FALLBACK}.json")
    return Strings(language, json.loads(path.read_text(encoding="utf-8")), own)


def faults() -> dict[str, dict[str, str]]:
    """Return, by language, what faults say by their English pattern (`geo.phrases`).

    Read anew each time: it is asked for only where there are faults, and may be being edited.
    """
    folder = files("geo").joinpath("page", "strings", "faults")
    tables = [each for each in folder.iterdir() if each.name.endswith(".json")]
    return {
        each.name.removesuffix(".json"): json.loads(each.read_text(encoding="utf-8"))
        for each in tables
    }


@cache
def editing(language: str) -> dict[str, Any]:
    """Return the words of the page's edit mode, which no published page has; English where none."""
    folder = files("geo").joinpath("page", "strings", "edit")
    own = folder.joinpath(f"{language}.json")
    path = own if own.is_file() else folder.joinpath(f"{FALLBACK}.json")
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table
