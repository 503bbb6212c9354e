"""The flow of the benchmark: content, pages of all makers, measures of each, as plain numbers."""

import json
import tomllib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests import server
from tests.bench import peers, process, vendor
from tests.bench.process import Limits, Ran

OURS = "ours"
CIRCLES = "explore"
"""The peer that draws circles; the others draw pins."""
LONG = 120.0
"""Seconds after which a build or a look is not repeated: its spread is small beside its length."""


def makers() -> list[str]:
    """Return all names: ours, then the peers."""
    return [OURS, *peers.PEERS]


@dataclass
class Maker:
    """What one maker of pages took for the same content."""

    builds: list[dict[str, float]] = field(default_factory=list)
    """Seconds (`wall`) and bytes (`peak`) of each build, and the same of one that makes nothing but
    the page (`page_wall`, `page_peak`); peers make no more than that."""
    bytes: int = 0
    """Bytes of the page and the files it loads; 0 where there is none."""
    looks: list[dict[str, float]] = field(default_factory=list)
    """Measures of each opening of the page, as `look` tells them."""
    failed: str = ""
    """What did not finish, and why."""


@dataclass(frozen=True)
class Task:
    """What is measured: one folder of content."""

    data: Path
    work: Path
    """Folder for pages."""
    makers: Sequence[str]
    runs: int
    limits: Limits
    opening: bool
    """Only the first marker and what loading takes."""


def measure(task: Task, say: Callable[[str], None]) -> dict[str, Maker]:
    """Build with every maker and look at every page, in turns, so that a slow moment hits all."""
    made = {name: Maker() for name in task.makers}
    for turn in range(task.runs):
        for name, maker in made.items():
            if not maker.failed and (not turn or maker.builds[0]["wall"] < LONG):
                say(f"{name}: build {turn + 1} of {task.runs}")
                _build(task, name, maker)
    probed = task.work / "probes.json"
    told = process.run(["-m", "tests.bench.probes", str(task.data)])
    probed.write_text(told, encoding="utf-8")
    pages = {name: _page(task, name) for name, maker in made.items() if not maker.failed}
    with ExitStack() as stack:
        # a page with a folder of chunks needs a server; then all pages come from one
        served = any(_parts(page) for name, page in pages.items() if name == OURS)
        root = stack.enter_context(server.serving(task.work)) if served else ""
        for turn in range(task.runs):
            for name, page in pages.items():
                if not made[name].failed and (not turn or made[name].looks[0]["seconds"] < LONG):
                    say(f"{name}: look {turn + 1} of {task.runs}")
                    address = root + page.relative_to(task.work).as_posix()
                    _look(
                        task,
                        made[name],
                        [address if root else page.as_uri(), _kind(name), str(probed)],
                    )
    return made


def _build(task: Task, name: str, maker: Maker) -> None:
    page = _page(task, name)
    if name == OURS:
        command = ["build_map.py", "--data", str(task.data), "--out", str(page.parent)]
    else:
        command = ["-m", "tests.bench.peers", name, str(task.data), str(page)]
    ran = process.python(command, task.limits)
    maker.builds.append({"wall": ran.wall, "peak": ran.peak} | _alone(task, name, page, ran))
    if ran.failed:
        maker.failed = f"build: {ran.failed}"
    elif name == OURS:
        maker.bytes = sum(file.stat().st_size for file in [page, *_parts(page)])
    else:
        maker.bytes = vendor.localise(page)


def _alone(task: Task, name: str, page: Path, ran: Ran) -> dict[str, float]:
    """Return what the page alone takes; none of a page that is a folder, too."""
    if name == OURS:
        if ran.failed or _parts(page):
            return {}
        saved = task.work / "alone" / page.name
        ran = process.python(["-m", "tests.bench.alone", str(task.data), str(saved)], task.limits)
    return {"page_wall": ran.wall, "page_peak": ran.peak}


def _look(task: Task, maker: Maker, arguments: list[str]) -> None:
    rest = ["opening"] if task.opening else []
    ran = process.python(["-m", "tests.bench.look", *arguments, *rest], task.limits)
    figures: dict[str, float] = {"seconds": ran.wall}
    for line in ran.output.splitlines():
        figures |= json.loads(line)
    maker.looks.append(figures)
    if ran.failed:
        maker.failed = f"page: {ran.failed}"


def _page(task: Task, name: str) -> Path:
    if name != OURS:
        return task.work / name / "page.html"
    described = tomllib.loads((task.data / "map.toml").read_text(encoding="utf-8"))
    return task.work / OURS / f"{described['id']}.html"


def _parts(page: Path) -> list[Path]:
    """Return the files that our page fetches on demand: those in folders beside it."""
    return [file for file in page.parent.glob("*/**/*") if file.is_file()]


def _kind(name: str) -> str:
    if name == OURS:
        return OURS
    return "circles" if name == CIRCLES else "pins"
