"""Rules on reference areas: their properties, their shapes, and ids that no place has."""

from collections.abc import Iterator

import pandas as pd

from geo import schemas
from geo.check import agreement, geometry
from geo.content import Raw
from geo.errors import Fault, shown
from geo.phrases import phrase
from geo.sheets import among

SHAPES = ("Polygon", "MultiPolygon", "Point")


def properties(raw: Raw) -> Iterator[Fault]:
    """Yield what breaks the schema of reference areas."""
    for feature in raw.areas:
        yield from schemas.faults("area", feature.properties, feature.at)
        yield from agreement.mirrored(feature)


def shapes(raw: Raw) -> Iterator[Fault]:
    """Yield areas that are not drawn, or drawn as what has no area."""
    for feature in raw.areas:
        drawn = feature.geometry
        kind = drawn and drawn.get("type")
        known = isinstance(kind, str) and kind in geometry.DEPTH
        if drawn is None or (known and kind not in SHAPES):
            rule = phrase(
                "area.shape",
                "a reference area is a Polygon, a MultiPolygon or a Point with a radius",
            )
            mend = phrase(
                "mend.draw-area",
                "draw it, or write the point and in uncertainty_m the radius that holds it",
            )
            yield feature.at.fault("geometry", shown(kind) if drawn else "null", rule, mend)
        else:
            yield from geometry.of_feature(feature, drawn, geometry.WORLD)


def idents(raw: Raw) -> Iterator[Fault]:
    """Yield ids of areas that stand twice, or that a place has too."""
    own = [feature.properties.get("id") for feature in raw.areas]
    known = pd.Series([each for each in own if isinstance(each, str)], dtype="str")
    places = raw.column("id").dropna()
    taken = {*places[among(places, known)]} if len(known) else set()
    seen: set[str] = set()
    for feature, ident in zip(raw.areas, own, strict=True):
        if not isinstance(ident, str):
            continue
        if ident in taken or ident in seen:
            other = (
                phrase("found.a-place", "a place")
                if ident in taken
                else phrase("found.another-area", "another area")
            )
            rule = phrase(
                "area.id-taken",
                "an id belongs to one place or area only; {other} has it too",
                other=other,
            )
            yield feature.at.fault(
                "id", shown(ident), rule, phrase("mend.other-area-id", "give the area another id")
            )
        seen.add(ident)
