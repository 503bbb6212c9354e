"""Figures in words: a fact's value with its bound, unit and plain equivalent, per language.

Units are Chinese usage, not any county's: 亩 is 10000/15 square metres exactly (State Council of
the PRC, 1984, order on statutory units), 公顷 10,000 m², 万 10^4 and 亿 10^8.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Protocol

from geo.text.page_strings import Strings, Text

MU_M2 = Decimal(10000) / Decimal(15)
AREAS_M2 = {
    "亩": MU_M2,
    "公顷": Decimal(10**4),
    "平方公里": Decimal(10**6),
    "平方千米": Decimal(10**6),
}
SCALES = {"万": 10**4, "亿": 10**8}
MONEY = "元"
HECTARE_M2 = 10**4
KM2_M2 = 10**6


@dataclass(frozen=True)
class Figure:
    """What a reader sees of a value in one language; empty strings where there is nothing."""

    bound: str
    number: str
    unit: str
    equivalent: str


class Quantity(Protocol):
    """What a figure is made of: a fact, or the part of one that its figure needs."""

    @property
    def value(self) -> float | None:
        """The number as printed, in the unit as printed."""

    @property
    def unit(self) -> Text:
        """The printed unit; in further languages what is counted."""

    @property
    def bound(self) -> str:
        """How exact the number is."""


def format_figure(fact: Quantity, language: str, first: str, strings: Strings) -> Figure | None:
    """Return the figure of a fact in a language, or `None` for a statement without one.

    The printed number and unit come first; the equivalent is computed from them and nothing else.
    `first` is the map's first language, the one the units are printed in.
    """
    if fact.value is None:
        return None
    printed = fact.unit.get(first, "")
    value = Decimal(repr(fact.value))
    bound = bound_word(fact.bound, strings)
    one = strings.get_text(f"units_one.{printed}", "") if value == 1 else ""
    known = one or strings.get_text(f"units.{printed}", "")
    unit = printed if language == first else fact.unit.get(language) or known or printed
    counted = (
        unit_scale(printed) > 1
        and not known
        and unit_without_scale(printed) not in {*AREAS_M2, MONEY}
    )
    if counted and language != first:
        return Figure(bound, format_decimal(value * unit_scale(printed)), unit, "")
    full = (
        f"= {format_decimal(value * unit_scale(printed))} {unit_without_scale(printed)}"
        if counted
        else ""
    )
    same = add_bound(full or format_equivalent(value, printed, strings), bound)
    return Figure(bound, format_decimal(value), unit, same)


def bound_word(bound: str, strings: Strings) -> str:
    """Return how exact a figure is in words, or nothing where that goes without saying."""
    return strings.get_text(f"bounds.{bound}", "")


def add_bound(same: str, bound: str) -> str:
    """Return an equivalent with the figure's bound: quoted alone it is then no more exact."""
    sign, _, amount = same.partition(" ")
    return f"{sign} {bound} {amount}" if bound and amount else same


@cache
def unit_scale(unit: str) -> int:
    """Return the power of ten that a printed unit begins with: 10000 for 万户, 1 for 户."""
    return SCALES.get(unit[:1], 1)


@cache
def unit_without_scale(unit: str) -> str:
    """Return a printed unit without its power of ten."""
    return unit[1:] if unit_scale(unit) > 1 else unit


def format_decimal(value: Decimal) -> str:
    """Return a number with thousands separators and the decimals it was given, no more."""
    normal = value.normalize()
    return f"{normal:,f}"


def format_equivalent(value: Decimal, unit: str, strings: Strings) -> str:
    """Return a value in units that a reader elsewhere knows, or nothing where it needs none.

    Areas become hectares below one square kilometre and km² from there; money in 亿元 and 万元
    becomes what the language's strings say.
    """
    if unit_without_scale(unit) in AREAS_M2:
        return _format_area(value * unit_scale(unit) * AREAS_M2[unit_without_scale(unit)], strings)
    if unit_without_scale(unit) == MONEY:
        return _format_money(value * unit_scale(unit), strings)
    return ""


def to_square_metres(value: float, unit: str) -> float | None:
    """Return an area in square metres, or `None` where the printed unit is none of area."""
    if unit_without_scale(unit) not in AREAS_M2:
        return None
    return float(Decimal(repr(value)) * unit_scale(unit) * AREAS_M2[unit_without_scale(unit)])


def _format_area(square_metres: Decimal, strings: Strings) -> str:
    """Return an area with three significant digits, which its source never exceeds."""
    large = square_metres >= KM2_M2
    amount = square_metres / (KM2_M2 if large else HECTARE_M2)
    unit = strings.get_text("units.km2" if large else "units.ha", "km²" if large else "ha")
    return f"≈ {round_significant(amount)} {unit}"


def _format_money(yuan: Decimal, strings: Strings) -> str:
    for exponent in (12, 9, 6):
        pattern = strings.get_text(f"money.e{exponent}", "")
        if pattern and yuan >= Decimal(10) ** exponent:
            return "= " + pattern.replace("{n}", format_decimal(yuan / Decimal(10) ** exponent))
    return ""


def round_significant(amount: Decimal) -> str:
    """Return a number rounded to three significant digits, without trailing zeros."""
    if not amount:
        return "0"
    exponent = amount.adjusted() - 2
    return format_decimal(
        amount.quantize(Decimal(1).scaleb(exponent)) if exponent < 0 else amount.quantize(1)
    )
