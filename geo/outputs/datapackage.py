"""The Data Package descriptor: the published tables, their columns and licences, for programs.

As frictionlessdata.io has it; nothing in it is told that does not stand in `map.toml` or a schema.
"""

import json
from typing import Any

from geo.content.loader import Content
from geo.faults import schemas
from geo.outputs import export

FILE = "datapackage.json"
TYPES = {"integer": "integer", "number": "number"}
OURS = {
    "place": "Id of the place.",
    "layer": "Id of the layer that the place is in.",
    "certainty": "How surely the place is located; `none` where nothing is known.",
    "within": "Ids of the places or areas that the place is known to lie in, joined by `;`.",
}
"""Columns that a build adds."""


def describe(content: Content) -> str:
    """Return the descriptor of the files that a build of this content writes for reuse."""
    project = content.project
    first = project.languages[0]
    package = {
        "profile": "data-package",
        "name": project.id,
        "title": project.title[first],
        "description": project.summary[first],
        **({"version": project.checked_on} if project.checked_on else {}),
        "sources": [_source(each.title[first], each.url) for each in project.sources]
        + [_source(f"{each.name} ({each.licence})", each.url) for each in project.datasets],
        "resources": _resources(content),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _source(title: str, url: str) -> dict[str, str]:
    return {"title": title, **({"path": url} if url else {})}


def _resources(content: Content) -> list[dict[str, Any]]:
    """Return the files: the table of facts with its columns, the others by their form."""
    ident = content.project.id
    geopackage = _file("places-and-facts", f"{ident}.gpkg", "application/geopackage+sqlite3")
    if export.is_large(content):
        parquet = "application/vnd.apache.parquet"
        places = _file("places", f"{ident}.parquet", parquet)
        return [places, _file("facts", f"{ident}-facts.parquet", parquet), geopackage]
    fields = [_field(name) for name in export.list_csv_columns(content.project.languages)]
    facts = _file("facts", f"{ident}.csv", "text/csv") | {
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }
    return [_file("places", f"{ident}.geojson", "application/geo+json"), facts, geopackage]


def _file(name: str, path: str, form: str) -> dict[str, Any]:
    return {"name": name, "path": path, "format": path.rsplit(".", 1)[1], "mediatype": form}


def _field(name: str) -> dict[str, str]:
    """Return a column of the table of facts; `note_en` is described as `note` is."""
    known = schemas.load_schema("fact")["properties"]
    node = known.get(name) or known.get(name.rpartition("_")[0]) or {}
    described = OURS.get(name) or node.get("description", "")
    sort = TYPES.get(str(node.get("type")), "string")
    return {"name": name, "type": sort, **({"description": described} if described else {})}
