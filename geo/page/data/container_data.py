"""What the page knows of areas that places lie in: reference areas, containers, alternatives."""

from dataclasses import dataclass

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from geo.content.areas import ReferenceArea
from geo.content.containers import Container
from geo.content.loader import Content
from geo.content.places import split_joined
from geo.page.data import json_columns

PLACE_KIND, AREA_KIND = "p", "a"
"""Whether a number is that of a place or of a reference area of the page."""


@dataclass(frozen=True)
class ContainerData:
    """The areas in which places lie, as `js/data/data.js` reads them."""

    areas: list[dict[str, object]]
    """The reference areas that hold a place, or might, with their geometry."""
    containers: list[dict[str, object]]
    """What places are shown in, the smallest first."""
    alternatives: pa.Array
    """For each place what its `within` names, as JSON: pairs of kind and number. Missing where
    that is nothing but what the place is shown in."""


def container_data(content: Content, rows: pa.Table) -> ContainerData:
    """Return the areas in which the places of a table lie; `rows` are these places."""
    shown = content.tables.containers
    number, first = json_columns.number_distinct_rows(
        [rows["within"].combine_chunks(), rows["container"].combine_chunks()]
    )
    told = rows.select(["within", "container"]).take(pa.array(first)).to_pylist()
    named = [_alternative_ids(row["within"], row["container"], shown) for row in told]
    used = {each.id for each in shown}.union(*named)
    areas = [area for area in content.areas if area.id in used]
    numbers = _number_used(used, areas, rows)
    words = [orjson.dumps([numbers[each] for each in ids]) if ids else None for ids in named]
    return ContainerData(
        [_area_json(area) for area in areas],
        [_container_json(each, *numbers[each.id]) for each in shown],
        json_columns.dictionary_column(number, words)
        if any(words)
        else pa.nulls(len(rows), pa.string()),
    )


def _alternative_ids(within: str | None, held: int, shown: tuple[Container, ...]) -> list[str]:
    """Return the ids that `within` names; none where that is only what the place is shown in."""
    ids = list(split_joined(within or ""))
    return [] if held >= 0 and ids == [shown[held].id] else ids


def _number_used(
    used: set[str], areas: list[ReferenceArea], rows: pa.Table
) -> dict[str, tuple[str, int]]:
    """Return the kind and the number of each area and place that is used."""
    found = {area.id: (AREA_KIND, number) for number, area in enumerate(areas)}
    ids = pa.array(sorted(used - found.keys()), rows["id"].type)
    where = pc.index_in(ids, value_set=rows["id"]) if len(ids) else ids
    places = zip(ids.to_pylist(), where.to_pylist(), strict=True)
    return found | {ident: (PLACE_KIND, number) for ident, number in places}


def _area_json(area: ReferenceArea) -> dict[str, object]:
    return {
        "id": area.id,
        "name": area.name,
        "geometry": json_columns.geometry_json(area.geometry),
        "middle": json_columns.geometry_json(area.geometry.representative_point())["coordinates"],
        "radius": area.uncertainty_m,
        "source": area.source,
        "licence": area.licence,
        "note": area.note,
    }


def _container_json(each: Container, kind: str, number: int) -> dict[str, object]:
    return {"place" if kind == PLACE_KIND else "area": number, "km": each.km, "up": each.up}
