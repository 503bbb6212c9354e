"""Files that people edit, brought into canonical form: each whole, proved, or left alone."""

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo import canonical, facts, files, progress, project, sources
from geo.canonical import Canonical, Repair, proof
from geo.errors import BadInput, Fault
from geo.phrases import of_system, phrase
from geo.schemas import At

FACTS = "fact"
"""The schema of `facts.csv`; those of the other files are `place`, `area` and `backdrop`."""


@dataclass(frozen=True)
class Target:
    """One file of a folder that people edit."""

    path: Path
    name: str
    """Its name in messages: the folder's own and the path in it."""
    schema: str


@dataclass(frozen=True)
class Formatted:
    """What has become of one file, or would."""

    name: str
    changed: bool
    repairs: tuple[Repair, ...] = ()
    faults: tuple[Fault, ...] = ()
    """Why it stays as it is."""


def targets(data: Path, chosen: Iterable[Path] = ()) -> list[Target]:
    """Return the chosen files of a folder, or all that people edit: layers, areas, backdrop, facts.

    `map.toml` and the words in `strings/` are left alone. Raises `BadInput` where `map.toml` cannot
    be read, and for a chosen file that is none of them.
    """
    made_of = project.read(data)
    schemas = {layer.file: "backdrop" for layer in made_of.backdrop}
    schemas |= {layer.file: "place" for layer in made_of.layers}
    schemas |= {made_of.areas: "area"} if made_of.areas else {}
    edited = {name: schema for name, schema in schemas.items() if not sources.is_table(name)}
    if (data / facts.FILE).is_symlink() or (data / facts.FILE).exists():
        edited[facts.FILE] = FACTS
    all_of_them = [
        Target(data / name, f"{data.name}/{name}", schema) for name, schema in edited.items()
    ]
    wanted = [files.real(path) for path in chosen]
    of_path = {files.real(target.path): target for target in all_of_them}
    if strays := [path for path in wanted if path not in of_path]:
        raise BadInput(map(_stray, strays))
    return [of_path[path] for path in wanted] or all_of_them


def _stray(path: Path) -> Fault:
    rule = phrase(
        "fmt.file-not-of-map",
        "it must be a layer, a file of areas or backdrop or the facts that map.toml names",
    )
    return At(str(path)).fault("", "", rule, "name another file, or name it in map.toml")


def formatted(data: Path, target: Target, *, write: bool) -> Formatted:
    """Bring one file into canonical form; without `write` only say what that would change.

    A file that cannot be read whole, that leads out of the folder, that something else changes
    meanwhile, or whose new text is not proved to say all that the old one said, stays as it is.
    """
    progress.stage(f"formatting {target.name}")
    if strays := files.outside(data, target.path, target.name):
        return Formatted(target.name, changed=False, faults=tuple(strays))
    text, faults = files.read_whole(target.path, target.name)
    if text is None:
        return Formatted(target.name, changed=False, faults=tuple(faults))
    made = _canonical(text, target)
    unsound = (*made.faults, *_unproved(text, made, target))
    if unsound or made.text == text:
        return Formatted(target.name, changed=False, faults=unsound)
    meanwhile = _replaced(target, text, made.text) if write else []
    return Formatted(target.name, not meanwhile, made.repairs, tuple(meanwhile))


def _canonical(text: str, target: Target) -> Canonical:
    if target.schema == FACTS:
        return canonical.facts(text, target.name)
    return canonical.layer(text, target.name, target.schema)


def _unproved(text: str, made: Canonical, target: Target) -> Iterator[Fault]:
    """Yield a fault where the new text is not seen to say what the old one said."""
    if made.faults or made.text == text:
        return
    same = proof.of_facts if target.schema == FACTS else proof.of_layer
    if not same(text, made.text) or _canonical(made.text, target) != Canonical(made.text):
        rule = phrase(
            "fmt.not-proved",
            "the canonical form must say all that the file said; here that could not be proved",
        )
        yield At(target.name).fault("", "", rule, "report it; the file is as it was")


def _replaced(target: Target, old: str, new: str) -> list[Fault]:
    """Write a file through links of the folder, unless it is no longer what was read."""
    path, at = files.real(target.path), At(target.name)
    try:
        if path.read_bytes() != old.encode():
            rule = phrase(
                "fmt.changed-meanwhile",
                "nothing else writes to the file while it is formatted; something did",
            )
            return [at.fault("", "", rule, "save it there, then format it again")]
        if not os.access(path, os.W_OK):  # a new file in its place would need no permission
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        files.write_bytes(path, new.encode())
    except OSError as error:
        mend = "make room on the disk" if error.errno in files.FULL else "allow this user to write"
        rule = phrase(
            "file.not-writable", "the file must be writable: {reason}", reason=of_system(error)
        )
        return [at.fault("", "", rule, mend)]
    return []
