"""`fmt`: bring what people edit into canonical form, and say what was repaired."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from geo import formatting, progress, tell
from geo.canonical import Repair, What
from geo.errors import printable
from geo.formatting import Formatted

KEPT = "Files with errors are as they were."
COUNTED = {What.EMPTY, What.MIRROR}
"""Repairs by which nothing is lost and of which editors make many: only their number is told."""
SPACING = "order and spacing"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE",
        help="files of the folder; without any, all layers, the backdrop and the facts",
    )  # fmt: skip
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 if anything would change"
    )


def run(options: argparse.Namespace) -> int:
    """Format file by file; tell what was repaired, and what stays as it is and why."""
    targets = formatting.targets(options.data, options.files)
    done = [
        formatting.formatted(options.data, target, write=not options.check) for target in targets
    ]
    progress.end()
    changed = [each for each in done if each.changed]
    for each in changed:
        sys.stdout.write("\n".join([printable(each.name), *_lines(each)]) + "\n\n")
    verb = "would change" if options.check else "changed"
    sys.stdout.write(f"{len(changed)} of {len(done)} files {verb}.\n")
    sys.stdout.flush()
    faults = [fault for each in done for fault in each.faults]
    tell.faults(faults, KEPT)
    return 1 if faults or (options.check and changed) else 0


def _lines(done: Formatted) -> Iterator[str]:
    """Yield what was repaired in a file, sort by sort."""
    if not done.repairs:
        yield f"  {SPACING}"
    for what, repairs in groupby(done.repairs, lambda repair: repair.what):
        yield f"  {what}"
        if what in COUNTED:
            yield f"    {_counted(repairs)}"
        else:
            for repair in repairs:
                yield from _repair(repair)


def _counted(repairs: Iterable[Repair]) -> str:
    """Return how often each property was repaired."""
    times: Counter[str] = Counter()
    for repair in repairs:
        times[repair.property] += 1 + repair.more
    return ", ".join(f"{printable(name)} ({number:,})" for name, number in times.items())


def _repair(repair: Repair) -> Iterator[str]:
    place = ", ".join(part for part in (repair.where, repair.property) if part)
    change = " → ".join(part for part in (repair.before, repair.after) if part)
    if place or change:
        yield printable(f"    {': '.join(part for part in (place, change) if part)}")
    if repair.more:
        yield f"    and {repair.more:,} more"
