"""The page: a `folium.Map` whose figure is a template of our own and which loads nothing."""

import json
import warnings
from collections.abc import Iterator, Mapping
from itertools import chain

import branca.element
import folium
from folium.template import Template
from markupsafe import Markup

from geo.content.loader import Content
from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase
from geo.outputs import datapackage, web_metadata
from geo.outputs.web_metadata import PageAddresses
from geo.page import assets, text_alternative
from geo.page.data.article_view import list_article_views
from geo.page.data.packing import dump_json, pack_value, to_json
from geo.page.data.payload import Payload, build_payload, list_stops
from geo.runtime.files import sha256_hex
from geo.text import page_strings
from geo.text.templates import make_template_environment

FIRST_WORDS = (
    "lang", "autonym", "count", "data", "panel", "tab", "coverage", "controls", "embed", "legend",
    "state", "certainty", "distance", "place", "cloud",
)  # fmt: skip
"""Groups of the page's words that the scripts before `map-desk` speak; the others are packed."""
TITLED_LATER = ("about",)
"""Groups of which those scripts speak the title alone."""


class PageFigure(branca.element.Figure):
    """The document around the map: language, title, text edition, data, one style, one script."""

    def __init__(
        self,
        content: Content,
        at: PageAddresses | None = None,
        folder: str = "",
        *,
        served: bool = False,
        constants: Mapping[str, object] | None = None,
    ) -> None:
        """Keep the content and, where there will be such, address and folder of its data."""
        super().__init__(height="600px")
        self.content = content
        self.at = at
        self.folder = folder
        self.served = served
        """Whether `geo.serving` serves it, to be edited: no other page has a byte of that."""
        self.constants = constants or {}
        """Numbers that its scripts share with more of the engine than the page."""
        self.parts: Iterator[tuple[str, bytes]] = iter(())
        """Files of the folder by path, once the page is rendered; made as they are written."""
        self.policy = ""
        """Content-Security-Policy of the page last rendered; empty where its parts need a CDN."""
        self.title = content.project.title[content.project.languages[0]]

    def render(self, **kwargs: object) -> str:
        """Return the page as one text; see `iter_pieces`."""
        return "".join(self.iter_pieces(**kwargs))

    def iter_pieces(self, **kwargs: object) -> Iterator[str]:
        """Return the page, piece by piece: a large one need not be in memory whole.

        Layers that a user added are in it; their CDN links are warned of. A `folium.Icon` raises
        `InputError`: its pictures exist only on a CDN.
        """
        self.header = branca.element.Element()
        self.html = branca.element.Element()
        self.script = branca.element.Element()
        for element in (self.header, self.html, self.script):
            element._parent = self  # noqa: SLF001  as branca's own Figure does
        for child in self._children.values():
            child.render(**kwargs)
        added = list(_added_elements(self))
        _refuse_icons(added)
        linked = self.header.render(**kwargs).strip()
        if linked:
            links = ", ".join(self.header._children)  # noqa: SLF001
            message = f"added layers load files from the network, the page needs it now: {links}"
            warnings.warn(message, stacklevel=2)
        drawn = f"{_library_scripts(added)}(() => {{\n{self.script.render(**kwargs)}\n}})();\n"
        return self._render_page(drawn, Markup(linked), Markup(self.html.render(**kwargs)))  # noqa: S704

    def _render_page(self, drawn: str, linked: Markup, body: Markup) -> Iterator[str]:
        """Return the document; every `Markup` here is ours or folium's, never data."""
        project = self.content.project
        words = {code: self._split_words(code) for code in project.languages}
        known = build_payload(self.content, folder=bool(self.folder))
        picture = assets.first_view_script(crowded=known.crowded) + drawn
        scripts = [assets.begin_script(), assets.leaflet_script(), picture]
        if self.served:
            scripts.insert(0, assets.live_reload_script())
        desk = assets.deferred_script(crowded=known.crowded, served=self.served)
        reader = assets.reader(crowded=known.crowded, served=self.served)
        self.policy = (
            "" if linked else self._content_security_policy([*scripts, desk, reader], known)
        )
        folder = f"{self.folder}/{_state_name(known, desk + reader)}" if self.folder else ""
        first_words = {code: first for code, (first, _) in words.items()}
        constants = {**known.head["constants"], **self.constants}
        files = datapackage.list_files(self.content)
        articles = list_article_views(self.content)
        head = known.head | {
            "constants": constants,
            "folder": folder,
            "files": files,
            "articles": [[each.source.id, each.is_whole] for each in articles],
        }
        always = {"head": head, "strings": first_words}
        plain = chain(always.items(), known.iter_plain_parts(folder=bool(self.folder)))
        held = known.iter_files() if self.folder else iter(())
        self.parts = ((f"{folder}/{name}", data) for name, data in held)
        scripted = {"desk": desk, "reader": reader, "reader-styles": assets.reader_styles()}
        scripted |= {"worker": assets.worker_script()} if known.many else {}
        if self.content.project.stops:
            scripted["stops"] = to_json(list_stops(self.content))
        if articles:
            scripted["articles"] = to_json([each.to_json() for each in articles])
        scripted["words"] = to_json({code: later for code, (_, later) in words.items()})
        page = make_template_environment("geo", "page").get_template("page.html")
        return page.generate(
            project=project,
            first=project.languages[0],
            lang=self.content.get_strings(project.languages[0]).language_tag,
            direction=self.content.get_strings(project.languages[0]).direction,
            policy=self.policy,
            linked=linked,
            tags=web_metadata.head_elements(self.content, self.at) if self.at else [],
            structured=self._json_ld(),
            body=body,
            edition=text_alternative.build_text_alternative(self.content),
            articles=[each for each in articles if each.is_whole],
            styles=Markup(assets.build_styles(served=self.served)),  # noqa: S704
            served=self.served,
            plain=((name, Markup(to_json(value))) for name, value in plain),  # noqa: S704
            parts=() if self.folder else known.iter_first_parts(),
            later=chain(
                ((name, pack_value(script.encode())) for name, script in scripted.items()),
                () if self.folder else known.iter_deferred_parts(),
            ),
            scripts=[Markup(script) for script in scripts],  # noqa: S704
        )

    def _split_words(self, language: str) -> tuple[dict[str, object], dict[str, object]]:
        """Return the words of the first picture, and all others; of a page that is edited more."""
        table = self.content.get_strings(language).table
        first = {name: table[name] for name in FIRST_WORDS if name in table}
        later = {name: group for name, group in table.items() if name not in first}
        first |= {name: _only_title(table[name]) for name in TITLED_LATER if name in table}
        edited = page_strings.load_edit_strings(language) if self.served else {}
        return first, later | edited

    def _json_ld(self) -> Markup:
        """Return JSON-LD for search engines, or nothing for a page without an address."""
        data = to_json(web_metadata.structured_data(self.content, self.at)) if self.at else ""
        return Markup(data)  # noqa: S704

    def _content_security_policy(self, scripts: list[str], known: Payload) -> str:
        """Return a Content-Security-Policy that lets these scripts run and tiles load."""
        hashes = " ".join(f"'sha256-{assets.csp_hash(script)}'" for script in scripts)
        connect = "connect-src 'self'; " if self.folder or self.served else ""
        worker = "worker-src blob:; " if known.many else ""
        hosts = " ".join(
            sorted({_url_origin(tiles.url) for tiles in self.content.project.offered_tiles})
        )
        return (
            f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
            f"img-src data: blob: {hosts}; {connect}{worker}frame-src 'self' file:; "
            "base-uri 'none'; form-action 'none'"
        )


class PlaceMap(folium.Map):
    """A Leaflet map of a county's places, to be shown, added to and saved like any folium map."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        const {{ this.get_name() }} = L.map({{ this.get_name()|tojson }},
            {{ this.options|tojavascript }});
        atlas.start({{ this.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        content: Content,
        at: PageAddresses | None = None,
        folder: str = "",
        *,
        served: bool = False,
        constants: Mapping[str, object] | None = None,
    ) -> None:
        """Make the map of content that has passed `geo.check`.

        `at` is where it will be served from. With `folder` its data are files beside the page,
        named there by `page.parts`; without, they are in it. `served` and `constants`, what the
        scripts of editing share with the engine, are for `geo.serving` alone.
        """
        west, south, east, north = content.project.bounds
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            tiles=None,
            zoom_control=False,
            attributionControl=False,
            trackResize=False,  # the page watches the map's own box
        )
        self.default_js = []
        self.default_css = []
        self._id = content.project.id.replace("-", "_")
        self.options |= {"center": self.location}
        self.page = PageFigure(content, at, folder, served=served, constants=constants)
        """The document around the map, which `get_root` gives too."""
        self.page.add_child(self)


def _added_elements(element: branca.element.Element) -> Iterator[branca.element.Element]:
    """Yield what a user has added anywhere below the map."""
    for child in element._children.values():  # noqa: SLF001
        if not isinstance(child, PlaceMap):
            yield child
        yield from _added_elements(child)


def _refuse_icons(added: list[branca.element.Element]) -> None:
    if any(isinstance(element, folium.Icon) for element in added):
        rule = phrase("page.icon-from-network")
        mend = "use folium.DivIcon, folium.CircleMarker or a folium.Marker without icon"
        raise InputError([Fault("added layer", 0, "", "icon", "folium.Icon", rule, mend)])


def _library_scripts(added: list[branca.element.Element]) -> str:
    """Return what the user's own layers need: Leaflet's marker and jQuery."""
    script = ""
    if added:
        icons = json.dumps(assets.marker_icons(), sort_keys=True)
        script += (
            f"delete L.Icon.Default.prototype._getIconUrl; L.Icon.Default.mergeOptions({icons});\n"
        )
    if any(isinstance(element, folium.Popup) for element in added):
        script += f"{assets.read_jquery()}\n"
    return script


def _state_name(known: Payload, script: str) -> str:
    """Return a name for this state of data and script: no page ever reads another state's files.

    Caches on the way to a reader keep old files, whose numbers would lead to other places.
    """
    return sha256_hex(known.columns + dump_json(known.head) + script.encode())[:12]


def _only_title(group: dict[str, object]) -> dict[str, object]:
    return {name: text for name, text in group.items() if name == "title"}


def _url_origin(url: str) -> str:
    """Return scheme and host of a tile address; a {s} in it stands for any subdomain."""
    return "/".join(url.split("/")[:3]).replace("{s}", "*")
