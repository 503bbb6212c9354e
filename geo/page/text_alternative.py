"""The text edition: every place, fact, source and certainty as one table, without any script.

Of a map whose places nobody could read through, it has how many there are of each layer and how
surely they are located, and the first places of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from shapely import Point

from geo.content import content_tables, place_geometry
from geo.content.containers import NO_SITE, WITHIN
from geo.content.content_tables import ContentTables
from geo.content.facts import Fact
from geo.content.loader import Content
from geo.content.places import Certainty, Place
from geo.content.project import Layer
from geo.formats.column_table import mask_among
from geo.outputs import export
from geo.outputs.export_registry import GEOPACKAGE
from geo.text.figures import format_figure
from geo.text.page_strings import Strings, Text
from geo.text.periods import format_period

MAX_LISTED_PLACES = 2_000
"""Places up to which the table has all of them."""
LISTED_PER_LAYER = 40
"""Places of each layer that it has of more."""


@dataclass(frozen=True)
class FactLine:
    """One fact as a line of the table, in every language it has."""

    id: str
    texts: tuple[tuple[str, str], ...]
    """Language tag (`zh-CN`) and text, the first language first."""
    figure: str
    when: str
    state: str
    citation: str
    quote: str
    quote_lang: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlaceRow:
    """One place as a row of the table."""

    id: str
    number: int
    """By which the page's scripts know the place."""
    names: tuple[tuple[str, str], ...]
    aliases: str
    kind: str
    state: str
    part_of: str
    position: str
    source: str
    notes: tuple[tuple[str, str], ...]
    facts: tuple[FactLine, ...]


@dataclass(frozen=True)
class LayerCounts:
    """How many places a layer has: in all, by certainty; and how many facts are told of them."""

    name: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class TextAlternative:
    """The table with its words, by layer."""

    words: Mapping[str, str]
    counted: tuple[LayerCounts, ...]
    """The layers in numbers, where the table does not have all places."""
    heads: tuple[str, ...]
    """Of these numbers."""
    many: str
    """Says then how many there are, and where all of them are told."""
    layers: tuple[tuple[Layer, str, tuple[PlaceRow, ...]], ...]
    """Layer, its name, its rows."""
    credits: tuple[tuple[str, str, str], ...]
    """Name, licence and use of each data source."""
    licences: tuple[str, ...]


def build_text_alternative(content: Content) -> TextAlternative:
    """Return the content as text in the map's first language, with the others beside it."""
    # imported where used: assets reads files, and this module is otherwise pure
    from geo.page import assets  # noqa: PLC0415

    first = content.project.languages[0]
    strings = content.get_strings(first)
    held = content.tables
    many = len(held.places) > MAX_LISTED_PLACES
    rows = _rows_by_layer(
        content, content_tables.first_of_each_layer(held, LISTED_PER_LAYER) if many else held
    )
    counts = _count_by_layer(content, held) if many else {}
    return TextAlternative(
        words={key: strings.get_text(f"edition.{key}") for key in strings.table["edition"]},
        counted=tuple(
            LayerCounts(layer.name[first], counts[layer.id])
            for layer in content.project.layers
            if layer.id in counts
        ),
        heads=_count_headings(strings),
        many=_describe_omission(content, held, strings),
        layers=tuple(
            (
                layer,
                _layer_title(layer, rows[layer.id], counts, strings, first),
                tuple(rows[layer.id]),
            )
            for layer in content.project.layers
        ),
        credits=tuple(
            (dataset.name, dataset.licence, first_text(dataset.used_for, first))
            for dataset in content.project.datasets
        ),
        licences=(assets.read_licence("leaflet"),),
    )


def _count_by_layer(content: Content, held: ContentTables) -> dict[str, tuple[int, ...]]:
    """Return the numbers of each layer that has places, in the order of `_count_headings`."""
    sure = pd.crosstab(held.places["layer"], held.places["certainty"])
    rows = pc.index_in(
        pa.chunked_array(held.facts["place"]), value_set=pa.chunked_array(held.places["id"])
    )
    told = held.places["layer"].iloc[rows.to_numpy()].value_counts()
    return {
        name: (
            int(sure.loc[name].sum()),
            *(int(sure.loc[name].get(str(each), 0)) for each in Certainty),
            int(told.get(name, 0)),
        )
        for name in (each.id for each in content.project.layers)
        if name in sure.index
    }


def _count_headings(strings: Strings) -> tuple[str, ...]:
    sure = (strings.get_text(f"certainty.{each}") for each in Certainty)
    return (*(strings.get_text(f"edition.{key}") for key in ("layer", "count")), *sure,
            strings.get_text("edition.facts"))  # fmt: skip


def _describe_omission(content: Content, held: ContentTables, strings: Strings) -> str:
    numbers = {"places": f"{len(held.places):,}", "facts": f"{len(held.facts):,}"}
    file = GEOPACKAGE.file_name(content.project.id)
    return _fill_template(strings.get_text("edition.many"), numbers | {"file": file})


def _layer_title(
    layer: Layer,
    rows: list[PlaceRow],
    counts: Mapping[str, tuple[int, ...]],
    strings: Strings,
    first: str,
) -> str:
    """Return a layer's name, and where not all its places are listed, how many are."""
    if layer.id not in counts or len(rows) == counts[layer.id][0]:
        return layer.name[first]
    numbers = {"n": f"{len(rows):,}", "all": f"{counts[layer.id][0]:,}"}
    return layer.name[first] + _fill_template(strings.get_text("edition.first"), numbers)


def _fill_template(words: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", value)
    return words


def _rows_by_layer(content: Content, held: ContentTables) -> dict[str, list[PlaceRow]]:
    part = replace(content, tables=held)
    wholes = content.tables.places
    wholes = wholes[mask_among(wholes["id"], held.places["part_of"])]
    names = {row["id"]: row["name"] for row in content_tables.iter_records(wholes)}
    anchors = place_geometry.anchor_points(held.places.geometry)
    facts = export.group_by_place(part.facts)
    rows: dict[str, list[PlaceRow]] = {layer.id: [] for layer in content.project.layers}
    for place, number, anchor in zip(part.places, held.places.index, anchors, strict=True):
        rows[place.layer].append(
            _place_row(
                content,
                place,
                int(number),
                anchor=anchor,
                whole=names.get(place.part_of, ""),
                facts=facts.get(place.id, []),
            )
        )
    return rows


def _place_row(  # noqa: PLR0913  what a row is made of
    content: Content, place: Place, number: int, *, anchor: Point, whole: str, facts: list[Fact]
) -> PlaceRow:
    first = content.project.languages[0]
    strings = content.get_strings(first)
    return PlaceRow(
        id=place.id,
        number=number,
        names=with_language_tags(place.name, content),
        aliases=strings.get_text("edition.separator").join(place.aliases),
        kind=next(kind.name[first] for kind in content.project.kinds if kind.id == place.kind),
        state=strings.get_text(f"state.{place.state}"),
        part_of=whole,
        position=_describe_position(place, anchor, strings)
        if place.geometry
        else _describe_unlocated(content, place, strings),
        source=place.location_source,
        notes=with_language_tags(place.note, content),
        facts=tuple(_fact_line(fact, content, strings) for fact in facts),
    )


def _describe_position(place: Place, anchor: Point, strings: Strings) -> str:
    """Return in words where a place is and how surely."""
    if place.uncertainty_m is None:
        return strings.get_text("edition.unlocated")
    method = strings.get_text(f"located_by.{place.located_by}")
    radius = f"{place.uncertainty_m:,.0f}"
    how = _fill_template(strings.get_text("edition.located"), {"method": method, "metres": radius})
    sure = strings.get_text(f"certainty.{place.certainty}")
    half = f"{'s' if anchor.y < 0 else ''}{'w' if anchor.x < 0 else ''}"
    where = strings.get_text(f"edition.coordinates{half and '_'}{half}")
    decimals = max(0, 5 - len(str(int(place.uncertainty_m))) + 1)
    lon, lat = (f"{abs(part):.{decimals}f}" for part in (anchor.x, anchor.y))
    told = (where.replace("{lon}", lon).replace("{lat}", lat), sure, how)
    return strings.get_text("edition.semicolon").join(told)


def _describe_unlocated(content: Content, place: Place, strings: Strings) -> str:
    """Return in words what is known of where a place is that has no position."""
    if place.located_by == NO_SITE:
        return strings.get_text(f"located_by.{NO_SITE}")
    first, shown = content.project.languages[0], content.tables.containers
    ids = [shown[place.container].id] if place.container >= 0 else []
    if len(place.within) > 1:
        ids = [*place.within]
    if not ids or place.located_by != WITHIN:
        return strings.get_text("edition.unlocated")
    names = (first_text(content.holder_names[ident], first) for ident in ids)
    words = strings.get_text("edition.in" if len(ids) == 1 else "edition.in_one_of")
    return words.replace("{places}", strings.get_text("edition.separator").join(names))


def _fact_line(fact: Fact, content: Content, strings: Strings) -> FactLine:
    first = content.project.languages[0]
    found = format_figure(fact, first, first, strings)
    words = " ".join(
        part for part in (found.bound, found.number, found.unit, found.equivalent) if part
    ) if found else ""  # fmt: skip
    source = next(item for item in content.project.sources if item.id == fact.source)
    span = strings.get_text("edition.characters").replace("{start}", str(fact.start))
    article = content.quotable_articles.get(fact.source)
    return FactLine(
        id=fact.id,
        texts=with_language_tags(fact.text, content),
        figure=words,
        when=format_period(fact.period, strings),
        state=strings.get_text(f"fact_state.{fact.state}"),
        citation=strings.get_text("edition.comma").join(
            (first_text(source.title, first), span.replace("{end}", str(fact.end)))
        ),
        quote=article.get_quote(fact.start, fact.end) if article else "",
        quote_lang=content.get_language_tag(source.lang),
        notes=with_language_tags(fact.note, content),
    )


def with_language_tags(texts: Text, content: Content) -> tuple[tuple[str, str], ...]:
    """Return language tag and text of each language, for `lang` attributes."""
    return tuple((content.get_strings(code).language_tag, words) for code, words in texts.items())


def first_text(texts: Text, language: str) -> str:
    """Return a text in a language, or in the first one it has."""
    return texts.get(language) or next(iter(texts.values()), "")
