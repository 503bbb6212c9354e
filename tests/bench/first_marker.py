"""First marker and bytes of our page against a plain folium page of the same places, as ratios.

`python -m tests.bench.first_marker [--runs N] [--data FOLDER]`; README.md says how to read it.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from statistics import median

import folium
from playwright.sync_api import Browser, sync_playwright
from shapely.geometry import mapping

from geo import build, layers
from geo.content import Content
from geo.page import assets
from tests import browser
from tests.support import DATA

MARK = """
const seen = () => document.querySelector('.leaflet-marker-icon, path.leaflet-interactive');
new MutationObserver((_, observer) => {
    if (!seen()) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => performance.mark('first-marker')));
}).observe(document, { childList: true, subtree: true });
"""
READ = "() => performance.getEntriesByName('first-marker')[0]?.startTime"
STUBS = {
    "bootstrap.js": 80_000,
    "awesome_markers.js": 7_000,
    "bootstrap.css": 195_000,
    "glyphicons.css": 40_000,
    "fontawesome.css": 100_000,
    "awesome_markers.css": 1_000,
    "awesome_rotate.css": 1_000,
}
"""About the bytes of what folium 0.20 links to besides Leaflet and jQuery."""


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; nothing is asserted, so that a busy machine fails nobody's build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15, help="openings of each page (15)")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of content (data)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        built = build.build(given.data, Path(folder) / "ours")
        ours = built.files[0]
        plain = folium_page(built.content, Path(folder) / "plain")
        with chromium() as found:
            times = alternately(found, [ours, plain], given.runs)
        weights = [ours.stat().st_size, sum(each.stat().st_size for each in files_of(plain.parent))]
        bare = plain.stat().st_size
    say(
        f"{len(built.content.places)} places, {given.runs} runs, median; ratios are ours / folium's"
    )
    row("first marker", median(times[0]), median(times[1]), "ms")
    row("bytes to show it", weights[0] / 1000, weights[1] / 1000, "kB")
    say(f"folium's page alone, without its {len(STUBS) + 4} files: {bare / 1000:.1f} kB")
    return 0


def alternately(found: Browser, pages: list[Path], runs: int) -> list[list[float]]:
    """Return the times of each page, opened in turn so that a slow moment hits both."""
    times: list[list[float]] = [[] for _ in pages]
    for run in range(runs + 1):
        for number, page in enumerate(pages):
            once = first_marker(found, page)
            if run:  # the first opening warms the browser itself
                times[number].append(once)
    return times


def first_marker(found: Browser, file: Path) -> float:
    """Return the milliseconds from the start of loading to the first marker's paint."""
    context = found.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(MARK)
    page = context.new_page()
    page.goto(file.as_uri())
    # asked from outside: the page's policy keeps scripts from being made of text
    while (time := page.evaluate(READ)) is None:
        page.wait_for_timeout(20)
    context.close()
    return float(time)


def folium_page(content: Content, folder: Path) -> Path:
    """Write the page that a user of folium would make of the same places, its files beside it."""
    store = folder / "assets"
    (store / "images").mkdir(parents=True)
    for name in ("leaflet.js", "leaflet.css"):
        (store / name).write_text(assets.leaflet(name), encoding="utf-8")
    (store / "jquery.js").write_text(assets.jquery(), encoding="utf-8")
    pictures = files("xstatic.pkg.leaflet").joinpath("data", "images")
    for name in ("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png"):
        (store / "images" / name).write_bytes(pictures.joinpath(name).read_bytes())
    for name, size in STUBS.items():
        (store / name).write_text(f"/*{'-' * size}*/", encoding="utf-8")
    west, south, east, north = content.project.bounds
    made = folium.Map(location=((south + north) / 2, (west + east) / 2), tiles=None, zoom_start=10)
    names = ["leaflet", "jquery", "bootstrap", "awesome_markers"]
    made.default_js = [(name, f"assets/{name}.js") for name in names]
    sheets = ["leaflet", *(name.removesuffix(".css") for name in STUBS if name.endswith(".css"))]
    made.default_css = [(f"{name}_css", f"assets/{name}.css") for name in sheets]
    folium.TileLayer("assets/images/marker-icon.png", attr="none").add_to(made)
    _places(content, made)
    made.save(folder / "plain.html")
    return folder / "plain.html"


def _places(content: Content, made: folium.Map) -> None:
    first = content.project.languages[0]
    told = {place.id: [f"<b>{place.name[first]}</b>"] for place in content.places}
    for fact in content.facts:
        told[fact.place].append(fact.text.get(first, ""))
    located = layers.frame(content.places)
    for place, anchor in zip(content.places, located["anchor"], strict=True):
        if place.geometry is None:
            continue
        popup = folium.Popup("<br>".join(told[place.id]))
        if place.geometry.geom_type == "Point":
            folium.Marker((anchor.y, anchor.x), popup=popup).add_to(made)
        else:
            folium.GeoJson(mapping(place.geometry)).add_child(popup).add_to(made)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser of its own to the run."""
    executable = browser.find()
    if not executable:
        sys.exit("no Chromium: `python3 -m tests` installs one, MAP_CHROMIUM names one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield launched
        launched.close()


def files_of(folder: Path) -> list[Path]:
    """Return every file below a folder but the pictures, which a CDN page loads late."""
    return [each for each in folder.rglob("*") if each.is_file() and each.suffix != ".png"]


def row(name: str, ours: float, theirs: float, unit: str) -> None:
    """Print one measure, the ratio first."""
    say(f"{name:18} {ours / theirs:5.2f} x   ours {ours:8.1f} {unit}   folium {theirs:8.1f} {unit}")


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
