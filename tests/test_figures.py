"""Figures: printed number first, equivalents computed by rule and rounded no finer than known."""

from dataclasses import replace
from decimal import Decimal

import pytest

from geo.content.facts import Fact
from geo.text import page_strings
from geo.text.figures import Figure, format_figure, round_significant

FACT = Fact("F001", "p", "t", {}, "area", 6100.0, {"zh": "亩"}, "exact", "", "done", "s", 0, 1, {})


def said(language: str, **changes: object) -> Figure | None:
    fact = replace(FACT, **changes)  # type: ignore[arg-type]
    return format_figure(fact, language, "zh", page_strings.load_strings(language))


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (6100.0, {"zh": "亩"}, ("6,100", "亩", "≈ 4.07 平方公里"), ("6,100", "mu", "≈ 4.07 km²")),
        (12.0, {"zh": "亩"}, ("12", "亩", "≈ 0.8 公顷"), ("12", "mu", "≈ 0.8 ha")),
        (25.0, {"zh": "亿元"}, ("25", "亿元", ""),
         ("25", "× CNY 100 million", "= CNY 2.5 billion")),
        (1000.0, {"zh": "亿元"}, ("1,000", "亿元", ""),
         ("1,000", "× CNY 100 million", "= CNY 100 billion")),
        (1.99, {"zh": "万户", "en": "households"}, ("1.99", "万户", "= 19,900 户"),
         ("19,900", "households", "")),
        (413.0, {"zh": "家", "en": "firms"}, ("413", "家", ""), ("413", "firms", "")),
        (11.1, {"zh": "%"}, ("11.1", "%", ""), ("11.1", "%", "")),
        (1.0, {"zh": "个百分点"}, ("1", "个百分点", ""), ("1", "percentage point", "")),
    ],
)  # fmt: skip
def test_number_unit_and_equivalent(
    value: float, unit: dict[str, str], zh: tuple[str, str, str], en: tuple[str, str, str]
) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        found = said(language, value=value, unit=unit)
        assert found
        assert (found.number, found.unit, found.equivalent) == expected


@pytest.mark.parametrize(
    ("value", "unit", "same"),
    [
        (3.0, "acres", "≈ 1.21 ha"), (400.0, "acres", "≈ 1.62 km²"), (2.0, "miles", "≈ 3.22 km"),
        (60.0, "feet", "≈ 18.3 m"), (2.0, "million barrels", "≈ 317,975 m³"), (5.0, "km", ""),
        (30.0, "mph", "≈ 48.3 km/h"), (14.0, "looms", ""), (7.0, "million dollars", ""),
    ],
)  # fmt: skip
def test_imperial_units_have_an_equivalent(value: float, unit: str, same: str) -> None:
    fact = replace(FACT, value=value, unit={"en": unit})
    found = format_figure(fact, "en", "en", page_strings.load_strings("en"))
    assert found
    assert (found.unit, found.equivalent) == (unit, same)


@pytest.mark.parametrize(
    ("bound", "zh", "en"),
    [("exact", "", ""), ("over", "超过", "more than"), ("nearly", "近", "nearly")],
)
def test_bounds_are_told_in_words(bound: str, zh: str, en: str) -> None:
    in_zh, in_en = said("zh", bound=bound), said("en", bound=bound)
    assert in_zh
    assert in_en
    assert (in_zh.bound, in_en.bound) == (zh, en)


@pytest.mark.parametrize(
    ("language", "value", "unit", "same"),
    [
        ("en", 30.0, {"zh": "亿元"}, "= nearly CNY 3 billion"),
        ("zh", 1.99, {"zh": "万户"}, "= 近 19,900 户"),
        ("zh", 6100.0, {"zh": "亩"}, "≈ 近 4.07 平方公里"),
    ],
)
def test_an_equivalent_keeps_the_bound(
    language: str, value: float, unit: dict[str, str], same: str
) -> None:
    found = said(language, bound="nearly", value=value, unit=unit)
    assert found
    assert found.equivalent == same


def test_a_statement_without_value_has_no_figure() -> None:
    assert said("zh", value=None) is None


@pytest.mark.parametrize(
    ("amount", "text"),
    [("4.0666", "4.07"), ("12345.6", "12,346"), ("0.00098765", "0.000988"), ("0", "0")],
)
def test_significant_digits(amount: str, text: str) -> None:
    assert round_significant(Decimal(amount)) == text
