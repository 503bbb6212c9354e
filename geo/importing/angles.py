"""Numbers of degrees as people write them: decimal, with minutes and seconds, with their side."""

import re
from dataclasses import dataclass

SIDES = {
    "N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1),
    "北纬": ("lat", 1), "南纬": ("lat", -1), "东经": ("lon", 1), "西经": ("lon", -1),
    "北緯": ("lat", 1), "南緯": ("lat", -1), "東經": ("lon", 1), "西經": ("lon", -1),
    "東経": ("lon", 1), "西経": ("lon", -1),
}  # fmt: skip
"""What stands before or after an angle: of which axis it is, and its sign. The letter O, east in
German and west in Spanish, is none of them."""
SIDE = "|".join(sorted(SIDES, key=len, reverse=True))
NUMBER = r"\d{1,3}(?:[.,]\d+)?"
ANGLE = re.compile(
    rf"""\s*(?P<before>{SIDE})?\s*(?P<sign>[-+])?\s*(?P<d>{NUMBER})
    (?:\s*[°º˚度d:]\s*|\s+|\s*\Z|(?=\s*(?:{SIDE})))
    (?:(?P<m>{NUMBER})\s*(?:['’′‵m分:]\s*|\s+|\Z|(?=(?:{SIDE})))
    (?:(?P<s>{NUMBER})\s*(?:["”″s秒]|''|′′|’’)?)?)?
    \s*(?P<after>{SIDE})?\s*""",
    re.IGNORECASE | re.VERBOSE,
)
DECIMAL = re.compile(r"[-+]?\d{1,3},\d+")
"""A number of degrees with a decimal comma."""
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x2212: "-", 0x3000: " ", 0xB4: "'",
}  # fmt: skip
"""Full-width digits and signs, the real minus, an accent in place of a prime."""
SIXTY = 60
MAX_CHARACTERS = 200
"""Of a text that holds coordinates; the patterns take too long for one without end."""
PAIR = re.compile(
    r"[\[(（]?(?P<one>[^,;，；\s][^,;，；]*?)\s*[,;，；]\s*(?P<other>[^,;，；]+?)[\])）]?"
)
SPACED = re.compile(
    r"(?P<one>[-+]?\d+\.\d+)\s+(?P<other>[-+]?\d+\.\d+)(?:\s+[-+]?\d+(?:\.\d+)?){0,2}"
)
"""Two numbers, as ODK writes a point with height and accuracy behind."""
AFTER = re.compile(
    rf"(?P<one>[^,;]*(?:{SIDE}))\s*[,;\s]\s*(?P<other>[^,;]*(?:{SIDE}))", re.IGNORECASE
)
BEFORE = re.compile(
    rf"(?P<one>(?:{SIDE})[^,;]*?)\s*[,;\s]\s*(?P<other>(?:{SIDE})[^,;]*)", re.IGNORECASE
)
WITH_COMMAS = re.compile(r"(?P<one>[-+]?\d{1,3},\d+)\s*[;\s]\s*(?P<other>[-+]?\d{1,3},\d+)")


@dataclass(frozen=True)
class Angle:
    """A number of degrees; `axis` is empty where nothing says whether it is east or north."""

    degrees: float
    axis: str = ""


def to_ascii_signs(text: str) -> str:
    """Return a text with ASCII digits and signs, nothing for one too long to hold coordinates."""
    if len(text) > MAX_CHARACTERS:
        return ""
    return text.translate(WIDE).strip().lstrip("'")


def parse_angle(text: str) -> Angle | None:
    """Return the number that a text is, `None` where it is none or says two things."""
    text = to_ascii_signs(text)
    if DECIMAL.fullmatch(text):
        return Angle(float(text.replace(",", ".")))
    found = ANGLE.fullmatch(text)
    if found is None:
        return None
    before, after, sign = (found[each] for each in ("before", "after", "sign"))
    if (before and after) or (sign and (before or after)):
        return None
    degrees, minutes, seconds = (_parse_number(found[each]) for each in "dms")
    if minutes is not None and (degrees % 1 or minutes >= SIXTY):  # type: ignore[operator]
        return None
    if seconds is not None and (minutes % 1 or seconds >= SIXTY):  # type: ignore[operator]
        return None
    value = (degrees or 0) + (minutes or 0) / SIXTY + (seconds or 0) / SIXTY**2
    side = (before or after or "").upper()
    axis, turn = SIDES.get(side, ("", -1 if sign == "-" else 1))
    return Angle(value * turn, axis)


def _parse_number(text: str | None) -> float | None:
    return None if text is None else float(text.replace(",", "."))


def split_pair(text: str) -> tuple[Angle, Angle] | None:
    """Return the two angles that stand in one text, `None` where it holds anything else."""
    text = to_ascii_signs(text)
    for form in (AFTER, BEFORE, SPACED, WITH_COMMAS, PAIR):
        if found := form.fullmatch(text):
            one, other = parse_angle(found["one"]), parse_angle(found["other"])
            return (one, other) if one and other else None
    return None
