"""GeoNames' country files (the columns of allCountries), line by line, also from their archives."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from geo.faults.fault import InputError
from geo.faults.translation import phrase
from geo.formats import archives
from geo.locating.gazetteer_entry import GazetteerEntry, truncated_fault
from geo.locating.service import Hit
from geo.runtime import limits
from geo.runtime.file_access import open_regular
from geo.spatial.datum_shift import Bounds

COLUMN_COUNT = 19
MAX_LINE_LENGTH = 200
"""Characters of a line for each megabyte of `limits`: 100,000 of them by default. Its longest
column, the names in all languages, has 10,000."""
MAX_COMPRESSION_RATIO = 50
"""How often more an archive may hold than it has bytes: the real ones have four times as much."""


@contextmanager
def _open_lines(path: Path) -> Iterator[Iterator[str]]:
    """Give the lines of a GeoNames file, from its archive where it is in one."""
    with open_regular(path) as outer:
        if path.suffix.lower() != ".zip":
            with _decode_file(outer) as text:
                yield _limit_lines(text, path.name)
            return
        archives.check_archive(path, path.name)
        most = max(limits.current_limits().memory, path.stat().st_size * MAX_COMPRESSION_RATIO)
        with (
            zipfile.ZipFile(outer) as archive,
            archives.open_member(archive, _text_member(archive)) as inner,
            _decode_file(inner) as text,
        ):
            yield _limit_lines(text, path.name, most)


def _decode_file(file: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="\n")


def _limit_lines(text: TextIO, name: str, most: int = 0) -> Iterator[str]:
    """Yield lines, of which none may be very long, and all together no more than `most` bytes."""
    read, longest = 0, MAX_LINE_LENGTH * limits.current_limits().megabytes
    while line := text.readline(longest + 1):
        read += len(line)
        if len(line) > longest:
            limit = phrase("limit.line", most=longest)
            raise InputError([limits.limit_fault(name, limit)])
        if most and read > most:
            limit = phrase("limit.unpacked", most=most // limits.MB)
            raise InputError([limits.limit_fault(name, limit)])
        yield line


def _text_member(archive: zipfile.ZipFile) -> str:
    held = [name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name]
    return held[0] if held else ""


def is_geonames_file(path: Path, head: bytes) -> bool:
    """Return whether a file has the columns of GeoNames."""
    try:
        with _open_lines(path) as lines:
            first = next(lines, "") if head else ""
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError):
        return False
    return first.count("\t") == COLUMN_COUNT - 1


def iter_entries(path: Path, near: Bounds) -> Iterator[GazetteerEntry]:
    """Yield the entries of GeoNames' allCountries format that lie near; other lines are passed."""
    west, south, east, north = near
    try:
        with _open_lines(path) as lines:
            for line in lines:
                cells = line.rstrip("\n").split("\t")
                if len(cells) != COLUMN_COUNT:
                    continue
                try:
                    lat, lon = float(cells[4]), float(cells[5])
                except ValueError:
                    continue
                if west <= lon <= east and south <= lat <= north:
                    names = (cells[1], cells[2], *cells[3].split(","))
                    kind, address = f"{cells[6]}.{cells[7]}", cells[8]
                    hit = Hit(cells[1], kind, address, f"geonames.org/{cells[0]}", lon, lat)
                    yield GazetteerEntry(tuple(filter(None, names)), hit)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise InputError([truncated_fault(path.name, error)]) from None
