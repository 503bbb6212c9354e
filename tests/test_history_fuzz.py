"""Damaged histories: nothing but what was kept is ever written back, and every command answers.

`MAP_MUTATIONS=10000 python3 -m tests -k history_fuzz` tries so many; without it some tens.
"""

import json
import os
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from geo import cli
from geo.edits import history, saving
from geo.faults.fault import InputError
from tests import mutations
from tests.support import contents, county
from tests.test_edits import LAYER, edit, two
from tests.test_history import cut_short

MANY = int(os.environ.get("MAP_MUTATIONS", "60"))
BLOCK = 20
HASH = "0" * 64
FOREIGN: Sequence[object] = (
    None, [], {}, "x", 7, {"edit": "000001", "to": "before"}, {"edit": "../..", "to": "after"},
    {"edit": "000001", "to": ["after"]}, {"why": "x", "files": {}, "undone": False},
    {"why": "x", "files": {LAYER: {"before": "", "after": HASH}}, "undone": False},
    {"why": "x", "files": {LAYER: {"before": HASH, "after": ""}}, "undone": True},
    {"why": "x", "files": {"../../x": {"before": HASH, "after": HASH}}, "undone": False},
    {"why": "x" * 100_000, "files": {LAYER: {"before": 1, "after": None}}, "undone": 0},
    {"type": "FeatureCollection", "features": []},
)  # fmt: skip
States = list[dict[str, bytes]]


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, States]]:
    """Return folders with edits done, undone and cut short, and all states they ever were in."""
    done = county(tmp_path_factory.mktemp("done"))
    states = [contents(done)]
    for old, new in (("building", "open"), ("open", "planned"), ("planned", "building")):
        saving.save_edit(done, edit(done, f'"state": "{old}"', f'"state": "{new}"'))
        states.append(contents(done))
    saving.save_edit(done, two(done))
    states.append(contents(done))
    undone = shutil.copytree(done, tmp_path_factory.mktemp("undone") / "county")
    saving.undo_edit(undone)
    cut = county(tmp_path_factory.mktemp("cut"))
    whole = shutil.copytree(cut, tmp_path_factory.mktemp("whole") / "county")
    saving.save_edit(whole, two(whole))
    before = contents(cut)
    with pytest.MonkeyPatch.context() as patch:
        cut_short(cut, patch)
    return [
        (done, states), (undone, states), (cut, [before, contents(cut), contents(whole)]),
    ]  # fmt: skip


def damage(home: Path, chance: random.Random) -> None:
    """Damage one or two things of a history."""
    for _ in range(chance.choice([1, 1, 2])):
        paths = sorted(path for path in home.rglob("*") if path.name != "lock")
        chance.choice(DAMAGES)(chance.choice(paths), chance)


def mutate(path: Path, chance: random.Random) -> None:
    if path.is_file():
        path.write_bytes(mutations.mutated(path.read_bytes(), chance))


def empty(path: Path, _: random.Random) -> None:
    if path.is_file():
        path.write_bytes(b"")


def delete(path: Path, _: random.Random) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def write_foreign(path: Path, chance: random.Random) -> None:
    there = path if path.is_file() else path / chance.choice(["edit.json", "x.json"])
    there.write_text(json.dumps(chance.choice(FOREIGN)), encoding="utf-8")


def write_pending(path: Path, chance: random.Random) -> None:
    home = next(each for each in (path, *path.parents) if each.name == ".history")
    (home / "pending.json").write_text(json.dumps(chance.choice(FOREIGN)), encoding="utf-8")


def displace(path: Path, chance: random.Random) -> None:
    if path.is_file():
        mutations.displaced(path, chance)


def rename(path: Path, chance: random.Random) -> None:
    there = path.with_name(chance.choice(["000009", "9", "before", "new", "x", "1" * 30]))
    if not os.path.lexists(there):
        path.rename(there)


Damage = Callable[[Path, random.Random], object]
DAMAGES: tuple[Damage, ...] = (
    mutate, mutate, mutate, empty, delete, write_foreign, write_foreign, write_pending, displace,
    rename,
)  # fmt: skip


@pytest.mark.parametrize("start", range(0, MANY, BLOCK), ids=lambda start: f"{start}-")
def test_history_fuzz(
    start: int,
    histories: list[tuple[Path, States]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for seed in range(start, min(start + BLOCK, MANY)):
        chance = random.Random(seed)  # noqa: S311  damage is no secret
        sound, states = chance.choice(histories)
        data = shutil.copytree(sound, tmp_path / str(seed) / "county", symlinks=True)
        damage(data / ".history", chance)
        acted(data, states, seed, chance)
        assert cli.main(["fmt", "--data", str(data)]) in {0, 1}, seed
        told = capsys.readouterr().err
        assert "Traceback" not in told, seed
        shutil.rmtree(data.parent)


def acted(data: Path, states: States, seed: int, chance: random.Random) -> None:
    """Undo and redo; each leaves every file as it once was, and says what keeps it from more."""
    for _ in range(4):
        act = chance.choice([saving.undo_edit, saving.redo_edit])
        before = contents(data)
        try:
            act(data)
        except history.EditConflictError:
            assert contents(data) == before, f"{seed}: a conflict changed something"
        except InputError:
            pass  # what is damaged is told: tests/test_history.py sees how
        for file, held in contents(data).items():
            assert held in each_held(states, file), f"{seed}: {file} holds what it never held"


def each_held(states: States, file: str) -> set[bytes]:
    """Return all that a file ever held."""
    return {state[file] for state in states if file in state}
