"""Changes in words, safe for a terminal."""

import re
from collections.abc import Callable, Mapping, Sequence

from geo.content.places import split_joined
from geo.faults.fault import format_value
from geo.formats.geojson import Json

UNQUOTED_PATTERN = re.compile(r"[\w#.:/+-]{1,40}|\[[-\d., ]{1,60}\]", re.ASCII)
"""Ids, enumerations, days, lists of numbers: told without quotation marks."""
CONTEXT_BEFORE = 24
"""Characters of a long text that are told before the first that differs."""
METRES_PER_KM = 1000
WHOLE_KM_FROM = 10_000
WHOLE_METRES_FROM = 10
RENAME_WARNINGS = {
    "places": "links, embeds and facts that name the old id break",
    "facts": "links that name the old id break",
}


def describe_property(detail: Json) -> str:
    """Return how one property differs: `state building → open`."""
    language = f" ({detail['language']})" if "language" in detail else ""
    name = f"{format_value(detail['property'])[1:-1]}{language}"
    before, after = detail["before"], detail["after"]
    if detail["property"] == "aliases":
        return f"{name} {_describe_aliases(before, after)}"
    if detail["property"] == "within":
        return _describe_within(before, after)
    if before is None:
        return f"{name} added: {format_cell(after)}"
    if after is None:
        return f"{name} removed: {format_cell(before)}"
    return f"{name} {' → '.join(format_cell(each) for each in _cut_common_start(before, after))}"


def _describe_within(before: str | None, after: str | None) -> str:
    """Return how differs what a place is known to lie in."""
    if after is None:
        return f"no longer known to lie in {_describe_containers(before)}"
    if before is None:
        return f"now known to lie in {_describe_containers(after)}"
    return f"lies in {_describe_containers(after)} instead of {_describe_containers(before)}"


def _describe_containers(joined: str | None) -> str:
    """Return what a place lies in; of several it lies in one."""
    parts = [format_cell(part) for part in split_joined(joined or "")]
    return f"one of {', '.join(parts)}" if len(parts) > 1 else "".join(parts)


def format_cell(cell: object) -> str:
    """Return a cell as it is told: numbers and ids bare, other text in quotation marks."""
    if isinstance(cell, str) and not UNQUOTED_PATTERN.fullmatch(cell):
        return format_value(cell)
    return f"{cell}"


def _cut_common_start(before: object, after: object) -> tuple[object, object]:
    """Return two texts from shortly before the first character that differs."""
    if not isinstance(before, str) or not isinstance(after, str):
        return before, after
    pairs = zip(before, after, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), None)
    start = (min(len(before), len(after)) if same is None else same) - CONTEXT_BEFORE
    return (f"…{before[start:]}", f"…{after[start:]}") if start > 1 else (before, after)


def _describe_aliases(before: str | None, after: str | None) -> str:
    """Return which aliases came and went, or that only their order differs."""
    old, new = ((text or "").split(";") for text in (before, after))
    signed = [f"− {format_value(each)}" for each in old if each and each not in new]
    signed += [f"+ {format_value(each)}" for each in new if each and each not in old]
    return ", ".join(signed) or "in another order"


def describe_row(kind: str, held: Json, languages: Sequence[str], *, located: bool) -> str:
    """Return what was added or removed: its name, or what it states, and where it belongs."""
    named = [held[name] for name in ("name", "name." + languages[0], *languages) if name in held]
    parts = [format_value(str(named[0]))] if named else []
    parts += [
        f"{name} {format_cell(held[name])}" for name in ("layer", "place", "topic") if name in held
    ]
    if "located_by" in held:
        known = f"in {_describe_containers(held['within'])}" if "within" in held else "not located"
        parts.append(_describe_position(held) if located else known)
    return f"{kind}{': ' if parts else ''}{', '.join(parts)}"


def describe_rename(section: str, before: str) -> str:
    """Return that an id seems to be a new one for an old one."""
    warning = RENAME_WARNINGS.get(section, "what names the old id breaks")
    return f"possibly renamed from {format_cell(before)}: {warning}"


def describe_place_change(kind: str, detail: Json) -> str:
    """Return what has changed of a place on the map."""
    if kind in PLACE_CHANGE_FORMATS:
        return PLACE_CHANGE_FORMATS[kind](detail)
    before, after = _value_or_none(detail["before"]), _value_or_none(detail["after"])
    if kind == "radius":
        return f"radius {before} → {after} m"
    colon = ":" if kind.startswith("certainty-") else ""
    return f"{kind.replace('-', ' ')}{colon} {before} → {after}"


def _describe_move(detail: Json) -> str:
    if "metres" not in detail:
        return "moved to where no degrees are"
    return f"moved {format_metres(detail['metres'])} {detail['towards']}"


def _value_or_none(cell: object) -> str:
    return "none" if cell is None else format_cell(cell)


def _describe_position(held: Mapping[str, object]) -> str:
    method = format_cell(held.get("located_by", "by an unknown method"))
    radius = held.get("uncertainty_m")
    return method if radius is None else f"{method}, within {format_cell(radius)} m"


def _describe_reshape(detail: Json) -> str:
    parts = []
    for name, unit in (("area_km2", "km²"), ("length_km", "km")):
        if name in detail and detail[name]["before"] != detail[name]["after"]:
            before, after = (f"{size:,.10g}" for size in detail[name].values())
            parts.append(f"{name.partition('_')[0]} {before} → {after} {unit}")
    if "displacement_m" in detail:
        parts.append(f"by up to {format_metres(detail['displacement_m'])}")
    before, after = detail["vertices"].values()
    parts.append(f"{before:,} → {after:,} vertices" if before != after else f"{after:,} vertices")
    return ", ".join(parts)


def format_metres(distance: float) -> str:
    """Return a distance with no more digits than mean something."""
    if distance >= WHOLE_KM_FROM:
        return f"{distance / METRES_PER_KM:,.1f} km"
    return f"{distance:,.0f} m" if distance >= WHOLE_METRES_FROM else f"{distance:.1f} m"


PLACE_CHANGE_FORMATS: dict[str, Callable[[Json], str]] = {
    "moved": _describe_move,
    "reshaped": lambda detail: f"reshaped: {_describe_reshape(detail)}",
    "redrawn": lambda detail: f"drawn as {detail['after']}, was {detail['before']}",
    "located": lambda detail: f"located: {_describe_position(detail)}",
    "unlocated": lambda detail: f"no longer located; was {_describe_position(detail)}",
}
