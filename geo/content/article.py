"""Articles: the texts that facts cite, where they are present, and the figures that stand there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.content.project import Project, Source
from geo.faults.fault import Fault, InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase, system_reason
from geo.runtime.file_access import read_bytes
from geo.runtime.files import sha256_hex

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"万": 10**4, "亿": 10**8}

_NUMERAL = re.compile(
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<scale>[十百千]?[万亿]?)|(?P<han>[零〇一二两三四五六七八九十百千万亿]+)"
)


@dataclass(frozen=True)
class Article:
    """The text of one source, line ends as LF."""

    source: str
    text: str

    def get_quote(self, start: int, end: int) -> str:
        """Return the cited characters as one line: the newspaper's line breaks mean nothing."""
        return re.sub(r"\s*\n\s*", "", self.text[start:end]).strip()


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
        rule = phrase(
            "article.differs",
            "the text of source {source} must have the hash that map.toml gives",
            source=source.id,
        )
        mend = phrase(
            "mend.same-text",
            "put the same text there that the offsets were counted in, or count them anew",
        )
        return None, [
            Location(name, ident=source.id).make_fault("sha256", sha256_hex(raw), rule, mend)
        ]
    return Article(source.id, _decode_text(raw)), []


def _read_given(project: Project, path: Path) -> tuple[Article | None, list[Fault]]:
    try:
        raw = read_bytes(path, str(path))
    except InputError as bad:
        return None, list(bad.faults)
    except OSError as error:
        return None, [
            Location(str(path)).make_fault(
                "",
                "",
                system_reason(error),
                phrase("mend.correct-article-path", "correct the path after --article"),
            )
        ]
    for source in project.sources:
        if sha256_hex(raw) == source.sha256:
            return Article(source.id, _decode_text(raw)), []
    rule = phrase("article.unknown", "it must have the hash of a source in map.toml")
    return None, [
        Location(str(path)).make_fault(
            "sha256",
            sha256_hex(raw),
            rule,
            phrase("mend.give-cited-text", "give the text that was cited"),
        )
    ]


def _decode_text(raw: bytes) -> str:
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def find_figures(text: str) -> Iterator[float]:
    """Yield the numbers in a text, Arabic and Chinese: 1.99万 gives 19900, 过千亿 gives 10 ** 11.

    Used only to see whether a fact's figure stands where it is cited, so a reading too many (the
    一 of 统一) does no harm.
    """
    joined = re.sub(r"\s*\n\s*", "", text)
    for found in _NUMERAL.finditer(joined):
        if found["digits"]:
            scale = 1
            for char in found["scale"]:
                scale *= TENS.get(char) or SCALES[char]
            plain = float(found["digits"].replace(",", ""))
            yield plain * scale
            if scale > 1:
                yield plain
        else:
            yield parse_chinese_numeral(found["han"])


def parse_chinese_numeral(numeral: str) -> float:
    """Return the value of a Chinese numeral: 二十三 is 23, 千亿 is 10 ** 11, 一五 is 15."""
    if len(numeral) > 1 and all(char in DIGITS for char in numeral):
        return float("".join(str(DIGITS[char]) for char in numeral))
    total = section = digit = 0
    for char in numeral:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section += (digit or 1) * TENS[char]
            digit = 0
        elif char == "亿":
            total = (total + section + digit or 1) * SCALES[char]
            section = digit = 0
        else:
            total += (section + digit or 1) * SCALES[char]
            section = digit = 0
    return float(total + section + digit)
