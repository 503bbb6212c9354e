"""Edits of a folder of content: checked before they stand, whole or not at all, kept for undoing.

Every command that changes what people edit by hand saves through here.
"""

import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from geo import check, content, history, history_entry, lock, recovery
from geo.errors import BadInput, Fault, Severity, errors, printable
from geo.files import real
from geo.history_entry import APART
from geo.phrases import Phrase

WAITING = "Another run is changing this folder; waiting for it ...\n"


@dataclass(frozen=True)
class Edit:
    """New content of some files of a folder."""

    files: Mapping[str, bytes]
    """By path in the folder, with forward slashes."""
    seen: Mapping[str, str]
    """SHA-256 of each of them as it was when the edit was made; empty where it was not there."""
    why: Phrase
    """What it is, for the history; the part `id`, where it has one, is of the place or fact."""


def save(data: Path, edit: Edit, article: Path | None = None) -> list[Fault]:
    """Make an edit stand and return the warnings that the content then has.

    Nothing is written where it would bring a new error (`BadInput`; those that were there before
    may stay), or where a file is not as the edit has seen it (`history.Conflict`).
    """
    data = data.resolve()
    with changing(data):
        warnings = _examined(data, edit, article)
        history.add(data, edit.files, edit.why)
    return warnings


def tried(data: Path, edit: Edit) -> list[Fault]:
    """Return what `save` would, or raise what it would, and change nothing."""
    data = data.resolve()
    with changing(data):
        return _examined(data, edit, None)


def _examined(data: Path, edit: Edit, article: Path | None) -> list[Fault]:
    """Return the warnings of a folder as an edit would leave it; raise what speaks against it."""
    history.expect(data, edit.seen)
    with _staged(data, edit.files) as stage:
        told = _faults(stage, article)
    if stopping := errors(told):
        known = Counter(map(_said, errors(_faults(data, article))))
        new = [fault for fault in stopping if not _counted(known, fault)]
        if new:
            raise BadInput(new)
    return [fault for fault in told if fault not in stopping]


def undo(data: Path) -> history_entry.Entry | None:
    """Take back the last edit of a folder; see `history.undo`."""
    with changing(data) as damaged:
        _expect_whole(damaged)
        return history.undo(data)


def redo(data: Path) -> history_entry.Entry | None:
    """Do again what was undone last; see `history.redo`."""
    with changing(data) as damaged:
        _expect_whole(damaged)
        return history.redo(data)


def _expect_whole(damaged: Sequence[Fault]) -> None:
    """Raise what was found damaged just now: what then is the last edit is not the one meant."""
    if damaged:
        raise BadInput(replace(fault, severity=Severity.ERROR) for fault in damaged)


@contextmanager
def changing(data: Path, say: Callable[[str], object] | None = None) -> Iterator[Sequence[Fault]]:
    """Keep other processes from changing the folder; finish what a killed one had begun.

    What is damaged in the history is said, set aside, and given to the block.
    """
    home, say = data / history_entry.FOLDER, say or sys.stderr.write
    recovery.expect_own(data)
    home.mkdir(exist_ok=True)
    with lock.alone(home / recovery.LOCK, lambda: say(WAITING)):
        found = recovery.recover(data)
        for fault in found.damaged:
            say(f"{fault}\n")
        if found.entry:
            which = "taken back" if found.is_reversed else "finished"
            say(f"An edit that was cut short has been {which}: {printable(found.entry.why)}.\n")
        yield found.damaged


def _faults(data: Path, article: Path | None) -> list[Fault]:
    try:
        return check.check(content.read(data, article))
    except BadInput as bad:
        return list(bad.faults)


def _said(fault: Fault) -> tuple[str, ...]:
    """Return what is wrong in which file; where in it may differ after an edit."""
    return fault.file, fault.property, fault.found, fault.code


def _counted(known: Counter[tuple[str, ...]], fault: Fault) -> bool:
    """Return whether a fault was known, and take it off the known ones."""
    said = _said(fault)
    known[said] -= 1
    return known[said] >= 0


@contextmanager
def _staged(data: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder like `data` with new content in some files: the very bytes that would stand.

    It lies in the history, on the same disk, and shares the files that do not change.
    """
    home = data / history_entry.FOLDER
    with tempfile.TemporaryDirectory(dir=home, prefix=history.CHECKED) as around:
        stage = Path(around, data.name)
        for file in files_of(data):
            if file not in files:
                _share(data, file, stage)
        for file, held in files.items():
            (stage / file).parent.mkdir(parents=True, exist_ok=True)
            (stage / file).write_bytes(held)
        yield stage


def files_of(data: Path) -> Iterator[str]:
    """Yield the files of a folder, its history and the answers of services apart."""
    inner = (path.relative_to(data) for path in data.rglob("*") if not path.is_dir())
    return (path.as_posix() for path in inner if path.parts[0] not in APART)


def _share(data: Path, file: str, stage: Path) -> None:
    """Let a file stand in a second place without a copy, where the disk can."""
    path, there = real(data / file), stage / file
    there.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_relative_to(data) or path.is_symlink():
        there.symlink_to(path)  # for the rules on links out of the folder, or in a circle
        return
    try:
        os.link(path, there)
    except OSError:
        shutil.copyfile(path, there)
