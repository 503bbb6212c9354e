"""Files put into a folder together: all of them, or nothing of them."""

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from geo.content import facts
from geo.faults.fault import InputError, escape_unambiguously
from geo.faults.schemas import Location
from geo.faults.translation import phrase

MAX_SHOWN_FILES = 5
"""Files in the way that are named."""


def check_free(target: Path, names: Iterable[str]) -> None:
    """Raise `InputError` where files of these names could not be put without overwriting."""
    at = Location(escape_unambiguously(str(target)))
    if target.exists() and not target.is_dir():
        fault = at.make_fault("", "a file", phrase("new.not-folder"), "name another")
        raise InputError([fault])
    there = [name for name in [*names, facts.FACTS_PARQUET] if _is_taken(target, name)]
    if there:
        found = ", ".join(there[:MAX_SHOWN_FILES]) + (" …" if len(there) > MAX_SHOWN_FILES else "")
        rule, mend = phrase("new.files-there"), "name a new folder, or move these away"
        raise InputError([at.make_fault("", found, rule, mend)])


def _is_taken(target: Path, name: str) -> bool:
    """Return whether something stands where a file is to be, or in the way to it."""
    path = target / name
    above = [target / part for part in Path(name).parents if part != Path()]
    return path.exists() or path.is_symlink() or any(each.is_file() for each in above)


def write_together(target: Path, files: Mapping[str, bytes], check: Callable[[Path], None]) -> None:
    """Write files beside `target`, check them there, and only then move them to it.

    When writing or the check fails, nothing is left behind.
    """
    target = target.resolve()
    above = next(path for path in target.parents if path.is_dir())
    with tempfile.TemporaryDirectory(dir=above, prefix=f".{target.name}.") as temporary:
        made = Path(temporary) / target.name
        for name, data in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(data)
        check(made)
        check_free(target, files)
        if target.is_dir():  # perhaps the one that the user stands in: it stays the same folder
            _move_files(made, target, files)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.rename(target)


def _move_files(made: Path, target: Path, names: Iterable[str]) -> None:
    """Move files one by one; take all of them back where one cannot be."""
    moved: list[Path] = []
    folders: list[Path] = []
    try:
        for name in names:
            path = target / name
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True)
                folders.append(path.parent)
            (made / name).rename(path)
            moved.append(path)
    except OSError:
        for path in moved:
            path.unlink()
        for folder in folders:
            folder.rmdir()
        raise
