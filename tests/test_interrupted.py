"""Writing that is cut short: a file is as it was or as it should be, never anything between."""

import contextlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo import cli
from geo.canonical import formatting
from geo.edits import saving
from tests import forked
from tests.bench import country, writing
from tests.forked import Outcome
from tests.support import COUNTY, ROOT, county

KILLS = int(os.environ.get("MAP_KILLS", "20"))
WORKS = "layers/works.geojson"
ENDED = (127, -signal.SIGABRT, -signal.SIGSEGV)
"""How a native library ends a process that has no memory, without asking Python.

The C library does so for a thread's own data, Arrow and GDAL where they use what they did not get.
"""
NOBODY = 65_534


def old_and_new(folder: Path) -> tuple[bytes, bytes]:
    """Save the works as another program would; return that and the canonical form."""
    new = (COUNTY / WORKS).read_bytes()
    old = json.dumps(json.loads(new), indent=1).encode()
    (folder / WORKS).write_bytes(old)
    return old, new


def format_folder(folder: str) -> int:
    return cli.main(["fmt", "--data", folder])


def fmt(folder: Path) -> Outcome:
    """Run the command in a process of its own."""
    return forked.call(format_folder, str(folder))


def format_in_little_room(folder: str) -> int:
    """Format where no file may be larger than a thousand bytes."""
    limit_files(1_000)
    return format_folder(folder)


def limit_files(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def kill_writers(data: Path, kills: int, new: bytes) -> None:
    """Kill so many processes that format again and again, or more until a write was cut short.

    Printed are how many files are neither the old nor the new one, and how many writes were cut
    short.
    """
    works = data / WORKS
    old = works.read_bytes()
    for each in formatting.list_targets(data):
        formatting.format_file(data, each, write=True)
    chance, strange, halves = random.Random(7), 0, 0  # noqa: S311  not for secrets
    for turn in range(10 * kills):
        if turn >= kills and halves:
            break
        put_back(works, old)
        child = os.fork()
        if not child:
            format_for_ever(data, old)
        time.sleep(chance.uniform(0.001, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        strange += works.read_bytes() not in {old, new}
        for half in works.parent.glob(".works.geojson.*"):
            halves += 1
            half.unlink()
    sys.stdout.write(f"{strange} {halves}\n")


def put_back(works: Path, old: bytes) -> None:
    aside = works.with_name("aside")
    aside.write_bytes(old)
    aside.replace(works)


def format_for_ever(data: Path, old: bytes) -> None:
    signal.alarm(10)  # where nobody kills it
    while True:
        for target in formatting.list_targets(data):
            formatting.format_file(data, target, write=True)
        put_back(data / WORKS, old)


def format_unprivileged(folder: str, name: str, mode: int) -> int:
    """Format as one whom permissions bind, in a folder of which one name has lost them."""
    cli.main(["fmt", "--check", "--data", folder])  # all that is imported or read later, read now
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    (Path(folder) / name).chmod(mode)
    sys.stdout.flush()
    return format_folder(folder)


def build_into(data: str, maps: str) -> int:
    return cli.main(["build", "--data", data, "--out", maps])


def build_in_little_memory(data: str, maps: str, room: int) -> int:
    """Build with so many bytes of memory beside those that are held, and no more."""
    build_into(str(COUNTY), f"{maps}-small")  # imports all
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    held = next(int(line.split()[1]) for line in status if line.startswith("VmSize"))
    limit = held * 1024 + room
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    return build_into(data, maps)


def build_in_little_room(data: str, maps: str, room: int) -> int:
    """Build where no file may be larger than so many bytes."""
    limit_files(room)
    return build_into(data, maps)


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    folder = county(tmp_path)
    old_and_new(folder)
    done = forked.call(kill_writers, folder, KILLS, (COUNTY / WORKS).read_bytes())
    assert done.code == 0, done.err
    strange, halves = map(int, done.out.split())
    assert strange == 0
    assert halves > 0, "no kill came while the file was being written: nothing is shown"
    assert fmt(folder).code == 0
    assert (folder / WORKS).read_bytes() == (COUNTY / WORKS).read_bytes()


def test_what_a_killed_process_leaves_is_swept_away_later(tmp_path: Path) -> None:
    folder = county(tmp_path)
    old_and_new(folder)
    left = folder / "layers/.works.geojson.abcd1234.geojson"
    journal = folder / "layers/.works.geojson.abcd1234.geojson-journal"
    fresh = folder / "layers/.works.geojson.fresh123.geojson"
    for path in (left, journal, fresh):
        path.write_text("half")
    for path in (left, journal):
        os.utime(path, (1, 1))
    assert fmt(folder).code == 0
    assert not left.exists()
    assert not journal.exists()
    assert fresh.exists()


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    folder = county(tmp_path)
    old, _ = old_and_new(folder)
    before = sorted(saving.list_files(folder))

    done = forked.call(format_in_little_room, str(folder))
    assert done.code == 1
    assert "File too large" in done.err
    assert "make room" in done.err
    assert "Traceback" not in done.err
    assert (folder / WORKS).read_bytes() == old
    assert sorted(saving.list_files(folder)) == before


def write_country(folder: Path, places: int) -> Path:
    """Write content whose data stand in a folder of the page's own."""
    writing.write(country.make(places), folder, "gpkg")
    described = (folder / "map.toml").read_text(encoding="utf-8")
    (folder / "map.toml").write_text(f"folder_above = 100\n{described}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return content that takes hundreds of megabytes of memory."""
    return write_country(tmp_path_factory.mktemp("large"), 10_100)


@pytest.fixture(scope="module")
def filling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return content just large enough to be written with a folder beside its page."""
    return write_country(tmp_path_factory.mktemp("filling"), 150)


@pytest.fixture(scope="module")
def whole(filling: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return how many bytes a build of it writes."""
    maps = tmp_path_factory.mktemp("whole")
    assert forked.call(build_into, str(filling), str(maps)).code == 0
    return sum(path.stat().st_size for path in maps.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("build", "room", "said"),
    [
        (build_in_little_memory, 30_000_000, "not enough memory"),
        (build_in_little_memory, 60_000_000, "not enough memory"),
        (build_in_little_room, 1_000_000, ".parquet: File too large. Nothing was replaced"),
        (build_in_little_room, 4_000_000, "GeoPackage cannot be written"),
    ],
)
def test_a_build_that_has_no_room_leaves_the_last_good_output(
    large: Path, tmp_path: Path, build: Callable[[str, str, int], int], room: int, said: str
) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    (maps / "country.html").write_text("the last good one", encoding="utf-8")
    for more in range(0, 6_000_000, 1_000_000):  # until it is Python that notices
        done = forked.call(build, str(large), str(maps), room + more)
        assert (maps / "country.html").read_text(encoding="utf-8") == "the last good one"
        if done.code not in ENDED:
            break
    assert done.code == 1
    assert said in done.err
    assert "Nothing was replaced" in done.err
    assert len(done.err.splitlines()) == 1
    assert [path.name for path in maps.rglob("*")] == ["country.html"]


@pytest.mark.parametrize("megabytes", [30, 60])
def test_without_memory_to_load_the_libraries_one_line_says_so(
    tmp_path: Path, megabytes: int
) -> None:
    room, maps = megabytes * 1_000_000, tmp_path / "maps"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (room, room))

    command = [
        sys.executable,
        str(ROOT / "build_map.py"),
        "--data",
        str(COUNTY),
        "--out",
        str(maps),
    ]
    done = subprocess.run(  # noqa: S603  our own command, and no threads here
        command, env={**os.environ, "MAP_NO_BOOTSTRAP": "1"}, capture_output=True, text=True,
        check=False, preexec_fn=limited,
    )  # fmt: skip
    assert done.returncode == 1
    assert "not enough memory to load" in done.stderr
    assert "Nothing was replaced" in done.stderr
    assert "Traceback" not in done.stderr
    assert not maps.exists()


@contextlib.contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """Give a disk of a size while the block runs."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("needs the right to mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 64 kB."""
    with mounted(tmp_path, "64k") as disk:
        yield disk


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_build_onto_a_disk_that_fills_leaves_the_last_good_output(
    filling: Path, whole: int, tmp_path: Path, share: float
) -> None:
    with mounted(tmp_path, f"{int(whole * share / 1000)}k") as disk:
        (disk / "country.html").write_text("the last good one", encoding="utf-8")
        done = forked.call(build_into, str(filling), str(disk))
        assert done.code == 1
        assert "room on the disk" in done.err or "No space left" in done.err
        assert "Nothing was replaced" in done.err
        assert len(done.err.splitlines()) == 1
        assert [path.name for path in disk.rglob("*")] == ["country.html"]
        assert (disk / "country.html").read_text(encoding="utf-8") == "the last good one"


def test_a_disk_that_is_really_full_leaves_the_old_file(tiny: Path) -> None:
    folder = county(tiny)
    old, _ = old_and_new(folder)
    with contextlib.suppress(OSError), (tiny / "filler").open("wb", buffering=0) as filler:
        while filler.write(b"x" * 1024):
            pass
    done = fmt(folder)
    assert done.code == 1
    assert "No space left" in done.err
    assert (folder / WORKS).read_bytes() == old
    (tiny / "filler").unlink()
    assert fmt(folder).code == 0


@pytest.fixture
def everybody_s() -> Iterator[Path]:
    """Return a folder to which the way is open for all users; those of pytest are root's alone."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.parametrize(
    ("name", "mode", "word"),
    [
        (WORKS, 0o444, "must be writable"),
        ("layers", 0o555, "must be writable"),
        (WORKS, 0o000, "must be readable"),
        ("layers", 0o000, "must be readable"),
        ("map.toml", 0o000, "must be readable"),
    ],
)
def test_without_permission_it_is_told_and_the_file_stays(
    name: str, mode: int, word: str, everybody_s: Path
) -> None:
    folder = county(everybody_s)
    old, _ = old_and_new(folder)
    if os.geteuid() == 0:
        for path in (everybody_s, folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    done = forked.call(format_unprivileged, str(folder), name, mode)
    (folder / name).chmod(0o755)
    assert done.code == 1
    assert word in done.err
    assert "allow this user" in done.err
    assert "Traceback" not in done.err
    assert (folder / WORKS).read_bytes() == old
