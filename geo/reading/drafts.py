"""`drafts.csv`: what was read in an article and nobody has decided yet; never facts or layers.

A draft has the offsets of what it was read from, and no words of the source but those few that
say bound, measure, period and state. What a person has written into a row survives a second run.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location, format_numbered, one_of_rule
from geo.faults.translation import phrase
from geo.formats import csv_faults, facts_csv
from geo.runtime.files import BYTE_ORDER_MARK, read_text

FILE = "drafts.csv"
NEEDED = ("id", "sort", "source", "start", "end", "verdict")
"""Columns without which a table is none of drafts."""
PERSONS = ("verdict", "note", "place", "topic", "layer", "made")
"""Columns that a person writes, or what was made of them."""
STATEMENT_PREFIX = "statement_"
"""What the columns of a person's statements begin with; the language follows."""
MODEL_PREFIX = "model_"
"""What the columns of a model's proposals begin with."""
CHOSEN_SUFFIX = ":fact"
"""End of the id of a draft of words that a person has chosen."""
ACCEPTED = "accepted"
READ = "read"
VERDICTS = ("", ACCEPTED, "rejected", READ)


@dataclass(frozen=True)
class Draft:
    """One row: a figure, the name of a place, or a sentence that gave nothing."""

    id: str
    """`source:start-end`, and what it is: two rows may have the same offsets."""
    sort: str
    source: str
    start: int
    end: int
    verdict: str = ""
    """Of a person: accepted, rejected or read; empty until then."""
    value: str = ""
    unit: str = ""
    bound: str = ""
    bound_words: str = ""
    measure: str = ""
    measure_words: str = ""
    period: str = ""
    period_words: str = ""
    state: str = ""
    state_words: str = ""
    place: str = ""
    """Of a person: which place the fact is about; the first proposed one where it is empty."""
    topic: str = ""
    layer: str = ""
    """Of a person: the layer of a place that a name becomes."""
    made: str = ""
    """Id of the fact or place that was made of it."""
    clause_start: str = ""
    clause_end: str = ""
    place_1: str = ""
    reason_1: str = ""
    place_2: str = ""
    reason_2: str = ""
    place_3: str = ""
    reason_3: str = ""
    name: str = ""
    aliases: str = ""
    kind: str = ""
    part_of: str = ""
    mentions: str = ""
    proposed_by: str = ""
    """Who proposed it: rules, or a model."""
    note: str = ""


EMPTY: Mapping[str, Any] = MappingProxyType({})
COLUMNS = tuple(field.name for field in fields(Draft))
Cells = dict[str, str]


def read_drafts(data: Path) -> list[Cells]:
    """Return the rows as they stand; without a file none.

    Raise `InputError` with all that is wrong in a table that nothing can be made of.
    """
    path, name = data / FILE, f"{data.name}/{FILE}"
    if not path.exists():
        return []
    text, faults = read_text(path, name)
    if text is None:
        raise InputError(faults)
    separator = facts_csv.find_separator(text.split("\n", 1)[0])
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    missing = [each for each in NEEDED if each not in (table.fieldnames or ())]
    if missing:
        rule = phrase("column.missing")
        mend = phrase("mend.drafts-aside")
        raise InputError([Location(name).make_fault(each, "", rule, mend) for each in missing])
    try:
        rows = [{key: cell or "" for key, cell in row.items() if key} for row in table]
    except csv.Error as error:
        fault = csv_faults.csv_syntax_fault(name, text, separator, table.line_num, error)
        raise InputError([fault]) from None
    if wrong := [*find_row_faults(rows, name)]:
        raise InputError(wrong)
    return rows


def find_row_faults(rows: Iterable[Cells], name: str) -> Iterator[Fault]:
    """Yield what is wrong in rows that a person has edited."""
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        at = Location(name, number, format_numbered("row", number, row["id"]), row["id"])
        for column in ("start", "end"):
            if not re.fullmatch(r"\d{1,9}", row[column]):
                rule = phrase("draft.offset")
                mend = phrase("mend.read-anew")
                yield at.make_fault(column, format_value(row[column]), rule, mend)
        if row["verdict"].strip() not in VERDICTS:
            rule = one_of_rule(VERDICTS[1:])
            mend = phrase("mend.correct-or-empty")
            yield at.make_fault("verdict", format_value(row["verdict"]), rule, mend)
        if row["id"] in seen:
            rule = phrase("draft.twice")
            mend = phrase("mend.remove-one-line")
            yield at.make_fault("id", format_value(row["id"]), rule, mend)
        seen.add(row["id"])


def merge_drafts(
    held: Sequence[Cells],
    found: Iterable[Draft],
    source: str,
    proposed: Mapping[str, Mapping[str, str]] = EMPTY,
) -> list[Cells]:
    """Return the rows after reading one source anew, with what a model has proposed by row.

    Whatever was decided or noted stays as it stands, also where it is read no more; what was
    merely read before is read anew; rows of other sources stay.
    """
    by_id = {row["id"]: row for row in held}
    fresh = {
        each.id: {
            **_keep_proposals(by_id.get(each.id, EMPTY)),
            **to_cells(each),
            **proposed.get(each.id, EMPTY),
        }
        for each in found
    }
    others = [row for row in held if row.get("source") != source]
    decided = [
        row
        for row in held
        if row.get("source") == source and is_touched(row) and row["id"] not in fresh
    ]
    own = [
        by_id[ident] if ident in by_id and is_touched(by_id[ident]) else cells
        for ident, cells in fresh.items()
    ]
    own = sorted([*own, *decided], key=lambda row: (int(row.get("start") or 0), row["id"]))
    return [*others, *own]


def _keep_proposals(row: Mapping[str, str]) -> Cells:
    """Return what a model has proposed in an earlier run."""
    return {name: cell for name, cell in row.items() if name.startswith(MODEL_PREFIX)}


def is_decided(row: Mapping[str, str]) -> bool:
    """Return whether a person has given a verdict on a row."""
    return bool(row.get("verdict", "").strip())


@dataclass(frozen=True)
class DraftCounts:
    """How far a source is decided."""

    figures: int
    decided: int
    """Of the figures."""
    unread: int
    """Sentences."""

    def to_json_object(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


def count_drafts(rows: Iterable[Mapping[str, str]]) -> DraftCounts:
    """Return how many figures of some rows are decided, and how many sentences unread.

    Words that a person has chosen are decided as they are chosen, and do not count.
    """
    held = [*rows]
    figures = [
        row for row in held if row["sort"] == "figure" and not row["id"].endswith(CHOSEN_SUFFIX)
    ]
    unread = [row for row in held if row["sort"] == "sentence" and not is_decided(row)]
    return DraftCounts(len(figures), sum(map(is_decided, figures)), len(unread))


def is_touched(row: Mapping[str, str]) -> bool:
    """Return whether a person has written anything into a row: such a row is never read anew."""
    return any(
        cell.strip()
        for name, cell in row.items()
        if name in PERSONS or name.startswith(STATEMENT_PREFIX)
    )


def name_statement(language: str) -> str:
    """Return the column of the statement in a language."""
    return f"{STATEMENT_PREFIX}{language}"


def format_drafts(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the table as bytes, in the form of `facts.csv`; columns of others stay at the end."""
    names = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    lines = [facts_csv.format_line(names)]
    lines += [facts_csv.format_line([row.get(name, "") for name in names]) for row in rows]
    return (BYTE_ORDER_MARK + "".join(lines)).encode()


def to_cells(draft: Draft) -> Cells:
    """Return a draft as a row."""
    return {name: str(getattr(draft, name)) for name in COLUMNS}
