"""A difference told to a person, line by line, or to a program, as JSON."""

import json
from collections.abc import Iterator
from itertools import groupby

from geo.diffing.changes import SectionChanges
from geo.diffing.comparison import Difference
from geo.diffing.table_comparison import PROPERTY_PREFIX
from geo.faults import schemas
from geo.faults.fault import Fault, count_faults, escape_unambiguously, format_value
from geo.runtime.git_revision import SHORT_HASH_LENGTH, Revision
from geo.terminal import fault_report

MAX_REPORTED_CHANGES = 10
"""Changes of each kind that are told unless all are asked for."""
MAX_UNREAD_FAULTS = 3
"""Faults of a side that are told here; `check` tells all of them."""


def format_side(old: str, revision: Revision | None) -> str:
    """Return the old side as it is told."""
    return (
        f"{escape_unambiguously(old)} ({revision.commit[:SHORT_HASH_LENGTH]})"
        if revision
        else escape_unambiguously(old)
    )


def format_report(found: Difference, old: str, new: str) -> Iterator[str]:
    """Yield the report for a person; `old` and `new` name the sides."""
    for side, faults in ((old, found.old_unread), (new, found.new_unread)):
        yield from _format_unread(side, faults)
    if not found.differs:
        yield f"{new} and {old} do not differ."
        if found.form:
            yield f"In form only (order, blanks, ways to write numbers): {', '.join(found.form)}"
        return
    yield f"{new}, compared with {old}:"
    for section in found.sections:
        yield from _format_section(section)
    if not found.complete:
        yield f"Told are the first {MAX_REPORTED_CHANGES} of each kind; --all tells all."


def _format_section(changes: SectionChanges) -> Iterator[str]:
    """Yield a section: its name with what there is of each kind, a line for each id."""
    if not changes.counts:
        return
    yield f"{changes.section}: {_format_counts(changes)}"
    for ident, group in groupby(changes.told, key=lambda change: change.id):
        said = "; ".join(change.said for change in group)
        yield f"  {format_value(ident)[1:-1]}: {said}"


def _format_counts(changes: SectionChanges) -> str:
    """Return how many changes there are of each kind, those of properties by name."""
    kinds, properties = [], []
    for kind, number in changes.counts.items():
        if kind.startswith(PROPERTY_PREFIX):
            properties.append(
                f"{format_value(kind.removeprefix(PROPERTY_PREFIX))[1:-1]} {number:,}"
            )
        else:
            kinds.append(f"{number:,} {kind.replace('-', ' ')}")
    return "; ".join([*kinds, *([f"by property: {', '.join(properties)}"] if properties else [])])


def _format_unread(side: str, faults: tuple[Fault, ...]) -> Iterator[str]:
    """Yield what could not be compared of one side."""
    if not faults:
        return
    yield f"{side} has {count_faults(faults):,} fault(s); what cannot be read is not compared:"
    for fault in faults[:MAX_UNREAD_FAULTS]:
        yield from (f"  {line}" for line in str(fault).splitlines())
    if len(faults) > MAX_UNREAD_FAULTS:
        yield f"  and {count_faults(faults[MAX_UNREAD_FAULTS:]):,} more; `check` tells all"


def report_as_json(found: Difference, old: str, revision: Revision | None, new: str) -> str:
    """Return the report for a program, in the shape of `geo/schema/diff.schema.json`."""
    commit = {"commit": revision.commit} if revision else {}
    told: dict[str, object] = {
        "old": {"name": old, **commit, "unread": _faults_as_json(found.old_unread)},
        "new": {"name": new, "unread": _faults_as_json(found.new_unread)},
        "differs": found.differs,
        "complete": found.complete,
        "form_only": list(found.form),
        "counts": {each.section: dict(each.counts) for each in found.sections},
        "changes": [
            {"section": change.section, "id": change.id, "kind": change.kind,
             "said": change.said, **change.detail}
            for section in found.sections
            for change in section.told
        ],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _faults_as_json(faults: tuple[Fault, ...]) -> list[dict[str, str]]:
    names = schemas.load_schema("diff")["$defs"]["fault"]["required"]
    return [
        {name: str(fault_report.fault_members(fault)[name]) for name in names} for fault in faults
    ]
