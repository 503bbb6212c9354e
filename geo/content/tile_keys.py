"""Keys of tile services: which environment variables a folder may ask for, and for which host.

A key that is read stands in the built page and is sent to the host that `map.toml` names, and that
file may be anybody's. So a variable is read only where README lists it, for the service that it is
for, or where whoever builds has consented to its name; anything else is a fault, and unread.
"""

import os
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlsplit

from geo.content.loader import RawContent
from geo.content.project import KEY_PLACEHOLDER, MAP_TOML, Tiles
from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase

KNOWN_KEYS = {"TIANDITU_KEY": "tianditu.gov.cn"}
"""Variables that README lists for pages, and the domain whose tiles each is read for."""


def fill_keys(raw: RawContent, allowed: Collection[str] = ()) -> RawContent:
    """Return content whose tile services have their keys in their addresses.

    `allowed` are the variables that whoever builds has consented to. One that is not readable for
    its host is added to the faults; a service that needs a key and has none stays incomplete.
    """
    at = Location(f"{raw.folder}/{MAP_TOML}")
    tiles, faults, names = [], list(raw.faults), list(raw.project.keys)
    for number, each in enumerate(raw.project.tiles, 1):
        path = f"tiles[{number}]"
        if each.is_complete:
            tiles.append(each)
        elif each.key_env and not is_readable(each, allowed):
            faults.append(_refusal_fault(each, replace(at, ident=each.id), path))
            tiles.append(each)
        else:
            filled, name = _fill_key(each, f"{MAP_TOML}: {path}.key")
            tiles.append(filled)
            names += [name] if name else []
    made_of = replace(raw.project, tiles=tuple(tiles), keys=tuple(dict.fromkeys(names)))
    return replace(raw, project=made_of, faults=faults)


def is_readable(tiles: Tiles, allowed: Collection[str]) -> bool:
    """Return whether the variable of a tile service may be read for its host."""
    domain, host = KNOWN_KEYS.get(tiles.key_env), _tile_host(tiles)
    return tiles.key_env in allowed or (
        domain is not None and (host == domain or host.endswith(f".{domain}"))
    )


def _tile_host(tiles: Tiles) -> str:
    return urlsplit(tiles.url).hostname or ""


def _fill_key(tiles: Tiles, where: str) -> tuple[Tiles, str]:
    """Return a service with its key and the name of that key; the environment comes first."""
    value = os.environ.get(tiles.key_env, "").strip() if tiles.key_env else ""
    name = tiles.key_env if value else where
    value = value or tiles.key
    if not value:
        return tiles, ""
    return replace(tiles, url=tiles.url.replace(KEY_PLACEHOLDER, value)), name


def _refusal_fault(tiles: Tiles, at: Location, path: str) -> Fault:
    listed = ", ".join(f"{name} ({domain})" for name, domain in KNOWN_KEYS.items())
    rule = phrase("key.not-allowed", listed=listed, host=_tile_host(tiles))
    mend = phrase("mend.allow-key", name=format_value(tiles.key_env)[1:-1])
    return at.make_fault(f"{path}.key_env", format_value(tiles.key_env), rule, mend)
