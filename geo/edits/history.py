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

from geo.edits.history_entry import (
    AFTER,
    BEFORE,
    ENTRY_NUMBER,
    HISTORY_FOLDER,
    OTHER_SIDE,
    PENDING_FILE,
    RECORD_FILE,
    DamagedRecordError,
    Entry,
    read_entry,
)
from geo.faults.fault import InputError
from geo.faults.translation import Phrase, phrase_arguments
from geo.runtime.files import (
    check_inside,
    digest_file,
    read_content,
    remove_tree,
    replace_atomically,
    resolve_links,
    sha256_hex,
    sync_folder,
    sync_tree,
    unreadable_fault,
    write_bytes,
    write_synced,
)

CHECK_PREFIX = "check-"
"""Begin of the names of folders in which an edit is checked before it stands."""
NEW_ENTRY = "new"
"""Name of an edit's folder until all of it is on the disk."""
MAX_ENTRIES = 200
"""Edits that are kept."""
MAX_BYTES = 500_000_000
"""Bytes that they may take together; the newest is kept whatever it takes."""


class EditConflictError(Exception):
    """Raised where a file is not as an edit expects it: somebody else has changed it."""

    def __init__(self, files: tuple[str, ...]) -> None:
        """Name the files, by their paths in the folder."""
        self.files = files
        super().__init__(f"changed meanwhile: {', '.join(files)}")


def list_entries(data: Path) -> list[Entry]:
    """Return the edits of a folder, the oldest first; one whose record is damaged is left out."""
    return [each for each in read_entries(data) if isinstance(each, Entry)]


def read_entries(data: Path) -> Iterator[Entry | tuple[Path, DamagedRecordError]]:
    """Yield the edits of a folder, the oldest first, and folders that are none with the reason."""
    home = data / HISTORY_FOLDER
    named = [path for path in home.glob("[0-9]*") if ENTRY_NUMBER.fullmatch(path.name)]
    for path in sorted(named, key=lambda each: int(each.name)):
        try:
            yield read_entry(path)
        except DamagedRecordError as why:
            yield path, why


def add_entry(data: Path, files: Mapping[str, bytes], why: Phrase) -> Entry:
    """Make files of a folder stand as given and keep what they were; those undone are forgotten.

    All of them or, where the system fails, none.
    """
    home = data / HISTORY_FOLDER
    known = list_entries(data)
    for each in known:
        if each.undone:
            shutil.rmtree(each.folder)
    folder = home / f"{max((each.number for each in known), default=0) + 1:06}"
    new = home / NEW_ENTRY
    remove_tree(new)
    digests = {file: _keep_copies(data, new, file, content) for file, content in files.items()}
    args = phrase_arguments(why)
    made = Entry(new, 0, why, digests, undone=True, code=why.code, args=args)
    _write_json(new / RECORD_FILE, made.to_record())
    sync_tree(new)
    _write_pending(data, folder.name, AFTER)
    new.rename(folder)
    sync_folder(home)
    entry = read_entry(folder)
    try:
        move_files(data, entry, AFTER)
    except (OSError, InputError):
        move_files(data, entry, BEFORE)
        shutil.rmtree(folder)
        raise
    _drop_oldest(data)
    return entry


def undo_last(data: Path) -> Entry | None:
    """Take the last edit back and return it; `None` where there is none.

    Raise `EditConflictError` where a file changed since.
    """
    last = next((each for each in reversed(list_entries(data)) if not each.undone), None)
    return _restore_side(data, last, BEFORE)


def redo_last(data: Path) -> Entry | None:
    """Do the edit again that was undone last; as with `undo_last`."""
    last = next((each for each in list_entries(data) if each.undone), None)
    return _restore_side(data, last, AFTER)


def _restore_side(data: Path, entry: Entry | None, side: str) -> Entry | None:
    if entry:
        expect_unchanged(data, {file: each[OTHER_SIDE[side]] for file, each in entry.files.items()})
        entry.read_side(side)  # before anything is begun: a damaged copy ends it here
        _write_pending(data, entry.folder.name, side)
        move_files(data, entry, side)
    return entry


def expect_unchanged(data: Path, seen: Mapping[str, str]) -> None:
    """Raise `EditConflictError` unless files have these hashes.

    An empty one is of a file not there.
    """
    changed = tuple(file for file, known in seen.items() if hash_file(data, file) != known)
    if changed:
        raise EditConflictError(changed)


def hash_file(data: Path, file: str) -> str:
    """Return the SHA-256 of a file of the folder, empty where it is not there."""
    path = resolve_target(data, file)
    try:
        return digest_file(path) if path.exists() else ""
    except OSError as error:
        raise InputError([unreadable_fault(f"{data.name}/{file}", error)]) from None


def resolve_target(data: Path, file: str) -> Path:
    """Return where a file of the folder lies.

    One that a link leads elsewhere raises `InputError`.
    """
    path = data / file
    if faults := check_inside(data, path, f"{data.name}/{file}"):
        raise InputError(faults)
    return resolve_links(path)


def _keep_copies(data: Path, new: Path, file: str, content: bytes) -> dict[str, str]:
    """Copy a file as it is and as it will be; return the hashes of both."""
    path = resolve_target(data, file)
    before = read_content(path, f"{data.name}/{file}") if path.exists() else None
    sides = {BEFORE: before, AFTER: content}
    for side, held in sides.items():
        if held is not None:
            write_synced(new / side / file, held)
    return {side: sha256_hex(held) if held is not None else "" for side, held in sides.items()}


def _write_pending(data: Path, edit: str, side: str) -> None:
    _write_json(data / HISTORY_FOLDER / PENDING_FILE, {"edit": edit, "to": side})


def move_files(data: Path, entry: Entry, side: str) -> None:
    """Bring the files of an edit to one side of it; those that are on neither are left alone.

    Nothing is written where a copy is damaged (`InputError`).
    """
    contents = entry.read_side(side)
    with ExitStack() as stack:
        for file, known in entry.files.items():
            content = contents[file]
            if hash_file(data, file) != known[OTHER_SIDE[side]]:
                continue
            if content is None:
                stack.callback(_remove_file, resolve_target(data, file))
            else:
                stack.enter_context(replace_atomically(resolve_target(data, file))).write_bytes(
                    content
                )
    _write_json(entry.folder / RECORD_FILE, replace(entry, undone=side == BEFORE).to_record())
    (data / HISTORY_FOLDER / PENDING_FILE).unlink(missing_ok=True)
    sync_folder(data / HISTORY_FOLDER)


def _remove_file(path: Path) -> None:
    path.unlink()
    sync_folder(path.parent)


def _drop_oldest(data: Path) -> None:
    """Forget the oldest edits where there are too many or they take too much."""
    taken = 0
    for count, entry in enumerate(reversed(list_entries(data))):
        taken += sum(path.stat().st_size for path in _list_files(entry.folder))
        if count and (count >= MAX_ENTRIES or taken > MAX_BYTES):
            shutil.rmtree(entry.folder)


def _list_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _write_json(path: Path, told: object) -> None:
    write_bytes(path, json.dumps(told, ensure_ascii=False, indent=1).encode())
