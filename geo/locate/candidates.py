"""Candidates: what was found for a place, and the file in which they wait for a person's word."""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from geo import datum, files, jsontext, spreadsheet
from geo.errors import BadInput, Fault, printable, shown
from geo.locate.names import Likeness
from geo.phrases import phrase, quoted
from geo.schemas import At, numbered

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
WORDS = {
    "like": tuple(map(str, Likeness)),
    "datum": (*sorted(datum.EQUAL), *datum.SHIFTED),
    "verdict": VERDICTS,
}
"""What columns may say that hold no words of a source."""
MEND = phrase(
    "mend.locate-anew",
    "run locate without this file to have it made anew; verdicts stand in it",
)
CORRECT = phrase("mend.correct", "correct it")
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
    """Metres from what the wanted place lies in or is part of, where that is drawn."""
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
    if strays := files.outside(data, path, name):
        raise BadInput(strays)
    text, faults = files.read_text(path, name)
    if text is None:
        raise BadInput(faults)
    found, faults = parse(text, name)
    if faults:
        raise BadInput(faults)
    return found


def of(held: Iterable[Candidate], place: str) -> list[Candidate]:
    """Return the candidates of a place, the best first."""
    group = [each for each in held if each.place == place]
    return sorted(group, key=lambda each: (-each.score, each.key))


def by_place(held: Iterable[Candidate]) -> Mapping[str, list[Candidate]]:
    """Return the candidates of every place that has any, the best first."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for each in sorted(held, key=lambda each: (-each.score, each.key)):
        groups[each.place].append(each)
    return groups


def faults(data: Path, idents: Iterable[object]) -> list[Fault]:
    """Return what is wrong with a folder's candidates; those of no place are warned of."""
    try:
        found = read(data)
    except BadInput as bad:
        return list(bad.faults)
    gone = sorted({each.place for each in found} - {str(ident) for ident in idents})
    rule, mend = (
        phrase("candidate.place-unknown", "a candidate is for a place of the map"),
        phrase("mend.remove-lines", "remove its lines, or correct the id"),
    )
    name = f"{data.name}/{FILE}"
    return [At(name, ident=ident).warning("place", shown(ident), rule, mend) for ident in gone]


def parse(text: str, name: str) -> tuple[list[Candidate], list[Fault]]:
    """Return the candidates of a text, whatever spreadsheet saved it, and what is wrong with it."""
    comma = spreadsheet.separator(text.split("\n", 1)[0])
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    found: dict[tuple[str, str, str], Candidate] = {}
    faults = [*_header(name, table.fieldnames or ())]
    try:
        for cells in table if not faults else ():
            at = _at(name, table.line_num, cells["place"] or "")
            wrong, held = [*_wrong(cells, at, comma)], _values(cells, comma)
            if not wrong and (made := Candidate(**held)).key in found:
                rule = phrase(
                    "candidate.twice",
                    "a candidate (place, service, record) stands in one line only",
                )
                wrong = [
                    at.fault(
                        "record",
                        shown(made.record),
                        rule,
                        phrase("mend.remove-one-line", "remove one of the lines"),
                    )
                ]
            faults += wrong
            if not wrong:
                found[made.key] = made
    except csv.Error as error:
        rule = phrase(
            "csv.invalid", "the table must be valid CSV: {reason}", reason=quoted("csv", str(error))
        )
        faults.append(_at(name, table.line_num).fault("", "", rule, MEND))
    return [*found.values()], faults


def _at(name: str, line: int, ident: str = "") -> At:
    return At(name, line, numbered("line", line), ident)


def _header(name: str, names: Sequence[str]) -> Iterator[Fault]:
    missing = [each for each in COLUMNS if each not in names]
    if missing:
        yield _at(name, 1).fault(
            missing[0], "", phrase("column.missing", "the column is missing"), MEND
        )


def _values(cells: Mapping[str, Any], comma: str) -> dict[str, Any]:
    """Return the cells of a line as a candidate has them; a number that is none is `None`."""
    held: dict[str, Any] = {each: cells[each] or "" for each in COLUMNS}
    numbers = {each: _number(held[each], comma) for each in NUMBERS}
    zeros = {each: numbers[each] or 0.0 for each in ("extent_m", "outside_m", "score")}
    return held | numbers | zeros


def _number(cell: str, comma: str) -> float | None:
    """Return the number in a cell; spreadsheets that use semicolons write decimal commas."""
    try:
        value = float(cell.replace(",", ".") if comma == ";" else cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _wrong(cells: Mapping[str, Any], at: At, comma: str) -> Iterator[Fault]:
    """Yield what is wrong in the cells of one line."""
    for each in NUMBERS:
        text = cells[each] or ""
        value, edge = _number(text, comma), DEGREES.get(each)
        if edge and (value is None or abs(value) > edge):
            rule = phrase(
                "candidate.not-degrees",
                "it must be a number of degrees, at most {limit}",
                limit=edge,
            )
            yield at.fault(each, shown(text), rule, CORRECT)
        elif text and value is None:
            yield at.fault(
                each, shown(text), phrase("number.invalid", "it must be a number"), CORRECT
            )
    for each, words in WORDS.items():
        if (cells[each] or "") not in words:
            rule = phrase("candidate.not-one-of", "it must be {options}", options=_listed(words))
            yield at.fault(each, shown(cells[each] or ""), rule, CORRECT)


def _listed(words: Sequence[str]) -> str:
    *most, last = [word or "empty" for word in words]
    return f"{', '.join(most)} or {last}"


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
