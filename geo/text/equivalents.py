"""Values in units that a reader elsewhere knows, computed from the printed ones alone."""

from dataclasses import dataclass
from decimal import Decimal

from geo.text.language import Unit, load_language, load_units

STEPS = {
    "area": ("square-kilometre", "hectare"),
    "length": ("kilometre", "metre", "centimetre"),
    "volume": ("cubic-metre", "litre"),
    "mass": ("tonne", "kilogram", "gram"),
    "power": ("megawatt", "kilowatt"),
    "speed": ("kilometre-per-hour",),
}
"""Units of equivalents by measure, the largest first; what is smaller than all is in the last."""


@dataclass(frozen=True)
class Equivalent:
    """An amount in a unit that is known everywhere."""

    amount: Decimal
    unit: Unit


def convert(base: Decimal, unit: Unit) -> Equivalent | None:
    """Return an amount of the base unit in a common unit; `None` where readers need none."""
    if not unit.converted or unit.measure not in STEPS:
        return None
    units = [load_units()[each] for each in STEPS[unit.measure]]
    chosen = next((each for each in units if each.factor and base >= each.factor), units[-1])
    return Equivalent(base / (chosen.factor or Decimal(1)), chosen)


def name_unit(unit: Unit, code: str) -> str:
    """Return how a language writes a common unit: by its sign, where it has no word of its own."""
    return load_language(code).names.get(unit.id) or unit.symbols[0]
