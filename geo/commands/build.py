"""`build`: write the map and say what it holds."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from geo import build
from geo.commands import add_allow_key
from geo.faults.fault import escape_unprintable
from geo.locating import improvements
from geo.page.data.payload import count_coverage
from geo.terminal import fault_report
from geo.terminal.fault_report import format_count


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--out", type=Path, default=build.MAPS_FOLDER, help="folder for the outputs"
    )
    parser.add_argument(
        "--article", type=Path, help="text that the facts cite: quotes appear, figures are checked"
    )
    parser.add_argument(
        "--base-url", default="", metavar="URL",
        help="address that the outputs will be served from: adds link previews, oEmbed, JSON-LD",
    )  # fmt: skip
    add_allow_key(parser)


def run_command(options: argparse.Namespace) -> int:
    """Build; tell warnings, then what was built."""
    built = build.build(
        options.data, options.out, options.article, options.base_url, options.allow_key
    )
    fault_report.print_faults(built.warnings)
    sys.stdout.write(_format_summary(built, options))
    return 0


def _format_summary(built: build.BuildResult, options: argparse.Namespace) -> str:
    """Return a few lines for a person: places by layer and certainty, facts, files, the page."""
    read = built.content
    first = read.project.languages[0]
    places = read.tables.places
    known = count_coverage(read.tables)
    named = places["layer"].value_counts()
    located = places.loc[places.geometry.notna(), "layer"].value_counts()
    lines = [read.project.title[first]]
    wide = len(f"{max(named, default=0):,}")
    inside = places.loc[places["container"] >= 0, "layer"].value_counts()
    for layer in read.project.layers:
        there, drawn = int(named.get(layer.id, 0)), int(located.get(layer.id, 0))
        line = f"  {layer.id:<18}{there:>{wide},} places, {drawn:>{wide},} located"
        known_by = int(inside.get(layer.id, 0))
        lines.append(f"{line}, {known_by:>{wide},} area known" if known_by else line)
    approximate = known["less_certain"] + known["uncertain"]
    area = f"{known['area_known']:,} area known, " if known["area_known"] else ""
    site = f" ({known['no_site']:,} without a site)" if known["no_site"] else ""
    places, facts = format_count(known["places"], "place"), format_count(known["facts"], "fact")
    lines.append(
        f"{places}: {known['certain']:,} located, {approximate:,} approximate, "
        f"{area}{known['not_located']:,} not yet located{site}. {facts}."
    )
    lines += improvements.format_improvements(options.data, read)
    lines += _list_sizes(built)
    lines.append(format_key_names(read.project.keys))
    if options.base_url:
        lines.append(f"Content-Security-Policy: {built.policy}")
    page = built.files[0].resolve()
    lines.append(f"Open {page.as_uri()}")
    return "\n".join(lines) + "\n"


def format_key_names(names: Sequence[str]) -> str:
    """Return which keys stand in the page, by name."""
    return f"Keys that stand in the page: {escape_unprintable(', '.join(names)) or 'none'}."


def _list_sizes(built: build.BuildResult) -> Iterator[str]:
    """Yield each file with its size; those of a folder as one."""
    sizes: dict[str, float] = {}
    page = built.files[0]
    for path in built.files:
        name = path.relative_to(page.parent).parts[0]
        sizes[name] = sizes.get(name, 0) + path.stat().st_size / 1000
    for name, size in sizes.items():
        yield f"  {name:<24}{size:>9,.1f} kB"
