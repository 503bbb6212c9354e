"""What a person types and is told: sizes or a folder of content in, a table and numbers out."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.bench import machine, process, run, table

SIZES = (40, 1_000, 10_000, 100_000, 1_000_000)
QUICK = (40, 1_000)
HAND_EDITED = 10_000
"""Up to so many places the layers are GeoJSON; larger content comes as GeoPackage."""
RUNS = ((1_000, 5), (100_000, 3))
"""Up to how many places everything is done how often; once beyond."""
SHARE = 0.6
"""Of the memory that is free, what one maker may take."""


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table, write the raw numbers; nothing is asserted."""
    given = _parser().parse_args(arguments)
    given.makers = given.makers.split(",") if given.makers else run.makers()
    results: dict[str, Any] = {"machine": machine.describe(), "sizes": []}
    with _folder(given.work) as work:
        for size in _contents(given, work):
            results["sizes"].append(size)
            if given.out:
                given.out.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    sys.stdout.write(table.tables(results))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Our build and page beside those of the peers."
    )
    parser.add_argument("--sizes", default="", help="numbers of places, separated by commas")
    parser.add_argument("--quick", action="store_true", help="small sizes, everything once")
    parser.add_argument("--data", type=Path, help="a folder of content instead of invented places")
    parser.add_argument("--opening", action="store_true", help="only the opening of the pages")
    parser.add_argument("--makers", default="", help="some of: ours and the peers, by commas")
    parser.add_argument("--form", default="", help="form of invented layers: geojson, gpkg, ...")
    parser.add_argument("--runs", type=int, default=0, help="how often everything is done")
    parser.add_argument("--limit", type=float, default=600, help="seconds for a build or a page")
    parser.add_argument("--memory", type=float, default=0, help="GiB for a build or a page")
    parser.add_argument("--out", type=Path, help="file for the raw numbers (JSON)")
    parser.add_argument("--work", type=Path, help="folder to keep content and pages in")
    return parser


def _contents(given: argparse.Namespace, work: Path) -> Iterator[dict[str, Any]]:
    """Yield the results of each content; a peer that did not finish is not tried with more."""
    if given.data:
        yield _measured(_task(given, given.data, work, given.makers, 1), given.data.resolve().name)
        return
    gone: dict[str, str] = {}
    for size in _sizes(given):
        form = given.form or ("geojson" if size <= HAND_EDITED else "gpkg")
        data = _country(size, form, work / str(size) / "data")
        tried = [name for name in given.makers if name not in gone]
        task = _task(given, data, data.parent, tried, size)
        found = _measured(task, f"{size:,} places ({form})")
        for name, made in found["makers"].items():
            if made["failed"] and name != run.OURS:
                gone[name] = f"not tried: did not finish with {size:,} places"
        untried = {name: why for name, why in gone.items() if name not in tried}
        found["makers"] |= {name: asdict(run.Maker(failed=why)) for name, why in untried.items()}
        yield found


def _country(size: int, form: str, folder: Path) -> Path:
    """Write the invented country; in a process of its own, which gives its memory back."""
    _say(f"{size:,} places as {form}")
    order = ["--places", str(size), "--form", form, "--out", str(folder.resolve())]
    process.run(["-m", "tests.bench.country", *order])
    return folder


def _task(
    given: argparse.Namespace, data: Path, work: Path, makers: list[str], size: int
) -> run.Task:
    memory = int(given.memory * process.GIB) or process.free(SHARE)
    runs = given.runs or (1 if given.quick else next((n for most, n in RUNS if size <= most), 1))
    limits = process.Limits(given.limit, memory)
    return run.Task(data.resolve(), work.resolve(), makers, runs, limits, given.opening)


def _measured(task: run.Task, name: str) -> dict[str, Any]:
    made = run.measure(task, _say)
    return {"name": name, "makers": {key: asdict(maker) for key, maker in made.items()}}


def _sizes(given: argparse.Namespace) -> tuple[int, ...]:
    if given.sizes:
        return tuple(int(size) for size in given.sizes.split(","))
    return QUICK if given.quick else SIZES


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    """Give the folder to work in: one that stays, or one that is gone afterwards."""
    if named:
        named.mkdir(parents=True, exist_ok=True)
        yield named
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _say(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()
