"""The registry of rules: each entry names the codes that it tells, and a folder shows each."""

import itertools
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from geo.check import rules
from geo.check.registry import ContentRule, Rule
from geo.content import loader
from geo.faults.fault import InputError, select_errors
from tests.codes import listed
from tests.support import HERE, county

FOLDERS = sorted([*(HERE / "bad").iterdir(), *(HERE / "good").iterdir()])
ENTRIES: list[Rule | ContentRule] = [*rules.RULES, *rules.CONTENT_RULES]
UNSHOWN = {
    "fact.area-differs": "test_check has it",
    "file.too-large": "test_hostile_files has it",
    "value.empty": "an empty text is a missing one",
    "value.exclusive-maximum": "no keyword of our schemas",
    "value.rule": "no keyword of our schemas is without words",
    "value.too-few-items": "rows have no lists",
    "value.too-many-items": "rows have no lists",
    "value.items-repeat": "rows have no lists",
}
"""Codes that no folder of the tests shows, and why."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """Return the codes that each entry tells of all folders together."""
    found: list[set[str]] = [set() for _ in ENTRIES]
    for overlay in FOLDERS:
        for entry, codes in enumerate(codes_of(county(tmp_path_factory.mktemp("f"), overlay))):
            found[entry] |= codes
    return found


def codes_of(data: Path) -> Iterator[set[str]]:
    try:
        raw = loader.read_folder(data)
    except InputError:  # map.toml itself
        return
    found = [[*rule.find_faults(raw)] for rule in rules.RULES]
    for faults in found:
        yield {fault.code for fault in faults}
    errors = select_errors([*raw.faults, *itertools.chain(*found)])
    if any(fault.code != "place.within-not-drawn" for fault in errors):
        return
    content = loader.build_content(raw)
    for each in rules.CONTENT_RULES:
        yield {fault.code for fault in each.find_faults(content, raw)}


@cache
def every_code() -> set[str]:
    return {code for entry in ENTRIES for code in entry.codes}


def test_an_entry_tells_the_codes_that_it_names_and_no_other(told: list[set[str]]) -> None:
    for entry, codes in zip(ENTRIES, told, strict=True):
        assert codes <= set(entry.codes), entry


def test_a_folder_shows_each_code(told: list[set[str]]) -> None:
    assert every_code() - set().union(*told) == UNSHOWN.keys()
    silent = [entry.codes for entry, codes in zip(ENTRIES, told, strict=True) if not codes]
    assert silent == [("fact.area-differs",)]


def test_codes_of_rules_are_promised() -> None:
    assert every_code() <= set(listed())
