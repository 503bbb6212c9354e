"""Writes an invented country as a folder of content: `map.toml`, layers in any form, facts."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely
from shapely.geometry import mapping

from tests.bench import telling, words

if TYPE_CHECKING:
    from tests.bench.country import Country

FORMS = ("geojson", "gpkg", "fgb", "parquet")
"""In which the layers can be written; the outline is always GeoJSON, as edited by hand."""


def write(country: "Country", folder: Path, form: str = "geojson") -> Path:
    """Write the country into `folder`, its layers in one of `FORMS`; return the folder."""
    layers = folder / "layers"
    layers.mkdir(parents=True, exist_ok=True)
    for each in words.LAYERS:
        rows = country.places[country.places["layer"] == each.id].drop(columns="layer")
        layer(rows, layers / f"{each.id}.{form}", form)
    (layers / "country.geojson").write_text(_outline(country.bounds), encoding="utf-8")
    country.facts.to_csv(folder / "facts.csv", index=False, lineterminator="\n", encoding="utf-8")
    (folder / "map.toml").write_text(_toml(country, form), encoding="utf-8")
    return folder


def layer(rows: gpd.GeoDataFrame, path: Path, form: str) -> None:
    """Write places in a form as programs write it."""
    if form == "geojson":
        path.write_text(_collection(rows), encoding="utf-8")
    elif form == "parquet":
        rows.to_parquet(path, index=False)
    elif form == "fgb":
        # its index cannot hold a place without a position
        rows.to_file(path, driver="FlatGeobuf", index=False, SPATIAL_INDEX="NO")
    else:
        rows.to_file(path, driver="GPKG", index=False)


def _collection(rows: gpd.GeoDataFrame) -> str:
    """Return GeoJSON with a feature a line; a property that says nothing is left out."""
    shapes = shapely.to_geojson(rows.geometry.to_numpy())
    told = rows.drop(columns="geometry").to_dict("records")
    lines = (
        f'{{"type": "Feature", "properties": {_properties(row)}, "geometry": {shape or "null"}}}'
        for row, shape in zip(told, shapes, strict=True)
    )
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _properties(row: dict[str, object]) -> str:
    # what differs from itself is a number that is missing
    told = {key: value for key, value in row.items() if value is not None and value == value}  # noqa: PLR0124
    return json.dumps(told, ensure_ascii=False)


def _outline(bounds: tuple[float, float, float, float]) -> str:
    place = {
        "id": "country", "name": "全境", "name_en": "The country", "kind": "country",
        "state": "designated", "located_by": "hand", "location_source": "drawn for the benchmark",
        "location_licence": "MIT", "source_datum": "WGS84", "uncertainty_m": 500,
    }  # fmt: skip
    shape = mapping(shapely.box(*bounds))
    feature = {"type": "Feature", "id": "country", "properties": place, "geometry": shape}
    whole = {"type": "FeatureCollection", "features": [feature]}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _toml(country: "Country", form: str) -> str:
    """Return the description of the map; JSON's texts and lists are TOML's too."""
    head = {
        "id": "country", "languages": ["zh", "en"], "subject": "country",
        "bounds": list(country.bounds), "checked_on": "2026-11-23",
    }  # fmt: skip
    title = {"zh": "虚构国地图", "en": "Map of an invented country"}
    summary = {"zh": "为测速虚构的地点。", "en": "Places invented to be measured."}
    text = f"{_pairs(head)}\n[title]\n{_pairs(title)}\n[summary]\n{_pairs(summary)}"
    for each in words.LAYERS:
        text += _described(each.id, each.name, each.glyph, each.colour, form)
    text += _described("country", ("全境", "The country"), "境", "#6B6B6B", "geojson")
    kinds = [kind for each in words.LAYERS for kind in each.kinds]
    for table, terms in (
        ("topic", words.TOPICS), ("kind", [*kinds, ("country", "国", "Country")]),
    ):  # fmt: skip
        for ident, zh, en in terms:
            text += f'\n[[{table}]]\nid = "{ident}"\n{_name(zh, en)}'
    source = {"id": "report", "sha256": "0" * 64, "length": telling.length(country.facts)}
    text += (
        f'\n[[source]]\n{_pairs(source)}title = {{ zh = "虚构的报道", en = "Invented report" }}\n'
    )
    return text + '\n[[backdrop.layer]]\nfile = "layers/country.geojson"\nrole = "outline"\n'


def _described(ident: str, name: tuple[str, str], glyph: str, colour: str, form: str) -> str:
    file = f"layers/{ident}.{form}"
    pairs = {"id": ident, "file": file, "glyph": glyph, "colour": colour}
    return f"\n[[layer]]\n{_pairs(pairs)}{_name(*name)}"


def _pairs(pairs: Mapping[str, object]) -> str:
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in pairs.items())


def _name(zh: str, en: str) -> str:
    return f'name = {{ zh = "{zh}", en = "{en}" }}\n'
