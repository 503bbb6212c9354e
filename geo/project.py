"""`map.toml`: what one map is made of, as typed values."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from geo import characters, excerpt, geojson, jsontext, schemas
from geo.errors import BadInput, Fault
from geo.files import outside, read_text, real
from geo.formats import limits
from geo.phrases import phrase, quoted

FILE = "map.toml"
SHARE = 256
"""Of the memory that a file may take: what `map.toml` may have in bytes, for its reader is slow."""
LON_MAX, LAT_MAX = 180, 90
KEY_GAP = "{key}"
"""Where a key belongs in the address of a tile service."""
FOLDER_ABOVE = 200_000
"""Places of which the data still fit in one page that opens by double click."""

GLYPHS = "glyphs"
"""Value of `symbols` for a map whose markers show no pictograms."""

Text: TypeAlias = Mapping[str, str]
"""A text per language code."""


@dataclass(frozen=True)
class Term:
    """An id with its name per language: a topic of facts or a kind of place."""

    id: str
    name: Text
    symbol: str = ""
    """Name of a pictogram, of a kind that has one."""


@dataclass(frozen=True)
class Layer:
    """One layer of places: a file and how its markers look."""

    id: str
    file: str
    name: Text
    glyph: str
    colour: str
    table: str = ""
    """The table that holds the places, in a GeoPackage of several."""
    symbol: str = ""
    """Name of the pictogram that stands in the markers; the glyph where there is none."""


@dataclass(frozen=True)
class Source:
    """A text that facts cite; its file is present or not, its hash and length are known."""

    id: str
    title: Text
    sha256: str
    length: int
    file: str = ""
    published: str = ""
    url: str = ""
    note: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """Where positions or the backdrop come from, for the credits."""

    name: str
    licence: str
    used_for: Text
    url: str = ""


@dataclass(frozen=True)
class BackdropLayer:
    """One file of the backdrop and the role that says how it is drawn."""

    file: str
    role: str


@dataclass(frozen=True)
class Tiles:
    """A tile service as `map.toml` names it; `tile_keys` puts a key into its address."""

    id: str
    name: Text
    url: str
    attribution: str
    datum: str
    max_zoom: int = 18
    key: str = field(default="", repr=False)
    """The key that stands in `map.toml` itself."""
    key_env: str = ""
    """Name of the environment variable that holds the key."""

    @property
    def is_complete(self) -> bool:
        """Whether its address can be asked as it stands."""
        return KEY_GAP not in self.url


@dataclass(frozen=True)
class Project:
    """The whole of `map.toml`."""

    id: str
    languages: tuple[str, ...]
    title: Text
    summary: Text
    bounds: tuple[float, float, float, float]
    """West, south, east, north in degrees."""
    subject: str
    checked_on: str
    layers: tuple[Layer, ...]
    topics: tuple[Term, ...]
    kinds: tuple[Term, ...]
    sources: tuple[Source, ...]
    datasets: tuple[Dataset, ...]
    backdrop: tuple[BackdropLayer, ...]
    backdrop_note: Text
    tiles: tuple[Tiles, ...]
    areas: str
    """File of the reference areas; empty where there are none."""
    folder_above: int
    """Places above which the page's data are files in a folder beside it."""
    keys: tuple[str, ...] = ()
    """Which keys stand in addresses of `tiles`: names of variables or places in `map.toml`."""

    @property
    def offered_tiles(self) -> tuple[Tiles, ...]:
        """The tile services that a page can offer: those that lack a key are left out."""
        return tuple(each for each in self.tiles if each.is_complete)


def read(data: Path) -> Project:
    """Read `map.toml` in the folder `data`; raise `BadInput` with every fault in it.

    Nothing else can be read without it, so its faults come alone.
    """
    name = f"{data.name}/{FILE}"
    if strays := outside(data, data / FILE, name):
        raise BadInput(strays)
    text, faults = read_text(data / FILE, name, limits.current().memory // SHARE)
    if text is None:
        raise BadInput(faults)
    table = _table(text, name)
    at = schemas.At(name)
    faults = [*schemas.faults("map", table, at), *characters.faults(table, at)]
    if not faults:
        faults = [*_consistent(table, name), *_inside(table, name, data)]
    if faults:
        raise BadInput(faults)
    return _project(table)


def _table(text: str, name: str) -> dict[str, Any]:
    """Return the table of a TOML text, or raise `BadInput` with the place where it breaks off."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([_broken(text, name, str(error))]) from None
    except RecursionError:
        raise BadInput([geojson.deep(name)]) from None
    except ValueError as error:  # numbers of thousands of digits
        rule, mend = jsontext.refused(error), phrase("mend.correct-file", "correct the file")
        raise BadInput([schemas.At(name).fault("", "", rule, mend)]) from None
    if jsontext.too_deep(table):
        raise BadInput([geojson.deep(name)])
    return table


def _broken(text: str, name: str, said: str) -> Fault:
    """Return the fault of a text that is no TOML; the parser says where only in its words."""
    reason, _, place = said.rpartition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)\)", place)
    line, column = map(int, found.groups()) if found else (text.count("\n") + 1, 1)
    offset = excerpt.offset(text, line, column) if found else len(text)
    mend = phrase(
        "mend.toml", "correct the line; text needs quotation marks, a table its [brackets]"
    )
    at = schemas.At(
        name,
        line,
        schemas.column_of(line, column) if found else phrase("where.end", "end of document"),
    )
    rule = phrase("toml.invalid", "the file must be valid TOML: {reason}", reason=_reason(reason))
    return at.broken(rule, mend, excerpt.at(text, offset))


def _reason(said: str) -> str:
    """Return what the parser says, apart from the character or the key that it found."""
    found = re.fullmatch(r"([^'(]+)('.*'|\(.*\))(.*)", said)
    if not found:
        return quoted("toml", said)
    before, value, after = found.groups()
    return quoted("toml", f"{before}{{found}}{after}", found=value)


def _consistent(table: Mapping[str, Any], name: str) -> list[Fault]:
    """Return what a schema cannot say: ids unique, bounds in order, texts in every language."""
    at = schemas.At(name)
    found = []
    for group in ("layer", "topic", "kind", "source", "tiles"):
        ids = [item["id"] for item in table.get(group, ())]
        found += [
            replace(at, ident=ident).fault(
                f"{group}[{number}].id",
                repr(ident),
                phrase("map.id-twice", "ids must differ"),
                phrase("mend.other-id", "choose another id"),
            )
            for number, ident in enumerate(ids, 1)
            if ident in ids[: number - 1]
        ]
    west, south, east, north = table["bounds"]
    if not (-LON_MAX <= west < east <= LON_MAX and -LAT_MAX <= south < north <= LAT_MAX):
        rule = phrase("map.bounds", "bounds are west, south, east, north in degrees, in this order")
        found.append(
            at.fault(
                "bounds",
                repr(table["bounds"]),
                rule,
                phrase("mend.bounds", "correct the order or the signs"),
            )
        )
    first = table["languages"][0]
    for path, text, ident in _texts(table):
        if first not in text:
            mend = phrase("mend.add-text", "add it under the key {key}", key=first)
            rule = phrase(
                "map.text-missing",
                "a text in the first language ({language}) is required",
                language=first,
            )
            found.append(replace(at, ident=ident).fault(path, "", rule, mend))
    return found


def _inside(table: Mapping[str, Any], name: str, data: Path) -> list[Fault]:
    """Return files that lie outside the folder, be it by `..` or by a link."""
    at = schemas.At(name)
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
    rule = phrase("file.outside", "files of a map lie in its own folder")
    return [
        replace(at, ident=ident).fault(
            path,
            repr(file),
            rule,
            phrase("mend.move-file", "move the file there and correct the path"),
        )
        for path, file, ident in named
        if not real(data / file).is_relative_to(real(data))
    ]


def _texts(table: Mapping[str, Any]) -> list[tuple[str, Mapping[str, str], str]]:
    """Return the texts of `map.toml` that readers see, each with its path and its item's id."""
    texts = [("title", table["title"], ""), ("summary", table["summary"], "")]
    for group, key in (("layer", "name"), ("topic", "name"), ("kind", "name"), ("source", "title")):
        texts += [
            (f"{group}[{i}].{key}", item[key], item["id"])
            for i, item in enumerate(table.get(group, ()), 1)
        ]
    return texts


def _project(table: Mapping[str, Any]) -> Project:
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
        layers=tuple(_layer(item, table.get("symbols", "")) for item in table["layer"]),
        topics=tuple(Term(**item) for item in table["topic"]),
        kinds=tuple(_kind(item, table.get("symbols", "")) for item in table["kind"]),
        sources=tuple(Source(**item) for item in table.get("source", ())),
        datasets=tuple(Dataset(**item) for item in table.get("dataset", ())),
        backdrop=tuple(BackdropLayer(**item) for item in backdrop.get("layer", ())),
        backdrop_note=backdrop.get("note", {}),
        areas=table.get("areas", ""),
        folder_above=table.get("folder_above", FOLDER_ABOVE),
        tiles=tuple(Tiles(**item) for item in table.get("tiles", ())),
    )


def _kind(item: Mapping[str, Any], symbols: str) -> Term:
    """Return a kind of places; as with `_layer`."""
    kind = Term(**item)
    return replace(kind, symbol="") if symbols == GLYPHS else kind


def _layer(item: Mapping[str, Any], symbols: str) -> Layer:
    """Return a layer; one without its pictogram where the map is to show glyphs."""
    layer = Layer(**item)
    return replace(layer, symbol="") if symbols == GLYPHS else layer
