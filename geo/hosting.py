"""Files for other people's pages: the script that embeds the map, and an example that uses it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

from geo import export, table
from geo.content import Content
from geo.facts import Fact
from geo.figures import figure
from geo.i18n import Strings
from geo.page import assets
from geo.sheets import among

SENTENCES = 3
"""Facts of a place that the example tells; the map tells all."""
PHRASES = 40
"""Places of a layer that it names."""


def host_files(content: Content) -> dict[str, str]:
    """Return `embed.js` for this map and an example page in which phrases open places."""
    return {
        "embed.js": script(content),
        "embed-example.html": example(content),
        "embed-example.css": _own("example.css"),
    }


def script(content: Content) -> str:
    """Return `embed.js` with the map's id, page and title put in as JSON."""
    project = content.project
    values = {
        "MAP": project.id,
        "PAGE": f"{project.id}.html",
        "TITLE": project.title[project.languages[0]],
        "MISSING": content.strings(project.languages[0]).get("host.missing"),
    }
    text = _own("embed.js").replace("MAP-map", f"{project.id}-map")
    for name, value in values.items():
        text = text.replace(f'"%{name}%"', json.dumps(value, ensure_ascii=False))
    return text


def example(content: Content) -> str:
    """Return a host page in the map's first language; it holds no script of its own."""
    pages = assets.templates("geo", "page/host")
    project = content.project
    first = project.languages[0]
    strings = content.strings(first)
    rendered: str = pages.get_template("example.html").render(
        lang=strings.tag,
        code=first,
        title=project.title[first],
        summary=project.summary[first],
        hint=strings.get("host.hint"),
        colon=strings.get("host.colon"),
        element=f"{project.id}-map",
        page=f"{project.id}.html",
        layers=list(_layers(content, strings)),
    )
    return rendered


def _layers(content: Content, strings: Strings) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield each layer's name with id, name and sentences of its places; the subject needs none."""
    first = content.project.languages[0]
    part = _part(content)
    facts = export.by_place(part.facts)
    for layer in content.project.layers:
        rows = [
            (place.id, place.name[first], _told(facts[place.id], first, strings))
            for place in part.places
            if place.layer == layer.id
        ]
        if rows:
            yield layer.name[first], rows


def _part(content: Content) -> Content:
    """Return the first places of each layer of which facts are told, the subject apart."""
    places, facts = content.tables.places, content.tables.facts
    told = among(places["id"], facts["place"]) & (places["id"] != content.project.subject)
    told_of = replace(content.tables, places=places[told])
    return replace(content, tables=table.first(told_of, PHRASES))


def _told(facts: list[Fact], language: str, strings: Strings) -> str:
    sentences = [_sentence(fact, language, strings) for fact in facts[:SENTENCES]]
    return strings.get("host.join").join(sentences) + strings.get("host.stop")


def _sentence(fact: Fact, language: str, strings: Strings) -> str:
    """Return a fact's statement with its figure behind it; statements leave it out."""
    found = figure(fact, language, language, strings)
    if not found:
        return fact.text[language]
    parts = (found.bound, found.number, found.unit)
    value = strings.get("host.space").join(part for part in parts if part)
    return f"{fact.text[language]}{strings.get('host.colon')}{value}"


def _own(name: str) -> str:
    return files("geo").joinpath("page", "host", name).read_text(encoding="utf-8")
