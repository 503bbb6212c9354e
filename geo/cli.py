"""The commands of `build_map.py`: what a person types and what a person is told."""

import argparse
import errno
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from geo import build, check, content, progress
from geo.errors import BadInput, Fault, count, errors
from geo.page.payload import coverage

EXIT_FAULTS = 1
KEPT = "Nothing was replaced: the last good output stands."
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system answers where a disk or a share of it is full."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0, or 1 where the content has faults."""
    options = _parser().parse_args(arguments)
    try:
        with progress.told():
            return _check(options) if options.command == "check" else _build(options)
    except BadInput as bad:
        _tell(bad.faults)
    except MemoryError:
        sys.stderr.write(f"There is not enough memory for so much content. {KEPT}\n")
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        kept = f" {KEPT}" if error.errno in FULL else ""
        sys.stderr.write(f"{named}{error.strerror or error}.{kept}\n")
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
    sys.stdout.write(f"{places} places and {len(raw.facts)} facts: no fault found.\n")
    return 0


def _build(options: argparse.Namespace) -> int:
    built = build.build(options.data, options.out, options.article, options.base_url)
    if built.warnings:
        _tell(built.warnings)
    sys.stdout.write(_summary(built, options))
    return 0


def _tell(faults: Sequence[Fault]) -> None:
    """Print faults and their count to standard error."""
    stopping = count(errors(faults))
    sys.stderr.write("\n".join(f"{fault.severity}: {fault}" for fault in faults))
    warnings = count(faults) - stopping
    sys.stderr.write(f"\n{stopping:,} error(s), {warnings:,} warning(s)\n")
    if stopping:
        sys.stderr.write("Nothing was written.\n")


def _summary(built: build.Built, options: argparse.Namespace) -> str:
    """Return a few lines for a person: places by layer and certainty, facts, files, the page."""
    read = built.content
    first = read.project.languages[0]
    places = read.table().places
    known = coverage(read.table())
    named = places["layer"].value_counts()
    located = places.loc[places.geometry.notna(), "layer"].value_counts()
    lines = [read.project.title[first]]
    for layer in read.project.layers:
        there, drawn = int(named.get(layer.id, 0)), int(located.get(layer.id, 0))
        lines.append(f"  {layer.id:<18}{there:>4} places, {drawn:>3} located")
    approximate = known["less_certain"] + known["uncertain"]
    lines.append(
        f"{known['places']} places: {known['certain']} located, {approximate} approximate, "
        f"{known['not_located']} not yet located. {known['facts']} facts."
    )
    lines += _sizes(built)
    if options.base_url:
        lines.append(f"Content-Security-Policy: {built.policy}")
    page = built.files[0].resolve()
    lines.append(f"Open {page.as_uri()}")
    return "\n".join(lines) + "\n"


def _sizes(built: build.Built) -> Iterator[str]:
    """Yield each file with its size; those of a folder as one."""
    sizes: dict[str, float] = {}
    page = built.files[0]
    for path in built.files:
        name = path.relative_to(page.parent).parts[0]
        sizes[name] = sizes.get(name, 0) + path.stat().st_size / 1000
    for name, size in sizes.items():
        yield f"  {name:<24}{size:>9,.1f} kB"
