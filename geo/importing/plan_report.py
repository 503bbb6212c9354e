"""A plan in words, for the person who is asked whether it shall be done."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from geo.faults.fault import escape_unprintable, format_value
from geo.importing.import_plan import ImportPlan, PlannedRow, count_rows
from geo.importing.source_table import SourceTable
from geo.spatial import datum
from geo.terminal.fault_report import format_count

MAX_LISTED_PLACES = 20
"""Places of each sort that are told one by one."""


def format_plan(
    plan: ImportPlan, given: SourceTable, layer: str, notes: tuple[str, ...], left: dict[str, str]
) -> str:
    """Return what an import would do, a line or a few for each place."""
    counts = count_rows(plan)
    lines = [f"{given.file} into {layer}: {format_count(len(given), 'row')}"]
    lines += [f"  {note}" for note in (*given.notes, *notes)]
    lines += _describe_left_columns(left)
    for title, rows, describe in (
        ("add", plan.added, _describe_addition),
        ("change", plan.changed, _describe_change),
        ("leave", plan.left, lambda row: _describe_left(row, given)),
    ):
        if rows:
            lines.append(f"{title} {len(rows):,}")
            for row in rows[:MAX_LISTED_PLACES]:
                lines += describe(row)
            if len(rows) > MAX_LISTED_PLACES:
                lines.append(f"  … and {len(rows) - MAX_LISTED_PLACES:,} more")
    if counts["same"]:
        lines.append(f"unchanged {counts['same']:,}")
    return "\n".join(map(escape_unprintable, lines)) + "\n"


def _format_value(value: object) -> str:
    return (
        "none" if value is None else format_value(value) if isinstance(value, str) else str(value)
    )


def _describe_addition(row: PlannedRow) -> Iterator[str]:
    feature = row.feature or {}
    held, geometry = feature["properties"], feature["geometry"]
    where = "no position"
    if geometry:
        drawn = shapely.geometry.shape(geometry)
        at = f"{drawn.centroid.x:.5f}, {drawn.centroid.y:.5f}"
        where = f"{_describe_extent(drawn)}{at}, radius {held['uncertainty_m']:,} m"
    yield f"  + {row.place}  {_format_value(held['name'])}, {where}"


def _describe_extent(drawn: BaseGeometry) -> str:
    """Return what a line or an area is and how large; nothing for points."""
    dimension = shapely.get_dimensions(drawn)
    large = (
        f"{datum.area_km2(drawn):,.2f} km²"
        if dimension > 1
        else f"{datum.length_km(drawn):,.2f} km"
    )
    return f"{drawn.geom_type} of {large} around " if dimension else ""


def _describe_change(row: PlannedRow) -> Iterator[str]:
    by = f" (found by {row.by})" if row.by and row.by != "id" else ""
    yield f"  ~ {row.place}{by}"
    if row.moved:
        yield f"      {row.moved}"
    for change in row.changes:
        yield f"      {change.name}: {_format_value(change.before)} → {_format_value(change.after)}"


def _describe_left(row: PlannedRow, given: SourceTable) -> Iterator[str]:
    where = given.row_location(row.row).where
    named = f", {row.place}" if row.place else ""
    for reason in row.left:
        yield f"  ! {where}{named}: {reason}"


def _describe_left_columns(left: dict[str, str]) -> Iterator[str]:
    """Yield the columns that are left out, with what they could be."""
    said = [
        f"{format_value(c)} (--map {c}={like}?)" if like else format_value(c)
        for c, like in left.items()
    ]
    if said:
        yield f"  columns left out: {', '.join(said)}"
