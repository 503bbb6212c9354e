"""`fmt`: bring what people edit into canonical form, and say what was repaired."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import groupby
from pathlib import Path

from geo.canonical import formatting
from geo.canonical.formatting import FormatResult
from geo.canonical.repairs import Repair, RepairKind
from geo.edits import saving
from geo.faults.fault import Fault, escape_unprintable
from geo.terminal import fault_report, progress
from geo.terminal.fault_report import format_count

FAULTY_FILES_KEPT = "Files with errors are as they were."
COUNTED_KINDS = {RepairKind.EMPTY, RepairKind.MIRROR}
"""Repairs by which nothing is lost and of which editors make many: only their number is told."""
SPACING_ONLY = "order and spacing"
EMPTY_LAYER = "an empty layer, since map.toml names it and it had no file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE",
        help="files of the folder; without any, all layers, the backdrop and the facts",
    )  # fmt: skip
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if anything would change"
    )
    parser.add_argument(
        "--make-layers", action="store_true",
        help="write an empty file for each layer of map.toml that has none",
    )  # fmt: skip


def run_command(options: argparse.Namespace) -> int:
    """Format file by file; tell what was repaired, and what stays as it is and why."""
    targets = formatting.list_targets(options.data, options.files)
    write = not options.check
    made, wrong = list[str](), list[Fault]()
    with saving.lock_folder(options.data) if write else nullcontext():
        if options.make_layers:
            made, wrong = formatting.make_missing_layers(options.data, write=write)
            targets = [each for each in targets if write or each.name not in made]
        done = [formatting.format_file(options.data, target, write=write) for target in targets]
    progress.end_progress()
    changed = [each for each in done if each.changed]
    for name in made:
        sys.stdout.write(f"{escape_unprintable(name)}\n  {EMPTY_LAYER}\n\n")
    for each in changed:
        sys.stdout.write(
            "\n".join([escape_unprintable(each.name), *_describe_repairs(each)]) + "\n\n"
        )
    verb = "would change" if options.check else "changed"
    sys.stdout.write(f"{len(changed)} of {format_count(len(done), 'file')} {verb}.\n")
    sys.stdout.flush()
    faults = wrong + [fault for each in done for fault in each.faults]
    fault_report.print_faults(faults, FAULTY_FILES_KEPT)
    return 1 if faults or (options.check and (changed or made)) else 0


def _describe_repairs(done: FormatResult) -> Iterator[str]:
    """Yield what was repaired in a file, sort by sort."""
    if not done.repairs:
        yield f"  {SPACING_ONLY}"
    for what, repairs in groupby(done.repairs, lambda repair: repair.what):
        yield f"  {what}"
        if what in COUNTED_KINDS:
            yield f"    {_count_by_property(repairs)}"
        else:
            for repair in repairs:
                yield from _describe_repair(repair)


def _count_by_property(repairs: Iterable[Repair]) -> str:
    """Return how often each property was repaired."""
    times: Counter[str] = Counter()
    for repair in repairs:
        times[repair.property] += 1 + repair.more
    return ", ".join(f"{escape_unprintable(name)} ({number:,})" for name, number in times.items())


def _describe_repair(repair: Repair) -> Iterator[str]:
    place = ", ".join(part for part in (repair.where, repair.property) if part)
    change = " → ".join(part for part in (repair.before, repair.after) if part)
    if place or change:
        yield escape_unprintable(f"    {': '.join(part for part in (place, change) if part)}")
    if repair.more:
        yield f"    and {repair.more:,} more"
