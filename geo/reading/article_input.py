"""An article in whatever form it comes; what is no text is told, with the way to make it one."""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from geo.faults.fault import Fault, InputError, escape_unambiguously, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.reading.docx_text import READ_ERRORS, extract_docx
from geo.reading.html_text import extract_html, find_charset
from geo.runtime import files
from geo.runtime.file_access import read_bytes
from geo.runtime.files import normalise_text

UTF_8 = "utf-8"
MAX_ARTICLE_BYTES = 20_000_000
OFFICE = "soffice --headless --convert-to docx FILE"
CONVERTED = {
    b"%PDF": ("PDF", "pdftotext -enc UTF-8 FILE"),
    b"{\\rtf": ("RTF", OFFICE),
    b"\xd0\xcf\x11\xe0": ("DOC", OFFICE),
}
"""Forms that are not read, by what they begin with, and a command that makes text of them."""
ZIP = b"PK\x03\x04"
HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|[a-z][a-z0-9]*[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
"""What a page, or a part of one, begins with."""
MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""What a text may begin with that says its encoding, beside that of UTF-8."""
CHINESE = re.compile("[\u4e00-\u9fff，。、]")
MIN_CHINESE_SHARE = 0.5
"""Of the characters beyond ASCII: where a text is so Chinese when read as GB 18030, it is that."""


@dataclass(frozen=True)
class InputArticle:
    """An article as it was given: its bytes stand in the folder as they are, if they are text."""

    name: str
    data: bytes
    text: str


def load_articles(paths: Iterable[Path], encoding: str = "") -> list[InputArticle]:
    """Return some articles, or raise `InputError` with what is wrong with any of them."""
    found: list[InputArticle] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            found.append(load_article(path, encoding))
        except InputError as bad:
            faults += bad.faults
    if faults:
        raise InputError(faults)
    return found


def load_article(path: Path, encoding: str = "") -> InputArticle:
    """Return an article; what no text can be taken from is `InputError` that says what it is."""
    name = escape_unambiguously(path.name)
    try:
        data = read_bytes(path, name, MAX_ARTICLE_BYTES)
    except OSError as error:
        raise InputError([files.unreadable_fault(str(path), error)]) from None
    text = _extract_text(data, name, encoding)
    if not text.strip():
        rule = phrase("read.empty")
        raise _refuse_article(name, "", rule, _explain_saving())
    if "\0" in text:
        rule = phrase("read.not-plain")
        raise _refuse_article(name, "0x00", rule, _explain_saving())
    is_same = normalise_text(data.decode("utf-8", "replace")) == text
    return InputArticle(name, data if is_same else text.encode(), text)


def _extract_text(data: bytes, name: str, encoding: str) -> str:
    """Return the text of an article by its form, line ends as LF."""
    for begin, (form, command) in CONVERTED.items():
        if data.startswith(begin):
            rule = phrase("read.not-plain")
            mend = phrase("mend.convert-article", command=command)
            raise _refuse_article(name, form, rule, mend)
    if data.startswith(ZIP):
        try:
            return extract_docx(data, name)
        except READ_ERRORS:
            rule = phrase("read.not-docx")
            raise _refuse_article(name, "ZIP", rule, _explain_saving()) from None
    text = _decode_text(data, name, encoding or find_charset(data))
    return extract_html(text) if HTML.match(text) else normalise_text(text)


def _decode_text(data: bytes, name: str, encoding: str) -> str:
    """Return a text by its mark, else in an encoding."""
    marked = next((known for begin, known in MARKS.items() if data.startswith(begin)), "")
    try:
        return data.decode(marked or encoding)
    except LookupError:
        rule = phrase("read.encoding-unknown")
        mend = phrase("mend.correct-option")
        raise _refuse_article(name, format_value(encoding), rule, mend) from None
    except UnicodeDecodeError as error:
        raise _refuse_encoding(data, name, error) from None


def _refuse_encoding(data: bytes, name: str, error: UnicodeDecodeError) -> InputError:
    """Return what is said of bytes that are no text in an encoding; another is offered."""
    fault = files.encoding_fault(name, data, error.start)
    if error.encoding != UTF_8:
        rule = phrase("text.other-encoding", encoding=error.encoding.upper())
        return InputError([replace(fault, rule=rule)])
    mend = phrase("mend.name-encoding")
    if _is_gb18030(data):
        mend = phrase("mend.read-gb18030")
    return InputError([replace(fault, mend=mend)])


def _is_gb18030(data: bytes) -> bool:
    """Return whether a text makes sense as GB 18030, in which almost any bytes are some text."""
    try:
        beyond = [each for each in data.decode("gb18030") if not each.isascii()]
    except UnicodeDecodeError:
        return False
    return len(CHINESE.findall("".join(beyond))) > MIN_CHINESE_SHARE * len(beyond)


def _refuse_article(name: str, found: str, rule: Phrase, mend: Phrase) -> InputError:
    return InputError([Location(name).make_fault("", found, rule, mend)])


def _explain_saving() -> Phrase:
    return phrase("mend.save-plain-text")
