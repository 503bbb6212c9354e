"""What is said of a file that is cut off, damaged or another than it seems, whoever reads it."""

from geo.faults.fault import Fault
from geo.faults.schemas import Location
from geo.faults.translation import phrase

COPY_AGAIN = phrase("mend.copy-again")


def broken_off_fault(name: str, form: str, found: str) -> Fault:
    """Return the fault of a file that cannot be read to its end."""
    rule = phrase("file.broken-off", form=form)
    return Location(name).make_fault("", found, rule, COPY_AGAIN)
