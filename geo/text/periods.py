"""Periods in words: `2019-01/2019-08` as 2019年1月至8月 or January to August 2019."""

from geo.text.page_strings import Strings

OPEN_END = ".."


def format_period(text: str, strings: Strings) -> str:
    """Return an ISO 8601 period in the words of a language; an empty one stays empty."""
    if not text:
        return ""
    start, _, end = text.partition("/")
    if not end:
        return _format_date(start, strings)
    if start == OPEN_END:
        return strings.get_text("period.until").replace("{end}", _format_date(end, strings))
    if end == OPEN_END:
        return strings.get_text("period.since").replace("{start}", _format_date(start, strings))
    same_year = start[:4] == end[:4] and len(start) == len(end) == len("2019-01")
    key = "period.months" if same_year else "period.range"
    filled = strings.get_text(key).replace("{year}", start[:4])
    return filled.replace(
        "{from}", _format_month(start, strings) if same_year else _format_date(start, strings)
    ).replace("{to}", _format_month(end, strings) if same_year else _format_date(end, strings))


def _format_date(text: str, strings: Strings) -> str:
    """Return a year, a month or a day in words."""
    year, *rest = text.split("-")
    key = ("period.year", "period.month", "period.day")[len(rest)]
    filled = strings.get_text(key).replace("{year}", year)
    if rest:
        filled = filled.replace("{month}", _format_month(text, strings))
    return filled.replace("{day}", str(int(rest[1]))) if len(rest) > 1 else filled


def _format_month(text: str, strings: Strings) -> str:
    return strings.get_text(f"months.{int(text[5:7])}")
