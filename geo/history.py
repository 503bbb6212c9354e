"""What edits changed, kept in `.history/` of the folder: to undo, to do again, to finish.

Each edit is a folder with the files before and after it. Before files are changed it is written
down which edit is on its way where; a process that is killed then leaves the next one to finish.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from geo.errors import BadInput
from geo.files import (
    digest,
    outside,
    real,
    remove_tree,
    replacing,
    sync_folder,
    sync_tree,
    write_bytes,
    write_synced,
)  # fmt: skip
from geo.history_entry import (
    AFTER,
    BEFORE,
    FOLDER,
    NUMBER,
    PENDING,
    RECORD,
    SIDES,
    DamagedRecord,
    Entry,
    read_entry,
)  # fmt: skip
from geo.phrases import Phrase, arguments

CHECKED = "check-"
"""Begin of the names of folders in which an edit is checked before it stands."""
NEW = "new"
"""Name of an edit's folder until all of it is on the disk."""
MOST = 200
"""Edits that are kept."""
MOST_BYTES = 500_000_000
"""Bytes that they may take together; the newest is kept whatever it takes."""


class Conflict(Exception):  # noqa: N818  what it is; the name is read in `except`
    """Raised where a file is not as an edit expects it: somebody else has changed it."""

    def __init__(self, files: tuple[str, ...]) -> None:
        """Name the files, by their paths in the folder."""
        self.files = files
        super().__init__(f"changed meanwhile: {', '.join(files)}")


def entries(data: Path) -> list[Entry]:
    """Return the edits of a folder, the oldest first; one whose record is damaged is left out."""
    return [each for each in read_entries(data) if isinstance(each, Entry)]


def read_entries(data: Path) -> Iterator[Entry | tuple[Path, DamagedRecord]]:
    """Yield the edits of a folder, the oldest first, and folders that are none with the reason."""
    home = data / FOLDER
    named = [path for path in home.glob("[0-9]*") if NUMBER.fullmatch(path.name)]
    for path in sorted(named, key=lambda each: int(each.name)):
        try:
            yield read_entry(path)
        except DamagedRecord as why:
            yield path, why


def add(data: Path, files: Mapping[str, bytes], why: Phrase) -> Entry:
    """Make files of a folder stand as given and keep what they were; those undone are forgotten.

    All of them or, where the system fails, none.
    """
    home = data / FOLDER
    known = entries(data)
    for each in known:
        if each.undone:
            shutil.rmtree(each.folder)
    folder = home / f"{max((each.number for each in known), default=0) + 1:06}"
    new = home / NEW
    remove_tree(new)
    digests = {file: _keep(data, new, file, content) for file, content in files.items()}
    args = arguments(why)
    made = Entry(new, 0, why, digests, undone=True, code=why.code, args=args)
    _write_json(new / RECORD, made.record())
    sync_tree(new)
    _begin(data, folder.name, AFTER)
    new.rename(folder)
    sync_folder(home)
    entry = read_entry(folder)
    try:
        move_files(data, entry, AFTER)
    except (OSError, BadInput):
        move_files(data, entry, BEFORE)
        shutil.rmtree(folder)
        raise
    _bound(data)
    return entry


def undo(data: Path) -> Entry | None:
    """Take the last edit back, or raise `Conflict` where a file changed since. `None`: no edit."""
    last = next((each for each in reversed(entries(data)) if not each.undone), None)
    return _turned(data, last, BEFORE)


def redo(data: Path) -> Entry | None:
    """Do the edit again that was undone last; as with `undo`."""
    last = next((each for each in entries(data) if each.undone), None)
    return _turned(data, last, AFTER)


def _turned(data: Path, entry: Entry | None, side: str) -> Entry | None:
    if entry:
        expect(data, {file: each[SIDES[side]] for file, each in entry.files.items()})
        entry.read_side(side)  # before anything is begun: a damaged copy ends it here
        _begin(data, entry.folder.name, side)
        move_files(data, entry, side)
    return entry


def expect(data: Path, seen: Mapping[str, str]) -> None:
    """Raise `Conflict` unless files have these hashes; an empty one is of a file not there."""
    changed = tuple(file for file, known in seen.items() if digest_of(data, file) != known)
    if changed:
        raise Conflict(changed)


def digest_of(data: Path, file: str) -> str:
    """Return the SHA-256 of a file of the folder, empty where it is not there."""
    path = target(data, file)
    return digest(path.read_bytes()) if path.exists() else ""


def target(data: Path, file: str) -> Path:
    """Return where a file of the folder lies; one that a link leads elsewhere raises `BadInput`."""
    path = data / file
    if faults := outside(data, path, f"{data.name}/{file}"):
        raise BadInput(faults)
    return real(path)


def _keep(data: Path, new: Path, file: str, content: bytes) -> dict[str, str]:
    """Copy a file as it is and as it will be; return the hashes of both."""
    path = target(data, file)
    sides = {BEFORE: path.read_bytes() if path.exists() else None, AFTER: content}
    for side, held in sides.items():
        if held is not None:
            write_synced(new / side / file, held)
    return {side: digest(held) if held is not None else "" for side, held in sides.items()}


def _begin(data: Path, edit: str, side: str) -> None:
    _write_json(data / FOLDER / PENDING, {"edit": edit, "to": side})


def move_files(data: Path, entry: Entry, side: str) -> None:
    """Bring the files of an edit to one side of it; those that are on neither are left alone.

    Nothing is written where a copy is damaged (`BadInput`).
    """
    contents = entry.read_side(side)
    with ExitStack() as stack:
        for file, known in entry.files.items():
            content = contents[file]
            if digest_of(data, file) != known[SIDES[side]]:
                continue
            if content is None:
                stack.callback(_remove_file, target(data, file))
            else:
                stack.enter_context(replacing(target(data, file))).write_bytes(content)
    _write_json(entry.folder / RECORD, replace(entry, undone=side == BEFORE).record())
    (data / FOLDER / PENDING).unlink(missing_ok=True)
    sync_folder(data / FOLDER)


def _remove_file(path: Path) -> None:
    path.unlink()
    sync_folder(path.parent)


def _bound(data: Path) -> None:
    """Forget the oldest edits where there are too many or they take too much."""
    taken = 0
    for count, entry in enumerate(reversed(entries(data))):
        taken += sum(path.stat().st_size for path in _files(entry.folder))
        if count and (count >= MOST or taken > MOST_BYTES):
            shutil.rmtree(entry.folder)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _write_json(path: Path, told: object) -> None:
    write_bytes(path, json.dumps(told, ensure_ascii=False, indent=1).encode())
