"""Reading articles: figures, what is told of them, and names, against lists made by hand.

The articles of `tests/articles` were written for this; the tables beside them are what a person
finds in them. Recall and precision are printed, and held.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pytest

from geo.content import loader
from geo.content.project import Source
from geo.reading.cues import load_cues
from geo.reading.drafts import Draft
from geo.reading.figures import find_figures
from geo.reading.offsets import map_offsets
from geo.reading.read_article import read_article
from geo.reading.spans import find_sentences
from tests.support import COUNTY, HERE

ARTICLES = {"liucheng": ("zh", "2022"), "ashmere": ("en", "2022-12")}
NAMES = {
    "liucheng": {
        "城东工业园", "清溪水库", "清溪河", "石桥村", "县第二中学", "县人民医院", "青柳高速",
    },
    "ashmere": {
        "Weir Mill", "Cold Beck Reservoir", "Stone Bridge Village", "Ashmere School",
        "Ashmere Hospital",
    },
}  # fmt: skip
LEAST = {
    "liucheng": {"recall": 0.95, "precision": 0.95, "bound": 0.98, "period": 0.85, "state": 0.8},
    "ashmere": {"recall": 0.9, "precision": 0.9, "bound": 0.98, "period": 0.85, "state": 0.8},
}


@dataclass(frozen=True)
class Trial:
    """What was read of an article, and what is in it."""

    text: str
    drafts: Sequence[Draft]
    gold: Sequence[dict[str, str]]

    def paired(self) -> list[tuple[dict[str, str], Draft]]:
        figures = {
            (each.end, Decimal(each.value)): each for each in self.drafts if each.sort == "figure"
        }
        found = []
        for row in self.gold:
            near = [
                draft
                for (end, value), draft in figures.items()
                if value == Decimal(row["value"]) and draft.start <= int(row["start"]) < end
            ]
            found += [(row, near[0])] if near else []
        return found


def tried(name: str) -> Trial:
    language, published = ARTICLES[name]
    text = (HERE / "articles" / f"{name}.txt").read_text("utf-8")
    with (HERE / "articles" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        gold = [*csv.DictReader(file)]
    source = Source(name, {}, "", len(text), published=published, lang=language)
    return Trial(text, [*read_article(text, source, loader.read_folder(COUNTY))], gold)


@pytest.mark.parametrize("name", ARTICLES)
def test_figures_of_an_article_are_found(name: str) -> None:
    trial = tried(name)
    paired = trial.paired()
    figures = [each for each in trial.drafts if each.sort == "figure"]
    measured = {"recall": len(paired) / len(trial.gold), "precision": len(paired) / len(figures)}
    for key in ("bound", "period", "state"):
        alike = [row[key] == getattr(draft, key) for row, draft in paired]
        measured[key] = sum(alike) / len(alike)
    print(name, {key: round(value, 3) for key, value in measured.items()})  # noqa: T201  the measure
    lacking = {key: value for key, value in measured.items() if value < LEAST[name][key]}
    assert lacking == {}


@pytest.mark.parametrize("name", ARTICLES)
def test_names_of_an_article_are_found(name: str) -> None:
    found = {each.name for each in tried(name).drafts if each.sort == "name"}
    assert len(found & NAMES[name]) >= 0.8 * len(NAMES[name])


@pytest.mark.parametrize("name", ARTICLES)
def test_a_second_reading_is_the_same(name: str) -> None:
    assert tried(name).drafts == tried(name).drafts


@pytest.mark.parametrize("name", ARTICLES)
def test_every_sentence_gives_something_or_is_told(name: str) -> None:
    trial = tried(name)
    language, _ = ARTICLES[name]
    starts = [draft.start for draft in trial.drafts]
    starts += [
        int(each.split("-")[0])
        for draft in trial.drafts
        for each in draft.mentions.split(";")
        if each
    ]
    for sentence in find_sentences(trial.text, load_cues(language)):
        assert any(map(sentence.contains_offset, starts)), trial.text[sentence.start : sentence.end]


@pytest.mark.parametrize(
    ("language", "text", "value", "unit", "bound", "measure"),
    [
        ("zh", "库容近3800万立方米", "3800", "万立方米", "nearly", "volume"),
        ("zh", "企业50余家", "50", "家", "over", "count"),
        ("zh", "覆盖率提高到98%以上", "98", "%", "at-least", "share"),
        ("zh", "产值增长6.4%", "6.4", "%", "exact", "growth"),
        ("zh", "最近30家", "30", "家", "exact", "count"),
        ("en", "in Hanover 30 mills", "30", "mills", "exact", "count"),
        ("en", "nearly $7 million", "7", "$ million", "nearly", "money"),
        ("en", "no more than 25 mph", "25", "mph", "at-most", "speed"),
        ("en", "a half-acre plot", "0.5", "acre", "exact", "area"),
        ("fr", "près de 4,9 millions d'euros", "4.9", "millions euros", "nearly", "money"),
        ("fr", "plus de 1 600 m2", "1600", "m2", "over", "area"),
    ],
)  # fmt: skip
def test_a_figure_with_its_unit_and_bound(  # noqa: PLR0913, PLR0917  a table
    language: str, text: str, value: str, unit: str, bound: str, measure: str
) -> None:
    [found] = find_figures(text, language)
    said = (str(found.value.normalize()), found.unit, found.bound, found.measure)
    assert said == (str(Decimal(value).normalize()), unit, bound, measure)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "2019年"), ("zh", "1—8月份"), ("zh", "第三家"), ("zh", "“十二条龙”"),
        ("zh", "一个"), ("en", "in 1967"), ("en", "on 3 May"), ("en", "No. 5 looms"),
        ("en", "one in five patients"),
    ],
)  # fmt: skip
def test_dates_orders_and_names_are_no_figures(language: str, text: str) -> None:
    assert [*find_figures(text, language)] == []


def test_offsets_follow_a_corrected_text() -> None:
    old, new = "A line.\nOf 14 looms.\nThe end.", "A new line.\nOf some 14 looms.\nThe end."
    moves = map_offsets(old, new)
    start = old.index("14")
    assert moves.move_span(start, start + 8) == (new.index("14"), new.index("14") + 8)
    assert moves.move_span(old.index("The"), len(old)) == (new.index("The"), len(new))


def test_what_is_gone_is_nowhere() -> None:
    assert map_offsets("Of 14 looms.\nThe end.", "The end.").move_span(3, 11) is None
