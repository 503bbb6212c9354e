"""The commands of `build_map.py`: what a person types and what a person is told."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geo import build, check, content
from geo.errors import BadInput, Fault, errors
from geo.page.payload import coverage

EXIT_FAULTS = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0, or 1 where the content has faults."""
    options = _parser().parse_args(arguments)
    try:
        command = _check if options.command == "check" else _build
        return command(options)
    except BadInput as bad:
        _tell(bad.faults)
        return EXIT_FAULTS
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{named}{error.strerror or error}\n")
        return EXIT_FAULTS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build_map.py",
        description="Build a map of places and facts from a folder of content.",
        epilog="Without a command it builds. data/README.md says how the content is written.",
    )
    parser.add_argument(
        "command", nargs="?", choices=("build", "check"), default="build",
        help="build: write the map (default); check: tell every fault, write nothing",
    )  # fmt: skip
    parser.add_argument("--data", type=Path, default=build.DATA, help="folder of content")
    parser.add_argument("--out", type=Path, default=build.MAPS, help="folder for the outputs")
    parser.add_argument(
        "--article", type=Path, help="text that the facts cite: quotes appear, figures are checked"
    )
    parser.add_argument(
        "--base-url", default="", metavar="URL",
        help="address that the outputs will be served from: adds link previews, oEmbed, JSON-LD",
    )  # fmt: skip
    return parser


def _check(options: argparse.Namespace) -> int:
    raw = content.read(options.data, options.article)
    faults = check.check(raw)
    if faults:
        _tell(faults)
    if errors(faults):
        return EXIT_FAULTS
    places = sum(len(features) for features in raw.layers.values())
    sys.stdout.write(f"{places} places and {len(raw.rows)} facts: no fault found.\n")
    return 0


def _build(options: argparse.Namespace) -> int:
    built = build.build(options.data, options.out, options.article, options.base_url)
    if built.warnings:
        _tell(built.warnings)
    sys.stdout.write(_summary(built, options))
    return 0


def _tell(faults: Sequence[Fault]) -> None:
    """Print faults and their count to standard error."""
    stopping = len(errors(faults))
    sys.stderr.write("\n".join(f"{fault.severity}: {fault}" for fault in faults))
    warnings = len(faults) - stopping
    sys.stderr.write(f"\n{stopping} error(s), {warnings} warning(s)\n")
    if stopping:
        sys.stderr.write("Nothing was written.\n")


def _summary(built: build.Built, options: argparse.Namespace) -> str:
    """Return a few lines for a person: places by layer and certainty, facts, files, the page."""
    read = built.content
    first = read.project.languages[0]
    count = coverage(read.table())
    lines = [read.project.title[first]]
    for layer in read.project.layers:
        places = [place for place in read.places if place.layer == layer.id]
        located = sum(place.geometry is not None for place in places)
        lines.append(f"  {layer.id:<18}{len(places):>4} places, {located:>3} located")
    approximate = count["less_certain"] + count["uncertain"]
    lines.append(
        f"{count['places']} places: {count['certain']} located, {approximate} approximate, "
        f"{count['not_located']} not yet located. {count['facts']} facts."
    )
    lines += [f"  {path.name:<24}{path.stat().st_size / 1000:>9,.1f} kB" for path in built.files]
    if options.base_url:
        lines.append(f"Content-Security-Policy: {built.policy}")
    page = built.files[0].resolve()
    lines.append(f"Open {page.as_uri()}")
    return "\n".join(lines) + "\n"
