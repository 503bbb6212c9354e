"""Articles: numerals read as people read them, and quotes without the paper's line breaks."""

import pytest

from geo.content import article
from geo.content.article import Article


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("一百零五", 105),
        ("千亿", 10**11),
        ("两千", 2000),
        ("三万五千", 35000),
        ("七", 7),
        ("二〇一九", 2019),
        ("一亿二千万", 120_000_000),
    ],
)
def test_chinese_numerals(numeral: str, value: float) -> None:
    assert article.parse_chinese_numeral(numeral) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("占地6100亩", 6100),
        ("1.99万户", 19900),
        ("1.99万户", 1.99),
        ("过千亿元", 10**11),
        ("近30亿元", 30 * 10**8),
        ("8个产城", 8),
        ("六大板块", 6),
        ("4,930户", 4930),
        ("下降8.\n4%", 8.4),
    ],
)
def test_figures_in_a_text(text: str, value: float) -> None:
    assert value in list(article.find_figures(text))


def test_a_figure_that_is_part_of_another_is_not_found() -> None:
    assert 14 not in list(article.find_figures("143家"))


def test_a_quote_is_one_line() -> None:
    assert Article("s", "一条\n\n 线路").get_quote(0, 7) == "一条线路"
