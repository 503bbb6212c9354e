"""Commands and functions in processes of their own: forks of one that has loaded all libraries."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo import cli
from tests.support import ROOT

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.loaded"])


@dataclass(frozen=True)
class Outcome:
    """What a process of its own came to."""

    code: int
    """The number of the signal that ended it, negative, where one did."""
    out: str
    err: str
    peak_mb: int
    """The most memory that it had; 0 where it did not end by itself."""

    @property
    def text(self) -> str:
        """Return all that it said."""
        return self.out + self.err


def run(*arguments: object, seconds: float = 120) -> Outcome:
    """Run a command in a process of its own; one that does not end by then raises."""
    return call(cli.main, [*map(str, arguments)], seconds=seconds)


def call(function: Callable[..., int | None], *arguments: object, seconds: float = 120) -> Outcome:
    """Call a function of a module in a process of its own, which ends with what it returns.

    The process is the fork of one that has loaded all libraries, and done nothing else. One that
    does not end by then raises `TimeoutError`.
    """
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder)
        process = FORKED.Process(target=_call, args=(folder, function, arguments))
        process.start()
        process.join(seconds)
        code = process.exitcode
        process.kill()
        process.join()
        if code is None:
            raise TimeoutError(arguments)
        out, err, peak = (
            path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
            for path in (said / "out", said / "err", said / "peak")
        )
    return Outcome(code, out, err, int(peak or 0))


def _call(folder: str, function: Callable[..., int | None], arguments: tuple[object, ...]) -> None:
    """Call a function with what it says in files, and note the most memory that it took."""
    peak = os.open(f"{folder}/peak", os.O_WRONLY | os.O_CREAT)
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, f"{folder}/out", os.O_WRONLY | os.O_CREAT | os.O_APPEND),
        (2, f"{folder}/err", os.O_WRONLY | os.O_CREAT | os.O_APPEND),
    ):
        os.dup2(os.open(path, flags), number)
    os.chdir(ROOT)
    code = function(*arguments)
    # as bytes: whom permissions bind may not be able to load a codec any more
    status = Path("/proc/self/status").read_bytes().splitlines()
    held = next(line.split()[1] for line in status if line.startswith(b"VmHWM"))
    os.write(peak, str(int(held) // 1000).encode())
    sys.exit(code)
