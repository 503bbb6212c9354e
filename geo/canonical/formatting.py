"""Files that people edit, brought into canonical form: each whole, proved, or left alone."""

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geo import canonical
from geo.canonical import equivalence
from geo.canonical.repairs import CanonicalText, Repair
from geo.content import facts, map_toml
from geo.faults import schemas
from geo.faults.fault import Fault, InputError
from geo.faults.schemas import Location
from geo.faults.translation import phrase, system_reason
from geo.formats import columnar_files, geojson
from geo.runtime import files
from geo.terminal import progress

FACTS_SCHEMA = "fact"
"""The schema of `facts.csv`; those of the other files are `place`, `area` and `backdrop`."""


@dataclass(frozen=True)
class Target:
    """One file of a folder that people edit."""

    path: Path
    name: str
    """Its name in messages: the folder's own and the path in it."""
    schema: str


@dataclass(frozen=True)
class FormatResult:
    """What has become of one file, or would."""

    name: str
    changed: bool
    repairs: tuple[Repair, ...] = ()
    faults: tuple[Fault, ...] = ()
    """Why it stays as it is."""


def list_targets(data: Path, chosen: Iterable[Path] = ()) -> list[Target]:
    """Return the chosen files of a folder, or all that people edit: layers, areas, backdrop, facts.

    `map.toml` and the words in `strings/` are left alone. Raises `InputError` where `map.toml`
    cannot be read, and for a chosen file that is none of them.
    """
    made_of = map_toml.read_project(data)
    named = {layer.file: "backdrop" for layer in made_of.backdrop}
    named |= {layer.file: "place" for layer in made_of.layers}
    named |= {made_of.areas: "area"} if made_of.areas else {}
    edited = {name: schema for name, schema in named.items() if not columnar_files.is_table(name)}
    if (data / facts.FACTS_CSV).is_symlink() or (data / facts.FACTS_CSV).exists():
        edited[facts.FACTS_CSV] = FACTS_SCHEMA
    all_of_them = [
        Target(data / name, f"{data.name}/{name}", schema) for name, schema in edited.items()
    ]
    wanted = [files.resolve_links(path) for path in chosen]
    of_path = {files.resolve_links(target.path): target for target in all_of_them}
    if strays := [path for path in wanted if path not in of_path]:
        raise InputError(map(_unknown_target, strays))
    return [of_path[path] for path in wanted] or all_of_them


def make_missing_layers(data: Path, *, write: bool) -> tuple[list[str], list[Fault]]:
    """Write an empty file for each layer that `map.toml` names and that has none.

    Return their names, without `write` of those that would be written, and why others were not.
    """
    made, faults = list[str](), list[Fault]()
    empty = geojson.format_collection([], schemas.list_columns("place")).encode()
    for layer in map_toml.read_project(data).layers:
        path, name = data / layer.file, f"{data.name}/{layer.file}"
        if columnar_files.is_table(layer.file) or os.path.lexists(path):
            continue
        if strays := files.check_inside(data, path, name):
            faults += strays
            continue
        try:
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
                files.write_bytes(path, empty)
            made.append(name)
        except OSError as error:
            faults.append(_unwritable_fault(Location(name), error))
    return made, faults


def _unknown_target(path: Path) -> Fault:
    rule = phrase("fmt.file-not-of-map")
    return Location(str(path)).make_fault("", "", rule, "name another file, or name it in map.toml")


def format_file(data: Path, target: Target, *, write: bool) -> FormatResult:
    """Bring one file into canonical form; without `write` only say what that would change.

    A file that cannot be read whole, that leads out of the folder, that something else changes
    meanwhile, or whose new text is not proved to say all that the old one said, stays as it is.
    """
    progress.set_stage(f"formatting {target.name}")
    if strays := files.check_inside(data, target.path, target.name):
        return FormatResult(target.name, changed=False, faults=tuple(strays))
    text, faults = files.read_whole(target.path, target.name)
    if text is None:
        return FormatResult(target.name, changed=False, faults=tuple(faults))
    made = _canonicalise(text, target)
    unsound = (*made.faults, *_check_equivalence(text, made, target))
    if unsound or made.text == text:
        return FormatResult(target.name, changed=False, faults=unsound)
    meanwhile = _replace_file(target, text, made.text) if write else []
    return FormatResult(target.name, not meanwhile, made.repairs, tuple(meanwhile))


def _canonicalise(text: str, target: Target) -> CanonicalText:
    if target.schema == FACTS_SCHEMA:
        return canonical.canonicalise_facts(text, target.name)
    return canonical.canonicalise_layer(text, target.name, target.schema)


def _check_equivalence(text: str, made: CanonicalText, target: Target) -> Iterator[Fault]:
    """Yield a fault where the new text is not seen to say what the old one said."""
    if made.faults or made.text == text:
        return
    same = equivalence.is_same_facts if target.schema == FACTS_SCHEMA else equivalence.is_same_layer
    if not same(text, made.text) or _canonicalise(made.text, target) != CanonicalText(made.text):
        rule = phrase("fmt.not-proved")
        yield Location(target.name).make_fault("", "", rule, "report it; the file is as it was")


def _replace_file(target: Target, old: str, new: str) -> list[Fault]:
    """Write a file through links of the folder, unless it is no longer what was read."""
    path, at = files.resolve_links(target.path), Location(target.name)
    try:
        if path.read_bytes() != old.encode():
            rule = phrase("fmt.changed-meanwhile")
            return [at.make_fault("", "", rule, "save it there, then format it again")]
        if not os.access(path, os.W_OK):  # a new file in its place would need no permission
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        files.write_bytes(path, new.encode())
    except OSError as error:
        return [_unwritable_fault(at, error)]
    return []


def _unwritable_fault(at: Location, error: OSError) -> Fault:
    full = error.errno in files.DISK_FULL_ERRNOS
    mend = "make room on the disk" if full else "allow this user to write"
    rule = phrase("file.not-writable", reason=system_reason(error))
    return at.make_fault("", "", rule, mend)
