"""Requirements before anything else: a Python that meets them, made in `.venv` where there is none.

Standard library only, since this runs when nothing else is installed. The caller's command goes on
in this Python where the pinned versions are there, otherwise in `.venv` of the project.
"""

import sys

# Before the other imports: on an older Python these would fail with a traceback instead.
if sys.version_info < (3, 11):  # noqa: UP036  an older Python is what this line tells of
    sys.exit(
        "This needs Python 3.11 or newer; here runs {}.{}. Try python3.13, python3.12 or "
        "python3.11 in place of python3.".format(*sys.version_info[:2])
    )

import importlib.util
import os
import re
import shutil
import subprocess
import time
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

from geo.runtime import lock

SWITCH_VARIABLE = "MAP_NO_BOOTSTRAP"
"""Environment variable that turns this off: the Python that runs is used as it is."""

INSTALLED_VARIABLE = "MAP_BOOTSTRAP_INSTALLED"
"""Environment variable between two of our own processes: pip has just run, do not try it again."""

UNFINISHED_STAMP = "unfinished"
"""Stamp of a `.venv` that is being made: a run that is killed leaves it behind."""

PIN_PATTERN = re.compile(
    r"([A-Za-z0-9][\w.-]*)==([\w.!+]+)(?:\s*;\s*sys_platform == \"(\w+)\")?"
    r"((?:\s+--hash=sha256:[0-9a-f]{64})*)\s*(?:#.*)?"
)
"""A pin: name, version, the one platform it is for, hashes of the files that it may be."""
CONTINUATION_PATTERN = re.compile(r"\\\n\s*")
NAME_SEPARATORS = re.compile(r"[-_.]+")
INCLUDE_PATTERN = re.compile(r"-r\s+(\S+)\s*(?:#.*)?")
NO_NETWORK_PATTERN = re.compile(
    r"resolution|getaddrinfo|Network is unreachable|Failed to establish|NameResolution"
    r"|NewConnection|ConnectTimeout|Connection refused|ProxyError|Max retries|timed out"
)

HASH_MISMATCH_PATTERN = re.compile(r"DO NOT MATCH THE HASHES|HashMismatch")
HASH_LINE_PATTERN = re.compile(r"==|https?://|Expected sha256|Got ")
MANUAL_INSTALL_HINT = f"Or install the packages by your own means and set {SWITCH_VARIABLE}=1."
"""The way out that is always there."""


class RequirementsError(Exception):
    """The requirements cannot be met; the message says why and what to do."""


def ensure_requirements(root: Path, requirements: Path) -> None:
    """Return where `requirements` are met, else run the same command again in `root`/.venv.

    `.venv` is made, completed or mended first. What cannot be done is told in clear words, with
    exit code 1.
    """
    installed = bool(os.environ.pop(INSTALLED_VARIABLE, ""))
    missing = find_unmet_pins(requirements)
    if not missing:
        return
    try:
        if os.environ.get(SWITCH_VARIABLE, "") not in {"", "0"}:
            _require_any_version(requirements)
        else:
            _rerun_in_venv(root / ".venv", requirements, missing, installed=installed)
    except RequirementsError as failed:
        _exit_with_message(f"{failed}")
    except OSError as error:
        reason = f"{error.filename or root}: {error.strerror or error}"
        _exit_with_message(
            f"{reason}. Is the folder writable, the disk not full? {MANUAL_INSTALL_HINT}"
        )
    except KeyboardInterrupt:
        _write_notice("Stopped. The next run begins where this one left off.")
        raise SystemExit(130) from None


def find_unmet_pins(requirements: Path) -> list[str]:
    """Return the pins that this Python does not have at their exact version, in file order."""
    there = _list_dist_info()
    return [
        f"{name}=={pin}"
        for name, pin in read_pins(requirements)
        if _dist_info_name(name, pin) not in there and _installed_version(name) != pin
    ]


def _list_dist_info() -> set[str]:
    """Return the folders in which packages say what they are: their names tell it without a look.

    To read all of them takes ten times as long, at each start.
    """
    return {
        entry.lower()
        for path in sys.path
        if os.path.isdir(path)  # noqa: PTH112  a start has no time to spare
        for entry in os.listdir(path)  # noqa: PTH208
        if entry.endswith(".dist-info")
    }


def _dist_info_name(name: str, pin: str) -> str:
    """Return how such a folder is named (Binary distribution format, PyPA)."""
    return f"{NAME_SEPARATORS.sub('_', name)}-{pin}.dist-info".lower()


def read_pins(requirements: Path) -> list[tuple[str, str]]:
    """Return name and version of each pin for this platform, also of files that are included.

    Our files hold pins, comments and `-r FILE` alone, as a test makes sure; pip reads the rest.
    """
    lines = (
        line for text in _read_requirements(requirements) for line in join_continued_lines(text)
    )
    matches = (PIN_PATTERN.fullmatch(line) for line in lines)
    return [(match[1], match[2]) for match in matches if match and match[3] in {None, sys.platform}]


def join_continued_lines(text: str) -> list[str]:
    """Return the lines of a requirements file, those that go on in the next one joined."""
    return CONTINUATION_PATTERN.sub("", text).split("\n")


def _read_requirements(requirements: Path) -> list[str]:
    """Return the text of a requirements file and of each that it includes."""
    text = requirements.read_text(encoding="utf-8")
    included = (INCLUDE_PATTERN.fullmatch(line) for line in text.splitlines())
    return [text] + [
        inner
        for match in included
        if match
        for inner in _read_requirements(requirements.parent / match[1])
    ]


def _installed_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _require_any_version(requirements: Path) -> None:
    """Fail where a package is missing; with the switch set, another version is the user's wish."""
    missing = [name for name, _ in read_pins(requirements) if _installed_version(name) is None]
    if missing:
        message = (
            f"{SWITCH_VARIABLE} is set, and this Python lacks {_summarise_missing(missing)}. "
            f"{MANUAL_INSTALL_HINT}"
        )
        raise RequirementsError(message)


def _rerun_in_venv(
    venv: Path, requirements: Path, missing: list[str], *, installed: bool
) -> NoReturn:
    """Run the command of this process again in `.venv`, prepared; never twice after pip ran."""
    if installed:
        message = (
            f"Still missing after pip ran: {_summarise_missing(missing)}. Remove {venv} and try "
            "again."
        )
        raise RequirementsError(message)
    ran_pip = _prepare_venv(venv, requirements, missing)
    command = [str(_venv_python(venv)), *sys.orig_argv[1:]]
    environment = {**os.environ, **({INSTALLED_VARIABLE: "1"} if ran_pip else {})}
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":  # exec there returns to the shell before the command has ended
        raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603  our own command
    os.execve(command[0], command, environment)  # noqa: S606  no shell is wanted


def _prepare_venv(venv: Path, requirements: Path, missing: list[str]) -> bool:
    """Leave a `.venv` with the requirements installed; return whether pip had to run for it."""
    waiting = "Another run is preparing .venv; waiting for it ..."
    with lock.hold_lock(venv.with_name(".venv.lock"), lambda: _write_notice(waiting)):
        # In `.venv` itself the stamp is not believed: something was removed from it since.
        inside = Path(sys.prefix).resolve() == venv.resolve()
        if (
            not inside
            and _read_stamp(venv).issuperset(_requirement_digests(requirements))
            and _python_starts(venv)
        ):
            return False
        _write_notice(f"Not installed here: {_summarise_missing(missing)}.")
        _make_venv(venv)
        _install_pins(venv, requirements)
        return True


def _make_venv(venv: Path) -> None:
    """Make `.venv`, unless one is there in which pip works and whose making was not cut short."""
    if UNFINISHED_STAMP not in _read_stamp(venv) and _python_starts(venv, "-m", "pip", "--version"):
        return
    lacking = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    if lacking:
        message = (
            f"This Python ({sys.executable}) lacks {' and '.join(lacking)}. On Debian and Ubuntu: "
            f"apt install python3-venv. {MANUAL_INSTALL_HINT}"
        )
        raise RequirementsError(message)
    if venv.exists():
        _write_notice(f"Making {venv} anew: it was left unfinished or does not run.")
        shutil.rmtree(venv)
    venv.mkdir()
    _write_stamp(venv, {UNFINISHED_STAMP})
    # The base, since the Python that runs may be that of the folder just removed.
    base = getattr(sys, "_base_executable", sys.executable)
    done = _run_program([base, "-I", "-m", "venv", str(venv)])
    if done.returncode:
        message = f"{venv} could not be made:\n{_tail_lines(done.stdout)}\n{MANUAL_INSTALL_HINT}"
        raise RequirementsError(message)


def _install_pins(venv: Path, requirements: Path) -> None:
    """Install the pins into `.venv`; the stamp stays unfinished until pip is through."""
    began = time.monotonic()
    _write_notice(
        f"Installing {len(read_pins(requirements))} package(s) into {venv}, once; about a "
        "minute ..."
    )
    _write_stamp(venv, {UNFINISHED_STAMP})
    pip = [str(_venv_python(venv)), "-I", "-m", "pip", "--disable-pip-version-check"]
    install = ["install", "--quiet", "--require-hashes", "--requirement", str(requirements)]
    done = _run_program([*pip, *install])
    if done.returncode:
        raise RequirementsError(_explain_pip_failure(done.stdout, requirements))
    _write_stamp(venv, _requirement_digests(requirements))
    _write_notice(f"Installed in {time.monotonic() - began:.0f} s.")


def _explain_pip_failure(told: str, requirements: Path) -> str:
    """Return what keeps pip from installing the pins, and what to do."""
    if HASH_MISMATCH_PATTERN.search(told):
        return (
            "A package is not the file that was pinned: its hash differs, so it was not installed. "
            f"pip says:\n{_hash_lines(told)}\n"
            "What the package index, a mirror or a cache gave has been exchanged or damaged. Run "
            "again without a mirror and a cache: PIP_INDEX_URL and PIP_EXTRA_INDEX_URL unset, "
            f"PIP_CONFIG_FILE={os.devnull} and PIP_NO_CACHE_DIR=1. If it stays so, do not install "
            "it by other means, and report it (CONTRIBUTING.md, Security)."
        )
    why = "no network was reached" if NO_NETWORK_PATTERN.search(told) else "pip says"
    name = requirements.name
    return (
        f"The packages could not be installed; {why}:\n{_tail_lines(told)}\n"
        "Run this once with a network; later runs need none. Or, on a like machine that has one: "
        f"python3 -m pip download -r {name} -d wheelhouse, then python3 -m pip download setuptools "
        "-d wheelhouse; bring that folder here and run again with PIP_NO_INDEX=1 and "
        f"PIP_FIND_LINKS=wheelhouse, which needs none. {MANUAL_INSTALL_HINT}"
    )


def _exit_with_message(message: str) -> NoReturn:
    _write_notice(message)
    raise SystemExit(1)


def _venv_python(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def _python_starts(venv: Path, *arguments: str) -> bool:
    """Return whether the Python of `.venv` starts; it does not where its base was removed."""
    try:
        return not _run_program(
            [str(_venv_python(venv)), "-I", *(arguments or ("-c", ""))]
        ).returncode
    except OSError:
        return False


def _requirement_digests(requirements: Path) -> set[str]:
    """Return what the stamp holds once these files, each by its content, are installed."""
    return {sha256(text.encode()).hexdigest() for text in _read_requirements(requirements)}


def _read_stamp(venv: Path) -> set[str]:
    try:
        return set((venv / "requirements.stamp").read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return set()


def _write_stamp(venv: Path, lines: set[str]) -> None:
    (venv / "requirements.stamp").write_text("\n".join(sorted(lines)) + "\n", encoding="ascii")


def _run_program(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; errors and output come back as one text."""
    return subprocess.run(  # noqa: S603  a fixed command, no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        encoding="utf-8", errors="replace",
    )  # fmt: skip


def _summarise_missing(missing: list[str]) -> str:
    """Return the first few of a list, and how many more there are."""
    more = len(missing) - 3
    return ", ".join(missing[:3]) + (f" and {more} more" if more > 0 else "")


def _tail_lines(text: str) -> str:
    """Return the last lines of a program's output, indented; that is where it says what failed."""
    lines = [line for line in text.strip().splitlines() if not line.startswith("WARNING: Retrying")]
    return "\n".join(f"  {line}" for line in lines[-6:])


def _hash_lines(text: str) -> str:
    """Return the lines in which pip says which file it is, and which hash it has."""
    lines = [line for line in text.splitlines() if HASH_LINE_PATTERN.search(line)]
    return "\n".join(f"  {line.strip()}" for line in lines[:8]) or _tail_lines(text)


def _write_notice(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
