"""GeoNames' country files (the columns of allCountries), line by line, also from their archives."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from geo.errors import BadInput
from geo.guard import Bounds
from geo.locate.entries import Entry, broken
from geo.locate.services import Hit

COLUMNS = 19


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """Give the lines of a GeoNames file, from its archive where it is in one."""
    with path.open("rb") as outer:
        if path.suffix.lower() != ".zip":
            yield _decoded(outer)
            return
        with zipfile.ZipFile(outer) as archive, archive.open(_inner(archive)) as inner:
            yield _decoded(inner)


def _decoded(file: IO[bytes]) -> Iterator[str]:
    return iter(io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n"))


def _inner(archive: zipfile.ZipFile) -> str:
    held = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name]
    return held[0] if held else ""


def is_one(path: Path, head: bytes) -> bool:
    """Return whether a file has the columns of GeoNames."""
    try:
        with _lines(path) as lines:
            first = next(lines, "") if head else ""
    except (zipfile.BadZipFile, KeyError, OSError):
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
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise BadInput([broken(path.name, error)]) from None
