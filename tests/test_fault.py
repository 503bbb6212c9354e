"""Faults: said in one line each, sorted, and safe to print."""

from hypothesis import given
from hypothesis import strategies as st

from geo.faults.fault import (
    MAX_EXAMPLES,
    MAX_REPORT_LENGTH,
    MAX_REPORTED_FAULTS,
    MAX_SHOWN_CHARACTERS,
    Fault,
    FaultCollector,
    InputError,
    Severity,
    count_faults,
    format_value,
    select_errors,
)
from geo.faults.translation import phrase_with_words

RULE = phrase_with_words("test.rule", "rule")


def fault(file: str, position: int, severity: Severity = Severity.ERROR) -> Fault:
    return Fault(file, position, "feature 1", "name", '"x"', RULE, "mend", severity)


def test_faults_are_sorted_by_file_and_position() -> None:
    bad = InputError([fault("b", 1), fault("a", 10), fault("a", 9)])
    assert [(each.file, each.position) for each in bad.faults] == [("a", 9), ("a", 10), ("b", 1)]


def test_a_fault_says_file_place_property_value_rule_and_mend() -> None:
    lines = str(fault("layers/a.geojson", 1)).splitlines()
    assert lines[0] == "layers/a.geojson: feature 1, name"
    assert [line.split()[0] for line in lines[1:]] == ["found", "rule", "mend"]


def test_warnings_stop_nothing() -> None:
    assert select_errors([fault("a", 1, Severity.WARNING)]) == []


@given(st.text())
def test_a_shown_value_is_one_printable_line(text: str) -> None:
    assert format_value(text).isprintable()


def test_a_long_value_is_cut_and_counted() -> None:
    said = format_value("x" * 10_000)
    assert len(said) < MAX_SHOWN_CHARACTERS + 40
    assert "10,000 characters" in said


def test_nothing_of_a_fault_reaches_the_terminal_unseen() -> None:
    rule = phrase_with_words("test.rule", "unknown \u202e column")
    fault = Fault("a.csv", 1, "line 1", "na\x1b[2Jme", "", rule, "remove it")
    assert "na\\x1b[2Jme" in str(fault)
    assert all(line.isprintable() for line in str(fault).split("\n"))


def of_kind(rule: str, many: int, name: str = "name") -> list[Fault]:
    made = phrase_with_words(f"test.{rule}", rule)
    return [Fault("a", k, f"feature {k}", name, "", made, "mend it") for k in range(1, many + 1)]


def test_faults_of_one_code_are_one_kind_whatever_is_filled_in() -> None:
    rules = [
        phrase_with_words("test.limit", "at most {n}", n=k)
        for k in range(1, MAX_REPORTED_FAULTS + 2)
    ]
    found = FaultCollector(
        Fault("a", k, f"feature {k}", "end", "", rule, "mend") for k, rule in enumerate(rules, 1)
    ).list_faults()
    assert [each.position for each in found] == [1, 2, 3]


def test_a_report_of_few_faults_is_whole() -> None:
    found = [each for rule in ("one", "two") for each in of_kind(rule, MAX_REPORTED_FAULTS)]
    assert sorted(FaultCollector(found).list_faults()) == sorted(found)


def test_of_many_of_one_kind_the_first_stand_for_all() -> None:
    found = FaultCollector(of_kind("rule", MAX_REPORTED_FAULTS + 1)).list_faults()
    assert [each.position for each in found] == [1, 2, 3]
    assert count_faults(found) == MAX_REPORTED_FAULTS + 1


def test_a_long_report_tells_the_frequent_kinds_by_examples_and_the_rare_ones_whole() -> None:
    many = [each for rule in "abcdef" for each in of_kind(rule, MAX_REPORTED_FAULTS - 1)]
    rare = of_kind("rare", 7)
    found = FaultCollector([*many, *rare]).list_faults()
    assert len(found) <= MAX_REPORT_LENGTH
    assert count_faults(found) == len(many) + len(rare)
    assert sum(each.rule == "rare" for each in found) == len(rare)
    assert sum(each.rule == "a" for each in found) == MAX_EXAMPLES


def test_properties_that_differ_from_fault_to_fault_do_not_lengthen_a_report() -> None:
    found = FaultCollector(
        fault for number in range(5_000) for fault in of_kind("unknown", 1, f"column {number}")
    ).list_faults()
    assert len(found) <= MAX_REPORTED_FAULTS + MAX_EXAMPLES
    assert count_faults(found) == 5_000
