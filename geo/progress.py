"""What a long run is at, for a person who waits at a terminal; quiet for all others."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds before anything is said: most runs are over by then."""
BEAT = 0.5
CLEAR = "\r\x1b[K"

_now = ""


def stage(name: str) -> None:
    """Say what the run is at from here on."""
    global _now  # noqa: PLW0603  one run has one stage
    _now = name


def pause() -> None:
    """Say nothing until the next stage: a person is being asked."""
    stage("")
    if sys.stderr.isatty():
        time.sleep(BEAT)  # what is being said ends
        sys.stderr.write(CLEAR)


@contextmanager
def told() -> Iterator[None]:
    """Show the stage and the seconds it has taken while the block runs, if that takes long."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(done,), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(done: threading.Event) -> None:
    begun = time.monotonic()
    shown = False
    while not done.wait(BEAT):
        passed = time.monotonic() - begun
        if passed > PATIENCE and _now:
            sys.stderr.write(f"{CLEAR}{_now} … {passed:.0f} s")
            sys.stderr.flush()
            shown = True
    if shown:
        sys.stderr.write(CLEAR)
        sys.stderr.flush()
