"""The page's parts as files: our CSS and JS, linked, and Leaflet from its pinned pip package."""

import base64
import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase
from geo.page import linker
from geo.runtime.files import sha256_hex

LEAFLET_SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}
"""Of Leaflet 1.9.3 as XStatic-Leaflet 1.9.3.0 ships it, byte-identical to the npm release."""

_URL = re.compile(r"url\(images/([a-z0-9-]+\.png)\)")


def _leaflet_file(name: str) -> Traversable:
    return files("xstatic.pkg.leaflet").joinpath("data", name)


def read_leaflet(name: str) -> str:
    """Return `leaflet.js` or `leaflet.css`; raise `InputError` where it is not the pinned file."""
    raw = _leaflet_file(name).read_bytes()
    if sha256_hex(raw) != LEAFLET_SHA256[name]:
        rule = phrase("leaflet.differs", sha256=LEAFLET_SHA256[name])
        mend = "install the pinned requirements anew: remove .venv and run again"
        raise InputError(
            [Fault(f"XStatic-Leaflet/{name}", 0, "", "sha256", sha256_hex(raw), rule, mend)]
        )
    return raw.decode("utf-8")


@cache
def image_data_url(name: str) -> str:
    """Return one of Leaflet's images as a `data:` address."""
    raw = _leaflet_file(f"images/{name}").read_bytes()
    return f"data:image/png;base64,{base64.b64encode(raw).decode()}"


def marker_icons() -> dict[str, str]:
    """Return the images of Leaflet's default marker, for layers that a user adds with folium."""
    return {
        "iconUrl": image_data_url("marker-icon.png"),
        "iconRetinaUrl": image_data_url("marker-icon-2x.png"),
        "shadowUrl": image_data_url("marker-shadow.png"),
    }


def read_section(section: str) -> str:
    """Return a section of our style sheets, joined in their order."""
    base = files("geo").joinpath("page", "css")
    return "\n".join(
        base.joinpath(name).read_text(encoding="utf-8").strip() for name in order_sheets(section)
    )


def order_sheets(section: str) -> list[str]:
    """Return the names of a section's style sheets.

    `order.txt` names those whose place counts: what others build on comes first, what holds for
    all of them last. Where it has a `*`, those that it does not name stand, by the alphabet.
    """
    base = files("geo").joinpath("page", "css")
    order = base.joinpath("order.txt").read_text(encoding="utf-8")
    listed = order.partition(f"[{section}]")[2].partition("[")[0].split()
    folder = "" if section == "page" else f"{section}/"
    there = (f"{folder}{each.name}" for each in base.joinpath(folder).iterdir())
    others = sorted({name for name in there if name.endswith(".css")} - {*listed})
    at = listed.index("*")
    return [*listed[:at], *others, *listed[at + 1 :]]


@cache
def build_styles(*, served: bool = False) -> str:
    """Return the page's one style sheet: Leaflet's, its images inlined, and ours; blanks cut.

    A page that is `served` to be edited has those of editing too.
    """
    inlined = _URL.sub(
        lambda found: f"url({image_data_url(found[1])})", read_leaflet("leaflet.css")
    )
    ours = read_section("page") + (read_section("edit") if served else "")
    return f"{_minify_styles(inlined)}\n{_minify_styles(ours)}\n"


def begin_script() -> str:
    """Return the first script, which starts to inflate the data while the others are read."""
    return _page_scripts(crowded=False, served=False)[0]


@cache
def leaflet_script() -> str:
    """Return Leaflet with its licence."""
    source = read_leaflet("leaflet.js").replace("//# sourceMappingURL=leaflet.js.map", "")
    return f"/*\n{read_licence('leaflet')}*/\n{source.strip()}\n"


def first_view_script(*, crowded: bool) -> str:
    """Return the script of what is seen first; of a crowded map its canvas and clusters too."""
    return _page_scripts(crowded=crowded, served=False)[1]


def deferred_script(*, crowded: bool, served: bool = False) -> str:
    """Return the script of what a reader works with, which comes once the map is seen.

    A page that is `served` to be edited has in it what edits, too.
    """
    return _page_scripts(crowded=crowded, served=served)[2]


def reader(*, crowded: bool, served: bool = False) -> str:
    """Return the script of what only some readers ask for: it runs when it is first asked for."""
    return _page_scripts(crowded=crowded, served=served)[3]


@cache
def reader_styles() -> str:
    """Return the style sheet that comes with that script."""
    return _minify_styles(read_section("reader"))


@cache
def live_reload_script() -> str:
    """Return the script that shows a served page anew; it works where the others are broken."""
    return _link_entries(["live.js"])[0]


@cache
def worker_script() -> str:
    """Return the script of the worker that searches: the page's own modules, without a page."""
    return _link_entries(["worker.js"])[0]


@cache
def _page_scripts(*, crowded: bool, served: bool) -> list[str]:
    """Return the page's scripts: the first, what is seen, what comes later, what is asked for."""
    later = ["deferred.js", *(["edit.js"] if served else [])]
    seen = "crowded.js" if crowded else "picture.js"
    return _link_entries(["first.js"], [seen], later, ["reader.js"])


def _link_entries(*entries: list[str]) -> list[str]:
    """Return the scripts of these modules as they stand in the page."""
    scripts = linker.link_modules(files("geo").joinpath("page", "js"), entries)
    return [f"{_minify_script(script)}\n" for script in scripts]


def _minify_script(script: str) -> str:
    """Return a script with short local names, without comments and blanks: a third less to read.

    No operator is put in that came after ES2020, which the page speaks. The last semicolon, which
    the minifier takes off, is put back: another script may follow.
    """
    import minify  # noqa: PLC0415  the threads of its runtime are in no fork made before this

    minify.config({"js-version": 2020})
    return f"{minify.string('application/javascript', script)};"


def _minify_styles(styles: str) -> str:
    """Return a style sheet without comments, blanks and what says nothing."""
    import minify  # noqa: PLC0415  as above

    return str(minify.string("text/css", styles))


def csp_hash(script: str) -> str:
    """Return a script's hash as a Content-Security-Policy names it."""
    return base64.b64encode(sha256(script.encode()).digest()).decode()


def read_licence(name: str) -> str:
    """Return the text of a licence that the page must carry."""
    return files("geo").joinpath("page", "licences", f"{name}.txt").read_text(encoding="utf-8")


@cache
def read_jquery() -> str:
    """Return jQuery from XStatic-jQuery, which `folium.Popup` needs; our own page does not."""
    return files("xstatic.pkg.jquery").joinpath("data", "jquery.min.js").read_text(encoding="utf-8")


def clear_caches() -> None:
    """Read our files anew from now on: they are being edited."""
    for kept in (build_styles, reader_styles, _page_scripts, live_reload_script, worker_script):
        kept.cache_clear()


def stamp_files() -> frozenset[tuple[str, int, int]]:
    """Return the state of all files of the page: name, nanosecond of the last change, bytes."""
    page = Path(str(files("geo").joinpath("page")))
    stated = ((path, path.stat()) for path in page.rglob("*.*"))
    return frozenset((str(path), found.st_mtime_ns, found.st_size) for path, found in stated)
