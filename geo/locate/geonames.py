"""GeoNames' country files (the columns of allCountries), line by line, also from their archives."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from geo.errors import BadInput
from geo.formats import archives, limits
from geo.formats.opening import open_regular
from geo.guard import Bounds
from geo.locate.entries import Entry, broken
from geo.locate.services import Hit
from geo.phrases import phrase

COLUMNS = 19
LONGEST = 100_000
"""Characters of a line; its longest column, the names in all languages, has 10,000."""
RATIO = 50
"""How often more an archive may hold than it has bytes: the real ones have four times as much."""


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """Give the lines of a GeoNames file, from its archive where it is in one."""
    with open_regular(path) as outer:
        if path.suffix.lower() != ".zip":
            with _decoded(outer) as text:
                yield _counted(text, path.name)
            return
        archives.check_archive(path, path.name)
        most = max(limits.current().memory, path.stat().st_size * RATIO)
        with (
            zipfile.ZipFile(outer) as archive,
            archives.open_member(archive, _inner(archive)) as inner,
            _decoded(inner) as text,
        ):
            yield _counted(text, path.name, most)


def _decoded(file: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n")


def _counted(text: TextIO, name: str, most: int = 0) -> Iterator[str]:
    """Yield lines, of which none may be very long, and all together no more than `most` bytes."""
    read = 0
    while line := text.readline(LONGEST + 1):
        read += len(line)
        if len(line) > LONGEST:
            limit = phrase("limit.line", "{most:,} characters in a line", most=LONGEST)
            raise BadInput([limits.exceeded(name, limit)])
        if most and read > most:
            limit = phrase("limit.unpacked", "{most:,} MB unpacked", most=most // limits.MB)
            raise BadInput([limits.exceeded(name, limit)])
        yield line


def _inner(archive: zipfile.ZipFile) -> str:
    held = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name]
    return held[0] if held else ""


def is_one(path: Path, head: bytes) -> bool:
    """Return whether a file has the columns of GeoNames."""
    try:
        with _lines(path) as lines:
            first = next(lines, "") if head else ""
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError):
        return False
    return first.count("\t") == COLUMNS - 1


def entries(path: Path, near: Bounds) -> Iterator[Entry]:
    """Yield the entries of GeoNames' allCountries format that lie near; other lines are passed."""
    west, south, east, north = near
    try:
        with _lines(path) as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                if len(cells) != COLUMNS:
                    continue
                try:
                    lat, lon = float(cells[4]), float(cells[5])
                except ValueError:
                    continue
                if west <= lon <= east and south <= lat <= north:
                    names = (cells[1], cells[2], *cells[3].split(","))
                    kind, address = f"{cells[6]}.{cells[7]}", cells[8]
                    hit = Hit(cells[1], kind, address, f"geonames.org/{cells[0]}", lon, lat)
                    yield Entry(tuple(filter(None, names)), hit)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise BadInput([broken(path.name, error)]) from None
