"""What a reader hands on: addresses, links, citations, files of what is shown."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.outputs import export
from geo.text import page_strings
from tests import hostile
from tests.elsewhere import follow_query
from tests.hostile_county import LONGEST_NAME, name_place, write_hostile_county
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.server import serving
from tests.views import sheet, whole

KML = "{http://www.opengis.net/kml/2.2}"
STATION = "weifang-north-station"
PARK = "biomaterials-park"
LANGUAGES = ["zh", "en"]
DESK, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    return hanting_built


@pytest.fixture(scope="module")
def both(built: build.BuildResult, contexts: Contexts) -> Iterator[dict[str, Page]]:
    """Give a page from disk in each language, which tests use one after another."""
    opener = Opener(contexts)
    pages = {language: opener(built.files[0], f"lang={language}") for language in LANGUAGES}
    for page in pages.values():
        whole(page)
    yield pages
    opener.close()


def show(both: dict[str, Page], language: str = "en") -> Page:
    """Return the page in a language with everything on it, and nothing open."""
    follow_query(both[language], f"lang={language}")
    return both[language]


@pytest.fixture
def carded(both: dict[str, Page]) -> Page:
    """Return a page in which a test opens the card that it looks at."""
    return show(both)


@pytest.fixture(params=LANGUAGES)
def complete(request: pytest.FixtureRequest, both: dict[str, Page]) -> tuple[str, Page]:
    """Return a language, and a page in it that shows everything."""
    return request.param, show(both, request.param)


def words(language: str, key: str, **values: str) -> str:
    return page_strings.load_strings(language).get_text(key).format(**values)


def card(page: Page) -> Locator:
    return page.locator(".card[role=dialog]")  # by its computed role it takes long to find


def title(page: Page) -> Locator:
    return card(page).get_by_role("heading", level=2)


def name(built: build.BuildResult, place: str, language: str) -> str:
    return next(p.name[language] for p in built.content.places if p.id == place)


def choose(page: Page, place: str) -> None:
    """Select a place as a reader does: in the list, its group unfolded."""
    row = page.locator(f".row[data-place={place}]")
    row.wait_for(state="attached")  # before, nothing of it is visible, and its group may be open
    if not row.is_visible():
        row.locator("xpath=ancestor::section").locator(".group-name").click()
    row.click()


def test_the_address_holds_view_language_layers_and_selection(
    built: build.BuildResult, both: dict[str, Page], opened: Opener
) -> None:
    page = show(both)
    layer = built.content.project.layers[2]
    switch = words("en", "list.switch", layer=layer.name["en"])
    page.get_by_role("switch", name=switch).click()
    choose(page, STATION)
    page.wait_for_url(re.compile(rf"lang=en.*feature={STATION}#[\d.]+/36\.\d+/119\.\d+$"))
    page.wait_for_timeout(400)
    address = page.url
    assert f"layers={built.content.project.layers[0].id}," in address
    assert layer.id not in address
    again = opened(built.files[0], address.split("?", 1)[1])
    expect(title(again)).to_have_text(name(built, STATION, "en"))
    expect(again.get_by_role("switch", name=switch)).to_have_attribute("aria-checked", "false")
    again.wait_for_timeout(400)
    # a centre on a whole pixel may differ in the last digit
    assert again.url[:-1].rsplit("/", 2)[0] == address[:-1].rsplit("/", 2)[0]
    assert centre(again) == pytest.approx(centre(page), abs=0.0005)


def centre(page: Page) -> list[float]:
    return [float(degrees) for degrees in page.url.rsplit("/", 2)[1:]]


def assert_no_step_back(page: Page) -> None:
    """Move the map; the history is as long as before."""
    page.wait_for_url(re.compile("#"))
    steps, before = page.evaluate("history.length"), page.url
    page.get_by_role("button", name=words("en", "controls.plus")).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    assert page.evaluate("history.length") == steps


def test_back_and_forward_go_through_the_selections_and_not_through_moves(
    built: build.BuildResult, both: dict[str, Page]
) -> None:
    page = show(both)
    assert_no_step_back(page)
    start = page.url
    choose(page, STATION)
    expect(title(page)).to_have_text(name(built, STATION, "en"))
    page.wait_for_timeout(400)
    station = page.url
    choose(page, PARK)
    expect(title(page)).to_have_text(name(built, PARK, "en"))
    page.go_back()
    expect(title(page)).to_have_text(name(built, STATION, "en"))
    assert page.url == station
    page.go_back()
    expect(card(page)).to_be_hidden()
    assert page.url == start
    page.go_forward()
    expect(title(page)).to_have_text(name(built, STATION, "en"))
    page.go_forward()
    expect(title(page)).to_have_text(name(built, PARK, "en"))


def test_going_back_keeps_language_and_layers_as_they_are_and_a_typed_address_is_followed(
    built: build.BuildResult, both: dict[str, Page]
) -> None:
    page = show(both, "zh")
    choose(page, STATION)
    page.get_by_role("button", name="English").click()
    layer = built.content.project.layers[2].name["en"]
    switch = page.get_by_role("switch", name=words("en", "list.switch", layer=layer))
    switch.click()
    page.go_back()
    expect(card(page)).to_be_hidden()
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(switch).to_have_attribute("aria-checked", "false")
    page.wait_for_url(re.compile("lang=en"))
    page.evaluate("() => { location.hash = '12/36.77/119.2&lang=zh&feature=wei-river'; }")
    expect(title(page)).to_have_text(name(built, "wei-river", "zh"))
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def copied(page: Page) -> str:
    found: str = page.evaluate("navigator.clipboard.readText()")
    return found


def test_link_and_citation_are_copied_or_where_that_is_refused_left_selected(
    built: build.BuildResult, opened: Opener
) -> None:
    with serving(built.files[0].parent) as host:
        address = f"{host}{built.files[0].name}"
        page = opened(address, f"lang=en&feature={STATION}", size=PHONE)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        assert_handed_on(built, page, "en", address)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        follow_query(page, f"lang=zh&feature={STATION}")
        assert_handed_on(built, page, "zh", address)


REFUSE = "() => { navigator.clipboard.writeText = () => Promise.reject(Error()); }"


def assert_handed_on(built: build.BuildResult, page: Page, language: str, address: str) -> None:
    """Have link and citations copied, then with the clipboard refused."""
    assert_copied(built, page, language, address)
    page.evaluate(REFUSE)
    for what in ("link", "citation", "bibtex"):
        press(page, language, what)
        assert_text_selected(built, page, language, what)
    page.evaluate("() => { delete navigator.clipboard.writeText; }")


def assert_copied(built: build.BuildResult, page: Page, language: str, address: str) -> None:
    """Have link and citations copied, and look at what then is in the clipboard."""
    for what in ("link", "citation", "bibtex"):
        press(page, language, what)
        said = words(language, "share.copied", what=words(language, f"share.{what}_text"))
        expect(card(page).locator("[role=status]")).to_have_text(said)
        expect(card(page).locator("[role=status]")).to_be_in_viewport(ratio=1)
        text = copied(page)
        assert f"{address}?feature={STATION}&lang={language}" in text
        if what == "link":
            continue
        assert name(built, STATION, language) in text
        assert built.content.project.title[language] in text
        assert built.content.project.sources[0].title[language] in text
        fact = next(f for f in built.content.facts if f.place == STATION)
        assert f"{fact.start}–{fact.end}" in text
        assert built.content.project.checked_on in text
    assert text.startswith(f"@misc{{hanting-{STATION},")
    assert balanced(text)


def press(page: Page, language: str, what: str) -> None:
    way = card(page).locator(f"[data-focus=share-{what}]")
    expect(way).to_have_accessible_name(words(language, f"share.{what}"))
    way.click()


def assert_text_selected(built: build.BuildResult, page: Page, language: str, what: str) -> None:
    """Look at what is left where the clipboard is refused: the text, for the reader to copy."""
    field = card(page).get_by_role("textbox", name=words(language, f"share.{what}_text"))
    expect(field).to_be_focused()
    text = field.input_value()
    assert STATION in text or name(built, STATION, language) in text
    assert page.evaluate("getSelection().toString()") == text
    expect(card(page).locator("[role=status]")).to_have_text(words(language, "share.refused"))


def balanced(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def follow(page: Page, place: str) -> Page:
    """Open a place on a page."""
    page.evaluate("id => { location.hash = `feature=${id}`; }", place)
    page.wait_for_url(re.compile(f"feature={place}#"))
    return page


def test_an_address_in_a_source_ends_where_it_does(carded: Page) -> None:
    follow(carded, "yejiazhuangzi-village")
    source = card(carded).get_by_role("link", name=re.compile("yybnet"))
    expect(source).to_have_attribute("href", "https://yybnet.net/weifang/news/201910/9733916.html")
    expect(card(carded)).to_contain_text("9733916.html; anchor")


def test_a_citation_from_disk_names_no_path(built: build.BuildResult, carded: Page) -> None:
    for form in ("plainCitation", "bibtexEntry"):
        text = carded.evaluate(
            linked(f"atlas.data_data.findPlace('{STATION}').then(atlas.export_cite.{form})")
        )
        assert name(built, STATION, "en") in text
        assert "file:" not in text
        assert str(built.files[0].parent) not in text


@pytest.fixture(scope="module")
def spoiled(contexts: Contexts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Return a page in which every text of some places and their facts is hostile."""
    folder = tmp_path_factory.mktemp("spoiled")
    opener = Opener(contexts)
    yield opener(build.build(write_hostile_county(folder), folder / "maps").files[0])
    opener.close()


@pytest.mark.parametrize("value", hostile.VALUES)
def test_a_bibtex_entry_closes_whatever_the_name(spoiled: Page, value: str) -> None:
    spoiled.locator(".group").first.wait_for(state="attached")
    entry = spoiled.evaluate(
        linked("id => atlas.data_data.findPlace(id).then(atlas.export_cite.bibtexEntry)"),
        name_place(value),
    )
    assert entry.startswith("@misc{")
    assert balanced(entry)
    assert entry.count("\n@") == 0


def test_other_maps_open_at_the_point_and_its_datum(built: build.BuildResult, carded: Page) -> None:
    page = follow(carded, STATION)
    expect(title(page)).to_have_text(name(built, STATION, "en"))
    station = next(p for p in built.content.places if p.id == STATION)
    assert station.geometry is not None
    lon, lat = station.geometry.x, station.geometry.y
    links = {
        "osm": f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}",
        "amap": f"https://uri.amap.com/marker?position={lon},{lat}&name=",
        "baidu": f"https://api.map.baidu.com/marker?location={lat},{lon}&coord_type=wgs84&title=",
        "geo": f"geo:{lat},{lon}",
    }
    for site, start in links.items():
        link = card(page).get_by_role("link", name=words("en", f"ways.{site}"), exact=True)
        address = link.last.get_attribute("href") or ""
        assert address.startswith(start)
        assert site != "amap" or address.endswith("&coordinate=wgs84")


HANDED = linked("""async (ids) => {
  const handed = {};
  for (const id of ids) {
    await atlas.data_store.selectPlace(await atlas.data_data.findPlace(id));
    const card = document.querySelector('.card');
    const links = [...card.querySelectorAll('a')].map((link) => link.href);
    handed[id] = [card.querySelector('h2').innerText, links.some((to) => to.includes('amap'))];
  }
  return handed;
}""")


def test_a_vague_place_is_not_handed_to_maps_that_would_pin_it(
    built: build.BuildResult, carded: Page
) -> None:
    vague = [each for each in built.content.places if each.certainty in {"uncertain", "none"}]
    assert vague
    handed = carded.evaluate(HANDED, [STATION, *(place.id for place in vague)])
    assert handed.pop(STATION) == [name(built, STATION, "en"), True]
    assert handed == {place.id: [place.name["en"], False] for place in vague}


def download(page: Page, language: str, kind: str) -> str:
    """Download what is shown, as a reader does; return the file's text."""
    button = page.get_by_role("button", name=words(language, "download.label"))
    if button.get_attribute("aria-expanded") == "false":
        button.press("Enter")
    offer = page.get_by_role("button", name=re.compile(f"^{words(language, f'download.{kind}')}"))
    with page.expect_download() as found:
        offer.press("Enter")
    assert found.value.suggested_filename.endswith(f".{kind}")
    return found.value.path().read_bytes().decode("utf-8")


def test_the_whole_map_downloads_as_it_is_published(
    built: build.BuildResult, complete: tuple[str, Page]
) -> None:
    language, page = complete
    loaded = json.loads(download(page, language, "geojson"))
    assert loaded == json.loads(export.to_geojson(built.content))
    assert download(page, language, "csv") == "".join(export.iter_csv(built.content))
    expect(page.get_by_role("status").filter(has_text="hanting.csv")).to_be_visible()


def test_a_linked_place_stands_above_its_card_and_a_download_holds_what_is_shown(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en&layers=villages,rail-road", size=PHONE)
    page.locator(".group").first.wait_for(state="attached")
    page.evaluate("id => { location.hash = `feature=${id}`; }", STATION)
    expect(title(page)).to_have_text(name(built, STATION, "en"))
    marker = page.locator(".pin-body.is-selected .pin-disc").bounding_box()
    box = card(page).bounding_box()
    assert marker
    assert box
    assert 0 < marker["y"] < marker["y"] + marker["height"] < box["y"]
    page.keyboard.press("Escape")
    sheet("End")(page, "en")
    shown = {p.id for p in built.content.places if p.layer in {"villages", "rail-road"}}
    features = json.loads(download(page, "en", "geojson"))["features"]
    assert {feature["id"] for feature in features} == shown
    rows = list(csv.DictReader(io.StringIO(download(page, "en", "csv")[1:], newline="")))
    facts = [fact.id for fact in built.content.facts if fact.place in shown]
    assert [row["id"] for row in rows] == facts
    marks = ET.fromstring(download(page, "en", "kml")).iter(f"{KML}Placemark")  # noqa: S314
    assert {mark.get("id") for mark in marks} == {f"place-{place}" for place in shown}
    expect(page.get_by_text(f"{len(shown)} places, {len(facts)} facts")).to_be_attached()


def test_kml_has_every_place_and_pins_no_vague_one(
    built: build.BuildResult, complete: tuple[str, Page], tmp_path: Path
) -> None:
    language, page = complete
    text = download(page, language, "kml")
    assert "CDATA" not in text
    missing = sum(place.geometry is None for place in built.content.places)
    expect(page.get_by_role("status").filter(has_text=str(missing))).to_be_visible()
    marks = {m.get("id"): m for m in ET.fromstring(text).iter(f"{KML}Placemark")}  # noqa: S314
    for place in built.content.places:
        mark = marks[f"place-{place.id}"]
        assert mark.findtext(f"{KML}name") == place.name[language]
        told = mark.findtext(f"{KML}description") or ""
        for fact in (fact for fact in built.content.facts if fact.place == place.id):
            assert fact.text[language] in told
        pinned = mark.find(f"{KML}Point") is not None
        pointed = place.geometry is not None and place.geometry.geom_type == "Point"
        assert pinned == (pointed and place.certainty != "uncertain")
        geometries = [mark.find(f"{KML}{k}") for k in ("Point", "LineString", "Polygon")]
        assert any(g is not None for g in geometries) == (place.geometry is not None)
    (tmp_path / "a.kml").write_text(text, encoding="utf-8")
    layer = next(layer for layer in built.content.project.layers if layer.id == "rail-road")
    frame = gpd.read_file(tmp_path / "a.kml", layer=layer.name[language])
    assert set(frame.geometry.geom_type.dropna()) >= {"Point"}


@pytest.fixture(scope="module")
def taken(spoiled: Page) -> dict[str, str]:
    """Return the files of places whose texts are hostile, by their kind."""
    return {kind: download(spoiled, "en", kind) for kind in ("geojson", "kml", "csv")}


@pytest.mark.parametrize("name", hostile.VALUES)
def test_hostile_text_survives_the_downloads(taken: dict[str, str], name: str) -> None:
    value, place = hostile.VALUES[name][:LONGEST_NAME], name_place(name)
    features = json.loads(taken["geojson"])["features"]
    mill = next(f for f in features if f["id"] == place)["properties"]
    assert mill["name"].strip() == value.strip()
    marks = ET.fromstring(taken["kml"]).iter(f"{KML}Placemark")  # noqa: S314
    data = next(mark for mark in marks if mark.get("id") == f"place-{place}")
    found = data.findtext(f"{KML}name") or ""
    assert "".join(found.split()) == "".join(legal(value).split())


def test_no_cell_of_a_download_is_a_formula_and_no_text_a_script(
    spoiled: Page, taken: dict[str, str]
) -> None:
    rows = list(csv.DictReader(io.StringIO(taken["csv"][1:], newline="")))
    assert {row["place"] for row in rows} >= {name_place(name) for name in hostile.VALUES}
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert spoiled.evaluate("window.hit") is None


def legal(text: str) -> str:
    """Return what XML 1.0 can hold of a text."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
