"""How a reader looks around: own position, full screen, highlights, places that lie close."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.text import page_strings
from tests.linked import linked
from tests.opener import Opener
from tests.server import serving
from tests.views import whole

STATION = "weifang-north-station"
LANGUAGES = ["zh", "en"]
DESK, PHONE = (1440, 900), (390, 844)
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    return hanting_built


def words(language: str, key: str, **values: str) -> str:
    return page_strings.load_strings(language).get_text(key).format(**values)


def voice(page: Page) -> Locator:
    return page.locator(".voice")


def standing(page: Page, lat: float, lon: float, accuracy: float = 30) -> None:
    """Put the reader somewhere, and let the page ask."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": accuracy})


def locate(page: Page, language: str) -> None:
    page.get_by_role("button", name=words(language, "position.button")).click()


@SIZES
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readers_position_is_shown_with_distances(
    built: build.BuildResult, opened: Opener, language: str, size: tuple[int, int]
) -> None:
    page = opened(built.files[0], f"lang={language}&feature={STATION}", size=size)
    standing(page, 36.78, 119.30)
    locate(page, language)
    expect(page.get_by_role("img", name=words(language, "position.dot"))).to_be_visible()
    card = page.get_by_role("dialog")
    expect(card).to_contain_text(words(language, "position.from"))
    # 9.9 km; the place is known to 500 m, the reader to 30 m
    far = {"zh": "约10 公里（误差600 米以内）", "en": "about 10 km (to within 600 m)"}[language]
    expect(card).to_contain_text(far)
    row = page.locator(f".row[data-place={STATION}]")
    expect(row).to_contain_text(words(language, "position.about", d="10"))
    expect(page.get_by_role("button", name=words(language, "position.button"))).to_have_attribute(
        "aria-pressed", "true"
    )


def test_the_position_is_asked_for_on_the_click_alone_and_kept_nowhere(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en")
    page.add_init_script(
        "window.timesAsked = 0; const ask = navigator.geolocation.getCurrentPosition;"
        "Geolocation.prototype.getCurrentPosition = function (...a) "
        "{ window.timesAsked += 1; return ask.apply(this, a); };"
    )
    page.reload()
    standing(page, 36.78, 119.301234)
    page.wait_for_timeout(200)
    assert page.evaluate("window.timesAsked") == 0
    locate(page, "en")
    dot = page.get_by_role("img", name="You are here")
    expect(dot).to_be_visible()
    assert page.evaluate("window.timesAsked") == 1
    page.wait_for_timeout(400)
    assert "119.301234" not in page.url
    assert "119.301" not in page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })")
    assert page.context.cookies() == []
    locate(page, "en")
    expect(dot).to_have_count(0)
    expect(voice(page)).to_have_text("Your position is no longer shown.")
    expect(page.locator(f".row[data-place={STATION}]")).not_to_contain_text("≈")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_position_is_told_kindly(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = opened(built.files[0], f"lang={language}")
    page.context.clear_permissions()
    locate(page, language)
    expect(voice(page)).to_have_text(words(language, "position.refused"))
    expect(page.get_by_role("button", name=words(language, "position.button"))).to_have_attribute(
        "aria-pressed", "false"
    )


@pytest.mark.parametrize(
    ("code", "key"), [(2, "position.unknown"), (3, "position.slow"), (0, "position.unknown")]
)
def test_a_position_that_does_not_come_is_told(
    built: build.BuildResult, opened: Opener, code: int, key: str
) -> None:
    page = opened(built.files[0], "lang=en")
    page.evaluate(
        "code => { Geolocation.prototype.getCurrentPosition = (yes, no) => {"
        "  if (!code) throw new Error('not here'); no({ code }); }; }",
        code,
    )
    locate(page, "en")
    expect(voice(page)).to_have_text(words("en", key))


def test_an_insecure_page_says_why_there_is_no_position(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en")
    page.add_init_script(
        "Object.defineProperty(window, 'isSecureContext', { value: false });"
        "Geolocation.prototype.getCurrentPosition = (yes, no) => no({ code: 1 });"
    )
    page.reload()
    locate(page, "en")
    expect(voice(page)).to_have_text(words("en", "position.insecure"))


def test_a_reader_far_away_is_told_so_and_the_map_stays(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en")
    page.wait_for_url(re.compile("#"))
    before = page.url
    standing(page, 39.9, 116.4, 2000)
    locate(page, "en")
    expect(voice(page)).to_contain_text("280 km away")
    page.wait_for_timeout(400)
    assert page.url == before


def test_without_the_interfaces_there_are_no_dead_buttons(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en")
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'geolocation', { value: undefined });"
        "Object.defineProperty(Document.prototype, 'fullscreenEnabled', { value: false });"
    )
    page.reload()
    expect(page.get_by_role("button", name=words("en", "controls.fit"))).to_be_visible()
    for key in ("position.button", "fullscreen.enter"):
        expect(page.get_by_role("button", name=words("en", key))).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_full_screen_is_entered_and_left(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = opened(built.files[0], f"lang={language}")
    page.get_by_role("button", name=words(language, "fullscreen.enter"), exact=True).click()
    leave = page.get_by_role("button", name=words(language, "fullscreen.leave"))
    expect(leave).to_be_visible()
    expect(leave).to_be_focused()
    assert page.evaluate("document.fullscreenElement !== null")
    leave.click()
    enter = page.get_by_role("button", name=words(language, "fullscreen.enter"), exact=True)
    expect(enter).to_be_visible()


def test_refused_full_screen_is_told(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=en")
    page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(Error()); }")
    page.get_by_role("button", name=words("en", "fullscreen.enter"), exact=True).click()
    expect(voice(page)).to_have_text(words("en", "fullscreen.refused"))


@pytest.mark.parametrize("allowed", [True, False])
def test_a_frame_of_another_site_has_full_screen_only_where_it_was_given(
    built: build.BuildResult, opened: Opener, tmp_path: Path, *, allowed: bool
) -> None:
    with serving(built.files[0].parent) as site, serving(tmp_path) as host:
        (tmp_path / "host.html").write_text(
            f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,><iframe "
            f"src='{site}{built.files[0].name}?lang=en' {'allowfullscreen' if allowed else ''} "
            f"width=900 height=600></iframe>",
            encoding="utf-8",
        )
        inside = opened(f"{host}host.html").frame_locator("iframe")
        expect(inside.get_by_role("button", name=words("en", "controls.fit"))).to_be_visible()
        button = inside.get_by_role("button", name=words("en", "fullscreen.enter"), exact=True)
        expect(button).to_have_count(int(allowed))


def lit(page: Page, kind: str, place: str) -> Locator:
    return page.locator(f".{kind}.is-hover[data-place={place}]")


def named(page: Page, place: str) -> Locator:
    """Return the name of a place on the map, lit."""
    return lit(page, "pin-body", place).locator(".pin-name")


def test_list_map_and_shelf_light_each_other(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=en")
    row = page.locator(f".row[data-place={STATION}]")
    pin = page.locator(f".pin-body[data-place={STATION}] .pin-disc")
    for act in (row.hover, row.focus):
        act()
        expect(named(page, STATION)).to_be_visible()
        page.get_by_role("heading", level=1).hover()
        page.get_by_role("button", name=words("en", "controls.fit")).focus()
        expect(lit(page, "pin-body", STATION)).to_have_count(0)
    pin.hover()
    expect(lit(page, "row", STATION)).to_be_visible()
    page.get_by_role("heading", level=1).hover()
    page.get_by_role("button", name=re.compile("^Weifang North Railway Station, ")).focus()
    expect(lit(page, "row", STATION)).to_be_visible()


def test_the_shelf_and_the_list_light_each_other(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=en")
    road = next(p.id for p in built.content.places if p.layer == "rail-road" and p.geometry is None)
    page.locator(".dock-toggle").click()
    page.locator(f".chip[data-place={road}]").focus()
    expect(lit(page, "row", road)).to_be_visible()
    page.get_by_role("button", name=words("en", "controls.fit")).focus()
    expect(lit(page, "row", road)).to_have_count(0)
    page.locator(f".row[data-place={road}]").focus()
    expect(lit(page, "chip", road)).to_be_in_viewport()


def test_a_line_lights_its_row_by_pointer_and_by_key(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en")
    line = next(
        p
        for p in built.content.places
        if p.layer == "rail-road" and p.geometry is not None and p.geometry.geom_type != "Point"
    )
    hit = page.locator(f".hit[data-place={line.id}]").first
    hit.focus()
    expect(lit(page, "row", line.id)).to_be_visible()
    page.get_by_role("button", name=words("en", "controls.fit")).focus()
    expect(lit(page, "row", line.id)).to_have_count(0)
    hit.dispatch_event("mouseover")
    expect(lit(page, "row", line.id)).to_be_visible()


COVERED = """
() => [...document.querySelectorAll(".pin-body")].map((body) => {
  const box = body.querySelector(".pin-disc").getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  // outside the window, or under a part of the page that is not the map
  if (!top?.closest(".leaflet-map-pane")) return null;
  return top.closest(".pin-body")?.dataset.place === body.dataset.place ? null : body.dataset.place;
}).filter(Boolean)
"""


@SIZES
def test_places_that_lie_close_can_each_be_hit_at_every_zoom(
    built: build.BuildResult, opened: Opener, size: tuple[int, int]
) -> None:
    page = opened(built.files[0], "lang=en", size=size)
    for zoom in (8, 9, 9.5, 10, 11, 12, 13):
        page.goto(f"{built.files[0].as_uri()}?lang=en#{zoom}/36.82/119.2")
        page.reload()
        page.locator(".pin").first.wait_for(state="attached")
        page.wait_for_function(f"() => ({COVERED})().length === 0")


def centre_offset(page: Page, place: str) -> float:
    """Return how many pixels a place is from the middle of the map."""
    box = page.locator(f".pin-body[data-place={place}] .pin-disc").bounding_box()
    middle = page.locator("#map-stage").bounding_box()
    assert box
    assert middle
    dx = box["x"] + box["width"] / 2 - middle["x"] - middle["width"] / 2
    dy = box["y"] + box["height"] / 2 - middle["y"] - middle["height"] / 2
    return float((dx * dx + dy * dy) ** 0.5)


def test_the_list_flies_to_a_place_and_to_it_again(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en#9/37.3/119.6")
    row = page.locator(f".row[data-place={STATION}]")
    row.click()
    page.wait_for_url(re.compile(f"feature={STATION}#1[12]"))
    page.wait_for_timeout(400)
    at = page.url
    page.get_by_role("button", name=words("en", "controls.fit")).click()
    page.wait_for_function("at => location.href !== at", arg=at)
    row.click()
    page.wait_for_function("at => location.href === at", arg=at)
    page.get_by_role("button", name=words("en", "controls.fit")).click()
    page.wait_for_function("at => location.href !== at", arg=at)
    page.get_by_role("dialog").get_by_role("button", name=words("en", "share.zoom")).click()
    page.wait_for_function("at => location.href === at", arg=at)
    assert centre_offset(page, STATION) < 260


def test_a_figure_flies_to_its_place(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=en#13/36.7/119.4")
    page.get_by_role("tab", name=re.compile("Figures")).click()
    page.locator(".tile").first.click()
    page.wait_for_url(re.compile(r"feature=hanting-district&fact=\w+#(8|9|10)"))


def test_distances_to_lines_and_areas_are_to_their_nearest_point(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0])
    whole(page)
    line = {"type": "LineString", "coordinates": [[119.0, 36.0], [120.0, 36.0]]}
    ring = [[119.0, 36.0], [120.0, 36.0], [120.0, 37.0], [119.0, 37.0], [119.0, 36.0]]
    area = {"type": "Polygon", "coordinates": [ring]}
    several = {"type": "MultiPolygon", "coordinates": [[ring]]}

    def far(lat: float, lng: float, shape: Mapping[str, object]) -> float:
        asked = [{"lat": lat, "lng": lng}, shape]
        found: float = page.evaluate(
            linked("([at, shape]) => atlas.map_distance.distanceToGeometry(at, shape)"), asked
        )
        return found

    assert far(36.1, 119.5, line) == pytest.approx(11120, rel=0.01)
    assert far(36.5, 119.5, area) == 0
    assert far(36.5, 119.5, several) == 0
    assert far(35.9, 119.5, area) == pytest.approx(11120, rel=0.01)


GLOBALS = "() => Object.getOwnPropertyNames(window).filter((name) => !/^\\d+$/.test(name))"


def test_the_page_leaves_nothing_behind_but_leaflet(
    built: build.BuildResult, opened: Opener, tmp_path: Path
) -> None:
    (tmp_path / "blank.html").write_text("<!doctype html><title>-</title>", encoding="utf-8")
    before = set(opened(tmp_path / "blank.html").evaluate(GLOBALS))
    page = opened(built.files[0], "lang=en")
    whole(page)
    added = set(page.evaluate(GLOBALS)) - before
    assert added <= {"leaflet", "L", "_leaflet_events"}
    assert page.evaluate("typeof atlas.start") == "function"


SIDES = """() => [...document.querySelectorAll('[data-side]:not([hidden])')]
    .map((node) => `${node.textContent.trim()} ${node.dataset.side !== 'none'}`).sort()"""


def test_names_keep_clear_of_lines_after_every_zoom(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=zh")
    page.locator(".row").first.wait_for(state="attached")
    for button in ("controls.plus", "controls.plus", "controls.minus", "controls.fit"):
        at = page.url
        page.get_by_role("button", name=words("zh", button), exact=True).click()
        page.wait_for_function("at => location.href !== at", arg=at)
        zoomed = page.evaluate(SIDES)
        page.reload()
        page.locator(".row").first.wait_for(state="attached")
        assert zoomed == page.evaluate(SIDES), button


def test_names_give_way_to_the_card_and_come_back(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=zh")
    page.locator(".row").first.wait_for(state="attached")
    before = page.evaluate(SIDES)
    page.locator(f".row[data-place={STATION}]").click()
    card = page.get_by_role("dialog").bounding_box()
    name = page.locator(".is-selected .pin-name").bounding_box()
    assert card
    assert name
    assert name["x"] + name["width"] < card["x"]
    page.keyboard.press("Escape")
    page.get_by_role("button", name=words("zh", "controls.fit")).click()
    page.wait_for_function(f"before => JSON.stringify(({SIDES})()) === before", arg=compact(before))


def compact(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def test_a_phone_on_its_side_shows_a_place_beside_its_card(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], f"lang=en&feature={STATION}", size=(844, 390))
    card = page.get_by_role("dialog")
    card.wait_for()
    stage = page.get_by_role("main").bounding_box()
    marker = page.locator(".pin-body.is-selected .pin-disc").bounding_box()
    box = card.bounding_box()
    assert stage
    assert marker
    assert box
    assert box["x"] - stage["x"] > 150
    assert stage["x"] < marker["x"] < marker["x"] + marker["width"] < box["x"]


@SIZES
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_the_selected_place_stands_alone(
    built: build.BuildResult, opened: Opener, language: str, size: tuple[int, int]
) -> None:
    page = opened(built.files[0], f"lang={language}", size=size)
    page.locator(".group").first.wait_for(state="attached")
    page.evaluate(f"location.hash = 'feature={STATION}'")
    page.locator(".is-selected .pin-name").wait_for()
    crossed = page.evaluate("""() => {
        const own = document.querySelector('.is-selected .pin-name > *').getBoundingClientRect();
        const seen = (node) => node.checkVisibility({ visibilityProperty: true });
        return [...document.querySelectorAll('.pin-name > *, .bd-name-town .bd-word')]
            .filter((node) => seen(node) && !node.closest('.is-selected'))
            .filter((node) => {
                const { left, right, top, bottom } = node.getBoundingClientRect();
                const beside = right <= own.left || left >= own.right;
                return !beside && top < own.bottom - 2 && bottom > own.top + 2;
            })
            .map((node) => node.textContent);
    }""")
    assert crossed == []


NAMES = """
  const drawn = (node) => node.checkVisibility({ visibilityProperty: true });
  const onMap = (node) => {
    const map = document.querySelector('.leaflet-container').getBoundingClientRect();
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return right > map.left && left < map.right && bottom > map.top && top < map.bottom;
  };
  const seen = (node) => drawn(node) && node.textContent.trim() && onMap(node);
  const names = [...document.querySelectorAll('.pin-name, .bd-word')].filter(seen).map((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const end = node.getBoundingClientRect().bottom + 4;
    const rows = [...range.getClientRects()].filter((row) => row.width && row.bottom <= end);
    return { text: node.textContent.trim(), rows };
  });
"""
OVERLAPS = f"""() => {{ {NAMES}
  const apart = (a, b) => a.right <= b.left + 1 || a.bottom <= b.top + 2;
  const meet = (a, b) => !apart(a, b) && !apart(b, a);
  return names.flatMap((a, k) => names.slice(k + 1)
    .filter((b) => a.rows.some((row) => b.rows.some((other) => meet(row, other))))
    .map((b) => `${{a.text}} / ${{b.text}}`));
}}"""
CROSSED = f"""() => {{ {NAMES}
  const inside = ({{ left, right, top, bottom }}, x, y) =>
    x > left && x < right && y > top + 2 && y < bottom - 2;
  const found = {{}};
  for (const path of document.querySelectorAll('path.shape-line')) {{
    const {{ a, d, e, f }} = path.getScreenCTM();
    for (let s = 0; s < path.getTotalLength(); s += 3) {{
      const at = path.getPointAtLength(s);
      const [x, y] = [at.x * a + e, at.y * d + f];
      for (const {{ text, rows }} of names)
        if (rows.some((row) => inside(row, x, y)))
          found[text] = (found[text] ?? 0) + 3;
    }}
  }}
  return found;
}}"""
FRAME = (800, 520)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_on_the_map_has_its_name_where_the_screen_is_large(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = opened(built.files[0], f"lang={language}", size=DESK)
    expect(page.locator(".pin-body")).not_to_have_count(0)
    expect(page.locator(".pin-body[data-side=none]")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_frame_shows_a_place_with_no_disc_under_the_legend(
    built: build.BuildResult, opened: Opener, language: str
) -> None:
    page = opened(built.files[0], f"embed=1&lang={language}&feature=wei-river", size=(900, 560))
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(600)
    covered = page.evaluate("""() => {
        const key = document.querySelector(".legend").getBoundingClientRect();
        return [...document.querySelectorAll(".pin-disc .sign")].filter((node) => {
            const { left, right, top, bottom } = node.getBoundingClientRect();
            return left < key.right && right > key.left && top < key.bottom && bottom > key.top;
        }).length;
    }""")
    assert covered == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [DESK, PHONE, FRAME], ids=["desk", "phone", "frame"])
@pytest.mark.parametrize("place", ["", STATION, "wei-river", "weifang-laixi-railway"])
def test_names_neither_lie_on_each_other_nor_along_lines(
    built: build.BuildResult, opened: Opener, language: str, size: tuple[int, int], place: str
) -> None:
    embedded = "&embed=1" if size == FRAME else ""
    page = opened(built.files[0], f"lang={language}{embedded}", size=size)
    page.locator(".group").first.wait_for(state="attached")
    if place:
        page.evaluate(f"location.hash = 'feature={place}'")
        page.get_by_role("dialog").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate(OVERLAPS) == []
    # a line may cross three lines of text upright
    assert {text: far for text, far in page.evaluate(CROSSED).items() if far > 50} == {}


def test_no_name_is_cut_by_dots(built: build.BuildResult, opened: Opener) -> None:
    page = opened(built.files[0], "lang=en")
    page.locator(".pin-name").first.wait_for(state="attached")
    cut = page.locator(".pin-name, .tally-name, .line-name").evaluate_all(
        "nodes => nodes.filter((node) => getComputedStyle(node).overflowY !== 'visible'"
        " || node.textContent.includes('…')).map((node) => node.textContent)"
    )
    assert cut == []


def test_degrees_do_not_show_in_pieces_beside_a_card(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "lang=en")
    degrees = page.locator(".degrees-side .degree")
    expect(degrees.first).to_be_visible()
    page.evaluate(f"location.hash = 'feature={STATION}'")
    page.get_by_role("dialog").wait_for()
    expect(degrees.first).to_be_hidden()
    page.keyboard.press("Escape")
    expect(degrees.first).to_be_visible()
