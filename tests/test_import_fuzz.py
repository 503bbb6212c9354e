"""Files spoiled at random: each is planned or refused with a reason, never answered by a crash.

`MAP_MUTATIONS=10000 python3 -m tests -k import_fuzz --dist load` tries so many of each form;
without it some tens.
"""

import json
import os
import random
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from geo.faults.fault import InputError
from geo.importing import preparation
from geo.importing.crs_choice import CrsChoice
from geo.importing.preparation import ImportRequest
from geo.importing.source_table import ReadingChoice
from tests.importing import OPTIONS, eastern, frame
from tests.test_import_forms import FORMS, HEAD, ROWS, TABLE, workbook

TRIES = int(os.environ.get("MAP_MUTATIONS", "15"))
FEATURE = json.dumps({
    "type": "Feature", "properties": {"name": "Zürich Süd"},
    "geometry": {"type": "Point", "coordinates": [119.21, 36.15]},
}, ensure_ascii=False)  # fmt: skip
TEXTS = {
    "m.csv": (HEAD + ROWS).encode(),
    "notations.csv": "sep=;\nname;coordinates\nZürich Süd;36°9'0\"N, 119°12'36\"E\n".encode(
        "cp1252"
    ),
    "wkb.tsv": b"name\tgeom\nMill\t0101000000000000000000F03F000000000000F03F\n",
    "m.geojsonl": f"{FEATURE}\n{FEATURE}\n".encode("cp1252"),
    "m.js": f"var json_m = {FEATURE};".encode("utf-16"),
}
"""Files by name, beside those that GIS programs write."""


def spoiled(raw: bytes, chance: random.Random) -> bytes:
    """Return bytes with some changed, lost, doubled or cut off."""
    held = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(held))
        end = min(len(held), at + chance.randint(1, 40))
        match chance.randrange(4):
            case 0:
                held[at:end] = chance.randbytes(end - at)
            case 1:
                del held[at:end]
            case 2:
                held[at:at] = held[at:end]
            case _:
                held[at] = chance.choice(b'\0\xff",;\n{}[]<>-0')
        held = held or bytearray(b"x")
    return bytes(held[: chance.randrange(len(held)) + 1] if chance.random() < 0.1 else held)


def write_spoiled(whole: Path, number: int, chance: random.Random) -> Path:
    """Write a file anew under another name with all that belongs to it, one of these spoiled."""
    parts = sorted(whole.parent.glob(f"{whole.stem}.*"))
    meant = chance.choice(parts)
    for each in parts:
        copy = each.with_stem(f"spoiled-{number}")
        if each == meant:
            copy.write_bytes(spoiled(each.read_bytes(), chance))
        else:
            shutil.copy(each, copy)
    return whole.with_stem(f"spoiled-{number}")


@pytest.mark.filterwarnings("ignore")  # libraries warn of what they then refuse or read
@pytest.mark.parametrize("file", [*FORMS, *TEXTS, "m.xlsx"])
def test_a_spoiled_file_is_planned_or_refused(file: str, tmp_path: Path) -> None:
    data, whole = eastern(tmp_path), tmp_path / file
    if file in TEXTS:
        whole.write_bytes(TEXTS[file])
    elif file == "m.xlsx":
        workbook(whole, TABLE)
    else:
        FORMS[file](frame(), whole)
    stated = "" if file.endswith((".kml", ".kmz", ".gpx")) else "wgs84"
    asked = ImportRequest(
        "works", ReadingChoice(), {}, CrsChoice(datum=stated), OPTIONS, lower=False
    )
    chance = random.Random(file)  # noqa: S311  not for secrets
    for number in range(TRIES):
        path = write_spoiled(whole, number, chance)
        with suppress(InputError):
            assert preparation.plan_import(data, path, asked).summary
