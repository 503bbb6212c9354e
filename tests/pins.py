"""`python3 -m tests.pins`: write the hashes of all files of each pinned version into requirements.

After a pin was changed: the index that pip uses is asked for the version's files, wheels of all
platforms and the source alike, and the lines below the pin are written anew. Comments stay.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import requests
from pip._internal.models.index import PyPI

from geo.runtime import bootstrap

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "tests/requirements.txt", "tests/bench/requirements.txt")
JSON = {"Accept": "application/vnd.pypi.simple.v1+json"}


def main() -> int:
    """Write all files anew; tell how many pins they have."""
    index = used_index()
    for name in FILES:
        path = ROOT / name
        text = "".join(pinned(path.read_text(encoding="utf-8"), index))
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{name}: {len(bootstrap.read_pins(path))} pins with those it includes\n")
    return 0


def used_index() -> str:
    """Return the address of the index that pip is configured for."""
    asked = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603  our own
    return told.stdout.strip().rstrip("/") or PyPI.simple_url


def pinned(text: str, index: str) -> Iterator[str]:
    """Yield the lines of a file with the hashes of each pin below it."""
    for line in text.replace("\\\n", " ").splitlines():
        bare = line.partition(" --hash=")[0].rstrip()
        match = bootstrap.PIN_PATTERN.fullmatch(bare)
        hashes = sorted(file_hashes(match[1], match[2], index)) if match else []
        yield " \\\n    ".join([bare, *(f"--hash=sha256:{each}" for each in hashes)]) + "\n"


def file_hashes(name: str, version: str, index: str) -> set[str]:
    """Return the SHA-256 of each file of a version; fail where the index has none."""
    project = re.sub(r"[-_.]+", "-", name).lower()
    answer = requests.get(f"{index}/{project}/", headers=JSON, timeout=60)
    answer.raise_for_status()
    beginnings = tuple(f"{part}-{version}" for part in stems(project))
    found = {
        each["hashes"]["sha256"]
        for each in answer.json()["files"]
        if belongs(each["filename"], beginnings)
    }
    if not found:
        message = f"{index} has no file of {name} {version}"
        raise SystemExit(message)
    return found


def stems(project: str) -> set[str]:
    """Return how file names may begin for a project: in the old forms and in the one of today."""
    return {project, project.replace("-", "_"), project.replace("-", ".")}


def belongs(file: str, beginnings: tuple[str, ...]) -> bool:
    """Return whether a file is of a version: 1.1 is none of 1.1.1."""
    lower = file.lower()
    return any(
        lower.startswith((f"{each}-", f"{each}.tar.", f"{each}.zip")) for each in beginnings
    ) and lower.endswith((".whl", ".tar.gz", ".zip"))


if __name__ == "__main__":
    raise SystemExit(main())
