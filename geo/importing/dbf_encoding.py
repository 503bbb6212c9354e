"""In which encoding the table of a Shapefile is, where it does not say so itself."""

from pathlib import Path

from geo.importing.csv_files import decode_text
from geo.runtime.file_access import read_bytes

FIELD_BYTES = 32
"""Bytes of the head of a dBASE file, and of each field in it."""


def find_encoding(source: Path, name: str, asked: str) -> tuple[str, list[str]]:
    """Return the encoding of a Shapefile's table, and what is to be told of it.

    Without a `.cpg` GDAL would read Chinese as Western letters and say nothing.
    """
    beside = _read_side_files(source, name)
    if asked or ".cpg" in beside or ".dbf" not in beside:
        return asked, []
    raw = beside[".dbf"]
    head = int.from_bytes(raw[8:10], "little")
    fields = [raw[at : at + 11].split(b"\0")[0] for at in range(FIELD_BYTES, head - 1, FIELD_BYTES)]
    text, how = decode_text(b"\n".join(fields) + raw[head:], name)
    if text.isascii():
        return "", []
    told = f"its text was read as {how}, since no .cpg says its encoding"
    return ("gb18030" if how == "GBK" else how), [told]


def _read_side_files(path: Path, name: str) -> dict[str, bytes]:
    """Return the table of a Shapefile and what says its encoding, by the ends of their names."""
    ends = {each.suffix.lower(): each for each in path.parent.glob(f"{_escape_glob(path.stem)}.*")}
    return {end: read_bytes(ends[end], name) for end in (".dbf", ".cpg") if end in ends}


def _escape_glob(stem: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in stem)
