"""`check`: tell every fault, write nothing."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geo.check import rules
from geo.commands import add_allow_key
from geo.content import loader, tile_keys
from geo.content.loader import RawContent
from geo.faults.fault import Fault, InputError, select_errors
from geo.locating import candidates
from geo.reading.check_drafts import check_drafts
from geo.terminal import fault_report, progress
from geo.terminal.fault_report import format_count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--article", type=Path, help="text that the facts cite")
    parser.add_argument(
        "--json", action="store_true", help="tell it as JSON on standard output, for programs"
    )
    add_allow_key(parser)


def run_command(options: argparse.Namespace) -> int:
    """Check; tell what was found."""
    try:
        raw = loader.read_folder(options.data, options.article)
        raw = tile_keys.fill_keys(raw, options.allow_key)
        found = sorted(
            [
                *rules.find_faults(raw),
                *candidates.check_candidates(options.data, raw.place_ids),
                *check_drafts(options.data, raw),
            ]
        )
    except InputError as bad:
        raw, found = None, list(bad.faults)
    _print_report(raw, found, as_json=options.json)
    return 1 if select_errors(found) else 0


def _print_report(raw: RawContent | None, found: Sequence[Fault], *, as_json: bool) -> None:
    """Tell faults and what was read; nothing was where `map.toml` could not be."""
    places = sum(len(features) for features in raw.layers.values()) if raw else 0
    facts = len(raw.facts) if raw else 0
    progress.end_progress()
    if as_json:
        sys.stdout.write(fault_report.faults_as_json(found, {"places": places, "facts": facts}))
        return
    fault_report.print_faults(found)
    if not select_errors(found):
        sys.stdout.write(
            f"{format_count(places, 'place')} and {format_count(facts, 'fact')}: no fault found.\n"
        )
