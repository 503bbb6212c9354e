"""The Data Package descriptor: the published tables, their columns and licences, for programs.

As frictionlessdata.io has it; nothing in it is told that does not stand in `map.toml` or a schema.
"""

import json
from typing import Any

from geo.content.loader import Content
from geo.faults import schemas
from geo.outputs import export

FILE = "datapackage.json"
TYPES_BY_SCHEMA = {"integer": "integer", "number": "number"}
ADDED_COLUMNS = {
    "place": "Id of the place.",
    "place_name": "Name of the place, in the language that the column's name ends with.",
    "layer": "Id of the layer that the place is in.",
    "certainty": "How surely the place is located; `none` where nothing is known.",
    "within": "Ids of the places or areas that the place is known to lie in, joined by `;`.",
}
"""Columns that a build adds."""
STATEMENT = "The statement in the words of the map, in the language that the column is named after."


def describe_files(content: Content) -> str:
    """Return the descriptor of the files that a build of this content writes for reuse."""
    project = content.project
    first = project.languages[0]
    package = {
        "profile": "data-package",
        "name": project.id,
        "title": project.title[first],
        "description": project.summary[first],
        **({"version": project.checked_on} if project.checked_on else {}),
        "sources": [_source_entry(each.title[first], each.url) for each in project.sources]
        + [_source_entry(f"{each.name} ({each.licence})", each.url) for each in project.datasets],
        "resources": _list_resources(content),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _source_entry(title: str, url: str) -> dict[str, str]:
    return {"title": title, **({"path": url} if url else {})}


def _list_resources(content: Content) -> list[dict[str, Any]]:
    """Return the files: the table of facts with its columns, the others by their form."""
    ident = content.project.id
    geopackage = _describe_file(
        "places-and-facts", f"{ident}.gpkg", "application/geopackage+sqlite3"
    )
    if export.is_large(content):
        parquet = "application/vnd.apache.parquet"
        places = _describe_file("places", f"{ident}.parquet", parquet)
        return [places, _describe_file("facts", f"{ident}-facts.parquet", parquet), geopackage]
    languages = content.project.languages
    fields = [_describe_column(name, languages) for name in export.list_csv_columns(languages)]
    facts = _describe_file("facts", f"{ident}.csv", "text/csv") | {
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }
    return [_describe_file("places", f"{ident}.geojson", "application/geo+json"), facts, geopackage]


def _describe_file(name: str, path: str, form: str) -> dict[str, Any]:
    return {"name": name, "path": path, "format": path.rsplit(".", 1)[1], "mediatype": form}


def _describe_column(name: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Return a column of the table of facts; `note_en` is described as `note` is."""
    if name in languages:
        return {"name": name, "type": "string", "description": STATEMENT}
    known = schemas.load_schema("fact")["properties"]
    stem = name.rpartition("_")[0]
    node = known.get(name) or known.get(stem) or {}
    described = ADDED_COLUMNS.get(name) or ADDED_COLUMNS.get(stem) or node.get("description", "")
    sort = TYPES_BY_SCHEMA.get(str(node.get("type")), "string")
    return {"name": name, "type": sort, **({"description": described} if described else {})}
