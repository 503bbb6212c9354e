"""Outputs for reuse: places with their facts as GeoJSON and GeoPackage, facts as CSV."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import mapping

from geo import geojson, schemas
from geo.content import Content
from geo.datum import WGS84
from geo.facts import Fact
from geo.places import Place
from geo.project import Text

EPOCH = "1970-01-01T00:00:00.000Z"
"""Written into a GeoPackage where `map.toml` gives no day: a clock would make two builds differ."""


def to_geojson(content: Content) -> str:
    """Return all places as one FeatureCollection, each with its layer, certainty and facts."""
    of_place = by_place(content.facts)
    features = [
        geojson.Feature("", 0, _properties(place, of_place, content), _mapping(place))
        for place in content.places
    ]
    order = (*schemas.columns("place"), "layer", "certainty", "facts")
    return geojson.canonical(features, order)


def _properties(place: Place, facts: dict[str, list[Fact]], content: Content) -> dict[str, Any]:
    columns = flat(place, content.project.languages)
    columns["facts"] = [_fact(fact, content.project.languages) for fact in facts.get(place.id, ())]
    return {name: value for name, value in columns.items() if value not in (None, "", [])}


def flat(place: Place, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return a place as the flat properties of its layer file, with `layer` and `certainty`."""
    return {
        "id": place.id,
        **suffixed("name", place.name, languages),
        "aliases": ";".join(place.aliases),
        "kind": place.kind,
        "part_of": place.part_of,
        "photo": place.photo,
        "state": place.state,
        "located_by": place.located_by,
        "location_source": place.location_source,
        "location_licence": place.location_licence,
        "source_datum": place.source_datum,
        "uncertainty_m": place.uncertainty_m,
        "checked_on": place.checked_on,
        **suffixed("note", place.note, languages),
        "layer": place.layer,
        "certainty": str(place.certainty),
        **place.style,
    }


def _fact(fact: Fact, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return a fact as the columns of `facts.csv`, empty ones left out."""
    columns = {
        "id": fact.id,
        "place": fact.place,
        "topic": fact.topic,
        **fact.text,
        "measure": fact.measure,
        "value": fact.value,
        **suffixed("unit", fact.unit, languages),
        "bound": fact.bound,
        "period": fact.period,
        "state": fact.state,
        "source": fact.source,
        "start": fact.start,
        "end": fact.end,
        **suffixed("note", fact.note, languages),
    }
    return {name: value for name, value in columns.items() if value not in (None, "")}


def suffixed(name: str, text: Text, languages: tuple[str, ...]) -> dict[str, str]:
    """Return a text as columns `name`, `name_en`, …: the inverse of `places.localised`."""
    return {
        name if position == 0 else f"{name}_{language}": text.get(language, "")
        for position, language in enumerate(languages)
    }


def _mapping(place: Place) -> dict[str, Any] | None:
    if place.geometry is None:
        return None
    # shapely gives tuples; through GeoJSON text they become the lists that the writer knows
    return {
        **mapping(place.geometry),
        "coordinates": _lists(mapping(place.geometry)["coordinates"]),
    }


def _lists(coordinates: Any) -> Any:  # noqa: ANN401  nested to any depth
    return [_lists(part) for part in coordinates] if isinstance(coordinates, tuple) else coordinates


def to_csv(content: Content) -> str:
    """Return the facts as a table with the names of their places, for a spreadsheet.

    With a byte order mark, since Excel reads UTF-8 only with it, and with text that looks like a
    formula made harmless by a leading apostrophe.
    """
    languages = content.project.languages
    place_of = {place.id: place for place in content.places}
    columns = table_columns(languages)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    for fact in content.facts:
        place = place_of[fact.place]
        row = {**_fact(fact, languages), **suffixed("place_name", place.name, languages)}
        row |= {"layer": place.layer, "certainty": str(place.certainty)}
        writer.writerow({name: _cell(row.get(name, "")) for name in columns})
    return "\ufeff" + text.getvalue()


def table_columns(languages: tuple[str, ...]) -> list[str]:
    """Return the columns of the exported table in order."""
    rest = languages[1:]
    return [
        "id", "place", *suffixed("place_name", {}, languages), "layer", "certainty", "topic",
        *languages, "measure", "value", "unit", *(f"unit_{code}" for code in rest), "bound",
        "period", "state", "source", "start", "end", "note", *(f"note_{code}" for code in rest),
    ]  # fmt: skip


def _cell(value: object) -> str:
    """Return a cell that a spreadsheet shows and never runs (OWASP, CSV injection)."""
    if isinstance(value, float):
        return str(geojson.number(value))
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def to_gpkg(content: Content, path: Path) -> None:
    """Write the layers `places` (mixed geometries, EPSG:4326) and `facts` (no geometry) to `path`.

    The file's dates are the day of `map.toml`, so that the same content gives the same bytes.
    """
    languages = content.project.languages
    places = gpd.GeoDataFrame(
        pd.DataFrame([flat(place, languages) for place in content.places]),
        geometry=[place.geometry for place in content.places],
        crs=WGS84,
    )
    facts = _joined(places, [_fact(fact, languages) for fact in content.facts])
    day = f"{content.project.checked_on}T00:00:00.000Z" if content.project.checked_on else EPOCH
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": day})
    try:
        path.unlink(missing_ok=True)
        pyogrio.write_dataframe(
            places, path, layer="places", driver="GPKG", geometry_type="Unknown"
        )
        if len(facts):
            pyogrio.write_dataframe(facts, path, layer="facts", driver="GPKG", append=True)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _joined(places: gpd.GeoDataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return facts, in order, joined with names, layer and certainty of their places."""
    facts = pd.DataFrame(rows, columns=[*dict.fromkeys(name for row in rows for name in row)])
    named = [name for name in places.columns if name == "name" or name.startswith("name_")]
    of_place = pd.DataFrame(places[["id", *named, "layer", "certainty"]])
    of_place = of_place.rename(columns={"id": "place"} | {name: f"place_{name}" for name in named})
    return facts.merge(of_place, how="left", on="place") if rows else facts


def by_place(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """Return the facts of each place, in the order of the table."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.place, []).append(fact)
    return found


def bbox(place: Place) -> list[float] | None:
    """Return west, south, east, north of a place, rounded as it is drawn."""
    if place.geometry is None:
        return None
    return [round(degrees, geojson.DECIMALS) for degrees in shapely.bounds(place.geometry).tolist()]
