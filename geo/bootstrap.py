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

from geo import lock

SWITCH = "MAP_NO_BOOTSTRAP"
"""Environment variable that turns this off: the Python that runs is used as it is."""

INSTALLED = "MAP_BOOTSTRAP_INSTALLED"
"""Environment variable between two of our own processes: pip has just run, do not try it again."""

UNFINISHED = "unfinished"
"""Stamp of a `.venv` that is being made: a run that is killed leaves it behind."""

PIN = re.compile(
    r"([A-Za-z0-9][\w.-]*)==([\w.!+]+)(?:\s*;\s*sys_platform == \"(\w+)\")?"
    r"((?:\s+--hash=sha256:[0-9a-f]{64})*)\s*(?:#.*)?"
)
"""A pin: name, version, the one platform it is for, hashes of the files that it may be."""
CONTINUED = re.compile(r"\\\n\s*")
SEPARATED = re.compile(r"[-_.]+")
INCLUDE = re.compile(r"-r\s+(\S+)\s*(?:#.*)?")
NO_NETWORK = re.compile(
    r"resolution|getaddrinfo|Network is unreachable|Failed to establish|NameResolution"
    r"|NewConnection|ConnectTimeout|Connection refused|ProxyError|Max retries|timed out"
)

MISMATCH = re.compile(r"DO NOT MATCH THE HASHES|HashMismatch")
DIFFERING = re.compile(r"==|https?://|Expected sha256|Got ")
OWN_MEANS = f"Or install the packages by your own means and set {SWITCH}=1."
"""The way out that is always there."""


class Failed(Exception):  # noqa: N818  told to a person as it stands, never as an error's name
    """The requirements cannot be met; the message says why and what to do."""


def ensure(root: Path, requirements: Path) -> None:
    """Return where `requirements` are met, else run the same command again in `root`/.venv.

    `.venv` is made, completed or mended first. What cannot be done is told in clear words, with
    exit code 1.
    """
    installed = bool(os.environ.pop(INSTALLED, ""))
    missing = unmet(requirements)
    if not missing:
        return
    try:
        if os.environ.get(SWITCH, "") not in {"", "0"}:
            _expect_some_version(requirements)
        else:
            _go_on(root / ".venv", requirements, missing, installed=installed)
    except Failed as failed:
        _stop(f"{failed}")
    except OSError as error:
        reason = f"{error.filename or root}: {error.strerror or error}"
        _stop(f"{reason}. Is the folder writable, the disk not full? {OWN_MEANS}")
    except KeyboardInterrupt:
        _say("Stopped. The next run begins where this one left off.")
        raise SystemExit(130) from None


def unmet(requirements: Path) -> list[str]:
    """Return the pins that this Python does not have at their exact version, in file order."""
    there = _folders()
    return [
        f"{name}=={pin}"
        for name, pin in pins(requirements)
        if _folder(name, pin) not in there and _version(name) != pin
    ]


def _folders() -> set[str]:
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


def _folder(name: str, pin: str) -> str:
    """Return how such a folder is named (Binary distribution format, PyPA)."""
    return f"{SEPARATED.sub('_', name)}-{pin}.dist-info".lower()


def pins(requirements: Path) -> list[tuple[str, str]]:
    """Return name and version of each pin for this platform, also of files that are included.

    Our files hold pins, comments and `-r FILE` alone, as a test makes sure; pip reads the rest.
    """
    lines = (line for text in _files(requirements) for line in logical_lines(text))
    matches = (PIN.fullmatch(line) for line in lines)
    return [(match[1], match[2]) for match in matches if match and match[3] in {None, sys.platform}]


def logical_lines(text: str) -> list[str]:
    """Return the lines of a requirements file, those that go on in the next one joined."""
    return CONTINUED.sub("", text).split("\n")


def _files(requirements: Path) -> list[str]:
    """Return the text of a requirements file and of each that it includes."""
    text = requirements.read_text(encoding="utf-8")
    included = (INCLUDE.fullmatch(line) for line in text.splitlines())
    return [text] + [
        inner for match in included if match for inner in _files(requirements.parent / match[1])
    ]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _expect_some_version(requirements: Path) -> None:
    """Fail where a package is missing; with the switch set, another version is the user's wish."""
    missing = [name for name, _ in pins(requirements) if _version(name) is None]
    if missing:
        message = f"{SWITCH} is set, and this Python lacks {_listed(missing)}. {OWN_MEANS}"
        raise Failed(message)


def _go_on(venv: Path, requirements: Path, missing: list[str], *, installed: bool) -> NoReturn:
    """Run the command of this process again in `.venv`, prepared; never twice after pip ran."""
    if installed:
        message = f"Still missing after pip ran: {_listed(missing)}. Remove {venv} and try again."
        raise Failed(message)
    ran_pip = _prepare(venv, requirements, missing)
    command = [str(_python(venv)), *sys.orig_argv[1:]]
    environment = {**os.environ, **({INSTALLED: "1"} if ran_pip else {})}
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":  # exec there returns to the shell before the command has ended
        raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603  our own command
    os.execve(command[0], command, environment)  # noqa: S606  no shell is wanted


def _prepare(venv: Path, requirements: Path, missing: list[str]) -> bool:
    """Leave a `.venv` with the requirements installed; return whether pip had to run for it."""
    waiting = "Another run is preparing .venv; waiting for it ..."
    with lock.alone(venv.with_name(".venv.lock"), lambda: _say(waiting)):
        # In `.venv` itself the stamp is not believed: something was removed from it since.
        inside = Path(sys.prefix).resolve() == venv.resolve()
        if not inside and _stamp(venv).issuperset(_digests(requirements)) and _runs(venv):
            return False
        _say(f"Not installed here: {_listed(missing)}.")
        _make(venv)
        _install(venv, requirements)
        return True


def _make(venv: Path) -> None:
    """Make `.venv`, unless one is there in which pip works and whose making was not cut short."""
    if UNFINISHED not in _stamp(venv) and _runs(venv, "-m", "pip", "--version"):
        return
    lacking = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    if lacking:
        message = (
            f"This Python ({sys.executable}) lacks {' and '.join(lacking)}. On Debian and Ubuntu: "
            f"apt install python3-venv. {OWN_MEANS}"
        )
        raise Failed(message)
    if venv.exists():
        _say(f"Making {venv} anew: it was left unfinished or does not run.")
        shutil.rmtree(venv)
    venv.mkdir()
    _write_stamp(venv, {UNFINISHED})
    # The base, since the Python that runs may be that of the folder just removed.
    base = getattr(sys, "_base_executable", sys.executable)
    done = _run([base, "-I", "-m", "venv", str(venv)])
    if done.returncode:
        message = f"{venv} could not be made:\n{_tail(done.stdout)}\n{OWN_MEANS}"
        raise Failed(message)


def _install(venv: Path, requirements: Path) -> None:
    """Install the pins into `.venv`; the stamp stays unfinished until pip is through."""
    began = time.monotonic()
    _say(f"Installing {len(pins(requirements))} package(s) into {venv}, once; about a minute ...")
    _write_stamp(venv, {UNFINISHED})
    pip = [str(_python(venv)), "-I", "-m", "pip", "--disable-pip-version-check"]
    install = ["install", "--quiet", "--require-hashes", "--requirement", str(requirements)]
    done = _run([*pip, *install])
    if done.returncode:
        raise Failed(_why_not_installed(done.stdout, requirements))
    _write_stamp(venv, _digests(requirements))
    _say(f"Installed in {time.monotonic() - began:.0f} s.")


def _why_not_installed(told: str, requirements: Path) -> str:
    """Return what keeps pip from installing the pins, and what to do."""
    if MISMATCH.search(told):
        return (
            "A package is not the file that was pinned: its hash differs, so it was not installed. "
            f"pip says:\n{_differing(told)}\n"
            "What the package index, a mirror or a cache gave has been exchanged or damaged. Run "
            "again without a mirror and a cache: PIP_INDEX_URL and PIP_EXTRA_INDEX_URL unset, "
            f"PIP_CONFIG_FILE={os.devnull} and PIP_NO_CACHE_DIR=1. If it stays so, do not install "
            "it by other means, and report it (CONTRIBUTING.md, Security)."
        )
    why = "no network was reached" if NO_NETWORK.search(told) else "pip says"
    name = requirements.name
    return (
        f"The packages could not be installed; {why}:\n{_tail(told)}\n"
        "Run this once with a network; later runs need none. Or, on a like machine that has one: "
        f"python3 -m pip download -r {name} -d wheelhouse, then python3 -m pip download setuptools "
        "-d wheelhouse; bring that folder here and run again with PIP_NO_INDEX=1 and "
        f"PIP_FIND_LINKS=wheelhouse, which needs none. {OWN_MEANS}"
    )


def _stop(message: str) -> NoReturn:
    _say(message)
    raise SystemExit(1)


def _python(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def _runs(venv: Path, *arguments: str) -> bool:
    """Return whether the Python of `.venv` starts; it does not where its base was removed."""
    try:
        return not _run([str(_python(venv)), "-I", *(arguments or ("-c", ""))]).returncode
    except OSError:
        return False


def _digests(requirements: Path) -> set[str]:
    """Return what the stamp holds once these files, each by its content, are installed."""
    return {sha256(text.encode()).hexdigest() for text in _files(requirements)}


def _stamp(venv: Path) -> set[str]:
    try:
        return set((venv / "requirements.stamp").read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return set()


def _write_stamp(venv: Path, lines: set[str]) -> None:
    (venv / "requirements.stamp").write_text("\n".join(sorted(lines)) + "\n", encoding="ascii")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; errors and output come back as one text."""
    return subprocess.run(  # noqa: S603  a fixed command, no shell
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        encoding="utf-8", errors="replace",
    )  # fmt: skip


def _listed(missing: list[str]) -> str:
    """Return the first few of a list, and how many more there are."""
    more = len(missing) - 3
    return ", ".join(missing[:3]) + (f" and {more} more" if more > 0 else "")


def _tail(text: str) -> str:
    """Return the last lines of a program's output, indented; that is where it says what failed."""
    lines = [line for line in text.strip().splitlines() if not line.startswith("WARNING: Retrying")]
    return "\n".join(f"  {line}" for line in lines[-6:])


def _differing(text: str) -> str:
    """Return the lines in which pip says which file it is, and which hash it has."""
    lines = [line for line in text.splitlines() if DIFFERING.search(line)]
    return "\n".join(f"  {line.strip()}" for line in lines[:8]) or _tail(text)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
