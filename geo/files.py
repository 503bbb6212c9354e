"""Files at the edges: text read strictly, outputs written whole or not at all."""

import filecmp
import glob
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import Fault


def read_text(path: Path, name: str) -> tuple[str | None, list[Fault]]:
    """Return the text of a UTF-8 file, line ends as LF and without a byte order mark.

    A file that is missing, unreadable or not UTF-8 gives `None` and a fault that names it `name`.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        return None, [unreadable(name, error)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [
            Fault(
                name, line, f"line {line}, byte {error.start}", "", f"0x{raw[error.start]:02x}",
                "the file must be UTF-8", "save it with the encoding UTF-8 (Excel: “CSV UTF-8”)",
            )
        ]  # fmt: skip
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def unreadable(name: str, error: OSError) -> Fault:
    """Return the fault of a file that cannot be opened."""
    reason = error.strerror or type(error).__name__
    mend = "create it or correct its path"
    return Fault(name, 0, "", "", reason, "the file must be readable", mend)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file, as `sha256sum` prints it; missing ones are left out."""
    found = {name: folder / name for name in names}
    return {name: _digest(path) for name, path in found.items() if path.is_file()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` and rename it there when the block ends well.

    A reader sees the old file or the new one, never half of one. When the block raises, the old
    file stays and the temporary one is removed. An output that has not changed is left untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        if path.is_file() and filecmp.cmp(path, temporary, shallow=False):
            return
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_temporary(path: Path) -> None:
    """Remove what a process that was killed while `replacing` a file has left beside it."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{glob.escape(path.suffix)}"):
        left.unlink()


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
