"""What a plan is made from, and what every new position must say of itself."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.content.places import POSITION_PROPERTIES
from geo.faults import schemas
from geo.faults.fault import Fault, FaultCollector, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.formats.column_table import tuples_to_lists
from geo.formats.geojson import Json
from geo.importing.column_mapping import ColumnMapping
from geo.importing.positions import Positions
from geo.importing.source_table import SourceTable
from geo.spatial import datum

REQUIRED_OPTIONS = {
    "name": "", "kind": "--kind", "state": "--state", "located_by": "--located-by",
    "location_source": "--source", "location_licence": "--licence", "uncertainty_m": "--radius",
    "checked_on": "--checked-on",
}  # fmt: skip
"""What a place must have that an import adds or moves, and the option that says it for all."""


@dataclass
class PlanInput:
    """What a plan is made from and what is found wrong in making it."""

    given: SourceTable
    fields: ColumnMapping
    positions: Positions
    options: Mapping[str, Any]
    """Properties that options say for all rows that do not say them."""
    kinds: tuple[str, ...]
    """Kinds of places that map.toml names."""
    taken: set[str]
    """Ids of all places of the map."""
    lower: bool
    """Whether positions may become less certain."""
    missing: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Rows that lack a property, by property."""
    found: FaultCollector = field(default_factory=FaultCollector)


def note_missing(
    draft: PlanInput, row: int, held: Mapping[str, object], drawn: BaseGeometry | None
) -> None:
    """Note what a place lacks that an import adds or, with a shape, moves."""
    for name in REQUIRED_OPTIONS:
        if name not in held and (drawn is not None or name not in POSITION_PROPERTIES):
            draft.missing[name].append(row)


def position_properties(draft: PlanInput, given: Mapping[str, object]) -> dict[str, object]:
    """Return what a new position says of itself: the file first, then the options."""
    said = {name: draft.options[name] for name in POSITION_PROPERTIES if name in draft.options}
    said |= {name: given[name] for name in POSITION_PROPERTIES if name in given}
    read_as = draft.positions.datum
    if read_as in datum.SHIFTED_DATUMS or "source_datum" not in said:
        said["source_datum"] = read_as
    return said


def unknown_kind_fault(at: Location, kind: str, kinds: Sequence[str], otherwise: str) -> Fault:
    """Return the fault of a kind that `map.toml` does not have."""
    rule = phrase("import.kind-unknown", kinds=", ".join(kinds))
    mend = schemas.suggest_nearest(kind, list(kinds)) or otherwise
    return at.make_fault("kind", format_value(kind), rule, mend)


def make_feature(held: Mapping[str, object], drawn: BaseGeometry | None) -> Json:
    """Return a place as a layer has it."""
    geometry = None
    if drawn is not None:
        flat = mapping(drawn)
        geometry = {"type": flat["type"], "coordinates": tuples_to_lists(flat["coordinates"])}
    return {"type": "Feature", "id": held["id"], "properties": dict(held), "geometry": geometry}
