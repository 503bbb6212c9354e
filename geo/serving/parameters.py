"""Parameters of what the page asks for while it is edited: any other value is answered with 400."""

from starlette.exceptions import HTTPException

from geo.formats.geojson import Json
from geo.serving import candidate_review
from geo.serving.json_endpoint import BAD_REQUEST_STATUS
from geo.spatial import datum

MAX_ID_LENGTH = 100
"""Characters of an id, which has at most 64."""
MAX_OFFSET_DIGITS = 10


def read_required_text(asked: dict[str, object], name: str) -> str:
    """Return a text that must be there, as long as an id at most."""
    value = asked.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID_LENGTH:
        raise HTTPException(BAD_REQUEST_STATUS)
    return value


def read_optional_number(asked: Json, name: str) -> float | None:
    """Return a number of the query, `None` where there is none."""
    text = asked.get(name, "")
    try:
        value = float(text) if text else None
    except ValueError:
        raise HTTPException(BAD_REQUEST_STATUS) from None
    if value is not None and not candidate_review.is_radius(value):
        raise HTTPException(BAD_REQUEST_STATUS)
    return value


def read_required_offset(asked: Json, name: str) -> int:
    """Return a count of characters of the query."""
    text = str(asked.get(name, ""))
    if not (text.isascii() and text.isdigit() and len(text) < MAX_OFFSET_DIGITS):
        raise HTTPException(BAD_REQUEST_STATUS)
    return int(text)


def read_required_degrees(asked: Json, name: str) -> float:
    """Return a coordinate of the query."""
    try:
        value = float(asked.get(name, ""))
    except ValueError:
        raise HTTPException(BAD_REQUEST_STATUS) from None
    if not abs(value) <= datum.MAX_LON_LAT[name == "lat"]:
        raise HTTPException(BAD_REQUEST_STATUS)
    return value
