"""A running command in the fork of a process that has loaded all libraries."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection

from geo import cli
from tests.forked import FORKED
from tests.support import ROOT


class ForkedCommand:
    """A running command, with what tests use of `subprocess.Popen`."""

    def __init__(self, arguments: Sequence[str]) -> None:
        """Start it in the project's folder, with the environment of this moment."""
        self._arguments = arguments
        (out, out_end), (told, told_end) = (FORKED.Pipe(duplex=False) for _ in range(2))
        self._process = FORKED.Process(
            target=_run_command, args=([*arguments], {**os.environ}, out_end, told_end)
        )
        self._process.start()
        out_end.close()
        told_end.close()
        self.stdout = os.fdopen(os.dup(out.fileno()), encoding="utf-8")
        self.stderr = os.fdopen(os.dup(told.fileno()), encoding="utf-8")

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process.pid
        return self._process.pid

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise `TimeoutExpired` where the process does not end."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._arguments, timeout or 0)
        return self._process.exitcode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for the end; return what was written to both streams, less than a pipe holds."""
        self.wait(timeout)
        texts = ["" if stream.closed else stream.read() for stream in (self.stdout, self.stderr)]
        self.stdout.close()
        self.stderr.close()
        return texts[0], texts[1]


def _run_command(
    arguments: list[str], environment: Mapping[str, str], out: Connection, told: Connection
) -> None:
    """Run a command as `build_map.py` does, in the fork."""
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # as the environment says it
    os.chdir(ROOT)
    os.dup2(out.fileno(), sys.stdout.fileno())
    os.dup2(told.fileno(), sys.stderr.fileno())
    out.close()
    told.close()
    cli.exit_process(cli.main(arguments))
