"""What a peer's page loads from CDNs, laid beside it: it is not to wait for a network."""

import re
import shutil
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

HEAD = 2**16
"""Bytes of a page within which it links to what it needs."""
LINK = re.compile(r'(?:src|href)="(https?://[^"]+)"')
STUBS = {
    "bootstrap.bundle.min.js": 80_000,
    "leaflet.awesome-markers.js": 7_000,
    "bootstrap.min.css": 195_000,
    "bootstrap-glyphicons.css": 40_000,
    "all.min.css": 100_000,
    "leaflet.awesome-markers.css": 1_000,
    "leaflet.awesome.rotate.min.css": 1_000,
}
"""What folium 0.20 links to and no page here uses, with about its bytes: a comment, which costs
nothing to run."""


def localise(page: Path) -> int:
    """Make a page load files beside it instead of a CDN's; return the bytes of page and files.

    Pictures are not counted: they load late. A link that is not known raises `ValueError`, so that
    a new version of a peer is not measured with half of its scripts missing.
    """
    store = page.parent / "assets"
    store.mkdir(exist_ok=True)
    _images(store / "images")
    used: set[Path] = set()

    def here(match: re.Match[str]) -> str:
        name = match[1].rsplit("/", 1)[-1]
        used.add(_lay(name, store / name))
        return match[0].replace(match[1], f"assets/{name}")

    rest = page.with_suffix(".rest")
    with page.open("rb") as whole, rest.open("wb") as out:
        head = whole.read(HEAD)
        # only the head is ASCII and whole links; the cut may fall inside a character of the data
        out.write(LINK.sub(here, head.decode("latin-1")).encode("latin-1"))
        shutil.copyfileobj(whole, out)
    rest.replace(page)
    return page.stat().st_size + sum(file.stat().st_size for file in used)


def _lay(name: str, path: Path) -> Path:
    """Write the file of that name, real where it matters to the measure."""
    if name in STUBS:
        path.write_text(f"/*{'-' * STUBS[name]}*/", encoding="utf-8")
        return path
    stored = "jquery.min.js" if name.startswith("jquery") else name
    for package in ("leaflet", "leaflet_markercluster", "jquery"):
        if (found := _file(package, stored)).is_file():
            path.write_bytes(found.read_bytes())
            return path
    message = f"the peer's page loads {name}, which nothing here gives"
    raise ValueError(message)


def _images(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name in ("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png"):
        (folder / name).write_bytes(_file("leaflet", "images", name).read_bytes())


def _file(package: str, *path: str) -> Traversable:
    return files(f"xstatic.pkg.{package}").joinpath("data", *path)
