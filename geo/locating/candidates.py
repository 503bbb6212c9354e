"""Candidates: what was found for a place, and the file in which they wait for a person's word."""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from geo.faults.fault import Fault, InputError, escape_unprintable, format_value
from geo.faults.schemas import Location, format_numbered
from geo.faults.translation import phrase
from geo.formats import csv_faults, facts_csv, json_text
from geo.formats.geojson import Json
from geo.locating.name_matching import Likeness
from geo.runtime import files
from geo.spatial import datum

CANDIDATES_FILE = "candidates.csv"
ACCEPTED, REJECTED = "accepted", "rejected"
VERDICTS = ("", ACCEPTED, REJECTED)
MAX_TEXT_LENGTH = 200
"""Characters of a text that a service gives; hostile ones give megabytes."""
NUMBER_COLUMNS = (
    "lon", "lat", "wgs84_lon", "wgs84_lat", "extent_m", "outside_m", "part_of_m", "apart_m",
    "score",
)  # fmt: skip
MAX_DEGREES = {
    "lon": datum.MAX_LON_LAT[0], "lat": datum.MAX_LON_LAT[1],
    "wgs84_lon": datum.MAX_LON_LAT[0], "wgs84_lat": datum.MAX_LON_LAT[1],
}  # fmt: skip
"""Largest value of what every candidate has."""
ALLOWED_VALUES = {
    "like": tuple(map(str, Likeness)),
    "datum": (*sorted(datum.WGS84_EQUIVALENT), *datum.SHIFTED_DATUMS),
    "verdict": VERDICTS,
}
"""What columns may say that hold no words of a source."""
REMAKE_HINT = phrase("mend.locate-anew")
CORRECT_HINT = phrase("mend.correct")
FORMULA_PREFIXES = ("=", "+", "-", "@")
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
    """How its name is like the place's (`name_matching.Likeness`)."""
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


def clean_text(text: object) -> str:
    """Return a text of a source as it may stand in a cell: short, visible, no formula."""
    one = " ".join(str(text if text is not None else "").split())
    seen = escape_unprintable(one.encode(errors="ignore").decode())[:MAX_TEXT_LENGTH].rstrip()
    return f"'{seen}" if seen.startswith(FORMULA_PREFIXES) else seen


def read_candidates(data: Path) -> list[Candidate]:
    """Return the candidates of a folder; raise `InputError` with every fault of the file."""
    path, name = data / CANDIDATES_FILE, f"{data.name}/{CANDIDATES_FILE}"
    if not path.exists():
        return []
    if strays := files.check_inside(data, path, name):
        raise InputError(strays)
    text, faults = files.read_text(path, name)
    if text is None:
        raise InputError(faults)
    found, faults = parse_candidates(text, name)
    if faults:
        raise InputError(faults)
    return found


def candidates_of_place(held: Iterable[Candidate], place: str) -> list[Candidate]:
    """Return the candidates of a place, the best first."""
    group = [each for each in held if each.place == place]
    return sorted(group, key=lambda each: (-each.score, each.key))


def group_by_place(held: Iterable[Candidate]) -> Mapping[str, list[Candidate]]:
    """Return the candidates of every place that has any, the best first."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for each in sorted(held, key=lambda each: (-each.score, each.key)):
        groups[each.place].append(each)
    return groups


def check_candidates(data: Path, idents: Iterable[object]) -> list[Fault]:
    """Return what is wrong with a folder's candidates; those of no place are warned of."""
    try:
        found = read_candidates(data)
    except InputError as bad:
        return list(bad.faults)
    gone = sorted({each.place for each in found} - {str(ident) for ident in idents})
    rule, mend = phrase("candidate.place-unknown"), phrase("mend.remove-lines")
    name = f"{data.name}/{CANDIDATES_FILE}"
    return [
        Location(name, ident=ident).make_warning("place", format_value(ident), rule, mend)
        for ident in gone
    ]


def parse_candidates(text: str, name: str) -> tuple[list[Candidate], list[Fault]]:
    """Return the candidates of a text, whatever spreadsheet saved it, and what is wrong with it."""
    comma = facts_csv.find_separator(text.split("\n", 1)[0])
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    found: dict[tuple[str, str, str], Candidate] = {}
    faults = [*_check_header(name, table.fieldnames or ())]
    try:
        for cells in table if not faults else ():
            at = _line_location(name, table.line_num, cells["place"] or "")
            wrong, held = [*_check_cells(cells, at, comma)], _parse_cells(cells, comma)
            if not wrong and (made := Candidate(**held)).key in found:
                rule = phrase("candidate.twice")
                wrong = [
                    at.make_fault(
                        "record", format_value(made.record), rule, phrase("mend.remove-one-line")
                    )
                ]
            faults += wrong
            if not wrong:
                found[made.key] = made
    except csv.Error as error:
        at = _line_location(name, table.line_num)
        faults.append(at.make_fault("", "", csv_faults.csv_rule(error), REMAKE_HINT))
    return [*found.values()], faults


def _line_location(name: str, line: int, ident: str = "") -> Location:
    return Location(name, line, format_numbered("line", line), ident)


def _check_header(name: str, names: Sequence[str]) -> Iterator[Fault]:
    missing = [each for each in COLUMNS if each not in names]
    if missing:
        yield _line_location(name, 1).make_fault(
            missing[0], "", phrase("column.missing"), REMAKE_HINT
        )


def _parse_cells(cells: Json, comma: str) -> Json:
    """Return the cells of a line as a candidate has them; a number that is none is `None`."""
    held: Json = {each: cells[each] or "" for each in COLUMNS}
    numbers = {each: _parse_number(held[each], comma) for each in NUMBER_COLUMNS}
    zeros = {each: numbers[each] or 0.0 for each in ("extent_m", "outside_m", "score")}
    return held | numbers | zeros


def _parse_number(cell: str, comma: str) -> float | None:
    """Return the number in a cell; spreadsheets that use semicolons write decimal commas."""
    try:
        value = float(cell.replace(",", ".") if comma == ";" else cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _check_cells(cells: Json, at: Location, comma: str) -> Iterator[Fault]:
    """Yield what is wrong in the cells of one line."""
    for each in NUMBER_COLUMNS:
        text = cells[each] or ""
        value, edge = _parse_number(text, comma), MAX_DEGREES.get(each)
        if edge and (value is None or abs(value) > edge):
            rule = phrase("candidate.not-degrees", limit=edge)
            yield at.make_fault(each, format_value(text), rule, CORRECT_HINT)
        elif text and value is None:
            yield at.make_fault(each, format_value(text), phrase("number.invalid"), CORRECT_HINT)
    for each, words in ALLOWED_VALUES.items():
        if (cells[each] or "") not in words:
            rule = phrase("candidate.not-one-of", options=_format_choices(words))
            yield at.make_fault(each, format_value(cells[each] or ""), rule, CORRECT_HINT)


def _format_choices(words: Sequence[str]) -> str:
    *most, last = [word or "empty" for word in words]
    return f"{', '.join(most)} or {last}"


def merge_candidates(old: Iterable[Candidate], new: Iterable[Candidate]) -> list[Candidate]:
    """Return old and new candidates; what was decided and noted of one that is found again stays.

    Those of old that are not found again stay too: another run may have asked other services.
    """
    known = {each.key: each for each in old}
    for each in new:
        was = known.get(each.key)
        known[each.key] = replace(each, verdict=was.verdict, note=was.note) if was else each
    return list(known.values())


def format_candidates(found: Iterable[Candidate]) -> str:
    """Return the file's text: the same candidates always give the same bytes."""
    order = sorted(found, key=lambda each: (each.place, -each.score, each.service, each.key))
    return "".join(map(facts_csv.format_line, [COLUMNS, *map(_format_cells, order)]))


def _format_cells(candidate: Candidate) -> Iterator[str]:
    for name, value in asdict(candidate).items():
        if name in NUMBER_COLUMNS and value is not None:
            degrees = name.endswith(("lon", "lat"))
            yield str(json_text.round_number(round(float(value), 6 if degrees else 0)))
        else:
            yield "" if value is None else str(value)
