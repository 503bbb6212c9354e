"""What tests of imports share: a county in China, files of places, the command."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from geo import cli
from geo.formats import geojson
from geo.spatial import datum
from tests.support import county

LAYER = "layers/works.geojson"
SAID = (
    "--source", "a survey", "--licence", "MIT", "--radius", "40", "--located-by", "hand",
    "--checked-on", "2026-11-26", "--kind", "mill", "--state", "open",
)  # fmt: skip
"""All that places need and a plain file does not say."""
OPTIONS = {
    "location_source": "a survey", "location_licence": "MIT", "uncertainty_m": 40,
    "located_by": "hand", "checked_on": "2026-11-26", "kind": "mill", "state": "open",
}  # fmt: skip
"""The same as properties."""
PLACES = (
    ("Wind mill", 119.21, 36.15),
    ("Water mill", 119.22, 36.16),
    ("Paper mill", 119.23, 36.14),
)


def eastern(folder: Path) -> Path:
    """Return the tiny county moved to China, where datums differ."""
    data = county(folder)
    for path in (data / "map.toml", *data.rglob("*.geojson")):
        text = re.sub(r"\b8\.(?=\d)", "119.", path.read_text(encoding="utf-8"))
        path.write_text(re.sub(r"\b50\.(?=\d)", "36.", text), encoding="utf-8")
    return data


def frame(
    places: Sequence[tuple[str, float, float]] = PLACES,
    crs: str | None = "EPSG:4326",
    **more: object,
) -> gpd.GeoDataFrame:
    """Return places given in degrees of WGS 84 as a table in any CRS."""
    table = {"name": [name for name, _, _ in places], **more}
    points = [Point(lon, lat) for _, lon, lat in places]
    made = gpd.GeoDataFrame(table, geometry=points, crs=datum.WGS84)
    return made.to_crs(crs) if crs else made.set_crs(None, allow_override=True)


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def bring(data: Path, file: Path, *options: str) -> int:
    return cli.main(["import", str(file), "--layer", "works", "--data", str(data), *options])


def taken(data: Path, file: Path, *options: str) -> None:
    """Import a file that brings all it needs, or is told it."""
    assert bring(data, file, "--yes", *SAID, *options) == 0


def works(data: Path) -> Mapping[str, geojson.Feature]:
    """Return the places of the layer, by id."""
    features, faults = geojson.read_features(data / LAYER, LAYER)
    assert not faults
    return {feature.properties["id"]: feature for feature in features}


def refused(capsys: pytest.CaptureFixture[str], data: Path, file: Path, *options: str) -> str:
    """Return what is told of an import that must change nothing."""
    before = (data / LAYER).read_bytes()
    capsys.readouterr()
    assert bring(data, file, "--yes", *options) == 1
    assert (data / LAYER).read_bytes() == before
    told = capsys.readouterr().err
    assert "Traceback" not in told
    return told


def position(data: Path, ident: str) -> tuple[float, float]:
    geometry = works(data)[ident].geometry
    assert geometry
    lon, lat = geometry["coordinates"]
    return lon, lat


def metres_from(data: Path, ident: str, place: tuple[str, float, float]) -> float:
    """Return how far a place of the layer lies from where a file has it."""
    return datum.distance_m(*position(data, ident), place[1], place[2])
