"""Pictograms of layers: line drawings on a grid of 20 by 20, in absolute M, L, C and Z of SVG.

Each is own work of this project. The page strokes them; the still picture draws the same lines.
"""

import json
import re
from functools import cache
from pathlib import Path

GRID_UNITS = 20
"""Units of a drawing across and down."""
CURVE_STEPS = 8
"""Straight pieces that a curve is drawn with."""

Point = tuple[float, float]


@cache
def load_symbols() -> dict[str, str]:
    """Return the drawings by name."""
    drawings: dict[str, str] = json.loads(
        Path(__file__).with_name("symbols.json").read_text(encoding="utf-8")
    )
    return drawings


def trace_lines(drawing: str) -> list[list[Point]]:
    """Return a drawing as lines of points; curves are cut into straight pieces."""
    lines: list[list[Point]] = []
    for letter, numbers in re.findall(r"([MLCZ])([^MLCZ]*)", drawing):
        values = [float(each) for each in numbers.split()]
        points = list(zip(values[::2], values[1::2], strict=True))
        if letter == "M":
            lines.append(points)
        elif letter == "Z":
            lines[-1].append(lines[-1][0])
        else:
            lines[-1] += points if letter == "L" else _trace_curve(lines[-1][-1], *points)
    return lines


def _trace_curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Return points along a cubic curve, without its start."""

    def curve_at(t: float, axis: int) -> float:
        s = 1 - t
        return s**3 * a[axis] + 3 * s * s * t * b[axis] + 3 * s * t * t * c[axis] + t**3 * d[axis]

    return [
        (curve_at(k / CURVE_STEPS, 0), curve_at(k / CURVE_STEPS, 1))
        for k in range(1, CURVE_STEPS + 1)
    ]
