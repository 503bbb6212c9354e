"""Places in an Excel workbook: one sheet with a header, formulas by the value last computed."""

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location, suggest_nearest
from geo.faults.translation import phrase
from geo.formats.csv_faults import find_duplicate_columns
from geo.formats.excel_limits import check_workbook
from geo.importing.csv_dialect import find_header, join_title_lines
from geo.importing.source_table import Column, SourceTable, drop_empty_columns, list_blank_columns
from geo.terminal.fault_report import format_count

FORMULA_PATTERN = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+[0-9]+)"[^>]*>\s*'
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v>)?"
)
"""A cell with a formula, and whether the value that it had when the file was saved follows."""
ERROR = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*\bt="e"[^>]*>.{0,9999}?'
    rb"<(?:\w+:)?v>(#[^<]{1,20})</(?:\w+:)?v>"
)
"""A cell with an error and which."""
HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"')
SHEET_PATTERN = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\br:id="([^"]*)"')
RELATION_PATTERN = re.compile(rb"<Relationship\b[^>]*>")
TARGET_PATTERN = re.compile(rb'Target="/?(?:xl/)?([^"]*)"')
"""How a workbook says which of its files holds which sheet."""
MAIN_FOLDER = "xl/"
READ_ERRORS = (
    CalamineError, zipfile.BadZipFile, zlib.error, LookupError, OSError, EOFError, RuntimeError,
    ValueError,
)  # fmt: skip
"""What is raised of a file that is none of Excel's, or damaged."""


def read_workbook(path: Path, name: str, sheet: str) -> SourceTable:
    """Read one sheet.

    Raise `InputError` where it is not clear which, or its cells are not plain.
    """
    try:
        check_workbook(path, name)
        with CalamineWorkbook.from_path(path) as book:
            chosen = _choose_sheet(book, name, sheet)
            held = book.get_sheet_by_name(chosen)
            rows = held.to_python(skip_empty_area=False)
            faults = [*_find_merged_cells(held, name)]
            place = book.sheet_names.index(chosen)
        sheet_xml = _sheet_xml(path, place)
        formulas = [
            (cell.decode(), bool(value)) for cell, value in FORMULA_PATTERN.findall(sheet_xml)
        ]
        _put_errors(rows, sheet_xml)
        hidden = len(HIDDEN.findall(sheet_xml))
    except READ_ERRORS as error:
        rule, mend = (phrase("workbook.unreadable"), "open it in Excel and save it as .xlsx")
        raise InputError(
            [Location(name).make_fault("", format_value(str(error)), rule, mend)]
        ) from None
    faults += _check_computed(formulas, name)
    top = find_header(rows)
    header = [join_title_lines(str(cell)) for cell in rows[top]] if rows else []
    faults += _check_duplicate_titles(header, name, top + 1)
    if faults:
        raise InputError(faults)
    return _to_source_table(
        name,
        rows,
        top,
        header,
        (f"sheet {format_value(chosen)}", *_formula_notes(formulas, top, hidden)),
    )


def _to_source_table(
    name: str, rows: list[list[Any]], top: int, header: list[str], notes: tuple[str, ...]
) -> SourceTable:
    """Return the rows under the header that are not blank."""
    body = [
        (top + 2 + i, cells)
        for i, cells in enumerate(rows[top + 1 :])
        if any(map(_has_value, cells))
    ]
    columns: dict[str, Column] = {
        title: [_format_cell(cells[place]) for _, cells in body]
        for place, title in enumerate(header)
        if title
    }
    numbers = np.array([number for number, _ in body], "int64")
    return SourceTable(
        name,
        drop_empty_columns(columns),
        "row",
        numbers,
        notes=notes,
        blank=list_blank_columns(columns),
    )


def _has_value(cell: object) -> bool:
    return cell not in ("", None)


def _format_cell(cell: object) -> object:
    """Return a day as the contract writes it; anything else as it is."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return cell


def _choose_sheet(book: CalamineWorkbook, name: str, wanted: str) -> str:
    """Return the sheet that is meant: the one named, or the only one that can be seen."""
    seen = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    every = book.sheet_names
    if wanted in every:
        return wanted
    if len(seen) == 1 and not wanted:
        return seen[0]
    hidden = ", ".join(f"{each} (hidden)" for each in every if each not in seen)
    listed = ", ".join(filter(None, [*seen, hidden]))
    rule = phrase("import.sheet-unknown") if wanted else phrase("import.sheet-unnamed")
    mend = f"{suggest_nearest(wanted, every)} Sheets: {listed}; say --sheet NAME".strip()
    raise InputError(
        [Location(name).make_fault("--sheet", format_value(wanted) if wanted else "", rule, mend)]
    )


def _find_merged_cells(sheet: CalamineSheet, name: str) -> Iterator[Fault]:
    """Yield merged cells: only the first holds the value, the others are blank by accident."""
    for (row, column), (last, end) in sheet.merged_cell_ranges or ():
        if row == last and column == 0 and end >= sheet.total_width - 1:
            continue  # a title across the sheet
        where = f"{_column_letters(column)}{row + 1}:{_column_letters(end)}{last + 1}"
        rule = phrase("workbook.merged-cells")
        mend = "Excel: select them, Home > Merge & Centre > Unmerge, and fill in each"
        yield Location(name, row + 1, f"cells {where}").make_fault("", "", rule, mend)


def _column_letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _check_duplicate_titles(header: list[str], name: str, row: int) -> list[Fault]:
    at = Location(name, row, f"row {row}")
    return [*find_duplicate_columns(at, header, "rename one")]


def _sheet_xml(path: Path, place: int) -> bytes:
    """Return a sheet as it stands; `place` is its among all sheets.

    calamine gives the value of a formula alone, and an empty text where there is none, or an error.
    """
    with zipfile.ZipFile(path) as file:
        relation = SHEET_PATTERN.findall(file.read(f"{MAIN_FOLDER}workbook.xml"))[place]
        listed = file.read(f"{MAIN_FOLDER}_rels/workbook.xml.rels")
        entries = [
            entry for entry in RELATION_PATTERN.findall(listed) if b'Id="%b"' % relation in entry
        ]
        target = TARGET_PATTERN.findall(entries[0])[0].decode()
        return file.read(MAIN_FOLDER + target)


def _put_errors(rows: list[list[Any]], sheet: bytes) -> None:
    """Put the errors of formulas into the cells in which they stand: `#N/A`."""
    for letters, number, error in ERROR.findall(sheet):
        row, column = int(number) - 1, _column_place(letters.decode())
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error.decode()


def _column_place(letters: str) -> int:
    """Return the place of a column, from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _check_computed(formulas: list[tuple[str, bool]], name: str) -> Iterator[Fault]:
    blank = [cell for cell, value in formulas if not value]
    if blank:
        rule = phrase("workbook.not-computed")
        mend = "open the file in Excel, let it compute, and save it"
        some = f"{', '.join(blank[:3])}{' …' if len(blank) > 3 else ''}"  # noqa: PLR2004
        found = f"{format_count(len(blank), 'cell')} ({some})"
        yield Location(name).make_fault("", found, rule, mend)


def _formula_notes(formulas: list[tuple[str, bool]], top: int, hidden: int) -> Iterator[str]:
    """Yield what a person would want to know of a sheet."""
    if count := len(formulas):
        yield f"formulas in {format_count(count, 'cell')}: their values are taken as last computed"
    if top:
        yield f"left out: {format_count(top, 'row')} above the header"
    if hidden:
        yield f"read like the others: {format_count(hidden, 'hidden row')}"
