"""How places were located, and what became better since the last revision.

For the last lines of a build: only a terminal is told. What is built never depends on a repository.
"""

from collections.abc import Iterator
from pathlib import Path

import shapely

from geo import content, revisions
from geo.containers import UNLOCATED, WITHIN
from geo.content import Content
from geo.errors import BadInput
from geo.geojson import Feature
from geo.sheets import among

MOST = 5_000
"""Places of a map above which the last revision is not read for a line."""
REVISION = "HEAD"


def lines(data: Path, read: Content) -> Iterator[str]:
    """Yield how places were located and, where the folder is under git, what has changed."""
    places = read.table().places
    drawn = ~among(places["located_by"], UNLOCATED)
    ways = places.loc[drawn, "located_by"].value_counts()
    if len(ways):
        yield "Located by: " + ", ".join(f"{way} {int(n):,}" for way, n in ways.items()) + "."
    if changed := ", ".join(f"{count:,} {what}" for what, count in since(data, read).items()):
        yield f"Since the last revision: {changed}."


def since(data: Path, read: Content) -> dict[str, int]:
    """Return how many places are better, or worse, located than in the last revision.

    Nothing where the folder is not under git, or has too many places for this to be quick.
    """
    places = read.table().places
    try:
        if len(places) > MOST or not revisions.differs(data, REVISION):
            return {}
        with revisions.folder(data, REVISION) as (folder, _):
            features = [*content.read(folder).features()]
    except BadInput:  # no git, no repository, nothing committed, or a folder that was broken then
        return {}
    old, held = _radii(features), _held(features)
    drawn = ~shapely.is_missing(places.geometry.to_numpy())
    new = {
        ident: float(radius) if there else None
        for ident, radius, there in zip(places["id"], places["uncertainty_m"], drawn, strict=True)
    }
    inside = among(places["located_by"], [WITHIN])
    both = [(old[ident], new[ident]) for ident in new if ident in old]
    told = {
        "located": sum(was is None and now is not None for was, now in both),
        "now known by area": int(
            (inside & ~among(places["id"], held) & among(places["id"], old)).sum()
        ),
        "surer": sum(was is not None and now is not None and now < was for was, now in both),
        "less sure": sum(was is not None and now is not None and now > was for was, now in both),
        "no longer located": sum(was is not None and now is None for was, now in both),
    }
    return {what: count for what, count in told.items() if count}


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
