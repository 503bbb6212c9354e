"""The whole of an import up to the edit that would do it; nothing is written here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo import canonical
from geo.check import geometry
from geo.content import loader, map_toml
from geo.content.loader import RawContent
from geo.content.project import Layer
from geo.edits import history
from geo.edits.saving import Edit
from geo.faults import schemas
from geo.faults.fault import Fault, InputError, escape_unprintable, format_value, select_errors
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.column_table import ColumnTable
from geo.formats.geojson import Feature
from geo.importing import cell_marks, file_readers, plan_report, row_matching, row_names
from geo.importing.column_mapping import ColumnMapping, map_columns, read_cells
from geo.importing.crs_choice import CrsChoice
from geo.importing.datum_warnings import RowPlaces, Surroundings, find_datum_doubts
from geo.importing.import_plan import ImportPlan
from geo.importing.plan_input import PlanInput, unknown_kind_fault
from geo.importing.planning import make_plan
from geo.importing.positions import Positions, read_positions
from geo.importing.row_matching import Match
from geo.importing.source_table import ReadingChoice, SourceTable
from geo.runtime import files
from geo.spatial.datum_shift import Bounds
from geo.terminal import progress


@dataclass(frozen=True)
class ImportRequest:
    """What a person asks of an import."""

    layer: str
    choice: ReadingChoice
    mapped: Mapping[str, str]
    """Property (or lon, lat, wkt) by column."""
    reading: CrsChoice
    options: Mapping[str, object]
    """Properties of all rows that do not say them, by name."""
    lower: bool
    names: Sequence[str] = ()
    """How rows are named, by column or template."""


NAMING_HINT = 'name it: --name COLUMN; or number them: --name "Place {#}"'
HEADING_HINT = "if the first line is a name too, write name above the list; else say --name COLUMN"
"""For a bare list, whose first line is taken for its heading."""


@dataclass(frozen=True)
class PreparedImport:
    """What would be done."""

    plan: ImportPlan
    summary: str
    """The same in words."""
    doubts: tuple[Fault, ...]
    """Warnings of the datum guard."""
    edit: Edit | None
    """Nothing where there is nothing to change."""


def plan_import(data: Path, path: Path, asked: ImportRequest) -> PreparedImport:
    """Read a file and return what bringing it in would do; raise `InputError` with every fault."""
    seen = _layer_digest(
        data, asked.layer
    )  # before it is read, so that no change in between is lost
    raw = loader.read_folder(data)
    layer = _find_layer(raw, asked.layer)
    _check_options(raw, asked.options)
    progress.set_stage(f"reading {escape_unprintable(path.name)}")
    given = file_readers.read_table(path, asked.choice)
    given, chosen = _choose_columns(given, asked, raw.project.languages[1:])
    given = cell_marks.clear_words_for_nothing(given, chosen)
    placed = _read_positions(given, chosen, asked.reading, raw.project.bounds)
    progress.set_stage("matching places")
    rows = read_cells(given, chosen)
    known = row_matching.index_known_places(
        asked.layer, {name: _layer_properties(raw, name) for name in raw.layers}
    )
    means = row_matching.match_rows(rows, known)
    taken = {*known.layer, *known.elsewhere}
    progress.set_stage("comparing")
    around = _find_surroundings(raw, asked.layer, rows)
    kinds = tuple(kind.id for kind in raw.project.kinds)
    draft = PlanInput(given, chosen, placed, asked.options, kinds, taken, asked.lower)
    planned = make_plan(draft, rows, means, around.places)
    found = find_datum_doubts(given, placed, _list_row_places(rows, means, around), around)
    told = plan_report.format_plan(planned, given, asked.layer, placed.notes, dict(chosen.left))
    return PreparedImport(
        planned, told, tuple(found), _make_edit(data, layer, planned, path.name, seen)
    )


def _choose_columns(
    given: SourceTable, asked: ImportRequest, languages: Sequence[str]
) -> tuple[SourceTable, ColumnMapping]:
    """Return a file with the names that are asked for, and what each of its columns is for."""
    if not asked.names:
        return given, map_columns(given, asked.mapped, languages)
    named, taken = row_names.add_names(given, asked.names)
    mapped = {**asked.mapped, row_names.NAMED: "name"}
    return named, row_names.drop_taken(map_columns(named, mapped, languages), taken)


def _read_positions(
    given: SourceTable, chosen: ColumnMapping, asked: CrsChoice, bounds: Bounds
) -> Positions:
    """Return the positions; raise `InputError` with their faults, and where no column has names."""
    faults: list[Fault] = [*cell_marks.find_marked_cells(given, chosen)]
    if not {"id", "name", "aliases"} & chosen.properties.keys():
        rule = phrase("import.no-names", unit=given.unit)
        hint = NAMING_HINT if len(given.columns) > 1 else HEADING_HINT
        mend = chosen.suggest_option("name") or hint
        faults.append(given.file_fault("name", rule, mend, given.describe_columns()))
    try:
        found = read_positions(given, chosen, asked, bounds)
    except InputError as bad:
        faults += bad.faults
    if faults:
        raise InputError(faults)
    return found


def _layer_digest(data: Path, layer: str) -> str:
    """Return the SHA-256 of a layer's file, nothing where there is no such layer."""
    named = [each.file for each in map_toml.read_project(data).layers if each.id == layer]
    return history.hash_file(data, named[0]) if named else ""


def _find_layer(raw: RawContent, wanted: str) -> Layer:
    """Return the layer that is meant, of which every place could be read."""
    layers = {layer.id: layer for layer in raw.project.layers}
    at = Location("--layer")
    if wanted not in layers:
        rule = phrase("import.layer-unknown", layers=", ".join(layers))
        mend = schemas.suggest_nearest(wanted, list(layers)) or "name one of these"
        raise InputError([at.make_fault("", format_value(wanted), rule, mend)])
    layer = layers[wanted]
    held = raw.layers[wanted]
    if isinstance(held, ColumnTable):
        rule = phrase("import.layer-in-columns")
        raise InputError(
            [at.make_fault("", layer.file, rule, "write it with the program that made it")]
        )
    named = f"{raw.folder}/{layer.file}"
    wrong = [fault for fault in raw.faults if fault.file == named]
    wrong += [fault for feature in held for fault in _geometry_errors(feature)]
    if wrong:
        raise InputError(wrong)
    return layer


def _geometry_errors(feature: Feature) -> list[Fault]:
    """Return what keeps the geometry of a place from being compared with another."""
    if feature.geometry is None:
        return []
    return select_errors(geometry.check_geometry(feature, feature.geometry, geometry.WORLD_BOUNDS))


def _check_options(raw: RawContent, options: Mapping[str, object]) -> None:
    """Raise `InputError` where an option says what no place may have."""
    faults = []
    kinds = [kind.id for kind in raw.project.kinds]
    for name, value in options.items():
        node = schemas.column_schema("place", name) or {}
        if schemas.find_invalid("place", name, [value]):
            allowed = ", ".join(node.get("enum", ())) or str(node["description"])
            mend = schemas.suggest_nearest(str(value), node.get("enum", [])) or "correct it"
            rule = phrase("import.option-value", allowed=allowed)
            faults.append(Location("options").make_fault(name, format_value(value), rule, mend))
        elif name == "kind" and value not in kinds:
            at = Location("options")
            faults.append(unknown_kind_fault(at, str(value), kinds, "name one of these"))
    if faults:
        raise InputError(faults)


def _layer_properties(raw: RawContent, layer: str) -> Iterable[Mapping[str, object]]:
    held = raw.layers[layer]
    if not isinstance(held, ColumnTable):
        return (feature.properties for feature in held)
    named = [name for name in held.cells if name in {"id", "aliases"} or name.startswith("name")]
    records: list[Mapping[str, object]] = held.cells[named].to_dict("records")
    return records


def _find_surroundings(
    raw: RawContent, layer: str, rows: Sequence[Mapping[str, object]]
) -> Surroundings:
    """Return the places that rows are compared with: those of the layer, and what they lie in."""
    places: dict[str, Feature] = {}
    wanted = {raw.project.subject, *(str(row.get("part_of", "")) for row in rows)}
    wanted |= {str(p.get("part_of", "")) for p in _layer_properties(raw, layer)}
    for name, held in raw.layers.items():
        if isinstance(held, ColumnTable):
            found = held.iter_features(held.get_column("id").isin(wanted).to_numpy())
        else:
            found = (each for each in held if name == layer or not _geometry_errors(each))
        places |= {
            str(each.properties.get("id")): each
            for each in found
            if name == layer or each.properties.get("id") in wanted
        }
    return Surroundings(places, raw.project.subject, raw.project.bounds)


def _list_row_places(
    rows: Sequence[Mapping[str, object]], means: Sequence[Match], around: Surroundings
) -> list[RowPlaces]:
    """Return what each row means and lies in; the place that is there may say the second."""
    found = []
    for row, match in zip(rows, means, strict=True):
        there = around.places.get(match.place)
        part_of = row.get("part_of") or (there.properties.get("part_of") if there else "")
        found.append(RowPlaces(match.place, str(part_of or "")))
    return found


def _make_edit(data: Path, layer: Layer, planned: ImportPlan, file: str, seen: str) -> Edit | None:
    changes = planned.features
    if not changes:
        return None
    progress.set_stage(f"writing {layer.file}")
    name = f"{data.name}/{layer.file}"
    text, faults = files.read_text(data / layer.file, name)
    written = canonical.apply_layer_edits(text or "", name, changes)
    if faults or written.faults:
        raise InputError([*faults, *written.faults])
    why = phrase("history.imported", file=file, id=layer.id)
    return Edit({layer.file: written.text.encode()}, {layer.file: seen}, why)
