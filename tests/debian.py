"""Packages of Debian that tests need, installed where the tests run as root on Debian."""

import os
import platform
import subprocess
import sys


def install(packages: list[str]) -> None:
    """Install packages with apt-get; elsewhere, or without the right to, do nothing."""
    if not packages or not _root_on_debian():
        return
    say(f"Installing {' and '.join(packages)} with apt-get ...")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        run(["apt-get", "-qq", *command], quiet)


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run an installer, its words going to standard error; whether it helped is looked at later."""
    subprocess.run(command, env=environment, check=False, stdout=sys.stderr)  # noqa: S603  fixed commands


def say(text: str) -> None:
    """Say what is being done, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _root_on_debian() -> bool:
    try:
        system = platform.freedesktop_os_release()["ID"]
    except OSError:
        return False
    return system == "debian" and os.geteuid() == 0
