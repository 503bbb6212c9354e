"""Faults as a person reads them in a terminal, and as a program reads them."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TextIO

from geo.faults import translation
from geo.faults.fault import Fault, Severity, count_faults, escape_unprintable, select_errors
from geo.terminal import progress

JSON_FORM = 1
"""Number of the form of `faults_as_json`; a member that goes or changes its meaning raises it."""
RED, YELLOW, GREEN, BOLD, DIM = "31", "33", "32", "1", "2"
SEVERITY_COLOURS = {Severity.ERROR: RED, Severity.WARNING: YELLOW}
LABEL_COLOURS = {"mend": GREEN}
"""Colours of what a fault says; the labels of all others are dim."""
NOTHING_WRITTEN = "Nothing was written."


def print_faults(found: Sequence[Fault], kept: str = NOTHING_WRITTEN) -> None:
    """Print faults and their count to standard error; nothing where there are none.

    Under the name of each file, warnings of all files first: a terminal shows what comes last, and
    that should be what must be mended. `kept` says what became of the files where there are errors.
    """
    progress.end_progress()
    if not found:
        return
    paint = TerminalColours(sys.stderr)
    stopping = select_errors(found)
    blocks = [*_format_blocks([each for each in found if each not in stopping], paint)]
    blocks += _format_blocks(stopping, paint)
    sys.stderr.write("\n".join([*blocks, f"{count_by_severity(found)}\n"]))
    if stopping:
        sys.stderr.write(f"{kept}\n")


def format_count(count: int, one: str, many: str = "") -> str:
    """Return how many of a thing there are, in English: `1 place`, `2,000 places`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def count_by_severity(found: Sequence[Fault]) -> str:
    """Return how many errors and warnings these are."""
    stopping = count_faults(select_errors(found))
    return f"{stopping:,} error(s), {count_faults(found) - stopping:,} warning(s)"


def faults_as_json(found: Sequence[Fault], told: Mapping[str, object]) -> str:
    """Return faults as JSON of a form that stays, with what else is told of the run."""
    stopping = count_faults(select_errors(found))
    counts = {"errors": stopping, "warnings": count_faults(found) - stopping}
    listed = [fault_members(each) for each in found]
    return json.dumps({"form": JSON_FORM, **told, **counts, "faults": listed}, indent=2) + "\n"


def fault_members(fault: Fault) -> dict[str, object]:
    """Return a fault as the members of a JSON object."""
    return {
        "severity": str(fault.severity),
        "code": fault.code,
        "id": fault.ident,
        "args": translation.phrase_arguments(fault.rule),
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


class TerminalColours:
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


def _format_blocks(found: Sequence[Fault], paint: TerminalColours) -> Iterator[str]:
    """Yield a block of lines for each file: its name, then its faults."""
    for file, of_file in groupby(found, lambda fault: fault.file):
        lines = [paint(escape_unprintable(file), BOLD)]
        for fault in of_file:
            lines += _format_fault(fault, paint)
        yield "\n".join(lines) + "\n"


def _format_fault(fault: Fault, paint: TerminalColours) -> Iterator[str]:
    place = ", ".join(part for part in (fault.where, fault.property) if part)
    severity = paint(f"{fault.severity}:", SEVERITY_COLOURS[fault.severity])
    whole = "the option" if fault.file.startswith("--") else "the whole file"
    yield f"  {severity} {escape_unprintable(place) or whole}"
    for line in fault.format_details():
        label = line[:11]
        yield paint(label, LABEL_COLOURS.get(label.strip(), DIM)) + line[11:]
