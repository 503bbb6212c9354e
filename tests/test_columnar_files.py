"""Layers that other engines prepare: read like GeoJSON, or refused by their name."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo import build
from geo.check import rules
from geo.content import loader
from geo.content.content_tables import MAX_UNORDERED
from geo.faults.fault import Fault, InputError
from geo.formats.geojson import read_features as read_geojson
from geo.outputs import export
from tests.bench import country, writing
from tests.support import county, replaced

FORMS = ("gpkg", "fgb", "parquet")
WORKS = "layers/works.geojson"
MANY = 3_000
"""Places of a layer that is more than one read of its file's beginning."""


def put(data: Path, form: str, frame: gpd.GeoDataFrame | None = None) -> Path:
    """Put a layer of the tiny county into a form, as programs write it; return its file."""
    if frame is None:
        frame = gpd.read_file(data / WORKS).set_crs("EPSG:4326", allow_override=True)
        if "photo" in frame:
            frame["photo"] = frame["photo"].astype("float64")
    path = data / f"layers/works.{form}"
    writing.layer(frame, path, form)
    replaced(data, "map.toml", WORKS, f"layers/works.{form}")
    return path


def many(data: Path) -> gpd.GeoDataFrame:
    """Return many places like the first of the tiny county that has a position, some without."""
    frame = gpd.read_file(data / WORKS).set_crs("EPSG:4326", allow_override=True)
    one = frame[frame.geometry.notna()].iloc[[0]]
    rows = one.iloc[[0] * MANY].reset_index(drop=True)
    rows["id"] = [f"works-{number}" for number in range(MANY)]
    lost = rows.index % 7 == 3
    rows.loc[lost, "geometry"] = None
    rows.loc[lost, "located_by"] = "none"
    rows.loc[lost, ["location_source", "location_licence", "source_datum", "checked_on"]] = None
    rows.loc[lost, "uncertainty_m"] = None
    return rows


def faults(data: Path) -> list[Fault]:
    """Return the errors of a folder."""
    with pytest.raises(InputError) as told:
        rules.check_content(loader.read_folder(data))
    return list(told.value.faults)


@pytest.mark.parametrize("form", FORMS)
def test_places_with_and_without_a_position_are_read(tmp_path: Path, form: str) -> None:
    data = county(tmp_path)
    rows = many(data)
    put(data, form, rows)
    raw = loader.read_folder(data)
    assert [fault for fault in raw.faults if "works" in fault.file] == []
    sheet = raw.layers["works"]
    assert len(sheet) == MANY
    features = list(raw.iter_features())
    told = {each.ident: each.geometry for each in features if str(each.ident).startswith("works-")}
    assert {ident for ident, shape in told.items() if shape is None} == set(
        rows.loc[rows.geometry.isna(), "id"]
    )


def geojson_of(data: Path) -> str:
    """Return the places as a build of a folder writes them."""
    files = build.build(data, data.parent / "maps").files
    return next(file for file in files if file.suffix == ".geojson").read_text()


def test_the_same_map_is_made_of_any_form(tmp_path: Path) -> None:
    plain = county(tmp_path / "plain")
    assert read_geojson(plain / WORKS, WORKS)[0], "the layer is empty"
    expected = geojson_of(plain)
    for form in FORMS:
        other = county(tmp_path / form)
        put(other, form)
        assert geojson_of(other) == expected, form


def test_decimals_and_days_of_a_database_are_numbers_and_text(tmp_path: Path) -> None:
    data = county(tmp_path)
    frame = gpd.read_file(data / WORKS).set_crs("EPSG:4326", allow_override=True)
    frame["uncertainty_m"] = [
        None if pd.isna(each) else Decimal(f"{each:.1f}") for each in frame["uncertainty_m"]
    ]
    frame["checked_on"] = [
        None if pd.isna(each) else date.fromisoformat(str(each)[:10])
        for each in frame["checked_on"]
    ]
    put(data, "parquet", frame)
    held, _ = rules.check_content(loader.read_folder(data))
    (mill,) = [place for place in held.places if place.id == "upper-ferry-mill"]
    assert (mill.uncertainty_m, mill.checked_on) == (120.0, "2026-11-23")


@pytest.fixture(scope="module")
def invented() -> country.Country:
    """Return places with notes that are more than a dictionary of Parquet's holds."""
    made = country.make(MAX_UNORDERED + 1)
    made.places["note"] = [f"{ident} 一段很长的说明" * 30 for ident in made.places["id"]]
    return made


def test_of_many_places_the_same_files_for_reuse_are_made_of_any_form(
    tmp_path: Path, invented: country.Country
) -> None:
    made = []
    for each in ("geojson", *FORMS):
        data = writing.write(invented, tmp_path / each, each)
        held, _ = rules.check_content(loader.read_folder(data))
        places, facts = data / "places.parquet", data / "facts.parquet"
        export.write_places_parquet(held, places)
        export.write_facts_parquet(held, facts)
        made.append((places.read_bytes(), facts.read_bytes()))
    assert all(each == made[0] for each in made)


def cut(share: float) -> Callable[[bytes], bytes]:
    """Return what keeps only a share of a file."""
    return lambda whole: whole[: int(len(whole) * share)]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nearly whole": cut(0.97),
    "half": cut(0.5),
    "its beginning": cut(0.001),
    "nothing": cut(0),
    "a document": lambda _: b"%PDF-1.7 hello" * 100,
    "zeros at its end": lambda whole: whole[: len(whole) // 2] + bytes(len(whole) // 2),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_cut_off_or_foreign_is_refused_by_name(
    tmp_path: Path, form: str, damage: str
) -> None:
    data = county(tmp_path)
    path = put(data, form, many(data))
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    told = [fault for fault in faults(data) if fault.file == f"county/layers/works.{form}"]
    assert len(told) == 1
    assert "must be" in told[0].rule


@pytest.mark.parametrize("form", FORMS)
def test_each_form_under_the_name_of_another_is_refused(tmp_path: Path, form: str) -> None:
    data = county(tmp_path)
    other = FORMS[FORMS.index(form) - 1]
    held = put(county(tmp_path / "other"), other)
    put(data, form).write_bytes(held.read_bytes())
    (told,) = [fault for fault in faults(data) if fault.file == f"county/layers/works.{form}"]
    assert "as its name says" in told.rule


@pytest.mark.parametrize("form", FORMS)
def test_faults_by_the_hundred_are_counted_by_rule(tmp_path: Path, form: str) -> None:
    data = county(tmp_path)
    rows = many(data)
    rows.loc[::10, "state"] = "bilding"
    rows.loc[5::10, "kind"] = "nonsense"
    put(data, form, rows)
    told = [fault for fault in faults(data) if "works" in fault.file]
    by_rule = {(fault.property, fault.found): 0 for fault in told}
    for fault in told:
        by_rule[fault.property, fault.found] += 1 + fault.more
    assert by_rule == {("state", '"bilding"'): MANY // 10, ("kind", '"nonsense"'): MANY // 10}
    assert len(told) == 6, "three examples of each"
