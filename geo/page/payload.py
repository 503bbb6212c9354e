"""What the page knows: a head for the whole map, columns of all places, blocks of the rest."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup

from geo import jsontext, memory
from geo.containers import NO_SITE
from geo.content import Content
from geo.page import blocks, cells, columns, first_view, holders
from geo.page.blocks import Block, Numbered, Series
from geo.page.grams import SLICES, Signatures, sliced
from geo.page.overview import overview
from geo.page.packing import deflated, in_threads, inert, packed
from geo.page.told import Told
from geo.places import Certainty
from geo.search import search
from geo.symbols import load_symbols
from geo.table import Table, suffixed

GLYPHS = 150
"""Located places up to which all have glyph markers; a map with more is crowded."""

DOUBTS = 200
"""Facts with a note that the page lists; of more it says how many there are."""

OFTEN = 8
"""Blocks after which memory that threads have left free is given back."""

FIRST = ("names", "shapes")
"""Series that a first picture with a marker for each place needs, where they are one block."""


@dataclass(frozen=True)
class Payload:
    """The page's data, part by part, as it is read."""

    head: dict[str, Any]
    """What the map as a whole is made of, and which blocks there are."""
    columns: bytes
    """What the map needs of every place (see `geo.page.columns`)."""
    series: dict[str, Series]
    overview: dict[str, Any] | None
    """The first picture of a crowded map (see `geo.page.overview`)."""
    search: Callable[[], dict[str, str]]
    """Gives the tables of the search (see `geo.search`)."""

    @property
    def crowded(self) -> bool:
        """Whether the map needs canvas and clusters from its first picture on."""
        return bool(self.head["crowded"])

    @property
    def many(self) -> bool:
        """Whether names are several blocks: then a worker searches, by signatures of the facts."""
        return len(self.series["names"].starts) > 1

    def _early(self) -> list[str]:
        """Return the series that the first picture needs; that of a crowded map needs none."""
        short = [name for name in FIRST if len(self.series[name].starts) <= 1]
        return [] if self.crowded else short

    def _blocks(self, names: Iterable[str]) -> Iterator[tuple[str, Block]]:
        """Yield the blocks of some series under their names."""
        for name in names:
            for number, block in enumerate(self.series[name].blocks):
                yield f"{name}-{number}", block

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the parts of a folder beside the page, all but the head, by their file names."""
        yield "map-columns.z", deflated(self.columns)
        for name, data in self._deflated(self.series):
            yield f"map-{name}.z", data

    def plain(self, *, folder: bool = False) -> Iterator[tuple[str, Any]]:
        """Yield the small parts that the first picture needs: to inflate them would take longer."""
        if self.overview:
            yield "overview", self.overview
        if not folder:
            yield from self._blocks(self._early())

    def first(self) -> Iterator[tuple[str, Markup]]:
        """Yield names and texts of the packed parts that the first picture needs."""
        yield "columns", packed(self.columns)

    def later(self) -> Iterator[tuple[str, Markup]]:
        """Yield names and texts of the other parts; blocks are made as they are taken."""
        early = self._early()
        for name, data in self._deflated(name for name in self.series if name not in early):
            yield name, inert(data)

    def _deflated(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the blocks of some series, and what the search needs of all.

        Its tables are made beside the blocks, which are mostly deflated outside of Python.
        """
        signatures, signed = Signatures(), bytearray()
        memory.release()

        def make(part: tuple[str, Block]) -> tuple[str, bytes, bytes]:
            told = self.many and part[0].startswith("details")
            return part[0], deflated(part[1]), signatures.of(part[1]) if told else b""

        with ThreadPoolExecutor(1) as beside:
            tables = beside.submit(self.search)
            for number, (name, data, signature) in enumerate(in_threads(make, self._blocks(names))):
                if number % OFTEN == 0:
                    memory.release()
                signed += signature
                yield name, data
            if signed:
                for number, part in enumerate(sliced(bytes(signed), self.head["slices"])):
                    yield f"grams-{number}", deflated(part)
            yield "search", deflated(tables.result())


def payload(content: Content, *, folder: bool = False) -> Payload:
    """Return the page's data; it numbers the places in their order.

    In a folder there is an index of ids too: what is fetched cannot all be looked through.
    """
    table = content.tables
    places = table.places
    made = columns.columns(places, content.project)
    rows = cells.coded(cells.rows(places), but=("id", "part_of", *_named(content)))
    told = Told(content)
    facts = Numbered.of(rows, table.facts, told)
    held = holders.holders(content, rows)
    memory.release()
    series = {
        "names": blocks.names(
            rows, content.project.languages, [kind.id for kind in content.project.kinds]
        ),
        "details": blocks.details(rows, facts, told, held.alternatives),
        "shapes": blocks.shapes(places.geometry.to_numpy()[made.shapes]),
    }
    if folder:
        series["ids"] = blocks.ids(places)
    subject = np.flatnonzero(places["id"] == content.project.subject)
    about = int(subject[0]) if len(subject) else -1
    crowded = int(places.geometry.drop(subject).notna().sum()) > GLYPHS
    head = _head(content) | {
        "subject": about,
        "figures": int((facts.owners == about).sum()),
        "extent": _extent(places),
        "sites": None if crowded else first_view.measure_sites(places, content.project.subject),
        "count": len(places),
        "shapes": len(made.shapes),
        "styles": made.styles,
        "states": columns.STATES,
        "certainties": [str(each) for each in Certainty],
        "blocks": {name: {"starts": each.starts} | each.more for name, each in series.items()},
        "slices": SLICES if folder else 1,
        "areas": held.areas,
        "containers": held.containers,
        "crowded": crowded,
        "coverage": coverage(table),
        "doubts": _doubts(table.facts, facts),
    }
    first = overview(made, about, len(content.project.layers)) if crowded else None
    memory.release()
    return Payload(head, made.packed, series, first, partial(search, content))


def _named(content: Content) -> list[str]:
    languages = content.project.languages
    return [*suffixed("name", {}, languages), *suffixed("name_short", {}, languages)]


def _head(content: Content) -> dict[str, Any]:
    project = content.project
    return {
        "id": project.id,
        "title": project.title,
        "summary": project.summary,
        "languages": project.languages,
        "bounds": project.bounds,
        "checked_on": project.checked_on,
        "layers": [_drawn(_without(asdict(layer), "file")) for layer in project.layers],
        "topics": [_without(asdict(topic), "symbol") for topic in project.topics],
        "kinds": [_drawn(asdict(kind)) for kind in project.kinds],
        "sources": [_without(asdict(source), "file") for source in project.sources],
        "datasets": [asdict(dataset) for dataset in project.datasets],
        "backdrop": {"note": project.backdrop_note, "layers": _backdrop(content)},
        "tiles": [_without(asdict(each), "key", "key_env") for each in project.offered_tiles],
        "inputs": content.inputs,
    }


def coverage(table: Table) -> dict[str, Any]:
    """Return how many places are named, located, how surely and how; and what facts have notes."""
    places, facts = table.places, table.facts
    count = places["certainty"].value_counts()
    ways = {str(way): int(n) for way, n in places["located_by"].value_counts().items()}
    sure = {each: int(count.get(str(each), 0)) for each in Certainty}
    return {
        "places": len(places),
        "located": len(places) - sure[Certainty.AREA] - sure[Certainty.NONE],
        "certain": sure[Certainty.CERTAIN],
        "less_certain": sure[Certainty.LESS_CERTAIN],
        "uncertain": sure[Certainty.UNCERTAIN],
        "area_known": sure[Certainty.AREA],
        "not_located": sure[Certainty.NONE],
        "no_site": ways.get(NO_SITE, 0),
        "ways": ways,
        "facts": len(facts),
        "doubts": int(_noted(facts).sum()),
    }


def _noted(facts: pd.DataFrame) -> "pd.Series[bool]":
    """Return which facts have a note in any language."""
    notes = [name for name in facts.columns if name == "note" or name.startswith("note_")]
    return (facts[notes].fillna("") != "").any(axis="columns")


def _doubts(table: pd.DataFrame, facts: Numbered) -> list[list[int]]:
    """Return place and number of the first facts with a note."""
    found = np.flatnonzero(_noted(table).to_numpy()[facts.order])[:DOUBTS]
    return [[int(facts.owners[number]), int(number)] for number in found]


def _extent(places: gpd.GeoDataFrame) -> list[float] | None:
    """Return west, south, east, north of all that is located, or nothing where nothing is."""
    if not places.geometry.notna().any():
        return None
    return [round(float(each), jsontext.DECIMALS) for each in places.total_bounds]


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
                    "geometry": cells.drawn(feature.geometry),
                }
                for feature in content.backdrop
                if feature.role == role
            ],
        }
        for role in roles
    ]


def _drawn(item: dict[str, Any]) -> dict[str, Any]:
    """Return a layer or a kind with the drawing of its pictogram in place of the name."""
    return item | {"symbol": load_symbols().get(item["symbol"], "")}


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in names}
