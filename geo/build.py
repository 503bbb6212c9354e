"""The flow: content in, checked, and out as a map and files for reuse."""

from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from geo import check, content, export, hosting, memory, progress, publish, tile_keys
from geo.content import Content
from geo.errors import Fault
from geo.files import replacing
from geo.page import PlaceMap

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
MAPS = ROOT / "maps"


DATA_FOLDER = "data"
"""End of the name of the folder that holds the data of a page with very many places."""


@dataclass(frozen=True)
class Built:
    """What a build wrote and what it has to say."""

    content: Content
    warnings: list[Fault]
    files: tuple[Path, ...]
    policy: str
    """Content-Security-Policy that the page carries, for a server that sends it as a header too."""


class Outputs:
    """Files being written: they take their place together, when all are whole."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Write into a folder; what is written takes its place when the stack is left well."""
        self.folder, self.stack = folder, stack
        self.names: list[str] = []

    def path(self, name: str) -> Path:
        """Return where to write a file."""
        self.names.append(name)
        return self.stack.enter_context(replacing(self.folder / name))

    def text(self, name: str, pieces: Iterable[str]) -> None:
        """Write a text, piece by piece."""
        write(self.path(name), pieces)

    def data(self, name: str, data: bytes) -> None:
        """Write bytes."""
        self.path(name).write_bytes(data)


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write a text, piece by piece."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)


def build_map(
    data: Path | str = DATA, article: Path | str | None = None, allow_keys: Collection[str] = ()
) -> PlaceMap:
    """Return the map of a folder of content as a `folium.Map`.

    Show it in a notebook, add folium layers to it, save it: the file needs no network. Raises
    `BadInput` with every fault of the folder. `allow_keys` are as with `build`.
    """
    raw = content.read(Path(data), Path(article) if article else None)
    read, _ = check.checked(tile_keys.fill_keys(raw, allow_keys))
    return PlaceMap(read)


def build(
    data: Path, maps: Path, article: Path | None = None, base_url: str = "",
    allow_keys: Collection[str] = (),
) -> Built:  # fmt: skip
    """Write page and files for reuse of a folder of content into `maps`.

    These are GeoJSON, CSV and GeoPackage; of very many places GeoParquet and GeoPackage, and the
    page's data are then a folder beside it. With `base_url`, the address that `maps` will be
    served from, the page carries link previews and structured data, and their picture and oEmbed
    answer are written too. `allow_keys` are environment variables that the folder may ask for
    beside those that README lists: their values stand in the page.

    Each file is written whole or not at all, and none takes its place before all are written: a
    fault raises `BadInput` and leaves what was there.
    """
    read, warnings = check.checked(tile_keys.fill_keys(content.read(data, article), allow_keys))
    memory.release()
    ident = read.project.id
    at = publish.published(base_url, ident) if base_url else None
    page = PlaceMap(read, at, data_folder(read)).page
    with ExitStack() as stack:
        stack.callback(_tidy, maps / f"{ident}-{DATA_FOLDER}")
        outputs = Outputs(maps, stack)
        progress.stage("making the page")
        path = outputs.path(f"{ident}.html")
        write(path, page.pieces())
        for name, part in page.parts:
            outputs.data(name, part)
        progress.stage("writing files for reuse")
        memory.release()
        _reuse(read, outputs)
        for name, text in hosting.host_files(read).items():
            outputs.text(name, [text])
        if at:
            outputs.text(f"{ident}.oembed.json", [publish.oembed(read, at)])
            from geo import picture  # noqa: PLC0415  loads slowly: only where one is drawn

            outputs.data(f"{ident}.png", picture.draw(read))
    _sweep(maps, ident, outputs.names)
    return Built(read, warnings, tuple(maps / name for name in outputs.names), page.policy)


def data_folder(read: Content) -> str:
    """Return the name of the folder of the page's data; nothing where the page holds them."""
    many = len(read.tables.places) > read.project.folder_above
    return f"{read.project.id}-{DATA_FOLDER}" if many else ""


def _reuse(read: Content, outputs: Outputs) -> None:
    """Write places and facts for other programs."""
    large = export.is_large(read)
    ends = (".parquet", "-facts.parquet") if large else (".geojson", ".csv")
    places, facts, both = (outputs.path(f"{read.project.id}{end}") for end in (*ends, ".gpkg"))
    export.to_gpkg(read, both)
    if large:
        memory.release()
        export.to_parquet(read, places, facts)
        memory.release()
        return
    write(places, [export.to_geojson(read)])
    write(facts, export.csv_pieces(read))


def _sweep(maps: Path, ident: str, names: list[str]) -> None:
    """Remove what an earlier build wrote and this one does not: it would tell of other content."""
    forms = (f"{ident}.geojson", f"{ident}.csv", f"{ident}.parquet", f"{ident}-facts.parquet")
    folder = maps / f"{ident}-{DATA_FOLDER}"
    parts = (path.relative_to(maps).as_posix() for path in folder.glob("*/*.z"))
    for name in {*forms, *parts} - set(names):
        (maps / name).unlink(missing_ok=True)
    _tidy(folder)


def _tidy(folder: Path) -> None:
    """Remove folders in which nothing stands: of an earlier state, or of a build that failed."""
    for each in (*folder.glob("*/"), folder):
        if each.is_dir() and not any(each.iterdir()):
            each.rmdir()
