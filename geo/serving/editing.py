"""Places and facts read for editing, and saved where nobody changed them since.

A browser sends what it began with beside what it made of it. Another change of the same file is
kept, one of the same place or fact is a `EditConflictError`: the person then sees both.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo import canonical
from geo.check import containment
from geo.content import facts, loader, map_toml
from geo.content.places import POSITION_PROPERTIES
from geo.content.project import Layer, Project
from geo.edits import saving
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.formats import columnar_files
from geo.formats.geojson import Json
from geo.runtime.files import BYTE_ORDER_MARK, normalise_text, read_content, read_whole, sha256_hex
from geo.serving import request_values

MOVED_PROPERTIES = frozenset({"geometry", *POSITION_PROPERTIES})
"""Properties that change together when a place is moved."""


MAX_CACHED_FILES = 8
"""Layers whose places are remembered while their text stays the same."""


class EditConflictError(Exception):
    """Raised where a place, a fact or a candidate is no longer what an edit began with."""

    def __init__(self, theirs: Json | None, of: str = "") -> None:
        """Keep what it is now, `None` where it is gone, and what it is where two could be meant."""
        self.theirs, self.of = theirs, of
        super().__init__("changed meanwhile")


class StillReferencedError(Exception):
    """Raised where a place is to go that facts, other places or areas name."""

    def __init__(self, told: list[str], parts: list[str]) -> None:
        """Keep the ids of the facts that are told of it, and of the places that are part of it."""
        self.facts, self.parts = told, parts
        super().__init__("named by others")


@dataclass(frozen=True)
class FileSnapshot:
    """A file as it stands, and what is in it by id, in canonical form."""

    file: str
    name: str
    """The same as messages write it."""
    seen: str
    """SHA-256 of its bytes, empty where there is no file."""
    text: str
    items: Mapping[str, Json]


@dataclass(frozen=True)
class ItemChange:
    """What is to become of one place or fact."""

    ident: str
    base: Json | None
    """What it was when the edit began; `None` for one that is new."""
    next: Json | None
    """What it shall be; `None` removes it."""
    layer: str = ""
    """Id of the layer that the place shall stand in."""

    @property
    def change_summary(self) -> Phrase:
        """Say what the change is, for the history."""
        if self.next is None:
            return phrase("history.removed", id=self.ident)
        if self.base is None:
            return phrase("history.added", id=self.ident)
        before, after = (_flatten_item(each) for each in (self.base, self.next))
        names = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        said = tuple(
            dict.fromkeys("position" if name in MOVED_PROPERTIES else name for name in names)
        )
        return phrase("history.changed", id=self.ident, names=said or ("layer",))


def _flatten_item(item: Json) -> Json:
    """Return a place's properties beside its geometry, a fact's cells as they are."""
    if "properties" not in item:
        return item
    return {**item["properties"], "geometry": item.get("geometry")}


def list_editable_layers(made_of: Project) -> list[Layer]:
    """Return the layers that people edit by hand; those in columns are other programs' business."""
    return [layer for layer in made_of.layers if not columnar_files.is_table(layer.file)]


def find_place(data: Path, ident: str) -> tuple[Layer, FileSnapshot] | None:
    """Return the layer and the file that a place stands in."""
    for layer in list_editable_layers(map_toml.read_project(data)):
        # a file without its name is not worth being read as what it holds
        if json.dumps(ident).encode() in read_content(data / layer.file, layer.file):
            held = read_layer_file(data, layer)
            if ident in held.items:
                return layer, held
    return None


def read_layer_file(data: Path, layer: Layer) -> FileSnapshot:
    """Return a layer's file; raise `InputError` where it cannot be read."""
    name, seen, text = _read_file(data, layer.file)
    return FileSnapshot(layer.file, name, seen, text, _parse_places(text, name))


@lru_cache(MAX_CACHED_FILES)
def _parse_places(text: str, name: str) -> Mapping[str, Json]:
    """Return the places of a layer by id, in canonical form."""
    tidy = canonical.canonicalise_layer(text, name)
    if tidy.faults:
        raise InputError(tidy.faults)
    return {str(each.get("id")): each for each in json.loads(tidy.text)["features"]}


def read_facts_file(data: Path) -> FileSnapshot:
    """Return the table of facts, one that is not there as an empty one.

    As with `read_layer_file`.
    """
    facts.expect_facts_csv(data)
    if not (data / facts.FACTS_CSV).exists():
        return FileSnapshot(facts.FACTS_CSV, f"{data.name}/{facts.FACTS_CSV}", "", "", {})
    name, seen, text = _read_file(data, facts.FACTS_CSV)
    return FileSnapshot(facts.FACTS_CSV, name, seen, text, _parse_facts(text, name))


@lru_cache(1)
def _parse_facts(text: str, name: str) -> Mapping[str, Json]:
    """Return the rows of the table of facts by id, in canonical form, without empty cells."""
    tidy = canonical.canonicalise_facts(text, name)
    if tidy.faults:
        raise InputError(tidy.faults)
    rows = csv.DictReader(io.StringIO(tidy.text.removeprefix("\ufeff"), newline=""))
    cells = [{key: cell for key, cell in row.items() if cell} for row in rows]
    return {row.get("id", ""): row for row in cells}


def _read_file(data: Path, file: str) -> tuple[str, str, str]:
    """Return a file's name for messages, its hash and its text."""
    name = f"{data.name}/{file}"
    text, faults = read_whole(data / file, name)
    if text is None:
        raise InputError(faults)
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return name, sha256_hex(text.encode()), mark + normalise_text(text)


def save_place(data: Path, change: ItemChange, article: Path | None) -> list[Fault]:
    """Make a change of a place stand; return the warnings that the content then has.

    Raises `InputError` where it would bring faults, `EditConflictError` where the place has
    changed, `StillReferencedError` where one is to be removed that facts or places name.
    """
    layers = {layer.id: layer for layer in list_editable_layers(map_toml.read_project(data))}
    if change.layer not in layers:
        rule, mend = (phrase("layer.not-editable"), phrase("mend.other-layer"))
        raise InputError(
            [Location(data.name).make_fault("layer", format_value(change.layer), rule, mend)]
        )
    if faults := request_values.feature_faults(
        change.ident, change.next, f"{data.name}/{layers[change.layer].file}"
    ):
        raise InputError(faults)
    found = find_place(data, change.ident)
    _check_unchanged(change, found[1] if found else None)
    if change.next is None:
        _check_unreferenced(data, change.ident)
    into = read_layer_file(data, layers[change.layer])
    touched = {into.file: _edit_layer(into, {change.ident: change.next})}
    seen = {into.file: into.seen}
    if found and found[1].file != into.file:
        touched[found[1].file] = _edit_layer(found[1], {change.ident: None})
        seen[found[1].file] = found[1].seen
    return saving.save_edit(data, saving.Edit(touched, seen, change.change_summary), article)


def save_fact(data: Path, change: ItemChange, article: Path | None) -> list[Fault]:
    """Make a change of a fact stand, as with `save_place`."""
    held = read_facts_file(data)
    if faults := request_values.cell_faults(change.ident, change.next, held.name):
        raise InputError(faults)
    _check_unchanged(change, held)
    cells = change.next
    if cells is not None:  # what is not said any more is an empty cell
        cells = {**dict.fromkeys(change.base or {}, ""), **cells}
    tidy = canonical.apply_fact_edits(held.text, held.name, {change.ident: cells})
    if tidy.faults:
        raise InputError(tidy.faults)
    changed = {held.file: tidy.text.encode()}
    return saving.save_edit(
        data, saving.Edit(changed, {held.file: held.seen}, change.change_summary), article
    )


def _check_unchanged(change: ItemChange, held: FileSnapshot | None) -> None:
    now = held.items.get(change.ident) if held else None
    if change.base is None and held and now:
        rule, mend = (phrase("item.id-taken"), phrase("mend.other-id"))
        at = Location(held.name, 0, f"({change.ident})", change.ident)
        raise InputError([at.make_fault("id", format_value(change.ident), rule, mend)])
    if now != change.base:
        raise EditConflictError(now)


def _edit_layer(held: FileSnapshot, changes: Mapping[str, Json | None]) -> bytes:
    tidy = canonical.apply_layer_edits(held.text, held.name, changes)
    if tidy.faults:
        raise InputError(tidy.faults)
    return tidy.text.encode()


def _check_unreferenced(data: Path, ident: str) -> None:
    """Raise `StillReferencedError` where facts or other places name a place."""
    raw = loader.read_folder(data)
    told = [
        str(row.cells.get("id", ""))
        for row in raw.facts.iter_rows()
        if row.cells.get("place") == ident
    ]
    parts = [
        str(feature.properties.get("id", ""))
        for feature in (*raw.iter_features(), *raw.areas)
        if feature.properties.get("part_of") == ident
        or ident in containment.list_within_ids(feature)
    ]
    if told or parts:
        raise StillReferencedError(told, parts)


def facts_of_place(data: Path, ident: str) -> Iterator[Json]:
    """Yield the facts of a place as the table has them."""
    return (row for row in read_facts_file(data).items.values() if row.get("place") == ident)


def new_fact_id(data: Path) -> str:
    """Return an id that no fact has had as far as the table shows: after the highest."""
    idents = read_facts_file(data).items
    letter = max((ident[:1] for ident in idents if ident), default="F")
    numbers = [ident[1:] for ident in idents if ident[:1] == letter and ident[1:].isdigit()]
    wide = max(map(len, numbers), default=3)
    return f"{letter}{max(map(int, numbers), default=0) + 1:0{wide}}"
