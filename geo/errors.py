"""Faults in what people edit: each says where, what was found, which rule, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SHOWN = 60
"""Characters of a found value that a message shows; hostile files hold megabytes in one cell."""


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
    rule: str
    """What must hold, as a statement."""
    mend: str
    """What to do, as an instruction."""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Return the fault as a short block of lines for a terminal."""
        place = ", ".join(part for part in (self.where, self.property) if part)
        lines = [f"{self.file}: {place}" if place else self.file]
        if self.found:
            lines.append(f"    found  {self.found}")
        lines.append(f"    rule   {self.rule}")
        lines.append(f"    mend   {self.mend}")
        return "\n".join(lines)


class BadInput(Exception):  # noqa: N818  "input error" is what it is; the name is read in `except`
    """Raised with every fault of a run; the entry point prints them and exits with 1."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order of files, positions and properties."""
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def shown(value: object) -> str:
    """Return a value as a message shows it: one line, printable, at most `SHOWN` characters.

    Control, bidirectional and private characters are escaped, so that no file can paint over the
    terminal; what is cut off is counted.
    """
    text = value if isinstance(value, str) else repr(value)
    cut = text[:SHOWN]
    safe = "".join(
        char if char.isprintable() and char != "\\" else char.encode("unicode_escape").decode()
        for char in cut
    )
    quoted = f'"{safe}"' if isinstance(value, str) else safe
    return quoted if len(text) <= SHOWN else f"{quoted} … ({len(text):,} characters)"


def errors(faults: Iterable[Fault]) -> list[Fault]:
    """Return those faults that stop a build."""
    return [fault for fault in faults if fault.severity is Severity.ERROR]
