"""Faults on a page that speaks Chinese: whatever an edit can do wrong is told in its words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geo.text import page_strings
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.served import Served, running
from tests.support import county, replaced
from tests.test_serve_page import newer

MILL, PATH = "upper-ferry-mill", "chapel-path"
LAYER, FACTS = "layers/works.geojson", "facts.csv"
SLOW_MS = 20_000
CHINESE = '["en", "de", "zh"]'
"""Languages of the tiny county, and Chinese; German has no words for faults."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = county(tmp_path_factory.mktemp("told"))
    with running(replaced(data, "map.toml", '["en", "de"]', CHINESE)) as served:
        yield served


@pytest.fixture(scope="module")
def chinese(server: Served, contexts: Contexts) -> Iterator[Page]:
    """Return a page in Chinese, open once for all tests that only ask its scripts."""
    opener = Opener(contexts)
    yield editing(server, opener, "")
    opener.close()


def word(key: str) -> str:
    node: Any = page_strings.load_edit_strings("zh")
    for part in key.split("."):
        node = node[part]
    return str(node)


def editing(server: Served, opened: Opener, query: str, language: str = "zh") -> Page:
    told = re.compile(r"status of (409|422)")
    page = opened(f"{server.address}&lang={language}{query}", size=(1440, 900), refused=told)
    page.set_default_timeout(SLOW_MS)
    page.locator(".edit-tool-edit").click()
    expect(page.locator("html")).to_have_class(re.compile("is-editing"), timeout=SLOW_MS)
    return page


def told(server: Served, what: str, ident: str, **changes: object) -> list[dict[str, Any]]:
    """Try to save a place with other properties (or geometry), or a fact with other cells."""
    found = server.look(f"/edit/place?id={MILL if what == 'fact' else ident}")
    if what == "fact":
        base = next(each for each in found["facts"] if each["id"] == ident)
        after = {**base, **changes}
    else:
        base = found["feature"]
        shape = changes.pop("geometry", base["geometry"])
        held = {**base["properties"], **changes}
        after = {
            **base,
            "geometry": shape,
            "properties": {k: v for k, v in held.items() if v != ""},
        }
    asked = {"what": what, "id": ident, "layer": "works", "base": base, "next": after}
    status, answer = server.act("/edit/save", asked)
    assert status == 422
    faults: list[dict[str, Any]] = answer["faults"]
    return faults


LONG = "x" * 3000
RING = [[[8.2, 50.1], [8.21, 50.11], [8.21, 50.1], [8.2, 50.11], [8.2, 50.1]]]


@pytest.mark.parametrize(
    ("code", "args", "said"),
    [
        ("imported", {"file": "mills.csv", "id": "works"}, "把 mills.csv 导入 works"),
        ("rejected", {"id": "old-quarry"}, "否决 old-quarry 的候选位置"),
        ("taken-up", {"id": "old-quarry"}, "重新考虑 old-quarry 的候选位置"),
        ("sought", {"id": "old-quarry"}, "查找 old-quarry 的候选位置"),
        ("sought-all", {}, "查找候选位置"),
        ("noted", {"id": "old-quarry"}, "old-quarry 的一个候选位置加了说明"),
        ("located", {"id": "old-quarry", "service": "geonames"}, "old-quarry 据 geonames 定位"),
        ("agreed", {"n": 1, "places": "1 place"}, "按来源一致为 1 处地点定位"),
        ("added", {"id": "old-quarry"}, "old-quarry：新增"),
        ("changed", {"id": "mill", "names": ["position", "name_en"]}, "mill：位置、名称 (English)"),
    ],
)
def test_the_history_of_the_chinese_page_is_chinese(
    chinese: Page, code: str, args: object, said: str
) -> None:
    told = {"code": f"history.{code}", "id": "", "args": args, "why": "words"}
    describe = linked("told => atlas.edit_fault_text.describeEdit(told)")
    assert chinese.evaluate(describe, told) == said


@pytest.mark.parametrize("code", ["", "history.unheard-of"])
def test_what_has_no_code_is_told_as_it_was_kept(chinese: Page, code: str) -> None:
    told = {"code": code, "id": "", "args": {}, "why": "old-quarry located by geonames"}
    describe = linked("told => atlas.edit_fault_text.describeEdit(told)")
    assert chinese.evaluate(describe, told) == told["why"]


@pytest.mark.parametrize(
    "changes",
    [
        {
            "name": "", "state": "opn", "kind": "castle", "part_of": "moorlnd", "photo": "four",
            "source_datum": "WGS", "uncertainty_m": -3, "checked_on": "soon", "note": LONG,
            "marker-color": "red", "stroke-width": 99, "marker-size": "vast", "nme": "x",
        },
        {
            "name": LONG, "kind": "Mill", "part_of": MILL, "photo": 0, "located_by": "none",
            "location_source": "", "location_licence": "", "source_datum": "", "uncertainty_m": "",
        },
        {"name": "\u202e", "uncertainty_m": 10**6},
        {"name": 7, "uncertainty_m": "wide"},
        {"id": "Mill"}, {"id": PATH},
        {"geometry": {"type": "Point", "coordinates": [50.1, 8.2]}},
        {"geometry": {"type": "Point", "coordinates": [9.9, 50.1]}},
        {"geometry": {"type": "Point", "coordinates": [500, 50.1]}},
        {"geometry": {"type": "Point", "coordinates": ["8", 50.1]}},
        {"geometry": {"type": "Point", "coordinates": []}},
        {"geometry": {"type": "Dot", "coordinates": [8.2, 50.1]}},
        {"geometry": {"type": "LineString", "coordinates": [[8.2, 50.1]]}},
        {"geometry": {"type": "Polygon", "coordinates": RING}},
        {"geometry": {"type": "Polygon", "coordinates": [[[8.2, 50.1], [8.3, 50.1]]]}},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_an_edit_of_a_place_does_wrong_is_told_in_chinese(
    server: Served, changes: dict[str, object]
) -> None:
    spoken(told(server, "place", MILL, **changes), *changes)


def test_that_a_place_has_lost_its_position_is_told_in_chinese(server: Served) -> None:
    spoken(told(server, "place", MILL, geometry=None), "located_by", "uncertainty_m")


@pytest.mark.parametrize(
    "changes",
    [
        {
            "en": "", "topic": "trad", "state": "begun", "place": "mil", "source": "gazete",
            "value": "1,4", "bound": "≈", "measure": "weight", "period": "last year", "start": "x",
            "end": "-1",
        },
        {"colour": "x"},
        {"en": LONG, "topic": "", "source": "", "value": "", "start": "1.5", "end": ""},
        {"en": "\u0007", "value": "15", "end": "99999"},
        {"unit": "mills"},
        {"unit": ""},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_an_edit_of_a_fact_does_wrong_is_told_in_chinese(
    server: Served, changes: dict[str, object]
) -> None:
    spoken(told(server, "fact", "F001", **changes), *changes)


def test_a_citation_that_ends_before_it_begins_is_told_in_chinese(server: Served) -> None:
    spoken(told(server, "fact", "F001", start="90"), "end")


def spoken(faults: list[dict[str, Any]], *properties: str) -> None:
    """See that there are faults of all properties, and that nothing is left in English."""
    assert {*properties} <= {fault["property"].partition(".")[0] for fault in faults}
    for fault in faults:
        for name in ("where", "rule", "mend"):
            assert re.search("[\u4e00-\u9fff]", fault["said"]["zh"][name]), fault
        assert "found" in fault["said"]["zh"]


def test_what_is_wrong_and_what_can_be_undone_is_told_in_chinese(
    server: Served, opened: Opener
) -> None:
    page = editing(server, opened, f"&feature={MILL}")
    card = page.locator(".editor")
    card.get_by_label(word("edit.place.part_of")).fill("moorlnd")
    card.get_by_label(word("edit.place.uncertainty_m")).fill("-3")
    card.get_by_role("button", name=word("edit.save"), exact=True).click()
    wrong = card.locator("[data-field=part_of] .field-wrong")
    expect(wrong).to_have_text("必须是某个地点的标识。是否应为“moorland”？")
    wrong = card.locator("[data-field=uncertainty_m] .field-wrong")
    expect(wrong).to_contain_text("必须大于 0。以米计的半径")
    expect(card.locator(".field-wrong [lang]")).to_have_count(0)
    card.get_by_role("button", name=word("edit.discard"), exact=True).click()
    card.locator("#edit-lon").fill("9.9")
    card.get_by_role("button", name=word("edit.save"), exact=True).click()
    told = card.locator(".edit-refused")
    expect(told).to_contain_text(f"第 3 个要素（{MILL}）")
    expect(told).to_contain_text("必须在地图范围之内")
    expect(told.locator("[lang]")).to_have_count(0)
    card.get_by_role("button", name=word("edit.discard"), exact=True).click()
    undo_in_chinese(page)


def undo_in_chinese(page: Page) -> None:
    """Save a note, and take it back."""
    card = page.locator(".editor")
    card.locator("#edit-place-note").fill("In May.")
    newer(page, card.get_by_role("button", name=word("edit.save"), exact=True).click)
    undo = page.get_by_role("button", name=f"撤销（{MILL}：说明）")
    expect(undo).to_be_visible(timeout=SLOW_MS)
    undo.click()
    expect(page.locator(".voice")).to_contain_text(f"已撤销：{MILL}：说明", timeout=SLOW_MS)


def test_faults_of_files_lie_over_the_map_in_the_language_that_is_chosen(
    server: Served, opened: Opener
) -> None:
    page = opened(f"{server.address}&lang=zh")
    page.wait_for_selector(".edit-bar")
    before = (server.data / LAYER).read_text("utf-8")
    try:
        (server.data / LAYER).write_text(
            before.replace('"state": "open",', '"state": "open"', 1), "utf-8"
        )
        box = page.locator(".faults")
        expect(box).to_contain_text("文件必须是有效的 JSON：此处应有逗号", timeout=SLOW_MS)
        expect(box).to_contain_text(re.compile(r"第 \d+ 行第 \d+ 列"))
        expect(box.locator("[lang]")).to_have_count(0)
        page.evaluate(linked("atlas.data_store.set({ lang: 'en' })"))
        expect(box).to_contain_text("the file must be valid JSON: Expecting ',' delimiter")
        page.evaluate(linked("atlas.data_store.set({ lang: 'de' })"))
        expect(box.locator(".fault-rule")).to_have_attribute("lang", "en")
    finally:
        (server.data / LAYER).write_text(before, "utf-8")
    expect(box).to_be_hidden(timeout=SLOW_MS)
