"""Facts beside each other: told twice, or with parts that are more than their total."""

import hashlib
from pathlib import Path

import pytest

from geo.check import references, rules
from geo.content import loader
from geo.faults.fault import count_faults
from tests.support import county, replaced

HEAD = "id,place,topic,en,measure,value,unit,bound,period,state,source,start,end,note\n"


def written(folder: Path, text: str, facts: list[tuple[str, str, str]], lang: str = "") -> Path:
    """Return the tiny county with a text of its own; each fact has value, unit, cited words."""
    data = county(folder)
    path = data / "article.txt"
    old = path.read_bytes()
    path.write_text(text, encoding="utf-8", newline="\n")
    new = f'sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"'
    new += f'\nlang = "{lang}"' if lang else ""
    replaced(data, "map.toml", f'sha256 = "{hashlib.sha256(old).hexdigest()}"', new)
    length = next(
        line for line in (data / "map.toml").read_text("utf-8").splitlines() if "length" in line
    )
    replaced(data, "map.toml", length, f"length = {len(text)}")
    rows = []
    for number, (value, unit, words) in enumerate(facts, 1):
        start = text.index(words)
        rows.append(
            f'F{number:03},old-quarry,trade,Said {number},count,{value},"{unit}",exact,,done,'
            f"gazette,{start},{start + len(words)},\n"
        )
    (data / "facts.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    return data


def told(data: Path, *groups: str) -> list[tuple[str, str]]:
    found = rules.find_faults(loader.read_folder(data))
    return [(each.ident, each.code) for each in found if each.code.startswith(groups)]


@pytest.mark.parametrize(
    ("lang", "text", "given", "faults"),
    [
        ("en", "It cost $7 million.", ("7", "million dollars"), 0),
        ("en", "It cost $7 million.", ("7", "dollars"), 1),
        ("en", "It grew to 90 square\nmetres.", ("90", "square metres"), 0),
        ("fr", "Il coûte 4,9 millions d'euros.", ("4.9", "millions d'euros"), 0),
        ("fr", "Il coûte 4,9 millions d'euros.", ("49", "millions d'euros"), 1),
        ("fr", "Une cour de 1 600 m2.", ("1600", "m2"), 0),
        ("fr", "Une cour de 1 600 m2.", ("600", "m2"), 1),
        ("en", "There are eight looms.", ("8", "looms"), 0),
        ("en", "There are eight looms.", ("8", "mills"), 1),
        ("zh", "新建磨坊1.99万间。", ("1.99", "间"), 1),
        ("zh", "引来游客40多万人次。", ("40", "万人次"), 0),
        ("zh", "引来游客40多万人次。", ("4", "万人次"), 1),
        ("zh", "投资1200余万元。", ("1200", "万元"), 0),
        ("en", "Some 40-odd million fish.", ("40", "million fish"), 0),
    ],
)  # fmt: skip
def test_a_figure_is_read_by_the_language_of_its_source(
    tmp_path: Path, lang: str, text: str, given: tuple[str, str], faults: int
) -> None:
    data = written(tmp_path, text, [(*given, text)], lang)
    assert len(told(data, "fact.figure-not-cited", "fact.unit-not-cited")) == faults


def test_a_fact_that_stands_twice_is_told(tmp_path: Path) -> None:
    data = written(tmp_path, "Of 14 looms.", [("14", "looms", "14 looms")] * 2)
    replaced(data, "facts.csv", "Said 2", "Said 1")
    assert told(data, "fact.repeated") == [("F002", "fact.repeated")]


def test_facts_that_differ_are_no_repetition(tmp_path: Path) -> None:
    data = written(tmp_path, "Of 14 looms.", [("14", "looms", "14 looms")] * 2)
    assert told(data, "fact.repeated") == []


@pytest.mark.parametrize(
    ("text", "exceeded"),
    [
        ("It has 40 looms, of which 30 looms are new and 12 looms old.", ["F001"]),
        ("It has 40 looms, of which 30 looms are new and 10 looms old.", []),
        ("It has 40 looms. Of which 30 looms are new and 12 looms old.", []),
        ("It has 40 looms, then 30 looms more and 12 looms again.", []),
    ],
)
def test_parts_are_not_more_than_their_total(
    tmp_path: Path, text: str, exceeded: list[str]
) -> None:
    numbers = [each for each in ("40", "30", "12", "10") if f"{each} looms" in text]
    data = written(tmp_path, text, [(each, "looms", f"{each} looms") for each in numbers])
    assert [ident for ident, _ in told(data, "fact.parts")] == exceeded


def test_a_language_without_numbers_is_told(tmp_path: Path) -> None:
    data = written(tmp_path, "Er kostet 2 Mark.", [("2", "Mark", "2 Mark")], "xx")
    assert told(data, "source.") == [("gazette", "source.language-without-numbers")]


def test_facts_without_a_translation_are_counted_and_some_are_named(tmp_path: Path) -> None:
    data = written(tmp_path, "There are 8 looms.", [("8", "looms", "8 looms")] * 14)
    found = rules.find_faults(loader.read_folder(data))
    lacking = [each for each in found if each.code == "fact.untranslated"]
    assert len(lacking) == references.MAX_REPORTED_UNTRANSLATED < 14
    assert count_faults(lacking) == 14
