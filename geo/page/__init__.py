"""The page: one document of our own, which loads nothing.

It is made without folium, which takes longer to import than a small page to make;
`geo.page.placemap` has the same page as a `folium.Map`.
"""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from geo import i18n, publish
from geo.content import Content
from geo.files import digest
from geo.page import assets, edition
from geo.page.packing import dense, packed, to_json
from geo.page.payload import Payload, payload
from geo.publish import Published

_PAGES = Environment(
    loader=PackageLoader("geo", "page"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Page:
    """The document around the map: language, title, text edition, data, one style, one script."""

    def __init__(
        self,
        content: Content,
        at: Published | None = None,
        folder: str = "",
        *,
        served: bool = False,
    ) -> None:
        """Keep content that has passed `geo.check`.

        `at` is where it will be served from. With `folder` its data are files beside the page,
        named there by `parts`; without, they are in it.
        """
        self.content = content
        self.at = at
        self.folder = folder
        self.served = served
        """Whether `geo.serve` serves it, to be edited: no other page has a byte of that."""
        self.parts: Iterator[tuple[str, bytes]] = iter(())
        """Files of the folder by path, once the page is rendered; made as they are written."""
        self.policy = ""
        """Content-Security-Policy of the page last rendered; empty where its parts need a CDN."""

    def pieces(self) -> Iterator[str]:
        """Return the page, piece by piece: a large one need not be in memory whole."""
        name = map_name(self.content)
        options = json.dumps(map_options(self.content))
        return self.around(f"{started(name, options)}\n", body=element(name))

    def around(self, drawn: str, *, body: Markup, linked: Markup = Markup()) -> Iterator[str]:  # noqa: B008
        """Return the document around a map, which `drawn` draws in `body`; `linked` loads files.

        Every `Markup` here is ours or folium's, never data.
        """
        project = self.content.project
        strings = {code: self._words(code) for code in project.languages}
        known = payload(self.content, folder=bool(self.folder))
        picture = assets.picture(crowded=known.crowded) + drawn
        scripts = [assets.begin(), assets.library(), picture]
        if self.served:
            scripts.insert(0, assets.live())
        desk = assets.desk(crowded=known.crowded, served=self.served)
        self.policy = "" if linked else self._policy([*scripts, desk], known)
        folder = f"{self.folder}/{_state(known, desk)}" if self.folder else ""
        always = {"head": known.head | {"folder": folder}, "strings": strings}
        plain = chain(always.items(), known.plain(folder=bool(self.folder)))
        files = known.files() if self.folder else iter(())
        self.parts = ((f"{folder}/{name}", data) for name, data in files)
        scripted = {"desk": desk} | ({"worker": assets.worker()} if known.many else {})
        return _PAGES.get_template("page.html").generate(
            project=project,
            first=project.languages[0],
            lang=self.content.strings(project.languages[0]).tag,
            policy=self.policy,
            linked=linked,
            tags=publish.tags(self.content, self.at) if self.at else [],
            structured=self._structured(),
            body=body,
            edition=edition.edition(self.content, known.places),
            styles=Markup(assets.styles(served=self.served)),  # noqa: S704
            served=self.served,
            plain=((name, Markup(to_json(value))) for name, value in plain),  # noqa: S704
            parts=() if self.folder else known.first(),
            later=chain(
                ((name, packed(script.encode())) for name, script in scripted.items()),
                () if self.folder else known.later(),
            ),
            scripts=[Markup(script) for script in scripts],  # noqa: S704
        )

    def _words(self, language: str) -> dict[str, Any]:
        """Return the page's words in a language, of a page that is edited those for it too."""
        table = self.content.strings(language).table
        return {**table, **i18n.editing(language)} if self.served else table

    def _structured(self) -> Markup:
        """Return JSON-LD for search engines, or nothing for a page without an address."""
        return Markup(to_json(publish.structured(self.content, self.at)) if self.at else "")  # noqa: S704

    def _policy(self, scripts: list[str], known: Payload) -> str:
        """Return a Content-Security-Policy that lets these scripts run and tiles load."""
        hashes = " ".join(f"'sha256-{assets.hashed(script)}'" for script in scripts)
        connect = "connect-src 'self'; " if self.folder or self.served else ""
        worker = "worker-src blob:; " if known.many else ""
        hosts = " ".join(sorted({_host(tiles.url) for tiles in self.content.project.tiles}))
        return (
            f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
            f"img-src data: blob: {hosts}; {connect}{worker}frame-src 'self' file:; "
            "base-uri 'none'; form-action 'none'"
        )


def map_name(content: Content) -> str:
    """Return the name of the map in the page's script and of its element."""
    return f"map_{content.project.id.replace('-', '_')}"


def map_options(content: Content) -> dict[str, Any]:
    """Return what Leaflet is told of the map when it is made."""
    west, south, east, north = content.project.bounds
    return {
        "zoomControl": False,
        "attributionControl": False,
        "zoom": 10,
        "center": ((south + north) / 2, (west + east) / 2),
    }


def element(name: str) -> Markup:
    """Return the element that holds the map."""
    return Markup('<div class="folium-map" id="{}"></div>').format(name)


def started(name: str, options: str) -> str:
    """Return the script that makes the map, with options as JavaScript, and starts the page."""
    return f"const {name} = L.map({json.dumps(name)}, {options});\natlas.start({name});"


def _state(known: Payload, script: str) -> str:
    """Return a name for this state of data and script: no page ever reads another state's files.

    Caches on the way to a reader keep old files, whose numbers would lead to other places.
    """
    return digest(known.columns + dense(known.head) + script.encode())[:12]


def _host(url: str) -> str:
    """Return scheme and host of a tile address; a {s} in it stands for any subdomain."""
    return "/".join(url.split("/")[:3]).replace("{s}", "*")
