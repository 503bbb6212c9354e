"""The browser of the tests: found where there is one, installed where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import debian

SHELL = "chromium-headless-shell"
"""Debian's Chromium without windows: the same engine, and a third less work for each page."""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def find_shell() -> Path | None:
    """Return the Chromium that tests use: the one without windows, where there is one."""
    shell = None if "MAP_CHROMIUM" in os.environ else shutil.which(SHELL)
    return Path(shell) if shell else find()


def find() -> Path | None:
    """Return the Chromium that readers have: `MAP_CHROMIUM`, on the path, or Playwright's own."""
    if named := os.environ.get("MAP_CHROMIUM"):
        return Path(named)
    if found := next(filter(None, map(shutil.which, (*NAMES, SHELL))), None):
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
        *([] if shutil.which(SHELL) or "MAP_CHROMIUM" in os.environ else [SHELL]),
        *([] if _chinese_fonts() else ["fonts-noto-cjk"]),
    ]
    debian.install(wanted)
    if not find():  # a Debian whose Chromium has no such part
        debian.install(["chromium"])
    if not find():
        debian.say("Installing Chromium with Playwright ...")
        debian.run([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))
    if not _chinese_fonts():
        debian.say("No Chinese font is known here: pictures may show boxes. Install Noto Sans CJK.")
    if find():
        return True
    debian.say("No Chromium: install it, or set MAP_CHROMIUM to the path of one.")
    return False


def _chinese_fonts() -> bool:
    """Return whether a font has Chinese; macOS and Windows bring theirs."""
    if sys.platform in {"darwin", "win32"}:
        return True
    listing = shutil.which("fc-list")
    if not listing:
        return False
    return bool(subprocess.run([listing, ":lang=zh-cn"], capture_output=True, check=False).stdout)  # noqa: S603  no input of others
