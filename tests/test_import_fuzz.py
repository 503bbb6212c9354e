"""Files spoiled at random: each is planned or refused with a reason, never answered by a crash."""

import random
from contextlib import suppress
from pathlib import Path

import pytest

from geo.faults.fault import InputError
from geo.importing import preparation
from geo.importing.crs_choice import CrsChoice
from geo.importing.file_readers import ReadingChoice
from geo.importing.preparation import ImportRequest
from tests.importing import OPTIONS, csv, eastern, frame
from tests.test_import_forms import FORMS, HEAD, ROWS, TABLE, workbook

TRIES = 60


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


@pytest.mark.filterwarnings("ignore")  # libraries warn of what they then refuse or read
@pytest.mark.parametrize("file", [*FORMS, "m.csv", "m.xlsx"])
def test_a_spoiled_file_is_planned_or_refused(file: str, tmp_path: Path) -> None:
    data, whole = eastern(tmp_path), tmp_path / file
    if file == "m.csv":
        csv(whole, HEAD + ROWS)
    elif file == "m.xlsx":
        workbook(whole, TABLE)
    else:
        FORMS[file](frame(), whole)
    stated = "" if file.endswith((".kml", ".kmz", ".gpx")) else "wgs84"
    asked = ImportRequest(
        "works", ReadingChoice(), {}, CrsChoice(datum=stated), OPTIONS, lower=False
    )
    raw = whole.read_bytes()
    chance = random.Random(file)  # noqa: S311  not for secrets
    for number in range(TRIES):
        path = whole.with_stem(f"spoiled-{number}")
        path.write_bytes(spoiled(raw, chance))
        with suppress(InputError):
            assert preparation.plan_import(data, path, asked).summary
