"""What several tests share: the tiny county, with or without files laid over it."""

import shutil
from collections.abc import Callable
from pathlib import Path

from geo.edits import saving
from geo.page.data.packing import BASE91_DIGITS
from geo.runtime.files import replace_atomically

HERE = Path(__file__).parent
COUNTY = HERE / "county"
ROOT = HERE.parent
DATA = ROOT / "data"
ARTICLE = ROOT.parent / "shared" / "article" / "hanting-2019.txt"
"""The article that Hanting's facts cite; it is never committed."""


def county(folder: Path, overlay: Path | None = None) -> Path:
    """Copy the tiny county to `folder`/county, lay the files of `overlay` over it, return it."""
    target = folder / "county"
    shutil.copytree(COUNTY, target)
    if overlay:
        shutil.copytree(
            overlay, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.expected")
        )
    return target


def fill_once(folder: Path, name: str, make: Callable[[Path], object]) -> None:
    """Fill a test's own folder with what is made once a run and then copied.

    Where `make` raises, it is called again by the next test.
    """
    made, half = (folder.parent / f"{word}-{name}" for word in ("made", "half"))
    if not made.exists():
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        make(half)
        half.rename(made)
    shutil.copytree(made, folder, symlinks=True, dirs_exist_ok=True)


def replaced(data: Path, file: str, old: str, new: str) -> Path:
    """Replace a text that stands in a file of `data`; fail where it does not stand there."""
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {file}"
    write_whole(path, text.replace(old, new).encode())
    return data


def write_whole(path: Path, held: bytes) -> None:
    """Write a file of which a server that reads it sees the old or the new, and no part."""
    with replace_atomically(path) as whole:
        whole.write_bytes(held)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a folder of content, its history apart."""
    return {
        file: (folder / file).read_bytes()
        for file in saving.list_files(folder)
        if (folder / file).is_file()  # not a link in a circle
    }


def restore_files(folder: Path, before: dict[str, bytes]) -> None:
    """Put back the files of a folder of content that have changed, and remove what is new."""
    for file in {*saving.list_files(folder)} - {*before}:
        (folder / file).unlink()
    for file, held in before.items():
        path = folder / file
        if not path.exists() or path.read_bytes() != held:
            write_whole(path, held)


def unwritten(text: str) -> bytes:
    """Return the bytes of a text of 91 digits, as the page reads it."""
    order = bytes(BASE91_DIGITS)
    digits = [order.index(byte) for byte in text.encode("ascii")]
    pairs = [low + 91 * high for low, high in zip(digits[::2], [*digits[1::2], 0], strict=False)]
    # as one number at once: one sum after another takes the square of the time
    value = int("".join(f"{pair:013b}" for pair in reversed(pairs)) or "0", 2)
    count = (13 * (len(digits) // 2) + 6 * (len(digits) % 2)) // 8
    return (value & ((1 << (8 * count)) - 1)).to_bytes(count, "little")


def in_columns(data: Path) -> Path:
    """Put a layer of the tiny county into a GeoPackage, as programs write it."""
    import geopandas as gpd  # noqa: PLC0415  slow, and needed here only

    frame = gpd.read_file(data / "layers/works.geojson")
    frame.set_crs("EPSG:4326", allow_override=True).to_file(data / "layers/works.gpkg")
    return replaced(data, "map.toml", "layers/works.geojson", "layers/works.gpkg")
