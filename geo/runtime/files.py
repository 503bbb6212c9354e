"""Files at the edges: text read strictly, outputs written whole or not at all."""

import errno
import filecmp
import glob
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path, PurePosixPath

from geo.faults import excerpt, schemas
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.translation import phrase, system_reason
from geo.runtime import file_access, limits

BYTE_ORDER_MARK = "\ufeff"
"""Byte order mark: before a table it tells Excel that what follows is UTF-8."""
DISK_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system answers where a disk or a share of it is full."""
LINE_FEED = b"\n"
STALE_AFTER_S = 3600
"""Seconds after which a temporary file is nobody's any more."""
CONTEXT_BYTES = 1000
"""Bytes around one that is not UTF-8 which may be shown."""


def read_text(path: Path, name: str, most: int = 0) -> tuple[str | None, list[Fault]]:
    """Return the text of a UTF-8 file, line ends as LF and without a byte order mark.

    `most` is how many bytes it may have, where that is less than any text may.
    A file that is missing, unreadable or not UTF-8 gives `None` and a fault that names it `name`.
    """
    text, faults = read_whole(path, name, most)
    return (text if text is None else normalise_text(text)), faults


def read_whole(path: Path, name: str, most: int = 0) -> tuple[str | None, list[Fault]]:
    """Return the text of a UTF-8 file as it stands, its mark and line ends included."""
    try:
        raw = file_access.read_bytes(path, name, most)
    except OSError as error:
        return None, [unreadable_fault(name, error)]
    except InputError as bad:
        return None, list(bad.faults)
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return None, [encoding_fault(name, raw, error.start)]


def read_content(path: Path, name: str) -> bytes:
    """Return the bytes of a regular file; raise `InputError` where there is none, or too many."""
    try:
        return file_access.read_bytes(path, name, limits.current_limits().memory)
    except OSError as error:
        raise InputError([unreadable_fault(name, error)]) from None


def normalise_text(text: str) -> str:
    """Return a text without byte order mark, line ends as LF."""
    text = text.removeprefix(BYTE_ORDER_MARK)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def encoding_fault(name: str, raw: bytes, at: int) -> Fault:
    """Return the fault of a byte that cannot stand where it does in UTF-8."""
    line = raw.count(LINE_FEED, 0, at) + 1
    before = raw[max(0, at - CONTEXT_BYTES) : at].decode(errors="replace")
    around = before + raw[at : at + CONTEXT_BYTES].decode(errors="replace")
    byte = at - raw.rfind(LINE_FEED, 0, at)
    where = phrase("where.line-byte", line=line, byte=byte)
    mend = phrase("mend.save-utf-8")
    fault = Fault(name, line, where, "", f"0x{raw[at]:02x}", phrase("file.not-utf-8"), mend)
    return replace(fault, excerpt=excerpt.format_excerpt(around, len(before), line))


def unreadable_fault(name: str, error: OSError) -> Fault:
    """Return the fault of a file that cannot be opened; one of a similar name is offered."""
    mend: str = phrase("mend.create-file")
    if isinstance(error, FileNotFoundError) and error.filename:
        mend = (
            schemas.suggest_nearest(PurePosixPath(name).name, _list_siblings(Path(error.filename)))
            or mend
        )
    if isinstance(error, PermissionError):
        mend = phrase("mend.allow-reading")
    return Fault(name, 0, "", "", system_reason(error), phrase("file.unreadable"), mend)


def _list_siblings(path: Path) -> list[str]:
    """Return the names in the folder of a file; none where it cannot be read."""
    try:
        return sorted(each.name for each in path.parent.iterdir())
    except OSError:
        return []


def check_inside(folder: Path, path: Path, name: str) -> list[Fault]:
    """Return a fault where a link leads out of the folder, to what is not the map's own."""
    if resolve_links(path).is_relative_to(resolve_links(folder)):
        return []
    return [
        Fault(
            name,
            0,
            "",
            "",
            format_value(str(resolve_links(path))),
            phrase("file.link-outside"),
            phrase("mend.put-file-there"),
        )
    ]


def resolve_links(path: Path) -> Path:
    """Return where a path leads by all its links; one that leads in a circle, to itself."""
    return Path(os.path.realpath(path))  # Path.resolve raises for a circle before Python 3.13


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hash_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file, as `sha256sum` prints it; missing ones are left out."""
    found = {name: folder / name for name in names}
    return {name: digest_file(path) for name, path in found.items() if path.is_file()}


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, read piece by piece; `OSError` where it is no regular one."""
    with file_access.open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def replace_atomically(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` and rename it there when the block ends well.

    A reader sees the old file or the new one, never half of one. When the block raises, the old
    file stays and the temporary one is removed. An output that has not changed is left untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_stale_temporaries(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if path.is_file() and filecmp.cmp(path, temporary, shallow=False):
            return
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_read_umask())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def name_in_errors(name: str) -> Iterator[None]:
    """Name the file that the block writes in an `OSError` of it; libraries name none."""
    try:
        yield
    except OSError as error:
        if error.filename:
            raise
        full = error.errno in DISK_FULL_ERRNOS
        words = os.strerror(error.errno) if error.errno and full else error.strerror or f"{error}"
        raise OSError(error.errno, words, name) from error


def remove_stale_temporaries(path: Path, older_than: float = STALE_AFTER_S) -> None:
    """Remove what processes that were killed while they wrote this file have left beside it.

    Younger files than so many seconds may be another process's that still writes. SQLite has a
    journal beside the file that it writes.
    """
    temporary = f".{glob.escape(path.name)}.????????{glob.escape(path.suffix)}"
    for left in chain(path.parent.glob(temporary), path.parent.glob(f"{temporary}-*")):
        with suppress(OSError):
            if left.stat().st_mtime <= time.time() - older_than:
                left.unlink()


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    with replace_atomically(path) as temporary:
        temporary.write_bytes(data)


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """Write a text, piece by piece."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file that is not yet known to anybody; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can: a rename is else lost."""
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EROFS}:
            raise
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Bring the names in a folder and in all below it to the disk, the deepest first."""
    for inner, _, _ in os.walk(folder, topdown=False):
        sync_folder(Path(inner))


def is_regular(path: Path) -> bool:
    """Return whether a path is a file itself: no link, no folder, nothing that never ends."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def remove_tree(path: Path) -> None:
    """Remove a folder with all in it; of a link or a file in its place that alone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _read_umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
