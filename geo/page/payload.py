"""What the page knows, as JSON that a script element may hold whatever the data say."""

import base64
import json
import zlib
from dataclasses import asdict
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo import export, geojson, layers
from geo.content import Content
from geo.facts import Fact
from geo.figures import figure
from geo.periods import period
from geo.places import Certainty, Place
from geo.search import search

LEVEL = 9
"""Deflate level: small data; the page is read far more often than it is built."""

ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def to_json(value: object) -> str:
    """Return JSON that is safe inside `<script type="application/json">`.

    `<`, `>`, `&` and the two line separators are escaped inside strings, the only place where they
    can stand; the parsed value is the same.
    """
    dense = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return dense.translate(ESCAPES)


def packed(value: object) -> str:
    """Return JSON, deflated (zlib, RFC 1950), in base64: a third of its size, and inert in HTML."""
    dense = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(dense.encode("utf-8"), LEVEL)).decode("ascii")


def payload(content: Content) -> dict[str, Any]:
    """Return the page's data: project, places with anchors and parts, facts with their figures."""
    project = content.project
    facts = export.by_place(content.facts)
    located = layers.frame(content.places)
    anchors = dict(zip(located["id"], located["anchor"], strict=True))
    parts: dict[str, list[str]] = {}
    for place in content.places:
        parts.setdefault(place.part_of, []).append(place.id)
    return {
        "id": project.id,
        "title": project.title,
        "summary": project.summary,
        "languages": project.languages,
        "bounds": project.bounds,
        "subject": project.subject,
        "checked_on": project.checked_on,
        "layers": [_without(asdict(layer), "file") for layer in project.layers],
        "topics": [asdict(topic) for topic in project.topics],
        "kinds": [asdict(kind) for kind in project.kinds],
        "places": [
            _place(place, anchors[place.id], parts.get(place.id, []), facts.get(place.id, []))
            for place in content.places
        ],
        "facts": [_fact(fact, content) for fact in content.facts],
        "sources": [_without(asdict(source), "file") for source in project.sources],
        "datasets": [asdict(dataset) for dataset in project.datasets],
        "backdrop": {"note": project.backdrop_note, "layers": _backdrop(content)},
        "search": search(content),
        "tiles": [asdict(tiles) for tiles in project.tiles],
        "coverage": coverage(content),
        "inputs": content.inputs,
    }


def coverage(content: Content) -> dict[str, int]:
    """Return how many places are named, located and how surely, and how many facts there are."""
    count = dict.fromkeys(Certainty, 0)
    for place in content.places:
        count[place.certainty] += 1
    return {
        "places": len(content.places),
        "located": len(content.places) - count[Certainty.NONE],
        "certain": count[Certainty.CERTAIN],
        "less_certain": count[Certainty.LESS_CERTAIN],
        "uncertain": count[Certainty.UNCERTAIN],
        "not_located": count[Certainty.NONE],
        "facts": len(content.facts),
    }


def _place(
    place: Place, anchor: BaseGeometry | None, parts: list[str], facts: list[Fact]
) -> dict[str, Any]:
    return {
        "id": place.id,
        "layer": place.layer,
        "name": place.name,
        "aliases": place.aliases,
        "kind": place.kind,
        "part_of": place.part_of or None,
        "parts": parts,
        "photo": place.photo,
        "state": place.state,
        "located_by": place.located_by,
        "location_source": place.location_source,
        "location_licence": place.location_licence,
        "source_datum": place.source_datum,
        "uncertainty_m": geojson.number(place.uncertainty_m) if place.uncertainty_m else None,
        "certainty": place.certainty,
        "checked_on": place.checked_on,
        "note": place.note,
        "style": place.style,
        "geometry": drawn(place.geometry),
        "anchor": drawn(anchor)["coordinates"] if anchor is not None else None,
        "bbox": export.bbox(place),
        "facts": [fact.id for fact in facts],
    }


def _fact(fact: Fact, content: Content) -> dict[str, Any]:
    languages = content.project.languages
    tables = {language: content.strings(language) for language in languages}
    figures = {
        language: asdict(found)
        for language, strings in tables.items()
        if (found := figure(fact, language, languages[0], strings))
    }
    words = {language: period(fact.period, strings) for language, strings in tables.items()}
    article = content.articles.get(fact.source)
    return {
        "id": fact.id,
        "place": fact.place,
        "topic": fact.topic,
        "text": fact.text,
        "figure": figures or None,
        "measure": fact.measure,
        "value": fact.value,
        "unit": {code: text for code, text in fact.unit.items() if text},
        "bound": fact.bound,
        "period": words if fact.period else None,
        "interval": fact.period,
        "state": fact.state,
        "source": fact.source,
        "start": fact.start,
        "end": fact.end,
        "note": fact.note,
        "quote": article.quote(fact.start, fact.end) if article else None,
    }


def _backdrop(content: Content) -> list[dict[str, Any]]:
    """Return the backdrop by role, bottom first, as `map.toml` orders it."""
    roles = dict.fromkeys(under.role for under in content.project.backdrop)
    return [
        {
            "role": role,
            "features": [
                {
                    "name": feature.name,
                    "rank": feature.rank,
                    "state": feature.state,
                    "geometry": drawn(feature.geometry),
                }
                for feature in content.backdrop
                if feature.role == role
            ],
        }
        for role in roles
    ]


def drawn(geometry: BaseGeometry | None) -> Any:  # noqa: ANN401  GeoJSON, of any depth
    """Return a geometry as GeoJSON with as many decimals as are kept, or `None`."""
    if geometry is None:
        return None
    shape = mapping(geometry)
    return {"type": shape["type"], "coordinates": _rounded(shape["coordinates"])}


def _rounded(coordinates: Any) -> Any:  # noqa: ANN401  nested to any depth
    if isinstance(coordinates, float):
        return geojson.number(coordinates)
    return [_rounded(part) for part in coordinates]


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
