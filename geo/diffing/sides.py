"""The two sides of a comparison, read as far as they can be read, in columns by id."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.content import content_tables, loader, map_toml, project
from geo.content.loader import RawContent
from geo.content.project import Project
from geo.diffing import unreadable
from geo.diffing.indexed_rows import ComparisonSide, IndexedRows
from geo.faults import schemas
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.translation import phrase
from geo.formats import json_text
from geo.formats.column_table import ColumnTable
from geo.formats.geojson import Feature
from geo.runtime import files
from geo.runtime.files import read_text
from geo.text import page_strings

NUMERIC_TYPES = {"number", "integer"}

DrawnFeature: TypeAlias = tuple[str, str]
"""A feature of the backdrop by its file and name, and its geometry as JSON."""


def read_sides(old: Path, new: Path) -> tuple[ComparisonSide, ComparisonSide]:
    """Read two folders; where one `map.toml` has faults, its files are found by the other's."""
    made, faults = zip(*(_read_project(data) for data in (old, new)), strict=True)
    lacking = any(not (data / project.MAP_TOML).is_file() for data in (old, new))
    some = next(filter(None, reversed(made)), None)
    if some is None or lacking:
        raise InputError(dict.fromkeys([*faults[0], *faults[1]]))
    # the cited texts are none of the content and are left alone
    raws = [
        loader.read_project_files(replace(own or some, sources=()), data)
        for data, own in zip((old, new), made, strict=True)
    ]
    kept = set(_list_drawn(raws[0])) & set(_list_drawn(raws[1]))
    one, other = (
        _read_side(old, raws[0], faults[0], kept),
        _read_side(new, raws[1], faults[1], kept),
    )
    return unreadable.drop_unreadable(one, other, raws[1]), unreadable.drop_unreadable(
        other, one, raws[0]
    )


def _read_project(data: Path) -> tuple[Project | None, tuple[Fault, ...]]:
    try:
        return map_toml.read_project(data), ()
    except InputError as bad:
        return None, bad.faults


def _read_side(
    data: Path, raw: RawContent, faults: Sequence[Fault], kept: set[DrawnFeature]
) -> ComparisonSide:
    """Return a side; `kept` are features of the backdrop that stand in both as they are."""
    unread = [*faults, *raw.faults]
    layers = pd.concat([_layer_frame(name, held) for name, held in raw.layers.items()])
    under = _features_frame([feature for _, feature in raw.backdrop], "backdrop")
    under["id"] = _name_backdrop_features(raw, kept)
    parts = {
        "areas": _index_by_id(
            _features_frame(raw.areas, "area"), f"{data.name}/{raw.project.areas}", unread
        ),
        "places": _index_by_id(layers, f"{data.name}/layers", unread),
        "facts": _index_by_id(_facts_frame(raw), raw.facts.sheet.file, unread),
        "backdrop": _index_by_id(under, f"{data.name}/backdrop", unread),
    }
    words = {code: dict(page_strings.iter_leaves(each.table)) for code, each in raw.words.items()}
    settings, inputs = (
        _read_settings(data),
        {**raw.inputs, **files.hash_files(data, [project.MAP_TOML])},
    )
    return ComparisonSide(
        raw.project.languages, settings, words=words, inputs=inputs, unread=tuple(unread), **parts
    )


def _read_settings(data: Path) -> Mapping[str, object] | None:
    """Return the whole of `map.toml`, also where it breaks a rule, as long as it is TOML."""
    text, _ = read_text(data / project.MAP_TOML, project.MAP_TOML)
    try:
        return map_toml.parse_settings(text or "", project.MAP_TOML)
    except InputError:
        return None


def _layer_frame(name: str, held: Sequence[Feature] | ColumnTable) -> pd.DataFrame:
    """Return the places of one layer with their geometry beside their properties."""
    if isinstance(held, ColumnTable):
        frame = held.cells.assign(_shape=held.shapes, _broken=False)
    else:
        frame = _features_frame(held, "place")
    frame["layer"] = name
    for joined in ("aliases", "within"):
        if joined in frame and isinstance(frame[joined].dtype, pd.StringDtype):
            frame[joined] = content_tables.normalise_joined(frame[joined].fillna("")).replace(
                "", np.nan
            )
    return frame


def _facts_frame(raw: RawContent) -> pd.DataFrame:
    sheet = raw.facts.sheet
    return sheet.cells.assign(_shape=None, _broken=False)


def _features_frame(features: Sequence[Feature], schema: str) -> pd.DataFrame:
    """Return features in columns, the geometry in two of its own."""
    names = dict.fromkeys(name for feature in features for name in feature.properties)
    columns = {
        name: _typed_column(schema, name, [feature.properties.get(name) for feature in features])
        for name in names
    }
    shapes = _parse_shapes([feature.geometry for feature in features])
    broken = np.array([each is NotImplemented for each in shapes], "bool")
    shapes[broken] = None
    return pd.DataFrame(
        {**columns, "_shape": shapes, "_broken": broken}, index=range(len(features))
    )


def _parse_shapes(given: list[Mapping[str, object] | None]) -> NDArray[np.object_]:
    """Return geometries, `None` where there is none, `NotImplemented` where it cannot be read.

    Points, of which there are many, are made together.
    """
    found = np.empty(len(given), "object")
    points: dict[int, tuple[float, float]] = {}
    for row, geometry in enumerate(given):
        if geometry is not None:
            match geometry.get("coordinates"):
                case [float(lon), float(lat)] if geometry.get("type") == "Point":
                    points[row] = lon, lat
                case _:
                    found[row] = _parse_shape(geometry)
    found[list(points)] = shapely.points(np.array([*points.values()]).reshape(-1, 2))
    return found


def _parse_shape(geometry: Mapping[str, object]) -> object:
    try:
        found = shape(geometry)
    except (ShapelyError, ValueError, TypeError, AttributeError, LookupError):
        return NotImplemented
    sound = not found.is_empty and np.isfinite(shapely.get_coordinates(found)).all()
    return found if sound else NotImplemented


def _typed_column(schema: str, name: str, values: list[Any]) -> pd.Series:
    """Return values as numbers where the schema wants them and all are, else as text.

    Editors turn numbers into text and back; neither is a change.
    """
    wanted = (schemas.column_schema(schema, name) or {}).get("type")
    if wanted in NUMERIC_TYPES:
        try:
            return pd.Series([np.nan if value is None else float(value) for value in values])
        except (TypeError, ValueError, OverflowError):
            pass
    return pd.Series([_canonical_text(value) for value in values], dtype="str")


def _canonical_text(value: object) -> str | None:
    """Return a value as text that UTF-8 can hold; line ends are all the same."""
    if value is None or (isinstance(value, str) and value.isascii()):
        return value
    if isinstance(value, float):
        value = json_text.round_number(value)
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text if text.isascii() else text.encode(errors="backslashreplace").decode()


def _list_drawn(raw: RawContent) -> list[DrawnFeature]:
    return [
        (
            f"{Path(feature.file).stem}/{_canonical_text(feature.properties.get('name', ''))}",
            json.dumps(feature.geometry, sort_keys=True),
        )
        for _, feature in raw.backdrop
    ]


def _name_backdrop_features(raw: RawContent, kept: set[DrawnFeature]) -> list[str]:
    """Return a name for each feature of the backdrop, which has no id: its file and its name.

    Of several that share both, those after the first are numbered, what was kept before the rest:
    so that taking one away does not give the next ones its number.
    """
    drawn = _list_drawn(raw)
    named = [name for name, _ in drawn]
    seen: Counter[str] = Counter()
    for at in sorted(range(len(drawn)), key=lambda at: (drawn[at] not in kept, drawn[at])):
        seen[named[at]] += 1
        if seen[named[at]] > 1:
            named[at] = f"{named[at]} ({seen[named[at]]})"
    return named


def _index_by_id(frame: pd.DataFrame, file: str, unread: list[Fault]) -> IndexedRows:
    """Return the rows of a table by id, and tell of those that cannot be compared."""
    ids = frame["id"] if "id" in frame else pd.Series(np.nan, index=frame.index, dtype="str")
    nameless, twice = ids.isna().to_numpy(), (ids.duplicated() & ids.notna()).to_numpy()
    broken = frame["_broken"].to_numpy("bool")
    for mask, rule in (
        (nameless, phrase("diff.id-missing")),
        (twice, phrase("diff.id-twice")),
        (broken, phrase("diff.not-geometry")),
    ):
        if mask.any():
            which = ", ".join(_first_ids(ids[mask].dropna()))
            mend = "`check` tells where and how to mend it"
            count = f"{int(mask.sum()):,} row(s){': ' if which else ''}{which}"
            unread.append(schemas.Location(file).make_fault("", count, rule, mend))
    kept = frame[~nameless & ~twice]
    cells = kept.drop(columns=["_shape", "_broken", "id"], errors="ignore")
    cells.index = pd.Index(ids[~nameless & ~twice], dtype="object")
    order = np.argsort(cells.index.to_numpy("object"), kind="stable")
    shapes = kept["_shape"].to_numpy("object")[order]
    return IndexedRows(cells.iloc[order], shapes, kept["_broken"].to_numpy("bool")[order])


def _first_ids(ids: Iterable[str]) -> list[str]:
    return [format_value(ident)[1:-1] for ident, _ in zip(ids, range(3), strict=False)]
