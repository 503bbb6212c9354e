"""What the last lines of a build and `check` say of places located and of candidates."""

import subprocess
from pathlib import Path

import pytest

from geo import cli
from geo.locating import candidates
from tests.locate import china, locate
from tests.support import replaced
from tests.test_locate_accept import both, waiting

Capture = pytest.CaptureFixture[str]


def built(data: Path, capsys: Capture) -> str:
    assert cli.main(["build", "--data", str(data), "--out", str(data.parent / "maps")]) == 0
    return capsys.readouterr().out


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(  # noqa: S603  arguments of this test
        ["git", *who, *arguments],  # noqa: S607  found where the machine has it
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def test_a_build_tells_how_places_were_located(tmp_path: Path, capsys: Capture) -> None:
    told = built(china(tmp_path), capsys)
    assert "Located by: hand 2, dataset 1." in told
    assert "Since the last revision" not in told


def test_a_build_tells_what_improved_since_the_last_revision(
    tmp_path: Path, capsys: Capture
) -> None:
    data = china(tmp_path)
    git(data, "init", "-q")
    git(data, "add", "-A")
    git(data, "commit", "-q", "-m", "before")
    assert "Since the last revision" not in built(data, capsys)
    locate(data, *both(tmp_path), "--accept-agreeing", "300")
    capsys.readouterr()
    assert "Since the last revision: 1 located." in built(data, capsys)


def test_check_tells_faults_of_candidates(tmp_path: Path, capsys: Capture) -> None:
    data = waiting(tmp_path)
    replaced(data, candidates.CANDIDATES_FILE, "36.1511", "north")
    capsys.readouterr()
    assert cli.main(["check", "--data", str(data)]) == 1
    assert "candidates.csv" in capsys.readouterr().err


def test_check_warns_of_candidates_of_no_place(tmp_path: Path, capsys: Capture) -> None:
    data = waiting(tmp_path)
    replaced(data, candidates.CANDIDATES_FILE, "old-quarry", "new-quarry")
    capsys.readouterr()
    assert cli.main(["check", "--data", str(data)]) == 0
    told = capsys.readouterr()
    assert "a candidate is for a place of the map" in told.err
