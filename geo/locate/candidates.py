"""Candidates: what was found for a place, and the file in which they wait for a person's word."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from geo import datum, files, jsontext, spreadsheet
from geo.errors import BadInput, Fault, printable, shown
from geo.schemas import At

FILE = "candidates.csv"
ACCEPTED, REJECTED = "accepted", "rejected"
VERDICTS = ("", ACCEPTED, REJECTED)
LONGEST = 200
"""Characters of a text that a service gives; hostile ones give megabytes."""
NUMBERS = (
    "lon", "lat", "wgs84_lon", "wgs84_lat", "extent_m", "outside_m", "part_of_m", "apart_m",
    "score",
)  # fmt: skip
DEGREES = {
    "lon": datum.EDGE[0], "lat": datum.EDGE[1],
    "wgs84_lon": datum.EDGE[0], "wgs84_lat": datum.EDGE[1],
}  # fmt: skip
"""Largest value of what every candidate has."""
FORMULA = ("=", "+", "-", "@")
"""Begins of a cell that spreadsheets would run."""


@dataclass(frozen=True)
class Candidate:
    """One thing that a service or a file gives for a place; its fields are the file's columns."""

    place: str
    service: str
    """Word of `--service`, or name of the gazetteer's file."""
    query: str
    name: str
    kind: str
    """What the source calls it: `place/village`, `P.PPL`, `村庄`."""
    like: str
    """How its name is like the place's (`names.Likeness`)."""
    record: str
    """Id or address of the record in the source; the same at every run."""
    lon: float
    """As the source gives it, in degrees of `datum`."""
    lat: float
    datum: str
    wgs84_lon: float
    wgs84_lat: float
    extent_m: float
    """Half of what the source says that the thing stretches over; 0 where it says nothing."""
    origin: str
    """Whose data it is; empty where that is not known."""
    source: str
    licence: str
    """Empty where it may only be looked at."""
    outside_m: float = 0.0
    """Metres from the outline of the map's subject; 0 inside."""
    part_of_m: float | None = None
    """Metres from the place that the wanted one is part of, where that has a position."""
    apart_m: float | None = None
    """Metres from the nearest candidate of an independent origin."""
    apart_from: str = ""
    """Service of that candidate."""
    marks: str = ""
    """What speaks against it, separated by `;`."""
    score: float = 0
    parts: str = ""
    """How the score comes about."""
    verdict: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same candidate in another run."""
        return self.place, self.service, self.record


COLUMNS = tuple(field.name for field in fields(Candidate))


def clean(text: object) -> str:
    """Return a text of a source as it may stand in a cell: short, visible, no formula."""
    one = " ".join(str(text if text is not None else "").split())
    seen = printable(one.encode(errors="ignore").decode())[:LONGEST].rstrip()
    return f"'{seen}" if seen.startswith(FORMULA) else seen


def read(data: Path) -> list[Candidate]:
    """Return the candidates of a folder; raise `BadInput` with every fault of the file."""
    path, name = data / FILE, f"{data.name}/{FILE}"
    if not path.exists():
        return []
    text, faults = files.read_text(path, name)
    if text is None:
        raise BadInput(faults)
    found, faults = parse(text, name)
    if faults:
        raise BadInput(faults)
    return found


def faults(data: Path, idents: Iterable[object]) -> list[Fault]:
    """Return what is wrong with a folder's candidates; those of no place are warned of."""
    try:
        found = read(data)
    except BadInput as bad:
        return list(bad.faults)
    gone = sorted({each.place for each in found} - {str(ident) for ident in idents})
    rule, mend = "a candidate is for a place of the map", "remove its lines, or correct the id"
    return [At(f"{data.name}/{FILE}").warning("place", shown(ident), rule, mend) for ident in gone]


def parse(text: str, name: str) -> tuple[list[Candidate], list[Fault]]:
    """Return the candidates of a text and what is wrong with it."""
    table = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    missing = [each for each in COLUMNS if each not in (table.fieldnames or ())]
    mend = "run locate without this file to have it made anew; verdicts stand in it"
    if missing:
        return [], [At(name, 1, "line 1").fault(missing[0], "", "the column is missing", mend)]
    found, faults = [], []
    try:
        for cells in table:
            at = At(name, table.line_num, f"line {table.line_num}")
            candidate, wrong = _row(cells, at)
            faults += wrong
            found += [candidate] if candidate else []
    except csv.Error as error:
        rule = f"the table must be valid CSV: {error}"
        faults.append(At(name, table.line_num, f"line {table.line_num}").fault("", "", rule, mend))
    return found, faults


def _row(cells: dict[str, Any], at: At) -> tuple[Candidate | None, list[Fault]]:
    """Return the candidate of one line, or what is wrong in it."""
    held: dict[str, Any] = {each: cells[each] or "" for each in COLUMNS}
    faults = []
    for each in NUMBERS:
        try:
            held[each] = float(held[each]) if held[each] else None
        except ValueError:
            faults.append(at.fault(each, shown(held[each]), "it must be a number", "correct it"))
    if held["verdict"] not in VERDICTS:
        rule = f"it must be empty, {ACCEPTED} or {REJECTED}"
        faults.append(at.fault("verdict", shown(held["verdict"]), rule, "correct it"))
    for each, edge in DEGREES.items():
        value = held[each]
        if value is None or (isinstance(value, float) and not abs(value) <= edge):
            rule = f"it must be a number of degrees, at most {edge}"
            faults.append(at.fault(each, shown(cells[each] or ""), rule, "correct it"))
    if faults:
        return None, faults
    zeros = {each: held[each] or 0.0 for each in ("extent_m", "outside_m", "score")}
    return Candidate(**{**held, **zeros}), []


def merged(old: Iterable[Candidate], new: Iterable[Candidate]) -> list[Candidate]:
    """Return old and new candidates; what was decided and noted of one that is found again stays.

    Those of old that are not found again stay too: another run may have asked other services.
    """
    known = {each.key: each for each in old}
    for each in new:
        was = known.get(each.key)
        known[each.key] = replace(each, verdict=was.verdict, note=was.note) if was else each
    return list(known.values())


def text(found: Iterable[Candidate]) -> str:
    """Return the file's text: the same candidates always give the same bytes."""
    order = sorted(found, key=lambda each: (each.place, -each.score, each.service, each.key))
    return "".join(map(spreadsheet.line, [COLUMNS, *map(_cells, order)]))


def _cells(candidate: Candidate) -> Iterator[str]:
    for name, value in asdict(candidate).items():
        if name in NUMBERS and value is not None:
            degrees = name.endswith(("lon", "lat"))
            yield str(jsontext.number(round(float(value), 6 if degrees else 0)))
        else:
            yield "" if value is None else str(value)
