"""What the page knows: a head for the whole map, columns of all places, blocks of the rest."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
from markupsafe import Markup

from geo.content.containers import NO_SITE
from geo.content.content_tables import ContentTables, suffixed_columns
from geo.content.loader import Content
from geo.content.places import Certainty
from geo.content.project import Source
from geo.formats import json_text
from geo.formats.column_table import mask_among
from geo.formats.geojson import Json
from geo.page.data import blocks, columns, container_data, first_view, json_columns
from geo.page.data.blocks import Block, BlockSeries, NumberedFacts
from geo.page.data.constants import MAX_GLYPH_PLACES, SHARED_CONSTANTS
from geo.page.data.fact_columns import FactFormatter
from geo.page.data.initial_clusters import initial_clusters
from geo.page.data.map_services import list_services
from geo.page.data.ngram_filter import FOLDER_SLICES, BloomFilters, slice_filters
from geo.page.data.packing import deflate_value, map_in_threads, pack_value, to_inert_text
from geo.page.data.search_tables import search_tables
from geo.page.data.symbols import load_symbols
from geo.runtime import memory

MAX_LISTED_DOUBTS = 200
"""Facts with a note that the page lists; of more it says how many there are."""

BLOCKS_PER_RELEASE = 8
"""Blocks after which memory that threads have left free is given back."""

FIRST_VIEW_SERIES = ("names", "shapes")
"""Series that a first picture with a marker for each place needs, where they are one block."""


@dataclass(frozen=True)
class Payload:
    """The page's data, part by part, as it is read."""

    head: Json
    """What the map as a whole is made of, and which blocks there are."""
    columns: bytes
    """What the map needs of every place (see `geo.page.data.columns`)."""
    series: dict[str, BlockSeries]
    overview: dict[str, object] | None
    """The first picture of a crowded map (see `geo.page.data.initial_clusters`)."""
    search: Callable[[], dict[str, str]]
    """Gives the tables of the search (see `geo.page.data.search_tables`)."""

    @property
    def crowded(self) -> bool:
        """Whether the map needs canvas and clusters from its first picture on."""
        return bool(self.head["crowded"])

    @property
    def many(self) -> bool:
        """Whether names are several blocks: then a worker searches, by signatures of the facts."""
        return len(self.series["names"].starts) > 1

    def _early_series(self) -> list[str]:
        """Return the series that the first picture needs; that of a crowded map needs none."""
        short = [name for name in FIRST_VIEW_SERIES if len(self.series[name].starts) <= 1]
        return [] if self.crowded else short

    def _iter_blocks(self, names: Iterable[str]) -> Iterator[tuple[str, Block]]:
        """Yield the blocks of some series under their names."""
        for name in names:
            for number, block in enumerate(self.series[name].blocks):
                yield f"{name}-{number}", block

    def iter_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the parts of a folder beside the page, all but the head, by their file names."""
        yield "map-columns.z", deflate_value(self.columns)
        for name, data in self._iter_deflated(self.series):
            yield f"map-{name}.z", data

    def iter_plain_parts(self, *, folder: bool = False) -> Iterator[tuple[str, object]]:
        """Yield the small parts that the first picture needs: to inflate them would take longer."""
        if self.overview:
            yield "overview", self.overview
        if not folder:
            yield from self._iter_blocks(self._early_series())

    def iter_first_parts(self) -> Iterator[tuple[str, Markup]]:
        """Yield names and texts of the packed parts that the first picture needs."""
        yield "columns", pack_value(self.columns)

    def iter_deferred_parts(self) -> Iterator[tuple[str, Markup]]:
        """Yield names and texts of the other parts; blocks are made as they are taken."""
        early = self._early_series()
        for name, data in self._iter_deflated(name for name in self.series if name not in early):
            yield name, to_inert_text(data)

    def _iter_deflated(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the blocks of some series, and what the search needs of all.

        Its tables are made beside the blocks, which are mostly deflated outside of Python.
        """
        signatures, signed = BloomFilters(), bytearray()
        memory.release_memory()

        def make_part(part: tuple[str, Block]) -> tuple[str, bytes, bytes]:
            told = self.many and part[0].startswith("details")
            return part[0], deflate_value(part[1]), signatures.make_filter(part[1]) if told else b""

        with ThreadPoolExecutor(1) as beside:
            tables = beside.submit(self.search)
            for number, (name, data, signature) in enumerate(
                map_in_threads(make_part, self._iter_blocks(names))
            ):
                if number % BLOCKS_PER_RELEASE == 0:
                    memory.release_memory()
                signed += signature
                yield name, data
            if signed:
                for number, part in enumerate(slice_filters(bytes(signed), self.head["slices"])):
                    yield f"grams-{number}", deflate_value(part)
            yield "search", deflate_value(tables.result())


def build_payload(content: Content, *, folder: bool = False) -> Payload:
    """Return the page's data; it numbers the places in their order.

    In a folder there are indexes of ids too: what is fetched cannot all be looked through.
    """
    table = content.tables
    places = table.places
    made = columns.build_columns(places, content.project)
    rows = json_columns.encode_text_columns(
        json_columns.block_columns(places), but=("id", "part_of", *_name_columns(content))
    )
    told = FactFormatter(content)
    facts = NumberedFacts.number_facts(rows, table.facts, told)
    held = container_data.container_data(content, rows)
    memory.release_memory()
    series = {
        "names": blocks.name_blocks(
            rows, content.project.languages, [kind.id for kind in content.project.kinds]
        ),
        "details": blocks.detail_blocks(rows, facts, told, held.alternatives),
        "shapes": blocks.shape_blocks(places.geometry.to_numpy()[made.shapes]),
    }
    if folder:
        series["ids"] = blocks.id_blocks(rows["id"], np.arange(len(places)))
        series["fact_ids"] = blocks.id_blocks(facts.rows["id"], facts.owners_by_row())
    subject = np.flatnonzero(places["id"] == content.project.subject)
    about = int(subject[0]) if len(subject) else -1
    crowded = int(places.geometry.drop(subject).notna().sum()) > MAX_GLYPH_PLACES
    head = _project_head(content) | {
        "constants": SHARED_CONSTANTS,
        "subject": about,
        "subject_kind": str(places["kind"].iloc[about]) if about >= 0 else "",
        "figures": int((facts.owners == about).sum()),
        "extent": _located_extent(places),
        "sites": None if crowded else first_view.measure_sites(places, content.project.subject),
        "count": len(places),
        "shapes": len(made.shapes),
        "styles": made.styles,
        "states": columns.STATES,
        "certainties": [str(each) for each in Certainty],
        "blocks": {name: {"starts": each.starts} | each.more for name, each in series.items()},
        "slices": FOLDER_SLICES if folder else 1,
        "areas": held.areas,
        "containers": held.containers,
        "crowded": crowded,
        "coverage": count_coverage(table),
        "doubts": _list_doubts(table.facts, facts),
    }
    first = initial_clusters(made, about, len(content.project.layers)) if crowded else None
    memory.release_memory()
    return Payload(head, made.packed_bytes, series, first, partial(search_tables, content))


def _name_columns(content: Content) -> list[str]:
    own = content.project.languages
    return [each for name in ("name", "name_short") for each in suffixed_columns(name, {}, own)]


def _project_head(content: Content) -> dict[str, object]:
    project = content.project
    plain = ("id", "title", "summary", "languages", "bounds", "checked_on")
    return {
        **{name: getattr(project, name) for name in plain},
        "contact": dict(project.contact),
        "services": list_services(project.bounds),
        "licence": dict(project.licence),
        "stops": len(project.stops),
        "layers": [_with_symbol(_drop_keys(asdict(layer), "file")) for layer in project.layers],
        "topics": [_drop_keys(asdict(topic), "symbol") for topic in project.topics],
        "kinds": [_with_symbol(asdict(kind)) for kind in project.kinds],
        "sources": [_source_json(source, content) for source in project.sources],
        "datasets": [asdict(dataset) for dataset in project.datasets],
        "backdrop": {"note": project.backdrop_note, "layers": _backdrop_json(content)},
        "tiles": [_drop_keys(asdict(each), "key", "key_env") for each in project.offered_tiles],
        "inputs": content.inputs,
    }


def count_coverage(table: ContentTables) -> Json:
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
        "doubts": int(_mask_noted(facts).sum()),
    }


def _mask_noted(facts: pd.DataFrame) -> "pd.Series[bool]":
    """Return which facts have a note in any language."""
    notes = [name for name in facts.columns if name == "note" or name.startswith("note_")]
    return (facts[notes].fillna("") != "").any(axis="columns")


def _list_doubts(table: pd.DataFrame, facts: NumberedFacts) -> list[list[int]]:
    """Return place and number of the first facts with a note."""
    found = np.flatnonzero(_mask_noted(table).to_numpy()[facts.order])[:MAX_LISTED_DOUBTS]
    return [[int(facts.owners[number]), int(number)] for number in found]


def _located_extent(places: gpd.GeoDataFrame) -> list[float] | None:
    """Return west, south, east, north of all that is located, or nothing where nothing is."""
    if not places.geometry.notna().any():
        return None
    return [round(float(each), json_text.DECIMALS) for each in places.total_bounds]


def _backdrop_json(content: Content) -> list[dict[str, object]]:
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
                    "geometry": json_columns.geometry_json(feature.geometry),
                }
                for feature in content.backdrop
                if feature.role == role
            ],
        }
        for role in roles
    ]


def _source_json(source: Source, content: Content) -> Json:
    """Return a source as the page names it, with the tag of its language."""
    tag = content.get_language_tag(source.lang)
    return _drop_keys(asdict(source), "file", "show") | {"lang": tag}


def _with_symbol(item: Json) -> Json:
    """Return a layer or a kind with the drawing of its pictogram in place of the name."""
    return item | {"symbol": load_symbols().get(item["symbol"], "")}


def _drop_keys(values: dict[str, object], *names: str) -> dict[str, object]:
    return {key: value for key, value in values.items() if key not in names}


def list_stops(content: Content) -> list[dict[str, object]]:
    """Return the stops of the short story; a fact is named with the place that has it."""
    named = {ident for stop in content.project.stops for ident in stop.figures}
    facts = content.tables.facts
    held = facts[mask_among(facts["id"], named)]
    owners = dict(zip(held["id"], held["place"], strict=True))
    return [
        asdict(stop) | {"figures": [(owners[ident], ident) for ident in stop.figures]}
        for stop in content.project.stops
    ]
