"""A plan in words, for the person who is asked whether it shall be done."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from geo import datum
from geo.errors import printable, shown
from geo.intake.given import Given
from geo.intake.plan import Plan, Row, tally

MOST = 20
"""Places of each sort that are told one by one."""


def told(plan: Plan, given: Given, layer: str, notes: tuple[str, ...], left: dict[str, str]) -> str:
    """Return what an import would do, a line or a few for each place."""
    counts = tally(plan)
    lines = [f"{given.file} into {layer}: {len(given):,} rows"]
    lines += [f"  {note}" for note in (*given.notes, *notes)]
    lines += _fields_left(left)
    for title, rows, describe in (
        ("add", plan.added, _added),
        ("change", plan.changed, _changed),
        ("leave", plan.left, lambda row: _left(row, given)),
    ):
        if rows:
            lines.append(f"{title} {len(rows):,}")
            for row in rows[:MOST]:
                lines += describe(row)
            if len(rows) > MOST:
                lines.append(f"  … and {len(rows) - MOST:,} more")
    if counts["same"]:
        lines.append(f"unchanged {counts['same']:,}")
    return "\n".join(map(printable, lines)) + "\n"


def _plain(value: object) -> str:
    return "none" if value is None else shown(value) if isinstance(value, str) else str(value)


def _added(row: Row) -> Iterator[str]:
    feature = row.feature or {}
    held, geometry = feature["properties"], feature["geometry"]
    where = "no position"
    if geometry:
        drawn = shapely.geometry.shape(geometry)
        at = f"{drawn.centroid.x:.5f}, {drawn.centroid.y:.5f}"
        where = f"{_extent(drawn)}{at}, radius {held['uncertainty_m']:,} m"
    yield f"  + {row.place}  {_plain(held['name'])}, {where}"


def _extent(drawn: BaseGeometry) -> str:
    """Return what a line or an area is and how large; nothing for points."""
    dimension = shapely.get_dimensions(drawn)
    large = (
        f"{datum.area_km2(drawn):,.2f} km²"
        if dimension > 1
        else f"{datum.length_km(drawn):,.2f} km"
    )
    return f"{drawn.geom_type} of {large} around " if dimension else ""


def _changed(row: Row) -> Iterator[str]:
    by = f" (found by {row.by})" if row.by and row.by != "id" else ""
    yield f"  ~ {row.place}{by}"
    if row.moved:
        yield f"      {row.moved}"
    for change in row.changes:
        yield f"      {change.name}: {_plain(change.before)} → {_plain(change.after)}"


def _left(row: Row, given: Given) -> Iterator[str]:
    where = given.at(row.row).where
    named = f", {row.place}" if row.place else ""
    for reason in row.left:
        yield f"  ! {where}{named}: {reason}"


def _fields_left(left: dict[str, str]) -> Iterator[str]:
    """Yield the columns that are left out, with what they could be."""
    said = [f"{shown(c)} (--map {c}={like}?)" if like else shown(c) for c, like in left.items()]
    if said:
        yield f"  columns left out: {', '.join(said)}"
