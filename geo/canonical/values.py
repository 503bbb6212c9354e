"""Single values as the contract wants them: what an editor's save made of numbers and days."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from geo import jsontext, schemas
from geo.canonical.repairs import What

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?")
"""Texts that are numbers to everyone: no blanks, no leading zeros, no other script's digits."""
DAY = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"([T ]0?0:00(:00(\.0+)?)?([Zz]|[-+]00(:?00)?)?)?"
)
"""A day as QGIS, GDAL, pandas and spreadsheets write it; midnight, and in no zone but UTC."""


def repaired(schema: str, name: str, value: Any) -> tuple[Any, What | None]:  # noqa: ANN401  JSON
    """Return a value as its column in the schema wants it, and what was done to it."""
    node = schemas.column(schema, name) or {}
    wanted = node.get("type")
    if wanted in {"number", "integer"} and isinstance(value, str):
        found = number(value)
        return (value, None) if found is None else (found, What.NUMBER)
    if wanted in {"number", "integer"} and isinstance(value, float):
        short = jsontext.whole(value)
        return short, What.NUMBER if isinstance(short, int) else None
    if node.get("format") == "date" and isinstance(value, str):
        said = day(value) or value
        return said, What.DATE if said != value else None
    return value, None


def number(text: str) -> float | int | None:
    """Return the number in a text; nothing where it is none, or has more digits than a number."""
    if not NUMBER.fullmatch(text):
        return None
    found = float(text)
    return jsontext.whole(found) if Decimal(text) == Decimal(repr(found)) else None


def day(text: str) -> str:
    """Return the day in a text as YYYY-MM-DD; nothing where it is none, or names an hour."""
    found = DAY.fullmatch(text)
    if not found:
        return ""
    try:
        return dt.date(*(int(part) for part in found.groups()[:3])).isoformat()
    except ValueError:
        return ""
