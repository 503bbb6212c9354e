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
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.server import serving
from tests.support import county
from tests.views import sheet

KML = "{http://www.opengis.net/kml/2.2}"
STATION = "weifang-north-station"
PARK = "biomaterials-park"
LANGUAGES = ["zh", "en"]
DESK, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    return hanting_built


def words(language: str, key: str, **values: str) -> str:
    return page_strings.load_strings(language).get_text(key).format(**values)


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_holds_view_language_layers_and_selection(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = opened(built.files[0], f"lang={language}")
    layer = built.content.project.layers[2]
    page.get_by_role(
        "switch", name=words(language, "list.switch", layer=layer.name[language])
    ).click()
    choose(page, STATION)
    page.wait_for_url(re.compile(rf"lang={language}.*feature={STATION}#[\d.]+/36\.\d+/119\.\d+$"))
    page.wait_for_timeout(400)
    address = page.url
    assert f"layers={built.content.project.layers[0].id}," in address
    assert layer.id not in address
    again = opened(built.files[0], address.split("?", 1)[1])
    expect(title(again)).to_have_text(name(built, STATION, language))
    expect(
        again.get_by_role("switch", name=words(language, "list.switch", layer=layer.name[language]))
    ).to_have_attribute("aria-checked", "false")
    again.wait_for_timeout(400)
    # a centre on a whole pixel may differ in the last digit
    assert again.url[:-1].rsplit("/", 2)[0] == address[:-1].rsplit("/", 2)[0]
    assert centre(again) == pytest.approx(centre(page), abs=0.0005)


def centre(page: Page) -> list[float]:
    return [float(degrees) for degrees in page.url.rsplit("/", 2)[1:]]


def test_back_and_forward_go_through_the_selections(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en")
    page.wait_for_url(re.compile("#"))
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


def test_moving_the_map_is_no_step_back(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=en")
    page.wait_for_url(re.compile("#"))
    steps = page.evaluate("history.length")
    before = page.url
    page.get_by_role("button", name=words("en", "controls.plus")).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    assert page.evaluate("history.length") == steps


def test_going_back_keeps_language_and_layers_as_they_are(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=zh")
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


def test_an_address_typed_by_hand_is_followed(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=zh")
    page.locator(".row").first.wait_for(state="attached")
    page.evaluate("() => { location.hash = '12/36.77/119.2&lang=en&feature=wei-river'; }")
    expect(title(page)).to_have_text(name(built, "wei-river", "en"))
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_place_that_a_link_brings_up_stands_above_its_card(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en", size=PHONE)
    page.locator(".group").first.wait_for(state="attached")
    page.evaluate("() => { location.hash = 'feature=weifang-north-station'; }")
    expect(title(page)).to_have_text(name(built, "weifang-north-station", "en"))
    marker = page.locator(".pin-body.is-selected .pin-disc").bounding_box()
    card = page.get_by_role("dialog").bounding_box()
    assert marker
    assert card
    assert 0 < marker["y"] < marker["y"] + marker["height"] < card["y"]


def copied(page: Page) -> str:
    found: str = page.evaluate("navigator.clipboard.readText()")
    return found


def test_what_copying_came_to_is_seen(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], f"lang=en&feature={STATION}", size=PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card(page).get_by_role("button", name=words("en", "share.citation"), exact=True).click()
    said = card(page).get_by_role("status")
    expect(said).to_have_text(words("en", "share.copied", what=words("en", "share.citation_text")))
    expect(said).to_be_in_viewport(ratio=1)


def test_an_address_in_a_source_ends_where_it_does(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en&feature=yejiazhuangzi-village")
    source = card(page).get_by_role("link", name=re.compile("yybnet"))
    expect(source).to_have_attribute("href", "https://yybnet.net/weifang/news/201910/9733916.html")
    expect(card(page)).to_contain_text("9733916.html; anchor")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_link_and_citation_are_copied(
    built: build.BuildResult, opened: Opener, language: str, size: tuple[int, int]
) -> None:
    with serving(built.files[0].parent) as host:
        address = f"{host}{built.files[0].name}"
        page = opened(address, f"lang={language}&feature={STATION}", size=size)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for what in ("link", "citation", "bibtex"):
            card(page).get_by_role("button", name=words(language, f"share.{what}")).click()
            said = words(language, "share.copied", what=words(language, f"share.{what}_text"))
            expect(card(page).get_by_role("status")).to_have_text(said)
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


def balanced(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"\\.|[{}]", text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_clipboard_leaves_the_text_selected(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = opened(built.files[0], f"lang={language}&feature={STATION}")
    expect(title(page)).to_be_visible()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    for what in ("link", "citation", "bibtex"):
        card(page).get_by_role("button", name=words(language, f"share.{what}")).click()
        field = card(page).get_by_role("textbox", name=words(language, f"share.{what}_text"))
        expect(field).to_be_focused()
        text = field.input_value()
        assert STATION in text or name(built, STATION, language) in text
        assert page.evaluate("getSelection().toString()") == text
        expect(card(page).get_by_role("status")).to_have_text(words(language, "share.refused"))


def test_a_citation_from_disk_names_no_path(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], f"lang=en&feature={STATION}")
    expect(title(page)).to_be_visible()
    for form in ("plainCitation", "bibtexEntry"):
        text = page.evaluate(
            linked(f"atlas.data_data.findPlace('{STATION}').then(atlas.export_cite.{form})")
        )
        assert "file:" not in text
        assert str(built.files[0].parent) not in text


@pytest.fixture(scope="module", params=hostile.VALUES.values(), ids=[*hostile.VALUES])
def spoiled(
    request: pytest.FixtureRequest, contexts: Contexts, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Page]]:
    """Return a hostile text, and a page where it is name and note of a place."""
    value: str = request.param
    opener = Opener(contexts)
    yield value, opener(spoil(tmp_path_factory.mktemp("spoiled"), value))
    opener.close()


def test_a_bibtex_entry_closes_whatever_the_name(spoiled: tuple[str, Page]) -> None:
    _, page = spoiled
    page.locator(".group").first.wait_for(state="attached")
    entry = page.evaluate(
        linked("atlas.data_data.findPlace('upper-ferry-mill').then(atlas.export_cite.bibtexEntry)")
    )
    assert balanced(entry)
    assert entry.count("\n@") == 0


def spoil(folder: Path, value: str) -> Path:
    """Build the tiny county with a hostile name and note; return the page."""
    data = county(folder)
    path = data / "layers/works.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    layer["features"][2]["properties"] |= {"name": value[:200], "note": value[:900]}
    path.write_text(json.dumps(layer), encoding="utf-8")
    return build.build(data, folder / "maps").files[0]


def test_other_maps_open_at_the_point_and_its_datum(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], f"lang=en&feature={STATION}")
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


def test_a_vague_place_is_not_handed_to_maps_that_would_pin_it(
    built: build.BuildResult, opened: Opener
) -> None:
    vague = [each for each in built.content.places if each.certainty in {"uncertain", "none"}]
    assert vague
    page = opened(built.files[0], "lang=en")
    for place in vague:
        page.goto(f"{built.files[0].resolve().as_uri()}?lang=en&feature={place.id}")
        expect(title(page)).to_have_text(place.name["en"])
        expect(card(page).get_by_role("link", name=words("en", "ways.amap"))).to_have_count(0)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_map_downloads_as_it_is_published(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = opened(built.files[0], f"lang={language}")
    loaded = json.loads(download(page, language, "geojson"))
    assert loaded == json.loads(export.to_geojson(built.content))
    assert download(page, language, "csv") == "".join(export.iter_csv(built.content))
    expect(page.get_by_role("status").filter(has_text="hanting.csv")).to_be_visible()


def test_a_download_holds_what_is_shown(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=en&layers=villages,rail-road", size=PHONE)
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_kml_has_every_place_and_pins_no_vague_one(
    built: build.BuildResult, opened: Opener, language: str, tmp_path: Path
) -> None:
    page = opened(built.files[0], f"lang={language}")
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


def test_hostile_text_survives_the_downloads(spoiled: tuple[str, Page]) -> None:
    value, page = spoiled
    features = json.loads(download(page, "en", "geojson"))["features"]
    mill = next(f for f in features if f["id"] == "upper-ferry-mill")["properties"]
    assert mill["name"].strip() == value[:200].strip()
    tree = ET.fromstring(download(page, "en", "kml"))  # noqa: S314
    data = next(m for m in tree.iter(f"{KML}Placemark") if m.get("id") == "place-upper-ferry-mill")
    found = data.findtext(f"{KML}name") or ""
    assert "".join(found.split()) == "".join(legal(value[:200]).split())
    rows = list(csv.DictReader(io.StringIO(download(page, "en", "csv")[1:], newline="")))
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert page.evaluate("window.hit") is None


def legal(text: str) -> str:
    """Return what XML 1.0 can hold of a text."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
