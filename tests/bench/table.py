"""The results as a table for a README, ratios first.

`python -m tests.bench.table RESULTS.json ...` prints the table of one or more runs.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

OURS = "ours"
FLOOR = 50.0
"""Milliseconds below which a browser calls no task long."""
MILLION = 10**6
SECOND = 1000.0


@dataclass(frozen=True)
class Measure:
    """One row: what it is called, where it stands in the results, in which unit it is told."""

    label: str
    parts: tuple[str, ...]
    """Names in a look, added up; or one of `BUILDS`, or `bytes`."""
    unit: str


BUILDS = {"wall", "peak", "page_wall", "page_peak"}
"""What is measured of a build."""

MEASURES = (
    Measure("build", ("wall",), "s"),
    Measure("build, peak memory", ("peak",), "MB"),
    Measure("build of the page alone", ("page_wall",), "s"),
    Measure("the same, peak memory", ("page_peak",), "MB"),
    Measure("page and what it loads", ("bytes",), "MB"),
    Measure("first marker", ("first_marker",), "ms"),
    Measure("longest task while loading", ("longest_task",), "ms"),
    Measure("JS heap and buffers", ("heap", "buffers"), "MB"),
    Measure("renderer process", ("renderer",), "MB"),
    Measure("frame while moving, 95 %", ("frame_95",), "ms"),
    Measure("frame while moving, worst", ("frame_worst",), "ms"),
    Measure("click to popup", ("popup",), "ms"),
    Measure("largest layer off or on", ("switch",), "ms"),
    Measure("search names, slowest key", ("search_names",), "ms"),
    Measure("search facts, first hit", ("search_facts",), "ms"),
)


def tables(results: Mapping[str, Any]) -> str:
    """Return a table for each content that was measured, and one line on the machine."""
    parts = [_machine(results["machine"])]
    for size in results["sizes"]:
        parts += [f"### {size['name']}", _table(size["makers"]), _notes(size["makers"])]
    return "\n\n".join(part for part in parts if part) + "\n"


def merged(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return several runs as one, in their order, on the machine of the first."""
    runs = list(results)
    sizes = [size for run in runs for size in run["sizes"]]
    return {"machine": runs[0]["machine"], "sizes": sizes}


def value(maker: Mapping[str, Any], measure: Measure) -> float | None:
    """Return the median of a measure over all runs of a maker; none where it was not reached."""
    if measure.parts == ("bytes",):
        return float(maker["bytes"]) or None
    runs = maker["builds"] if measure.parts[0] in BUILDS else maker["looks"]
    if runs is maker["builds"] and maker["failed"].startswith("build"):
        return None
    found = [sum(run[part] for part in measure.parts) for run in runs if measure.parts[0] in run]
    return float(median(found)) if found else None


def _table(makers: Mapping[str, Any]) -> str:
    others = [name for name in makers if name != OURS]
    shown = [OURS, *others] if OURS in makers else others
    lines = [_row(["", *shown]), _row(["---", *("---:" for _ in shown)])]
    for measure in MEASURES:
        ours = value(makers[OURS], measure) if OURS in makers else None
        theirs = [value(makers[name], measure) for name in others]
        if ours is None and not any(theirs):
            continue
        first = [_told(ours, measure.unit)] if OURS in makers else []
        lines.append(
            _row([measure.label, *first, *(_cell(ours, each, measure) for each in theirs)])
        )
    return "\n".join(lines)


def _cell(ours: float | None, theirs: float | None, measure: Measure) -> str:
    """Return a peer's cell: ours divided by theirs, then what theirs is."""
    told = _told(theirs, measure.unit)
    if ours is None or not theirs:
        return told
    if measure.parts == ("longest_task",) and not ours:
        return f"**< {_ratio(FLOOR / theirs)} ×** {told}"
    return f"**{_ratio(ours / theirs)} ×** {told}"


def _ratio(ratio: float) -> str:
    """Return a ratio with two digits that mean something."""
    if ratio >= 10:
        return f"{ratio:,.0f}"
    return f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2g}"


def _told(number: float | None, unit: str) -> str:
    """Return a measure in its unit; a longest task of 0 is one that no browser calls long."""
    if number is None:
        return "–"
    if unit == "MB":
        number /= MILLION
    elif unit == "ms" and not number:
        return f"< {FLOOR:.0f} ms"
    elif unit == "ms" and number >= 10 * SECOND:
        number, unit = number / SECOND, "s"
    digits = 0 if number >= 100 else 1 if number >= 1 else 2
    return f"{number:,.{digits}f} {unit}"


def _notes(makers: Mapping[str, Any]) -> str:
    return "\n".join(
        f"- {name}: {made['failed']}" for name, made in makers.items() if made["failed"]
    )


def _machine(machine: Mapping[str, Any]) -> str:
    return (
        f"{machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB, "
        f"{machine['system']}; Python {machine['python']}, Chromium {machine['chromium']}, "
        + ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
        + "."
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    read = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:])
    sys.stdout.write(tables(merged(read)))
