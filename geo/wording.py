"""A folder's own words for the page: `strings/<code>.json`, a language more or a word changed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geo import characters, geojson, i18n
from geo.errors import Fault, shown
from geo.files import outside, read_text
from geo.i18n import Strings
from geo.phrases import phrase
from geo.schemas import At, nearest

FOLDER = "strings"
FREE = ("autonym", "count.", "units.", "units_one.", "money.", "months.")
"""Keys that a language may have without the page's own table having them."""
GAP = re.compile(r"\{(\w+)\}")
PLURAL = re.compile(r"\.(zero|one|two|few|many|other)$")


def read(data: Path, languages: tuple[str, ...]) -> tuple[dict[str, Strings], list[Fault]]:
    """Return the words of each language for which the folder brings a table of its own.

    The table is laid over the page's own, or over the English one where the page has none, so it
    may be as short as one word. What cannot be shown is an error; what is never shown, a warning.
    """
    found: dict[str, Strings] = {}
    faults: list[Fault] = []
    for path in sorted((data / FOLDER).glob("*.json")):
        name = f"{data.name}/{FOLDER}/{path.name}"
        strays = outside(data, path, name)
        table, wrong = (None, strays) if strays else _table(path, name)
        faults += wrong
        if path.stem not in languages:
            rule = phrase(
                "words.language-unknown",
                "a table is named after a language of the map ({languages})",
                languages=", ".join(languages),
            )
            mend = phrase(
                "mend.rename-table", "rename it, or add its code to languages in map.toml"
            )
            faults.append(At(name).warning("", path.stem, rule, mend))
        elif table is not None:
            base = i18n.load(path.stem)
            # how numbers are written is the browser's to know, where the language does not say
            plain = base.table if base.own else {**base.table, "lang": path.stem, "count": {}}
            found[path.stem] = Strings(path.stem, merged(plain, table))
    return found, faults


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table laid over another, key by key at any depth."""
    both = {
        key: merged(base[key], value)
        if isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
        else value
        for key, value in over.items()
    }
    return {**base, **both}


def _table(path: Path, name: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    """Return the table of a file, or `None` and the faults that keep it from being one."""
    text, faults = read_text(path, name)
    if text is None:
        return None, faults
    loaded, faults = geojson.parse(text, name)
    if faults:
        return None, faults
    at = At(name)
    if not isinstance(loaded, dict):
        rule = phrase("words.not-object", "a table of words is an object of objects and texts")
        return None, [
            at.fault(
                "",
                shown(loaded),
                rule,
                phrase("mend.words-table", "write it as geo/page/strings/en.json is"),
            )
        ]
    faults = [*characters.faults(loaded, at), *_faults(loaded, at)]
    return loaded, faults


def _faults(table: Mapping[str, Any], at: At) -> Iterator[Fault]:
    """Yield values that are no text, keys that the page does not have, and gaps it never fills."""
    known = dict(i18n.leaves(i18n.load(i18n.FALLBACK).table))
    plurals = {PLURAL.sub("", key): text for key, text in known.items() if PLURAL.search(key)}
    for key, value in i18n.leaves(table):
        told = known.get(key, plurals.get(PLURAL.sub("", key)))
        if not isinstance(value, str):
            yield at.fault(
                key,
                shown(value),
                phrase("words.not-text", "words are text"),
                phrase("mend.quote", "write it in quotation marks"),
            )
        elif told is None and not key.startswith(FREE):
            rule = phrase(
                "words.key-unknown", "the page has no words at this key, so nobody sees them"
            )
            yield at.warning(
                key,
                shown(value),
                rule,
                nearest(key, list(known)) or phrase("mend.remove", "remove it"),
            )
        elif told is not None and (strange := _gaps(value) - _gaps(told)):
            rule = phrase(
                "words.gap-unknown",
                "the page fills {gaps} here and nothing else",
                gaps=_listed(_gaps(told)),
            )
            mend = phrase("mend.leave-out", "leave out {gaps}", gaps=_listed(strange))
            yield at.warning(key, shown(value), rule, mend)


def _gaps(text: str) -> set[str]:
    return set(GAP.findall(text))


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or phrase("found.no-gap", "no gap")
