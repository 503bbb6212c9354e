"""What a page needs once it has an address: link previews, oEmbed, structured data.

Without an address nothing of this is written: a page that is mailed about must not name one.
"""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urljoin

from geo.content import place_geometry
from geo.content.loader import Content
from geo.content.places import Certainty, Place
from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase
from geo.formats.geojson import Json
from geo.text.web_addresses import is_web_address

FRAME_WIDTH, FRAME_HEIGHT = 800, 600
"""Size in pixels that oEmbed gives a frame, before the host's own style."""
PICTURE_SIZE = (1200, 630)
"""Width and height in pixels that link previews ask for."""

MAX_PLACES = 4096
"""Places up to which search engines are told of each."""
PLACES_PER_LAYER = 25
"""Places of each layer that they are told of where there are more."""


@dataclass(frozen=True)
class PageAddresses:
    """Where the outputs will be served from, and the addresses that follow."""

    base_url: str
    ident: str

    @property
    def page(self) -> str:
        """Address of the page."""
        return urljoin(self.base_url, f"{self.ident}.html")

    @property
    def picture(self) -> str:
        """Address of the preview picture."""
        return urljoin(self.base_url, f"{self.ident}.png")

    @property
    def oembed(self) -> str:
        """Address of the oEmbed answer."""
        return urljoin(self.base_url, f"{self.ident}.oembed.json")


def find_addresses(base_url: str, ident: str) -> PageAddresses:
    """Return the addresses below `base_url`; raise `InputError` where that is no web address."""
    if not is_web_address(base_url):
        rule = phrase("option.not-web-address")
        mend = "give the folder that the files will be served from, like https://example.org/maps/"
        raise InputError([Fault("--base-url", 0, "", "", repr(base_url), rule, mend)])
    return PageAddresses(quote(base_url.rstrip("/"), safe=":/%@[]") + "/", ident)


def oembed_json(content: Content, at: PageAddresses) -> str:
    """Return the oEmbed 1.0 answer of type rich, for hosts that ask for it once and keep it."""
    title = content.project.title[content.project.languages[0]]
    frame = (
        f'<iframe title="{html.escape(title)}" src="{at.page}?embed=1" loading="lazy" '
        f'style="width:100%;height:{FRAME_HEIGHT}px;border:0" allowfullscreen></iframe>'
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "html": frame,
        "width": FRAME_WIDTH,
        "height": FRAME_HEIGHT,
        "thumbnail_url": at.picture,
        "thumbnail_width": PICTURE_SIZE[0],
        "thumbnail_height": PICTURE_SIZE[1],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def head_elements(content: Content, at: PageAddresses) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of the head, as names with attributes: canonical, Open Graph, oEmbed."""
    project = content.project
    first = project.languages[0]
    title, summary = project.title[first], project.summary[first]
    locale = content.get_strings(first).language_tag.replace("-", "_")
    properties = {
        "og:type": "website",
        "og:title": title,
        "og:description": summary,
        "og:url": at.page,
        "og:image": at.picture,
        "og:image:width": str(PICTURE_SIZE[0]),
        "og:image:height": str(PICTURE_SIZE[1]),
        "og:locale": locale,
    }
    alternate = {"rel": "alternate", "type": "application/json+oembed", "href": at.oembed}
    return [
        ("link", {"rel": "canonical", "href": at.page}),
        ("link", alternate | {"title": title}),
        *(("meta", {"property": name, "content": text}) for name, text in properties.items()),
        ("meta", {"name": "twitter:card", "content": "summary_large_image"}),
    ]


def structured_data(content: Content, at: PageAddresses) -> Json:
    """Return schema.org/Map with its places as JSON-LD; `geo` is left out where it is uncertain."""
    project = content.project
    first = project.languages[0]
    return {
        "@context": "https://schema.org",
        "@type": "Map",
        "@id": at.page,
        "name": project.title[first],
        "description": project.summary[first],
        "inLanguage": [content.get_strings(code).language_tag for code in project.languages],
        "url": at.page,
        "image": at.picture,
        "about": list(_list_places_json(content, at)),
    }


def _list_places_json(whole: Content, at: PageAddresses) -> Iterator[dict[str, object]]:
    content = whole.limit_places(MAX_PLACES, PLACES_PER_LAYER)
    anchors = place_geometry.anchor_points(content.tables.places.geometry)
    for place, anchor in zip(content.places, anchors, strict=True):
        names = list(dict.fromkeys((*place.name.values(), *place.aliases)))
        told: dict[str, object] = {"@type": "Place", **_place_id(at, place.id), "name": names[0]}
        if names[1:]:
            told["alternateName"] = names[1:]
        if place.certainty in {Certainty.CERTAIN, Certainty.LESS_CERTAIN}:
            where = {"latitude": round(anchor.y, 5), "longitude": round(anchor.x, 5)}
            told["geo"] = {"@type": "GeoCoordinates", **where}
        if holder := _container_json(whole, place, at):
            told["containedInPlace"] = holder
        yield told


def _container_json(content: Content, place: Place, at: PageAddresses) -> dict[str, object]:
    """Return the one thing that a place is known to lie in; nothing where there is none."""
    ids = place.within
    if place.container >= 0:
        ids = (content.tables.containers[place.container].id,)
    if len(ids) != 1:
        return {}
    (ident,) = ids
    names = content.holder_names.get(ident)
    of_place = {} if ident in {area.id for area in content.areas} else _place_id(at, ident)
    return {"@type": "Place", **of_place, "name": next(iter(names.values()))} if names else {}


def _place_id(at: PageAddresses, ident: str) -> dict[str, str]:
    return {"@id": f"{at.page}?feature={ident}"}
