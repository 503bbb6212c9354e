"""The text edition: every place, fact, source and certainty as one table, without any script."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely import Point

from geo import export, layers
from geo.content import Content
from geo.facts import Fact
from geo.figures import figure
from geo.i18n import Strings
from geo.periods import period
from geo.places import Certainty, Place
from geo.project import Layer, Text
from geo.sheets import among

MOST = 4096
"""Places up to which all of them are told of: some megabytes of text, and an hour of reading."""
SOME = 25
"""Places of each layer that are told of where there are more."""


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
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlaceRow:
    """One place as a row of the table."""

    id: str
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
class Edition:
    """The table with its words, by layer."""

    words: Mapping[str, str]
    intro: str
    """What stands here: everything, or of very many places some, and where the rest stands."""
    layers: tuple[tuple[Layer, str, tuple[PlaceRow, ...]], ...]
    """Layer, its name, its rows."""
    credits: tuple[tuple[str, str, str], ...]
    """Name, licence and use of each data source."""
    licences: tuple[str, ...]


def edition(whole: Content) -> Edition:
    """Return the content as text in the map's first language, with the others beside it.

    All of it where a person could read it; of very many places some of each layer, with a word on
    where all of them stand.
    """
    # imported where used: assets reads files, and this module is otherwise pure
    from geo.page import assets  # noqa: PLC0415

    content = whole.readable(MOST, SOME)
    first = content.project.languages[0]
    strings = content.strings(first)
    rows = _rows(content, strings, _names(whole, {place.part_of for place in content.places}))
    return Edition(
        words={key: strings.get(f"edition.{key}") for key in strings.table["edition"]},
        intro=strings.get("edition.intro") if content is whole else _more(whole, strings),
        layers=tuple(
            (layer, layer.name[first], tuple(rows[place.id] for place in content.places
                                             if place.layer == layer.id))
            for layer in content.project.layers
        ),
        credits=tuple(
            (dataset.name, dataset.licence, text(dataset.used_for, first))
            for dataset in content.project.datasets
        ),
        licences=(assets.licence("leaflet"),),
    )  # fmt: skip


def _more(content: Content, strings: Strings) -> str:
    """Return how many places there are, and the file beside the page that has them all."""
    table = content.table()
    told = {
        "places": f"{len(table.places):,}",
        "facts": f"{len(table.facts):,}",
        "some": str(SOME),
        "file": f"{content.project.id}.gpkg",
    }
    text = strings.get("edition.more")
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _names(content: Content, wanted: set[str]) -> dict[str, str]:
    """Return the names of some places in the first language, by id."""
    places = content.table().places
    named = places[among(places["id"], wanted)]
    return dict(zip(named["id"], named["name"], strict=True))


def _rows(content: Content, strings: Strings, names: Mapping[str, str]) -> dict[str, PlaceRow]:
    first = content.project.languages[0]
    kinds = {kind.id: kind.name[first] for kind in content.project.kinds}
    facts = export.by_place(content.facts)
    located = layers.frame(content.places)
    anchors = dict(zip(located["id"], located["anchor"], strict=True))
    return {
        place.id: PlaceRow(
            id=place.id,
            names=tagged(place.name, content),
            aliases=strings.get("edition.separator").join(place.aliases),
            kind=kinds[place.kind],
            state=strings.get(f"state.{place.state}"),
            part_of=names.get(place.part_of, ""),
            position=_position(place, anchors[place.id], strings),
            source=place.location_source,
            notes=tagged(place.note, content),
            facts=tuple(_line(fact, content, strings) for fact in facts.get(place.id, ())),
        )
        for place in content.places
    }


def _position(place: Place, anchor: Point, strings: Strings) -> str:
    """Return in words where a place is and how surely."""
    if place.certainty is Certainty.NONE or place.uncertainty_m is None:
        return strings.get("edition.unlocated")
    method = strings.get(f"located_by.{place.located_by}")
    radius = f"{place.uncertainty_m:,.0f}"
    how = strings.get("edition.located").replace("{method}", method).replace("{metres}", radius)
    sure = strings.get(f"certainty.{place.certainty}")
    where = strings.get("edition.coordinates")
    decimals = max(0, 5 - len(str(int(place.uncertainty_m))) + 1)
    lon, lat = (f"{part:.{decimals}f}" for part in (anchor.x, anchor.y))
    return f"{where.replace('{lon}', lon).replace('{lat}', lat)}; {sure}; {how}"


def _line(fact: Fact, content: Content, strings: Strings) -> FactLine:
    first = content.project.languages[0]
    found = figure(fact, first, first, strings)
    words = " ".join(
        part for part in (found.bound, found.number, found.unit, found.equivalent) if part
    ) if found else ""  # fmt: skip
    source = next(item for item in content.project.sources if item.id == fact.source)
    span = strings.get("edition.characters").replace("{start}", str(fact.start))
    article = content.articles.get(fact.source)
    return FactLine(
        id=fact.id,
        texts=tagged(fact.text, content),
        figure=words,
        when=period(fact.period, strings),
        state=strings.get(f"fact_state.{fact.state}"),
        citation=f"{text(source.title, first)}, {span.replace('{end}', str(fact.end))}",
        quote=article.quote(fact.start, fact.end) if article else "",
        notes=tagged(fact.note, content),
    )


def tagged(texts: Text, content: Content) -> tuple[tuple[str, str], ...]:
    """Return language tag and text of each language, for `lang` attributes."""
    return tuple((content.strings(code).tag, words) for code, words in texts.items())


def text(texts: Text, language: str) -> str:
    """Return a text in a language, or in the first one it has."""
    return texts.get(language) or next(iter(texts.values()), "")
