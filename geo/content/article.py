"""Articles: the texts that facts cite, where they are present."""

from dataclasses import dataclass
from pathlib import Path

from geo.content.project import Project, Source
from geo.faults.fault import Fault, InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase, system_reason
from geo.runtime.file_access import read_bytes
from geo.runtime.files import sha256_hex
from geo.text.language import FALLBACK, load_language
from geo.text.lines import join_lines


@dataclass(frozen=True)
class Article:
    """The text of one source, line ends as LF."""

    source: str
    text: str
    language: str = FALLBACK
    """Which its numbers and units are read by."""

    def get_quote(self, start: int, end: int) -> str:
        """Return the cited characters as one line: the newspaper's line breaks mean nothing."""
        return join_lines(self.text[start:end], blanks=load_language(self.language).blanks)


def read_articles(
    project: Project, data: Path, given: Path | None = None
) -> tuple[dict[str, Article], list[Fault]]:
    """Return the articles that are present, by source id.

    `given` is a file named on the command line; it belongs to the source whose hash it has. A file
    whose hash differs from `map.toml` is a fault: its offsets would cite other words.
    """
    articles: dict[str, Article] = {}
    faults: list[Fault] = []
    for source in project.sources:
        path = data / source.file if source.file else None
        if path and path.is_file():
            article, wrong = _read_source(path, source, f"{data.name}/{source.file}")
            faults += wrong
            articles |= {source.id: article} if article else {}
    if given:
        article, wrong = _read_given(project, given)
        faults += wrong
        articles |= {article.source: article} if article else {}
    return articles, faults


def _read_source(path: Path, source: Source, name: str) -> tuple[Article | None, list[Fault]]:
    """Return the article in a file, or a fault where it is not the text that `map.toml` names."""
    try:
        raw = read_bytes(path, name)
    except InputError as bad:
        return None, list(bad.faults)
    if sha256_hex(raw) != source.sha256:
        rule = phrase("article.differs", source=source.id)
        mend = phrase("mend.same-text")
        return None, [
            Location(name, ident=source.id).make_fault("sha256", sha256_hex(raw), rule, mend)
        ]
    return Article(source.id, _decode_text(raw), source.lang), []


def _read_given(project: Project, path: Path) -> tuple[Article | None, list[Fault]]:
    try:
        raw = read_bytes(path, str(path))
    except InputError as bad:
        return None, list(bad.faults)
    except OSError as error:
        return None, [
            Location(str(path)).make_fault(
                "", "", system_reason(error), phrase("mend.correct-article-path")
            )
        ]
    for source in project.sources:
        if sha256_hex(raw) == source.sha256:
            return Article(source.id, _decode_text(raw), source.lang), []
    return None, [
        Location(str(path)).make_fault(
            "sha256", sha256_hex(raw), phrase("article.unknown"), phrase("mend.give-cited-text")
        )
    ]


def _decode_text(raw: bytes) -> str:
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
