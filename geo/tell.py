"""Faults as a person reads them in a terminal."""

import sys
from collections.abc import Sequence

from geo.errors import Fault, count, errors


def faults(found: Sequence[Fault], kept: str = "Nothing was written.") -> None:
    """Print faults and their count to standard error; nothing where there are none.

    `kept` is said after errors: what they have not changed.
    """
    if not found:
        return
    stopping = count(errors(found))
    sys.stderr.write("\n".join(f"{fault.severity}: {fault}" for fault in found))
    sys.stderr.write(f"\n{stopping:,} error(s), {count(found) - stopping:,} warning(s)\n")
    if stopping:
        sys.stderr.write(f"{kept}\n")
