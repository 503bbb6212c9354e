"""The content as two tables in flat columns: the one form from which everything large is made.

A million places are a million rows here and never a million objects. Small content has this form
too, so that whoever reads it need not know which it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.datum import WGS84
from geo.facts import Fact
from geo.places import STYLE, Place
from geo.project import Text

NUMBERS = {
    "photo": "Int64", "uncertainty_m": "float64", "value": "float64",
    "start": "int64", "end": "int64",
}  # fmt: skip
"""Columns that hold numbers; every other one is text, empty where nothing is said."""


@dataclass(frozen=True)
class Table:
    """All places and all facts of a map, in their order."""

    places: gpd.GeoDataFrame
    """The columns of a layer file, with `layer` and `certainty`; geometry in EPSG:4326, or `None`.
    A simplestyle column stands here only where a place has it, and is missing for the others."""
    facts: pd.DataFrame
    """The columns of `facts.csv`."""


def of(places: Sequence[Place], facts: Sequence[Fact], languages: tuple[str, ...]) -> Table:
    """Return the tables of typed places and facts."""
    rows = pd.DataFrame([flat(place, languages) for place in places])
    styled = [name for name in STYLE if name in rows]
    named = [*place_columns(languages), *styled]
    located = gpd.GeoDataFrame(
        typed(rows.reindex(columns=named)),
        geometry=gpd.GeoSeries([place.geometry for place in places], index=rows.index, crs=WGS84),
    )
    told = pd.DataFrame([flat_fact(fact, languages) for fact in facts])
    return Table(located, typed(told.reindex(columns=fact_columns(languages))))


def typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return columns with their types: numbers where they are numbers, text for the others."""
    kinds = {name: NUMBERS.get(name, "str") for name in rows.columns if name not in STYLE}
    return rows.astype(kinds)


def place_columns(languages: tuple[str, ...]) -> list[str]:
    """Return the columns of places in order, those of style and geometry apart."""
    return [
        "id", *suffixed("name", {}, languages), "aliases", "kind", "part_of", "photo", "state",
        "located_by", "location_source", "location_licence", "source_datum", "uncertainty_m",
        "checked_on", *suffixed("note", {}, languages), "layer", "certainty",
    ]  # fmt: skip


def fact_columns(languages: tuple[str, ...]) -> list[str]:
    """Return the columns of facts in order."""
    return [
        "id", "place", "topic", *languages, "measure", "value", *suffixed("unit", {}, languages),
        "bound", "period", "state", "source", "start", "end", *suffixed("note", {}, languages),
    ]  # fmt: skip


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


def flat_fact(fact: Fact, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return a fact as the columns of `facts.csv`."""
    return {
        "id": fact.id,
        "place": fact.place,
        "topic": fact.topic,
        **{code: fact.text.get(code, "") for code in languages},
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


def suffixed(name: str, text: Text, languages: tuple[str, ...]) -> dict[str, str]:
    """Return a text as columns `name`, `name_en`, …: the inverse of `places.localised`."""
    return {
        name if position == 0 else f"{name}_{language}": text.get(language, "")
        for position, language in enumerate(languages)
    }
