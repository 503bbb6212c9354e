"""A program of its own, timed as a whole: wall, peak memory of all its processes, and limits."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
EVERY = 0.03
"""Seconds between two looks at the memory."""
GIB = 2**30


@dataclass(frozen=True)
class Limits:
    """What a program may take; one that wants more is ended and told as such."""

    seconds: float
    memory: int
    """Bytes of all its processes together."""


@dataclass(frozen=True)
class Ran:
    """One run of a program."""

    wall: float
    peak: int
    """Most bytes that its processes held at one moment (resident)."""
    failed: str
    """Why it did not finish; empty where it did."""
    output: str
    """What it printed to standard output."""


def run(arguments: list[str]) -> str:
    """Run this Python for what the benchmark itself needs; return what it printed, or fail."""
    ran = python(arguments, Limits(float("inf"), sys.maxsize))
    if ran.failed:
        message = f"{' '.join(arguments)}: {ran.failed}"
        raise RuntimeError(message)
    return ran.output


def python(arguments: list[str], limits: Limits) -> Ran:
    """Run this Python with arguments in the project's folder, never making a `.venv`."""
    environment = {**os.environ, "MAP_NO_BOOTSTRAP": "1", "PYTHONUTF8": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles all modules at every start
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  our own modules
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=out, stderr=err
        )
        peak, failed = _watch(process, began, limits)
        wall = time.perf_counter() - began
        if process.returncode and not failed:
            err.seek(0)
            failed = _last_line(err.read().decode("utf-8", "replace"), process.returncode)
        out.seek(0)
        return Ran(wall, peak, failed, out.read().decode("utf-8", "replace"))


def _watch(process: subprocess.Popen[bytes], began: float, limits: Limits) -> tuple[int, str]:
    """Wait for the end; return the peak and why the program was ended, if it was."""
    peak = 0
    while True:
        peak = max(peak, held(process.pid))
        failed = ""
        if time.perf_counter() - began > limits.seconds:
            failed = f"not done after {limits.seconds:.0f} s"
        elif peak > limits.memory:
            failed = f"wanted more than {limits.memory / GIB:.1f} GiB"
        if failed:
            _end(process)
            return peak, failed
        try:
            process.wait(EVERY)
        except subprocess.TimeoutExpired:
            continue
        return peak, ""


def held(pid: int) -> int:
    """Return the resident bytes of a process and all below it; 0 where it is gone."""
    total = 0
    for process in family(pid):
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def free(share: float) -> int:
    """Return a share of the bytes of memory that are free now."""
    return int(psutil.virtual_memory().available * share)


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all below it; none where it is gone."""
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.Error:
        return []


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all it started, and only that."""
    for each in reversed(family(process.pid)):
        try:
            each.kill()
        except psutil.Error:
            continue
    process.wait()


def _last_line(text: str, code: int) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else f"exit code {code}"
