"""What a long run is at, for a person who waits at a terminal; quiet for all others."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from geo.errors import printable
from geo.excerpt import columns

PATIENCE = 2.0
"""Seconds before anything is said: most runs are over by then."""
BEAT = 0.5
CLEAR = "\r\x1b[K"
WIDTH = 80
"""Columns of a terminal that does not say how many it has."""

_now = ""
_over = threading.Event()
_tellers: list[threading.Thread] = []


def stage(name: str) -> None:
    """Say what the run is at from here on."""
    global _now  # noqa: PLW0603  one run has one stage
    _now = name


@contextmanager
def told() -> Iterator[None]:
    """Show the stage and the seconds it has taken while the block runs, if that takes long."""
    if not sys.stderr.isatty():
        yield
        return
    _over.clear()
    teller = threading.Thread(target=_tell, daemon=True)
    _tellers.append(teller)
    teller.start()
    try:
        yield
    finally:
        end()


def end() -> None:
    """Say no more and clear the line: what follows is the run's result."""
    _over.set()
    while _tellers:
        _tellers.pop().join()


def _tell() -> None:
    begun = time.monotonic()
    shown = False
    while not _over.wait(BEAT):
        passed = time.monotonic() - begun
        if passed > PATIENCE:
            sys.stderr.write(f"{CLEAR}{line(_now, passed, _width())}")
            sys.stderr.flush()
            shown = True
    if shown:
        sys.stderr.write(CLEAR)
        sys.stderr.flush()


def line(name: str, seconds: float, width: int) -> str:
    """Return a stage and its seconds within a terminal's width: of two lines one would stay.

    The end of a name that is too long is left out; `width` is in columns, of which a Han character
    takes two.
    """
    told, rest = printable(name), f" … {seconds:.0f} s"
    while told and columns(told + rest) >= width:
        told = told[:-1]
    return told + rest


def _width() -> int:
    """Return how many columns the terminal has now; it may have been made narrower."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or WIDTH
    except (OSError, ValueError):
        return WIDTH
