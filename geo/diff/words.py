"""Changes in words, safe for a terminal."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geo.errors import shown
from geo.places import split

PLAIN = re.compile(r"[\w#.:/+-]{1,40}|\[[-\d., ]{1,60}\]", re.ASCII)
"""Ids, enumerations, days, lists of numbers: told without quotation marks."""
BEFORE = 24
"""Characters of a long text that are told before the first that differs."""
KILOMETRE = 1000
FAR = 10_000
NEAR = 10
BREAKS = {
    "places": "links, embeds and facts that name the old id break",
    "facts": "links that name the old id break",
}


def of_property(detail: Mapping[str, Any]) -> str:
    """Return how one property differs: `state building → open`."""
    language = f" ({detail['language']})" if "language" in detail else ""
    name = f"{shown(detail['property'])[1:-1]}{language}"
    before, after = detail["before"], detail["after"]
    if detail["property"] == "aliases":
        return f"{name} {_listed(before, after)}"
    if detail["property"] == "within":
        return _within(before, after)
    if before is None:
        return f"{name} added: {value(after)}"
    if after is None:
        return f"{name} removed: {value(before)}"
    return f"{name} {' → '.join(value(each) for each in _cut(before, after))}"


def _within(before: str | None, after: str | None) -> str:
    """Return how differs what a place is known to lie in."""
    if after is None:
        return f"no longer known to lie in {_one_of(before)}"
    if before is None:
        return f"now known to lie in {_one_of(after)}"
    return f"lies in {_one_of(after)} instead of {_one_of(before)}"


def _one_of(joined: str | None) -> str:
    """Return what a place lies in; of several it lies in one."""
    parts = [value(part) for part in split(joined or "")]
    return f"one of {', '.join(parts)}" if len(parts) > 1 else "".join(parts)


def value(cell: object) -> str:
    """Return a cell as it is told: numbers and ids bare, other text in quotation marks."""
    if isinstance(cell, str) and not PLAIN.fullmatch(cell):
        return shown(cell)
    return f"{cell}"


def _cut(before: object, after: object) -> tuple[object, object]:
    """Return two texts from shortly before the first character that differs."""
    if not isinstance(before, str) or not isinstance(after, str):
        return before, after
    pairs = zip(before, after, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), None)
    start = (min(len(before), len(after)) if same is None else same) - BEFORE
    return (f"…{before[start:]}", f"…{after[start:]}") if start > 1 else (before, after)


def _listed(before: str | None, after: str | None) -> str:
    """Return which aliases came and went, or that only their order differs."""
    old, new = ((text or "").split(";") for text in (before, after))
    signed = [f"− {shown(each)}" for each in old if each and each not in new]
    signed += [f"+ {shown(each)}" for each in new if each and each not in old]
    return ", ".join(signed) or "in another order"


def of_row(kind: str, held: Mapping[str, Any], languages: Sequence[str], *, located: bool) -> str:
    """Return what was added or removed: its name, or what it states, and where it belongs."""
    named = [held[name] for name in ("name", "name." + languages[0], *languages) if name in held]
    parts = [shown(str(named[0]))] if named else []
    parts += [f"{name} {value(held[name])}" for name in ("layer", "place", "topic") if name in held]
    if "located_by" in held:
        known = f"in {_one_of(held['within'])}" if "within" in held else "not located"
        parts.append(_position(held) if located else known)
    return f"{kind}{': ' if parts else ''}{', '.join(parts)}"


def of_rename(section: str, before: str) -> str:
    """Return that an id seems to be a new one for an old one."""
    warning = BREAKS.get(section, "what names the old id breaks")
    return f"possibly renamed from {value(before)}: {warning}"


def of_place(kind: str, detail: Mapping[str, Any]) -> str:
    """Return what has changed of a place on the map."""
    if kind in ON_THE_MAP:
        return ON_THE_MAP[kind](detail)
    before, after = _or_none(detail["before"]), _or_none(detail["after"])
    if kind == "radius":
        return f"radius {before} → {after} m"
    colon = ":" if kind.startswith("certainty-") else ""
    return f"{kind.replace('-', ' ')}{colon} {before} → {after}"


def _moved(detail: Mapping[str, Any]) -> str:
    if "metres" not in detail:
        return "moved to where no degrees are"
    return f"moved {metres(detail['metres'])} {detail['towards']}"


def _or_none(cell: object) -> str:
    return "none" if cell is None else value(cell)


def _position(held: Mapping[str, Any]) -> str:
    method = value(held.get("located_by", "by an unknown method"))
    radius = held.get("uncertainty_m")
    return method if radius is None else f"{method}, within {value(radius)} m"


def _reshaped(detail: Mapping[str, Any]) -> str:
    parts = []
    for name, unit in (("area_km2", "km²"), ("length_km", "km")):
        if name in detail and detail[name]["before"] != detail[name]["after"]:
            before, after = (f"{size:,.10g}" for size in detail[name].values())
            parts.append(f"{name.partition('_')[0]} {before} → {after} {unit}")
    if "displacement_m" in detail:
        parts.append(f"by up to {metres(detail['displacement_m'])}")
    before, after = detail["vertices"].values()
    parts.append(f"{before:,} → {after:,} vertices" if before != after else f"{after:,} vertices")
    return ", ".join(parts)


def metres(distance: float) -> str:
    """Return a distance with no more digits than mean something."""
    if distance >= FAR:
        return f"{distance / KILOMETRE:,.1f} km"
    return f"{distance:,.0f} m" if distance >= NEAR else f"{distance:.1f} m"


ON_THE_MAP: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "moved": _moved,
    "reshaped": lambda detail: f"reshaped: {_reshaped(detail)}",
    "redrawn": lambda detail: f"drawn as {detail['after']}, was {detail['before']}",
    "located": lambda detail: f"located: {_position(detail)}",
    "unlocated": lambda detail: f"no longer located; was {_position(detail)}",
}
