"""One edit as it was kept: its record, its copies, and whether they still are what was kept.

What lies in a history may have been cut short by a crash, or come with somebody else's folder. So
a record is believed only where it has its form, and a copy only where it has the recorded hash.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from geo import jsontext
from geo.errors import BadInput, Fault, shown
from geo.files import digest, is_regular, real
from geo.phrases import phrase

FOLDER = ".history"
RECORD = "edit.json"
PENDING = "pending.json"
BEFORE, AFTER = "before", "after"
SIDES = {BEFORE: AFTER, AFTER: BEFORE}
"""Each side of an edit, and the other one."""
CACHE = ".cache"
"""Folder of answers that services gave, which are no content."""
APART = (FOLDER, CACHE)
MAX_RECORD_BYTES = 10_000_000
NUMBER = re.compile(r"[0-9]{1,12}")
CODE = re.compile(r"history\.[a-z]+(-[a-z]+)*")
SHA_256 = re.compile(r"[0-9a-f]{64}")


class DamagedRecord(Exception):  # noqa: N818  what it is; the name is read in `except`
    """Raised where a record is not what this program writes; the message says what it is."""


@dataclass(frozen=True)
class Entry:
    """One edit of the history."""

    folder: Path
    number: int
    why: str
    """What it was, in a few words of English."""
    files: Mapping[str, Mapping[str, str]]
    """SHA-256 before and after it by path in the folder of content; empty where there is none."""
    undone: bool
    code: str = ""
    """What it was (`history.located`); empty in a record of a version that had no codes."""
    args: Mapping[str, object] = field(default_factory=dict)
    """What stands in the words, by name; `id` is the id of the place or fact."""

    @property
    def ident(self) -> str:
        """The id of the place or fact that it changed; empty where it is about several."""
        return str(self.args.get("id", ""))

    def told(self) -> dict[str, Any]:
        """Return what it was, for programs: the words come last."""
        return {"code": self.code, "id": self.ident, "args": dict(self.args), "why": self.why}

    def record(self) -> dict[str, Any]:
        """Return what is kept of it beside the copies."""
        return {**self.told(), "files": self.files, "undone": self.undone}

    def read_side(self, side: str) -> dict[str, bytes | None]:
        """Return all files as they were on one side of the edit, `None` where one was not there.

        Raises `BadInput` with every copy that is not what was kept.
        """
        copies = {file: self._copy(side, file) for file in self.files}
        faults = [self._fault(side, file, copy) for file, copy in copies.items()]
        if damaged := [fault for fault in faults if fault]:
            raise BadInput(damaged)
        return copies

    def _copy(self, side: str, file: str) -> bytes | None:
        """Return a copy as it lies there; nothing else than a file of the history is opened."""
        path = self.folder / side / file
        if not self.files[file][side] or not is_regular(path):
            return None
        return path.read_bytes() if real(path).is_relative_to(real(self.folder)) else None

    def _fault(self, side: str, file: str, copy: bytes | None) -> Fault | None:
        """Return what is wrong with a copy, if anything."""
        known = self.files[file][side]
        if known == (digest(copy) if copy is not None else ""):
            return None
        path = self.folder / side / file
        name = path.relative_to(self.folder.parent.parent.parent).as_posix()
        found = (
            phrase("found.bytes", "{size:,} bytes", size=len(copy))
            if copy is not None
            else phrase("found.no-file", "no file")
        )
        rule = phrase(
            "history.copy-damaged",
            "a copy must be what was kept; this one is damaged, and nothing is written from it",
        )
        mend = phrase(
            "mend.restore-backup", "put it back from a backup, or change the file itself by hand"
        )
        return Fault(name, 0, "", "", found, rule, mend)


def read_entry(folder: Path) -> Entry:
    """Return the edit kept in a folder; raise `DamagedRecord` where it has no sound record."""
    if folder.is_symlink() or not folder.is_dir():
        raise DamagedRecord(phrase("found.no-folder", "no folder"))
    told = read_record(folder / RECORD)
    why, files, undone = (told.get(name) for name in ("why", "files", "undone"))
    sound = isinstance(why, str) and isinstance(undone, bool) and isinstance(files, dict)
    if not sound or not files or not all(map(_is_kept, files.items())):
        raise DamagedRecord(phrase("found.other-form", "another form"))
    named = _named(told.get("code"), told.get("args"))
    return Entry(folder, int(folder.name), str(why), files, bool(undone), *named)


def _named(code: object, args: object) -> tuple[str, Mapping[str, object]]:
    """Return code and arguments of a record; of one that has none, or strange ones, nothing."""
    if isinstance(code, str) and CODE.fullmatch(code) and isinstance(args, dict):
        return code, {name: each for name, each in args.items() if _is_plain(each)}
    return "", {}


def _is_plain(value: object) -> bool:
    """Return whether an argument is what this program writes: a text, a number or several texts."""
    several = value if isinstance(value, list) else ()
    return isinstance(value, str | int | float | list) and all(isinstance(e, str) for e in several)


def read_record(path: Path) -> dict[str, Any]:
    """Return an object that was written as JSON; raise `DamagedRecord` where there is none."""
    if not is_regular(path):
        raise DamagedRecord(phrase("found.no-file", "no file"))
    if path.stat().st_size > MAX_RECORD_BYTES:
        raise DamagedRecord(phrase("found.bytes", "{size:,} bytes", size=path.stat().st_size))
    raw = path.read_bytes()
    if not raw.strip():
        raise DamagedRecord(phrase("found.empty-file", "an empty file"))
    try:
        told = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise DamagedRecord(shown(raw[:60].decode("utf-8", "replace"))) from None
    if not isinstance(told, dict) or jsontext.too_deep(told) or jsontext.has_surrogate(told):
        raise DamagedRecord(phrase("found.other-form", "another form"))
    return told


def _is_kept(item: tuple[str, Any]) -> bool:
    """Return whether a file of a record lies in the content, with a hash for each side."""
    file, hashes = item
    path = PurePosixPath(file)
    inside = not path.is_absolute() and ".." not in path.parts and path.as_posix() == file
    if not inside or not path.parts or path.parts[0] in APART:
        return False
    known = [hashes.get(side) for side in SIDES] if isinstance(hashes, dict) else []
    return any(known) and all(
        isinstance(each, str) and (not each or SHA_256.fullmatch(each)) for each in known
    )


def pending_edit(path: Path) -> tuple[str, str]:
    """Return the number of the edit that is on its way, and the side that it goes to."""
    told = read_record(path)
    edit, side = told.get("edit"), told.get("to")
    if not isinstance(edit, str) or not NUMBER.fullmatch(edit) or side not in tuple(SIDES):
        raise DamagedRecord(phrase("found.other-form", "another form"))
    return edit, str(side)
