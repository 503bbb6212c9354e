"""In which encoding the table of a Shapefile is: said beside it, in it, or guessed and told."""

from dataclasses import replace
from pathlib import Path

from geo.faults.fault import format_value
from geo.formats.encodings import decode_text, describe_guess, find_codec, guess_codec
from geo.formats.vector_file import Source
from geo.runtime.file_access import read_bytes

FIELD_BYTES = 32
"""Bytes of the head of a dBASE file, and of each field in it."""
LANGUAGE_AT = 29
PAGES = {
    437: (0x01, 0x09, 0x0B, 0x0D, 0x0F, 0x11, 0x15, 0x18, 0x19, 0x1B),
    850: (0x02, 0x0A, 0x0E, 0x10, 0x12, 0x14, 0x16, 0x1A, 0x1D, 0x25, 0x37),
    852: (0x1F, 0x22, 0x23, 0x40, 0x64, 0x87), 857: (0x6B, 0x88), 860: (0x24,), 861: (0x67,),
    863: (0x1C,), 865: (0x08, 0x17, 0x66), 866: (0x26, 0x65), 737: (0x6A, 0x86), 874: (0x50, 0x7C),
    932: (0x13, 0x7B), 936: (0x4D, 0x7A), 949: (0x4E, 0x79), 950: (0x4F, 0x78),
    1250: (0xC8,), 1251: (0xC9,), 1252: (0x03, 0x58, 0x59), 1253: (0xCB,), 1254: (0xCA,),
    1257: (0xCC,),
}  # fmt: skip
"""Code pages by the byte of a dBASE file that says its language. 0x57 says none: that of the
computer on which it was written."""


def set_encoding(source: Source, asked: str) -> Source:
    """Return a file as GDAL is to read it; only of a Shapefile the encoding can be another."""
    if source.path.suffix.lower() != ".shp":
        return source
    return replace(source, encoding=find_encoding(source.path, source.name, asked)[0])


def find_encoding(source: Path, name: str, asked: str) -> tuple[str, list[str]]:
    """Return the encoding of a Shapefile's table, and what is to be told of it.

    Without being told GDAL would read Chinese as Western letters and say nothing. Raises
    `InputError` where `asked` does not fit the text, or no guess does.
    """
    beside = _read_side_files(source, name)
    if ".dbf" not in beside:
        return "", []
    raw = beside[".dbf"]
    head = int.from_bytes(raw[8:10], "little")
    fields = [raw[at : at + 11].split(b"\0")[0] for at in range(FIELD_BYTES, head - 1, FIELD_BYTES)]
    text = b"\n".join(fields) + raw[head:]
    if asked:
        decode_text(text, name, asked)
        return find_codec(asked), []
    if text.isascii():
        return "utf-8", []
    return _find_said_encoding(beside, text, name)


def _find_said_encoding(beside: dict[str, bytes], text: bytes, name: str) -> tuple[str, list[str]]:
    """Return what the .cpg says, or the table itself, as far as its text bears it out."""
    told: list[str] = []
    spelt = beside.get(".cpg", b"").decode("ascii", "replace").strip()
    page = next((page for page, codes in PAGES.items() if beside[".dbf"][LANGUAGE_AT] in codes), 0)
    said = ((find_codec(spelt), f"its .cpg says {format_value(spelt)}"),
            (find_codec(str(page)) if page else "", f"its .dbf says code page {page}"))  # fmt: skip
    for codec, source in said:
        if codec and _fits(text, codec):
            return codec, told
        if codec:
            told.append(f"{source}, which its text is not")
    _, how = decode_text(text, name)
    codec = "utf-8" if how == "UTF-8" else guess_codec(text)
    why = "" if spelt else ", since no .cpg says its encoding"
    return codec, [
        *told,
        f"its text was read as {how if codec == 'utf-8' else describe_guess(codec)}{why}",
    ]


def _fits(text: bytes, codec: str) -> bool:
    try:
        text.decode(codec)
    except UnicodeError:
        return False
    return True


def _read_side_files(path: Path, name: str) -> dict[str, bytes]:
    """Return the table of a Shapefile and what says its encoding, by the ends of their names."""
    ends = {each.suffix.lower(): each for each in path.parent.glob(f"{_escape_glob(path.stem)}.*")}
    return {end: read_bytes(ends[end], name) for end in (".dbf", ".cpg") if end in ends}


def _escape_glob(stem: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in stem)
