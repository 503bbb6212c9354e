"""`python3 -m tests`: what CI runs. Requirements and browser first, then linters, types, tests.

The tests run on all processors, file by file, the longest first; linters and types run beside
them. With further arguments only pytest runs, and has them: `python3 -m tests -k check`, or
`python3 -m tests -n 0` for one test after another.
"""

import os
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from geo.runtime import bootstrap

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
SCRIPTS = Path(sysconfig.get_path("scripts"))
OXLINT, DENO = str(SCRIPTS / "oxlint"), str(SCRIPTS / "deno")
JS = ["--config", "tests/js/deno.json"]
ENTRIES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("geo/page/js/*.js"))
CHECKS = {
    "ruff check": [*PYTHON, "ruff", "check", "."],
    "ruff format": [*PYTHON, "ruff", "format", "--check", "."],
    "mypy": [*PYTHON, "mypy"],
    "oxlint": [OXLINT, "--config", "tests/oxlint.json", "--deny-warnings", "geo/page"],
    "deno fmt": [DENO, "fmt", *JS, "--check", "geo/page/js", "tests/js"],
    "deno lint": [DENO, "lint", *JS, "geo/page/js", "tests/js"],
    "deno check": [DENO, "check", *JS, *ENTRIES],
    "deno test": [DENO, "test", *JS, "--no-check", "--no-remote", "tests/js"],
}
WORKERS = (os.cpu_count() or 1) + 1
"""One more than processors: tests wait for browsers and servers a good part of their time."""
SPREAD = ["--dist", "loadfile", "--no-loadscope-reorder"]
"""By file, in the order of `tests/conftest.py`: those that take longest begin first."""
PYTEST = ["pytest", "-n", str(WORKERS), *SPREAD, "--durations", "10"]


def main(arguments: list[str]) -> int:
    """Run everything, also after a failure; return 0 where all of it passed."""
    bootstrap.ensure_requirements(ROOT, ROOT / "tests" / "requirements.txt")
    from tests import browser, gdal  # noqa: PLC0415  imports third-party packages

    # else each worker and each server that it starts would compile all modules anew
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    gdal.install()
    if not browser.install():
        return 1
    began = time.monotonic()
    with ThreadPoolExecutor(1) as beside:
        checks = {} if arguments else {name: beside.submit(check, name) for name in CHECKS}
        pytest = [*PYTHON, *PYTEST, *arguments]
        passed = {"pytest": not subprocess.run(pytest, cwd=ROOT, check=False).returncode}  # noqa: S603
        passed |= {name: result.result() for name, result in checks.items()}
    sys.stdout.write(f"All of it took {(time.monotonic() - began) / 60:.1f} minutes.\n")
    failed = [name for name, has_passed in passed.items() if not has_passed]
    if failed:
        sys.stderr.write(f"Failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def check(name: str) -> bool:
    """Run a tool, then print what it said under a line with its name; return whether it passed."""
    done = subprocess.run(  # noqa: S603  our own tools
        CHECKS[name], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    sys.stdout.write(f"\n== {name}: {'failed' if done.returncode else 'passed'}\n{done.stdout}")
    sys.stdout.flush()
    return not done.returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
