"""The Data Package descriptor: the published tables, their columns and licences, for programs.

As frictionlessdata.io has it; nothing in it is told that does not stand in `map.toml` or a schema.
"""

import json
from collections.abc import Mapping

from geo.content import content_tables
from geo.content.loader import Content
from geo.faults import schemas
from geo.outputs import export, export_registry
from geo.outputs.export_registry import Export

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
TABULAR = {"profile": "tabular-data-resource", "encoding": "utf-8"}
STATEMENT = "The statement in the words of the map, in the language that the column is named after."


def list_files(content: Content) -> dict[str, str]:
    """Return the names of the files for reuse by what they are, this descriptor among them."""
    ident = content.project.id
    own = {each.form: each.file_name(ident) for each in export_registry.iter_exports(content)}
    return own | {"datapackage": FILE}


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
        **({"licenses": [_license_entry(project.licence)]} if project.licence else {}),
        "sources": [_source_entry(each.title[first], each.url) for each in project.sources]
        + [_source_entry(f"{each.name} ({each.licence})", each.url) for each in project.datasets],
        "resources": _list_resources(content),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _license_entry(licence: Mapping[str, str]) -> dict[str, str]:
    """Return the licence of the map's own words; those of the data sets stand with the sources."""
    path = {"path": licence["url"]} if "url" in licence else {}
    return {"name": licence["name"].replace(" ", "-"), **path, "title": licence["name"]}


def _source_entry(title: str, url: str) -> dict[str, str]:
    return {"title": title, **({"path": url} if url else {})}


def _list_resources(content: Content) -> list[dict[str, object]]:
    """Return the files with their columns; those of the GeoPackage are those of the other two."""
    languages = content.project.languages
    fields = _describe_columns("fact", languages)
    tables: dict[str, dict[str, object]] = {
        "places": {"fields": _describe_columns("place", languages)},
        "facts": {"fields": fields, "primaryKey": "id", "missingValues": [""]},
    }
    ident = content.project.id
    return [
        _describe_file(each, each.file_name(ident), tables.get(each.resource))
        for each in export_registry.iter_exports(content)
    ]


def _describe_file(each: Export, path: str, table: dict[str, object] | None) -> dict[str, object]:
    return {
        "name": each.resource,
        "path": path,
        "format": path.rsplit(".", 1)[1],
        "mediatype": each.media_type,
        **(TABULAR if each.form == "csv" else {}),
        **({"schema": table} if table else {}),
    }


def _describe_columns(schema: str, languages: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the columns of the exported table of places or of facts."""
    names = (
        export.list_csv_columns(languages)
        if schema == "fact"
        else content_tables.list_place_columns(languages)
    )
    return [_describe_column(schema, name, languages) for name in names]


def _describe_column(schema: str, name: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Return a column of a table; `note_en` is described as `note` is."""
    if name in languages:
        return {"name": name, "type": "string", "description": STATEMENT}
    known = schemas.load_schema(schema)["properties"]
    stem = name.rpartition("_")[0]
    node = known.get(name) or known.get(stem) or {}
    described = ADDED_COLUMNS.get(name) or ADDED_COLUMNS.get(stem) or node.get("description", "")
    sort = TYPES_BY_SCHEMA.get(str(node.get("type")), "string")
    return {"name": name, "type": sort, **({"description": described} if described else {})}
