"""Read `map.toml`: its schema, what no schema can say, and the typed values of `project`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from geo.content.project import (
    MAP_TOML,
    BackdropLayer,
    Dataset,
    Layer,
    Project,
    Source,
    Stop,
    Term,
    Tiles,
)
from geo.faults import excerpt, schemas
from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase, quote_library
from geo.formats import geojson, json_text
from geo.runtime import limits
from geo.runtime.files import check_inside, read_text, resolve_links
from geo.text import characters

MANY_PARTS_PATTERN = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){64}"""
)
"""A key of more parts than tables may lie deep in each other."""
TomlTable: TypeAlias = Mapping[str, Any]
"""A table of `map.toml` that obeys its schema."""
MAP_TOML_SHARE = 256
"""Of the memory that a file may take: what `map.toml` may have in bytes, for its reader is slow."""
MAX_LONGITUDE, MAX_LATITUDE = 180, 90
DEFAULT_FOLDER_ABOVE = 200_000
"""Places of which the data still fit in one page that opens by double click."""

GLYPH_SYMBOLS = "glyphs"
"""Value of `symbols` for a map whose markers show no pictograms."""


def read_project(data: Path) -> Project:
    """Read `map.toml` in the folder `data`; raise `InputError` with every fault in it.

    Nothing else can be read without it, so its faults come alone.
    """
    name = f"{data.name}/{MAP_TOML}"
    if strays := check_inside(data, data / MAP_TOML, name):
        raise InputError(strays)
    text, faults = read_text(
        data / MAP_TOML, name, limits.current_limits().memory // MAP_TOML_SHARE
    )
    if text is None:
        raise InputError(faults)
    table = parse_settings(text, name)
    at = schemas.Location(name)
    faults = [*schemas.find_violations("map", table, at), *characters.find_forbidden(table, at)]
    if not faults:
        faults = [*_check_consistency(table, name), *_check_files_inside(table, name, data)]
    if faults:
        raise InputError(faults)
    return _build_project(table)


def parse_settings(text: str, name: str) -> dict[str, object]:
    """Return the table of a TOML text, or raise `InputError` with the place where it breaks off.

    Its reader takes time and memory by the square of the tables and of the parts of a key.
    """
    if MANY_PARTS_PATTERN.search(text):
        raise InputError([geojson.nesting_fault(name)])
    limits.check_tables(name, text.count("\n["))
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([_toml_fault(text, name, str(error))]) from None
    except RecursionError:
        raise InputError([geojson.nesting_fault(name)]) from None
    except ValueError as error:  # numbers of thousands of digits
        rule, mend = json_text.explain_refusal(error), phrase("mend.correct-file")
        raise InputError([schemas.Location(name).make_fault("", "", rule, mend)]) from None
    if json_text.is_too_deep(table):
        raise InputError([geojson.nesting_fault(name)])
    return table


def _toml_fault(text: str, name: str, said: str) -> Fault:
    """Return the fault of a text that is no TOML; the parser says where only in its words."""
    reason, _, place = said.rpartition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)\)", place)
    line, column = map(int, found.groups()) if found else (text.count("\n") + 1, 1)
    offset = excerpt.offset_of(text, line, column) if found else len(text)
    mend = phrase("mend.toml")
    at = schemas.Location(
        name, line, schemas.format_column(line, column) if found else phrase("where.end")
    )
    rule = phrase("toml.invalid", reason=_parser_reason(reason))
    return at.make_syntax_fault(rule, mend, excerpt.format_excerpt(text, offset))


def _parser_reason(said: str) -> str:
    """Return what the parser says, apart from the character or the key that it found."""
    found = re.fullmatch(r"([^'(]+)('.*'|\(.*\))(.*)", said)
    if not found:
        return quote_library("toml", said)
    before, value, after = found.groups()
    return quote_library("toml", f"{before}{{found}}{after}", found=value)


def _check_consistency(table: TomlTable, name: str) -> list[Fault]:
    """Return what a schema cannot say: ids unique, bounds in order, texts in every language."""
    at = schemas.Location(name)
    found = []
    for group in ("layer", "topic", "kind", "source", "tiles"):
        ids = [item["id"] for item in table.get(group, ())]
        found += [
            replace(at, ident=ident).make_fault(
                f"{group}[{number}].id",
                repr(ident),
                phrase("map.id-twice"),
                phrase("mend.other-id"),
            )
            for number, ident in enumerate(ids, 1)
            if ident in ids[: number - 1]
        ]
    west, south, east, north = table["bounds"]
    if not (
        -MAX_LONGITUDE <= west < east <= MAX_LONGITUDE
        and -MAX_LATITUDE <= south < north <= MAX_LATITUDE
    ):
        rule = phrase("map.bounds")
        found.append(at.make_fault("bounds", repr(table["bounds"]), rule, phrase("mend.bounds")))
    first = table["languages"][0]
    for path, text, ident in _list_texts(table):
        if first not in text:
            mend = phrase("mend.add-text", key=first)
            rule = phrase("map.text-missing", language=first)
            found.append(replace(at, ident=ident).make_fault(path, "", rule, mend))
    return found


def _check_files_inside(table: TomlTable, name: str, data: Path) -> list[Fault]:
    """Return files that lie outside the folder, be it by `..` or by a link."""
    at = schemas.Location(name)
    named = [
        (f"layer[{i}].file", item["file"], item["id"]) for i, item in enumerate(table["layer"], 1)
    ]
    under = table.get("backdrop", {}).get("layer", ())
    named += [(f"backdrop.layer[{i}].file", item["file"], "") for i, item in enumerate(under, 1)]
    named += [
        (f"source[{i}].file", item.get("file", ""), item["id"])
        for i, item in enumerate(table.get("source", ()), 1)
    ]
    named += [("areas", table["areas"], "")] if "areas" in table else []
    rule = phrase("file.outside")
    return [
        replace(at, ident=ident).make_fault(path, repr(file), rule, phrase("mend.move-file"))
        for path, file, ident in named
        if not resolve_links(data / file).is_relative_to(resolve_links(data))
    ]


def _list_texts(table: TomlTable) -> list[tuple[str, Mapping[str, str], str]]:
    """Return the texts of `map.toml` that readers see, each with its path and its item's id."""
    texts = [("title", table["title"], ""), ("summary", table["summary"], "")]
    for group, key in (("layer", "name"), ("topic", "name"), ("kind", "name"), ("source", "title")):
        texts += [
            (f"{group}[{i}].{key}", item[key], item["id"])
            for i, item in enumerate(table.get(group, ()), 1)
        ]
    texts += [
        (f"stop[{i}].{key}", item[key], "")
        for i, item in enumerate(table.get("stop", ()), 1)
        for key in ("title", "words")
    ]
    return texts


def _build_project(table: TomlTable) -> Project:
    """Return the typed values of a table that obeys the schema."""
    backdrop = table.get("backdrop", {})
    west, south, east, north = (float(degrees) for degrees in table["bounds"])
    return Project(
        id=table["id"],
        languages=tuple(table["languages"]),
        title=table["title"],
        summary=table["summary"],
        bounds=(west, south, east, north),
        subject=table["subject"],
        checked_on=table.get("checked_on", ""),
        contact=table.get("contact", {}),
        licence=table.get("licence", {}),
        layers=tuple(_build_layer(item, table.get("symbols", "")) for item in table["layer"]),
        topics=tuple(Term(**item) for item in table["topic"]),
        kinds=tuple(_build_kind(item, table.get("symbols", "")) for item in table["kind"]),
        sources=tuple(
            Source(**{"lang": table["languages"][0], **item}) for item in table.get("source", ())
        ),
        datasets=tuple(Dataset(**item) for item in table.get("dataset", ())),
        backdrop=tuple(BackdropLayer(**item) for item in backdrop.get("layer", ())),
        backdrop_note=backdrop.get("note", {}),
        areas=table.get("areas", ""),
        folder_above=table.get("folder_above", DEFAULT_FOLDER_ABOVE),
        tiles=tuple(Tiles(**item) for item in table.get("tiles", ())),
        stops=tuple(map(_build_stop, table.get("stop", ()))),
    )


def _build_stop(item: TomlTable) -> Stop:
    lists = {name: tuple(item.get(name, ())) for name in ("places", "figures")}
    return Stop(**{**item, **lists})


def _build_kind(item: TomlTable, symbols: str) -> Term:
    """Return a kind of places; as with `_build_layer`."""
    kind = Term(**item)
    return replace(kind, symbol="") if symbols == GLYPH_SYMBOLS else kind


def _build_layer(item: TomlTable, symbols: str) -> Layer:
    """Return a layer; one without its pictogram where the map is to show glyphs."""
    layer = Layer(**item)
    return replace(layer, symbol="") if symbols == GLYPH_SYMBOLS else layer
