"""`drafts.csv`: what was read in an article and nobody has decided yet; never facts or layers.

A draft has the offsets of what it was read from, and no words of the source but those few that
say bound, measure, period and state. What a person has written into a row survives a second run.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from geo.faults.fault import InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import facts_csv
from geo.runtime.files import BYTE_ORDER_MARK, read_text

FILE = "drafts.csv"


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


COLUMNS = tuple(field.name for field in fields(Draft))
Cells = dict[str, str]


def read_drafts(data: Path) -> list[Cells]:
    """Return the rows as they stand; without a file none. One that is no table is `InputError`."""
    path = data / FILE
    if not path.exists():
        return []
    text, faults = read_text(path, f"{data.name}/{FILE}")
    if text is None:
        raise InputError(faults)
    table = csv.DictReader(io.StringIO(text))
    missing = [name for name in ("id", "verdict") if name not in (table.fieldnames or ())]
    if missing:
        rule = phrase("column.missing", "the column is missing")
        mend = phrase("mend.drafts-aside", "put the column back, or move the file aside")
        at = Location(f"{data.name}/{FILE}")
        raise InputError([at.make_fault(name, "", rule, mend) for name in missing])
    return [{name: cell or "" for name, cell in row.items() if name} for row in table]


def merge_drafts(held: Sequence[Cells], found: Iterable[Draft], source: str) -> list[Cells]:
    """Return the rows after reading one source anew.

    Whatever was decided or noted stays as it stands, also where it is read no more; what was
    merely read before is read anew; rows of other sources stay.
    """
    by_id = {row["id"]: row for row in held}
    fresh = {each.id: _to_cells(each) for each in found}
    others = [row for row in held if row.get("source") != source]
    decided = [
        row
        for row in held
        if row.get("source") == source and is_decided(row) and row["id"] not in fresh
    ]
    own = [
        by_id[ident] if ident in by_id and is_decided(by_id[ident]) else cells
        for ident, cells in fresh.items()
    ]
    own = sorted([*own, *decided], key=lambda row: (int(row.get("start") or 0), row["id"]))
    return [*others, *own]


def is_decided(row: Mapping[str, str]) -> bool:
    """Return whether a person has said something in a row."""
    return bool(row.get("verdict", "").strip() or row.get("note", "").strip())


def format_drafts(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the table as bytes, in the form of `facts.csv`; columns of others stay at the end."""
    names = list(dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)]))
    lines = [facts_csv.format_line(names)]
    lines += [facts_csv.format_line([row.get(name, "") for name in names]) for row in rows]
    return (BYTE_ORDER_MARK + "".join(lines)).encode()


def _to_cells(draft: Draft) -> Cells:
    return {name: str(value) for name, value in asdict(draft).items()}
