"""Articles: quotes without the paper's line breaks, in words that stand apart or do not."""

import pytest

from geo.content.article import Article


@pytest.mark.parametrize(
    ("language", "text", "quote"),
    [
        ("zh", "一条\n\n 线路", "一条线路"),
        ("zh", "下降8.\n4%", "下降8.4%"),
        ("en", "two new\n  mills", "two new mills"),
        ("en", "a half-\nacre plot", "a half-acre plot"),
        ("fr", "quatre\nmoulins", "quatre moulins"),
        ("zh", "Upper\nFerry 磨坊", "Upper Ferry 磨坊"),
    ],
)
def test_a_quote_is_one_line(language: str, text: str, quote: str) -> None:
    assert Article("s", text, language).get_quote(0, len(text)) == quote
