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

from geo.check import rules
from geo.content import loader
from geo.edits import history, history_entry, recovery
from geo.edits.history_entry import NON_CONTENT_FOLDERS
from geo.faults.fault import Fault, InputError, Severity, escape_unprintable, select_errors
from geo.faults.translation import Phrase
from geo.runtime import lock
from geo.runtime.files import resolve_links

WAITING_MESSAGE = "Another run is changing this folder; waiting for it ...\n"


@dataclass(frozen=True)
class Edit:
    """New content of some files of a folder."""

    files: Mapping[str, bytes]
    """By path in the folder, with forward slashes."""
    seen: Mapping[str, str]
    """SHA-256 of each of them as it was when the edit was made; empty where it was not there."""
    why: Phrase
    """What it is, for the history; the part `id`, where it has one, is of the place or fact."""


def save_edit(data: Path, edit: Edit, article: Path | None = None) -> list[Fault]:
    """Make an edit stand and return the warnings that the content then has.

    Nothing is written where it would bring a new error (`InputError`; those that were there before
    may stay), or where a file is not as the edit has seen it (`history.EditConflictError`).
    """
    data = data.resolve()
    with lock_folder(data):
        warnings = _check_edit(data, edit, article)
        history.add_entry(data, edit.files, edit.why)
    return warnings


def try_edit(data: Path, edit: Edit) -> list[Fault]:
    """Return what `save_edit` would, or raise what it would, and change nothing."""
    data = data.resolve()
    with lock_folder(data):
        return _check_edit(data, edit, None)


def _check_edit(data: Path, edit: Edit, article: Path | None) -> list[Fault]:
    """Return the warnings of a folder as an edit would leave it; raise what speaks against it."""
    history.expect_unchanged(data, edit.seen)
    with _stage_folder(data, edit.files) as stage:
        told = _find_faults(stage, article)
    if stopping := select_errors(told):
        known = Counter(map(_fault_identity, select_errors(_find_faults(data, article))))
        new = [fault for fault in stopping if not _take_known(known, fault)]
        if new:
            raise InputError(new)
    return [fault for fault in told if fault not in stopping]


def undo_edit(data: Path) -> history_entry.Entry | None:
    """Take back the last edit of a folder; see `history.undo_last`."""
    with lock_folder(data) as damaged:
        _raise_damaged(damaged)
        return history.undo_last(data)


def redo_edit(data: Path) -> history_entry.Entry | None:
    """Do again what was undone last; see `history.redo_last`."""
    with lock_folder(data) as damaged:
        _raise_damaged(damaged)
        return history.redo_last(data)


def _raise_damaged(damaged: Sequence[Fault]) -> None:
    """Raise what was found damaged just now: what then is the last edit is not the one meant."""
    if damaged:
        raise InputError(replace(fault, severity=Severity.ERROR) for fault in damaged)


@contextmanager
def lock_folder(
    data: Path, say: Callable[[str], object] | None = None
) -> Iterator[Sequence[Fault]]:
    """Keep other processes from changing the folder; finish what a killed one had begun.

    What is damaged in the history is said, set aside, and given to the block.
    """
    home, say = data / history_entry.HISTORY_FOLDER, say or sys.stderr.write
    recovery.check_history_folder(data)
    home.mkdir(exist_ok=True)
    with lock.hold_lock(home / recovery.LOCK_FILE, lambda: say(WAITING_MESSAGE)):
        found = recovery.recover_folder(data)
        for fault in found.damaged:
            say(f"{fault}\n")
        if found.entry:
            which = "taken back" if found.is_reversed else "finished"
            say(
                f"An edit that was cut short has been {which}: "
                f"{escape_unprintable(found.entry.why)}.\n"
            )
        yield found.damaged


def _find_faults(data: Path, article: Path | None) -> list[Fault]:
    try:
        return rules.find_faults(loader.read_folder(data, article))
    except InputError as bad:
        return list(bad.faults)


def _fault_identity(fault: Fault) -> tuple[str, ...]:
    """Return what is wrong in which file; where in it may differ after an edit."""
    return fault.file, fault.property, fault.found, fault.code


def _take_known(known: Counter[tuple[str, ...]], fault: Fault) -> bool:
    """Return whether a fault was known, and take it off the known ones."""
    said = _fault_identity(fault)
    known[said] -= 1
    return known[said] >= 0


@contextmanager
def _stage_folder(data: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder like `data` with new content in some files: the very bytes that would stand.

    It lies in the history, on the same disk, and shares the files that do not change.
    """
    home = data / history_entry.HISTORY_FOLDER
    with tempfile.TemporaryDirectory(dir=home, prefix=history.CHECK_PREFIX) as around:
        stage = Path(around, data.name)
        for file in list_files(data):
            if file not in files:
                _link_or_copy(data, file, stage)
        for file, held in files.items():
            (stage / file).parent.mkdir(parents=True, exist_ok=True)
            (stage / file).write_bytes(held)
        yield stage


def list_files(data: Path) -> Iterator[str]:
    """Yield the files of a folder, its history and the answers of services apart."""
    inner = (path.relative_to(data) for path in data.rglob("*") if not path.is_dir())
    return (path.as_posix() for path in inner if path.parts[0] not in NON_CONTENT_FOLDERS)


def _link_or_copy(data: Path, file: str, stage: Path) -> None:
    """Let a file stand in a second place without a copy, where the disk can."""
    path, there = resolve_links(data / file), stage / file
    there.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_relative_to(data) or path.is_symlink():
        there.symlink_to(path)  # for the rules on links out of the folder, or in a circle
        return
    try:
        os.link(path, there)
    except OSError:
        shutil.copyfile(path, there)
