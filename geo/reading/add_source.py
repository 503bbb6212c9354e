"""An article becomes a `[[source]]` of `map.toml`, and its text stands beside it."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from geo.content.project import MAP_TOML, Project, Source
from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.importing.place_ids import make_slug
from geo.reading.article_input import InputArticle
from geo.runtime.file_access import read_bytes
from geo.runtime.files import sha256_hex
from geo.text.guessing import guess_language

MAX_ID_LENGTH = 40


def make_source(article: InputArticle, project: Project, asked: Mapping[str, str]) -> Source:
    """Return the source of an article: the one that has its hash, or a new one.

    A day of publication that the one at hand has not is taken; another than its own is a fault.
    """
    for held in project.sources:
        if held.sha256 == sha256_hex(article.data):
            return _update_source(held, article, asked.get("published", ""))
    stem = Path(article.name).stem
    ident = asked.get("id") or make_source_id(stem)
    if any(held.id == ident for held in project.sources):
        rule = phrase("read.source-other", id=ident)
        mend = phrase("mend.moved-or-other-id", id=ident)
        at = Location(article.name, ident=ident)
        raise InputError([at.make_fault("--id", format_value(ident), rule, mend)])
    title = asked.get("title") or stem
    return Source(
        id=ident,
        title={project.languages[0]: title},
        sha256=sha256_hex(article.data),
        length=len(article.text),
        file=f"article/{ident}.txt",
        published=asked.get("published", ""),
        lang=asked.get("lang") or guess_language(article.text, project.languages),
    )


def _update_source(held: Source, article: InputArticle, published: str) -> Source:
    """Return a source with its day of publication, or raise `InputError` where it has another."""
    if published and held.published and published != held.published:
        rule = phrase("read.published-other", id=held.id, day=held.published)
        mend = phrase("mend.published-in-map")
        at = Location(article.name, ident=held.id)
        raise InputError([at.make_fault("--published", format_value(published), rule, mend)])
    return replace(held, published=held.published or published)


def append_source(toml: str, source: Source) -> str:
    """Return the text of `map.toml` with a source at its end; whatever stands there stays."""
    title = ", ".join(f"{code} = {_format_toml_text(text)}" for code, text in source.title.items())
    lines = [
        "[[source]]",
        f"id = {_format_toml_text(source.id)}",
        f"title = {{ {title} }}",
        f"file = {_format_toml_text(source.file)}",
        f'sha256 = "{source.sha256}"',
        f"length = {source.length}",
        f'lang = "{source.lang}"',
    ]
    if source.published:
        lines.append(f"published = {_format_toml_text(source.published)}")
    return toml.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n"


def add_published(toml: str, source: Source) -> str:
    """Return the text of `map.toml` in which a source has its day of publication."""
    return re.sub(
        rf"(?m)^\s*sha256\s*=\s*.{source.sha256}.*$",
        lambda found: f"{found[0]}\npublished = {_format_toml_text(source.published)}",
        toml,
        count=1,
    )


def read_settings(data: Path) -> tuple[str, str]:
    """Return the text of `map.toml` and its hash."""
    raw = read_bytes(data / MAP_TOML, MAP_TOML)
    return raw.decode("utf-8"), sha256_hex(raw)


def make_source_id(stem: str) -> str:
    """Return an id made of a file's name."""
    return make_slug(stem)[:MAX_ID_LENGTH].strip("-") or "article"


def _format_toml_text(text: str) -> str:
    """Return a text as TOML; that of JSON is one, but for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
