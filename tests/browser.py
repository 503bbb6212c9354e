"""The browser of the tests: found where there is one, installed where there is none."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def find() -> Path | None:
    """Return the Chromium to use: `MAP_CHROMIUM`, one on the path, or Playwright's own."""
    if named := os.environ.get("MAP_CHROMIUM"):
        return Path(named)
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return Path(found)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  slow, and rarely needed

    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def install() -> bool:
    """Install Chromium and Chinese fonts where they are missing; return whether there is a browser.

    Root on Debian has both from Debian; elsewhere Playwright's installer brings the browser, and
    fonts are the system's business.
    """
    wanted = [
        *([] if find() else ["chromium"]),
        *([] if _chinese_fonts() else ["fonts-noto-cjk"]),
    ]
    if wanted and _root_on_debian():
        _say(f"Installing {' and '.join(wanted)} with apt-get ...")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
            _run(["apt-get", "-qq", *command], quiet)
    if not find():
        _say("Installing Chromium with Playwright ...")
        _run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))
    if not _chinese_fonts():
        _say("No Chinese font is known here: pictures may show boxes. Install Noto Sans CJK.")
    if find():
        return True
    _say("No Chromium: install it, or set MAP_CHROMIUM to the path of one.")
    return False


def _root_on_debian() -> bool:
    try:
        system = platform.freedesktop_os_release()["ID"]
    except OSError:
        return False
    return system == "debian" and os.geteuid() == 0


def _chinese_fonts() -> bool:
    """Return whether a font has Chinese; macOS and Windows bring theirs."""
    if sys.platform in {"darwin", "win32"}:
        return True
    listing = shutil.which("fc-list")
    if not listing:
        return False
    return bool(subprocess.run([listing, ":lang=zh-cn"], capture_output=True, check=False).stdout)  # noqa: S603  no input of others


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Run an installer, its words going to standard error; whether it helped is looked at later."""
    subprocess.run(command, env=environment, check=False, stdout=sys.stderr)  # noqa: S603  fixed commands


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
