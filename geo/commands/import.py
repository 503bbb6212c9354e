"""`import`: bring places of a file into a layer, after showing what that adds, changes and leaves.

Only `geo.edits.saving` writes, so that an import is checked like any edit and can be undone.
"""

import argparse
import math
import sys
from pathlib import Path

from geo.edits import history, saving
from geo.faults.fault import InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats import json_text
from geo.importing import preparation
from geo.importing.crs_choice import DATUMS_BY_OPTION, CrsChoice
from geo.importing.datum_warnings import DATUM_CODE
from geo.importing.import_plan import count_rows
from geo.importing.preparation import ImportRequest, PreparedImport
from geo.importing.source_table import ReadingChoice
from geo.locating import reader_message
from geo.terminal import fault_report, progress

OPTIONS = {
    "kind": ("--kind", "ID", "kind of new places"),
    "state": ("--state", "STATE", "state of new places"),
    "located_by": ("--located-by", "HOW", "how new positions were found"),
    "location_source": ("--source", "TEXT", "where new positions come from"),
    "location_licence": ("--licence", "TEXT", "its licence, or “none stated”"),
    "uncertainty_m": ("--radius", "METRES", "radius of new positions that holds the true ones"),
    "checked_on": ("--checked-on", "DAY", "day the positions were checked, YYYY-MM-DD"),
}
"""What options say for all rows of which the file does not say it, by property."""
YES_ANSWERS = {"y", "yes", "j", "ja", "是", "好"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, help="GeoJSON, .gpkg, .shp, .zip, .kml, .gpx, .csv, …")
    parser.add_argument("--layer", help="id of the layer in map.toml; a message needs none")
    parser.add_argument(
        "--map", action="append", default=[], type=_parse_mapping, metavar="THEIRS=OURS",
        help="column of the file and its property (or lon, lat, wkt, latlon, lonlat; or nothing)",
    )  # fmt: skip
    parser.add_argument(
        "--name", action="append", default=[], metavar="COLUMN|TEMPLATE",
        help='name of each place: a column, or a text such as "{type} {#}", # its number; '
        "of several the first that gives one",
    )  # fmt: skip
    parser.add_argument("--crs", default="", help="coordinate system, where the file says none")
    parser.add_argument(
        "--datum", default="", choices=DATUMS_BY_OPTION, help="what the degrees really are"
    )
    parser.add_argument("--swap", action="store_true", help="exchange the two coordinates")
    parser.add_argument("--table", default="", help="table of a file that has several")
    parser.add_argument("--sheet", default="", help="sheet of a workbook that has several")
    parser.add_argument("--encoding", default="", help="encoding of the file's text")
    for name, (option, metavar, about) in OPTIONS.items():
        sort = _parse_radius if name == "uncertainty_m" else str
        parser.add_argument(option, dest=name, type=sort, metavar=metavar, help=about)
    parser.add_argument("--lower", action="store_true", help="let positions become less certain")
    parser.add_argument("--dry-run", action="store_true", help="show and check it, write nothing")
    parser.add_argument("--yes", action="store_true", help="do it without asking")


def _parse_mapping(text: str) -> tuple[str, str]:
    theirs, equals, ours = text.rpartition("=")
    if not equals or not theirs:
        message = f"{text!r} is not of the form THEIRS=OURS"
        raise argparse.ArgumentTypeError(message)
    return theirs.strip(), ours.strip()


def _parse_radius(text: str) -> float:
    """Return a number as places hold it; argparse tells what is none."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return json_text.round_number(value)


def run_command(options: argparse.Namespace) -> int:
    """Show what the import does; do it where that is wanted."""
    if reader_message.is_message(options.file, options.layer):
        return _import_message(options)
    if not options.layer:
        sys.stderr.write("import: --layer is needed: the id of the layer in map.toml\n")
        return 2
    prepared = preparation.plan_import(options.data, options.file, _import_request(options))
    progress.end_progress()
    sys.stdout.write(prepared.summary)
    fault_report.print_faults(prepared.doubts)
    if prepared.edit is None:
        sys.stdout.write("Nothing to change.\n")
        return 0
    if options.dry_run:
        with progress.show_progress():
            found = saving.try_edit(options.data, prepared.edit)
        fault_report.print_faults(found)
        sys.stdout.write("Dry run: nothing was written.\n")
        return 0
    if not _is_confirmed(options, prepared):
        sys.stdout.write("Nothing was written.\n")
        return 1
    return _write_import(options.data, options.layer, prepared)


def _import_message(options: argparse.Namespace) -> int:
    """Put a reader's message to the candidates, which a person accepts or rejects."""
    dry = options.dry_run
    each, warnings = reader_message.propose_candidate(options.data, options.file, dry=dry)
    fault_report.print_faults(warnings)
    where = f"{each.wgs84_lat:.5f}, {each.wgs84_lon:.5f}"
    sys.stdout.write(f"{each.place}: {where}, {each.source}{_format_marks(each.marks)}\n")
    done = "Dry run: nothing was written." if dry else "It waits in candidates.csv:"
    review = "" if dry else " locate --review, or Candidates in the map's edit mode."
    sys.stdout.write(f"{done}{review}\n")
    return 0


def _format_marks(marks: str) -> str:
    return f" ({marks.replace(';', ', ')})" if marks else ""


def _import_request(options: argparse.Namespace) -> ImportRequest:
    said: dict[str, object] = {name: getattr(options, name) for name in OPTIONS}
    return ImportRequest(
        layer=options.layer,
        choice=ReadingChoice(options.table, options.sheet, options.encoding),
        mapped=dict(options.map),
        reading=CrsChoice(
            options.crs, options.datum, options.swap, radius=options.uncertainty_m is not None
        ),
        options={name: value for name, value in said.items() if value is not None},
        lower=options.lower,
        names=options.name,
    )


def _is_confirmed(options: argparse.Namespace, prepared: PreparedImport) -> bool:
    """Return whether it shall be done: as asked, or as `--yes` says.

    `--yes` says nothing of a datum in doubt: only a person or `--datum` can.
    """
    doubted = any(fault.code == DATUM_CODE for fault in prepared.doubts) and not options.datum
    if options.yes and not doubted:
        return True
    if not sys.stdin.isatty():
        why = "the datum is in doubt: say --datum" if doubted and options.yes else "say --yes"
        sys.stderr.write(f"There is no terminal to ask at; {why} to write it.\n")
        return False
    return input("Write this? [y/N] ").strip().casefold() in YES_ANSWERS


def _write_import(data: Path, layer: str, prepared: PreparedImport) -> int:
    if prepared.edit is None:
        return 0
    try:
        with progress.show_progress():
            found = saving.save_edit(data, prepared.edit)
    except history.EditConflictError as conflict:
        rule, mend = phrase("file.changed-meanwhile"), "run the import again"
        raise InputError(
            [Location(file).make_fault("", "", rule, mend) for file in conflict.files]
        ) from None
    fault_report.print_faults(found)
    counts = count_rows(prepared.plan)
    sys.stdout.write(f"{layer}: {counts['added']:,} added, {counts['changed']:,} changed.\n")
    return 0
