"""Single values as the contract wants them: what an editor's save made of numbers and days."""

import datetime as dt
import re
from decimal import Decimal

from geo.canonical.repairs import RepairKind
from geo.faults import schemas
from geo.formats import json_text

NUMBER_PATTERN = re.compile(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?")
"""Texts that are numbers to everyone: no blanks, no leading zeros, no other script's digits."""
DAY_PATTERN = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"([T ]0?0:00(:00(\.0+)?)?([Zz]|[-+]00(:?00)?)?)?"
)
"""A day as QGIS, GDAL, pandas and spreadsheets write it; midnight, and in no zone but UTC."""


def repair_value(schema: str, name: str, value: object) -> tuple[object, RepairKind | None]:
    """Return a value as its column in the schema wants it, and what was done to it."""
    node = schemas.column_schema(schema, name) or {}
    wanted = node.get("type")
    if wanted in {"number", "integer"} and isinstance(value, str):
        found = parse_number(value)
        return (value, None) if found is None else (found, RepairKind.NUMBER)
    if wanted in {"number", "integer"} and isinstance(value, float):
        short = json_text.to_integer(value)
        return short, RepairKind.NUMBER if isinstance(short, int) else None
    if node.get("format") == "date" and isinstance(value, str):
        said = parse_day(value) or value
        return said, RepairKind.DATE if said != value else None
    return value, None


def parse_number(text: str) -> float | int | None:
    """Return the number in a text; nothing where it is none, or has more digits than a number."""
    if not NUMBER_PATTERN.fullmatch(text):
        return None
    found = float(text)
    return json_text.to_integer(found) if Decimal(text) == Decimal(repr(found)) else None


def parse_day(text: str) -> str:
    """Return the day in a text as YYYY-MM-DD; nothing where it is none, or names an hour."""
    found = DAY_PATTERN.fullmatch(text)
    if not found:
        return ""
    try:
        return dt.date(*(int(part) for part in found.groups()[:3])).isoformat()
    except ValueError:
        return ""
