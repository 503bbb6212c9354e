"""A history taken up again: what a killed process had begun is finished, what is damaged set aside.

What comes from here is told to whoever changes the folder next; none of it stops the change.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from geo.edits import history
from geo.edits.history_entry import (
    HISTORY_FOLDER,
    OTHER_SIDE,
    PENDING_FILE,
    RECORD_FILE,
    DamagedRecordError,
    Entry,
    read_entry,
    read_pending,
)
from geo.faults.fault import Fault, InputError, Severity
from geo.faults.translation import phrase
from geo.runtime.files import (
    check_inside,
    is_regular,
    remove_stale_temporaries,
    remove_tree,
    sync_folder,
)

LOCK_FILE = "lock"
DAMAGED_PREFIX = "damaged-"
"""Begin of the names under which what is damaged is set aside."""


@dataclass(frozen=True)
class RecoveryResult:
    """What was found when a folder was taken up again."""

    entry: Entry | None = None
    """The edit that a killed process had begun, finished now."""
    damaged: tuple[Fault, ...] = ()
    """What was set aside, since it is not what was kept."""
    is_reversed: bool = False
    """Whether the edit was brought to the other side than it was begun for."""


def check_history_folder(data: Path) -> None:
    """Raise `InputError` where the history is no folder of this one, or its lock no file."""
    home, name = data / HISTORY_FOLDER, f"{data.name}/{HISTORY_FOLDER}"
    faults = check_inside(data, home, name)
    lock_file = home / LOCK_FILE
    strange = lock_file if os.path.lexists(lock_file) and not is_regular(lock_file) else None
    if os.path.lexists(home) and (home.is_symlink() or not home.is_dir()):
        strange = home
    if strange and not faults:
        where = name if strange == home else f"{name}/{LOCK_FILE}"
        mend = phrase("mend.remove-history", name=where)
        faults = [Fault(where, 0, "", "", "", phrase("history.not-own"), mend)]
    if faults:
        raise InputError(faults)


def recover_folder(data: Path) -> RecoveryResult:
    """Finish the edit that a killed process had begun; remove what it left, set aside what is bad.

    A file that somebody has changed since then stays as it is. Where the copies that should stand
    are damaged, the edit is taken back by those of its other side; where both are, no file is
    touched.
    """
    home = data / HISTORY_FOLDER
    for left in (*home.glob(f"{history.CHECK_PREFIX}*"), home / history.NEW_ENTRY):
        remove_tree(left)
    broken = [each for each in history.read_entries(data) if not isinstance(each, Entry)]
    damaged = [_set_aside(path / RECORD_FILE, why, path) for path, why in broken]
    if not (home / PENDING_FILE).is_symlink() and not (home / PENDING_FILE).exists():
        return RecoveryResult(None, tuple(damaged))
    try:
        edit, side = read_pending(home / PENDING_FILE)
    except DamagedRecordError as why:
        return RecoveryResult(None, (*damaged, _set_aside(home / PENDING_FILE, why)))
    if not (home / edit).exists():  # it had not yet changed anything, or is set aside
        (home / PENDING_FILE).unlink()
        return RecoveryResult(None, tuple(damaged))
    return _finish_edit(data, read_entry(home / edit), side, damaged)


def _finish_edit(data: Path, entry: Entry, side: str, damaged: list[Fault]) -> RecoveryResult:
    """Bring a begun edit to one side, or to the other one where the copies of that are sound."""
    for each in (side, OTHER_SIDE[side]):
        try:
            for file in entry.files:
                remove_stale_temporaries(history.resolve_target(data, file), older_than=0)
            history.move_files(data, entry, each)
        except InputError as bad:
            damaged += bad.faults
        else:
            return RecoveryResult(entry, tuple(damaged), each != side)
    damaged.append(_set_aside(entry.folder, DamagedRecordError(phrase("found.damaged-copies"))))
    (data / HISTORY_FOLDER / PENDING_FILE).unlink()
    return RecoveryResult(None, tuple(damaged))


def _set_aside(path: Path, why: DamagedRecordError, whole: Path | None = None) -> Fault:
    """Rename what is damaged, so that it is in nobody's way and can be looked at; say so."""
    moved = whole or path
    free = (
        f"{DAMAGED_PREFIX}{moved.name}{end}" for end in ("", *(f"-{n}" for n in range(2, 10_000)))
    )
    there = next(each for each in map(moved.with_name, free) if not os.path.lexists(each))
    moved.rename(there)
    sync_folder(there.parent)
    rule = phrase("history.damaged")
    mend = phrase("mend.look-aside", name=there.name)
    name = path.relative_to(there.parent.parent.parent).as_posix()
    return Fault(name, 0, "", "", why.args[0], rule, mend, Severity.WARNING)
