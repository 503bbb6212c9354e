"""Bad folders with their layer in columns: what is found in GeoJSON is found in other forms too.

Rules judge rows one by one, but of files in columns only those that a fast test over whole columns
has marked. Here the two ways are held against each other, with the same content.
"""

import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import shape

from geo.check import rules
from geo.content import loader
from geo.faults.fault import Fault, InputError
from tests.support import HERE, county, replaced

Features = list[dict[str, Any]]
FORMS = ("gpkg", "parquet")
LAYER = "layers/works"
JSON_ONLY = {
    "crs-not-wgs-84", "geometry-text", "json-broken", "json-cut-off", "json-key-twice", "json-nan",
    "json-too-deep", "layer-file-missing", "line-of-one-point", "not-a-collection", "not-utf-8",
    "position-of-text", "properties-nested", "ring-open",
}  # fmt: skip
"""Folders whose fault no file in columns can have: it is one of the text, or of nested values."""
CARRIED = [each for each in sorted((HERE / "bad").iterdir()) if each.name not in JSON_ONLY]
CUT = {"characters-forbidden", "values-beyond-limits"}
"""Folders of whose texts the forms hold more or less."""
PAIRS = [
    (overlay, form)
    for number, overlay in enumerate(CARRIED)
    for form in (FORMS if overlay.name in CUT else [FORMS[number % len(FORMS)]])
]
"""Each folder in one form, since both are read into the same columns, which the tests judge."""
NO_COLUMN = {"alias"}
"""Properties without a column: a file in columns is told of them once, and its rows are not."""


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def carry_cell(value: object, form: str, *, as_number: bool) -> object:
    """Return a value as a cell holds it: whole characters, in a GeoPackage up to the first NUL."""
    if value is None or as_number:
        return None if value is None else float(str(value))
    text = str(value).encode("utf-8", "ignore").decode()
    return text.partition("\0")[0] if form == "gpkg" else text


def carry_features(features: Features, form: str) -> Features:
    """Return features as columns hold them: a column with a number in it has numbers only."""
    given = [feature["properties"] for feature in features]
    names = {name: None for each in given for name in each if name not in NO_COLUMN}
    numbers = {name for name in names if any(is_number(each.get(name)) for each in given)}
    cells = [
        {name: carry_cell(each.get(name), form, as_number=name in numbers) for name in names}
        for each in given
    ]
    return [
        {"type": "Feature", "geometry": feature["geometry"], "properties": each}
        for feature, each in zip(features, cells, strict=True)
    ]


def put_columns(data: Path, form: str, features: Features) -> None:
    """Write the layer in columns, and have `map.toml` name that file."""
    shapes = [each["geometry"] and shape(each["geometry"]) for each in features]
    cells = pd.DataFrame([each["properties"] for each in features])
    frame = gpd.GeoDataFrame(cells, geometry=shapes, crs="EPSG:4326")
    file = data / f"{LAYER}.{form}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of coordinates that are none
        frame.to_parquet(file) if form == "parquet" else frame.to_file(file)
    replaced(data, "map.toml", f"{LAYER}.geojson", f"{LAYER}.{form}")


def find_faults(data: Path) -> Iterable[Fault]:
    try:
        return rules.check_content(loader.read_folder(data))[1]
    except InputError as bad:
        return bad.faults


def told(data: Path, form: str) -> list[tuple[str, ...]]:
    """Return what is told of a folder, as if its layers were GeoJSON.

    Columns hold a whole number as a float, and tell it without the point.
    """
    return sorted(
        (
            each.severity,
            each.file.replace(f".{form}", ".geojson"),
            each.where,
            each.property,
            each.rule.replace(f".{form}", ".geojson"),
            each.found.replace(f".{form}", ".geojson").removesuffix(".0"),
        )
        for each in find_faults(data)
    )


@pytest.mark.parametrize(("overlay", "form"), PAIRS, ids=lambda each: getattr(each, "name", each))
def test_a_bad_folder_in_columns_tells_the_same(overlay: Path, form: str, tmp_path: Path) -> None:
    data = county(tmp_path, overlay)
    file = data / f"{LAYER}.geojson"
    features = carry_features(json.loads(file.read_text(encoding="utf-8"))["features"], form)
    collection = {"type": "FeatureCollection", "features": features}
    file.write_text(json.dumps(collection), encoding="utf-8")
    expected = told(data, form)
    put_columns(data, form, features)
    assert expected, "the fault is not carried"
    assert told(data, form) == expected
