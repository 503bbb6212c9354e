"""`map.toml` and the page's words as tables: one row for each thing that has an id."""

import json
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from geo.content.project import MAP_TOML
from geo.diffing.indexed_rows import IndexedRows
from geo.runtime.files import sha256_hex
from geo.text import page_strings

LIST_KEYS = {
    "layer": "id", "topic": "id", "kind": "id", "source": "id", "dataset": "name", "tiles": "id",
}  # fmt: skip
"""Lists of `map.toml` and the key that tells their items apart."""
BACKDROP_LIST = "backdrop.layer"
KEY_MEMBER = "key"
"""A user's own key of a tile service is nobody else's: told is only that it differs."""

Items = Mapping[str, Mapping[str, object]]


def settings_tables(
    old: Mapping[str, object] | None, new: Mapping[str, object] | None
) -> tuple[IndexedRows, IndexedRows]:
    """Return two settings as tables; empty ones where one of them could not be read."""
    if old is None or new is None:
        return items_table({}), items_table({})
    one, other = _project_items(old), _project_items(new)
    for name in sorted({*_item_orders(old)} & {*_item_orders(new)}):
        before, after = _item_orders(old)[name], _item_orders(new)[name]
        if [ident for ident in before if ident in after] != [
            ident for ident in after if ident in before
        ]:
            one[MAP_TOML][f"order of {name}"] = ", ".join(before)
            other[MAP_TOML][f"order of {name}"] = ", ".join(after)
    return items_table(one), items_table(other)


def items_table(items: Items) -> IndexedRows:
    """Return things with their keys as a table."""
    cells = pd.DataFrame.from_dict(items, orient="index", dtype="str").sort_index()
    cells.index = cells.index.astype("object")
    nothing = np.full(len(cells), None, "object")
    return IndexedRows(cells, nothing, np.zeros(len(cells), "bool"))


def _project_items(table: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """Return the whole of a `map.toml`: itself, and each item of its lists by its id."""
    own = {key: value for key, value in table.items() if key not in LIST_KEYS}
    under = own.get("backdrop")
    if isinstance(under, Mapping):
        own["backdrop"] = {key: value for key, value in under.items() if key != "layer"}
    return {
        MAP_TOML: _flatten(own),
        **{f"{group} {ident}": _flatten(item) for group, ident, item in _list_items(table)},
    }


def _list_items(table: Mapping[str, object]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Yield the group, id and keys of each item of a list."""
    under = table.get("backdrop")
    lists = {group: table.get(group) for group in LIST_KEYS}
    lists[BACKDROP_LIST] = under.get("layer") if isinstance(under, Mapping) else None
    for group, items in lists.items():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping):
                yield group, str(item.get(LIST_KEYS.get(group, "file"), "")), item


def _item_orders(table: Mapping[str, object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group, ident, _ in _list_items(table):
        found.setdefault(group, []).append(ident)
    return found


def _flatten(table: Mapping[str, object]) -> dict[str, str]:
    return {key: _setting_text(key, value) for key, value in page_strings.iter_leaves(table)}


def _setting_text(key: str, value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return f"hidden, {sha256_hex(text.encode())[:8]}" if key == KEY_MEMBER else text
