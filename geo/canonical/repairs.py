"""What a canonical text differs in from the text as it stood, in words that people read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from geo.faults.fault import Fault

MAX_LISTED_REPAIRS = 20
"""Repairs of one sort that are told one by one; of more, only the first."""
MAX_EXAMPLES = 3


class RepairKind(StrEnum):
    """The sorts of repair; each says in a few words what was done."""

    WINDING = "ring turned: outer rings counter-clockwise, holes clockwise"
    CLOSING = "ring closed with its first position"
    MIRROR = "the Feature's id made to mirror the property id"
    IDENT = "id taken from the Feature's own"
    DECIMALS = "coordinates rounded to six decimals"
    NUMBER = "number written as a number"
    DATE = "day written as YYYY-MM-DD"
    EMPTY = "empty property left out"
    CRS = "member crs left out: GeoJSON is WGS 84 (RFC 7946)"
    MEMBER = "member left out that says nothing the file does not"
    ENCODING = "byte order mark or foreign line ends left out"
    SEPARATOR = "cells separated by commas"
    COLUMNS = "columns put in their order"
    ROWS = "rows made as long as the header, blank ones left out"
    BLANKS = "blanks around a cell left out"


@dataclass(frozen=True)
class Repair:
    """One thing that the canonical text says otherwise."""

    what: RepairKind
    position: int
    """Feature or line, for sorting; 0 for the whole file."""
    where: str
    """The same for people, as in `geo.faults.fault.Fault`."""
    property: str
    """Property, column or member; empty for the whole feature, row or file."""
    before: str
    """As it stood, shortened and safe to print."""
    after: str
    """As it stands now; empty where it was left out."""
    more: int = 0
    """Further repairs of the same sort and property that this one stands for."""


@dataclass(frozen=True)
class CanonicalText:
    """A canonical text and how it came about."""

    text: str
    """The text as it stood where there are faults."""
    repairs: tuple[Repair, ...] = ()
    faults: tuple[Fault, ...] = ()
    """Why the text cannot be read whole; then nothing was changed."""


class RepairCollector:
    """Gathers repairs in bounded memory, as `geo.faults.fault.FaultCollector` does faults."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[tuple[RepairKind, str], list[Repair]] = {}
        self._count: dict[tuple[RepairKind, str], int] = {}

    def add(self, repairs: Iterable[Repair]) -> None:
        """Take repairs in the order of their file."""
        for repair in repairs:
            group = repair.what, repair.property
            kept = self._kept.setdefault(group, [])
            if len(kept) < MAX_LISTED_REPAIRS:
                kept.append(repair)
            self._count[group] = self._count.get(group, 0) + 1

    def list_repairs(self) -> tuple[Repair, ...]:
        """Return them by sort and property; the last of a sort tells how many more."""
        told: list[Repair] = []
        for group, kept in self._kept.items():
            few = kept if self._count[group] == len(kept) else kept[:MAX_EXAMPLES]
            told += [*few[:-1], replace(few[-1], more=self._count[group] - len(few))]
        return tuple(told)
