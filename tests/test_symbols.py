"""Pictograms: one list for data, page and picture."""

from pathlib import Path

import pytest

from geo.content import map_toml
from geo.faults import schemas
from geo.page.data import symbols
from tests.support import county, replaced

NAMES = sorted(symbols.load_symbols())


def test_the_schema_knows_every_pictogram() -> None:
    assert sorted(schemas.load_schema("map")["$defs"]["symbol"]["enum"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_pictogram_stays_on_its_grid(name: str) -> None:
    points = [at for line in symbols.trace_lines(symbols.load_symbols()[name]) for at in line]
    assert len(points) > 2
    assert all(0 <= value <= symbols.GRID_UNITS for at in points for value in at)


@pytest.mark.parametrize(("choice", "shown"), [("pictograms", "wave"), ("glyphs", "")])
def test_a_map_chooses_between_pictograms_and_glyphs(
    tmp_path: Path, choice: str, shown: str
) -> None:
    data = county(tmp_path)
    replaced(data, "map.toml", 'glyph = "W"', 'glyph = "W"\nsymbol = "wave"')
    replaced(data, "map.toml", "languages =", f'symbols = "{choice}"\nlanguages =')
    assert shown in {layer.symbol for layer in map_toml.read_project(data).layers}
    assert map_toml.read_project(data).layers[0].symbol in {shown, ""}
