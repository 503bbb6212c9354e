"""A history taken up again: what a killed process had begun is finished, what is damaged set aside.

What comes from here is told to whoever changes the folder next; none of it stops the change.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from geo import history
from geo.errors import BadInput, Fault, Severity
from geo.files import is_regular, outside, remove_tree, sweep, sync_folder
from geo.history_entry import (
    FOLDER,
    PENDING,
    RECORD,
    SIDES,
    DamagedRecord,
    Entry,
    pending_edit,
    read_entry,
)  # fmt: skip
from geo.phrases import phrase

LOCK = "lock"
DAMAGED = "damaged-"
"""Begin of the names under which what is damaged is set aside."""


@dataclass(frozen=True)
class Recovered:
    """What was found when a folder was taken up again."""

    entry: Entry | None = None
    """The edit that a killed process had begun, finished now."""
    damaged: tuple[Fault, ...] = ()
    """What was set aside, since it is not what was kept."""
    is_reversed: bool = False
    """Whether the edit was brought to the other side than it was begun for."""


def expect_own(data: Path) -> None:
    """Raise `BadInput` where the history is no folder of this one, or its lock no file."""
    home, name = data / FOLDER, f"{data.name}/{FOLDER}"
    faults = outside(data, home, name)
    lock_file = home / LOCK
    strange = lock_file if os.path.lexists(lock_file) and not is_regular(lock_file) else None
    if os.path.lexists(home) and (home.is_symlink() or not home.is_dir()):
        strange = home
    if strange and not faults:
        rule = phrase(
            "history.not-own", "the history of a map is a folder of its own, and its lock a file"
        )
        where = name if strange == home else f"{name}/{LOCK}"
        mend = phrase("mend.remove-history", "remove {name}; it is made anew", name=where)
        faults = [Fault(where, 0, "", "", "", rule, mend)]
    if faults:
        raise BadInput(faults)


def recover(data: Path) -> Recovered:
    """Finish the edit that a killed process had begun; remove what it left, set aside what is bad.

    A file that somebody has changed since then stays as it is. Where the copies that should stand
    are damaged, the edit is taken back by those of its other side; where both are, no file is
    touched.
    """
    home = data / FOLDER
    for left in (*home.glob(f"{history.CHECKED}*"), home / history.NEW):
        remove_tree(left)
    broken = [each for each in history.read_entries(data) if not isinstance(each, Entry)]
    damaged = [_set_aside(path / RECORD, why, path) for path, why in broken]
    if not (home / PENDING).is_symlink() and not (home / PENDING).exists():
        return Recovered(None, tuple(damaged))
    try:
        edit, side = pending_edit(home / PENDING)
    except DamagedRecord as why:
        return Recovered(None, (*damaged, _set_aside(home / PENDING, why)))
    if not (home / edit).exists():  # it had not yet changed anything, or is set aside
        (home / PENDING).unlink()
        return Recovered(None, tuple(damaged))
    return _finish(data, read_entry(home / edit), side, damaged)


def _finish(data: Path, entry: Entry, side: str, damaged: list[Fault]) -> Recovered:
    """Bring a begun edit to one side, or to the other one where the copies of that are sound."""
    for each in (side, SIDES[side]):
        try:
            for file in entry.files:
                sweep(history.target(data, file), older_than=0)
            history.move_files(data, entry, each)
        except BadInput as bad:
            damaged += bad.faults
        else:
            return Recovered(entry, tuple(damaged), each != side)
    damaged.append(
        _set_aside(
            entry.folder, DamagedRecord(phrase("found.damaged-copies", "copies that are damaged"))
        )
    )
    (data / FOLDER / PENDING).unlink()
    return Recovered(None, tuple(damaged))


def _set_aside(path: Path, why: DamagedRecord, whole: Path | None = None) -> Fault:
    """Rename what is damaged, so that it is in nobody's way and can be looked at; say so."""
    moved = whole or path
    free = (f"{DAMAGED}{moved.name}{end}" for end in ("", *(f"-{n}" for n in range(2, 10_000))))
    there = next(each for each in map(moved.with_name, free) if not os.path.lexists(each))
    moved.rename(there)
    sync_folder(there.parent)
    home = there.parent.parent.parent
    rule = phrase("history.damaged", "the history holds what this program has written there, whole")
    mend = phrase(
        "mend.look-aside",
        "nothing is needed: it is set aside as {name}; look there for what it held",
        name=there.name,
    )
    name = path.relative_to(home).as_posix()
    return Fault(name, 0, "", "", why.args[0], rule, mend, Severity.WARNING)
