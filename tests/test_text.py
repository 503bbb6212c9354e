"""Numbers and units in running text, by the language that it is written in."""

from decimal import Decimal

import pytest

from geo.text.equivalents import STEPS
from geo.text.language import load_language, load_units
from geo.text.number_words import read_numeral
from geo.text.numerals import find_numbers, is_same_value
from geo.text.units import is_printed, parse_unit

LANGUAGES = ("de", "en", "fr", "zh")


def values(text: str, language: str) -> list[Decimal]:
    return [number.value for number in find_numbers(text, language)]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百零五", 105), ("千亿", 10**11),
        ("两千", 2000), ("三万五千", 35000), ("七", 7), ("二〇一九", 2019),
        ("一亿二千万", 120_000_000),
    ],
)  # fmt: skip
def test_chinese_numerals(numeral: str, value: int) -> None:
    assert read_numeral(numeral, load_language("zh")) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("占地6100亩", "6100"), ("1.99万户", "19900"), ("过千亿元", "1e11"), ("近30亿元", "3e9"),
        ("8个片区", "8"), ("六大板块", "6"), ("4,930户", "4930"), ("装机8千瓦", "8"),
        ("５千亿元", "5e11"), ("百分之八", "8"), ("半亩", "0.5"), ("四分之一", "0.25"),
    ],
)  # fmt: skip
def test_figures_in_chinese(text: str, value: str) -> None:
    assert values(text, "zh") == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$7 million", "7e6"), ("a $7m mill", "7e6"), ("1,600 m2", "1600"), ("eight looms", "8"),
        ("a half-acre yard", "0.5"), ("half a million", "5e5"), ("1½ miles", "1.5"),
        ("one and a half million", "1.5e6"), ("two hundred and five", "205"), ("€ 2.5 bn", "2.5e9"),
        ("three dozen", "36"), ("twenty-three", "23"), ("three quarters", "0.75"),
        ("½ acre", "0.5"),        ("1/2 acre", "0.5"),
    ],
)  # fmt: skip
def test_figures_in_english(text: str, value: str) -> None:
    assert values(text, "en") == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4,9 millions d'euros", "4.9e6"), ("1 600 m2", "1600"), ("1.600 m2", "1600"),
        ("une douzaine de moulins", "12"), ("quatre-vingt-dix-sept", "97"), ("vingt et un", "21"),
        ("un demi-million", "5e5"), ("12,50 €", "12.5"), ("deux cent cinquante mille", "250000"),
        ("4.9 millions", "4.9e6"), ("1\u202f600 m2", "1600"),
    ],
)  # fmt: skip
def test_figures_in_french(text: str, value: str) -> None:
    assert values(text, "fr") == [Decimal(value)]


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "1,5 km", []),  # the comma parts thousands: neither 15 nor 1 and 5
        ("en", "PM2 values", []),
        ("zh", "143家", [143]),
        ("fr", "en 2019 300 métiers", [2019, 300]),
        ("en", "two and three", [2, 3]),
        ("de", "2,5 km und 1.600 m2", [Decimal("2.5"), 1600]),
        ("de", "4,9 Millionen Euro", [4900000]),
    ],
)
def test_a_number_is_no_other(language: str, text: str, read: list[Decimal | int]) -> None:
    assert values(text, language) == read


def test_a_fraction_is_met_by_its_decimals() -> None:
    [number] = find_numbers("two thirds", "en")
    assert [is_same_value(Decimal(each), number) for each in ("0.667", "0.67", "0.7", "0.65")] == [
        True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "printed", "scale", "bare", "measure"),
    [
        ("zh", "万户", 10**4, "户", ""), ("zh", "千亿元", 10**11, "元", "money"),
        ("zh", "千瓦", 1, "千瓦", "power"), ("zh", "万千瓦", 10**4, "千瓦", "power"),
        ("en", "million dollars", 10**6, "dollars", "money"),
        ("en", "$ million", 10**6, "$", "money"),
        ("en", "square metres", 1, "square metres", "area"), ("en", "looms", 1, "looms", ""),
        ("fr", "millions d'euros", 10**6, "euros", "money"), ("fr", "M€", 10**6, "€", "money"),
    ],
)  # fmt: skip
def test_parts_of_a_unit(language: str, printed: str, scale: int, bare: str, measure: str) -> None:
    found = parse_unit(printed, language)
    assert (found.scale, found.bare) == (scale, bare)
    assert (found.unit.measure if found.unit else "") == measure


@pytest.mark.parametrize(
    ("language", "unit", "words", "stands"),
    [
        ("en", "acres", "a half-acre yard", True), ("en", "ha", "two hectares", True),
        ("en", "ha", "they have two", False), ("en", "square metres", "90 square\nmetres", True),
        ("en", "more", "two moreover", False), ("en", "new looms", "14 new looms", True),
        ("zh", "%", "百分之八", True), ("zh", "亩", "八公顷", False),
        ("fr", "€", "deux euros", True),
        ("en", "million dollars", "$7 million", True), ("en", "m2", "1,600m2", True),
    ],
)  # fmt: skip
def test_a_unit_stands_in_any_of_its_spellings(
    language: str, unit: str, words: str, *, stands: bool
) -> None:
    assert is_printed(parse_unit(unit, language), words, language) is stands


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_units_of_a_language_are_known(code: str) -> None:
    language = load_language(code)
    assert language.code == code
    assert {*language.spellings.values(), *language.names} <= load_units().keys()


def test_every_equivalent_has_a_sign() -> None:
    units = [load_units()[each] for steps in STEPS.values() for each in steps]
    assert [unit.id for unit in units if not unit.symbols or not unit.factor] == []
    assert {unit.measure for unit in load_units().values() if unit.converted} <= STEPS.keys()
