"""Damage as it happens to files: by disks, cables, editors, spreadsheets, and by malice."""

import random
import re
from collections.abc import Callable
from pathlib import Path

Damage = Callable[[bytes, random.Random], bytes]

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[^\s,;\t\[\]{}:"]+')
"""What an editor may change as one: a quoted text, a number, a word, a cell."""
VALUES = (
    b"null", b"true", b'""', b"0", b"-0.0", b"1e999", b"-1e-999", b"NaN", b"Infinity", b"9" * 400,
    b"9" * 5000, b"1.5", b'"1.5"', b'"2026-11-23T00:00:00"', b'"2026-02-31"', b"{}", b"[]", b"[[]]",
    b"[" * 400, b"[" * 100_000, b'{"a":' * 300 + b"1" + b"}" * 300, b'"\\ud800"', b'"\\u0000"',
    "“全角”".encode(), "\u202e".encode(), "👩‍🌾".encode(), b"'", b'"', b"\\", b",", b";", b"=1+1",
    b"<script>", b"../../../etc/passwd", b"/dev/zero", b"x" * 200_000, b"Polygon", b"LineString",
    b"GeometryCollection", b"moorland", b"works", b"id", b"F001", b"2019/2020", b"\x1b[2J",
)  # fmt: skip
CODECS = ("utf-16", "utf-16-le", "utf-8-sig", "gb18030", "latin-1", "utf-7", "cp037")


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to three damages."""
    for _ in range(chance.randint(1, 3)):
        raw = chance.choice(DAMAGES)(raw, chance)
    return raw


def flipped(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes of which some have a bit turned."""
    held = bytearray(raw or b" ")
    for _ in range(chance.randint(1, 8)):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def cut(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes that end too early, as after a crash."""
    return raw[: chance.randint(0, len(raw))]


def removed(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes without a block."""
    start, end = span(raw, chance)
    return raw[:start] + raw[end:]


def doubled(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with a block twice, there or elsewhere."""
    start, end = span(raw, chance)
    at = chance.choice([end, chance.randint(0, len(raw))])
    return raw[:at] + raw[start:end] + raw[at:]


def zeroed(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with a block of NUL, as some file systems leave it after a crash."""
    start, end = span(raw, chance)
    return raw[:start] + bytes(end - start) + raw[end:]


def junk(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with others put in."""
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.randbytes(chance.randint(1, 40)) + raw[at:]


def replaced(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with another value in place of one that stands there."""
    start, end = token(raw, chance)
    return raw[:start] + chance.choice(VALUES) + raw[end:]


def swapped(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with two values in each other's place."""
    (a, b), (c, d) = sorted((token(raw, chance), token(raw, chance)))
    return raw if b > c else raw[:a] + raw[c:d] + raw[b:c] + raw[a:b] + raw[d:]


def lines(raw: bytes, chance: random.Random) -> bytes:
    """Return lines of which one is missing, twice or elsewhere."""
    held = raw.split(b"\n")
    line = held.pop(chance.randrange(len(held)))
    for _ in range(chance.randint(0, 2)):
        held.insert(chance.randint(0, len(held)), line)
    return b"\n".join(held)


def recoded(raw: bytes, chance: random.Random) -> bytes:
    """Return the text in another encoding."""
    return raw.decode("utf-8", "replace").encode(chance.choice(CODECS), "replace")


def ended(raw: bytes, chance: random.Random) -> bytes:
    """Return lines that end otherwise."""
    return raw.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n", b"\x00", b"\xe2\x80\xa8"]))


def separated(raw: bytes, chance: random.Random) -> bytes:
    """Return cells that are separated otherwise."""
    return raw.replace(b",", chance.choice([b";", b"\t", b"|", b",,"]))


def emptied(_raw: bytes, chance: random.Random) -> bytes:
    """Return nothing, or next to nothing."""
    return chance.choice([b"", b"\n", b"\xef\xbb\xbf", b"null", b"{}", b"[]", b"id\n", b"\x00"])


DAMAGES: tuple[Damage, ...] = (
    flipped, cut, removed, doubled, zeroed, junk, replaced, replaced, swapped, swapped, lines,
    recoded, ended, separated, emptied,
)  # fmt: skip


def span(raw: bytes, chance: random.Random) -> tuple[int, int]:
    """Return begin and end of a block, rather a short one."""
    start = chance.randint(0, len(raw))
    return start, min(len(raw), start + int(chance.expovariate(1 / 60)))


def token(raw: bytes, chance: random.Random) -> tuple[int, int]:
    """Return begin and end of a value."""
    found = [each.span() for each in TOKEN.finditer(raw)]
    return chance.choice(found) if found else (0, len(raw))


def displaced(path: Path, chance: random.Random) -> None:
    """Put something that is no file of the folder in place of one."""
    path.unlink()
    match chance.randrange(4):
        case 0:
            path.mkdir()
        case 1:
            path.symlink_to(path)
        case 2:
            path.symlink_to(Path(__file__))
        case _:
            path.symlink_to("/dev/null")
