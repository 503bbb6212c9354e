"""Writing that is cut short: a file is as it was or as it should be, never anything between."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geo.edits import saving
from tests.bench import country, writing
from tests.support import COUNTY, ROOT, county

KILLS = int(os.environ.get("MAP_KILLS", "40"))
WORKS = "layers/works.geojson"
KILLER = """
import os, random, signal, sys, time
from pathlib import Path
from geo.canonical import formatting

data, kills = Path(sys.argv[1]), int(sys.argv[2])
works = data / "layers/works.geojson"
old, new = works.read_bytes(), Path(sys.argv[3]).read_bytes()

def put_back():
    aside = works.with_name("aside")
    aside.write_bytes(old)
    aside.replace(works)

def format_for_ever():
    while True:
        for target in formatting.list_targets(data):
            formatting.format_file(data, target, write=True)
        put_back()

format_once = [
    formatting.format_file(data, each, write=True) for each in formatting.list_targets(data)
]
chance, strange, halves = random.Random(7), 0, 0
for _ in range(kills):
    put_back()
    child = os.fork()
    if not child:
        format_for_ever()
    time.sleep(chance.uniform(0.001, 0.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    strange += works.read_bytes() not in {old, new}
    for half in works.parent.glob(".works.geojson.*"):
        halves += 1
        half.unlink()
print(strange, halves)
"""
"""Kills processes that format again and again.

It counts the files that are neither the old nor the new one, and the writes that were cut short.
"""
UNPRIVILEGED = """
import os, sys
from geo import cli

cli.main(["fmt", "--check", "--data", sys.argv[1]])  # all that is imported or read later, read now
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
os.chmod(os.path.join(sys.argv[1], sys.argv[2]), int(sys.argv[3], 8))
sys.stdout.flush()
sys.exit(cli.main(["fmt", "--data", sys.argv[1]]))
"""
"""Formats as one whom permissions bind, in a folder of which one name has lost them."""
LIMITED = """
import resource, signal, sys
from geo import cli

data, maps, kind, room = *sys.argv[1:4], int(sys.argv[4])
small = sys.argv[5]
cli.main(["build", "--data", small, "--out", f"{maps}-small"])  # imports all
if kind == "memory":
    held = next(line for line in open("/proc/self/status") if line.startswith("VmSize"))
    limit = int(held.split()[1]) * 1024 + room
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
else:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
sys.exit(cli.main(["build", "--data", data, "--out", maps]))
"""
"""Builds with so many bytes of memory beside those that are held, or in a file, and no more."""
ENDED = (127, -signal.SIGABRT, -signal.SIGSEGV)
"""How a native library ends a process that has no memory, without asking Python.

The C library does so for a thread's own data, Arrow and GDAL where they use what they did not get.
"""
BUILD = """
import sys
from geo import cli

sys.exit(cli.main(["build", "--data", sys.argv[1], "--out", sys.argv[2]]))
"""
NOBODY = 65_534


def environment() -> dict[str, str]:
    return {**os.environ, "MAP_NO_BOOTSTRAP": "1", "PYTHONPATH": str(ROOT)}


def old_and_new(folder: Path) -> tuple[bytes, bytes]:
    """Save the works as another program would; return that and the canonical form."""
    new = (COUNTY / WORKS).read_bytes()
    old = json.dumps(json.loads(new), indent=1).encode()
    (folder / WORKS).write_bytes(old)
    return old, new


def fmt(folder: Path, limit: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command; `limit` is called in its process before."""
    command = [sys.executable, str(ROOT / "build_map.py"), "fmt", "--data", str(folder)]
    return subprocess.run(  # noqa: S603  our own command, and no threads here
        command, env=environment(), capture_output=True, text=True, check=False, preexec_fn=limit
    )


def build_with(folder: Path, limit: Callable[[], None]) -> subprocess.CompletedProcess[str]:
    """Build the tiny county into `folder`/maps; `limit` is called in the process before."""
    maps = str(folder / "maps")
    command = [sys.executable, str(ROOT / "build_map.py"), "--data", str(COUNTY), "--out", maps]
    return subprocess.run(  # noqa: S603  our own command, and no threads here
        command, env=environment(), capture_output=True, text=True, check=False, preexec_fn=limit
    )


def script(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script with the engine at hand."""
    command = [sys.executable, "-c", text, *arguments]
    return subprocess.run(  # noqa: S603  our own scripts
        command, env=environment(), capture_output=True, text=True, check=False
    )


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    folder = county(tmp_path)
    old_and_new(folder)
    done = script(KILLER, str(folder), str(KILLS), str(COUNTY / WORKS))
    assert done.returncode == 0, done.stderr
    strange, halves = map(int, done.stdout.split())
    assert strange == 0
    assert halves > 0, "no kill came while the file was being written: nothing is shown"
    assert fmt(folder).returncode == 0
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
    assert fmt(folder).returncode == 0
    assert not left.exists()
    assert not journal.exists()
    assert fresh.exists()


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    folder = county(tmp_path)
    old, _ = old_and_new(folder)
    before = sorted(saving.list_files(folder))

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    done = fmt(folder, limited)
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / WORKS).read_bytes() == old
    assert sorted(saving.list_files(folder)) == before


def write_country(folder: Path, places: int) -> Path:
    """Write content whose data stand in a folder of the page's own."""
    writing.write(country.make(places), folder, "gpkg")
    described = (folder / "map.toml").read_text(encoding="utf-8")
    (folder / "map.toml").write_text(f"folder_above = 1000\n{described}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return content that takes hundreds of megabytes of memory."""
    return write_country(tmp_path_factory.mktemp("large"), 12_000)


@pytest.fixture(scope="module")
def filling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return content just large enough to be written as all the files of a large map."""
    return write_country(tmp_path_factory.mktemp("filling"), 2_000)


@pytest.fixture(scope="module")
def whole(filling: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """Return how many bytes a build of it writes."""
    maps = tmp_path_factory.mktemp("whole")
    assert script(BUILD, str(filling), str(maps)).returncode == 0
    return sum(path.stat().st_size for path in maps.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("kind", "room", "said"),
    [
        ("memory", 30_000_000, "not enough memory"),
        ("memory", 60_000_000, "not enough memory"),
        ("file", 100_000, "File too large"),
        ("file", 1_000_000, ".parquet: File too large. Nothing was replaced"),
        ("file", 4_000_000, "GeoPackage cannot be written"),
    ],
)
def test_a_build_that_has_no_room_leaves_the_last_good_output(
    large: Path, tmp_path: Path, kind: str, room: int, said: str
) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    (maps / "country.html").write_text("the last good one", encoding="utf-8")
    for more in range(0, 6_000_000, 1_000_000):  # until it is Python that notices
        done = script(LIMITED, str(large), str(maps), kind, str(room + more), str(COUNTY))
        assert (maps / "country.html").read_text(encoding="utf-8") == "the last good one"
        if done.returncode not in ENDED:
            break
    assert done.returncode == 1
    assert said in done.stderr
    assert "Nothing was replaced" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in maps.rglob("*")] == ["country.html"]


@pytest.mark.parametrize("megabytes", [30, 60])
def test_without_memory_to_load_the_libraries_one_line_says_so(
    tmp_path: Path, megabytes: int
) -> None:
    room = megabytes * 1_000_000

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (room, room))

    done = build_with(tmp_path, limited)
    assert done.returncode == 1
    assert "not enough memory to load" in done.stderr
    assert "Nothing was replaced" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "maps").exists()


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


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.7, 0.95])
def test_a_build_onto_a_disk_that_fills_leaves_the_last_good_output(
    filling: Path, whole: int, tmp_path: Path, share: float
) -> None:
    with mounted(tmp_path, f"{int(whole * share / 1000)}k") as disk:
        (disk / "country.html").write_text("the last good one", encoding="utf-8")
        done = script(BUILD, str(filling), str(disk))
        assert done.returncode == 1
        assert "room on the disk" in done.stderr or "No space left" in done.stderr
        assert "Nothing was replaced" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert [path.name for path in disk.rglob("*")] == ["country.html"]
        assert (disk / "country.html").read_text(encoding="utf-8") == "the last good one"


def test_a_disk_that_is_really_full_leaves_the_old_file(tiny: Path) -> None:
    folder = county(tiny)
    old, _ = old_and_new(folder)
    with contextlib.suppress(OSError), (tiny / "filler").open("wb", buffering=0) as filler:
        while filler.write(b"x" * 1024):
            pass
    done = fmt(folder)
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert (folder / WORKS).read_bytes() == old
    (tiny / "filler").unlink()
    assert fmt(folder).returncode == 0


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
    done = script(UNPRIVILEGED, str(folder), name, oct(mode))
    (folder / name).chmod(0o755)
    assert done.returncode == 1
    assert word in done.stderr
    assert "allow this user" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / WORKS).read_bytes() == old
