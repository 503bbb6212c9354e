"""What the page knows of areas that places lie in: reference areas, containers, alternatives."""

from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from geo.areas import Area
from geo.containers import Container
from geo.content import Content
from geo.page import cells
from geo.places import split

PLACE, AREA = "p", "a"
"""Whether a number is that of a place or of a reference area of the page."""


@dataclass(frozen=True)
class Holders:
    """The areas in which places lie, as `js/data/data.js` reads them."""

    areas: list[dict[str, Any]]
    """The reference areas that hold a place, or might, with their geometry."""
    containers: list[dict[str, Any]]
    """What places are shown in, the smallest first."""
    alternatives: pa.Array
    """For each place what its `within` names, as JSON: pairs of kind and number. Missing where
    that is nothing but what the place is shown in."""


def holders(content: Content, rows: pa.Table) -> Holders:
    """Return the areas in which the places of a table lie; `rows` are these places."""
    shown = content.tables.containers
    number, first = cells.numbered(
        [rows["within"].combine_chunks(), rows["container"].combine_chunks()]
    )
    told = rows.select(["within", "container"]).take(pa.array(first)).to_pylist()
    named = [_alternatives(row["within"], row["container"], shown) for row in told]
    used = {each.id for each in shown}.union(*named)
    areas = [area for area in content.areas if area.id in used]
    numbers = _numbers(used, areas, rows)
    words = [orjson.dumps([numbers[each] for each in ids]) if ids else None for ids in named]
    return Holders(
        [_area(area) for area in areas],
        [_container(each, *numbers[each.id]) for each in shown],
        cells.spread(number, words) if any(words) else pa.nulls(len(rows), pa.string()),
    )


def _alternatives(within: str | None, held: int, shown: tuple[Container, ...]) -> list[str]:
    """Return the ids that `within` names; none where that is only what the place is shown in."""
    ids = list(split(within or ""))
    return [] if held >= 0 and ids == [shown[held].id] else ids


def _numbers(used: set[str], areas: list[Area], rows: pa.Table) -> dict[str, tuple[str, int]]:
    """Return the kind and the number of each area and place that is used."""
    found = {area.id: (AREA, number) for number, area in enumerate(areas)}
    ids = pa.array(sorted(used - found.keys()), rows["id"].type)
    where = pc.index_in(ids, value_set=rows["id"]) if len(ids) else ids
    places = zip(ids.to_pylist(), where.to_pylist(), strict=True)
    return found | {ident: (PLACE, number) for ident, number in places}


def _area(area: Area) -> dict[str, Any]:
    return {
        "id": area.id,
        "name": area.name,
        "geometry": cells.drawn(area.geometry),
        "middle": cells.drawn(area.geometry.representative_point())["coordinates"],
        "radius": area.uncertainty_m,
        "source": area.source,
        "licence": area.licence,
        "note": area.note,
    }


def _container(each: Container, kind: str, number: int) -> dict[str, Any]:
    return {"place" if kind == PLACE else "area": number, "km": each.km, "up": each.up}
