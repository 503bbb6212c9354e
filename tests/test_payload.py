"""The page's data: complete, and safe inside a script element whatever they say."""

import base64
import json
import re
import zlib
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from geo import content
from geo.page.payload import coverage, packed, payload, to_json
from tests.support import COUNTY

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class Script(HTMLParser):
    """Collects what a browser takes for the text of a script element, and anything beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.text = ""
        self.beside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if self.inside:
            self.beside.append(tag)
        self.inside = tag == "script"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data
        elif data.strip():
            self.beside.append(data)


@given(JSON)
def test_escaping_is_total_and_loses_nothing(value: object) -> None:
    text = to_json(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value
    page = Script()
    page.feed(f'<script type="application/json">{text}</script>')
    page.close()
    assert page.beside == []
    assert json.loads(page.text) == value


@given(JSON)
def test_packing_loses_nothing_and_is_inert_in_html(value: object) -> None:
    text = packed(value)
    assert re.fullmatch(r"[A-Za-z0-9+/]*=*", text)
    assert json.loads(zlib.decompress(base64.b64decode(text))) == value


def test_every_place_and_fact_is_in_the_payload() -> None:
    moorland = content.typed(content.read(COUNTY))
    data = payload(moorland)
    assert [place["id"] for place in data["places"]] == [place.id for place in moorland.places]
    assert [fact["id"] for fact in data["facts"]] == [fact.id for fact in moorland.facts]
    assert {fact["place"] for fact in data["facts"]} <= {place["id"] for place in data["places"]}


def test_the_payload_is_json() -> None:
    data = payload(content.typed(content.read(COUNTY)))
    assert json.loads(to_json(data))["places"][1]["geometry"] is None


def test_coverage_counts_every_place_once() -> None:
    count = coverage(content.typed(content.read(COUNTY)))
    assert count["places"] == count["located"] + count["not_located"]
    assert count["located"] == count["certain"] + count["less_certain"] + count["uncertain"]


def test_quotes_stand_where_the_article_is_at_hand() -> None:
    data = payload(content.typed(content.read(COUNTY)))
    assert data["facts"][3]["quote"] == "old quarry"
