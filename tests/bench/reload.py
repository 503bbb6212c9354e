"""How soon a saved file shows: `python3 -m tests.bench.reload`, on a machine that is at rest.

From the write to the first marker of the new page in a real Chromium, over Hanting's content.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import browser
from tests.served import running
from tests.support import DATA

SAVES = 20
REST_S = 0.5
SHOWN = (
    "old => document.querySelector('meta[name=served]')?.content !== old "
    "&& document.querySelector('.pin')"
)


def measure(folder: Path) -> list[float]:
    """Return the seconds that each of some saves took."""
    data = shutil.copytree(DATA, folder / "data")
    layer = next((data / "layers").glob("*.geojson"))
    text = layer.read_text("utf-8")
    taken = []
    # as in the tests: Chromium refuses its sandbox to root
    flags = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
    with running(data) as served, sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser.find(), args=flags)
        page = launched.new_page()
        page.goto(served.address)
        page.wait_for_selector(".edit-bar")
        for number in range(SAVES):
            before = page.evaluate("document.querySelector('meta[name=served]').content")
            begun = time.monotonic()
            changed = text.replace('"name": "', f'"name": "{number}', 1)
            layer.write_text(changed, "utf-8")
            page.wait_for_function(SHOWN, arg=before, polling=10)
            taken.append(time.monotonic() - begun)
            time.sleep(REST_S)
        launched.close()
    return taken


def main() -> None:
    """Measure and say it."""
    with tempfile.TemporaryDirectory() as folder:
        taken = sorted(measure(Path(folder)))
    half, most = statistics.median(taken), taken[int(SAVES * 0.95) - 1]
    sys.stdout.write(f"{SAVES} saves: p50 {half:.2f} s, p95 {most:.2f} s\n")


if __name__ == "__main__":
    main()
