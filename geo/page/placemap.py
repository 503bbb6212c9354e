"""The page as a `folium.Map`, to be shown in a notebook, added to and saved."""

import json
import warnings
from collections.abc import Iterator
from typing import Any

import branca.element
import folium
from folium.template import Template
from markupsafe import Markup

from geo.content import Content
from geo.errors import BadInput, Fault
from geo.page import Page, assets, element, map_name, map_options, started


class PageFigure(branca.element.Figure):
    """Our document as the figure around a folium map, with what a user has added to it."""

    def __init__(self, content: Content) -> None:
        """Keep the content."""
        super().__init__(height="600px")
        self.document = Page(content)
        self.title = content.project.title[content.project.languages[0]]

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401  branca's signature
        """Return the page as one text; see `pieces`."""
        return "".join(self.pieces(**kwargs))

    def pieces(self, **kwargs: Any) -> Iterator[str]:  # noqa: ANN401  as above
        """Return the page, piece by piece: a large one need not be in memory whole.

        Layers that a user added are in it; their CDN links are warned of. A `folium.Icon` raises
        `BadInput`: its pictures exist only on a CDN.
        """
        self.header = branca.element.Element()
        self.html = branca.element.Element()
        self.script = branca.element.Element()
        for part in (self.header, self.html, self.script):
            part._parent = self  # noqa: SLF001  as branca's own Figure does
        for child in self._children.values():
            child.render(**kwargs)
        added = list(_added(self))
        _refuse_icons(added)
        linked = self.header.render(**kwargs).strip()
        if linked:
            links = ", ".join(self.header._children)  # noqa: SLF001
            message = f"added layers load files from the network, the page needs it now: {links}"
            warnings.warn(message, stacklevel=2)
        drawn = f"{_libraries(added)}(() => {{\n{self.script.render(**kwargs)}\n}})();\n"
        body = Markup(self.html.render(**kwargs))  # noqa: S704
        return self.document.around(drawn, body=body, linked=Markup(linked))  # noqa: S704


class PlaceMap(folium.Map):
    """A Leaflet map of a county's places, to be shown, added to and saved like any folium map."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}{{ this.element() }}{% endmacro %}
        {% macro script(this, kwargs) %}
        {{ this.started(this.get_name(), this.options|tojavascript) }}
        {% endmacro %}
        """
    )
    started = staticmethod(started)

    def __init__(self, content: Content) -> None:
        """Make the map of content that has passed `geo.check`."""
        options = map_options(content)
        super().__init__(location=options["center"], tiles=None)
        self.default_js = []
        self.default_css = []
        self._id = map_name(content).removeprefix("map_")
        self._name = "map"
        self.options |= options
        self.page = PageFigure(content)
        """The document around the map, which `get_root` gives too."""
        self.page.add_child(self)

    def element(self) -> Markup:
        """Return the element that holds the map."""
        return element(self.get_name())


def _added(element: branca.element.Element) -> Iterator[branca.element.Element]:
    """Yield what a user has added anywhere below the map."""
    for child in element._children.values():  # noqa: SLF001
        if not isinstance(child, PlaceMap):
            yield child
        yield from _added(child)


def _refuse_icons(added: list[branca.element.Element]) -> None:
    if any(isinstance(element, folium.Icon) for element in added):
        rule = "folium.Icon draws pictures from a CDN, which a page in one file does not have"
        mend = "use folium.DivIcon, folium.CircleMarker or a folium.Marker without icon"
        raise BadInput([Fault("added layer", 0, "", "icon", "folium.Icon", rule, mend)])


def _libraries(added: list[branca.element.Element]) -> str:
    """Return what the user's own layers need: Leaflet's marker and jQuery."""
    script = ""
    if added:
        icons = json.dumps(assets.marker_icons(), sort_keys=True)
        script += (
            f"delete L.Icon.Default.prototype._getIconUrl; L.Icon.Default.mergeOptions({icons});\n"
        )
    if any(isinstance(element, folium.Popup) for element in added):
        script += f"{assets.jquery()}\n"
    return script
