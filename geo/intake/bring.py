"""The whole of an import up to the edit that would do it; nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo import canonical, content, files, history, progress, project, schemas
from geo.check import geometry
from geo.content import Raw
from geo.edits import Edit
from geo.errors import BadInput, Fault, errors, printable, shown
from geo.geojson import Feature
from geo.guard import Bounds
from geo.intake import matching, reading, say
from geo.intake.doubts import Placed, Surroundings, doubts
from geo.intake.draft import Draft
from geo.intake.fields import Fields, cells, fields
from geo.intake.given import Given
from geo.intake.matching import Match
from geo.intake.plan import Plan
from geo.intake.planning import plan
from geo.intake.positions import Positions, positions
from geo.intake.reading import Choice
from geo.intake.systems import Reading
from geo.phrases import phrase
from geo.project import Layer
from geo.schemas import At
from geo.sheets import Sheet


@dataclass(frozen=True)
class Asked:
    """What a person asks of an import."""

    layer: str
    choice: Choice
    mapped: Mapping[str, str]
    """Property (or lon, lat, wkt) by column."""
    reading: Reading
    options: Mapping[str, Any]
    """Properties of all rows that do not say them, by name."""
    lower: bool


@dataclass(frozen=True)
class Import:
    """What would be done."""

    plan: Plan
    told: str
    """The same in words."""
    doubts: tuple[Fault, ...]
    """Warnings of the datum guard."""
    edit: Edit | None
    """Nothing where there is nothing to change."""


def prepare(data: Path, path: Path, asked: Asked) -> Import:
    """Read a file and return what bringing it in would do; raise `BadInput` with every fault."""
    seen = _seen(data, asked.layer)  # before it is read, so that no change in between is lost
    raw = content.read(data)
    layer = _layer(raw, asked.layer)
    _options(raw, asked.options)
    progress.stage(f"reading {printable(path.name)}")
    given = reading.read(path, asked.choice)
    chosen = fields(given, asked.mapped)
    placed = _placed(given, chosen, asked.reading, raw.project.bounds)
    progress.stage("matching places")
    rows = cells(given, chosen)
    known = matching.known(asked.layer, {name: _properties(raw, name) for name in raw.layers})
    means = matching.matches(rows, known)
    taken = {*known.layer, *known.elsewhere}
    progress.stage("comparing")
    around = _surroundings(raw, asked.layer, rows)
    kinds = tuple(kind.id for kind in raw.project.kinds)
    draft = Draft(given, chosen, placed, asked.options, kinds, taken, asked.lower)
    planned = plan(draft, rows, means, around.places)
    found = doubts(given, placed, _means(rows, means, around), around)
    told = say.told(planned, given, asked.layer, placed.notes, dict(chosen.left))
    return Import(planned, told, tuple(found), _edit(data, layer, planned, path.name, seen))


def _placed(given: Given, chosen: Fields, asked: Reading, bounds: Bounds) -> Positions:
    """Return the positions; raise `BadInput` with their faults, and where no column has names."""
    faults: list[Fault] = []
    if not {"id", "name", "aliases"} & chosen.properties.keys():
        rule = phrase(
            "import.no-names", "a column must say which place each {unit} is", unit=given.unit
        )
        mend = chosen.suggestion("name") or "name it: --map COLUMN=name"
        faults.append(given.fault("name", rule, mend, f"columns: {', '.join(given.columns)}"))
    try:
        found = positions(given, chosen, asked, bounds)
    except BadInput as bad:
        faults += bad.faults
    if faults:
        raise BadInput(faults)
    return found


def _seen(data: Path, layer: str) -> str:
    """Return the SHA-256 of a layer's file, nothing where there is no such layer."""
    named = [each.file for each in project.read(data).layers if each.id == layer]
    return history.digest_of(data, named[0]) if named else ""


def _layer(raw: Raw, wanted: str) -> Layer:
    """Return the layer that is meant, of which every place could be read."""
    layers = {layer.id: layer for layer in raw.project.layers}
    at = At("--layer")
    if wanted not in layers:
        rule = phrase(
            "import.layer-unknown",
            "it must be a layer of map.toml: {layers}",
            layers=", ".join(layers),
        )
        mend = schemas.nearest(wanted, list(layers)) or "name one of these"
        raise BadInput([at.fault("", shown(wanted), rule, mend)])
    layer = layers[wanted]
    held = raw.layers[wanted]
    if isinstance(held, Sheet):
        rule = phrase("import.layer-in-columns", "only layers in GeoJSON are edited here")
        raise BadInput([at.fault("", layer.file, rule, "write it with the program that made it")])
    named = f"{raw.folder}/{layer.file}"
    wrong = [fault for fault in raw.faults if fault.file == named]
    wrong += [fault for feature in held for fault in _undrawable(feature)]
    if wrong:
        raise BadInput(wrong)
    return layer


def _undrawable(feature: Feature) -> list[Fault]:
    """Return what keeps the geometry of a place from being compared with another."""
    if feature.geometry is None:
        return []
    return errors(geometry.of_feature(feature, feature.geometry, geometry.WORLD))


def _options(raw: Raw, options: Mapping[str, Any]) -> None:
    """Raise `BadInput` where an option says what no place may have."""
    faults = []
    kinds = [kind.id for kind in raw.project.kinds]
    for name, value in options.items():
        node = schemas.column("place", name) or {}
        if schemas.broken("place", name, [value]):
            allowed = ", ".join(node.get("enum", ())) or str(node["description"])
            mend = schemas.nearest(str(value), node.get("enum", [])) or "correct it"
            rule = phrase("import.option-value", "it must be: {allowed}", allowed=allowed)
            faults.append(At("options").fault(name, shown(value), rule, mend))
        elif name == "kind" and value not in kinds:
            rule = phrase(
                "import.kind-unknown",
                "it must be a [[kind]] of map.toml: {kinds}",
                kinds=", ".join(kinds),
            )
            mend = schemas.nearest(str(value), kinds) or "name one of these"
            faults.append(At("options").fault(name, shown(value), rule, mend))
    if faults:
        raise BadInput(faults)


def _properties(raw: Raw, layer: str) -> Iterable[Mapping[str, Any]]:
    held = raw.layers[layer]
    if not isinstance(held, Sheet):
        return (feature.properties for feature in held)
    named = [name for name in held.cells if name in {"id", "aliases"} or name.startswith("name")]
    records: list[Mapping[str, Any]] = held.cells[named].to_dict("records")
    return records


def _surroundings(raw: Raw, layer: str, rows: Sequence[Mapping[str, Any]]) -> Surroundings:
    """Return the places that rows are compared with: those of the layer, and what they lie in."""
    places: dict[str, Feature] = {}
    wanted = {raw.project.subject, *(str(row.get("part_of", "")) for row in rows)}
    wanted |= {str(p.get("part_of", "")) for p in _properties(raw, layer)}
    for name, held in raw.layers.items():
        if isinstance(held, Sheet):
            found = held.features(held.column("id").isin(wanted).to_numpy())
        else:
            found = (each for each in held if name == layer or not _undrawable(each))
        places |= {
            str(each.properties.get("id")): each
            for each in found
            if name == layer or each.properties.get("id") in wanted
        }
    return Surroundings(places, raw.project.subject, raw.project.bounds)


def _means(
    rows: Sequence[Mapping[str, Any]], means: Sequence[Match], around: Surroundings
) -> list[Placed]:
    """Return what each row means and lies in; the place that is there may say the second."""
    found = []
    for row, match in zip(rows, means, strict=True):
        there = around.places.get(match.place)
        part_of = row.get("part_of") or (there.properties.get("part_of") if there else "")
        found.append(Placed(match.place, str(part_of or "")))
    return found


def _edit(data: Path, layer: Layer, planned: Plan, file: str, seen: str) -> Edit | None:
    changes = planned.features
    if not changes:
        return None
    progress.stage(f"writing {layer.file}")
    name = f"{data.name}/{layer.file}"
    text, faults = files.read_text(data / layer.file, name)
    written = canonical.edited(text or "", name, changes)
    if faults or written.faults:
        raise BadInput([*faults, *written.faults])
    why = phrase("history.imported", "import of {file} into {id}", file=file, id=layer.id)
    return Edit({layer.file: written.text.encode()}, {layer.file: seen}, why)
