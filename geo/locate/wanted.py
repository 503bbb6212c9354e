"""The places that are looked for, what is known of where they lie, and what is asked for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from geo import datum, places, schemas
from geo.check import geometry
from geo.containers import NO_SITE, WITHIN
from geo.content import Raw
from geo.errors import BadInput, errors, shown
from geo.geojson import Feature
from geo.guard import Bounds
from geo.intake.matching import split
from geo.locate.names import Named
from geo.phrases import phrase
from geo.schemas import At
from geo.search import HAN
from geo.sheets import Sheet

MOST_QUERIES = 4
"""Queries for one place: name and first aliases, with the district and without."""


@dataclass(frozen=True)
class Wanted:
    """One place that is looked for."""

    id: str
    layer: str
    named: Named
    feature: Feature
    queries: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name as a person reads it."""
        return self.named.names[0] if self.named.names else self.id


@dataclass(frozen=True)
class Around:
    """What is known of where places lie."""

    bounds: Bounds
    subject: str
    outline: BaseGeometry | None
    """Area of the map's subject, where it is drawn."""
    slack_m: float
    """Radius of that outline."""
    centre: tuple[float, float]
    general: frozenset[str]
    """Names of the subject and of whatever places are part of: they name no single site."""
    drawn: Mapping[str, BaseGeometry]
    """Position of every place that has one, by id."""
    within: Mapping[str, tuple[str, ...]]
    """What each place or reference area lies in, by id: of several in one of them."""
    slack: Mapping[str, float]
    """Radius of what has a position, by id."""
    known_by_area: frozenset[str]
    """Places of which it is stated what they lie in."""

    def outside_m(self, lon: float, lat: float) -> float:
        """Return the metres from the outline, or from the bounds where there is none."""
        return distance_m(lon, lat, self.outline or box(*self.bounds))

    def part_of_m(self, lon: float, lat: float, place: str) -> float | None:
        """Return the metres from what a place lies in; `None` where nobody knows.

        Of several the nearest counts; what is not drawn is told by what it lies in itself.
        """
        away = [distance_m(lon, lat, self.drawn[each]) for each in self._holders(place)]
        return min(away, default=None)

    def is_astray(self, lon: float, lat: float, place: str) -> bool:
        """Return whether a position lies outside all that a place may lie in, by their radii."""
        if place not in self.known_by_area:
            return False
        holders = self._holders(place)
        return bool(holders) and all(
            distance_m(lon, lat, self.drawn[each]) > self.slack.get(each, 0) for each in holders
        )

    def _holders(self, place: str) -> list[str]:
        """Return the ids of the first drawn things above a place, on each way up."""
        found: dict[str, None] = {}
        seen = {place}
        waiting = [*self.within.get(place, ())]
        while waiting:
            ident = waiting.pop()
            if ident in self.drawn:
                found[ident] = None
            elif ident not in seen:
                seen.add(ident)
                waiting += self.within.get(ident, ())
        return [*found]


def distance_m(lon: float, lat: float, area: BaseGeometry) -> float:
    """Return the metres from a position to a geometry; 0 inside."""
    if shapely.intersects_xy(area, lon, lat):
        return 0.0  # most are inside, and to project an outline takes long
    here = datum.around(lon, lat)
    return float(Point(0, 0).distance(datum.projected(area, datum.WGS84, here)))


def around(raw: Raw) -> Around:
    """Return what a folder knows of where its places lie."""
    shapes, general, radii = {}, set(), {}
    every = [*_features(raw), *raw.areas]
    within = {str(each.properties.get("id")): lies_in(each) for each in every}
    parents = {*chain.from_iterable(within.values()), raw.project.subject}
    slack = 0.0
    for each in every:
        ident = str(each.properties.get("id"))
        if ident in parents:
            general |= {*_named(each).names, *_named(each).aliases}
        if (shape := drawn(each)) is not None:
            shapes[ident] = shape
            radii[ident] = _number(each.properties.get("uncertainty_m"))
        if ident == raw.project.subject:
            slack = _number(each.properties.get("uncertainty_m"))
    area = shapes.get(raw.project.subject)
    if area is not None and shapely.get_dimensions(area) != places.AREA:
        area = None
    middle = (area or box(*raw.project.bounds)).centroid
    return Around(
        raw.project.bounds, raw.project.subject, area, slack, (middle.x, middle.y),
        frozenset(general), shapes, within, radii, frozenset(_known_by_area(every)),
    )  # fmt: skip


def lies_in(feature: Feature) -> tuple[str, ...]:
    """Return the ids of what a place lies in, or is part of where that is not said."""
    told = feature.properties.get("within") or feature.properties.get("part_of")
    return places.split(told) if isinstance(told, str) else ()


def _known_by_area(features: Iterable[Feature]) -> Iterator[str]:
    """Yield the places of which it is stated what they lie in."""
    for each in features:
        given = each.properties
        if "within" in given or given.get("located_by") == WITHIN:
            yield str(given.get("id"))


def wanted(raw: Raw, idents: Sequence[str], worse_than: float | None) -> list[Wanted]:
    """Return the places to look for: those named, else those without a position.

    With `worse_than` also those with a larger radius. Raise `BadInput` for ids of no place.
    """
    every = {
        str(each.properties.get("id")): (layer, each)
        for layer, held in raw.layers.items()
        if not isinstance(held, Sheet)
        for each in held
    }
    unknown = [ident for ident in idents if ident not in every]
    if unknown:
        rule = phrase("locate.place-unknown", "it must be the id of a place in a GeoJSON layer")
        raise BadInput(
            At("--place", ident=ident).fault(
                "", shown(ident), rule, schemas.nearest(ident, list(every)) or "see data/layers/"
            )
            for ident in unknown
        )
    subject = _context(every, raw.project.subject)
    return [
        _wanted(ident, layer, feature, subject)
        for ident, (layer, feature) in every.items()
        if (ident in idents if idents else _lacking(feature, worse_than))
    ]


def _lacking(feature: Feature, worse_than: float | None) -> bool:
    """Return whether a place has no position, or one that is worse than asked.

    What is no piece of land has none to be found.
    """
    if feature.geometry is None:
        return feature.properties.get("located_by") != NO_SITE
    return worse_than is not None and _number(feature.properties.get("uncertainty_m")) > worse_than


def _wanted(ident: str, layer: str, feature: Feature, subject: Sequence[str]) -> Wanted:
    named = _named(feature)
    return Wanted(
        ident, layer, named, feature, queries(named, subject))  # fmt: skip


def _context(every: Mapping[str, tuple[str, Feature]], subject: str) -> tuple[str, ...]:
    """Return the names of the map's subject, the fullest first."""
    if subject not in every:
        return ()
    named = _named(every[subject][1])
    return tuple(sorted({*named.names, *named.aliases}, key=lambda name: (-len(name), name)))


def queries(named: Named, subject: Sequence[str]) -> tuple[str, ...]:
    """Return what is asked for a place: its names with the district's in the same script, alone."""
    found: dict[str, None] = {}
    for name in (*named.names[:1], *named.aliases[:1], *named.names[1:2]):
        found[_within(name, subject)] = None
    found[named.names[0] if named.names else ""] = None
    return tuple(query for query in found if query)[:MOST_QUERIES]


def _within(name: str, subject: Iterable[str]) -> str:
    """Return a name with the district's fullest one of its script, as addresses are written."""
    chinese = bool(HAN.search(name))
    fullest = next((each for each in subject if bool(HAN.search(each)) == chinese), "")
    if not fullest or fullest in name:
        return name
    return f"{fullest}{name}" if chinese else f"{name}, {fullest}"


def _features(raw: Raw) -> Iterator[Feature]:
    for held in raw.layers.values():
        if not isinstance(held, Sheet):
            yield from held


def _named(feature: Feature) -> Named:
    given = feature.properties
    names = [v for key, v in sorted(given.items()) if places.is_name(key)]
    return Named(tuple(v for v in names if isinstance(v, str)), tuple(split(given.get("aliases"))))


def drawn(feature: Feature) -> BaseGeometry | None:
    """Return the geometry of a place; nothing for one that `check` refuses."""
    if feature.geometry is None:
        return None
    wrong = errors(geometry.of_feature(feature, feature.geometry, geometry.WORLD))
    return None if wrong else places.to_geometry(feature.geometry)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
