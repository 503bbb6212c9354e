"""The content of one `data/` folder: read as it stands, checked, and only then given types."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from geo import article, facts, files, geojson, i18n, places, project, table, wording
from geo.article import Article
from geo.errors import Fault
from geo.facts import Fact, Row
from geo.geojson import Feature
from geo.i18n import Strings
from geo.places import Place
from geo.project import Project, Text
from geo.table import Table


@dataclass(frozen=True)
class Raw:
    """What the files hold, before any rule but their own syntax has been applied."""

    folder: str
    """Name of the folder, as messages begin a file's name."""
    project: Project
    layers: dict[str, list[Feature]]
    """Features by layer id, in the order of the files."""
    rows: list[Row]
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

    def features(self) -> Iterator[Feature]:
        """Yield the features of all layers."""
        for layer in self.layers.values():
            yield from layer


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
    places: tuple[Place, ...]
    facts: tuple[Fact, ...]
    backdrop: tuple[BackdropFeature, ...]
    articles: dict[str, Article] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each input file, so that a reader can tell which state of them this is."""
    words: dict[str, Strings] = field(default_factory=dict)
    """The page's words by language, where the folder brings its own."""

    def strings(self, language: str) -> Strings:
        """Return the page's words in a language: the folder's own, else those of the page."""
        return self.words.get(language) or i18n.load(language)

    def table(self) -> Table:
        """Return places and facts in flat columns."""
        return table.of(self.places, self.facts, self.project.languages)


def read(data: Path, given: Path | None = None) -> Raw:
    """Read a folder of content; `given` is an article file named on the command line.

    A `map.toml` with faults raises `BadInput`, since nothing else can be found without it. Faults
    of every other file are gathered in the result.
    """
    made_of = project.read(data)
    faults: list[Fault] = []
    layers = {}
    for layer in made_of.layers:
        layers[layer.id], wrong = geojson.read(data / layer.file, _name(data, layer.file))
        faults += wrong
    complete = not faults
    backdrop: list[tuple[str, Feature]] = []
    shared = {layer.file for layer in made_of.layers}
    for under in made_of.backdrop:
        if under.file not in shared:
            features, wrong = geojson.read(data / under.file, _name(data, under.file))
            backdrop += [(under.role, feature) for feature in features]
            faults += wrong
    rows, wrong_rows = facts.read(data / facts.FILE, _name(data, facts.FILE))
    articles, wrong_articles = article.read(made_of, data, given)
    words, wrong_words = wording.read(data, made_of.languages)
    faults += [*wrong_rows, *wrong_articles, *wrong_words]
    named = [*_named(made_of), *(f"{wording.FOLDER}/{code}.json" for code in words)]
    inputs = files.digests(data, named)
    return Raw(
        data.name, made_of, layers, rows, backdrop, articles, faults, complete, inputs, words
    )


def _named(made_of: Project) -> list[str]:
    """Return the files of a map, the articles apart: those carry their hash in `map.toml`."""
    layers = [layer.file for layer in made_of.layers]
    under = [layer.file for layer in made_of.backdrop]
    return [project.FILE, facts.FILE, *dict.fromkeys([*layers, *under])]


def _name(data: Path, file: str) -> str:
    """Return a file's name for messages: the folder's own name and the path in it."""
    return f"{data.name}/{file}"


def typed(raw: Raw) -> Content:
    """Return the typed content of files that have passed `geo.check`."""
    languages = raw.project.languages
    found = tuple(
        places.from_feature(feature, layer, languages)
        for layer, features in raw.layers.items()
        for feature in features
    )
    return Content(
        raw.project,
        found,
        tuple(facts.from_row(row, languages) for row in raw.rows),
        tuple(_backdrop(raw, languages, found)),
        raw.articles,
        raw.inputs,
        raw.words,
    )


def _backdrop(
    raw: Raw, languages: tuple[str, ...], found: tuple[Place, ...]
) -> Iterator[BackdropFeature]:
    """Yield what lies under the sites, bottom first.

    A layer file named in the backdrop gives its places' geometry there too, so that an outline or
    a river is edited in one file only.
    """
    of_file = {layer.file: layer.id for layer in raw.project.layers}
    own = list(raw.backdrop)
    for under in raw.project.backdrop:
        if under.file in of_file:
            for place in found:
                if place.layer == of_file[under.file] and place.geometry is not None:
                    yield BackdropFeature(under.role, place.name, 1, place.state, place.geometry)
        for role, feature in own:
            geometry = places.to_geometry(feature.geometry)
            if feature.file.endswith(f"/{under.file}") and role == under.role and geometry:
                given = feature.properties
                name = places.localised(given, "name", languages)
                rank, state = int(given.get("rank", 1)), str(given.get("state", "open"))
                yield BackdropFeature(role, name, rank, state, geometry)
