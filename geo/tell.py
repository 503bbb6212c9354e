"""Faults as a person reads them in a terminal, and as a program reads them."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TextIO

from geo import phrases, progress
from geo.errors import Fault, Severity, count, errors, printable

FORM = 1
"""Number of the form of `as_json`; a member that goes or changes its meaning raises it."""
RED, YELLOW, GREEN, BOLD, DIM = "31", "33", "32", "1", "2"
COLOURS = {Severity.ERROR: RED, Severity.WARNING: YELLOW}
LABELS = {"mend": GREEN}
"""Colours of what a fault says; the labels of all others are dim."""
UNWRITTEN = "Nothing was written."


def faults(found: Sequence[Fault], kept: str = UNWRITTEN) -> None:
    """Print faults and their count to standard error; nothing where there are none.

    Under the name of each file, warnings of all files first: a terminal shows what comes last, and
    that should be what must be mended. `kept` says what became of the files where there are errors.
    """
    progress.end()
    if not found:
        return
    paint = Paint(sys.stderr)
    stopping = errors(found)
    blocks = [*_blocks([each for each in found if each not in stopping], paint)]
    blocks += _blocks(stopping, paint)
    sys.stderr.write("\n".join([*blocks, f"{counted(found)}\n"]))
    if stopping:
        sys.stderr.write(f"{kept}\n")


def number(count: int, one: str) -> str:
    """Return how many of a thing there are, in English: `1 place`, `2,000 places`."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def counted(found: Sequence[Fault]) -> str:
    """Return how many errors and warnings these are."""
    stopping = count(errors(found))
    return f"{stopping:,} error(s), {count(found) - stopping:,} warning(s)"


def as_json(found: Sequence[Fault], told: Mapping[str, Any]) -> str:
    """Return faults as JSON of a form that stays, with what else is told of the run."""
    stopping = count(errors(found))
    counts = {"errors": stopping, "warnings": count(found) - stopping}
    listed = [members(each) for each in found]
    return json.dumps({"form": FORM, **told, **counts, "faults": listed}, indent=2) + "\n"


def members(fault: Fault) -> dict[str, Any]:
    """Return a fault as the members of a JSON object."""
    return {
        "severity": str(fault.severity),
        "code": fault.code,
        "id": fault.ident,
        "args": phrases.arguments(fault.rule),
        "file": fault.file,
        "position": fault.position,
        "where": fault.where,
        "property": fault.property,
        "found": fault.found,
        "rule": fault.rule,
        "mend": fault.mend,
        "excerpt": fault.excerpt,
        "more": fault.more,
    }


class Paint:
    """Colours for a stream that has them; for any other, text as it is."""

    def __init__(self, stream: TextIO) -> None:
        """Look whether the stream is a terminal with colours and nobody has said no to them."""
        environment = os.environ
        windows = sys.platform == "win32" and "WT_SESSION" not in environment
        dumb = environment.get("TERM") == "dumb" or bool(environment.get("NO_COLOR"))
        self.colours = stream.isatty() and not dumb and not windows

    def __call__(self, text: str, colour: str) -> str:
        """Return a text in a colour."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colours and text else text


def _blocks(found: Sequence[Fault], paint: Paint) -> Iterator[str]:
    """Yield a block of lines for each file: its name, then its faults."""
    for file, of_file in groupby(found, lambda fault: fault.file):
        lines = [paint(printable(file), BOLD)]
        for fault in of_file:
            lines += _fault(fault, paint)
        yield "\n".join(lines) + "\n"


def _fault(fault: Fault, paint: Paint) -> Iterator[str]:
    place = ", ".join(part for part in (fault.where, fault.property) if part)
    severity = paint(f"{fault.severity}:", COLOURS[fault.severity])
    whole = "the option" if fault.file.startswith("--") else "the whole file"
    yield f"  {severity} {printable(place) or whole}"
    for line in fault.lines():
        label = line[:11]
        yield paint(label, LABELS.get(label.strip(), DIM)) + line[11:]
