"""Periods in words, in both languages."""

import pytest

from geo.text import page_strings
from geo.text.periods import format_period


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("", "", ""),
        ("2019", "2019年", "2019"),
        ("2019-09", "2019年9月", "September 2019"),
        ("2018-12-26", "2018年12月26日", "26 December 2018"),
        ("2019-01/2019-08", "2019年1月至8月", "January to August 2019"),
        ("../2019", "截至2019年", "up to 2019"),
        ("2019/..", "自2019年起", "from 2019"),
        ("2018/2020", "2018年至2020年", "2018 to 2020"),
        ("2018-11/2019-02", "2018年11月至2019年2月", "November 2018 to February 2019"),
    ],
)
def test_period(text: str, zh: str, en: str) -> None:
    assert format_period(text, page_strings.load_strings("zh")) == zh
    assert format_period(text, page_strings.load_strings("en")) == en
