"""An article becomes a `[[source]]` of `map.toml`, and its text stands beside it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geo.content.project import MAP_TOML, Project, Source
from geo.faults.fault import InputError, escape_unambiguously, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.runtime import files
from geo.runtime.file_access import read_bytes
from geo.runtime.files import sha256_hex
from geo.text import pinyin
from geo.text.guessing import guess_language

MAX_ARTICLE_BYTES = 20_000_000
MARKUP = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "DOCX or ZIP",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "DOC",
}


@dataclass(frozen=True)
class Article:
    """An article as it was given: its bytes stand in the folder as they are."""

    name: str
    data: bytes
    text: str


def load_article(path: Path) -> Article:
    """Return an article; what is no plain text in UTF-8 is `InputError` that says what it is."""
    name = escape_unambiguously(path.name)
    at = Location(name)
    try:
        data = read_bytes(path, name, MAX_ARTICLE_BYTES)
    except OSError as error:
        raise InputError([files.unreadable_fault(str(path), error)]) from None
    form = next((form for begin, form in MARKUP.items() if data.startswith(begin)), "")
    form = form or (
        "HTML" if re.match(rb"\s*<(?:!doctype|html)", data[:200], re.IGNORECASE) else ""
    )
    mend = phrase("mend.save-plain-text", "save its words as plain text with the encoding UTF-8")
    if form or b"\0" in data:
        rule = phrase("read.not-plain", "the article must be plain text")
        raise InputError([at.make_fault("", form or "0x00", rule, mend)])
    text, faults = files.read_text(path, name, MAX_ARTICLE_BYTES)
    if text is None:
        raise InputError(faults)
    if not text.strip():
        rule = phrase("read.empty", "the article must hold text")
        raise InputError([at.make_fault("", "", rule, mend)])
    return Article(name, data, text)


def make_source(article: Article, project: Project, asked: Mapping[str, str]) -> Source:
    """Return the source of an article: the one that has its hash, or a new one."""
    for held in project.sources:
        if held.sha256 == sha256_hex(article.data):
            return held
    stem = Path(article.name).stem
    ident = asked.get("id") or _make_id(stem, project)
    if any(held.id == ident for held in project.sources):
        rule = phrase("read.source-other", "the source {id} has another text", id=ident)
        mend = phrase("mend.moved-or-other-id", "say --moved, or give it another --id")
        raise InputError(
            [
                Location(article.name, ident=ident).make_fault(
                    "--id", format_value(ident), rule, mend
                )
            ]
        )
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


def read_settings(data: Path) -> tuple[str, str]:
    """Return the text of `map.toml` and its hash."""
    raw = read_bytes(data / MAP_TOML, MAP_TOML)
    return raw.decode("utf-8"), sha256_hex(raw)


def _make_id(stem: str, project: Project) -> str:
    """Return an id made of a file's name, with a number where it is taken."""
    words = re.findall("[a-z0-9]+", " ".join(pinyin.load_pypinyin().lazy_pinyin(stem)).lower())
    base = "-".join(words)[:40].strip("-") or "article"
    taken = {each.id for each in project.sources}
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in names if each not in taken)


def _format_toml_text(text: str) -> str:
    """Return a text as TOML; that of JSON is one, but for the character DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
