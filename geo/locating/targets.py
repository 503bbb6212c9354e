"""The places that are looked for, what is known of where they lie, and what is asked for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import shapely
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from geo.check import geometry
from geo.content import places
from geo.content.containers import NO_SITE, WITHIN
from geo.content.loader import RawContent
from geo.faults import schemas
from geo.faults.fault import InputError, format_value, select_errors
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.column_table import ColumnTable
from geo.formats.geojson import Feature
from geo.importing.row_matching import split_aliases
from geo.locating.name_matching import PlaceNames
from geo.page.data.search_tables import HAN_RUN
from geo.spatial import datum
from geo.spatial.datum_shift import Bounds

MAX_QUERIES = 4
"""Queries for one place: name and first aliases, with the district and without."""


@dataclass(frozen=True)
class GeocodingTarget:
    """One place that is looked for."""

    id: str
    layer: str
    named: PlaceNames
    feature: Feature
    queries: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name as a person reads it."""
        return self.named.names[0] if self.named.names else self.id


@dataclass(frozen=True)
class MapContext:
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

    def distance_outside_m(self, lon: float, lat: float) -> float:
        """Return the metres from the outline, or from the bounds where there is none."""
        return distance_to_m(lon, lat, self.outline or box(*self.bounds))

    def distance_to_container_m(self, lon: float, lat: float, place: str) -> float | None:
        """Return the metres from what a place lies in; `None` where nobody knows.

        Of several the nearest counts; what is not drawn is told by what it lies in itself.
        """
        away = [distance_to_m(lon, lat, self.drawn[each]) for each in self._drawn_containers(place)]
        return min(away, default=None)

    def is_outside_containers(self, lon: float, lat: float, place: str) -> bool:
        """Return whether a position lies outside all that a place may lie in, by their radii."""
        if place not in self.known_by_area:
            return False
        holders = self._drawn_containers(place)
        return bool(holders) and all(
            distance_to_m(lon, lat, self.drawn[each]) > self.slack.get(each, 0) for each in holders
        )

    def _drawn_containers(self, place: str) -> list[str]:
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


def distance_to_m(lon: float, lat: float, area: BaseGeometry) -> float:
    """Return the metres from a position to a geometry; 0 inside."""
    if shapely.intersects_xy(area, lon, lat):
        return 0.0  # most are inside, and to project an outline takes long
    here = datum.local_equal_area_crs(lon, lat)
    return float(Point(0, 0).distance(datum.project_geometry(area, datum.WGS84, here)))


def find_context(raw: RawContent) -> MapContext:
    """Return what a folder knows of where its places lie."""
    shapes, general, radii = {}, set(), {}
    every = [*_editable_features(raw), *raw.areas]
    within = {str(each.properties.get("id")): container_ids(each) for each in every}
    parents = {*chain.from_iterable(within.values()), raw.project.subject}
    slack = 0.0
    for each in every:
        ident = str(each.properties.get("id"))
        if ident in parents:
            general |= {*_place_names(each).names, *_place_names(each).aliases}
        if (shape := parse_geometry(each)) is not None:
            shapes[ident] = shape
            radii[ident] = _to_number(each.properties.get("uncertainty_m"))
        if ident == raw.project.subject:
            slack = _to_number(each.properties.get("uncertainty_m"))
    area = shapes.get(raw.project.subject)
    if area is not None and shapely.get_dimensions(area) != places.AREA_DIMENSION:
        area = None
    middle = (area or box(*raw.project.bounds)).centroid
    return MapContext(
        raw.project.bounds, raw.project.subject, area, slack, (middle.x, middle.y),
        frozenset(general), shapes, within, radii, frozenset(_ids_known_by_area(every)),
    )  # fmt: skip


def container_ids(feature: Feature) -> tuple[str, ...]:
    """Return the ids of what a place lies in, or is part of where that is not said."""
    told = feature.properties.get("within") or feature.properties.get("part_of")
    return places.split_joined(told) if isinstance(told, str) else ()


def _ids_known_by_area(features: Iterable[Feature]) -> Iterator[str]:
    """Yield the places of which it is stated what they lie in."""
    for each in features:
        given = each.properties
        if "within" in given or given.get("located_by") == WITHIN:
            yield str(given.get("id"))


def list_targets(
    raw: RawContent, idents: Sequence[str], worse_than: float | None
) -> list[GeocodingTarget]:
    """Return the places to look for: those named, else those without a position.

    With `worse_than` also those with a larger radius. Raise `InputError` for ids of no place.
    """
    every = {
        str(each.properties.get("id")): (layer, each)
        for layer, held in raw.layers.items()
        if not isinstance(held, ColumnTable)
        for each in held
    }
    unknown = [ident for ident in idents if ident not in every]
    if unknown:
        rule = phrase("locate.place-unknown")
        raise InputError(
            Location("--place", ident=ident).make_fault(
                "",
                format_value(ident),
                rule,
                schemas.suggest_nearest(ident, list(every)) or "see data/layers/",
            )
            for ident in unknown
        )
    subject = _subject_names(every, raw.project.subject)
    return [
        _make_target(ident, layer, feature, subject)
        for ident, (layer, feature) in every.items()
        if (ident in idents if idents else _needs_position(feature, worse_than))
    ]


def _needs_position(feature: Feature, worse_than: float | None) -> bool:
    """Return whether a place has no position, or one that is worse than asked.

    What is no piece of land has none to be found.
    """
    if feature.geometry is None:
        return feature.properties.get("located_by") != NO_SITE
    return (
        worse_than is not None and _to_number(feature.properties.get("uncertainty_m")) > worse_than
    )


def _make_target(
    ident: str, layer: str, feature: Feature, subject: Sequence[str]
) -> GeocodingTarget:
    named = _place_names(feature)
    return GeocodingTarget(ident, layer, named, feature, make_queries(named, subject))


def _subject_names(every: Mapping[str, tuple[str, Feature]], subject: str) -> tuple[str, ...]:
    """Return the names of the map's subject, the fullest first."""
    if subject not in every:
        return ()
    named = _place_names(every[subject][1])
    return tuple(sorted({*named.names, *named.aliases}, key=lambda name: (-len(name), name)))


def make_queries(named: PlaceNames, subject: Sequence[str]) -> tuple[str, ...]:
    """Return what is asked for a place: its names with the district's in the same script, alone."""
    found: dict[str, None] = {}
    for name in (*named.names[:1], *named.aliases[:1], *named.names[1:2]):
        found[_add_district(name, subject)] = None
    found[named.names[0] if named.names else ""] = None
    return tuple(query for query in found if query)[:MAX_QUERIES]


def _add_district(name: str, subject: Iterable[str]) -> str:
    """Return a name with the district's fullest one of its script, as addresses are written."""
    chinese = bool(HAN_RUN.search(name))
    fullest = next((each for each in subject if bool(HAN_RUN.search(each)) == chinese), "")
    if not fullest or fullest in name:
        return name
    return f"{fullest}{name}" if chinese else f"{name}, {fullest}"


def _editable_features(raw: RawContent) -> Iterator[Feature]:
    for held in raw.layers.values():
        if not isinstance(held, ColumnTable):
            yield from held


def _place_names(feature: Feature) -> PlaceNames:
    given = feature.properties
    names = [v for key, v in sorted(given.items()) if places.is_name_column(key)]
    return PlaceNames(
        tuple(v for v in names if isinstance(v, str)), tuple(split_aliases(given.get("aliases")))
    )


def parse_geometry(feature: Feature) -> BaseGeometry | None:
    """Return the geometry of a place; nothing for one that `check` refuses."""
    if feature.geometry is None:
        return None
    wrong = select_errors(geometry.check_geometry(feature, feature.geometry, geometry.WORLD_BOUNDS))
    return None if wrong else places.to_geometry(feature.geometry)


def _to_number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
