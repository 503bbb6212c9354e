"""The text edition: everything the map holds, readable without it."""

from geo import content
from geo.page.edition import edition
from tests.support import COUNTY


def test_every_place_and_every_fact_has_its_line() -> None:
    moorland = content.typed(content.read(COUNTY))
    rows = [row for _, _, rows in edition(moorland).layers for row in rows]
    assert {row.id for row in rows} == {place.id for place in moorland.places}
    told = sorted(fact.id for row in rows for fact in row.facts)
    assert told == [fact.id for fact in moorland.facts]


def test_a_place_not_located_is_told_as_such() -> None:
    rows = {
        row.id: row
        for _, _, rows in edition(content.typed(content.read(COUNTY))).layers
        for row in rows
    }
    assert rows["old-quarry"].position == "not yet located"
    assert "120 m" in rows["upper-ferry-mill"].position


def test_coordinates_are_told_no_finer_than_known() -> None:
    rows = {
        row.id: row
        for _, _, rows in edition(content.typed(content.read(COUNTY))).layers
        for row in rows
    }
    assert "50.140° N, 8.200° E" in rows["upper-ferry-mill"].position
