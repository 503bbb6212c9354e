"""Rules on what places lie in: it exists, it is no circle, its source stands, it is drawn."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import shapely

from geo.check import prefilter
from geo.check.citations import SPAN_CODES, span_rule
from geo.check.reference_column import ReferenceColumn, list_place_names
from geo.check.registry import ContentRule, ItemRule, Rules, iter_places, iter_places_and_areas
from geo.content import containers
from geo.content.containers import WITHIN, ContainmentGraph, ContainmentNode
from geo.content.loader import Content, RawContent
from geo.content.places import split_joined
from geo.content.project import Source
from geo.faults.fault import Fault, format_value
from geo.faults.translation import Phrase, phrase
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.formats.geojson import Feature
from geo.spatial import datum

SPAN_PATTERN = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*):(\d+)-(\d+)")
"""How cited characters are written in `within_source`."""
MAX_CIRCLE_LINKS = 6
"""Of a circle so many links are named."""


@dataclass(frozen=True)
class UnknownHolders:
    """What `within` names and nobody knows, and the cells that name it."""

    references: ReferenceColumn
    cells: set[str]


def _compare_holders(raw: RawContent) -> UnknownHolders | None:
    """Return what `within` names, compared with places and areas; nothing where all is known."""
    told = raw.get_column("within").dropna().unique()
    parts = pd.Series(
        [part for key in told for part in split_joined(key)], dtype="str", name="within"
    )
    parts = pd.concat([parts, pd.Series(_area_within_ids(raw), dtype="str")]).rename("within")
    known = pd.concat([raw.place_ids, _list_area_ids(raw)], ignore_index=True)
    unknown = ReferenceColumn(
        parts, known, phrase("reference.place-or-area-unknown"), partial(_list_names, raw)
    )
    if not raw.complete or not unknown.unknown:
        return None
    bad = {key for key in told if unknown.unknown.intersection(split_joined(key))}
    return UnknownHolders(unknown, bad)


def _check_within_ids(feature: Feature, unknown: UnknownHolders) -> Iterator[Fault]:
    """Yield what `within` names and nobody knows."""
    for part in list_within_ids(feature):
        yield from unknown.references.check_reference(part, feature.location)


def _list_names(raw: RawContent) -> list[pd.Series]:
    """Return the names of places and areas, a column a language."""
    areas = [each for each in raw.areas if isinstance(each.properties.get("id"), str)]
    return [
        pd.concat(
            [names, pd.Series([_text_property(each, names.name) for each in areas], dtype="str")]
        )
        for names in list_place_names(raw)
    ]


def _text_property(feature: Feature, name: object) -> str | None:
    told = feature.properties.get(str(name))
    return told if isinstance(told, str) else None


def _area_within_ids(raw: RawContent) -> list[str]:
    return [part for feature in raw.areas for part in list_within_ids(feature)]


def _list_area_ids(raw: RawContent) -> pd.Series:
    ids = [feature.properties.get("id") for feature in raw.areas]
    return pd.Series([each for each in ids if isinstance(each, str)], dtype="str")


def list_within_ids(feature: Feature) -> tuple[str, ...]:
    """Return the ids that a feature's `within` names; what is no text is the schema's business."""
    told = feature.properties.get("within")
    return split_joined(told) if isinstance(told, str) else ()


def _mask_contradicting(sheet: ColumnTable, _raw: RawContent) -> Mask:
    method = sheet.get_column("located_by")
    silent = prefilter.mask_missing(sheet, "within")
    lost: Mask = mask_among(method, [WITHIN]) & silent & prefilter.mask_missing(sheet, "part_of")
    return lost | (mask_among(method, ["none"]) & ~silent)


def _check_located_within(feature: Feature, _raw: RawContent) -> Iterator[Fault]:
    """Yield a place known by its area that names none; warn of one that should be known by it."""
    given, method = feature.properties, feature.properties.get("located_by")
    if method == WITHIN and not {"within", "part_of"} & given.keys():
        rule = phrase("place.within-missing")
        mend = phrase("mend.write-within")
        yield feature.location.make_fault("within", "", rule, mend)
    elif method == "none" and "within" in given:
        rule = phrase("place.within-beside-none")
        mend = phrase("mend.within-or-note")
        yield feature.location.make_warning("located_by", format_value(method), rule, mend)


def _mask_wrong_spans(sheet: ColumnTable, known: dict[str, Source]) -> Mask:
    def find_broken(values: Iterable[object]) -> list[object]:
        return [
            each for each in values if isinstance(each, str) and [*_find_wrong_spans(each, known)]
        ]

    return sheet.mask_values("within_source", find_broken)


def _check_within_source(feature: Feature, known: dict[str, Source]) -> Iterator[Fault]:
    """Yield cited characters in `within_source` that no source of `map.toml` has."""
    told = feature.properties.get("within_source")
    for part, rule in _find_wrong_spans(told, known) if isinstance(told, str) else ():
        mend = phrase("mend.correct-citation")
        yield feature.location.make_fault("within_source", format_value(part), rule, mend)


def _find_wrong_spans(told: str, known: dict[str, Source]) -> Iterator[tuple[str, Phrase]]:
    """Yield each part that is written as cited characters and cites none, with the rule."""
    for part in split_joined(told):
        if not (found := SPAN_PATTERN.fullmatch(part)):
            continue
        source, start, end = known.get(found[1]), int(found[2]), int(found[3])
        if source is None:
            yield part, phrase("reference.source-unknown")
        elif rule := span_rule(start, end, source.length):
            yield part, rule


def _check_circle(feature: Feature, found: dict[str, list[str]]) -> Iterator[Fault]:
    """Yield a place or an area that lies, along the chain, in itself."""
    given, ident = feature.properties, feature.properties.get("id")
    if not isinstance(ident, str) or ident not in found:
        return
    circle = found[ident]
    name = "within" if circle[1] in list_within_ids(feature) else "part_of"
    rule = phrase("item.in-itself", circle=_format_circle(circle))
    yield feature.location.make_fault(
        name, format_value(given.get(name)), rule, phrase("mend.break-circle")
    )


def _format_circle(circle: list[str]) -> str:
    return " → ".join(
        circle
        if len(circle) <= MAX_CIRCLE_LINKS
        else [*circle[: MAX_CIRCLE_LINKS - 1], "…", circle[-1]]
    )


def _containment_links(raw: RawContent) -> dict[str, tuple[str, ...]]:
    """Return what each thing that others name lies in, by `within` and `part_of` together."""
    ids, wholes, keys = (raw.get_column(name) for name in ("id", "part_of", "within"))
    names = {part for key in keys.dropna().unique() for part in split_joined(key)} | {
        *_area_within_ids(raw)
    }
    inner = (mask_among(ids, wholes) | mask_among(ids, names)) & (wholes.notna() | keys.notna())
    chosen = zip(ids[inner], wholes[inner].fillna(""), keys[inner].fillna(""), strict=True)
    links = {
        ident: tuple(filter(None, (*split_joined(key), whole))) for ident, whole, key in chosen
    }
    areas = ((each.properties.get("id"), list_within_ids(each)) for each in raw.areas)
    return links | {ident: held for ident, held in areas if isinstance(ident, str) and held}


def find_circles(links: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return for each id on a circle the ids along it, from itself to itself."""
    found: dict[str, list[str]] = {}
    done: set[str] = set()
    for start, first in links.items():
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(first)}
        while path:
            current = next(reversed(path))
            onward = next(path[current], None)
            if onward is None:
                done.add(current)
                del path[current]
            elif onward in path:
                ring = [*path]
                ring = ring[ring.index(onward) :]
                turned = ((each, ring[n:] + ring[: n + 1]) for n, each in enumerate(ring))
                found |= {each: way for each, way in turned if each not in found}
            elif onward in links and onward not in done:
                path[onward] = iter(links[onward])
    return found


def _check_container_drawn(content: Content, raw: RawContent) -> Iterator[Fault]:
    """Yield places known by an area that is drawn nowhere, be it by what it lies in itself."""
    held = content.tables.places
    asked = held[mask_among(held["located_by"], [WITHIN])]
    if not len(asked):
        return
    graph = ContainmentGraph(containers.list_nodes(held, content.areas))
    keys = containers.containment_keys(asked)
    bad = {
        key
        for key in keys.unique()
        if not all(graph.find_smallest_drawn([each]) for each in split_joined(key))
    }
    lost = set(asked["id"][mask_among(keys, bad)]) if bad else set()
    for feature in raw.iter_features(lambda sheet: mask_among(sheet.get_column("id"), lost)):
        if feature.properties.get("id") in lost:
            name = "within" if "within" in feature.properties else "part_of"
            rule = phrase("place.within-not-drawn")
            mend = phrase("mend.locate-or-name")
            yield feature.location.make_fault(
                name, format_value(feature.properties.get(name)), rule, mend
            )


def _warn_outside_container(content: Content, raw: RawContent) -> Iterator[Fault]:
    """Warn of located places that lie outside what `within` says by more than both radii."""
    metres = _find_outside(content)
    for feature in raw.iter_features(lambda sheet: mask_among(sheet.get_column("id"), metres)):
        far = metres.get(feature.properties["id"])
        if far is not None:
            rule = phrase("place.outside-within", metres=far)
            mend = phrase("mend.check-within")
            yield feature.location.make_warning(
                "within", format_value(feature.properties["within"]), rule, mend
            )


def _find_outside(content: Content) -> dict[str, float]:
    """Return the metres by which located places lie outside what `within` says."""
    held = content.tables.places
    asked = held[((held["within"] != "") & held.geometry.notna()).to_numpy()]
    if not len(asked):
        return {}
    graph = ContainmentGraph(containers.list_nodes(held, content.areas))
    found: dict[str, float] = {}
    for key, some in asked.groupby("within", sort=False):
        holders = [graph.find_smallest_drawn([each]) for each in split_joined(str(key))]
        if not all(holders):
            continue
        away = np.min(
            [_distance_outside(graph.nodes[each], some.geometry.to_numpy()) for each in holders],
            axis=0,
        )
        far = away > some["uncertainty_m"].to_numpy()
        found |= dict(zip(some["id"][far], away[far], strict=True))
    return found


def _distance_outside(holder: ContainmentNode, shapes: containers.Shapes) -> containers.Floats:
    """Return how far each shape lies from a thing and the radius around it."""
    area = holder.geometry
    away = np.zeros(len(shapes))
    if area is None:
        return away
    apart = ~shapely.intersects(area, shapes)
    if apart.any():
        middle = area.centroid
        zone = datum.metric_crs(round(middle.x), round(middle.y))
        flat, others = (
            datum.project_geometry(each, datum.WGS84, zone) for each in (area, shapes[apart])
        )
        away[apart] = np.maximum(shapely.distance(flat, others) - holder.radius, 0)
    return away


RULES: Rules = (
    ItemRule(
        ("place.within-missing", "place.within-beside-none"), iter_places, _check_located_within,
        _mask_contradicting,
    ),
    ItemRule(
        ("reference.place-or-area-unknown",), iter_places_and_areas, _check_within_ids,
        lambda sheet, unknown: mask_among(sheet.get_column("within"), unknown.cells),
        _compare_holders,
    ),
    ItemRule(
        ("item.in-itself",), iter_places_and_areas, _check_circle,
        lambda sheet, found: mask_among(sheet.get_column("id"), found),
        lambda raw: find_circles(_containment_links(raw)),
    ),
    ItemRule(
        ("reference.source-unknown", *SPAN_CODES), iter_places_and_areas, _check_within_source,
        _mask_wrong_spans, lambda raw: {source.id: source for source in raw.project.sources},
    ),
)  # fmt: skip
CONTENT_RULES = (
    ContentRule(("place.within-not-drawn",), _check_container_drawn),
    ContentRule(("place.outside-within",), _warn_outside_container),
)
