"""Layers through the programs that people edit them with: after `fmt` only the edit is left."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

from geo import canonical, cli
from tests import gdal, rewrites
from tests.support import COUNTY, DATA

Save = Callable[[Path], None]
"""Reads a layer and saves it under the same name, as a program does."""
DOCUMENTED = ("-lco", "RFC7946=YES", "-lco", "COORDINATE_PRECISION=6", "-lco", "WRITE_NAME=NO")
"""What CONTRIBUTING tells users of QGIS to set."""
needs_gdal = pytest.mark.skipif(not gdal.found(), reason=gdal.WHY)


def by_ogr2ogr(*options: str) -> Save:
    """Return how GDAL's own program saves."""

    def save(layer: Path) -> None:
        saved = layer.parent.parent / layer.name
        gdal.convert(layer, saved, "-f", "GeoJSON", *options)
        saved.replace(layer)

    return save


def by_geopackage(layer: Path, statement: str = "") -> None:
    """Save by way of a GeoPackage, as those do who work in one; `statement` edits it there."""
    between = layer.with_suffix(".gpkg")
    gdal.convert(layer, between, "-f", "GPKG")
    if statement:
        gdal.update(between, statement)
    layer.unlink()
    gdal.convert(between, layer, "-f", "GeoJSON")
    between.unlink()


def by_geopandas(layer: Path) -> None:
    gpd.read_file(layer).to_file(layer, driver="GeoJSON")


def by_pyogrio(layer: Path) -> None:
    pyogrio.write_dataframe(pyogrio.read_dataframe(layer), layer, driver="GeoJSON")


def by(rewrite: Callable[[str, str], str]) -> Save:
    """Return how a program saves whose behaviour is reproduced."""

    def save(layer: Path) -> None:
        text = layer.read_text(encoding="utf-8")
        layer.write_text(rewrite(text, layer.stem), encoding="utf-8")

    return save


SAVES = [
    pytest.param(by_ogr2ogr(), id="ogr2ogr", marks=needs_gdal),
    pytest.param(by_ogr2ogr(*DOCUMENTED), id="ogr2ogr-as-documented", marks=needs_gdal),
    pytest.param(by_geopackage, id="geopackage", marks=needs_gdal),
    pytest.param(by_geopandas, id="geopandas"),
    pytest.param(by_pyogrio, id="pyogrio"),
    pytest.param(by(rewrites.qgis), id="qgis"),
    pytest.param(by(rewrites.geojson_io), id="geojson.io"),
]


def copied(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target / folder.name))


def layers(folder: Path) -> list[Path]:
    return sorted(folder.glob("layers/*.geojson"))


@pytest.mark.parametrize("save", SAVES)
def test_layers_saved_by_a_program_are_as_they_were(save: Save, tmp_path: Path) -> None:
    data = copied(DATA, tmp_path)
    for layer in layers(data):
        save(layer)
    assert cli.main(["fmt", "--data", str(data)]) == 0
    for layer in layers(DATA):
        assert (data / "layers" / layer.name).read_text("utf-8") == layer.read_text("utf-8")


@pytest.mark.parametrize("save", SAVES)
def test_an_edit_is_all_that_is_left_of_a_save(save: Save, tmp_path: Path) -> None:
    data = copied(COUNTY, tmp_path)
    layer = data / "layers/works.geojson"
    was = layer.read_text("utf-8")
    save(layer)
    held = json.loads(layer.read_text("utf-8"))
    (mill,) = (each for each in held["features"] if "Upper" in each["properties"]["name"])
    mill["properties"]["name"] = "Lower Ferry mill"
    mill["geometry"]["coordinates"] = [8.205, 50.1412345678]
    layer.write_text(json.dumps(held), encoding="utf-8")
    assert cli.main(["fmt", "--data", str(data)]) == 0
    assert layer.read_text("utf-8") == edited(was, "Lower Ferry mill", [8.205, 50.141235])


@needs_gdal
def test_an_edit_by_sql_in_a_geopackage_is_all_that_is_left(tmp_path: Path) -> None:
    data = copied(COUNTY, tmp_path)
    layer = data / "layers/works.geojson"
    was = layer.read_text("utf-8")
    by_geopackage(layer, "UPDATE works SET name = 'Lower' WHERE id = 'upper-ferry-mill'")
    assert cli.main(["fmt", "--data", str(data)]) == 0
    assert layer.read_text("utf-8") == edited(was, "Lower", [8.2, 50.14])


def edited(text: str, name: str, position: list[float]) -> str:
    """Return the layer with another name and position of the mill."""
    held = {each["id"]: each for each in json.loads(text)["features"]}
    mill = held["upper-ferry-mill"]
    mill["properties"]["name"] = name
    mill["geometry"]["coordinates"] = position
    return canonical.apply_layer_edits(text, "works.geojson", {"upper-ferry-mill": mill}).text
