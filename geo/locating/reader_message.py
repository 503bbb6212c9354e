"""A message of a reader: what the page's “I know where this is” wrote, read as a candidate.

It is a mail (`.eml`) or its text (`.txt`), lines of `key: value` among whatever else. What anybody
may send is never a position: it waits for a person's word like what `locate` finds, and bears no
other candidate out.
"""

import re
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from pathlib import Path

from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.locating import locate_session
from geo.locating.candidates import MAX_TEXT_LENGTH, Candidate, clean_text
from geo.runtime import files
from geo.spatial import datum

TEXT_ENDING = ".txt"
ENDINGS = (".eml", TEXT_ENDING)
SERVICE = "message"
MAX_MESSAGE_BYTES = 1_000_000
"""A person's words with pictures taken off."""
KEYS = ("map", "place", "fact", "point", "datum", "licence", "source", "words")
_LINE = re.compile(rf"^[>\s]*({'|'.join(KEYS)}):[ \t]*(\S.*?)\s*$", re.MULTILINE)
_POINT = re.compile(r"^(-?\d{1,2}(?:\.\d+)?), *(-?\d{1,3}(?:\.\d+)?)$")


def is_message(path: Path, layer: str | None) -> bool:
    """Return whether a file is a mail or a text by its name; a text for a layer is a table."""
    end = path.suffix.lower()
    return end in ENDINGS and not (layer and end == TEXT_ENDING)


def propose_candidate(data: Path, path: Path, *, dry: bool) -> tuple[Candidate, list[Fault]]:
    """Put a message to the candidates of a folder; return it with the warnings of saving.

    Raises `InputError` where it names no place without a position of its own, no point, or another
    map.
    """
    held = locate_session.begin_session(data)
    each = parse_message(held, path)
    held.add_candidates([each])
    warnings = [] if dry else held.save_changes({}, locate_session.sought_message(each.place))
    return next(kept for kept in held.candidates_of(each.place) if kept.key == each.key), warnings


def parse_message(held: locate_session.LocateSession, path: Path) -> Candidate:
    """Return what a message says as a candidate of its place."""
    text = _read_message(path)
    said = dict(reversed(_LINE.findall(text)))  # an answer quotes the first below its own
    known = {str(each.properties.get("id")) for each in held.raw.iter_features()}
    if faults := [*_check_message(said, Location(path.name), held.raw.project.id, known)]:
        raise InputError(faults)
    lat, lon = map(float, said["point"].split(","))
    return Candidate(
        place=said["place"],
        service=SERVICE,
        query="",
        name="",
        kind="",
        like="none",
        record=files.sha256_hex(text.encode())[:12],
        lon=lon,
        lat=lat,
        datum=said["datum"],
        wgs84_lon=lon,
        wgs84_lat=lat,
        extent_m=0,
        origin="",
        source=clean_text(said.get("source", "a reader")),
        licence=clean_text(said.get("licence", "")),
        note=clean_text(said.get("words", ""))[:MAX_TEXT_LENGTH],
    )


def _read_message(path: Path) -> str:
    """Return the words of a mail, or of a text as it is."""
    text, faults = files.read_text(path, path.name, MAX_MESSAGE_BYTES)
    if text is None:
        raise InputError(faults)
    if path.suffix.lower() != ".eml":
        return text
    # as bytes: words of a mail that stand in it as they are, not encoded, would be escaped
    body = message_from_bytes(text.encode(), policy=policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""


def _check_message(
    said: Mapping[str, str], at: Location, map_id: str, known: set[str]
) -> Iterator[Fault]:
    mend = phrase("mend.correct")
    if said.get("map", map_id) != map_id:
        rule = phrase("message.other-map", id=map_id)
        yield at.make_fault("map", format_value(said["map"]), rule, mend)
    if said.get("place") not in known:
        rule = phrase("message.place-unknown")
        yield at.make_fault("place", format_value(said.get("place", "")), rule, mend)
    found = _POINT.match(said.get("point", ""))
    if (
        not found
        or abs(float(found[1])) > datum.MAX_LATITUDE
        or abs(float(found[2])) > datum.MAX_LON_LAT[0]
    ):
        rule = phrase("message.no-point")
        yield at.make_fault("point", format_value(said.get("point", "")), rule, mend)
    for key, value in (("datum", "WGS84"), ("licence", "")):
        if not said.get(key) or (value and said[key] != value):
            rule = phrase("message.lacks")
            yield at.make_fault(key, format_value(said.get(key, "")), rule, mend)
