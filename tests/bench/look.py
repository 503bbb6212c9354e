"""One page in a Chromium of its own, measured as a reader uses it; prints one JSON line a measure.

`python -m tests.bench.look ADDRESS KIND PROBES [opening]`: KIND as in `acting`, PROBES a file of
`probes`. Each measure is printed as soon as it is known, so that a page that hangs later has not
been measured in vain.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Locator, Page, sync_playwright

from tests import browser
from tests.bench import process
from tests.bench.acting import Ours, Peer, acting
from tests.bench.probes import Probes

SCRIPT = Path(__file__).with_name("watch.js")
REST = 1500
"""Milliseconds without a long task after which a page has settled."""
WARM = "data:text/html,<canvas></canvas><script>document.body.append('warm')</script>"
"""Opened first, so that no page pays for the browser's own start."""
START = 1000
"""Milliseconds that the browser has for the rest of its start, before a page is opened."""
CLOSE = 15
"""Zoom at which a lone place is clicked."""
PATIENCE = 15.0
"""Seconds that a reader waits for an answer to one click, and that panning may take."""
STROKES = ((-12, 0), (0, -8), (12, 0), (0, 8))
MOVES = 15
NOTCHES = 6
LIST = "[role=listbox]"

Figures = Iterator[dict[str, float]]


def opening(page: Page, address: str) -> Figures:
    """Measure from the start of loading until the page has nothing left to do."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address, wait_until="commit", timeout=0)
    while (first := page.evaluate("() => window.bench?.first()")) is None:
        if errors:
            message = f"the page fails: {errors[0]}"
            raise RuntimeError(message)
        page.wait_for_timeout(20)
    yield {"first_marker": first}
    _settle(page, REST)
    yield {"longest_task": page.evaluate("() => bench.longest(0)")}


def memory(page: Page) -> Figures:
    """Measure what the page holds, rubbish collected: scripts' objects, buffers, the process."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    yield {
        "heap": usage["usedSize"],
        "buffers": usage.get("backingStorageSize", 0),
        "renderer": _renderer(),
    }


def moving(page: Page, at: Ours | Peer, probes: Probes) -> Figures:
    """Measure frames while the map is dragged and zoomed with a real mouse, among many places."""
    zoom = at.home()[2]
    at.view(*probes.crowd, zoom + 1)
    _settle(page, 500)
    x, y = _middle(_map(page))
    page.mouse.move(x, y)
    until = time.monotonic() + 2 * PATIENCE
    page.evaluate("() => { bench.record() }")
    _drag(page, until)
    _wheel(page, -120, until)
    _drag(page, until)
    _wheel(page, 120, until)
    frames = sorted(page.evaluate("() => bench.recorded()"))
    yield {"frame_95": frames[int(0.95 * len(frames))], "frame_worst": frames[-1]}


def popups(page: Page, at: Ours | Peer, probes: Probes) -> Figures:
    """Measure from the click on a lone place to its popup on the screen."""
    times = []
    for lat, lng, name in probes.alone:
        at.view(lat, lng, CLOSE)
        _settle(page, 500)
        x, y = _middle(_map(page))
        page.evaluate("([on, text]) => { bench.untilSeen(on, text) }", [at.popup, name])
        page.mouse.click(x, y - at.lift)
        times += _result(page)
        at.close()
        page.wait_for_timeout(300)
    if times:
        yield {"popup": median(times)}


def switching(page: Page, at: Ours | Peer, probes: Probes) -> Figures:
    """Measure the largest layer's switch, off and on, until frames flow again: the slower."""
    switch = at.switch(probes.layer)
    switch.evaluate("node => { node.scrollIntoView({ block: 'nearest' }) }")
    times = []
    for _ in range(2):
        page.evaluate("() => { bench.untilCalm() }")
        page.mouse.click(*_middle(switch))
        times += _result(page)
        _settle(page, 500)
    yield {"switch": max(times)} if times else {}


def searching(page: Page, at: Ours | Peer, probes: Probes) -> Figures:
    """Measure the search: names, the slowest of some keystrokes; facts, pasted at once."""
    box = at.search()
    if not box:
        return
    box.focus()
    times = []
    for letter in probes.name:
        page.evaluate("on => { bench.untilChanged('keydown', on) }", LIST)
        page.keyboard.press(letter)
        times += _result(page)
    if times:
        yield {"search_names": max(times), "search_names_median": median(times)}
    box.fill("")
    _settle(page, 500)
    page.evaluate("on => { bench.untilChanged('input', on); bench.record() }", LIST)
    page.keyboard.insert_text(probes.phrase)
    for found in _result(page):
        frames = page.evaluate("() => bench.recorded()")
        yield {"search_facts": found, "search_facts_frame": max(frames, default=0)}


def measures(page: Page, address: str, kind: str, probes: Probes, *, only: bool) -> Figures:
    """Yield every measure of a page, in the order in which a reader meets them."""
    yield from opening(page, address)
    if only:
        return
    yield from memory(page)
    at = acting(page, kind)
    home, used = at.home(), page.evaluate("() => bench.now()")
    for part in (moving, popups):
        yield from part(page, at, probes)
    at.view(*home)
    _settle(page, 500)
    for part in (switching, searching):
        yield from part(page, at, probes)
    yield {"longest_task_used": page.evaluate("from => bench.longest(from)", used)}
    yield {"renderer_used": _renderer()}


def _settle(page: Page, rest: int) -> None:
    page.wait_for_timeout(rest / 2)
    while not page.evaluate("rest => bench.settled(rest)", rest):
        page.wait_for_timeout(50)


def _result(page: Page) -> list[float]:
    """Return the time that the page was told to take, in a list; an empty one where none came."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = page.evaluate("() => bench.result()")
        if found is not None:
            return [float(found)]
        page.wait_for_timeout(20)
    return []


def _map(page: Page) -> Locator:
    return page.locator(".leaflet-container")


def _middle(node: Locator) -> tuple[float, float]:
    box = node.bounding_box()
    if not box:
        message = f"{node} has no box"
        raise RuntimeError(message)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _drag(page: Page, until: float) -> None:
    x, y = _middle(_map(page))
    page.mouse.move(x, y)
    page.mouse.down()
    for dx, dy in STROKES:
        for _ in range(MOVES):
            if time.monotonic() < until:
                x, y = x + dx, y + dy
                page.mouse.move(x, y)
    page.mouse.up()


def _wheel(page: Page, by: int, until: float) -> None:
    for _ in range(NOTCHES):
        if time.monotonic() < until:
            page.mouse.wheel(0, by)
            page.wait_for_timeout(300)


def _renderer() -> int:
    """Return the resident bytes of the largest renderer below this process: the page's own."""
    sizes = [0]
    for each in process.family(os.getpid()):
        try:
            if "--type=renderer" in each.cmdline():
                sizes.append(each.memory_info().rss)
        except psutil.Error:
            continue
    return max(sizes)


def main(address: str, kind: str, probes: str, *rest: str) -> int:
    """Open the page and print its measures."""
    given = Probes(**json.loads(Path(probes).read_text(encoding="utf-8")))
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=browser.find(), args=["--no-sandbox"])
        context = launched.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(WARM)
        page.wait_for_timeout(START)
        context.add_init_script(path=SCRIPT)
        for figures in measures(page, address, kind, given, only="opening" in rest):
            sys.stdout.write(json.dumps(figures) + "\n")
            sys.stdout.flush()
        launched.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
