"""How places were located, and what became better since the last revision.

For the last lines of a build: only a terminal is told. What is built never depends on a repository.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from geo import content, revisions
from geo.containers import UNLOCATED, WITHIN
from geo.content import Content
from geo.errors import BadInput
from geo.geojson import Feature
from geo.phrases import Phrase, phrase
from geo.sheets import among

MOST = 5_000
"""Places of a map above which the last revision is not read for a line."""
REVISION = "HEAD"


LOCATED = phrase("improved.located", "located")
KNOWN_BY_AREA = phrase("improved.known-by-area", "now known by area")
SURER = phrase("improved.surer", "surer")
LESS_SURE = phrase("improved.less-sure", "less sure")
NO_LONGER_LOCATED = phrase("improved.no-longer-located", "no longer located")
WHATS = (LOCATED, KNOWN_BY_AREA, SURER, LESS_SURE, NO_LONGER_LOCATED)
"""In this order they are told."""


@dataclass(frozen=True)
class Improvement:
    """What became better, or worse, in how one place is located."""

    what: Phrase
    ident: str
    """Id of the place."""
    file: str
    """The file of its layer, as messages name it."""
    before_m: float | None
    """Its radius; `None` where it was not located, or nobody said one."""
    after_m: float | None

    def told(self) -> dict[str, Any]:
        """Return it for programs: the words come last."""
        args = {"before_m": self.before_m, "after_m": self.after_m}
        return {"code": self.what.code, "id": self.ident, "file": self.file, "args": args,
                "what": self.what}  # fmt: skip


def lines(data: Path, read: Content) -> Iterator[str]:
    """Yield how places were located and, where the folder is under git, what has changed."""
    places = read.tables.places
    drawn = ~among(places["located_by"], UNLOCATED)
    ways = places.loc[drawn, "located_by"].value_counts()
    if len(ways):
        yield "Located by: " + ", ".join(f"{way} {int(n):,}" for way, n in ways.items()) + "."
    counts = Counter(each.what for each in since(data, read))
    if changed := ", ".join(f"{counts[what]:,} {what}" for what in WHATS if counts[what]):
        yield f"Since the last revision: {changed}."


def since(data: Path, read: Content) -> list[Improvement]:
    """Return which places are better, or worse, located than in the last revision.

    Nothing where the folder is not under git, or has too many places for this to be quick.
    """
    places = read.tables.places
    try:
        if len(places) > MOST or not revisions.differs(data, REVISION):
            return []
        with revisions.folder(data, REVISION) as (folder, _):
            features = [*content.read(folder).features()]
    except BadInput:  # no git, no repository, nothing committed, or a folder that was broken then
        return []
    old, held = _radii(features), _held(features)
    files = {layer.id: f"{data.name}/{layer.file}" for layer in read.project.layers}
    drawn = ~shapely.is_missing(places.geometry.to_numpy())
    names = ("id", "layer", "located_by", "uncertainty_m")
    return [
        Improvement(what, ident, files[layer], _known(old[ident]), radius if there else None)
        for ident, layer, by, radius, there in zip(
            *(places[name] for name in names), drawn, strict=True
        )
        if ident in old
        for what in _changes(old[ident], float(radius) if there else None)
        + [KNOWN_BY_AREA] * (by == WITHIN and ident not in held)
    ]


def _changes(was: float | None, now: float | None) -> list[Phrase]:
    """Return what two radii of a place come to."""
    if was is None:
        return [LOCATED] if now is not None else []
    if now is None:
        return [NO_LONGER_LOCATED]
    return [SURER] * (now < was) + [LESS_SURE] * (now > was)


def _known(radius: float | None) -> float | None:
    return None if radius == float("inf") else radius


def _held(features: list[Feature]) -> set[str]:
    """Return the ids of the places of which the area was known."""
    return {
        str(each.properties.get("id"))
        for each in features
        if each.properties.get("located_by") == WITHIN
    }


def _radii(features: list[Feature]) -> dict[str, float | None]:
    """Return the radius of each place by id; `None` where it was not located."""
    return {
        str(each.properties.get("id")): _radius(each.properties.get("uncertainty_m"))
        if each.geometry
        else None
        for each in features
    }


def _radius(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("inf")
