"""Figures in words: a fact's value with its bound, unit and plain equivalent, per language.

Units are Chinese usage, not any county's: 亩 is 10000/15 square metres exactly (State Council of
the PRC, 1984, order on statutory units), 公顷 10,000 m², 万 10^4 and 亿 10^8.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Protocol

from geo.i18n import Strings
from geo.project import Text

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


def figure(fact: Quantity, language: str, first: str, strings: Strings) -> Figure | None:
    """Return the figure of a fact in a language, or `None` for a statement without one.

    The printed number and unit come first; the equivalent is computed from them and nothing else.
    `first` is the map's first language, the one the units are printed in.
    """
    if fact.value is None:
        return None
    printed = fact.unit.get(first, "")
    value = Decimal(repr(fact.value))
    bound = bound_of(fact.bound, strings)
    one = strings.get(f"units_one.{printed}", "") if value == 1 else ""
    known = one or strings.get(f"units.{printed}", "")
    unit = printed if language == first else fact.unit.get(language) or known or printed
    counted = scale(printed) > 1 and not known and bare(printed) not in {*AREAS_M2, MONEY}
    if counted and language != first:
        return Figure(bound, plain(value * scale(printed)), unit, "")
    full = f"= {plain(value * scale(printed))} {bare(printed)}" if counted else ""
    same = bounded(full or equivalent(value, printed, strings), bound)
    return Figure(bound, plain(value), unit, same)


def bound_of(bound: str, strings: Strings) -> str:
    """Return how exact a figure is in words, or nothing where that goes without saying."""
    return strings.get(f"bounds.{bound}", "")


def bounded(same: str, bound: str) -> str:
    """Return an equivalent with the figure's bound: quoted alone it is then no more exact."""
    sign, _, amount = same.partition(" ")
    return f"{sign} {bound} {amount}" if bound and amount else same


@cache
def scale(unit: str) -> int:
    """Return the power of ten that a printed unit begins with: 10000 for 万户, 1 for 户."""
    return SCALES.get(unit[:1], 1)


@cache
def bare(unit: str) -> str:
    """Return a printed unit without its power of ten."""
    return unit[1:] if scale(unit) > 1 else unit


def plain(value: Decimal) -> str:
    """Return a number with thousands separators and the decimals it was given, no more."""
    normal = value.normalize()
    return f"{normal:,f}"


def equivalent(value: Decimal, unit: str, strings: Strings) -> str:
    """Return a value in units that a reader elsewhere knows, or nothing where it needs none.

    Areas become hectares below one square kilometre and km² from there; money in 亿元 and 万元
    becomes what the language's strings say.
    """
    if bare(unit) in AREAS_M2:
        return _area(value * scale(unit) * AREAS_M2[bare(unit)], strings)
    if bare(unit) == MONEY:
        return _money(value * scale(unit), strings)
    return ""


def square_metres(value: float, unit: str) -> float | None:
    """Return an area in square metres, or `None` where the printed unit is none of area."""
    if bare(unit) not in AREAS_M2:
        return None
    return float(Decimal(repr(value)) * scale(unit) * AREAS_M2[bare(unit)])


def _area(square_metres: Decimal, strings: Strings) -> str:
    """Return an area with three significant digits, which its source never exceeds."""
    large = square_metres >= KM2_M2
    amount = square_metres / (KM2_M2 if large else HECTARE_M2)
    unit = strings.get("units.km2" if large else "units.ha", "km²" if large else "ha")
    return f"≈ {significant(amount)} {unit}"


def _money(yuan: Decimal, strings: Strings) -> str:
    for exponent in (12, 9, 6):
        pattern = strings.get(f"money.e{exponent}", "")
        if pattern and yuan >= Decimal(10) ** exponent:
            return "= " + pattern.replace("{n}", plain(yuan / Decimal(10) ** exponent))
    return ""


def significant(amount: Decimal) -> str:
    """Return a number rounded to three significant digits, without trailing zeros."""
    if not amount:
        return "0"
    exponent = amount.adjusted() - 2
    return plain(
        amount.quantize(Decimal(1).scaleb(exponent)) if exponent < 0 else amount.quantize(1)
    )
