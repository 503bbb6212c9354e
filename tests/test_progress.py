"""Progress: shown to who waits at a terminal, and to nobody else."""

import io
import time
from pathlib import Path

import pytest

from geo import cli
from geo.faults.excerpt import display_width
from geo.terminal import progress
from tests.support import county


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and keeps all that was ever written to it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0)
    monkeypatch.setattr(progress, "UPDATE_SECONDS", 0.001)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("command", "stage"), [("check", "checking"), ("fmt", "formatting county/")]
)
def test_a_long_run_says_at_a_terminal_what_it_is_at(
    command: str, stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    begin = progress.set_stage

    def lasting(name: str) -> None:
        """Begin a stage that lasts until it is told, as long ones do."""
        begin(name)
        until = time.monotonic() + 10
        while stage in name and stage not in terminal.getvalue() and time.monotonic() < until:
            time.sleep(0.001)

    monkeypatch.setattr(progress, "set_stage", lasting)
    assert cli.main([command, "--data", str(county(tmp_path))]) == 0
    assert stage in terminal.getvalue()
    assert terminal.getvalue().endswith(progress.CLEAR_LINE)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("command", ["check", "fmt"])
def test_what_is_no_terminal_sees_nothing_of_it(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([command, "--data", str(county(tmp_path))]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("impatient")
def test_the_result_comes_after_the_line_is_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("sys.stdout", terminal)
    assert cli.main(["check", "--data", str(county(tmp_path))]) == 0
    assert terminal.getvalue().endswith(
        f"{progress.CLEAR_LINE}4 places and 4 facts: no fault found.\n"
    )


@pytest.mark.parametrize("width", [12, 20, 40, 80])
def test_the_line_stays_within_a_narrow_terminal(width: int) -> None:
    line = progress.format_line("reading layers/寒亭区的村庄与街道.geojson\x1b[2J\n", 7, width)
    assert display_width(line) < width
    assert line.endswith(" … 7 s")
    assert line.isprintable()


def test_a_stage_that_has_room_is_told_whole() -> None:
    assert progress.format_line("checking", 3, 40) == "checking … 3 s"


def test_a_short_run_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUIET_SECONDS", 60)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert cli.main(["check", "--data", str(county(tmp_path))]) == 0
    assert terminal.getvalue() == ""
