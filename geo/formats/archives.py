"""Archives: what is wanted of one is unpacked into a folder, byte by byte, under limits."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from geo.faults.fault import InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.runtime import limits
from geo.runtime.file_access import PIECE_BYTES, open_regular, read_pieces

ENTRY_SIGNATURE = b"PK\x01\x02"
"""What each entry of an archive's list of files begins with."""
COMPRESSION_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files in an archive may be packed; others ask for memory before they give a byte."""
UNSAFE_NAME_CHARACTERS = re.compile(r"[^\w .()-]")
"""What is taken out of the name of a file in an archive."""
MAX_NAME_LENGTH = 60


def check_archive(path: Path, name: str) -> None:
    """Raise `InputError` where the list of an archive's files is too long to be read."""
    entries, before = 0, b""
    for piece in read_pieces(path):
        entries += (before + piece).count(ENTRY_SIGNATURE)
        before = piece[-len(ENTRY_SIGNATURE) + 1 :]
        limits.check_members(name, entries)


def list_members(path: Path, name: str, ends: tuple[str, ...]) -> list[str]:
    """Return the files of an archive whose names end so."""
    check_archive(path, name)
    with open_regular(path) as file, zipfile.ZipFile(file) as archive:
        return [
            each for each in archive.namelist() if each.lower().endswith(ends) and not is_twin(each)
        ]


def is_twin(member: str) -> bool:
    """Return whether a file of an archive is what a Mac keeps of another beside it."""
    path = PurePosixPath(member)
    return path.name.startswith("._") or "__MACOSX" in path.parts


def _stem(member: str) -> str:
    """Return what the name of a file has in common with those that belong to it."""
    return str(PurePosixPath(member).with_suffix("")).casefold()


def unpack_beside(path: Path, name: str, members: Iterable[str], folder: Path) -> Iterator[Path]:
    """Yield a path of each of some files, unpacked with those that differ in their ending only.

    All together may take no more room than a file's content may. Each lies in a folder of its own:
    of what their names say only the last part is taken, and of that only what a name may hold.
    """
    left = limits.current_limits().memory
    with open_regular(path) as file, zipfile.ZipFile(file) as archive:
        for number, member in enumerate(members):
            stem = PurePosixPath(member).stem
            within = folder / str(number)
            within.mkdir()
            plain = UNSAFE_NAME_CHARACTERS.sub("_", stem)[:MAX_NAME_LENGTH]
            for each in archive.namelist():
                if _stem(each) == _stem(member) and not each.endswith("/"):
                    target = within / f"{plain}{PurePosixPath(each).suffix.lower()}"
                    with open_member(archive, each) as packed:
                        left -= _unpack_member(packed, target, left, name)
            yield within / f"{plain}{PurePosixPath(member).suffix.lower()}"


def open_member(archive: zipfile.ZipFile, member: str) -> IO[bytes]:
    """Open a file of an archive; `zipfile.BadZipFile` where it is packed in an unusual way."""
    if archive.getinfo(member).compress_type not in COMPRESSION_METHODS:
        message = "files in it must be packed by deflate"
        raise zipfile.BadZipFile(message)
    return archive.open(member)


def _unpack_member(packed: IO[bytes], target: Path, most: int, name: str) -> int:
    """Unpack one file and return its size.

    Raise `InputError` where it has more bytes than may be.
    """
    size = 0
    with target.open("wb") as file:
        while piece := packed.read(PIECE_BYTES):
            size += len(piece)
            if size > most:
                text = phrase("limit.unpacked", most=limits.current_limits().megabytes)
                raise InputError([limits.limit_fault(name, text)])
            file.write(piece)
    return size


def missing_member_error(name: str, ends: tuple[str, ...]) -> InputError:
    """Return what is said of an archive in which nothing is found."""
    rule = phrase("archive.no-file", ends=", ".join(ends))
    return InputError(
        [Location(name).make_fault("", "", rule, "pack the file with all that belong to it")]
    )
