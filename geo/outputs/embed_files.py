"""Files for other people's pages: the script that embeds the map, and an example that uses it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

from geo.content import content_tables
from geo.content.facts import Fact
from geo.content.loader import Content
from geo.formats.column_table import mask_among
from geo.outputs import export
from geo.text.figures import format_figure
from geo.text.page_strings import Strings
from geo.text.templates import make_template_environment

MAX_SENTENCES = 3
"""Facts of a place that the example tells; the map tells all."""
MAX_PHRASES = 40
"""Places of a layer that it names."""


def host_files(content: Content) -> dict[str, str]:
    """Return `embed.js` for this map and an example page in which phrases open places."""
    return {
        "embed.js": embed_script(content),
        "embed-example.html": render_example(content),
        "embed-example.css": _read_host_file("example.css"),
    }


def embed_script(content: Content) -> str:
    """Return `embed.js` with the map's id, page and title put in as JSON."""
    project = content.project
    values = {
        "MAP": project.id,
        "PAGE": f"{project.id}.html",
        "TITLE": project.title[project.languages[0]],
        "MISSING": content.get_strings(project.languages[0]).get_text("host.missing"),
    }
    text = _read_host_file("embed.js").replace("MAP-map", f"{project.id}-map")
    for name, value in values.items():
        text = text.replace(f'"%{name}%"', json.dumps(value, ensure_ascii=False))
    return text


def render_example(content: Content) -> str:
    """Return a host page in the map's first language; it holds no script of its own."""
    pages = make_template_environment("geo", "page/host")
    project = content.project
    first = project.languages[0]
    strings = content.get_strings(first)
    rendered: str = pages.get_template("example.html").render(
        lang=strings.language_tag,
        code=first,
        title=project.title[first],
        summary=project.summary[first],
        hint=strings.get_text("host.hint"),
        colon=strings.get_text("host.colon"),
        element=f"{project.id}-map",
        page=f"{project.id}.html",
        layers=list(_list_layers(content, strings)),
    )
    return rendered


def _list_layers(
    content: Content, strings: Strings
) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Yield each layer's name with id, name and sentences of its places; the subject needs none."""
    first = content.project.languages[0]
    part = _example_content(content)
    facts = export.group_by_place(part.facts)
    for layer in content.project.layers:
        rows = [
            (place.id, place.name[first], _join_sentences(facts[place.id], first, strings))
            for place in part.places
            if place.layer == layer.id
        ]
        if rows:
            yield layer.name[first], rows


def _example_content(content: Content) -> Content:
    """Return the first places of each layer of which facts are told, the subject apart."""
    places, facts = content.tables.places, content.tables.facts
    told = mask_among(places["id"], facts["place"]) & (places["id"] != content.project.subject)
    told_of = replace(content.tables, places=places[told])
    return replace(content, tables=content_tables.first_of_each_layer(told_of, MAX_PHRASES))


def _join_sentences(facts: list[Fact], language: str, strings: Strings) -> str:
    sentences = [_format_sentence(fact, language, strings) for fact in facts[:MAX_SENTENCES]]
    return strings.get_text("host.join").join(sentences) + strings.get_text("host.stop")


def _format_sentence(fact: Fact, language: str, strings: Strings) -> str:
    """Return a fact's statement with its figure behind it; statements leave it out."""
    found = format_figure(fact, language, language, strings)
    if not found:
        return fact.text[language]
    parts = (found.bound, found.number, found.unit)
    value = strings.get_text("host.space").join(part for part in parts if part)
    return f"{fact.text[language]}{strings.get_text('host.colon')}{value}"


def _read_host_file(name: str) -> str:
    return files("geo").joinpath("page", "host", name).read_text(encoding="utf-8")
