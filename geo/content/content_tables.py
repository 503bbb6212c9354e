"""The content as two tables in flat columns: the one form from which everything else is made.

A million places are a million rows here and never a million objects. What shows single places
takes them from here as typed values (`geo.content.places`, `geo.content.facts`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from shapely.geometry import shape

from geo.content import containers, places
from geo.content.areas import ReferenceArea
from geo.content.containers import Container, ContainerAssignment
from geo.content.places import STYLE_KEYS, Certainty
from geo.formats.column_table import CHUNK_ROWS, ColumnTable, mask_among
from geo.formats.geojson import Feature, Json
from geo.spatial.datum import WGS84
from geo.text.page_strings import Text

LOOSE_JOINS = r"^[\s\pZ;]|[\s\pZ;]$|[\s\pZ;];|;[\s\pZ]"
"""Aliases that are not divided by a `;` alone."""
NUMBER_TYPES = {
    "photo": "Int64", "uncertainty_m": "float64", "value": "float64",
    "start": "int64", "end": "int64",
}  # fmt: skip
"""Columns that hold numbers; every other one is text, empty where nothing is said."""


MAX_UNORDERED = 4096
"""Places up to which all stay in the order of the files."""


@dataclass(frozen=True)
class ContentTables:
    """All places and facts of a map in the order of the files; places as `build_tables` says."""

    places: gpd.GeoDataFrame
    """The columns of a layer file, with `layer`, `certainty` and `container` (a number among
    `containers`, or -1); geometry in EPSG:4326, or `None`.
    A simplestyle column stands here only where a place has it, and is missing for the others."""
    facts: pd.DataFrame
    """The columns of `facts.csv`."""
    containers: tuple[Container, ...] = ()
    """What places without a position are shown in, the smallest first."""

    def sample_places(self, most: int) -> "ContentTables":
        """Return at most so many places of each layer, spread evenly over it, and their facts."""
        place = self.places.groupby("layer", sort=False).cumcount()
        layer = self.places["layer"].map(self.places["layer"].value_counts())
        step = np.ceil(layer / most)
        places = self.places[(place % step == 0).to_numpy()].reset_index(drop=True)
        told = mask_among(self.facts["place"], places["id"])
        return replace(self, places=places, facts=self.facts[told].reset_index(drop=True))


def build_tables(
    layers: Mapping[str, Sequence[Feature] | ColumnTable],
    facts: ColumnTable,
    languages: tuple[str, ...],
    areas: Sequence[ReferenceArea] = (),
) -> ContentTables:
    """Return the tables of layers and facts that have passed `geo.check`.

    More than `MAX_UNORDERED` places stand along a Hilbert curve, so that what is near on the map is
    near in blocks of the page and in files for reuse too; those not located come last.
    """
    parts = [_places_frame(layer, sheet, languages) for layer, sheet in _column_tables(layers)]
    located = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=WGS84)
    names = list_fact_columns(languages)
    told = pd.DataFrame({name: _typed_column(name, facts.get_column(name)) for name in names})
    ordered = _order_along_hilbert(located) if len(located) > MAX_UNORDERED else located
    held = containers.assign_containers(ordered, areas)
    return ContentTables(_add_containers(ordered, held), told, held.shown)


def _add_containers(places: gpd.GeoDataFrame, held: ContainerAssignment) -> gpd.GeoDataFrame:
    """Return places with the number of what they are shown in, and the certainty that follows."""
    places["container"] = held.number
    inside = held.number >= 0
    if inside.any():
        places.loc[inside, "certainty"] = str(Certainty.AREA)
    return places


def _order_along_hilbert(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    located = places.geometry.notna().to_numpy()
    along = np.full(len(places), np.iinfo("i8").max)
    along[located] = places.geometry[located].hilbert_distance()
    return places.iloc[np.argsort(along, kind="stable")].reset_index(drop=True)


def _column_tables(
    layers: Mapping[str, Sequence[Feature] | ColumnTable],
) -> Iterator[tuple[list[str], ColumnTable]]:
    """Yield the layer of each row with the rows in columns.

    Files that people edit are one piece as far as they stand side by side: to give columns their
    types takes as long for ten places as for ten thousand.
    """
    edited: dict[str, Sequence[Feature]] = {}
    for layer, held in layers.items():
        if not isinstance(held, ColumnTable):
            edited[layer] = held
            continue
        if edited:
            yield _join_edited(edited)
            edited = {}
        yield [layer] * len(held), held
    if edited:
        yield _join_edited(edited)


def _join_edited(edited: Mapping[str, Sequence[Feature]]) -> tuple[list[str], ColumnTable]:
    layer = [layer for layer, features in edited.items() for _ in features]
    return layer, _features_as_columns([*chain.from_iterable(edited.values())])


def _places_frame(
    layer: list[str], sheet: ColumnTable, languages: tuple[str, ...]
) -> gpd.GeoDataFrame:
    """Return places, of which the layer of each one is given."""
    shapes = places.flatten_and_orient(sheet.shapes)
    columns = {
        name: _typed_column(name, sheet.get_column(name)) for name in list_place_columns(languages)
    }
    for name in ("aliases", "within"):
        columns[name] = normalise_joined(columns[name])
    columns["layer"] = pd.Series(layer, index=sheet.cells.index, dtype="str")
    columns["certainty"] = places.certainty_of_radius(columns["uncertainty_m"], shapes)
    styled = {name: sheet.cells[name] for name in STYLE_KEYS if name in sheet.cells}
    table = pd.DataFrame({**columns, **styled}, index=sheet.cells.index)
    return gpd.GeoDataFrame(table, geometry=shapes, crs=WGS84)


def _features_as_columns(features: Sequence[Feature]) -> ColumnTable:
    names = dict.fromkeys(name for feature in features for name in feature.properties)
    columns = {name: [feature.properties.get(name) for feature in features] for name in names}
    cells = pd.DataFrame(columns, index=range(len(features)), dtype="object")
    shapes = [shape(feature.geometry) if feature.geometry else None for feature in features]
    return ColumnTable("", cells, np.fromiter(shapes, "object", len(shapes)))


def _typed_column(name: str, column: pd.Series) -> pd.Series:
    """Return a column with its type: a number where it is one, else text without gaps."""
    if name in NUMBER_TYPES:
        return column.astype("float64").astype(NUMBER_TYPES[name])
    return column.astype("str").fillna("")


def normalise_joined(aliases: pd.Series) -> pd.Series:
    """Return texts joined by `;` without blanks around them and without empty ones."""
    loose = pc.match_substring_regex(pa.chunked_array(aliases), LOOSE_JOINS).to_numpy()
    if not loose.any():
        return aliases
    tidied = [
        ";".join(filter(None, (alias.strip() for alias in told.split(";"))))
        for told in aliases[loose]
    ]
    tidy = aliases.astype("object")
    tidy[loose] = tidied
    return tidy.astype("str")


def first_of_each_layer(held: ContentTables, most: int) -> ContentTables:
    """Return the first `most` places of each layer with their facts; rows keep their index."""
    places = held.places[held.places.groupby("layer").cumcount() < most]
    told = mask_among(held.facts["place"], places["id"])
    return replace(held, places=places, facts=held.facts[told])


def list_place_columns(languages: tuple[str, ...]) -> list[str]:
    """Return the columns of places in order, those of style and geometry apart."""
    return [
        "id",
        *suffixed_columns("name", {}, languages),
        *suffixed_columns("name_short", {}, languages),
        "aliases",
        "kind",
        "part_of",
        "within",
        "within_source",
        "photo",
        "state",
        "located_by",
        "location_source",
        "location_licence",
        "source_datum",
        "uncertainty_m",
        "checked_on",
        *suffixed_columns("note", {}, languages),
        "layer",
        "certainty",
    ]


def list_fact_columns(languages: tuple[str, ...]) -> list[str]:
    """Return the columns of facts in order."""
    return [
        "id",
        "place",
        "topic",
        *languages,
        "measure",
        "value",
        *suffixed_columns("unit", {}, languages),
        "bound",
        "period",
        "state",
        "source",
        "start",
        "end",
        *suffixed_columns("note", {}, languages),
    ]


def suffixed_columns(name: str, text: Text, languages: tuple[str, ...]) -> dict[str, str]:
    """Return a text as columns `name`, `name_en`, …: the inverse of `places.localised_text`."""
    return {
        name if position == 0 else f"{name}_{language}": text.get(language, "")
        for position, language in enumerate(languages)
    }


def iter_records(table: pd.DataFrame) -> Iterator[Json]:
    """Yield the rows as dictionaries, some thousand at a time."""
    for start in range(0, len(table), CHUNK_ROWS):
        yield from table.iloc[start : start + CHUNK_ROWS].to_dict("records")
