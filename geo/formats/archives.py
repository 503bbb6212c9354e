"""Archives: what is wanted of one is unpacked into a folder, byte by byte, under limits."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from geo.errors import BadInput
from geo.formats import limits
from geo.formats.opening import PIECE, open_regular, read_pieces
from geo.phrases import phrase
from geo.schemas import At

ENTRY = b"PK\x01\x02"
"""What each entry of an archive's list of files begins with."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files in an archive may be packed; others ask for memory before they give a byte."""
UNUSUAL = re.compile(r"[^\w .()-]")
"""What is taken out of the name of a file in an archive."""
LONGEST_NAME = 60


def check_archive(path: Path, name: str) -> None:
    """Raise `BadInput` where the list of an archive's files is too long to be read."""
    entries, before = 0, b""
    for piece in read_pieces(path):
        entries += (before + piece).count(ENTRY)
        before = piece[-len(ENTRY) + 1 :]
        limits.check_members(name, entries)


def list_members(path: Path, name: str, ends: tuple[str, ...]) -> list[str]:
    """Return the files of an archive whose names end so."""
    check_archive(path, name)
    with open_regular(path) as file, zipfile.ZipFile(file) as archive:
        return [each for each in archive.namelist() if each.lower().endswith(ends)]


def unpack_beside(path: Path, name: str, members: Iterable[str], folder: Path) -> Iterator[Path]:
    """Yield a path of each of some files, unpacked with those that differ in their ending only.

    All together may take no more room than a file's content may. Each lies in a folder of its own:
    of what their names say only the last part is taken, and of that only what a name may hold.
    """
    left = limits.current().memory
    with open_regular(path) as file, zipfile.ZipFile(file) as archive:
        for number, member in enumerate(members):
            stem = PurePosixPath(member).with_suffix("")
            within = folder / str(number)
            within.mkdir()
            plain = UNUSUAL.sub("_", stem.name)[:LONGEST_NAME]
            for each in archive.namelist():
                if PurePosixPath(each).with_suffix("") == stem and not each.endswith("/"):
                    target = within / f"{plain}{PurePosixPath(each).suffix.lower()}"
                    with open_member(archive, each) as packed:
                        left -= _copy(packed, target, left, name)
            yield within / f"{plain}{PurePosixPath(member).suffix.lower()}"


def open_member(archive: zipfile.ZipFile, member: str) -> IO[bytes]:
    """Open a file of an archive; `zipfile.BadZipFile` where it is packed in an unusual way."""
    if archive.getinfo(member).compress_type not in METHODS:
        message = "files in it must be packed by deflate"
        raise zipfile.BadZipFile(message)
    return archive.open(member)


def _copy(packed: IO[bytes], target: Path, most: int, name: str) -> int:
    """Unpack one file and return its size; raise `BadInput` where it has more bytes than may be."""
    size = 0
    with target.open("wb") as file:
        while piece := packed.read(PIECE):
            size += len(piece)
            if size > most:
                text = phrase(
                    "limit.unpacked", "{most:,} MB unpacked", most=limits.current().megabytes
                )
                raise BadInput([limits.exceeded(name, text)])
            file.write(piece)
    return size


def lacking(name: str, ends: tuple[str, ...]) -> BadInput:
    """Return what is said of an archive in which nothing is found."""
    rule = phrase(
        "archive.no-file", "the archive must hold a file that ends in {ends}", ends=", ".join(ends)
    )
    return BadInput([At(name).fault("", "", rule, "pack the file with all that belong to it")])
