"""The flow: content in, checked, and out as a map and files for reuse."""

from collections.abc import Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from geo.check import rules
from geo.content import loader, tile_keys
from geo.content.loader import Content
from geo.faults.fault import Fault
from geo.outputs import embed_files, export_registry, web_metadata
from geo.page.document import PlaceMap
from geo.runtime import memory
from geo.runtime.files import name_in_errors, replace_atomically, write_pieces
from geo.terminal import progress

ROOT = Path(__file__).resolve().parent.parent
DATA_FOLDER = ROOT / "data"
MAPS_FOLDER = ROOT / "maps"


PAGE_DATA_SUFFIX = "data"
"""End of the name of the folder that holds the data of a page with very many places."""


@dataclass(frozen=True)
class BuildResult:
    """What a build wrote and what it has to say."""

    content: Content
    warnings: list[Fault]
    files: tuple[Path, ...]
    policy: str
    """Content-Security-Policy that the page carries, for a server that sends it as a header too."""


class OutputFiles:
    """Files being written: they take their place together, when all are whole."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Write into a folder; what is written takes its place when the stack is left well."""
        self.folder, self.stack = folder, stack
        self.names: list[str] = []

    def add_file(self, name: str) -> Path:
        """Return where to write a file."""
        self.names.append(name)
        return self.stack.enter_context(replace_atomically(self.folder / name))

    def write_text(self, name: str, pieces: Iterable[str]) -> None:
        """Write a text, piece by piece."""
        write_pieces(self.add_file(name), pieces)

    def write_bytes(self, name: str, data: bytes) -> None:
        """Write bytes."""
        self.add_file(name).write_bytes(data)


def build_map(
    data: Path | str = DATA_FOLDER,
    article: Path | str | None = None,
    allow_keys: Collection[str] = (),
) -> PlaceMap:
    """Return the map of a folder of content as a `folium.Map`.

    Show it in a notebook, add folium layers to it, save it: the file needs no network. Raises
    `InputError` with every fault of the folder. `allow_keys` are as with `build`.
    """
    raw = loader.read_folder(Path(data), Path(article) if article else None)
    read, _ = rules.check_content(tile_keys.fill_keys(raw, allow_keys))
    return PlaceMap(read)


def build(
    data: Path, maps: Path, article: Path | None = None, base_url: str = "",
    allow_keys: Collection[str] = (),
) -> BuildResult:  # fmt: skip
    """Write page and files for reuse of a folder of content into `maps`.

    Those are the entries of `geo.outputs.export_registry`; of very many places the page's data are
    a folder beside it. With `base_url`, the address that `maps` will be
    served from, the page carries link previews and structured data, and their picture and oEmbed
    answer are written too. `allow_keys` are environment variables that the folder may ask for
    beside those that README lists: their values stand in the page.

    Each file is written whole or not at all, and none takes its place before all are written: a
    fault raises `InputError` and leaves what was there.
    """
    read, warnings = rules.check_content(
        tile_keys.fill_keys(loader.read_folder(data, article), allow_keys)
    )
    memory.release_memory()
    ident = read.project.id
    at = web_metadata.find_addresses(base_url, ident) if base_url else None
    page = PlaceMap(read, at, name_data_folder(read)).page
    with ExitStack() as stack:
        stack.callback(_remove_empty_folders, maps / f"{ident}-{PAGE_DATA_SUFFIX}")
        outputs = OutputFiles(maps, stack)
        progress.set_stage("making the page")
        path = outputs.add_file(f"{ident}.html")
        write_pieces(path, page.iter_pieces())
        for name, part in page.parts:
            outputs.write_bytes(name, part)
        progress.set_stage("writing files for reuse")
        memory.release_memory()
        _write_reuse_files(read, outputs)
        for name, text in embed_files.host_files(read).items():
            outputs.write_text(name, [text])
        if at:
            outputs.write_text(f"{ident}.oembed.json", [web_metadata.oembed_json(read, at)])
            from geo.outputs import preview_image  # noqa: PLC0415  loads slowly: only where one is drawn

            outputs.write_bytes(f"{ident}.png", preview_image.draw_preview(read))
    _remove_stale_outputs(maps, ident, outputs.names)
    return BuildResult(read, warnings, tuple(maps / name for name in outputs.names), page.policy)


def name_data_folder(read: Content) -> str:
    """Return the name of the folder of the page's data; nothing where the page holds them."""
    many = len(read.tables.places) > read.project.folder_above
    return f"{read.project.id}-{PAGE_DATA_SUFFIX}" if many else ""


def _write_reuse_files(read: Content, outputs: OutputFiles) -> None:
    """Write places and facts for other programs."""
    for each in export_registry.iter_exports(read):
        name = each.file_name(read.project.id)
        with name_in_errors(name):
            each.write_file(read, outputs.add_file(name))
        memory.release_memory()


def _remove_stale_outputs(maps: Path, ident: str, names: list[str]) -> None:
    """Remove what an earlier build wrote and this one does not: it would tell of other content."""
    forms = [each.file_name(ident) for each in export_registry.EXPORTS]
    folder = maps / f"{ident}-{PAGE_DATA_SUFFIX}"
    parts = (path.relative_to(maps).as_posix() for path in folder.glob("*/*.z"))
    for name in {*forms, *parts} - set(names):
        (maps / name).unlink(missing_ok=True)
    _remove_empty_folders(folder)


def _remove_empty_folders(folder: Path) -> None:
    """Remove folders in which nothing stands: of an earlier state, or of a build that failed."""
    for each in (*folder.glob("*/"), folder):
        if each.is_dir() and not any(each.iterdir()):
            each.rmdir()
