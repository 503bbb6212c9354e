"""Figures in words: a fact's value with its bound, unit and plain equivalent, per language.

Units and powers of ten are those of `geo.text`, by the language that they are printed in.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from geo.text.equivalents import convert, name_unit
from geo.text.page_strings import Strings, Text
from geo.text.units import PrintedUnit, parse_unit, to_base

MONEY = "CNY"
"""The currency that the page's strings have powers of ten of."""
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
    parsed = parse_unit(printed, first)
    counted = parsed.scale > 1 and not known and not _is_computed(parsed)
    if counted and language != first:
        return Figure(bound, format_decimal(value * parsed.scale), unit, "")
    full = f"= {format_decimal(value * parsed.scale)} {parsed.bare}" if counted else ""
    same = add_bound(full or format_equivalent(value, parsed, strings), bound)
    return Figure(bound, format_decimal(value), unit, same)


def bound_word(bound: str, strings: Strings) -> str:
    """Return how exact a figure is in words, or nothing where that goes without saying."""
    return strings.get_text(f"bounds.{bound}", "")


def add_bound(same: str, bound: str) -> str:
    """Return an equivalent with the figure's bound: quoted alone it is then no more exact."""
    sign, _, amount = same.partition(" ")
    return f"{sign} {bound} {amount}" if bound and amount else same


def format_decimal(value: Decimal) -> str:
    """Return a number with thousands separators and the decimals it was given, no more."""
    normal = value.normalize()
    return f"{normal:,f}"


def format_equivalent(value: Decimal, printed: PrintedUnit, strings: Strings) -> str:
    """Return a value in units that a reader elsewhere knows, or nothing where it needs none.

    Areas become hectares below one square kilometre and km² from there, imperial units metric
    ones; money in 亿元 and 万元 becomes what the language's strings say.
    """
    if printed.unit is None:
        return ""
    if printed.unit.id == MONEY:
        return _format_money(value * printed.scale, strings)
    base = to_base(value, printed)
    if base is None or not printed.unit.converted:
        return ""
    if printed.unit.measure == "area":
        return _format_area(base, strings)
    same = convert(base, printed.unit)
    return (
        f"≈ {round_significant(same.amount)} {name_unit(same.unit, strings.language)}"
        if same
        else ""
    )


def to_square_metres(value: float, unit: str, language: str) -> float | None:
    """Return an area in square metres, or `None` where the printed unit is none of area."""
    printed = parse_unit(unit, language)
    if printed.unit is None or printed.unit.measure != "area":
        return None
    base = to_base(Decimal(repr(value)), printed)
    return None if base is None else float(base)


def _is_computed(printed: PrintedUnit) -> bool:
    """Return whether the powers of ten of a unit stay with it: areas and money are told anew."""
    if printed.unit is None:
        return False
    return printed.unit.measure == "money" or printed.unit.factor is not None


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
