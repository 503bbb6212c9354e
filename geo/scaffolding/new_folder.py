"""A new folder of content that builds at once: templates, words, and what fills them.

The outline comes from `geo.scaffolding.outline`; `geo.scaffolding.placement` puts the files where
they belong.
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

from jinja2 import Environment, StrictUndefined
from shapely.geometry import mapping

from geo.content import content_tables
from geo.content.map_toml import MAX_LATITUDE, MAX_LONGITUDE
from geo.faults import schemas
from geo.formats import geojson
from geo.formats.column_table import tuples_to_lists
from geo.formats.geojson import Feature
from geo.runtime.files import BYTE_ORDER_MARK, sha256_hex
from geo.scaffolding.outline import Outline
from geo.spatial import datum
from geo.text import pinyin
from geo.text.guessing import guess_language

LAYER_COLOURS = (
    "#0072B2", "#6B6B6B", "#8A3700", "#005A3A", "#99458B", "#857000", "#3A2A8C", "#B3264F",
)  # fmt: skip
"""White reads on each (4.5 : 1), and they can be told apart, also by the colour-blind."""
OUTLINE_FILE = "layers/area.geojson"
ASSUMED_RADIUS_M = 1000
"""Radius of an outline whose source states none: two millimetres on a map of 1 : 500,000."""
MARGIN_SHARE = 0.1
"""Room around the outline, as a share of its larger side."""
MIN_MARGIN, MAX_MARGIN = 0.02, 5.0
"""In degrees; an area on both sides of the date line would have all of the Earth as its side."""
MAX_ID_LENGTH = 40
NONE_STATED = "none stated"


@dataclass(frozen=True)
class NewArticle:
    """A text that facts will cite."""

    id: str
    title: str
    data: bytes
    text: str


@dataclass(frozen=True)
class NewMap:
    """What a new map is made of."""

    id: str
    languages: tuple[str, ...]
    title: Mapping[str, str]
    outline: Outline
    source: str
    licence: str
    articles: tuple[NewArticle, ...]

    @property
    def is_datum_shifted(self) -> bool:
        """Whether maps of this region are published with shifted positions (GCJ-02)."""
        centre = self.outline.geometry.centroid
        return datum.from_wgs84(centre.x, centre.y, "GCJ-02") != (centre.x, centre.y)


def make_files(wanted: NewMap, folder: Path) -> dict[str, bytes]:
    """Return every file of the folder by its path in it; `folder` is how the user names it."""
    found = {
        "map.toml": _render_template("map.toml.jinja", wanted, folder),
        "README.md": _render_template(_readme_template(wanted), wanted, folder),
        ".gitignore": _read_template("gitignore"),
        OUTLINE_FILE: geojson.format_collection(
            [_outline_feature(wanted)], schemas.list_columns("place")
        ),
        "layers/places.geojson": geojson.format_collection([], schemas.list_columns("place")),
        # with its byte order mark, without which Excel takes UTF-8 for something else
        "facts.csv": BYTE_ORDER_MARK
        + ",".join(content_tables.list_fact_columns(wanted.languages))
        + "\n",
    }
    written = {name: text.encode() for name, text in found.items()}
    written |= {_article_path(wanted, each): each.data for each in wanted.articles}
    return written


def make_map_id(title: str) -> str:
    """Return an id made of a title, Chinese by its pinyin; `map` where nothing can be made."""
    plain = unicodedata.normalize("NFKD", " ".join(pinyin.load_pypinyin().lazy_pinyin(title)))
    words = re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    while len("-".join(words)) > MAX_ID_LENGTH and len(words) > 1:
        words.pop()
    ident = "-".join(words)[:MAX_ID_LENGTH]
    return ident if ident[:1].isalpha() else f"map-{ident}"[:MAX_ID_LENGTH].rstrip("-")


def bounds_with_margin(outline: Outline) -> list[float]:
    """Return the outline's bounds with some room, in degrees, rounded outwards."""
    west, south, east, north = outline.geometry.bounds
    side = max(east - west, north - south)
    room = min(max(MARGIN_SHARE * side, MIN_MARGIN), MAX_MARGIN)
    low = [math.floor((edge - room) * 1000) / 1000 for edge in (west, south)]
    high = [math.ceil((edge + room) * 1000) / 1000 for edge in (east, north)]
    return [
        max(low[0], -MAX_LONGITUDE),
        max(low[1], -MAX_LATITUDE),
        min(high[0], MAX_LONGITUDE),
        min(high[1], MAX_LATITUDE),
    ]


def _outline_feature(wanted: NewMap) -> Feature:
    """Return the place that the map is about."""
    outline, first = wanted.outline, wanted.languages[0]
    names = {first: outline.name} if outline.name else wanted.title
    told = "note_simplified" if outline.tolerance_m else "note"
    notes = {
        language: _template_word(language, told).format(tolerance=outline.tolerance_m)
        for language in _languages_with_words(wanted.languages)
    }
    properties: dict[str, object] = {
        "id": wanted.id,
        **content_tables.suffixed_columns("name", names, wanted.languages),
        "kind": "area",
        "state": "designated",
        "located_by": "dataset",
        "location_source": f"{wanted.source} ({outline.crs})",
        "location_licence": wanted.licence,
        "source_datum": outline.datum,
        "uncertainty_m": max(ASSUMED_RADIUS_M, math.ceil(2 * outline.tolerance_m)),
        **content_tables.suffixed_columns("note", notes, wanted.languages),
    }
    shape = mapping(outline.geometry)
    geometry = {**shape, "coordinates": tuples_to_lists(shape["coordinates"])}
    held = {name: value for name, value in properties.items() if value != ""}
    return Feature(OUTLINE_FILE, 1, held, geometry)


def _render_template(name: str, wanted: NewMap, folder: Path) -> str:
    languages = wanted.languages
    return (
        _make_environment()
        .from_string(_read_template(name))
        .render(
            id=wanted.id,
            subject=wanted.id,
            languages=languages,
            title={language: wanted.title.get(language, "") for language in languages},
            bounds=bounds_with_margin(wanted.outline),
            words=lambda key: {
                each: _template_word(each, key) for each in _languages_with_words(languages)
            },
            glyph=lambda key: _template_word(languages[0], key),
            colours=LAYER_COLOURS,
            spare=LAYER_COLOURS[2:],
            outline_file=OUTLINE_FILE,
            source=wanted.source,
            licence=wanted.licence,
            folder=shlex.quote(str(folder)),
            is_datum_shifted=wanted.is_datum_shifted,
            articles=[
                {
                    "id": each.id,
                    "title": each.title,
                    "file": _article_path(wanted, each),
                    "sha256": sha256_hex(each.data),
                    "length": len(each.text),
                    "lang": guess_language(each.text, languages),
                }
                for each in wanted.articles
            ],
        )
    )


def _article_path(wanted: NewMap, article: NewArticle) -> str:
    """Return where an article lies: one alone is named after the map."""
    return f"article/{wanted.id if len(wanted.articles) == 1 else article.id}.txt"


def _make_environment() -> Environment:
    made = Environment(
        autoescape=False,  # noqa: S701  what is made is TOML and Markdown; `toml` escapes values
        undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    made.filters["toml"] = _format_toml
    return made


def _format_toml(value: object) -> str:
    """Return a value as TOML; a text of JSON is a text of TOML, but for the character DEL."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_format_toml(held)}' for key, held in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_format_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _languages_with_words(languages: tuple[str, ...]) -> list[str]:
    """Return the languages that there are words in, and the first one in any case."""
    return [each for each in languages if each in _load_words() or each == languages[0]]


def _readme_template(wanted: NewMap) -> str:
    """Return the template in the first language, in English where it has none."""
    own = f"README.{wanted.languages[0]}.md.jinja"
    exists = files("geo").joinpath("scaffolding", own).is_file()
    return own if exists else "README.md.jinja"


def has_words(language: str) -> bool:
    """Return whether a new map's texts are there in a language."""
    return language in _load_words()


def _template_word(language: str, key: str) -> str:
    known = _load_words()
    return known.get(language, known["en"])[key]


@cache
def _load_words() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(_read_template("words.json"))
    return loaded


def _read_template(name: str) -> str:
    return files("geo").joinpath("scaffolding", name).read_text(encoding="utf-8")
