"""The canonical text of `facts.csv`."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from geo import jsontext, schemas, spreadsheet
from geo.canonical import values
from geo.canonical.repairs import Canonical, Repair, Repairs, What
from geo.errors import Fault, shown
from geo.files import MARK, plain
from geo.phrases import phrase
from geo.schemas import At

BEFORE_LANGUAGES = "topic"
"""The statement stands after this column, in a column per language."""
DAYS = frozenset({"period"})
"""Columns in which spreadsheets turn days into their own."""

SHORT = re.compile("0|-?[1-9][0-9]{0,14}")
"""Numbers that cannot be written otherwise."""

Row: TypeAlias = list[str]
Change: TypeAlias = tuple[What, str, str]
"""What was done, what stood there, and what stands there now."""


@dataclass(frozen=True)
class Grid:
    """The cells of a table as they stand, header apart."""

    names: Row
    rows: list[tuple[int, Row]]
    """The line where each row begins, and its cells, as many as there are names."""
    separator: str = ","
    repairs: tuple[Repair, ...] = ()


def facts(text: str, name: str) -> Canonical:
    """Return the canonical text of the table of facts: commas, LF, columns in order.

    A byte order mark stays where there is one, since Excel shows Chinese only with it, and is
    added to none. Rows keep their order. A text that is no table, or has no column `id`, or a row
    longer than the header, is given back with faults.
    """
    grid, faults = _grid(text, name)
    if faults:
        return Canonical(text, faults=tuple(faults))
    form = [_of_file(What.ENCODING, "", "CR LF", "LF")] if "\r" in text else []
    return _written(replace(grid, repairs=(*form, *grid.repairs)), text)


def edited_fact(text: str, name: str, changes: Mapping[str, Mapping[str, str] | None]) -> Canonical:
    """Return the canonical text of the table after edits.

    `changes` has the changed cells of each edited fact by its id in the text; `None` removes the
    fact, an id that does not stand there adds it at the end. A column that is new is added. An
    empty text is a table without facts.
    """
    grid, faults = _grid(text if text.strip() else "id\n", name)
    idents = [row[grid.names.index("id")].strip() for _, row in grid.rows] if not faults else []
    for ident in changes:
        if idents.count(ident) > 1:
            rule, mend = (
                phrase("fact.id-ambiguous", "an id belongs to one fact only"),
                phrase("mend.other-id-of-two", "give one of them another id"),
            )
            faults.append(At(name, ident=ident).fault("id", shown(ident), rule, mend))
    if faults:
        return Canonical(text, faults=tuple(faults))
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
    return _written(Grid(names, list(enumerate(rows, 2)), grid.separator), text)


def _grid(text: str, name: str) -> tuple[Grid, list[Fault]]:
    """Return the cells of a table, or the faults that keep it from being read whole."""
    bare = plain(text)
    separator = spreadsheet.separator(bare.split("\n", 1)[0])
    table = csv.reader(io.StringIO(bare, newline=""), delimiter=separator, strict=True)
    lines: list[tuple[int, Row]] = []
    begins = 1
    try:
        for cells in table:
            lines.append((begins, cells))
            begins = table.line_num + 1
    except csv.Error as error:
        return Grid([], []), [spreadsheet.no_table(name, bare, separator, table.line_num, error)]
    names = [cell.strip() for cell in lines[0][1]] if lines else []
    faults = [*_header(names, name)]
    faults += [
        spreadsheet.too_long(name, line, len(names), separator, len(cells))
        for line, cells in lines[1:]
        if len(cells) > len(names) and any(map(str.strip, cells))
    ]
    return (Grid([], []), faults) if faults else (_even(names, lines[1:], separator), [])


def _header(names: Sequence[str], name: str) -> Iterator[Fault]:
    """Yield what makes a header one that no column can be named by."""
    at = At(name, 1, schemas.numbered("line", 1))
    if "id" not in names:
        mend = schemas.added(schemas.described("fact")["properties"]["id"])
        yield at.fault("id", "", phrase("column.missing", "the column is missing"), mend)
    for key in dict.fromkeys(filter(None, names)):
        if names.count(key) > 1:
            yield at.fault(
                key,
                "",
                phrase("column.twice", "the column stands twice"),
                phrase("mend.remove-one", "remove one of them"),
            )


def _even(names: Row, lines: list[tuple[int, Row]], separator: str) -> Grid:
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
        repairs.append(_of_file(What.ROWS, "", "", ""))
    if separator != ",":
        repairs.append(_of_file(What.SEPARATOR, "", shown(separator), '","'))
    rows = [(line, [row[place] for place in kept]) for line, row in rows]
    return Grid([names[place] for place in kept], rows, separator, tuple(repairs))


def _written(grid: Grid, text: str) -> Canonical:
    """Return the canonical text of cells, with a byte order mark where the text had one."""
    repairs = Repairs()
    repairs.add(grid.repairs)
    order = sorted(range(len(grid.names)), key=lambda place: _rank(grid.names[place]))
    names = [grid.names[place] for place in order]
    if names != grid.names:
        before, after = (shown(", ".join(each)) for each in (grid.names, names))
        repairs.add([_of_file(What.COLUMNS, "", before, after)])
    lines = [spreadsheet.line(names)]
    known = {place: key for place, key in enumerate(names) if schemas.column("fact", key)}
    for line, row in grid.rows:
        cells = [row[place] for place in order]
        if changes := _mended(cells, known, grid.separator):
            at = At("", line, schemas.numbered("line", line, cells[names.index("id")]))
            repairs.add(_repair(at, names[place], *change) for place, change in changes)
        lines.append(spreadsheet.line(cells))
    mark = MARK if text.startswith(MARK) else ""
    return Canonical(mark + "".join(lines), repairs.all())


def _mended(cells: Row, known: Mapping[int, str], separator: str) -> list[tuple[int, Change]]:
    """Mend the cells of a row in place; return which and how."""
    changes: list[tuple[int, Change]] = []
    for place, key in known.items():
        if before := cells[place]:
            cells[place], what = _cell(key, before, separator)
            if what:
                changes.append((place, (what, before, cells[place])))
    return changes


def _rank(name: str) -> tuple[int, int]:
    """Return where a column stands: as in the schema, a language's after the one it is of."""
    order = schemas.columns("fact")
    if name in order:
        return order.index(name), 0
    if schemas.column("fact", name) is None:
        return len(order), 0
    stem = name.rpartition("_")[0] or BEFORE_LANGUAGES
    return order.index(stem), 1


def _cell(name: str, cell: str, separator: str) -> tuple[str, What | None]:
    """Return a cell as its column wants it, and what was done to it."""
    text = cell.strip()
    if name in spreadsheet.NUMBERS and (found := _number(text, separator)):
        return found, What.NUMBER if found != cell else None
    if name in DAYS and (found := values.day(text)):
        return found, What.DATE if found != cell else None
    return text, What.BLANKS if text != cell else None


def _number(text: str, separator: str) -> str:
    """Return the digits of a number, as short as they can be; nothing where it is none."""
    if SHORT.fullmatch(text):
        return text
    digits = spreadsheet.digits(text, separator)
    try:
        exact = Decimal(digits)
    except ArithmeticError:
        return ""
    short = f"{Decimal(repr(jsontext.whole(float(exact)))):f}"
    return short if Decimal(short) == exact else digits


def _repair(at: At, key: str, what: What, before: str, after: str) -> Repair:
    return Repair(what, at.position, at.where, key, shown(before), shown(after))


def _of_file(what: What, key: str, before: str, after: str) -> Repair:
    return Repair(what, 0, "", key, before, after)
