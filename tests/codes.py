"""The codes of faults, history and improvements, gathered from the source of the engine."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from geo.faults import schemas
from geo.faults.translation import Phrase
from geo.locating.acceptance import RefusalCode
from tests.support import HERE, ROOT

ENGLISH: dict[str, str] = json.loads(
    (ROOT / "geo" / "page" / "strings" / "faults" / "en.json").read_text("utf-8")
)
"""The English patterns by their codes."""
LISTED = HERE / "codes.txt"
"""One code a line: what programs may rely on."""
SCHEMAS = ("place", "fact", "map", "backdrop", "area")
LIBRARIES = ("csv", "format", "geos", "json", "system", "toml", "type")
"""Groups of codes that are made of a library's own words (`quote_library`)."""
COMPUTED = ("where.",)
"""Begins of the codes that the source puts together; `computed` has what they make."""


def written() -> Iterator[tuple[str, str]]:
    """Yield code and English pattern of each phrase that stands in the source."""
    for path in sorted((ROOT / "geo").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        named = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "phrase":
                place, code = f"{path.name}:{node.lineno}", text_of(node.args[0], named)
                if code in ENGLISH:
                    yield code, ENGLISH[code]
                elif code is not None:
                    pytest.fail(f"{place}: {code} has no words in strings/faults/en.json")
                elif not is_computed(node.args[0]):
                    pytest.fail(f"{place}: a code stands where it is used, as a text")


def text_of(node: ast.expr, named: dict[str, str]) -> str | None:
    """Return the text that an argument is, itself or by the name of a constant."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    return named.get(node.id) if isinstance(node, ast.Name) else None


def is_computed(node: ast.expr) -> bool:
    """Return whether an argument is a code put together: `computed` knows what it makes."""
    if isinstance(node, ast.JoinedStr):
        begin = node.values[0]
        return isinstance(begin, ast.Constant) and str(begin.value).startswith(COMPUTED)
    return ast.unparse(node) in {"code", "LIMIT_RULES[kind]"}


def constants(tree: ast.Module) -> dict[str, str]:
    """Return the texts that a module names."""
    return {
        ast.unparse(node.targets[0]): node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if isinstance(node.value.value, str)
    }


def computed() -> Iterator[tuple[str, str]]:
    """Yield code and English pattern of those that are put together."""
    made = [f"where.{what}{end}" for what in ("line", "row", "feature") for end in ("", "-named")]
    for code in (*schemas.LIMIT_RULES.values(), *made):
        yield code, ENGLISH[code]
    for why in RefusalCode:
        yield f"candidate.{why}", ""


def described(node: Any) -> Iterator[Phrase]:  # noqa: ANN401  any JSON value
    """Yield the descriptions in a schema: they say what to write."""
    if isinstance(node, dict):
        if isinstance(node.get("description"), Phrase):
            yield node["description"]
        for value in node.values():
            yield from described(value)


def of_schemas() -> Iterator[tuple[str, str]]:
    """Yield code and text of every description that a mend can repeat."""
    for name in SCHEMAS:
        whole = schemas.load_described_schema(name)
        for each in described({key: whole[key] for key in whole if key != "description"}):
            yield each.code, str(each)


@cache
def every() -> dict[str, set[str]]:
    """Return the English patterns of each code."""
    found: dict[str, set[str]] = {}
    for code, pattern in (*written(), *computed()):
        found.setdefault(code, set()).add(pattern)
    return found


def listed() -> list[str]:
    """Return the codes that are promised."""
    return LISTED.read_text("utf-8").split()
