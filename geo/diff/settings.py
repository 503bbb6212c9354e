"""`map.toml` and the page's words as tables: one row for each thing that has an id."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo import i18n
from geo.diff.tables import Rows
from geo.files import digest
from geo.project import FILE

LISTS = {
    "layer": "id", "topic": "id", "kind": "id", "source": "id", "dataset": "name", "tiles": "id",
}  # fmt: skip
"""Lists of `map.toml` and the key that tells their items apart."""
UNDER = "backdrop.layer"
HIDDEN = "key"
"""A user's own key of a tile service is nobody else's: told is only that it differs."""

Items = Mapping[str, Mapping[str, Any]]


def tables(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> tuple[Rows, Rows]:
    """Return two settings as tables; empty ones where one of them could not be read."""
    if old is None or new is None:
        return rows({}), rows({})
    one, other = _items(old), _items(new)
    for name in sorted({*_orders(old)} & {*_orders(new)}):
        before, after = _orders(old)[name], _orders(new)[name]
        if [ident for ident in before if ident in after] != [
            ident for ident in after if ident in before
        ]:
            one[FILE][f"order of {name}"] = ", ".join(before)
            other[FILE][f"order of {name}"] = ", ".join(after)
    return rows(one), rows(other)


def rows(items: Items) -> Rows:
    """Return things with their keys as a table."""
    cells = pd.DataFrame.from_dict(items, orient="index", dtype="str").sort_index()
    cells.index = cells.index.astype("object")
    nothing = np.full(len(cells), None, "object")
    return Rows(cells, nothing, np.zeros(len(cells), "bool"))


def _items(table: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the whole of a `map.toml`: itself, and each item of its lists by its id."""
    own = {key: value for key, value in table.items() if key not in LISTS}
    under = own.get("backdrop")
    if isinstance(under, Mapping):
        own["backdrop"] = {key: value for key, value in under.items() if key != "layer"}
    return {
        FILE: _flat(own),
        **{f"{group} {ident}": _flat(item) for group, ident, item in _listed(table)},
    }


def _listed(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the group, id and keys of each item of a list."""
    under = table.get("backdrop")
    lists = {group: table.get(group) for group in LISTS}
    lists[UNDER] = under.get("layer") if isinstance(under, Mapping) else None
    for group, items in lists.items():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping):
                yield group, str(item.get(LISTS.get(group, "file"), "")), item


def _orders(table: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group, ident, _ in _listed(table):
        found.setdefault(group, []).append(ident)
    return found


def _flat(table: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(key, value) for key, value in i18n.leaves(table)}


def _text(key: str, value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return f"hidden, {digest(text.encode())[:8]}" if key == HIDDEN else text
