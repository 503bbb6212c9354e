"""Rules on citations: offsets inside the text; with the text present, the figure in the span."""

import math
import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.check.registry import ItemRule, Rules, iter_facts
from geo.content import article
from geo.content.facts import FactRow
from geo.content.loader import RawContent
from geo.faults.fault import Fault, format_value
from geo.faults.translation import Phrase, phrase
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.text.figures import unit_scale, unit_without_scale


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
        mend = phrase("mend.count-offsets", "count the offsets anew")
        yield row.location.make_fault("end", str(end), rule, mend)


def span_rule(start: int, end: int, length: int) -> Phrase | None:
    """Return the rule that cited characters of a text of some length break; `None` for none."""
    if start >= end:
        return phrase("citation.reversed", "end must be greater than start ({start})", start=start)
    if end > length:
        return phrase("citation.beyond-text", "the text has {limit} characters", limit=length)
    return None


def _check_cited_figure(row: FactRow, raw: RawContent) -> Iterator[Fault]:
    """Yield a figure that does not stand where it is cited, number and unit, text at hand."""
    start, end = _cited_span(row)
    text = raw.articles.get(row.cells.get("source", ""))
    value, unit = row.cells.get("value"), row.cells.get("unit", "")
    if text is None or start is None or end is None or not isinstance(value, int | float):
        return
    words = text.get_quote(start, end)
    wanted = value * unit_scale(unit)
    if not any(math.isclose(wanted, found) for found in article.find_figures(words)):
        rule = phrase(
            "fact.figure-not-cited", "the figure must stand in the cited characters, as printed"
        )
        mend = phrase(
            "mend.correct-figure",
            "correct the value or the offsets; cited is {words}",
            words=format_value(words),
        )
        yield row.location.make_fault("value", f"{value:g} {unit}", rule, mend)
    elif unit_without_scale(unit) not in re.sub(r"\s", "", words):
        rule = phrase(
            "fact.unit-not-cited", "the unit must stand in the cited characters, as printed"
        )
        mend = phrase(
            "mend.correct-unit",
            "correct the unit or the offsets; cited is {words}",
            words=format_value(words),
        )
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
    ItemRule(
        ("fact.figure-not-cited", "fact.unit-not-cited"), iter_facts, _check_cited_figure,
        lambda sheet, raw: mask_among(sheet.get_column("source"), raw.articles),
    ),
)  # fmt: skip
