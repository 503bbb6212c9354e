"""A new folder of content that builds at once: templates, words, and what fills them.

The outline comes from `geo.outline`; `geo.start.place` puts the files where they belong.
"""

import json
import math
import re
import shlex
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from shapely.geometry import mapping

from geo import geojson, pinyin, schemas, table
from geo.files import MARK, digest
from geo.geojson import Feature
from geo.outline import Outline
from geo.project import LAT_MAX, LON_MAX
from geo.sheets import lists

COLOURS = (
    "#0072B2", "#6B6B6B", "#8A3700", "#005A3A", "#99458B", "#857000", "#3A2A8C", "#B3264F",
)  # fmt: skip
"""White reads on each (4.5 : 1), and they can be told apart, also by the colour-blind."""
OUTLINE_FILE = "layers/area.geojson"
ASSUMED_M = 1000
"""Radius of an outline whose source states none: two millimetres on a map of 1 : 500,000."""
MARGIN = 0.1
"""Room around the outline, as a share of its larger side."""
LEAST_MARGIN, MOST_MARGIN = 0.02, 5.0
"""In degrees; an area on both sides of the date line would have all of the Earth as its side."""
ID_LENGTH = 40
NONE_STATED = "none stated"


@dataclass(frozen=True)
class Article:
    """The text that facts will cite."""

    title: str
    data: bytes
    text: str


@dataclass(frozen=True)
class Wanted:
    """What a new map is made of."""

    id: str
    languages: tuple[str, ...]
    title: Mapping[str, str]
    outline: Outline
    source: str
    licence: str
    article: Article | None


def contents(wanted: Wanted, folder: Path) -> dict[str, bytes]:
    """Return every file of the folder by its path in it; `folder` is how the user names it."""
    found = {
        "map.toml": _filled("map.toml.jinja", wanted, folder),
        "README.md": _filled("README.md.jinja", wanted, folder),
        ".gitignore": _template("gitignore"),
        OUTLINE_FILE: geojson.canonical([_area(wanted)], schemas.columns("place")),
        "layers/places.geojson": geojson.canonical([], schemas.columns("place")),
        # with its byte order mark, without which Excel takes UTF-8 for something else
        "facts.csv": MARK + ",".join(table.fact_columns(wanted.languages)) + "\n",
    }
    written = {name: text.encode() for name, text in found.items()}
    if wanted.article:
        written[_article_file(wanted)] = wanted.article.data
    return written


def slug(title: str) -> str:
    """Return an id made of a title, Chinese by its pinyin; `map` where nothing can be made."""
    plain = unicodedata.normalize("NFKD", " ".join(pinyin.reader().lazy_pinyin(title)))
    words = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    while len("-".join(words)) > ID_LENGTH and len(words) > 1:
        words.pop()
    ident = "-".join(words)[:ID_LENGTH]
    return ident if ident[:1].isalpha() else f"map-{ident}"[:ID_LENGTH].rstrip("-")


def bounds(outline: Outline) -> list[float]:
    """Return the outline's bounds with some room, in degrees, rounded outwards."""
    west, south, east, north = outline.geometry.bounds
    side = max(east - west, north - south)
    room = min(max(MARGIN * side, LEAST_MARGIN), MOST_MARGIN)
    low = [math.floor((edge - room) * 1000) / 1000 for edge in (west, south)]
    high = [math.ceil((edge + room) * 1000) / 1000 for edge in (east, north)]
    return [
        max(low[0], -LON_MAX), max(low[1], -LAT_MAX), min(high[0], LON_MAX), min(high[1], LAT_MAX),
    ]  # fmt: skip


def _area(wanted: Wanted) -> Feature:
    """Return the place that the map is about."""
    outline, first = wanted.outline, wanted.languages[0]
    names = {first: outline.name} if outline.name else wanted.title
    told = "note_simplified" if outline.tolerance_m else "note"
    notes = {
        language: _words(language, told).format(tolerance=outline.tolerance_m)
        for language in _spoken(wanted.languages)
    }
    properties: dict[str, Any] = {
        "id": wanted.id,
        **table.suffixed("name", names, wanted.languages),
        "kind": "area",
        "state": "designated",
        "located_by": "dataset",
        "location_source": f"{wanted.source} ({outline.crs})",
        "location_licence": wanted.licence,
        "source_datum": outline.datum,
        "uncertainty_m": max(ASSUMED_M, math.ceil(2 * outline.tolerance_m)),
        **table.suffixed("note", notes, wanted.languages),
    }
    shape = mapping(outline.geometry)
    geometry = {**shape, "coordinates": lists(shape["coordinates"])}
    held = {name: value for name, value in properties.items() if value != ""}
    return Feature(OUTLINE_FILE, 1, held, geometry)


def _filled(name: str, wanted: Wanted, folder: Path) -> str:
    languages = wanted.languages
    article = wanted.article
    return _environment().from_string(_template(name)).render(
        id=wanted.id,
        subject=wanted.id,
        languages=languages,
        title={language: wanted.title.get(language, "") for language in languages},
        bounds=bounds(wanted.outline),
        words=lambda key: {each: _words(each, key) for each in _spoken(languages)},
        glyph=lambda key: _words(languages[0], key),
        colours=COLOURS,
        spare=COLOURS[2:],
        outline_file=OUTLINE_FILE,
        source=wanted.source,
        licence=wanted.licence,
        folder=shlex.quote(str(folder)),
        article=article and {
            "title": article.title,
            "file": _article_file(wanted),
            "sha256": digest(article.data),
            "length": len(article.text),
        },
    )  # fmt: skip


def _article_file(wanted: Wanted) -> str:
    return f"article/{wanted.id}.txt"


def _environment() -> Environment:
    made = Environment(
        autoescape=False,  # noqa: S701  what is made is TOML and Markdown; `toml` escapes values
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters["toml"] = _toml
    return made


def _toml(value: Any) -> str:  # noqa: ANN401  text, numbers, lists and tables of these
    """Return a value as TOML; a text of JSON is a text of TOML, but for the character DEL."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(held)}' for key, held in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _spoken(languages: tuple[str, ...]) -> list[str]:
    """Return the languages that there are words in, and the first one in any case."""
    return [each for each in languages if each in _all_words() or each == languages[0]]


def _words(language: str, key: str) -> str:
    known = _all_words()
    return known.get(language, known["en"])[key]


@cache
def _all_words() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(_template("words.json"))
    return loaded


def _template(name: str) -> str:
    return files("geo").joinpath("start", name).read_text(encoding="utf-8")
