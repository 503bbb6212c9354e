"""`diff`: tell what changed since a revision or against another folder, write nothing."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.content import project
from geo.diffing import comparison, diff_report
from geo.runtime import git_revision
from geo.runtime.git_revision import Revision
from geo.terminal import progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
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


def run_command(options: argparse.Namespace) -> int:
    """Compare; tell the difference."""
    new = _relative_path(options.data)
    with _open_old_side(options.data, options.old) as (folder, revision):
        found = comparison.compare_folders(
            folder, options.data, None if options.all else diff_report.MAX_REPORTED_CHANGES
        )
    progress.set_stage("telling the changes")
    if options.json:
        sys.stdout.write(diff_report.report_as_json(found, options.old, revision, new))
    else:
        old = diff_report.format_side(options.old, revision)
        for line in diff_report.format_report(found, old, diff_report.format_side(new, None)):
            sys.stdout.write(line + "\n")
    return int(options.exit_code and found.differs)


@contextmanager
def _open_old_side(data: Path, name: str) -> Iterator[tuple[Path, Revision | None]]:
    """Give the folder to compare with; one with a `map.toml` goes before a revision of its name."""
    if (Path(name) / project.MAP_TOML).exists():
        yield Path(name), None
        return
    progress.set_stage(f"reading {name}")
    with git_revision.open_revision(data, name) as (folder, revision):
        yield folder, revision


def _relative_path(data: Path) -> str:
    """Return a folder as one would write it from here."""
    here, there = Path.cwd(), data.resolve()
    return str(there.relative_to(here)) if there.is_relative_to(here) else str(data)
