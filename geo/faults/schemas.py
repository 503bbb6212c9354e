"""The JSON Schemas of `geo/schema/`, and their findings said so that an editor can mend them."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeAlias

import jsonschema_rs

from geo.faults.fault import Fault, Severity, format_value
from geo.faults.translation import Phrase, phrase, phrase_with_words, quote_library

SchemaNode: TypeAlias = dict[str, Any]
"""A schema, or an object in one."""
Validator: TypeAlias = jsonschema_rs.Draft202012Validator


@dataclass(frozen=True)
class Location:
    """Where in which file an instance stands, as a message says it."""

    file: str
    position: int = 0
    where: str = ""
    ident: str = ""
    """Id of the place, fact, layer or source that stands there."""

    def make_fault(self, name: str, found: str, rule: Phrase, mend: str) -> Fault:
        """Return a fault at this place."""
        where, ident = self.where, self.ident
        return Fault(self.file, self.position, where, name, found, rule, mend, ident=ident)

    def make_syntax_fault(self, rule: Phrase, mend: str, excerpt: str) -> Fault:
        """Return the fault of a text that breaks off here; `excerpt` shows the line."""
        return replace(self.make_fault("", "", rule, mend), excerpt=excerpt)

    def make_warning(self, name: str, found: str, rule: Phrase, mend: str) -> Fault:
        """Return the same as a warning, which stops nothing."""
        return replace(self.make_fault(name, found, rule, mend), severity=Severity.WARNING)


def format_numbered(what: str, number: int, ident: object = None) -> str:
    """Return where in a file something stands: `feature 3 (wei-river)`; `what` is counted."""
    if not isinstance(ident, str):
        return phrase(f"where.{what}", number=number)
    return phrase(f"where.{what}-named", number=number, ident=format_value(ident)[1:-1])


def format_column(line: int, column: int) -> str:
    """Return where in a text reading broke off."""
    return phrase("where.line-column", line=line, column=column)


@cache
def load_schema(name: str) -> SchemaNode:
    """Return the schema `place`, `fact`, `map` or `backdrop` as a dictionary."""
    text = files("geo").joinpath("schema", f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, object] = json.loads(text)
    return loaded


@cache
def load_described_schema(name: str) -> SchemaNode:
    """Return a schema in which each description, which a mend can repeat, is a phrase."""
    return {
        key: _code_descriptions(value, f"schema.{name}", key)
        for key, value in load_schema(name).items()
    }


UNNAMED_KEYWORDS = ("properties", "patternProperties", "items")
"""Keywords of a schema that are no part of a code."""


def _code_descriptions(node: object, code: str, key: str) -> object:
    """Return a part of a schema; the code of a description is where it stands."""
    if key == "description":
        return phrase_with_words(code, str(node))
    if not isinstance(node, dict):
        return node
    inner = code if key in UNNAMED_KEYWORDS else f"{code}.{_as_code(key)}"
    return {each: _code_descriptions(value, inner, each) for each, value in node.items()}


def _as_code(key: str) -> str:
    """Return a key of a schema as codes are written; a pattern of columns ends with `language`."""
    stem = re.match(r"\^([a-z_]*)", key)
    return (f"{stem[1]}language" if stem else key.strip("$")).replace("_", "-")


def list_columns(name: str) -> tuple[str, ...]:
    """Return the property names of a schema in the order the canonical form writes them."""
    return tuple(load_schema(name)["properties"])


@cache
def _load_validator(name: str) -> Validator:
    return Validator(load_schema(name), validate_formats=True)


@lru_cache(maxsize=1024)
def column_schema(name: str, key: str) -> SchemaNode | None:
    """Return what a schema says of one column, or `None` where it does not know it."""
    known = load_described_schema(name)
    found: Any = known["properties"].get(key)
    for pattern, node in known.get("patternProperties", {}).items():
        if found is None and re.search(pattern, key):
            found = node
    if found and "$ref" in found:
        found = known["$defs"][found["$ref"].rsplit("/", 1)[-1]]
    return dict(found) if found is not None else None


def find_invalid(name: str, key: str, values: list[object]) -> list[object]:
    """Return those of many values of one column that break what the schema says of it."""
    one, many = _load_column_validators(name, key)
    return [] if many.is_valid(values) else [value for value in values if not one.is_valid(value)]


@cache
def _load_column_validators(name: str, key: str) -> tuple[Validator, Validator]:
    """Return the validators of one value and of a list of values: one call for thousands."""
    node = {
        each: value
        for each, value in (column_schema(name, key) or {}).items()
        if each != "description"
    }
    one, many = (
        Validator(each, validate_formats=True) for each in (node, {"type": "array", "items": node})
    )
    return one, many


def check_header(name: str, columns: Iterable[str], at: Location) -> list[Fault]:
    """Return faults of a table's header: columns missing or unknown."""
    known, given = load_described_schema(name), list(columns)
    faults = []
    for key in known["required"]:
        if key not in given:
            mend = how_to_add(known["properties"][key])
            faults.append(at.make_fault(key, "", phrase("column.missing"), mend))
    for key in given:
        if column_schema(name, key) is None:
            meant = suggest_nearest(key, list(known["properties"]))
            remove = phrase("mend.remove-column")
            faults.append(at.make_fault(key, "", phrase("column.unknown"), meant or remove))
    return faults


def find_violations(name: str, instance: Mapping[str, object], at: Location) -> list[Fault]:
    """Return every way in which an instance breaks a schema; an empty list where it does not."""
    validator = _load_validator(name)
    try:
        broken = [] if validator.is_valid(instance) else [*validator.iter_errors(instance)]
    except UnicodeEncodeError:  # half a character in a key, which the rule on text tells
        broken = [*validator.iter_errors(_without_surrogates(instance))]
    return [
        fault
        for error in broken
        for fault in _translate_error(
            name, error, replace(at, ident=at.ident or _item_id(instance, error))
        )
    ]


def _item_id(instance: Mapping[str, object], error: jsonschema_rs.ValidationError) -> str:
    """Return the id of the innermost object with one that a finding is about, as a layer's."""
    held: Any = instance
    found = ""
    for part in error.instance_path:
        held = held[part]
        if isinstance(held, dict) and isinstance(held.get("id"), str):
            found = held["id"]
    return found


def _without_surrogates(value: object) -> object:
    """Return a value with whole characters only, as the validator needs them."""
    if isinstance(value, Mapping):
        return {
            _without_surrogates(key): _without_surrogates(inner) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_without_surrogates(inner) for inner in value]
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _translate_error(
    name: str, error: jsonschema_rs.ValidationError, at: Location
) -> Iterator[Fault]:
    """Translate one finding of the validator; an unknown property gives a fault for each."""
    path = _format_path(error.instance_path)
    kind, detail = error.kind.name, error.kind.as_dict()
    if kind == "additionalProperties":
        for unknown in detail["unexpected"]:
            yield at.make_fault(
                _join_path(path, unknown), "", *_explain_unknown(name, error, unknown)
            )
    elif kind == "required":
        needed = detail["property"]
        why = phrase("value.missing")
        if "dependentRequired" in error.schema_path:
            why = phrase("value.missing-in-group")
        node = _schema_node(name, error.schema_path).get("properties", {}).get(needed, {})
        yield at.make_fault(_join_path(path, needed), "", why, how_to_add(node))
    else:
        rule, mend = _translate_rule(kind, detail, error.instance)
        described = _node_description(_schema_node(name, error.schema_path))
        yield at.make_fault(path, format_value(error.instance), rule, mend or described)


LIMIT_RULES = {
    "minimum": "value.minimum",
    "exclusiveMinimum": "value.exclusive-minimum",
    "maximum": "value.maximum",
    "exclusiveMaximum": "value.exclusive-maximum",
    "minLength": "value.empty",
    "maxLength": "value.too-long",
    "minItems": "value.too-few-items",
    "maxItems": "value.too-many-items",
    "pattern": "value.pattern",
    "uniqueItems": "value.items-repeat",
}
"""Code of the rule that a keyword of a schema is."""
VIOLATION_CODES = (
    "property.unknown", "value.missing", "value.missing-in-group", "value.type", "value.format",
    "value.not-one-of", "value.rule", *LIMIT_RULES.values(),
)  # fmt: skip
"""Codes of what breaks a schema."""


def _translate_rule(kind: str, detail: Mapping[str, Any], found: object) -> tuple[Phrase, str]:
    """Return the rule that a value broke and, where one is better than the description, a mend."""
    if kind == "enum":
        options = [str(option) for option in detail["options"]]
        return one_of_rule(options), suggest_nearest(str(found), options)
    if kind == "type":
        wanted = " or ".join(detail["types"])
        stringified = isinstance(found, str) and wanted in {"number", "integer"}
        rule = phrase("value.type", type=quote_library("type", wanted))
        return rule, _unquote_hint(str(found)) if stringified else ""
    if kind == "format":
        form = quote_library("format", detail["format"])
        rule = phrase("value.format", format=form)
        return rule, phrase("mend.write-date")
    if kind not in LIMIT_RULES:
        return phrase("value.rule", rule=kind), ""
    return phrase(LIMIT_RULES[kind], **detail), ""


def _unquote_hint(found: str) -> str:
    """Return how to mend a number that stands in quotation marks."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", found):
        return phrase("mend.unquote-number-fmt")
    return phrase("mend.unquote-number")


def _explain_unknown(
    name: str, error: jsonschema_rs.ValidationError, unknown: str
) -> tuple[Phrase, str]:
    """Return rule and mend for a property that the schema does not name."""
    node = _schema_node(name, error.schema_path)
    known = list(node.get("properties", ()))
    rule = phrase("property.unknown", listed=", ".join(known) or phrase("found.language-codes"))
    return rule, suggest_nearest(unknown, known) or phrase("mend.remove")


def suggest_nearest(found: str, options: list[str]) -> str:
    """Return `did you mean “x”?` for the closest option, or nothing where none is close."""
    folded = {_normalise_id(option): option for option in reversed(options)}
    close = difflib.get_close_matches(_normalise_id(found[:100]), folded, n=1, cutoff=0.6)
    if not close:
        return ""
    return phrase("mend.nearest", option=folded[close[0]])


def _normalise_id(text: str) -> str:
    """Return a text as ids are written, so that `Under Way` is near `under-way`."""
    return text.strip().casefold().replace(" ", "-").replace("_", "-")


def _schema_node(name: str, path: list[str | int]) -> SchemaNode:
    """Return the part of a schema whose keyword, the last of the path, was broken."""
    node: Any = load_described_schema(name)
    for part in path[:-1]:
        node = node[part]
    found: dict[str, object] = node
    return found


def one_of_rule(options: Iterable[str]) -> Phrase:
    """Return the rule that a value is one of some."""
    return phrase("value.not-one-of", options=", ".join(options))


def how_to_add(node: Mapping[str, object]) -> Phrase:
    """Return how to mend what is missing, by what a schema says of it."""
    return phrase("mend.add", described=_node_description(node))


def _node_description(node: Mapping[str, Any]) -> str:
    """Return the schema's own description, which says what to write."""
    found: str | None = node.get("description")
    return found or phrase("mend.see-readme")


def _format_path(path: list[str | int]) -> str:
    """Return `layer[2].name` for a path of keys and positions."""
    text = ""
    for part in path:
        text = f"{text}[{part + 1}]" if isinstance(part, int) else _join_path(text, part)
    return text


def _join_path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
