"""The tiny county with one more place for each hostile value, every text of which is that value."""

import csv
import json
from pathlib import Path
from typing import Any

from tests import hostile
from tests.support import county

LONGEST_NAME, LONGEST_TEXT = 200, 900
"""Signs of a value in a name and in a note or a fact, which are as long as they may be."""


def name_place(value: str) -> str:
    """Return the id of the place whose texts are a value, by the name of that value."""
    return f"mill-{value}"


def write_hostile_county(folder: Path) -> Path:
    """Copy the tiny county to `folder`/county, put a mill with a fact into it for each value."""
    data = county(folder)
    path = data / "layers/works.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    mill = next(each for each in layer["features"] if each["id"] == "upper-ferry-mill")
    layer["features"] += [
        _spoil(mill, number, name, value)
        for number, (name, value) in enumerate(hostile.VALUES.items())
    ]
    path.write_text(json.dumps(layer), encoding="utf-8")
    with (data / "facts.csv").open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    with (data / "facts.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, facts[0]).writerows(
            facts[0]
            | {"id": f"F1{number:02}", "place": name_place(name), "en": value[:LONGEST_TEXT]}
            for number, (name, value) in enumerate(hostile.VALUES.items())
        )
    return data


def _spoil(mill: dict[str, Any], number: int, name: str, value: str) -> dict[str, Any]:
    """Return a mill of its own whose texts are a value."""
    texts = ("name", "name_de", "aliases", "location_source", "location_licence", "note")
    said = dict.fromkeys(texts, value[:LONGEST_NAME]) | {"note": value[:LONGEST_TEXT]}
    lon, lat = mill["geometry"]["coordinates"]
    place = {"type": "Point", "coordinates": [lon - 0.15 + 0.02 * number, lat]}
    ident = {"id": name_place(name)}
    return mill | ident | {"properties": mill["properties"] | ident | said, "geometry": place}
