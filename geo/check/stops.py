"""Rules over the short story: what it names exists, and its numbers stand in its facts."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geo.check.reference_column import find_similar_ids
from geo.check.registry import FolderRule, Rules
from geo.content.loader import RawContent
from geo.content.project import MAP_TOML, Stop
from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location, suggest_nearest
from geo.faults.translation import Phrase, phrase
from geo.formats.column_table import mask_among

if TYPE_CHECKING:
    import pandas as pd

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _check_stops(raw: RawContent) -> Iterator[Fault]:
    """Yield places and facts that a stop names and that do not exist, and numbers of its own."""
    stops = raw.project.stops
    if not stops:
        return
    stated = _find_numbers(raw, {ident for stop in stops for ident in stop.figures})
    at = Location(f"{raw.folder}/{MAP_TOML}")
    places = (phrase("reference.place-unknown"), raw.place_ids)
    facts = (phrase("reference.fact-unknown"), raw.facts.sheet.get_column("id"))
    for number, stop in enumerate(stops, 1):
        path = f"stop[{number}]"
        if raw.complete:
            yield from _check_ids(stop.places, f"{path}.places", places, at)
        yield from _check_ids(stop.figures, f"{path}.figures", facts, at)
        yield from _check_numbers(stop, path, stated, at)


def _check_ids(
    ids: tuple[str, ...], path: str, known: tuple[Phrase, "pd.Series"], at: Location
) -> Iterator[Fault]:
    rule, column = known
    held = set(column[mask_among(column, ids)])
    for ident in ids:
        if ident not in held:
            near = suggest_nearest(ident, find_similar_ids(ident, column))
            mend = near or phrase("mend.correct-reference")
            yield at.make_fault(path, format_value(ident), rule, mend)


def _find_numbers(raw: RawContent, named: set[str]) -> dict[str, set[str]]:
    """Return the numbers that stand in facts, by their ids: in figure, period and statements."""
    columns = ("value", "period", *raw.project.languages)
    return {
        str(row.cells.get("id", "")): {
            found for column in columns for found in _list_numbers(str(row.cells.get(column, "")))
        }
        for row in raw.facts.iter_rows(lambda sheet: mask_among(sheet.get_column("id"), named))
    }


def _list_numbers(text: str) -> list[str]:
    """Return the numbers of a text without their grouping, as a table writes them."""
    return [each.replace(",", "") for each in NUMBER.findall(text)]


def _check_numbers(
    stop: Stop, path: str, stated: Mapping[str, set[str]], at: Location
) -> Iterator[Fault]:
    known = set().union(*(stated.get(ident, set()) for ident in stop.figures))
    for key, text in (("title", stop.title), ("words", stop.words)):
        for language, said in text.items():
            for number in _list_numbers(said):
                if number not in known:
                    rule = phrase("stop.number-unstated")
                    mend = phrase("mend.stop-number")
                    yield at.make_fault(
                        f"{path}.{key}.{language}", format_value(number), rule, mend
                    )


RULES: Rules = (
    FolderRule(
        ("reference.place-unknown", "reference.fact-unknown", "stop.number-unstated"), _check_stops
    ),
)
