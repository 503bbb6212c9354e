"""The content of one `data/` folder: read as it stands, checked, and only then given types."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.content import areas, article, content_tables, facts, map_toml, overrides, places, project
from geo.content.areas import ReferenceArea
from geo.content.article import Article
from geo.content.content_tables import ContentTables
from geo.content.facts import Fact, FactTable
from geo.content.places import Place, split_joined
from geo.content.project import Layer, Project
from geo.faults.fault import Fault, select_errors
from geo.faults.translation import phrase
from geo.formats import columnar_files, geojson
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.formats.geojson import Feature
from geo.runtime import files
from geo.terminal import progress
from geo.text import page_strings
from geo.text.page_strings import Strings, Text


@dataclass(frozen=True)
class RawContent:
    """What the files hold, before any rule but their own syntax has been applied."""

    folder: str
    """Name of the folder, as messages begin a file's name."""
    project: Project
    layers: dict[str, Sequence[Feature] | ColumnTable]
    """By layer id: features of a file that people edit, columns of any other."""
    facts: FactTable
    backdrop: list[tuple[str, Feature]]
    """Role and feature, bottom first. A layer file drawn as backdrop stands only in `layers`."""
    articles: dict[str, Article]
    faults: list[Fault]
    """What could not be read."""
    complete: bool
    """Whether every place could be read; only then can a reference be said to lead nowhere."""
    inputs: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file as it lies on the disk, by its path in the folder."""
    words: dict[str, Strings] = field(default_factory=dict)
    """The page's words by language, where the folder brings its own."""
    areas: list[Feature] = field(default_factory=list)
    """The reference areas."""

    def iter_features(
        self, suspects: Callable[[ColumnTable], Mask] | None = None
    ) -> Iterator[Feature]:
        """Yield the features of all layers; of those in columns the ones that a test marks."""
        for layer in self.layers.values():
            if isinstance(layer, ColumnTable):
                yield from layer.iter_features(
                    suspects(layer) if suspects else np.ones(len(layer), "bool")
                )
            else:
                yield from layer

    @cached_property
    def place_ids(self) -> pd.Series:
        """The ids of all places, which many rules compare with; see `get_column`."""
        return self.get_column("id")

    def get_column(self, name: str) -> pd.Series:
        """Return one column of all layers together; what is no text is missing in it."""
        parts = [
            layer.get_column(name)
            if isinstance(layer, ColumnTable)
            else pd.Series(
                [_utf8_text(_referenced_property(each, name)) for each in layer], dtype="str"
            )
            for layer in self.layers.values()
        ]
        return pd.concat(parts, ignore_index=True).rename(name)


def _referenced_property(feature: Feature, name: str) -> object:
    """Return a property; the id also where it stands beside them, since others name it."""
    return feature.ident if name == "id" else feature.properties.get(name)


def _utf8_text(value: object) -> str | None:
    """Return a text that UTF-8 can hold; anything else is told by other rules."""
    if not isinstance(value, str):
        return None
    return value if value.isascii() or value == value.encode(errors="ignore").decode() else None


@dataclass(frozen=True)
class BackdropFeature:
    """One thing under the sites: no facts, no marker."""

    role: str
    name: Text
    rank: int
    state: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Content:
    """Everything one map is made of, free of faults."""

    project: Project
    tables: ContentTables
    backdrop: tuple[BackdropFeature, ...]
    articles: dict[str, Article] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each input file, so that a reader can tell which state of them this is."""
    words: dict[str, Strings] = field(default_factory=dict)
    """The page's words by language, where the folder brings its own."""
    areas: tuple[ReferenceArea, ...] = ()
    """What places may lie within and is no site itself."""

    def get_strings(self, language: str) -> Strings:
        """Return the page's words in a language: the folder's own, else those of the page."""
        return self.words.get(language) or page_strings.load_strings(language)

    def limit_places(self, most: int, some: int) -> "Content":
        """Return the content, or of more than `most` places `some` of each layer.

        See `ContentTables`.
        """
        few = len(self.tables.places) <= most
        return self if few else replace(self, tables=self.tables.sample_places(some))

    @cached_property
    def quotable_articles(self) -> dict[str, Article]:
        """The articles, by source id, of which the outputs may have words."""
        allowed = {source.id for source in self.project.sources if source.show != "none"}
        return {ident: each for ident, each in self.articles.items() if ident in allowed}

    def get_language_tag(self, language: str) -> str:
        """Return the tag of a language for `lang` attributes, be it none of the map's."""
        known = language in self.project.languages
        return self.get_strings(language).language_tag if known else language

    @cached_property
    def holder_names(self) -> dict[str, Text]:
        """The names, by id, of reference areas and of the places in which others are shown."""
        named = {area.id: area.name for area in self.areas}
        wanted = {each.id for each in self.tables.containers} - named.keys()
        wanted.update(
            each for key in self.tables.places["within"].unique() for each in split_joined(key)
        )
        held = self.tables.places[mask_among(self.tables.places["id"], wanted)]
        for row in content_tables.iter_records(held):
            named[row["id"]] = places.localised_text(row, "name", self.project.languages)
        return named

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """All places as typed values: for maps of which a person could read every place."""
        languages = self.project.languages
        return tuple(
            places.place_from_row(row, languages)
            for row in content_tables.iter_records(self.tables.places)
        )

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All facts as typed values, as with `places`."""
        languages = self.project.languages
        return tuple(
            facts.fact_from_row(row, languages)
            for row in content_tables.iter_records(self.tables.facts)
        )


def read_folder(data: Path, given: Path | None = None) -> RawContent:
    """Read a folder of content; `given` is an article file named on the command line.

    A `map.toml` with faults raises `InputError`, since nothing else can be found without it. Faults
    of every other file are gathered in the result.
    """
    return read_project_files(map_toml.read_project(data), data, given)


def read_project_files(made_of: Project, data: Path, given: Path | None = None) -> RawContent:
    """Read what a `map.toml` names; see `read_folder`."""
    # the facts beside the layers: both are mostly read outside of Python
    with ThreadPoolExecutor(1) as beside:
        return _read_files(made_of, data, given, beside.submit(facts.read_facts, data))


def _read_files(
    made_of: Project, data: Path, given: Path | None, told: Future[tuple[FactTable, list[Fault]]]
) -> RawContent:
    faults: list[Fault] = []
    layers: dict[str, Sequence[Feature] | ColumnTable] = {}
    for layer in made_of.layers:
        layers[layer.id], wrong = _read_layer(data, layer)
        faults += [replace(fault, ident=fault.ident or layer.id) for fault in wrong]
    regions, wrong = _read_areas(data, made_of)
    faults += wrong
    complete = not select_errors(faults)
    backdrop: list[tuple[str, Feature]] = []
    shared = {layer.file for layer in made_of.layers}
    for under in made_of.backdrop:
        if under.file not in shared:
            features, wrong = geojson.read_features(
                data / under.file, _message_path(data, under.file)
            )
            backdrop += [(under.role, feature) for feature in features]
            faults += wrong
    articles, wrong_articles = article.read_articles(made_of, data, given)
    words, wrong_words = overrides.read_strings(data, made_of.languages)
    named = [
        *_list_input_files(made_of, data),
        *(f"{overrides.STRINGS_FOLDER}/{code}.json" for code in words),
    ]
    inputs = files.hash_files(data, named)
    progress.set_stage(f"reading {facts.find_facts_file(data)}")
    rows, wrong_rows = told.result()
    faults += [*wrong_rows, *wrong_articles, *wrong_words]
    return RawContent(
        data.name, made_of, layers, rows, backdrop, articles, faults, complete, inputs, words,
        regions,
    )  # fmt: skip


def _read_layer(data: Path, layer: Layer) -> tuple[Sequence[Feature] | ColumnTable, list[Fault]]:
    """Return the places of one layer as its file has them."""
    progress.set_stage(f"reading {layer.file}")
    path, name = data / layer.file, _message_path(data, layer.file)
    if not columnar_files.is_table(layer.file):
        features, faults = geojson.read_features(path, name)
        return features, faults if os.path.lexists(path) else [*map(_offer_layer, faults)]
    sheet, faults = columnar_files.read_places(path, name, layer.table)
    return sheet or [], faults


def _offer_layer(fault: Fault) -> Fault:
    """Return the fault of a layer without a file with the way to make one."""
    mend = phrase("mend.make-layer", other=fault.mend)
    return replace(fault, mend=mend)


def _read_areas(data: Path, made_of: Project) -> tuple[list[Feature], list[Fault]]:
    """Return the reference areas as their file has them; none where `map.toml` names no file."""
    if not made_of.areas:
        return [], []
    return geojson.read_features(data / made_of.areas, _message_path(data, made_of.areas))


def _list_input_files(made_of: Project, data: Path) -> list[str]:
    """Return the files of a map, the articles apart: those carry their hash in `map.toml`."""
    layers = [layer.file for layer in made_of.layers]
    under = [layer.file for layer in made_of.backdrop]
    areas = [made_of.areas] if made_of.areas else []
    return [
        project.MAP_TOML,
        facts.find_facts_file(data),
        *dict.fromkeys([*layers, *areas, *under]),
    ]


def _message_path(data: Path, file: str) -> str:
    """Return a file's name for messages: the folder's own name and the path in it."""
    return f"{data.name}/{file}"


def build_content(raw: RawContent) -> Content:
    """Return the typed content of files that have passed `geo.check`."""
    progress.set_stage("joining layers and facts")
    languages = raw.project.languages
    regions = areas.parse_areas(raw.areas, languages)
    tables = content_tables.build_tables(raw.layers, raw.facts.sheet, languages, regions)
    under = tuple(_list_backdrop(raw, tables))
    return Content(raw.project, tables, under, raw.articles, raw.inputs, raw.words, regions)


def _list_backdrop(raw: RawContent, tables: ContentTables) -> Iterator[BackdropFeature]:
    """Yield what lies under the sites, bottom first.

    A layer file named in the backdrop gives its places' geometry there too, so that an outline or
    a river is edited in one file only.
    """
    languages = raw.project.languages
    of_file = {layer.file: layer.id for layer in raw.project.layers}
    for under in raw.project.backdrop:
        if under.file in of_file:
            yield from _layer_as_backdrop(under.role, of_file[under.file], tables, languages)
        for role, feature in raw.backdrop:
            geometry = places.to_geometry(feature.geometry)
            if feature.file.endswith(f"/{under.file}") and role == under.role and geometry:
                given = feature.properties
                name = places.localised_text(given, "name", languages)
                yield BackdropFeature(
                    role, name, int(given.get("rank", 1)), str(given.get("state", "open")), geometry
                )


def _layer_as_backdrop(
    role: str, layer: str, tables: ContentTables, languages: tuple[str, ...]
) -> Iterator[BackdropFeature]:
    """Yield the located places of a layer as backdrop."""
    drawn = tables.places[(tables.places["layer"] == layer) & tables.places.geometry.notna()]
    for row in content_tables.iter_records(drawn):
        name = places.localised_text(row, "name", languages)
        yield BackdropFeature(role, name, 1, row["state"], row["geometry"])
