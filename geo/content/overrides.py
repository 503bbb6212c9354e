"""A folder's own words for the page: `strings/<code>.json`, a language more or a word changed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location, suggest_nearest
from geo.faults.translation import phrase
from geo.formats import geojson
from geo.runtime.files import check_inside, read_text
from geo.text import characters, page_strings
from geo.text.page_strings import Strings, StringTable

STRINGS_FOLDER = "strings"
FREE_KEYS = ("autonym", "count.", "units.", "units_one.", "money.", "months.")
"""Keys that a language may have without the page's own table having them."""
GAP_PATTERN = re.compile(r"\{(\w+)\}")
PLURAL_SUFFIX = re.compile(r"\.(zero|one|two|few|many|other)$")


def read_strings(data: Path, languages: tuple[str, ...]) -> tuple[dict[str, Strings], list[Fault]]:
    """Return the words of each language for which the folder brings a table of its own.

    The table is laid over the page's own, or over the English one where the page has none, so it
    may be as short as one word. What cannot be shown is an error; what is never shown, a warning.
    """
    found: dict[str, Strings] = {}
    faults: list[Fault] = []
    for path in sorted((data / STRINGS_FOLDER).glob("*.json")):
        name = f"{data.name}/{STRINGS_FOLDER}/{path.name}"
        strays = check_inside(data, path, name)
        table, wrong = (None, strays) if strays else _read_table(path, name)
        faults += wrong
        if path.stem not in languages:
            rule = phrase("words.language-unknown", languages=", ".join(languages))
            mend = phrase("mend.rename-table")
            faults.append(Location(name).make_warning("", path.stem, rule, mend))
        elif table is not None:
            base = page_strings.load_strings(path.stem)
            # how numbers are written is the browser's to know, where the language does not say
            plain = base.table if base.own else {**base.table, "lang": path.stem, "count": {}}
            found[path.stem] = Strings(path.stem, merge_tables(plain, table))
    return found, faults


def merge_tables(base: StringTable, over: StringTable) -> dict[str, object]:
    """Return a table laid over another, key by key at any depth."""
    both = {
        key: merge_tables(base[key], value)
        if isinstance(value, Mapping) and isinstance(base.get(key), Mapping)
        else value
        for key, value in over.items()
    }
    return {**base, **both}


def _read_table(path: Path, name: str) -> tuple[dict[str, object] | None, list[Fault]]:
    """Return the table of a file, or `None` and the faults that keep it from being one."""
    text, faults = read_text(path, name)
    if text is None:
        return None, faults
    loaded, faults = geojson.parse_json(text, name)
    if faults:
        return None, faults
    at = Location(name)
    if not isinstance(loaded, dict):
        rule = phrase("words.not-object")
        return None, [at.make_fault("", format_value(loaded), rule, phrase("mend.words-table"))]
    faults = [*characters.find_forbidden(loaded, at), *_check_table(loaded, at)]
    return loaded, faults


def _check_table(table: Mapping[str, object], at: Location) -> Iterator[Fault]:
    """Yield values that are no text, keys that the page does not have, and gaps it never fills."""
    known = dict(
        page_strings.iter_leaves(page_strings.load_strings(page_strings.FALLBACK_LANGUAGE).table)
    )
    plurals = {
        PLURAL_SUFFIX.sub("", key): text for key, text in known.items() if PLURAL_SUFFIX.search(key)
    }
    for key, value in page_strings.iter_leaves(table):
        told = known.get(key, plurals.get(PLURAL_SUFFIX.sub("", key)))
        if not isinstance(value, str):
            yield at.make_fault(
                key, format_value(value), phrase("words.not-text"), phrase("mend.quote")
            )
        elif told is None and not key.startswith(FREE_KEYS):
            rule = phrase("words.key-unknown")
            yield at.make_warning(
                key,
                format_value(value),
                rule,
                suggest_nearest(key, list(known)) or phrase("mend.remove"),
            )
        elif told is not None and (strange := _find_gaps(value) - _find_gaps(told)):
            rule = phrase("words.gap-unknown", gaps=_format_gaps(_find_gaps(told)))
            mend = phrase("mend.leave-out", gaps=_format_gaps(strange))
            yield at.make_warning(key, format_value(value), rule, mend)


def _find_gaps(text: str) -> set[str]:
    return set(GAP_PATTERN.findall(text))


def _format_gaps(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or phrase("found.no-gap")
