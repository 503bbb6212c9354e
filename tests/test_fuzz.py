"""Thousands of damaged folders: every command answers, and none leaves a worse file than it found.

`MAP_MUTATIONS=10000 python3 -m tests -k fuzz --dist load` tries so many; without it some.
A number that fails can be tried alone: `python3 -m tests -k "fuzz and 1234-"`.
"""

import json
import os
import random
import re
import shutil
from pathlib import Path

import pytest
import shapely

from geo import cli
from geo.content import loader
from geo.edits import history_entry
from tests import mutations
from tests.areas import with_areas
from tests.support import contents

MANY = int(os.environ.get("MAP_MUTATIONS", "100"))
BLOCK = 20
DISPLACED = 0.02
FILES = (
    "map.toml", "facts.csv", "layers/works.geojson", "layers/county.geojson",
    "backdrop/towns.geojson", "areas.geojson", "strings/de.json",
)  # fmt: skip
WORDS = {"popup": {"close": "Zu"}, "units": {"looms": "{value} Webstühle"}}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a file of each sort."""
    folder = with_areas(tmp_path_factory.mktemp("sound"))
    (folder / "strings").mkdir()
    (folder / "strings/de.json").write_text(json.dumps(WORDS), encoding="utf-8")
    return folder


@pytest.mark.parametrize("start", range(0, MANY, BLOCK), ids=lambda start: f"{start}-")
def test_fuzz(start: int, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(start, min(start + BLOCK, MANY)):
        folder = tmp_path / str(seed) / "county"
        shutil.copytree(sound, folder)
        damage(folder, random.Random(seed))  # noqa: S311  damage is no secret
        answered(folder, seed, capsys)
        shutil.rmtree(folder)


def damage(folder: Path, chance: random.Random) -> None:
    """Damage one file, now and then two."""
    for _ in range(chance.choice([1, 1, 1, 2])):
        path = folder / chance.choice(FILES)
        if path.is_symlink() or not path.is_file():
            continue
        if chance.random() < DISPLACED:
            mutations.displaced(path, chance)
        else:
            path.write_bytes(mutations.mutated(path.read_bytes(), chance))


def answered(folder: Path, seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    """See that check and fmt answer, and that what fmt leaves says the same."""
    wrong = checked(folder, seed, capsys)
    before = None if wrong else said(folder)
    held = contents(folder)
    run("fmt", folder, seed, capsys)
    if contents(folder) != held:
        assert checked(folder, seed, capsys) <= wrong, f"{seed}: fmt made faults"
        assert wrong or before == said(folder), f"{seed}: fmt changed what the folder says"
        held = contents(folder)
        run("fmt", folder, seed, capsys)
        assert contents(folder) == held, f"{seed}: fmt changes what it has formatted"
    left = {path.name for path in folder.rglob(".*")} - {history_entry.HISTORY_FOLDER}
    assert not left, f"{seed}: {left} was left behind"


def checked(folder: Path, seed: int, capsys: pytest.CaptureFixture[str]) -> int:
    """Return how many errors `check` tells."""
    code, told = run("check", folder, seed, capsys)
    found = re.search(r"^([0-9,]+) error\(s\)", told, re.MULTILINE)
    wrong = int(found[1].replace(",", "")) if found else 0
    assert bool(wrong) == bool(code), f"{seed}: check ended with {code} and {wrong} errors"
    return wrong


def run(
    command: str, folder: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Return the exit code of a command, which must be one that scripts know, and what it told."""
    code = cli.main([command, "--data", str(folder)])
    told = capsys.readouterr()
    assert code in {0, 1}, f"{seed}: {command} ended with {code}"
    assert code == 0 or told.err, f"{seed}: {command} failed and said nothing"
    assert "\x1b" not in told.err + told.out, f"{seed}: {command} let a file speak to the terminal"
    return code, told.err


def said(folder: Path) -> object:
    """Return all that a sound folder says, however it is written."""
    held = loader.build_content(loader.read_folder(folder))
    places = held.tables.places.sort_values("id", kind="stable")
    shapes = shapely.normalize(shapely.set_precision(places.geometry.to_numpy(), 1e-6))
    columns = places.drop(columns="geometry").to_csv(index=False)
    under = [(each.name, each.role, each.rank, each.state) for each in held.backdrop]
    return columns, [str(each) for each in shapes], held.tables.facts.to_csv(index=False), under
