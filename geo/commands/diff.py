"""`diff`: tell what changed since a revision or against another folder, write nothing."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo import diff, progress, project, revisions
from geo.diff import report
from geo.revisions import Revision


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "old", nargs="?", default="HEAD", metavar="OLD",
        help="a git revision of the folder, or another folder (default: HEAD)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--all", action="store_true", help="every change, however many there are")
    parser.add_argument(
        "--exit-code", action="store_true", help="end with 1 where anything differs, as git does"
    )


def run(options: argparse.Namespace) -> int:
    """Compare; tell the difference."""
    new = _near(options.data)
    with _old(options.data, options.old) as (folder, revision):
        found = diff.compare(folder, options.data, None if options.all else report.TOLD)
    progress.stage("telling the changes")
    if options.json:
        sys.stdout.write(report.as_json(found, options.old, revision, new))
    else:
        old = report.named(options.old, revision)
        for line in report.lines(found, old, report.named(new, None)):
            sys.stdout.write(line + "\n")
    return int(options.exit_code and found.differs)


@contextmanager
def _old(data: Path, name: str) -> Iterator[tuple[Path, Revision | None]]:
    """Give the folder to compare with; one with a `map.toml` goes before a revision of its name."""
    if (Path(name) / project.FILE).exists():
        yield Path(name), None
        return
    progress.stage(f"reading {name}")
    with revisions.folder(data, name) as (folder, revision):
        yield folder, revision


def _near(data: Path) -> str:
    """Return a folder as one would write it from here."""
    here, there = Path.cwd(), data.resolve()
    return str(there.relative_to(here)) if there.is_relative_to(here) else str(data)
