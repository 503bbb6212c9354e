"""`check`: tell every fault, write nothing."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geo import check, content, progress, tell, tile_keys
from geo.commands import add_allow_key
from geo.content import Raw
from geo.errors import BadInput, Fault, errors
from geo.locate import candidates


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--article", type=Path, help="text that the facts cite")
    parser.add_argument(
        "--json", action="store_true", help="tell it as JSON on standard output, for programs"
    )
    add_allow_key(parser)


def run(options: argparse.Namespace) -> int:
    """Check; tell what was found."""
    try:
        raw = content.read(options.data, options.article)
        raw = tile_keys.fill_keys(raw, options.allow_key)
        found = sorted([*check.check(raw), *candidates.faults(options.data, raw.column("id"))])
    except BadInput as bad:
        raw, found = None, list(bad.faults)
    _tell(raw, found, as_json=options.json)
    return 1 if errors(found) else 0


def _tell(raw: Raw | None, found: Sequence[Fault], *, as_json: bool) -> None:
    """Tell faults and what was read; nothing was where `map.toml` could not be."""
    places = sum(len(features) for features in raw.layers.values()) if raw else 0
    facts = len(raw.facts) if raw else 0
    progress.end()
    if as_json:
        sys.stdout.write(tell.as_json(found, {"places": places, "facts": facts}))
        return
    tell.faults(found)
    if not errors(found):
        sys.stdout.write(f"{places} places and {facts} facts: no fault found.\n")
