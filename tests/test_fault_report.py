"""Faults as people and programs read them."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from geo import cli
from geo.faults.fault import Fault, Severity
from geo.faults.translation import phrase_with_words
from geo.terminal import fault_report
from tests.support import HERE, county

RULE = phrase_with_words("test.rule", "a rule")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def fault(file: str, severity: Severity = Severity.ERROR, *, position: int = 1) -> Fault:
    where = f"feature {position}"
    return Fault(file, position, where, "kind", '"x"', RULE, "a mend", severity)


def test_faults_stand_under_their_file_and_warnings_before_errors(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fault_report.print_faults(
        [fault("a"), fault("a", position=2), fault("b"), fault("b", Severity.WARNING)]
    )
    lines = capsys.readouterr().err.splitlines()
    told = [line for line in lines if line and not line.startswith("    ")]
    assert told == [
        "b", "  warning: feature 1, kind",
        "a", "  error: feature 1, kind", "  error: feature 2, kind",
        "b", "  error: feature 1, kind",
        "3 error(s), 1 warning(s)", "Nothing was written.",
    ]  # fmt: skip


def test_nothing_is_told_of_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    fault_report.print_faults([])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_has_colours_unless_somebody_says_no(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, *, coloured: bool
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    fault_report.print_faults([fault("a")])
    assert ("\x1b[31m" in terminal.getvalue()) == coloured


def test_what_is_no_terminal_has_no_colours(capsys: pytest.CaptureFixture[str]) -> None:
    fault_report.print_faults([fault("a")])
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("member", ["file", "where", "property", "rule", "mend"])
def test_no_file_can_speak_to_the_terminal(member: str, capsys: pytest.CaptureFixture[str]) -> None:
    held = {"file": "a", "position": 0, "where": "", "property": "", "found": "", "rule": RULE,
            "mend": "m",
            member: phrase_with_words("test.hostile", "a\x1b[2Jb\u202ec\x9b")}  # fmt: skip
    fault_report.print_faults([Fault(**held)])  # type: ignore[arg-type]
    err = capsys.readouterr().err
    assert all(char.isprintable() for char in err.replace("\n", ""))
    assert "\\x1b" in err


def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    code = cli.main(["check", "--json", "--data", str(folder)])
    out, err = capsys.readouterr()
    assert err == ""
    return code, json.loads(out)


def test_a_program_is_told_every_fault_in_a_form_that_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(county(tmp_path, HERE / "bad/references-unknown"), capsys)
    faults = said.pop("faults")
    assert code == 1
    assert said == {"form": 1, "places": 4, "facts": 4, "errors": 2, "warnings": 0}
    assert isinstance(faults, list)
    assert faults[0] == {
        "severity": "error", "code": "reference.kind-unknown", "id": "chapel-path", "args": {},
        "file": "county/layers/works.geojson", "position": 1,
        "where": "feature 1 (chapel-path)", "property": "kind", "found": '"mil"',
        "rule": "it must be a [[kind]] of map.toml", "mend": "did you mean “mill”?",
        "excerpt": "", "more": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "named"),
    [
        ("article-differs", ("article.differs", "gazette", {"source": "gazette"})),
        ("layer-file-missing", ("file.unreadable", "works", {})),
    ],
)
def test_a_fault_names_rule_item_and_what_was_filled_in(
    folder: str, named: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    _, said = told(county(tmp_path, HERE / "bad" / folder), capsys)
    faults = said["faults"]
    assert isinstance(faults, list)
    assert named in [(each["code"], each["id"], each["args"]) for each in faults]


def test_a_part_that_has_words_of_its_own_is_told_by_its_code() -> None:
    reason = phrase_with_words("test.reason", "{n} holes", n=2)
    made = replace(
        fault("a"), rule=phrase_with_words("test.shape", "it is sound: {reason}", reason=reason)
    )
    assert fault_report.fault_members(made)["args"] == {
        "reason": {"code": "test.reason", "args": {"n": 2}}
    }


def test_a_program_is_told_of_a_map_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(county(tmp_path, HERE / "bad/map-broken"), capsys)
    faults = said["faults"]
    assert (code, said["errors"], said["places"]) == (1, 1, 0)
    assert isinstance(faults, list)
    assert faults[0]["excerpt"] == "20 | glyph = W\n             ^"


def test_a_program_is_told_that_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(county(tmp_path), capsys)
    assert (code, said["errors"], said["faults"]) == (0, 0, [])


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 places"), (1, "1 place"), (2000, "2,000 places")]
)
def test_one_is_not_several(count: int, said: str) -> None:
    assert fault_report.format_count(count, "place") == said
