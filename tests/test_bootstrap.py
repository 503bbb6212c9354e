"""The requirements' own making, in a small project with one package of its own and no network."""

import ast
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from geo.runtime import bootstrap
from tests import pins
from tests.support import ROOT

DOORS = [
    "build_map.py",
    "geo/__init__.py",
    "geo/runtime/bootstrap.py",
    "geo/runtime/lock.py",
    "tests/__main__.py",
]
DOOR = """
import sys
from pathlib import Path
from geo.runtime import bootstrap
here = Path(__file__).resolve().parent
bootstrap.ensure_requirements(here, here / "requirements.txt")
import brick
print("built", brick.VERSION, sys.prefix, *sys.argv[1:])
"""


def wheel(folder: Path, version: str) -> None:
    """Write a package of one module into `folder`, as a wheel that pip installs without network."""
    about = f"brick-{version}.dist-info"
    files = {
        "brick.py": f"VERSION = {version!r}\n",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: brick\nVersion: {version}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{name},,\n" for name in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"brick-{version}-py3-none-any.whl", "w") as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name), text)  # always of the same day and hash


def pin(folder: Path, version: str) -> str:
    """Return a pin with the hash of the wheel of a version, or of none where there is no wheel."""
    path = folder / "wheels" / f"brick-{version}-py3-none-any.whl"
    held = path.read_bytes() if path.exists() else b""
    return f"brick=={version} \\\n    --hash=sha256:{sha256(held).hexdigest()}\n"


def fill(folder: Path) -> Path:
    """Write a project with our bootstrap, whose one requirement is a wheel beside it."""
    runtime = folder / "geo" / "runtime"
    runtime.mkdir(parents=True)
    for name in ("__init__.py", "runtime/__init__.py", "runtime/bootstrap.py", "runtime/lock.py"):
        shutil.copy(ROOT / "geo" / name, folder / "geo" / name)
    (folder / "door.py").write_text(DOOR, encoding="utf-8")
    (folder / "wheels").mkdir()
    wheel(folder / "wheels", "1.0")
    elsewhere = f'trick==1.0 ; sys_platform == "elsewhere" \\\n    --hash=sha256:{"0" * 64}\n'
    text = f"# the one\n{pin(folder, '1.0')}{elsewhere}"
    (folder / "requirements.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project that was never run."""
    return fill(tmp_path)


@dataclass(frozen=True)
class FirstRuns:
    """Two runs at once of a project that was never run before."""

    project: Path
    runs: list[subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstRuns:
    """Return what the first runs came to; to make a `.venv` takes seconds, to copy it does not."""
    folder = fill(tmp_path_factory.mktemp("first"))
    command = [sys.executable, str(folder / "door.py"), "check", "--data", "a b"]
    both = [
        subprocess.Popen(  # noqa: S603  our own file
            command, env=environment(folder), text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    told = [process.communicate() for process in both]
    return FirstRuns(folder, [
        subprocess.CompletedProcess(command, process.returncode, *each)
        for process, each in zip(both, told, strict=True)
    ])  # fmt: skip


@pytest.fixture
def used(project: Path, first: FirstRuns) -> Path:
    """Return a project that was run before."""
    shutil.copytree(first.project / ".venv", project / ".venv", symlinks=True)
    return project


@pytest.fixture
def emptied(used: Path) -> Path:
    """Return a project from whose `.venv` the package was removed."""
    for path in (used / ".venv").rglob("brick*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return used


def environment(project: Path, **more: str) -> dict[str, str]:
    """Return this environment, with pip looking at the project's wheels and nowhere else."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "MAP_", "PYTHON"))
    }
    pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}
    return {**kept, **pip, "PIP_FIND_LINKS": str(project / "wheels"), **more}


def run(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the project's door as a person does, from another folder."""
    return subprocess.run(  # noqa: S603  our own file
        [sys.executable, str(project / "door.py"), *arguments],
        cwd=project / "wheels", env=environment(project, **more),
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def expect_built(done: subprocess.CompletedProcess[str], project: Path, version: str) -> None:
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"built {version} {project / '.venv'}")


def expect_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_two_first_runs_at_once_make_one_environment_and_go_on(first: FirstRuns) -> None:
    for done in first.runs:
        expect_built(done, first.project, "1.0")
        assert done.stdout.rstrip().endswith("check --data a b")
    assert sorted(done.stderr.count("Installed") for done in first.runs) == [0, 1]
    assert "Not installed here: brick==1.0." in "".join(done.stderr for done in first.runs)


def test_the_second_run_says_nothing(used: Path) -> None:
    second = run(used, PIP_FIND_LINKS="none")
    expect_built(second, used, "1.0")
    assert second.stderr == ""


def test_changed_requirements_are_installed_into_what_is_there(used: Path) -> None:
    wheel(used / "wheels", "2.0")
    (used / "requirements.txt").write_text("-r more.txt\n", encoding="utf-8")
    (used / "more.txt").write_text(pin(used, "2.0"), encoding="utf-8")
    changed = run(used)
    expect_built(changed, used, "2.0")
    assert "anew" not in changed.stderr


def test_what_was_removed_from_the_environment_is_installed_again(emptied: Path) -> None:
    mended = run(emptied)
    expect_built(mended, emptied, "1.0")
    assert mended.stderr.count("Installing") == 1
    assert "anew" not in mended.stderr


def killed(venv: Path) -> None:
    (venv / "requirements.stamp").write_text("unfinished\n", encoding="ascii")


def without_python(venv: Path) -> None:
    for python in (venv / ("Scripts" if os.name == "nt" else "bin")).glob("python*"):
        python.unlink()


def of_something_else(venv: Path) -> None:
    shutil.rmtree(venv)
    venv.mkdir()


@pytest.mark.parametrize("spoil", [killed, without_python, of_something_else])
def test_a_broken_environment_is_made_anew(
    used: Path,
    spoil: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    venv = used / ".venv"
    bootstrap._make_venv(venv)  # noqa: SLF001  what runs last says nothing of the rest
    assert capsys.readouterr().err == "", "a sound one is kept"
    spoil(venv)
    (venv / "leftover").touch()
    # the base makes nothing: how long that lasts is paid where a run goes on in what is made
    monkeypatch.setattr(sys, "_base_executable", shutil.which("true"))
    bootstrap._make_venv(venv)  # noqa: SLF001
    assert "anew" in capsys.readouterr().err
    assert [path.name for path in venv.iterdir()] == ["requirements.stamp"]


def test_without_network_it_says_what_to_do(used: Path) -> None:
    without_package = next((used / ".venv").rglob("brick.py")).with_name("brick-1.0.dist-info")
    shutil.rmtree(without_package)
    nowhere = {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_RETRIES": "1"}
    done = run(used, PIP_INDEX_URL="http://127.0.0.1:9/simple", **nowhere)
    expect_refused(done, "no network was reached", "pip download", "MAP_NO_BOOTSTRAP=1")
    assert (used / ".venv/requirements.stamp").read_text("ascii") == "unfinished\n"


def test_a_package_that_does_not_exist_is_told_in_the_words_of_pip(used: Path) -> None:
    (used / "requirements.txt").write_text(pin(used, "9.0"), encoding="utf-8")
    expect_refused(run(used), "pip says", "brick==9.0")


def test_a_package_that_was_exchanged_is_not_installed_and_named(
    emptied: Path,
) -> None:
    with zipfile.ZipFile(emptied / "wheels/brick-1.0-py3-none-any.whl", "a") as made:
        made.writestr("extra.py", "print('hostile')\n")
    done = run(emptied)
    expect_refused(done, "its hash differs", "brick==1.0", "Expected sha256", "Security")
    assert "PIP_INDEX_URL and PIP_EXTRA_INDEX_URL unset" in done.stderr
    assert "://" not in done.stderr.partition("Run again")[2]  # no host is recommended
    assert not [*(emptied / ".venv").rglob("brick*")]
    stamp = emptied / ".venv/requirements.stamp"
    assert stamp.read_text("ascii") == "unfinished\n", "what was `killed` is made anew"


def test_a_pin_without_a_hash_is_not_installed(emptied: Path) -> None:
    (emptied / "requirements.txt").write_text("brick==1.0\n", encoding="utf-8")
    expect_refused(run(emptied), "pip says", "brick==1.0")
    assert not [*(emptied / ".venv").rglob("brick*")]


def test_turned_off_it_makes_nothing(project: Path) -> None:
    expect_refused(run(project, MAP_NO_BOOTSTRAP="1"), "MAP_NO_BOOTSTRAP is set", "brick")
    assert not (project / ".venv").exists()


def test_turned_off_other_versions_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements.txt").write_text("pytest==0.1\n", encoding="utf-8")
    monkeypatch.setenv("MAP_NO_BOOTSTRAP", "1")
    bootstrap.ensure_requirements(tmp_path, tmp_path / "requirements.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["requirements.txt"]


def test_it_never_goes_round_in_circles(project: Path) -> None:
    expect_refused(run(project, MAP_BOOTSTRAP_INSTALLED="1"), "Still missing", "brick==1.0")


def test_a_folder_that_cannot_be_written_is_told(project: Path) -> None:
    # A folder in the lock's place fails for root too, whom no permission stops.
    (project / ".venv.lock").mkdir()
    expect_refused(run(project), ".venv.lock", "writable", "MAP_NO_BOOTSTRAP=1")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    module: str,
) -> None:
    there = find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == module else there(name)
    )
    monkeypatch.delenv("MAP_NO_BOOTSTRAP", raising=False)
    with pytest.raises(SystemExit) as ended:
        bootstrap.ensure_requirements(project, project / "requirements.txt")
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert f"lacks {module}" in told
    assert "apt install python3-venv" in told
    assert not (project / ".venv").exists()


def test_an_older_python_is_told(project: Path) -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 10, 2); runpy.run_path(sys.argv[1])"
    done = subprocess.run(  # noqa: S603  our own file
        [sys.executable, "-c", pretend, str(project / "door.py")],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    expect_refused(done, "needs Python 3.11 or newer; here runs 3.10")


@pytest.mark.parametrize("file", DOORS)
def test_what_runs_first_is_read_by_older_pythons(file: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 7))


@pytest.mark.parametrize("file", ["geo/runtime/bootstrap.py", "geo/runtime/lock.py"])
def test_what_runs_first_imports_the_standard_library_alone(file: str) -> None:
    nodes = list(ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    from_ = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [node.module or "" for node in from_ if node.module != "geo.runtime"]
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    own = {alias.name for node in from_ if node.module == "geo.runtime" for alias in node.names}
    assert own <= {"lock"}


@pytest.mark.parametrize("file", pins.FILES)
def test_requirements_are_pins_with_hashes_and_what_they_are_for(file: str) -> None:
    before = ""
    for line in bootstrap.join_continued_lines((ROOT / file).read_text(encoding="utf-8")):
        known = not line or line.startswith("#") or bootstrap.INCLUDE_PATTERN.fullmatch(line)
        match = bootstrap.PIN_PATTERN.fullmatch(line)
        assert known or (match and match[4] and before.startswith("# ")), line
        before = line


@pytest.mark.parametrize("file", pins.FILES)
def test_the_hashes_are_written_as_they_stand(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    held = {
        (match[1], match[2]): set(re.findall("[0-9a-f]{64}", match[4]))
        for match in map(bootstrap.PIN_PATTERN.fullmatch, bootstrap.join_continued_lines(text))
        if match
    }
    monkeypatch.setattr(pins, "file_hashes", lambda name, version, _: held[name, version])
    assert "".join(pins.pinned(text, "")) == text


@pytest.mark.parametrize(
    ("file", "known"),
    [
        ("brick_work-1.1-py3-none-any.whl", True),
        ("brick-work-1.1.tar.gz", True),
        ("Brick.Work-1.1.zip", True),
        ("brick_work-1.1.1-py3-none-any.whl", False),
        ("brick_work-1.1.post1.tar.gz", False),
        ("brick_work-1.1-py3-none-any.whl.metadata", False),
        ("brick_work_more-1.1.tar.gz", False),
    ],
)
def test_files_of_another_version_are_not_pinned(file: str, known: bool) -> None:  # noqa: FBT001
    begun = tuple(f"{stem}-1.1" for stem in pins.stems("brick-work"))
    assert pins.belongs(file, begun) == known


def test_what_a_requirement_needs_is_pinned_too() -> None:
    pinned = {
        canonicalize_name(name)
        for name, _ in bootstrap.read_pins(ROOT / "tests" / "requirements.txt")
    }
    for name in pinned:
        for needed in map(Requirement, requires(name) or []):
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in pinned, (name, needed.name)
