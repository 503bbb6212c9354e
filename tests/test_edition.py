"""The text edition: everything the map holds, readable without it."""

import pytest

from geo import content
from geo.page import edition as page_edition
from geo.page.edition import edition
from tests.support import COUNTY


def test_every_place_and_every_fact_has_its_line() -> None:
    moorland = content.typed(content.read(COUNTY))
    rows = [row for _, _, rows in edition(moorland).layers for row in rows]
    assert {row.id for row in rows} == {place.id for place in moorland.places}
    told = sorted(fact.id for row in rows for fact in row.facts)
    assert told == [fact.id for fact in moorland.facts]


def test_of_very_many_places_some_are_told_and_where_all_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_edition, "WHOLE", 3)
    monkeypatch.setattr(page_edition, "FIRST", 2)
    made = edition(content.typed(content.read(COUNTY)))
    assert [len(rows) for _, _, rows in made.layers] == [2, 1]
    assert made.layers[0][1].endswith(": the first 2 of 3")
    assert [layer.numbers[0] for layer in made.counted] == [3, 1]
    assert "4 places with 4 facts" in made.many
    assert "moorland.gpkg" in made.many


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
