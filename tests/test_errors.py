"""Faults: said in one line each, sorted, and safe to print."""

from hypothesis import given
from hypothesis import strategies as st

from geo.errors import (
    EXAMPLES,
    MANY,
    REPORT,
    SHOWN,
    BadInput,
    Fault,
    Findings,
    Severity,
    count,
    errors,
    shown,
)
from geo.phrases import phrase

RULE = phrase("test.rule", "rule")


def fault(file: str, position: int, severity: Severity = Severity.ERROR) -> Fault:
    return Fault(file, position, "feature 1", "name", '"x"', RULE, "mend", severity)


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
    rule = phrase("test.rule", "unknown \u202e column")
    fault = Fault("a.csv", 1, "line 1", "na\x1b[2Jme", "", rule, "remove it")
    assert "na\\x1b[2Jme" in str(fault)
    assert all(line.isprintable() for line in str(fault).split("\n"))


def of_kind(rule: str, many: int, name: str = "name") -> list[Fault]:
    made = phrase(f"test.{rule}", rule)
    return [Fault("a", k, f"feature {k}", name, "", made, "mend it") for k in range(1, many + 1)]


def test_faults_of_one_code_are_one_kind_whatever_is_filled_in() -> None:
    found = Findings(
        Fault("a", k, f"feature {k}", "end", "", phrase("test.limit", "at most {n}", n=k), "mend")
        for k in range(1, MANY + 2)
    ).all()
    assert [each.position for each in found] == [1, 2, 3]


def test_a_report_of_few_faults_is_whole() -> None:
    found = [each for rule in ("one", "two") for each in of_kind(rule, MANY)]
    assert sorted(Findings(found).all()) == sorted(found)


def test_of_many_of_one_kind_the_first_stand_for_all() -> None:
    found = Findings(of_kind("rule", MANY + 1)).all()
    assert [each.position for each in found] == [1, 2, 3]
    assert count(found) == MANY + 1


def test_a_long_report_tells_the_frequent_kinds_by_examples_and_the_rare_ones_whole() -> None:
    many = [each for rule in "abcdef" for each in of_kind(rule, MANY - 1)]
    rare = of_kind("rare", 7)
    found = Findings([*many, *rare]).all()
    assert len(found) <= REPORT
    assert count(found) == len(many) + len(rare)
    assert sum(each.rule == "rare" for each in found) == len(rare)
    assert sum(each.rule == "a" for each in found) == EXAMPLES


def test_properties_that_differ_from_fault_to_fault_do_not_lengthen_a_report() -> None:
    found = Findings(
        fault for number in range(5_000) for fault in of_kind("unknown", 1, f"column {number}")
    ).all()
    assert len(found) <= MANY + EXAMPLES
    assert count(found) == 5_000
