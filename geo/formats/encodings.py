"""In which encoding a text is: what a person or the file says, else a guess that is told.

Any bytes are some text in most encodings, so a guess must make sense: Chinese is known by its
common characters, and what mixes scripts within a word is no text that somebody wrote.
"""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase

MARKS = {
    b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip
"""Encodings by the mark that a text begins with."""
CHINESE = "gb18030"
"""GBK and its successor, as Chinese Excel saves CSV."""
LEGACY = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "big5", "cp932", "cp949", "euc_jp")
"""What programs wrote before UTF-8, of several that fit as well the first."""
LATIN = ("cp1252", "cp1250", "cp1254")
"""Code pages that differ in a few letters."""
SPELT = re.compile(r"(?:ansi|oem|cp|ms|windows|win|codepage)?[\s_:-]*(\d{3,5})", re.IGNORECASE)
NUMBERED = {
    "65001": "utf-8", "54936": CHINESE, "936": CHINESE, "950": "big5", "932": "cp932",
    "949": "cp949", "88591": "iso8859-1", "1200": "utf-16-le", "1201": "utf-16-be",
    "28591": "iso8859-1", "28592": "iso8859-2", "51932": "euc_jp", "20866": "koi8-r",
}  # fmt: skip
"""Codecs of Windows' code pages whose name is not `cp` and the number."""
OLDER = frozenset({"gb2312", "gbk", "euc-cn", "hz-gb-2312", "x-gbk"})
"""Names of what is part of GB 18030."""
ASCII_LAST = 0x7F
SAMPLE = 200_000
"""Bytes of a text from which is guessed."""
COMMON = 0.6
"""Share of characters of a Chinese text that are common ones, at least."""
LEVEL_1 = range(0xB0, 0xD8)
"""First bytes of the 3,755 common characters of GB 2312."""
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
ODD = re.compile(
    "[\u0080-\u009f\ue000-\uf8ff\ufffd]|[a-z\u00df-\u024f][\u3400-\u9fff]+[a-z\u00df-\u024f]"
    "|[\u3400-\u9fff][\u3100-\u312f][\u3400-\u9fff]"
    "|[a-zA-Z\u3400-\u9fff][\uff61-\uff9f]|[\u0400-\u04ff][a-zA-Z\u00c0-\u024f]"
    "|[\u0430-\u045f][\u0400-\u042f]"
)
"""What no text holds: controls, private characters, one script within a word of another, a
capital after a small letter in Cyrillic."""
FIRST_GREEK = 0x370
LIKELY_WIDE = 0.3
ACCENTED = re.compile(r"[^\W\d_]*[\u00a1-\u024f\u02c6-\u02dd][^\W\d_]*")
"""A word with a letter that is not ASCII, as Western and Central European code pages have them."""
MOSTLY_PLAIN = 0.6
"""Share of such letters in such words, at most: others are read in a code page of other letters."""


def decode_text(raw: bytes, name: str, asked: str = "") -> tuple[str, str]:
    """Return a text without its mark, and how it was read, in words.

    Raises `InputError` where what a person says does not fit, or no guess makes sense.
    """
    if asked:
        return _decode_as_asked(raw, name, asked), find_codec(asked).upper()
    marked = next((known for begin, known in MARKS.items() if raw.startswith(begin)), "")
    for codec in filter(None, (marked, _find_wide_codec(raw), "utf-8")):
        if (text := _try_decode(raw, codec)) is not None:
            return text, codec.removesuffix("-sig").upper()
    if (guess := guess_codec(raw)) and (text := _try_decode(raw, guess)) is not None:
        return text, describe_guess(guess)
    raise InputError([Location(name).make_fault("", _sample_readings(raw), *_unknown_rule())])


def describe_guess(codec: str) -> str:
    """Return how a guess is told."""
    named = "GBK" if codec == CHINESE else codec.upper()
    return f"{named}, guessed from its characters (--encoding where names look wrong)"


def find_codec(spelt: str) -> str:
    """Return Python's name of an encoding, however a person or a `.cpg` spells it; none unknown."""
    plain = spelt.strip().strip("\ufeff\0").lower()
    if plain in OLDER:
        return CHINESE
    if number := SPELT.fullmatch(plain):
        plain = NUMBERED.get(number[1], f"cp{number[1]}")
    try:
        found = codecs.lookup(plain).name
        b"a".decode(found)
    except (LookupError, ValueError):
        return ""
    return found


def guess_codec(raw: bytes) -> str:
    """Return in what a text, which is no UTF-8, likely is; nothing where no guess makes sense."""
    some = _whole_lines(raw)
    text = _try_decode(some, CHINESE)
    if text is not None and _is_chinese(text):
        return CHINESE
    found = [match.encoding for match in from_bytes(some, cp_isolation=[*LEGACY, CHINESE])]
    if {*found[:1]} & {*LATIN} and _is_letters(_try_decode(some, LATIN[0])):
        return LATIN[0]
    for codec in found:
        text = _try_decode(some, codec)
        if text is not None and not ODD.search(text) and _is_european(text):
            return codec
    return ""


def _is_letters(text: str | None) -> bool:
    """Return whether all that is not ASCII are letters: in a wrong code page some are signs."""
    return (
        text is not None
        and all(char.isalpha() for char in text if not char.isascii())
        and _is_european(text)
    )


def _is_european(text: str) -> bool:
    """Return whether accented letters are the fewer in words that have one, where there are any."""
    words = "".join(ACCENTED.findall(text))
    accented = sum(1 for char in words if not char.isascii() and ord(char) < FIRST_GREEK)
    return accented <= MOSTLY_PLAIN * len(words)


def _is_chinese(text: str) -> bool:
    """Return whether what is not ASCII is Chinese that somebody would write."""
    if ODD.search(text):
        return False
    han = HAN.findall(text)
    foreign = sum(1 for char in text if "\u00a0" <= char < "\u2000" or "\uac00" <= char < "\ud800")
    common = sum(_is_common(char) for char in han)
    return bool(han) and common >= COMMON * (len(han) + foreign)


def _is_common(char: str) -> bool:
    try:
        return char.encode("gb2312")[0] in LEVEL_1
    except UnicodeEncodeError:
        return False


def _whole_lines(raw: bytes) -> bytes:
    """Return as much as is looked at, to the end of a line or word, so that no character is cut."""
    if len(raw) <= SAMPLE:
        return raw
    ends = (raw.rfind(end, 0, SAMPLE) + 1 for end in (b"\n", b",", b" "))
    return raw[: next(filter(None, ends), SAMPLE)]


def _find_wide_codec(raw: bytes) -> str:
    """Return which UTF-16 a text without a mark is in: every other byte is nothing."""
    some = raw[:2000]
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if some and some[start::2].count(0) > LIKELY_WIDE * len(some) and some[1 - start :: 2]:
            return codec
    return ""


def _try_decode(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec).removeprefix("\ufeff")
    except (UnicodeError, LookupError):
        return None


def _decode_as_asked(raw: bytes, name: str, asked: str) -> str:
    codec = find_codec(asked)
    text = _try_decode(raw, codec) if codec else None
    if text is None:
        rule = phrase("text.other-encoding", encoding=asked)
        mend = "name its encoding with --encoding, or save it as UTF-8 (Excel: “CSV UTF-8”)"
        raise InputError([Location(name).make_fault("--encoding", format_value(asked), rule, mend)])
    return text


def _unknown_rule() -> tuple[Phrase, str]:
    rule = phrase("text.encoding-unknown")
    mend = "name its encoding with --encoding, or save it as UTF-8 (Excel: “CSV UTF-8”)"
    return rule, mend


def _sample_readings(raw: bytes) -> str:
    """Return how the first line that is not ASCII would read in some encodings."""
    line = next((each for each in raw.splitlines() if not each.isascii()), b"")
    at = next((at for at, byte in enumerate(line) if byte > ASCII_LAST), 0)
    return "; ".join(_iter_readings(line[max(0, at - 20) : at + 40]))


def _iter_readings(line: bytes) -> Iterator[str]:
    for codec in (CHINESE, *LEGACY[:3], "cp932"):
        if text := _try_decode(line, codec):
            yield f"{codec}: {format_value(text)}"
