"""Rules on citations: offsets inside the text; with the text present, the figure in the span."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.check.registry import FolderRule, ItemRule, Rules, iter_facts
from geo.content.facts import FactRow
from geo.content.loader import RawContent
from geo.content.project import MAP_TOML
from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.text.language import has_table
from geo.text.numerals import find_printed_numbers, is_same_value
from geo.text.units import is_printed, parse_unit


def _mask_beyond(sheet: ColumnTable, length: dict[str, int]) -> Mask:
    start, end = (sheet.get_column(name).astype("float64") for name in ("start", "end"))
    source = pa.chunked_array(sheet.get_column("source")).cast(pa.large_string())
    number = pc.index_in(source, pa.array([*length], pa.large_string()))
    limit = np.array([*length.values(), np.nan])[number.fill_null(len(length)).to_numpy()]
    found: Mask = ((start >= end) | (end > limit)).to_numpy()
    return found


def _check_offsets(row: FactRow, length: dict[str, int]) -> Iterator[Fault]:
    """Yield the fault of a citation that is empty, reversed or beyond the end of its text."""
    start, end = _cited_span(row)
    limit = length.get(row.cells.get("source", ""))
    if start is None or end is None or limit is None:
        return
    if rule := span_rule(start, end, limit):
        yield row.location.make_fault("end", str(end), rule, phrase("mend.count-offsets"))


def span_rule(start: int, end: int, length: int) -> Phrase | None:
    """Return the rule that cited characters of a text of some length break; `None` for none."""
    if start >= end:
        return phrase("citation.reversed", start=start)
    if end > length:
        return phrase("citation.beyond-text", limit=length)
    return None


def _find_unread_languages(raw: RawContent) -> Iterator[Fault]:
    """Warn of texts at hand in a language whose numbers nobody has described."""
    for source in raw.project.sources:
        if source.id in raw.articles and not has_table(source.lang):
            rule = phrase("source.language-without-numbers", language=source.lang)
            mend = phrase("mend.add-numbers")
            at = Location(f"{raw.folder}/{MAP_TOML}", ident=source.id)
            yield at.make_warning("lang", format_value(source.lang), rule, mend)


def _check_cited_figure(row: FactRow, raw: RawContent) -> Iterator[Fault]:
    """Yield a figure that does not stand where it is cited, number and unit, text at hand."""
    start, end = _cited_span(row)
    text = raw.articles.get(row.cells.get("source", ""))
    value, unit = row.cells.get("value"), row.cells.get("unit", "")
    if text is None or start is None or end is None or not isinstance(value, int | float):
        return
    words, printed = text.get_quote(start, end), parse_unit(unit, text.language)
    wanted = Decimal(repr(value)) * printed.scale
    if not any(
        is_same_value(wanted, found) for found in find_printed_numbers(words, text.language)
    ):
        rule = phrase("fact.figure-not-cited")
        mend = phrase("mend.correct-figure", words=format_value(words))
        yield row.location.make_fault("value", f"{value:g} {unit}", rule, mend)
    elif not is_printed(printed, words, text.language):
        rule = phrase("fact.unit-not-cited")
        mend = phrase("mend.correct-unit", words=format_value(words))
        yield row.location.make_fault("unit", format_value(unit), rule, mend)


def _cited_span(row: FactRow) -> tuple[int | None, int | None]:
    start, end = row.cells.get("start"), row.cells.get("end")
    return (start if isinstance(start, int) else None), (end if isinstance(end, int) else None)


SPAN_CODES = ("citation.reversed", "citation.beyond-text")
RULES: Rules = (
    ItemRule(
        SPAN_CODES, iter_facts, _check_offsets, _mask_beyond,
        lambda raw: {source.id: source.length for source in raw.project.sources},
    ),
    FolderRule(("source.language-without-numbers",), _find_unread_languages),
    ItemRule(
        ("fact.figure-not-cited", "fact.unit-not-cited"), iter_facts, _check_cited_figure,
        lambda sheet, raw: mask_among(sheet.get_column("source"), raw.articles),
    ),
)  # fmt: skip
