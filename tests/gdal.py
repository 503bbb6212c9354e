"""GDAL's own programs, with which planners convert and edit layers."""

import shutil
import subprocess
from pathlib import Path

from tests import debian

PACKAGE = "gdal-bin"
WHY = "needs ogr2ogr and ogrinfo: install GDAL's programs (Debian: gdal-bin)"


def found() -> bool:
    """Return whether the programs are there."""
    return all(map(shutil.which, ("ogr2ogr", "ogrinfo")))


def install() -> None:
    """Install the programs where they are missing and can be; tests that need them skip else."""
    if not found():
        debian.install([PACKAGE])


def convert(source: Path, target: Path, *options: str) -> None:
    """Write a layer anew in the form that the target's name or `-f` says."""
    _run("ogr2ogr", *options, str(target), str(source))


def update(file: Path, statement: str) -> None:
    """Change a layer by SQL."""
    _run("ogrinfo", str(file), "-sql", statement)


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    assert path
    subprocess.run([path, *arguments], check=True, capture_output=True)  # noqa: S603  our own arguments
