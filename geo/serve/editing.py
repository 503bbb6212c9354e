"""Places and facts read for editing, and saved through `geo.edits` where nobody changed them since.

A browser sends what it began with beside what it made of it. Another change of the same file is
kept, one of the same place or fact is a `Disagreement`: the person then sees both.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo import canonical, content, edits, facts, files, project, sources
from geo.check import within
from geo.errors import BadInput, Fault, shown
from geo.files import digest, read_text
from geo.geojson import Json
from geo.phrases import Phrase, phrase
from geo.project import Layer, Project
from geo.schemas import At
from geo.serve import shapes

POSITION = frozenset(
    {
        "geometry", "located_by", "location_source", "location_licence", "source_datum",
        "uncertainty_m", "checked_on",
    }
)  # fmt: skip
"""Properties that change together when a place is moved."""


MOST_FILES = 8
"""Layers whose places are remembered while their text stays the same."""


class Disagreement(Exception):  # noqa: N818  what it is; the name is read in `except`
    """Raised where a place, a fact or a candidate is no longer what an edit began with."""

    def __init__(self, theirs: Json | None, of: str = "") -> None:
        """Keep what it is now, `None` where it is gone, and what it is where two could be meant."""
        self.theirs, self.of = theirs, of
        super().__init__("changed meanwhile")


class Referred(Exception):  # noqa: N818  as above
    """Raised where a place is to go that facts, other places or areas name."""

    def __init__(self, told: list[str], parts: list[str]) -> None:
        """Keep the ids of the facts that are told of it, and of the places that are part of it."""
        self.facts, self.parts = told, parts
        super().__init__("named by others")


@dataclass(frozen=True)
class Held:
    """A file as it stands, and what is in it by id, in canonical form."""

    file: str
    name: str
    """The same as messages write it."""
    seen: str
    """SHA-256 of its bytes, empty where there is no file."""
    text: str
    items: Mapping[str, Json]


@dataclass(frozen=True)
class Change:
    """What is to become of one place or fact."""

    ident: str
    base: Json | None
    """What it was when the edit began; `None` for one that is new."""
    next: Json | None
    """What it shall be; `None` removes it."""
    layer: str = ""
    """Id of the layer that the place shall stand in."""

    @property
    def why(self) -> Phrase:
        """Say what the change is, for the history."""
        if self.next is None:
            return phrase("history.removed", "{id}: removed", id=self.ident)
        if self.base is None:
            return phrase("history.added", "{id}: added", id=self.ident)
        before, after = (_flat(each) for each in (self.base, self.next))
        names = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        said = tuple(dict.fromkeys("position" if name in POSITION else name for name in names))
        return phrase("history.changed", "{id}: {names}", id=self.ident, names=said or ("layer",))


def _flat(item: Json) -> Json:
    """Return a place's properties beside its geometry, a fact's cells as they are."""
    if "properties" not in item:
        return item
    return {**item["properties"], "geometry": item.get("geometry")}


def editable(made_of: Project) -> list[Layer]:
    """Return the layers that people edit by hand; those in columns are other programs' business."""
    return [layer for layer in made_of.layers if not sources.is_table(layer.file)]


def find(data: Path, ident: str) -> tuple[Layer, Held] | None:
    """Return the layer and the file that a place stands in."""
    for layer in editable(project.read(data)):
        # a file without its name is not worth being read as what it holds
        if json.dumps(ident).encode() in (data / layer.file).read_bytes():
            held = layer_file(data, layer)
            if ident in held.items:
                return layer, held
    return None


def layer_file(data: Path, layer: Layer) -> Held:
    """Return a layer's file; raise `BadInput` where it cannot be read."""
    name, seen, text = _read(data, layer.file)
    return Held(layer.file, name, seen, text, _places(text, name))


@lru_cache(MOST_FILES)
def _places(text: str, name: str) -> Mapping[str, Json]:
    """Return the places of a layer by id, in canonical form."""
    tidy = canonical.layer(text, name)
    if tidy.faults:
        raise BadInput(tidy.faults)
    return {str(each.get("id")): each for each in json.loads(tidy.text)["features"]}


def facts_file(data: Path) -> Held:
    """Return the table of facts, one that is not there as an empty one; as with `layer_file`."""
    if facts.find(data) != facts.FILE:
        rule, mend = (
            phrase("facts.in-parquet", "facts in Parquet are written by programs"),
            phrase("mend.change-at-source", "change them where they are made"),
        )
        raise BadInput([At(f"{data.name}/{facts.LARGE}").fault("", "", rule, mend)])
    if not (data / facts.FILE).exists():
        return Held(facts.FILE, f"{data.name}/{facts.FILE}", "", "", {})
    name, seen, text = _read(data, facts.FILE)
    return Held(facts.FILE, name, seen, text, _facts(text, name))


@lru_cache(1)
def _facts(text: str, name: str) -> Mapping[str, Json]:
    """Return the rows of the table of facts by id, in canonical form, without empty cells."""
    tidy = canonical.facts(text, name)
    if tidy.faults:
        raise BadInput(tidy.faults)
    rows = csv.DictReader(io.StringIO(tidy.text.removeprefix("\ufeff"), newline=""))
    cells = [{key: cell for key, cell in row.items() if cell} for row in rows]
    return {row.get("id", ""): row for row in cells}


def _read(data: Path, file: str) -> tuple[str, str, str]:
    """Return a file's name for messages, its hash and its text; hashed before it is read."""
    name = f"{data.name}/{file}"
    try:
        seen = digest((data / file).read_bytes())
    except OSError as error:
        raise BadInput([files.unreadable(name, error)]) from None
    text, faults = read_text(data / file, name)
    if text is None:
        raise BadInput(faults)
    mark = "\ufeff" if (data / file).read_bytes().startswith(b"\xef\xbb\xbf") else ""
    return name, seen, mark + text


def save_place(data: Path, change: Change, article: Path | None) -> list[Fault]:
    """Make a change of a place stand; return the warnings that the content then has.

    Raises `BadInput` where it would bring faults, `Disagreement` where the place has changed,
    `Referred` where one is to be removed that facts or places name.
    """
    layers = {layer.id: layer for layer in editable(project.read(data))}
    if change.layer not in layers:
        rule, mend = (
            phrase("layer.not-editable", "it must be a layer that is edited by hand"),
            phrase("mend.other-layer", "choose another layer"),
        )
        raise BadInput([At(data.name).fault("layer", shown(change.layer), rule, mend)])
    if faults := shapes.feature_faults(
        change.ident, change.next, f"{data.name}/{layers[change.layer].file}"
    ):
        raise BadInput(faults)
    found = find(data, change.ident)
    _agree(change, found[1] if found else None)
    if change.next is None:
        _unnamed(data, change.ident)
    into = layer_file(data, layers[change.layer])
    touched = {into.file: _edited(into, {change.ident: change.next})}
    seen = {into.file: into.seen}
    if found and found[1].file != into.file:
        touched[found[1].file] = _edited(found[1], {change.ident: None})
        seen[found[1].file] = found[1].seen
    return edits.save(data, edits.Edit(touched, seen, change.why), article)


def save_fact(data: Path, change: Change, article: Path | None) -> list[Fault]:
    """Make a change of a fact stand, as with `save_place`."""
    held = facts_file(data)
    if faults := shapes.cell_faults(change.ident, change.next, held.name):
        raise BadInput(faults)
    _agree(change, held)
    cells = change.next
    if cells is not None:  # what is not said any more is an empty cell
        cells = {**dict.fromkeys(change.base or {}, ""), **cells}
    tidy = canonical.edited_fact(held.text, held.name, {change.ident: cells})
    if tidy.faults:
        raise BadInput(tidy.faults)
    changed = {held.file: tidy.text.encode()}
    return edits.save(data, edits.Edit(changed, {held.file: held.seen}, change.why), article)


def _agree(change: Change, held: Held | None) -> None:
    now = held.items.get(change.ident) if held else None
    if change.base is None and held and now:
        rule, mend = (
            phrase("item.id-taken", "an id belongs to one place or fact only"),
            phrase("mend.other-id", "choose another id"),
        )
        at = At(held.name, 0, f"({change.ident})", change.ident)
        raise BadInput([at.fault("id", shown(change.ident), rule, mend)])
    if now != change.base:
        raise Disagreement(now)


def _edited(held: Held, changes: Mapping[str, Json | None]) -> bytes:
    tidy = canonical.edited(held.text, held.name, changes)
    if tidy.faults:
        raise BadInput(tidy.faults)
    return tidy.text.encode()


def _unnamed(data: Path, ident: str) -> None:
    """Raise `Referred` where facts or other places name a place."""
    raw = content.read(data)
    told = [
        str(row.cells.get("id", "")) for row in raw.facts.rows() if row.cells.get("place") == ident
    ]
    parts = [
        str(feature.properties.get("id", ""))
        for feature in (*raw.features(), *raw.areas)
        if feature.properties.get("part_of") == ident or ident in within.named_by(feature)
    ]
    if told or parts:
        raise Referred(told, parts)


def facts_of(data: Path, ident: str) -> Iterator[Json]:
    """Yield the facts of a place as the table has them."""
    return (row for row in facts_file(data).items.values() if row.get("place") == ident)


def free_fact(data: Path) -> str:
    """Return an id that no fact has had as far as the table shows: after the highest."""
    idents = facts_file(data).items
    letter = max((ident[:1] for ident in idents if ident), default="F")
    numbers = [ident[1:] for ident in idents if ident[:1] == letter and ident[1:].isdigit()]
    wide = max(map(len, numbers), default=3)
    return f"{letter}{max(map(int, numbers), default=0) + 1:0{wide}}"
