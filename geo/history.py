"""What edits changed, kept in `.history/` of the folder: to undo, to do again, to finish.

Each edit is a folder with the files before and after it. Before files are changed it is written
down which edit is on its way where; a process that is killed then leaves the next one to finish.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from geo.errors import BadInput, Fault
from geo.files import digest, remove_temporary, replacing, write_bytes

FOLDER = ".history"
PENDING = "pending.json"
CHECKED = "check-"
"""Begin of the names of folders in which an edit is checked before it stands."""
MOST = 200
"""Edits that are kept."""
MOST_BYTES = 500_000_000
"""Bytes that they may take together; the newest is kept whatever it takes."""
BEFORE, AFTER = "before", "after"


class Conflict(Exception):  # noqa: N818  what it is; the name is read in `except`
    """Raised where a file is not as an edit expects it: somebody else has changed it."""

    def __init__(self, files: tuple[str, ...]) -> None:
        """Name the files, by their paths in the folder."""
        self.files = files
        super().__init__(f"changed meanwhile: {', '.join(files)}")


@dataclass(frozen=True)
class Entry:
    """One edit of the history."""

    folder: Path
    number: int
    why: str
    """What it was, in a few words."""
    files: Mapping[str, Mapping[str, str]]
    """SHA-256 before and after it by path in the folder of content; empty where there is none."""
    undone: bool

    def held(self, side: str, file: str) -> bytes | None:
        """Return a file as it was on one side of the edit, or `None` where it was not there."""
        path = self.folder / side / file
        return path.read_bytes() if self.files[file][side] else None


def entries(data: Path) -> list[Entry]:
    """Return the edits of a folder, the oldest first."""
    found = sorted((data / FOLDER).glob("[0-9]*/edit.json"), key=lambda path: int(path.parent.name))
    return [_entry(path.parent) for path in found]


def _entry(folder: Path) -> Entry:
    told = json.loads((folder / "edit.json").read_text(encoding="utf-8"))
    return Entry(folder, int(folder.name), told["why"], told["files"], told["undone"])


def add(data: Path, files: Mapping[str, bytes], why: str) -> Entry:
    """Make files of a folder stand as given and keep what they were; those undone are forgotten.

    All of them or, where the system fails, none.
    """
    home = data / FOLDER
    known = entries(data)
    for each in known:
        if each.undone:
            shutil.rmtree(each.folder)
    folder = home / f"{max((each.number for each in known), default=0) + 1:06}"
    new = home / "new"
    shutil.rmtree(new, ignore_errors=True)
    digests = {file: _keep(data, new, file, content) for file, content in files.items()}
    told = {"why": why, "files": digests, "undone": True}
    _write_json(new / "edit.json", told)
    _begin(data, folder.name, AFTER)
    new.rename(folder)
    entry = _entry(folder)
    try:
        _move(data, entry, AFTER)
    except OSError:
        _move(data, entry, BEFORE)
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
        other = AFTER if side == BEFORE else BEFORE
        expect(data, {file: each[other] for file, each in entry.files.items()})
        _begin(data, entry.folder.name, side)
        _move(data, entry, side)
    return entry


def recover(data: Path) -> Entry | None:
    """Finish the edit that a killed process had begun, and return it; remove what it left.

    A file that somebody has changed since then stays as it is.
    """
    for left in (data / FOLDER).glob(f"{CHECKED}*"):
        shutil.rmtree(left)
    pending = data / FOLDER / PENDING
    if not pending.exists():
        return None
    told = json.loads(pending.read_text(encoding="utf-8"))
    folder = data / FOLDER / told["edit"]
    if not folder.exists():  # it had not yet changed anything
        pending.unlink()
        return None
    entry = _entry(folder)
    for file in entry.files:
        remove_temporary(target(data, file))
    _move(data, entry, told["to"])
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
    path = (data / file).resolve()
    if not path.is_relative_to(data.resolve()):
        rule, mend = "files of a map lie in its own folder", "put a copy there in place of the link"
        raise BadInput([Fault(f"{data.name}/{file}", 0, "", "", "", rule, mend)])
    return path


def _keep(data: Path, new: Path, file: str, content: bytes) -> dict[str, str]:
    """Copy a file as it is and as it will be; return the hashes of both."""
    path = target(data, file)
    sides = {BEFORE: path.read_bytes() if path.exists() else None, AFTER: content}
    for side, held in sides.items():
        if held is not None:
            (new / side / file).parent.mkdir(parents=True, exist_ok=True)
            (new / side / file).write_bytes(held)
    return {side: digest(held) if held is not None else "" for side, held in sides.items()}


def _begin(data: Path, edit: str, side: str) -> None:
    _write_json(data / FOLDER / PENDING, {"edit": edit, "to": side})


def _move(data: Path, entry: Entry, side: str) -> None:
    """Bring the files of an edit to one side of it; those that are on neither are left alone."""
    other = AFTER if side == BEFORE else BEFORE
    with ExitStack() as stack:
        for file, known in entry.files.items():
            if digest_of(data, file) != known[other]:
                continue
            content = entry.held(side, file)
            if content is None:
                stack.callback(target(data, file).unlink)
            else:
                stack.enter_context(replacing(target(data, file))).write_bytes(content)
    told = {"why": entry.why, "files": entry.files, "undone": side == BEFORE}
    _write_json(entry.folder / "edit.json", told)
    (data / FOLDER / PENDING).unlink(missing_ok=True)


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
