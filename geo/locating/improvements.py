"""How places were located, and what became better since the last revision.

For the last lines of a build: only a terminal is told. What is built never depends on a repository.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import shapely

from geo.content import loader
from geo.content.containers import UNLOCATED, WITHIN
from geo.content.loader import Content
from geo.faults.fault import InputError
from geo.faults.translation import Phrase, phrase
from geo.formats.column_table import mask_among
from geo.formats.geojson import Feature
from geo.runtime import git_revision

MAX_PLACES = 5_000
"""Places of a map above which the last revision is not read for a line."""
REVISION = "HEAD"


LOCATED = phrase("improved.located")
KNOWN_BY_AREA = phrase("improved.known-by-area")
SURER = phrase("improved.surer")
LESS_SURE = phrase("improved.less-sure")
NO_LONGER_LOCATED = phrase("improved.no-longer-located")
CHANGE_ORDER = (LOCATED, KNOWN_BY_AREA, SURER, LESS_SURE, NO_LONGER_LOCATED)
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

    def to_json_object(self) -> dict[str, object]:
        """Return it for programs: the words come last."""
        args = {"before_m": self.before_m, "after_m": self.after_m}
        return {"code": self.what.code, "id": self.ident, "file": self.file, "args": args,
                "what": self.what}  # fmt: skip


def format_improvements(data: Path, read: Content) -> Iterator[str]:
    """Yield how places were located and, where the folder is under git, what has changed."""
    places = read.tables.places
    drawn = ~mask_among(places["located_by"], UNLOCATED)
    ways = places.loc[drawn, "located_by"].value_counts()
    if len(ways):
        yield "Located by: " + ", ".join(f"{way} {int(n):,}" for way, n in ways.items()) + "."
    counts = Counter(each.what for each in count_improvements(data, read))
    if changed := ", ".join(f"{counts[what]:,} {what}" for what in CHANGE_ORDER if counts[what]):
        yield f"Since the last revision: {changed}."


def count_improvements(data: Path, read: Content) -> list[Improvement]:
    """Return which places are better, or worse, located than in the last revision.

    Nothing where the folder is not under git, or has too many places for this to be quick.
    """
    places = read.tables.places
    try:
        if len(places) > MAX_PLACES or not git_revision.file_differs(data, REVISION):
            return []
        with git_revision.open_revision(data, REVISION) as (folder, _):
            features = [*loader.read_folder(folder).iter_features()]
    except InputError:  # no git, no repository, nothing committed, or a folder that was broken then
        return []
    old, held = _radius_by_id(features), _ids_known_by_area(features)
    files = {layer.id: f"{data.name}/{layer.file}" for layer in read.project.layers}
    drawn = ~shapely.is_missing(places.geometry.to_numpy())
    names = ("id", "layer", "located_by", "uncertainty_m")
    return [
        Improvement(what, ident, files[layer], _known_radius(old[ident]), radius if there else None)
        for ident, layer, by, radius, there in zip(
            *(places[name] for name in names), drawn, strict=True
        )
        if ident in old
        for what in _compare_radii(old[ident], float(radius) if there else None)
        + [KNOWN_BY_AREA] * (by == WITHIN and ident not in held)
    ]


def _compare_radii(was: float | None, now: float | None) -> list[Phrase]:
    """Return what two radii of a place come to."""
    if was is None:
        return [LOCATED] if now is not None else []
    if now is None:
        return [NO_LONGER_LOCATED]
    return [SURER] * (now < was) + [LESS_SURE] * (now > was)


def _known_radius(radius: float | None) -> float | None:
    return None if radius == float("inf") else radius


def _ids_known_by_area(features: list[Feature]) -> set[str]:
    return {
        str(each.properties.get("id"))
        for each in features
        if each.properties.get("located_by") == WITHIN
    }


def _radius_by_id(features: list[Feature]) -> dict[str, float | None]:
    """Return the radius of each place by id; `None` where it was not located."""
    return {
        str(each.properties.get("id")): _to_radius(each.properties.get("uncertainty_m"))
        if each.geometry
        else None
        for each in features
    }


def _to_radius(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("inf")
