"""Periods in words: `2019-01/2019-08` as 2019年1月至8月 or January to August 2019."""

from geo.i18n import Strings

OPEN = ".."


def period(text: str, strings: Strings) -> str:
    """Return an ISO 8601 period in the words of a language; an empty one stays empty."""
    if not text:
        return ""
    start, _, end = text.partition("/")
    if not end:
        return _day(start, strings)
    if start == OPEN:
        return strings.get("period.until").replace("{end}", _day(end, strings))
    if end == OPEN:
        return strings.get("period.since").replace("{start}", _day(start, strings))
    same_year = start[:4] == end[:4] and len(start) == len(end) == len("2019-01")
    key = "period.months" if same_year else "period.range"
    filled = strings.get(key).replace("{year}", start[:4])
    return (
        filled.replace("{from}", _month(start, strings) if same_year else _day(start, strings))
        .replace("{to}", _month(end, strings) if same_year else _day(end, strings))
    )  # fmt: skip


def _day(text: str, strings: Strings) -> str:
    """Return a year, a month or a day in words."""
    year, *rest = text.split("-")
    key = ("period.year", "period.month", "period.day")[len(rest)]
    filled = strings.get(key).replace("{year}", year)
    if rest:
        filled = filled.replace("{month}", _month(text, strings))
    return filled.replace("{day}", str(int(rest[1]))) if len(rest) > 1 else filled


def _month(text: str, strings: Strings) -> str:
    return strings.get(f"months.{int(text[5:7])}")
