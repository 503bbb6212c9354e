"""A page with an address: previews, oEmbed, structured data; without one, none of it."""

import json
import re
from pathlib import Path

import pytest

from geo import build
from geo.content import loader
from geo.content.loader import Content
from geo.faults.fault import InputError
from geo.outputs import web_metadata
from tests.support import COUNTY, county, replaced

URL = "https://maps.example.org/a b/"


@pytest.fixture(scope="module")
def moorland() -> Content:
    return loader.build_content(loader.read_folder(COUNTY))


def test_without_an_address_nothing_names_one(tmp_path: Path) -> None:
    build.build(COUNTY, tmp_path)
    page = (tmp_path / "moorland.html").read_text(encoding="utf-8")
    assert "og:" not in page
    assert "ld+json" not in page
    assert not (tmp_path / "moorland.png").exists()


def test_with_an_address_page_picture_and_answer_agree(tmp_path: Path) -> None:
    build.build(COUNTY, tmp_path, base_url=URL)
    page = (tmp_path / "moorland.html").read_text(encoding="utf-8")
    answer = json.loads((tmp_path / "moorland.oembed.json").read_text(encoding="utf-8"))
    assert 'href="https://maps.example.org/a%20b/moorland.html"' in page
    assert answer["thumbnail_url"] in page
    assert answer["thumbnail_url"].endswith("/moorland.png")
    assert (tmp_path / "moorland.png").read_bytes().startswith(b"\x89PNG")


def test_the_structured_data_leave_out_uncertain_positions(moorland: Content) -> None:
    told = web_metadata.structured_data(moorland, web_metadata.find_addresses(URL, "moorland"))
    by_name = {place["name"]: place for place in told["about"]}
    assert by_name["Upper Ferry mill"]["geo"]["latitude"] == 50.14
    assert "geo" not in by_name["Old quarry"]
    assert "Mühle an der Oberfähre" in by_name["Upper Ferry mill"]["alternateName"]


def test_the_structured_data_stand_in_the_page_as_json(tmp_path: Path) -> None:
    folder = replaced(county(tmp_path), "map.toml", "Moorland sites", "</script><b>'")
    build.build(folder, tmp_path / "maps", base_url=URL)
    page = (tmp_path / "maps" / "moorland.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    assert json.loads(found[1])["name"] == "</script><b>'"


def test_the_frame_of_the_answer_escapes_the_title(tmp_path: Path) -> None:
    folder = replaced(county(tmp_path), "map.toml", "Moorland sites", "<i>'&")
    hostile = loader.build_content(loader.read_folder(folder))
    answer = json.loads(
        web_metadata.oembed_json(hostile, web_metadata.find_addresses(URL, "moorland"))
    )
    assert 'title="&lt;i&gt;&#x27;&amp;"' in answer["html"]


@pytest.mark.parametrize(
    "url",
    [
        "maps", "ftp://x/", "https://", "https://x/?a", "javascript:1", "https://[::1", "https://[x]/",
        "https://x:99999/", "https://x:a/", "https://a b/", "https://me:secret@x/", "https://x/\\y",
        "https://x/\n", "https://\u202ex/", "http://]", "https://:80/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--base-url"):
        build.build(COUNTY, tmp_path / "maps", base_url=url)
    assert not (tmp_path / "maps").exists()


@pytest.mark.parametrize(
    "url", ["https://[::1]:8080/maps", "http://localhost:1/", "https://例子.cn/图"]
)
def test_what_is_one_is_taken(url: str) -> None:
    assert web_metadata.find_addresses(url, "moorland").page.endswith("/moorland.html")
