"""Faults: said in one line each, sorted, and safe to print."""

from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SHOWN, BadInput, Fault, Severity, errors, shown


def fault(file: str, position: int, severity: Severity = Severity.ERROR) -> Fault:
    return Fault(file, position, "feature 1", "name", '"x"', "rule", "mend", severity)


def test_faults_are_sorted_by_file_and_position() -> None:
    bad = BadInput([fault("b", 1), fault("a", 10), fault("a", 9)])
    assert [(each.file, each.position) for each in bad.faults] == [("a", 9), ("a", 10), ("b", 1)]


def test_a_fault_says_file_place_property_value_rule_and_mend() -> None:
    lines = str(fault("layers/a.geojson", 1)).splitlines()
    assert lines[0] == "layers/a.geojson: feature 1, name"
    assert [line.split()[0] for line in lines[1:]] == ["found", "rule", "mend"]


def test_warnings_stop_nothing() -> None:
    assert errors([fault("a", 1, Severity.WARNING)]) == []


@given(st.text())
def test_a_shown_value_is_one_printable_line(text: str) -> None:
    assert shown(text).isprintable()


def test_a_long_value_is_cut_and_counted() -> None:
    said = shown("x" * 10_000)
    assert len(said) < SHOWN + 40
    assert "10,000 characters" in said


def test_nothing_of_a_fault_reaches_the_terminal_unseen() -> None:
    fault = Fault("a.csv", 1, "line 1", "na\x1b[2Jme", "", "unknown \u202e column", "remove it")
    assert "na\\x1b[2Jme" in str(fault)
    assert all(line.isprintable() for line in str(fault).split("\n"))
