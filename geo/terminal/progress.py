"""What a long run is at, for a person who waits at a terminal; quiet for all others."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from geo.faults.excerpt import display_width
from geo.faults.fault import escape_unprintable

QUIET_SECONDS = 2.0
"""Seconds before anything is said: most runs are over by then."""
UPDATE_SECONDS = 0.5
CLEAR_LINE = "\r\x1b[K"
DEFAULT_WIDTH = 80
"""Columns of a terminal that does not say how many it has."""

_current_stage = ""
_ended = threading.Event()
_threads: list[threading.Thread] = []


def set_stage(name: str) -> None:
    """Say what the run is at from here on."""
    global _current_stage  # noqa: PLW0603  one run has one stage
    _current_stage = name


@contextmanager
def show_progress() -> Iterator[None]:
    """Show the stage and the seconds it has taken while the block runs, if that takes long."""
    if not sys.stderr.isatty():
        yield
        return
    _ended.clear()
    teller = threading.Thread(target=_show_stage, daemon=True)
    _threads.append(teller)
    teller.start()
    try:
        yield
    finally:
        end_progress()


def end_progress() -> None:
    """Say no more and clear the line: what follows is the run's result."""
    _ended.set()
    while _threads:
        _threads.pop().join()


def _show_stage() -> None:
    begun = time.monotonic()
    shown = False
    while not _ended.wait(UPDATE_SECONDS):
        passed = time.monotonic() - begun
        if passed > QUIET_SECONDS:
            sys.stderr.write(
                f"{CLEAR_LINE}{format_line(_current_stage, passed, _terminal_width())}"
            )
            sys.stderr.flush()
            shown = True
    if shown:
        sys.stderr.write(CLEAR_LINE)
        sys.stderr.flush()


def format_line(name: str, seconds: float, width: int) -> str:
    """Return a stage and its seconds within a terminal's width: of two lines one would stay.

    The end of a name that is too long is left out; `width` is in columns, of which a Han character
    takes two.
    """
    told, rest = escape_unprintable(name), f" … {seconds:.0f} s"
    while told and display_width(told + rest) >= width:
        told = told[:-1]
    return told + rest


def _terminal_width() -> int:
    """Return how many columns the terminal has now; it may have been made narrower."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError):
        return DEFAULT_WIDTH
