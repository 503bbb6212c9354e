"""One edit as it was kept: its record, its copies, and whether they still are what was kept.

What lies in a history may have been cut short by a crash, or come with somebody else's folder. So
a record is believed only where it has its form, and a copy only where it has the recorded hash.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.translation import phrase
from geo.formats import json_text
from geo.formats.geojson import Json
from geo.runtime import limits
from geo.runtime.files import is_regular, read_content, resolve_links, sha256_hex

HISTORY_FOLDER = ".history"
RECORD_FILE = "edit.json"
PENDING_FILE = "pending.json"
BEFORE, AFTER = "before", "after"
OTHER_SIDE = {BEFORE: AFTER, AFTER: BEFORE}
"""Each side of an edit, and the other one."""
CACHE_FOLDER = ".cache"
"""Folder of answers that services gave, which are no content."""
NON_CONTENT_FOLDERS = (HISTORY_FOLDER, CACHE_FOLDER)
MAX_RECORD_BYTES = 10_000_000
ENTRY_NUMBER = re.compile(r"[0-9]{1,12}")
CODE_PATTERN = re.compile(r"history\.[a-z]+(-[a-z]+)*")
SHA256_PATTERN = re.compile(r"[0-9a-f]{64}")


class DamagedRecordError(Exception):
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

    def why_for_programs(self) -> dict[str, object]:
        """Return what it was, for programs: the words come last."""
        return {"code": self.code, "id": self.ident, "args": dict(self.args), "why": self.why}

    def to_record(self) -> dict[str, object]:
        """Return what is kept of it beside the copies."""
        return {**self.why_for_programs(), "files": self.files, "undone": self.undone}

    def read_side(self, side: str) -> dict[str, bytes | None]:
        """Return all files as they were on one side of the edit, `None` where one was not there.

        Raises `InputError` with every copy that is not what was kept, or where all are too much.
        """
        paths = (self.folder / side / file for file in self.files)
        size = sum(path.stat().st_size for path in paths if is_regular(path))
        limits.check_memory(self._copy_name(side, ""), size)
        copies = {file: self._read_copy(side, file) for file in self.files}
        faults = [self._check_copy(side, file, copy) for file, copy in copies.items()]
        if damaged := [fault for fault in faults if fault]:
            raise InputError(damaged)
        return copies

    def _read_copy(self, side: str, file: str) -> bytes | None:
        """Return a copy as it lies there; nothing else than a file of the history is opened."""
        path = self.folder / side / file
        if not self.files[file][side] or not is_regular(path):
            return None
        inside = resolve_links(path).is_relative_to(resolve_links(self.folder))
        return read_content(path, self._copy_name(side, file)) if inside else None

    def _copy_name(self, side: str, file: str) -> str:
        """Return what messages call a copy."""
        path = self.folder / side / file
        return path.relative_to(self.folder.parent.parent.parent).as_posix()

    def _check_copy(self, side: str, file: str, copy: bytes | None) -> Fault | None:
        """Return what is wrong with a copy, if anything."""
        known = self.files[file][side]
        if known == (sha256_hex(copy) if copy is not None else ""):
            return None
        found = (
            phrase("found.bytes", size=len(copy)) if copy is not None else phrase("found.no-file")
        )
        rule = phrase("history.copy-damaged")
        mend = phrase("mend.restore-backup")
        return Fault(self._copy_name(side, file), 0, "", "", found, rule, mend)


def read_entry(folder: Path) -> Entry:
    """Return the edit kept in a folder; raise `DamagedRecordError` where it has no sound record."""
    if folder.is_symlink() or not folder.is_dir():
        raise DamagedRecordError(phrase("found.no-folder"))
    told = read_record(folder / RECORD_FILE)
    why, files, undone = (told.get(name) for name in ("why", "files", "undone"))
    sound = isinstance(why, str) and isinstance(undone, bool) and isinstance(files, dict)
    if not sound or not files or not all(map(_is_kept_file, files.items())):
        raise DamagedRecordError(phrase("found.other-form"))
    named = _code_and_args(told.get("code"), told.get("args"))
    return Entry(folder, int(folder.name), str(why), files, bool(undone), *named)


def _code_and_args(code: object, args: object) -> tuple[str, Mapping[str, object]]:
    """Return code and arguments of a record; of one that has none, or strange ones, nothing."""
    if isinstance(code, str) and CODE_PATTERN.fullmatch(code) and isinstance(args, dict):
        return code, {name: each for name, each in args.items() if _is_plain_argument(each)}
    return "", {}


def _is_plain_argument(value: object) -> bool:
    """Return whether an argument is what this program writes: a text, a number or several texts."""
    several = value if isinstance(value, list) else ()
    return isinstance(value, str | int | float | list) and all(isinstance(e, str) for e in several)


def read_record(path: Path) -> Json:
    """Return an object that was written as JSON; raise `DamagedRecordError` where there is none."""
    if not is_regular(path):
        raise DamagedRecordError(phrase("found.no-file"))
    if path.stat().st_size > MAX_RECORD_BYTES:
        raise DamagedRecordError(phrase("found.bytes", size=path.stat().st_size))
    raw = path.read_bytes()
    if not raw.strip():
        raise DamagedRecordError(phrase("found.empty-file"))
    try:
        told = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise DamagedRecordError(format_value(raw[:60].decode("utf-8", "replace"))) from None
    if not isinstance(told, dict) or json_text.is_too_deep(told) or json_text.has_surrogate(told):
        raise DamagedRecordError(phrase("found.other-form"))
    return told


def _is_kept_file(item: tuple[str, object]) -> bool:
    """Return whether a file of a record lies in the content, with a hash for each side."""
    file, hashes = item
    path = PurePosixPath(file)
    inside = not path.is_absolute() and ".." not in path.parts and path.as_posix() == file
    if not inside or not path.parts or path.parts[0] in NON_CONTENT_FOLDERS:
        return False
    known = [hashes.get(side) for side in OTHER_SIDE] if isinstance(hashes, dict) else []
    return any(known) and all(
        isinstance(each, str) and (not each or SHA256_PATTERN.fullmatch(each)) for each in known
    )


def read_pending(path: Path) -> tuple[str, str]:
    """Return the number of the edit that is on its way, and the side that it goes to."""
    told = read_record(path)
    edit, side = told.get("edit"), told.get("to")
    if (
        not isinstance(edit, str)
        or not ENTRY_NUMBER.fullmatch(edit)
        or side not in tuple(OTHER_SIDE)
    ):
        raise DamagedRecordError(phrase("found.other-form"))
    return edit, str(side)
