"""In which encoding the table of a Shapefile is, where it does not say so itself."""

from pathlib import Path

from geo.formats.opening import read_bytes
from geo.intake.csvtable import decoded

FIELD = 32
"""Bytes of the head of a dBASE file, and of each field in it."""


def encoding(source: Path, name: str, asked: str) -> tuple[str, list[str]]:
    """Return the encoding of a Shapefile's table, and what is to be told of it.

    Without a `.cpg` GDAL would read Chinese as Western letters and say nothing.
    """
    beside = _beside(source, name)
    if asked or ".cpg" in beside or ".dbf" not in beside:
        return asked, []
    raw = beside[".dbf"]
    head = int.from_bytes(raw[8:10], "little")
    fields = [raw[at : at + 11].split(b"\0")[0] for at in range(FIELD, head - 1, FIELD)]
    text, how = decoded(b"\n".join(fields) + raw[head:], name)
    if text.isascii():
        return "", []
    told = f"its text was read as {how}, since no .cpg says its encoding"
    return ("gb18030" if how == "GBK" else how), [told]


def _beside(path: Path, name: str) -> dict[str, bytes]:
    """Return the table of a Shapefile and what says its encoding, by the ends of their names."""
    ends = {each.suffix.lower(): each for each in path.parent.glob(f"{_escaped(path.stem)}.*")}
    return {end: read_bytes(ends[end], name) for end in (".dbf", ".cpg") if end in ends}


def _escaped(stem: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in stem)
