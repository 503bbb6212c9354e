"""`check`: tell every fault, write nothing."""

import argparse
import sys
from pathlib import Path

from geo import check, content, tell
from geo.errors import errors


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--article", type=Path, help="text that the facts cite")


def run(options: argparse.Namespace) -> int:
    """Check; tell what was found."""
    raw = content.read(options.data, options.article)
    found = check.check(raw)
    tell.faults(found)
    if errors(found):
        return 1
    places = sum(len(features) for features in raw.layers.values())
    sys.stdout.write(f"{places} places and {len(raw.facts)} facts: no fault found.\n")
    return 0
