"""The flow: content in, checked, and out as a map and files for reuse."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from geo import check, content, export, hosting, picture, publish
from geo.content import Content
from geo.errors import Fault
from geo.files import replacing
from geo.page import PlaceMap

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
MAPS = ROOT / "maps"


@dataclass(frozen=True)
class Built:
    """What a build wrote and what it has to say."""

    content: Content
    warnings: list[Fault]
    files: tuple[Path, ...]
    policy: str
    """Content-Security-Policy that the page carries, for a server that sends it as a header too."""


def build_map(data: Path | str = DATA, article: Path | str | None = None) -> PlaceMap:
    """Return the map of a folder of content as a `folium.Map`.

    Show it in a notebook, add folium layers to it, save it: the file needs no network. Raises
    `BadInput` with every fault of the folder.
    """
    read, _ = check.checked(content.read(Path(data), Path(article) if article else None))
    return PlaceMap(read)


def build(data: Path, maps: Path, article: Path | None = None, base_url: str = "") -> Built:
    """Write page, GeoJSON, CSV and GeoPackage of a folder of content into `maps`.

    With `base_url`, the address that `maps` will be served from, the page carries link previews
    and structured data, and their picture and oEmbed answer are written too.

    Each file is written whole or not at all, and none before everything has been checked and
    rendered: a fault raises `BadInput` and leaves what was there.
    """
    read, warnings = check.checked(content.read(data, article))
    ident = read.project.id
    at = publish.published(base_url, ident) if base_url else None
    page = PlaceMap(read, at).page
    outputs = {
        f"{ident}.html": page.render(),
        f"{ident}.geojson": export.to_geojson(read),
        f"{ident}.csv": export.to_csv(read),
    }
    pictures = {f"{ident}.png": picture.draw(read)} if at else {}
    outputs |= hosting.host_files(read)
    if at:
        outputs[f"{ident}.oembed.json"] = publish.oembed(read, at)
    with ExitStack() as stack:
        for name, text in outputs.items():
            stack.enter_context(replacing(maps / name)).write_text(text, "utf-8", newline="")
        for name, drawn in pictures.items():
            stack.enter_context(replacing(maps / name)).write_bytes(drawn)
        export.to_gpkg(read, stack.enter_context(replacing(maps / f"{ident}.gpkg")))
    names = (*outputs, f"{ident}.gpkg", *pictures)
    return Built(read, warnings, tuple(maps / name for name in names), page.policy)
