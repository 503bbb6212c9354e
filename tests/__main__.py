"""`python3 -m tests`: what CI runs. Requirements and browser first, then linters, types, tests.

With further arguments only pytest runs, and has them: `python3 -m tests -k check`.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

from geo import bootstrap

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
OXLINT = str(Path(sysconfig.get_path("scripts"), "oxlint"))
CHECKS = {
    "ruff check": [*PYTHON, "ruff", "check", "."],
    "ruff format": [*PYTHON, "ruff", "format", "--check", "."],
    "mypy": [*PYTHON, "mypy"],
    "oxlint": [OXLINT, "--config", "tests/oxlint.json", "--deny-warnings", "geo/page"],
}


def main(arguments: list[str]) -> int:
    """Run everything, also after a failure; return 0 where all of it passed."""
    bootstrap.ensure(ROOT, ROOT / "tests" / "requirements.txt")
    from tests import browser, gdal  # noqa: PLC0415  imports third-party packages

    gdal.install()
    if not browser.install():
        return 1
    parts = {**({} if arguments else CHECKS), "pytest": [*PYTHON, "pytest", *arguments]}
    failed = [name for name, command in parts.items() if not passes(name, command)]
    if failed:
        sys.stderr.write(f"Failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    """Run a tool in the project's folder, under a line with its name; return whether it passed."""
    sys.stdout.write(f"== {name}\n")
    sys.stdout.flush()
    return not subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603  our own tools


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
