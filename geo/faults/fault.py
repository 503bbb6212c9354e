"""Faults in what people edit: each says where, what was found, which rule, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from geo.faults.translation import Phrase, phrase

MAX_SHOWN_CHARACTERS = 60
"""Characters of a found value that a message shows; hostile files hold megabytes in one cell."""
MAX_REPORTED_FAULTS = 100
"""Faults against one rule in one file that are told one by one; of more, only the first."""
MAX_EXAMPLES = 3
"""How many of them then stand for all."""
MAX_REPORT_LENGTH = 200
"""Faults of a whole report that are told one by one; of more, the most frequent kinds are not."""
LISTING_LIMITS = (MAX_REPORTED_FAULTS, 50, 20, 10, MAX_EXAMPLES)
"""Of a kind so many may be told one by one: the first of these by which the report stays short."""


class Severity(StrEnum):
    """Whether a fault stops the build."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of one file."""

    file: str
    """Path as the user knows it, with forward slashes."""
    position: int
    """Line, row or feature number, for sorting; 0 for the whole file."""
    where: str
    """The same for people: `feature 3 (wei-river)`, `row 12 (F031)`, `line 4, column 7`."""
    property: str
    """Property, column or member; empty for the whole feature or row."""
    found: str
    """The value found, shortened and with control characters escaped; empty where there is none."""
    rule: Phrase
    """What must hold, as a statement; its code is the fault's."""
    mend: str
    """What to do, as an instruction."""
    severity: Severity = Severity.ERROR
    ident: str = field(default="", compare=False)
    """Id of the place, fact, layer or source that it is about; empty where there is none."""
    more: int = field(default=0, compare=False)
    """Further faults of the same kind that this one stands for."""
    excerpt: str = field(default="", compare=False)
    """The offending line with a caret below it, where reading broke off; safe to print."""

    @cached_property
    def code(self) -> str:
        """The code of the rule, which stays whatever the words become."""
        return self.rule.code

    def report_group(self) -> tuple[str, ...]:
        """Return what faults have in common that are told together where they are many."""
        return self.file, self.severity, self.property, self.code

    def __str__(self) -> str:
        """Return the fault as a short block of lines for a terminal."""
        place = ", ".join(part for part in (self.where, self.property) if part)
        head = escape_unprintable(f"{self.file}: {place}" if place else self.file)
        return "\n".join([head, *self.format_details()])

    def format_details(self) -> list[str]:
        """Return what the fault says beside its place, as indented lines."""
        said = {
            "": self.excerpt,
            "found": self.found,
            "rule": self.rule,
            "mend": self.mend,
            "and": f"{self.more:,} more of this kind in this file" if self.more else "",
        }
        return [
            f"    {label:<7}{escape_unprintable(line)}"
            for label, text in said.items()
            for line in text.split("\n")
            if text
        ]


class InputError(Exception):
    """Raised with every fault of a run; the entry point prints them and exits with 1."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order of files, positions and properties."""
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def format_value(value: object) -> str:
    """Return a value as a message shows it: one printable line of `MAX_SHOWN_CHARACTERS` at most.

    Control, bidirectional and private characters are escaped, so that no file can paint over the
    terminal; what is cut off is counted.
    """
    text = value if isinstance(value, str) else repr(value)
    cut = escape_unambiguously(text[:MAX_SHOWN_CHARACTERS])
    quoted = f'"{cut}"' if isinstance(value, str) else cut
    if len(text) <= MAX_SHOWN_CHARACTERS:
        return quoted
    return phrase("found.cut", quoted=quoted, long=len(text))


def escape_unambiguously(text: str) -> str:
    """Return a text of which nothing but what can be seen reaches a terminal, unambiguously."""
    return escape_unprintable(text.replace("\\", "\\\\"))


def escape_unprintable(text: str) -> str:
    """Return a text with whatever cannot be seen escaped; names of columns may hold anything."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def select_errors(faults: Iterable[Fault]) -> list[Fault]:
    """Return those faults that stop a build."""
    return [fault for fault in faults if fault.severity is Severity.ERROR]


def count_faults(faults: Iterable[Fault]) -> int:
    """Return how many faults these are, those they stand for among them."""
    return sum(1 + fault.more for fault in faults)


class FaultCollector:
    """Gathers faults in bounded memory: a million of one kind are a few examples and a number."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        """Begin with some faults."""
        self._kept: dict[tuple[str, ...], list[Fault]] = {}
        self._last: dict[tuple[str, ...], Fault] = {}
        self._count: dict[tuple[str, ...], int] = {}
        self._names: dict[tuple[str, ...], set[str]] = {}
        self.stopping = False
        """Whether one of them is an error."""
        self.add(faults)

    def add(self, faults: Iterable[Fault]) -> None:
        """Take faults in the order of their file; what repeats the last of its kind is not new."""
        for fault in faults:
            group = self._bounded_group(fault)
            if fault == self._last.get(group):
                continue
            self._last[group] = fault
            self.stopping |= fault.severity is Severity.ERROR
            kept = self._kept.setdefault(group, [])
            if len(kept) < MAX_REPORTED_FAULTS:
                kept.append(fault)
            self._count[group] = self._count.get(group, 0) + 1 + fault.more

    def list_faults(self) -> list[Fault]:
        """Return the faults as files are read; the last example of a kind tells how many more."""
        counts = self._count.values()
        limits = (
            most
            for most in LISTING_LIMITS
            if sum(_listed_count(n, most) for n in counts) <= MAX_REPORT_LENGTH
        )
        most = next(limits, MAX_EXAMPLES)
        told = []
        for group, kept in self._kept.items():
            few = kept[: _listed_count(self._count[group], most)]
            told += [*few[:-1], replace(few[-1], more=self._count[group] - len(few))]
        return sorted(told)

    def _bounded_group(self, fault: Fault) -> tuple[str, ...]:
        """Return the kind of a fault; where each has a property of its own, all of them are one."""
        file, severity, name, rule = fault.report_group()
        names = self._names.setdefault((file, severity, rule), set())
        if name not in names and len(names) >= MAX_REPORTED_FAULTS:
            return file, severity, rule
        names.add(name)
        return file, severity, name, rule


def _listed_count(count: int, most: int) -> int:
    """Return how many of so many faults of a kind are told where `most` may be."""
    return count if count <= most else min(count, MAX_EXAMPLES)
