"""map.toml: typed values, tile keys from the environment, files inside the folder."""

from pathlib import Path

import pytest

from geo import project
from geo.errors import BadInput
from tests.support import COUNTY, county

TILES = """
[[tiles]]
id = "own"
name = { en = "Own" }
url = "https://tiles.example.org/{z}/{x}/{y}?k={key}"
attribution = "Own"
datum = "WGS84"
key_env = "OWN_TILE_KEY"
"""


def with_tiles(tmp_path: Path, more: str = "") -> Path:
    folder = county(tmp_path)
    with (folder / "map.toml").open("a", encoding="utf-8") as file:
        file.write(TILES + more)
    return folder


def test_layers_keep_their_order() -> None:
    assert [layer.id for layer in project.read(COUNTY).layers] == ["works", "county"]


def test_a_service_without_its_key_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OWN_TILE_KEY", raising=False)
    assert project.read(with_tiles(tmp_path)).tiles == ()


def test_a_key_from_the_environment_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWN_TILE_KEY", "secret")
    (tiles,) = project.read(with_tiles(tmp_path, 'key = "older"\n')).tiles
    assert tiles.url == "https://tiles.example.org/{z}/{x}/{y}?k=secret"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = county(tmp_path)
    (tmp_path / "elsewhere.geojson").write_text("{}")
    (folder / "backdrop" / "towns.geojson").unlink()
    (folder / "backdrop" / "towns.geojson").symlink_to(tmp_path / "elsewhere.geojson")
    with pytest.raises(BadInput, match="own folder"):
        project.read(folder)
