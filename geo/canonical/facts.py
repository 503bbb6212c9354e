"""The canonical text of `facts.csv`."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from geo.canonical import values
from geo.canonical.repairs import CanonicalText, Repair, RepairCollector, RepairKind
from geo.faults import schemas
from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import csv_faults, facts_csv, json_text
from geo.runtime.files import BYTE_ORDER_MARK, normalise_text

COLUMN_BEFORE_LANGUAGES = "topic"
"""The statement stands after this column, in a column per language."""
DAY_COLUMNS = frozenset({"period"})
"""Columns in which spreadsheets turn days into their own."""

CANONICAL_NUMBER = re.compile("0|-?[1-9][0-9]{0,14}")
"""Numbers that cannot be written otherwise."""

Row: TypeAlias = list[str]
Change: TypeAlias = tuple[RepairKind, str, str]
"""What was done, what stood there, and what stands there now."""


@dataclass(frozen=True)
class CellGrid:
    """The cells of a table as they stand, header apart."""

    names: Row
    rows: list[tuple[int, Row]]
    """The line where each row begins, and its cells, as many as there are names."""
    separator: str = ","
    repairs: tuple[Repair, ...] = ()


def canonicalise_facts(text: str, name: str) -> CanonicalText:
    """Return the canonical text of the table of facts: commas, LF, columns in order.

    A byte order mark stays where there is one, since Excel shows Chinese only with it, and is
    added to none. Rows keep their order. A text that is no table, or has no column `id`, or a row
    longer than the header, is given back with faults.
    """
    grid, faults = _parse_grid(text, name)
    if faults:
        return CanonicalText(text, faults=tuple(faults))
    form = [_file_repair(RepairKind.ENCODING, "", "CR LF", "LF")] if "\r" in text else []
    return _write_grid(replace(grid, repairs=(*form, *grid.repairs)), text)


def apply_fact_edits(
    text: str, name: str, changes: Mapping[str, Mapping[str, str] | None]
) -> CanonicalText:
    """Return the canonical text of the table after edits.

    `changes` has the changed cells of each edited fact by its id in the text; `None` removes the
    fact, an id that does not stand there adds it at the end. A column that is new is added. An
    empty text is a table without facts.
    """
    grid, faults = _parse_grid(text if text.strip() else "id\n", name)
    idents = [row[grid.names.index("id")].strip() for _, row in grid.rows] if not faults else []
    for ident in changes:
        if idents.count(ident) > 1:
            rule, mend = phrase("fact.id-ambiguous"), phrase("mend.other-id-of-two")
            faults.append(
                Location(name, ident=ident).make_fault("id", format_value(ident), rule, mend)
            )
    if faults:
        return CanonicalText(text, faults=tuple(faults))
    held = {
        ident if ident in changes else line: dict(zip(grid.names, row, strict=True))
        for ident, (line, row) in zip(idents, grid.rows, strict=True)
    }
    for ident, change in changes.items():
        held[ident] = {"id": ident, **held.get(ident, {}), **(change or {})}
    removed = {ident for ident, change in changes.items() if change is None}
    kept = [cells for key, cells in held.items() if key not in removed]
    names = list(dict.fromkeys([*grid.names, *(key for cells in kept for key in cells)]))
    rows = [[cells.get(key, "") for key in names] for cells in kept]
    return _write_grid(CellGrid(names, list(enumerate(rows, 2)), grid.separator), text)


def _parse_grid(text: str, name: str) -> tuple[CellGrid, list[Fault]]:
    """Return the cells of a table, or the faults that keep it from being read whole."""
    bare = normalise_text(text)
    separator = facts_csv.find_separator(bare.split("\n", 1)[0])
    table = csv.reader(io.StringIO(bare, newline=""), delimiter=separator, strict=True)
    lines: list[tuple[int, Row]] = []
    begins = 1
    try:
        for cells in table:
            lines.append((begins, cells))
            begins = table.line_num + 1
    except csv.Error as error:
        return CellGrid([], []), [
            csv_faults.csv_syntax_fault(name, bare, separator, table.line_num, error)
        ]
    names = [cell.strip() for cell in lines[0][1]] if lines else []
    faults = [*_check_column_names(names, name)]
    faults += [
        csv_faults.row_length_fault(name, line, len(names), separator, len(cells))
        for line, cells in lines[1:]
        if len(cells) > len(names) and any(map(str.strip, cells))
    ]
    return (CellGrid([], []), faults) if faults else (_even_rows(names, lines[1:], separator), [])


def _check_column_names(names: Sequence[str], name: str) -> Iterator[Fault]:
    """Yield what makes a header one that no column can be named by."""
    at = Location(name, 1, schemas.format_numbered("line", 1))
    if "id" not in names:
        mend = schemas.how_to_add(schemas.load_described_schema("fact")["properties"]["id"])
        yield at.make_fault("id", "", phrase("column.missing"), mend)
    yield from csv_faults.find_duplicate_columns(at, names)


def _even_rows(names: Row, lines: list[tuple[int, Row]], separator: str) -> CellGrid:
    """Return rows as long as the header, without blank ones and columns that hold nothing.

    Empty cells beyond the header are never cut off: they tell that the cells before are shifted.
    """
    wide = len(names)
    rows = [
        (line, [*cells, *[""] * (wide - len(cells))])
        for line, cells in lines
        if any(map(str.strip, cells))
    ]
    uneven = len(rows) < len(lines) or any(len(cells) != wide for _, cells in lines)
    kept = [
        place
        for place, key in enumerate(names)
        if key or any(row[place].strip() for _, row in rows)
    ]
    repairs = []
    if uneven or len(kept) < wide:
        repairs.append(_file_repair(RepairKind.ROWS, "", "", ""))
    if separator != ",":
        repairs.append(_file_repair(RepairKind.SEPARATOR, "", format_value(separator), '","'))
    rows = [(line, [row[place] for place in kept]) for line, row in rows]
    return CellGrid([names[place] for place in kept], rows, separator, tuple(repairs))


def _write_grid(grid: CellGrid, text: str) -> CanonicalText:
    """Return the canonical text of cells, with a byte order mark where the text had one."""
    repairs = RepairCollector()
    repairs.add(grid.repairs)
    order = sorted(range(len(grid.names)), key=lambda place: _column_order(grid.names[place]))
    names = [grid.names[place] for place in order]
    if names != grid.names:
        before, after = (format_value(", ".join(each)) for each in (grid.names, names))
        repairs.add([_file_repair(RepairKind.COLUMNS, "", before, after)])
    lines = [facts_csv.format_line(names)]
    known = {place: key for place, key in enumerate(names) if schemas.column_schema("fact", key)}
    for line, row in grid.rows:
        cells = [row[place] for place in order]
        if changes := _repair_cells(cells, known, grid.separator):
            at = Location("", line, schemas.format_numbered("line", line, cells[names.index("id")]))
            repairs.add(_make_repair(at, names[place], *change) for place, change in changes)
        lines.append(facts_csv.format_line(cells))
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return CanonicalText(mark + "".join(lines), repairs.list_repairs())


def _repair_cells(cells: Row, known: Mapping[int, str], separator: str) -> list[tuple[int, Change]]:
    """Mend the cells of a row in place; return which and how."""
    changes: list[tuple[int, Change]] = []
    for place, key in known.items():
        if before := cells[place]:
            cells[place], what = _repair_cell(key, before, separator)
            if what:
                changes.append((place, (what, before, cells[place])))
    return changes


def _column_order(name: str) -> tuple[int, int]:
    """Return where a column stands: as in the schema, a language's after the one it is of."""
    order = schemas.list_columns("fact")
    if name in order:
        return order.index(name), 0
    if schemas.column_schema("fact", name) is None:
        return len(order), 0
    stem = name.rpartition("_")[0] or COLUMN_BEFORE_LANGUAGES
    return order.index(stem), 1


def _repair_cell(name: str, cell: str, separator: str) -> tuple[str, RepairKind | None]:
    """Return a cell as its column wants it, and what was done to it."""
    text = cell.strip()
    if name in facts_csv.NUMBER_COLUMNS and (found := _shortest_number(text, separator)):
        return found, RepairKind.NUMBER if found != cell else None
    if name in DAY_COLUMNS and (found := values.parse_day(text)):
        return found, RepairKind.DATE if found != cell else None
    return text, RepairKind.BLANKS if text != cell else None


def _shortest_number(text: str, separator: str) -> str:
    """Return the digits of a number, as short as they can be; nothing where it is none."""
    if CANONICAL_NUMBER.fullmatch(text):
        return text
    digits = facts_csv.number_digits(text, separator)
    try:
        exact = Decimal(digits)
    except ArithmeticError:
        return ""
    short = f"{Decimal(repr(json_text.to_integer(float(exact)))):f}"
    return short if Decimal(short) == exact else digits


def _make_repair(at: Location, key: str, what: RepairKind, before: str, after: str) -> Repair:
    return Repair(what, at.position, at.where, key, format_value(before), format_value(after))


def _file_repair(what: RepairKind, key: str, before: str, after: str) -> Repair:
    return Repair(what, 0, "", key, before, after)
