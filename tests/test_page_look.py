"""How a reader looks around: own position, full screen, highlights, places that lie close."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.text import page_strings
from tests.elsewhere import SETTLED, Home, follow_hash, note_home
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.server import serving
from tests.support import COUNTY
from tests.views import whole

STATION = "weifang-north-station"
DESK, PHONE, FRAME = (1440, 900), (390, 844), (800, 520)
LOOKS = {
    "desk zh": ("lang=zh", DESK),
    "desk en": ("lang=en", DESK),
    "phone en": ("lang=en", PHONE),
    "frame zh": ("lang=zh&embed=1", FRAME),
}


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    return hanting_built


@pytest.fixture(scope="module")
def look(
    request: pytest.FixtureRequest, built: build.BuildResult, contexts: Contexts
) -> Iterator[Home]:
    """Return the map as it opens, once for all tests."""
    query, size = LOOKS[request.param]
    opener = Opener(contexts)
    page = opener(built.files[0], query, size=size)
    whole(page)
    page.locator(".group, .pin-name").first.wait_for(state="attached")
    page.evaluate(SETTLED)
    yield note_home(page)
    opener.close()


def on(*looks: str) -> pytest.MarkDecorator:
    """Have a test look at the map in these ways."""
    return pytest.mark.parametrize("look", looks, indirect=True)


def language_of(page: Page) -> str:
    return "zh" if "lang=zh" in page.url else "en"


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


COUNT_ASKED = """window.timesAsked = 0; const ask = navigator.geolocation.getCurrentPosition;
Geolocation.prototype.getCurrentPosition = function (...a) {
  window.timesAsked += 1;
  return ask.apply(this, a);
};"""


@pytest.fixture(scope="module")
def asking(built: build.BuildResult, contexts: Contexts) -> Iterator[Page]:
    """Return a page that counts how often it asks for the position, in which tests go on."""
    opener = Opener(contexts)
    yield opener(built.files[0], "lang=en", before=COUNT_ASKED)
    opener.close()


def test_the_position_is_asked_for_on_the_click_alone_and_kept_nowhere(asking: Page) -> None:
    page = asking
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


FAIL = """code => { Geolocation.prototype.getCurrentPosition = (yes, no) => {
  if (!code) throw new Error('not here');
  no({ code });
}; }"""


def test_why_there_is_no_position_and_a_refused_full_screen_are_told(asking: Page) -> None:
    page = asking
    page.evaluate(linked("atlas.data_store.set({ here: null })"))
    for code, key in ((2, "position.unknown"), (3, "position.slow"), (0, "position.unknown")):
        page.evaluate(FAIL, code)
        locate(page, "en")
        expect(voice(page)).to_have_text(words("en", key))
    page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(Error()); }")
    page.get_by_role("button", name=words("en", "fullscreen.enter"), exact=True).click()
    expect(voice(page)).to_have_text(words("en", "fullscreen.refused"))
    page.evaluate(FAIL, 1)
    page.evaluate("void Object.defineProperty(window, 'isSecureContext', { value: false })")
    locate(page, "en")
    expect(voice(page)).to_have_text(words("en", "position.insecure"))


@on("desk zh")
def test_a_refused_position_is_told_kindly(seen: Page) -> None:
    language = language_of(seen)
    seen.context.clear_permissions()
    locate(seen, language)
    expect(voice(seen)).to_have_text(words(language, "position.refused"))
    expect(seen.get_by_role("button", name=words(language, "position.button"))).to_have_attribute(
        "aria-pressed", "false"
    )


def test_without_the_interfaces_there_are_no_dead_buttons(
    built: build.BuildResult, opened: Opener
) -> None:
    without = (
        "Object.defineProperty(Navigator.prototype, 'geolocation', { value: undefined });"
        "Object.defineProperty(Document.prototype, 'fullscreenEnabled', { value: false });"
    )
    page = opened(built.files[0], "lang=en", before=without)
    expect(page.get_by_role("button", name=words("en", "controls.fit"))).to_be_visible()
    for key in ("position.button", "fullscreen.enter"):
        expect(page.get_by_role("button", name=words("en", key))).to_have_count(0)


@on("desk en")
def test_full_screen_is_entered_and_left(seen: Page) -> None:
    language = language_of(seen)
    enter = seen.get_by_role("button", name=words(language, "fullscreen.enter"), exact=True)
    enter.click()
    leave = seen.get_by_role("button", name=words(language, "fullscreen.leave"))
    expect(leave).to_be_visible()
    expect(leave).to_be_focused()
    assert seen.evaluate("document.fullscreenElement !== null")
    leave.click()
    expect(enter).to_be_visible()


def test_a_frame_of_another_site_has_full_screen_only_where_it_was_given(
    opened: Opener, tmp_path: Path
) -> None:
    built = build.build(COUNTY, tmp_path / "maps")
    with serving(built.files[0].parent) as site, serving(tmp_path) as host:
        frames = [
            f"<iframe id={name} src='{site}{built.files[0].name}?lang=en' {given} "
            f"width=900 height=600></iframe>"
            for name, given in (("allowed", "allowfullscreen"), ("not", ""))
        ]
        (tmp_path / "host.html").write_text(
            f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,>{''.join(frames)}",
            encoding="utf-8",
        )
        page = opened(f"{host}host.html")
        for name, count in (("allowed", 1), ("not", 0)):
            inside = page.frame_locator(f"#{name}")
            expect(inside.get_by_role("button", name=words("en", "controls.fit"))).to_be_visible()
            button = inside.get_by_role("button", name=words("en", "fullscreen.enter"), exact=True)
            expect(button).to_have_count(count)


def lit(page: Page, kind: str, place: str) -> Locator:
    return page.locator(f".{kind}.is-hover[data-place={place}]")


def named(page: Page, place: str) -> Locator:
    """Return the name of a place on the map, lit."""
    return lit(page, "pin-body", place).locator(".pin-name")


@on("desk en")
def test_list_map_and_shelf_light_each_other(seen: Page) -> None:
    page = seen
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


@on("desk en")
def test_the_shelf_and_the_list_light_each_other(built: build.BuildResult, seen: Page) -> None:
    page = seen
    road = next(p.id for p in built.content.places if p.layer == "rail-road" and p.geometry is None)
    page.locator(".dock-toggle").click()
    page.locator(f".chip[data-place={road}]").focus()
    expect(lit(page, "row", road)).to_be_visible()
    page.get_by_role("button", name=words("en", "controls.fit")).focus()
    expect(lit(page, "row", road)).to_have_count(0)
    page.locator(f".row[data-place={road}]").focus()
    expect(lit(page, "chip", road)).to_be_in_viewport()
    page.locator(".dock-toggle").click()


@on("desk en")
def test_a_line_lights_its_row_by_pointer_and_by_key(built: build.BuildResult, seen: Page) -> None:
    page = seen
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


@on("desk zh")
def test_distances_to_lines_and_areas_are_to_their_nearest_point(seen: Page) -> None:
    line = {"type": "LineString", "coordinates": [[119.0, 36.0], [120.0, 36.0]]}
    ring = [[119.0, 36.0], [120.0, 36.0], [120.0, 37.0], [119.0, 37.0], [119.0, 36.0]]
    area = {"type": "Polygon", "coordinates": [ring]}
    several = {"type": "MultiPolygon", "coordinates": [[ring]]}

    def far(lat: float, lng: float, shape: Mapping[str, object]) -> float:
        asked = [{"lat": lat, "lng": lng}, shape]
        found: float = seen.evaluate(
            linked("([at, shape]) => atlas.map_distance.distanceToGeometry(at, shape)"), asked
        )
        return found

    assert far(36.1, 119.5, line) == pytest.approx(11120, rel=0.01)
    assert far(36.5, 119.5, area) == 0
    assert far(36.5, 119.5, several) == 0
    assert far(35.9, 119.5, area) == pytest.approx(11120, rel=0.01)


SIDES = """() => [...document.querySelectorAll('[data-side]:not([hidden])')]
    .map((node) => `${node.textContent.trim()} ${node.dataset.side !== 'none'}`).sort()"""


def sides(page: Page) -> list[str]:
    """Return each name and whether it is written, once all have been laid out."""
    page.evaluate(SETTLED)
    found: list[str] = page.evaluate(SIDES)
    return found


def compact(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


BESIDE = """() => {
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
}"""
"""Names that lie beside that of the selected place on its line."""


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


@on("desk zh", "desk en")
def test_every_place_on_the_map_has_its_name_where_the_screen_is_large(seen: Page) -> None:
    expect(seen.locator(".pin-body")).not_to_have_count(0)
    expect(seen.locator(".pin-body[data-side=none]")).to_have_count(0)


def assert_names_are_apart(page: Page) -> None:
    """Look at all names on the map: none lies on another, none along a line."""
    assert page.evaluate(OVERLAPS) == []
    # a line may cross three lines of text upright
    assert {text: far for text, far in page.evaluate(CROSSED).items() if far > 50} == {}


@on("desk en")
def test_no_name_is_cut_by_dots(seen: Page) -> None:
    named = seen.locator(".pin-name, .tally-name, .line-name")
    assert named.count()
    cut = named.evaluate_all(
        "nodes => nodes.filter((node) => getComputedStyle(node).overflowY !== 'visible'"
        " || node.textContent.includes('…')).map((node) => node.textContent)"
    )
    assert cut == []


ADDED = """() => {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const own = new Set(Object.getOwnPropertyNames(frame.contentWindow));
  frame.remove();
  return Object.getOwnPropertyNames(window).filter((name) => !own.has(name));
}"""


@on("desk zh")
def test_the_page_leaves_nothing_behind_but_leaflet(seen: Page) -> None:
    assert set(seen.evaluate(ADDED)) == {"leaflet", "L"}
    assert seen.evaluate("typeof atlas.start") == "function"


@on(*LOOKS)
def test_names_neither_lie_on_each_other_nor_along_lines_whatever_is_selected(seen: Page) -> None:
    assert_names_are_apart(seen)
    follow_hash(seen, f"feature={STATION}")
    seen.locator(".is-selected .pin-name").wait_for()
    assert seen.evaluate(BESIDE) == []
    assert_names_are_apart(seen)
    for line in ("wei-river", "weifang-laixi-railway"):
        follow_hash(seen, f"feature={line}")
        seen.get_by_role("dialog").wait_for()
        assert_names_are_apart(seen)


@on("desk en")
def test_degrees_do_not_show_in_pieces_beside_a_card(roaming: Page) -> None:
    degrees = roaming.locator(".degrees-side .degree")
    follow_hash(roaming, f"feature={STATION}")
    roaming.get_by_role("dialog").wait_for()
    expect(degrees.first).to_be_hidden()
    roaming.keyboard.press("Escape")
    expect(degrees.first).to_be_visible()


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


ZOOMS = {DESK[0]: (8, 9, 10, 12), PHONE[0]: (8, 9.5, 11, 13)}


@on("desk en", "phone en")
def test_places_that_lie_close_can_each_be_hit_at_every_zoom(roaming: Page) -> None:
    for zoom in ZOOMS[roaming.evaluate("innerWidth")]:
        roaming.evaluate("to => { location.hash = to; }", f"{zoom}/36.82/119.2")
        roaming.wait_for_url(re.compile(rf"#{zoom}/"))
        roaming.locator(".pin").first.wait_for(state="attached")
        roaming.wait_for_function(f"() => ({COVERED})().length === 0", polling=100)


@on("desk en")
def test_a_figure_flies_to_its_place(roaming: Page) -> None:
    follow_hash(roaming, "13/36.7/119.4")
    roaming.get_by_role("tab", name=re.compile("Figures")).click()
    roaming.locator(".tile").first.click()
    roaming.wait_for_url(re.compile(r"feature=hanting-district&fact=\w+#(8|9|10)"))


@on("desk zh", "phone en")
def test_the_readers_position_is_shown_with_distances(roaming: Page) -> None:
    page, language = roaming, language_of(roaming)
    follow_hash(page, f"feature={STATION}")
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


@on("desk en")
def test_a_reader_far_away_is_told_so_and_the_map_stays(seen: Page) -> None:
    before = seen.url
    standing(seen, 39.9, 116.4, 2000)
    locate(seen, "en")
    expect(voice(seen)).to_contain_text("280 km away")
    seen.wait_for_timeout(400)
    assert seen.url == before


def centre_offset(page: Page, place: str) -> float:
    """Return how many pixels a place is from the middle of the map."""
    box = page.locator(f".pin-body[data-place={place}] .pin-disc").bounding_box()
    middle = page.locator("#map-stage").bounding_box()
    assert box
    assert middle
    dx = box["x"] + box["width"] / 2 - middle["x"] - middle["width"] / 2
    dy = box["y"] + box["height"] / 2 - middle["y"] - middle["height"] / 2
    return float((dx * dx + dy * dy) ** 0.5)


@on("desk zh")
def test_the_list_flies_to_a_place_and_to_it_again_and_names_give_way_to_its_card(
    seen: Page,
) -> None:
    names = seen.evaluate(SIDES)
    fit = seen.get_by_role("button", name=words("zh", "controls.fit"))
    row = seen.locator(f".row[data-place={STATION}]")
    card = seen.get_by_role("dialog")
    row.click()
    seen.wait_for_url(re.compile(f"feature={STATION}#1[12]"))
    room, name = card.bounding_box(), seen.locator(".is-selected .pin-name").bounding_box()
    assert room
    assert name
    assert name["x"] + name["width"] < room["x"]
    seen.wait_for_timeout(400)
    at = seen.url
    for way in (row, card.get_by_role("button", name=words("zh", "share.zoom"))):
        fit.click()
        seen.wait_for_function("at => location.href !== at", arg=at)
        way.click()
        seen.wait_for_function("at => location.href === at", arg=at)
    assert centre_offset(seen, STATION) < 260
    seen.keyboard.press("Escape")
    fit.click()
    seen.wait_for_function(f"names => JSON.stringify(({SIDES})()) === names", arg=compact(names))


@on("desk zh")
def test_names_keep_clear_of_lines_after_every_zoom(seen: Page) -> None:
    page = seen
    for button in ("controls.plus", "controls.plus", "controls.fit"):
        at = page.url
        page.get_by_role("button", name=words("zh", button), exact=True).click()
        page.wait_for_function("at => location.href !== at", arg=at)
        zoomed = sides(page)
        page.reload()
        whole(page)
        assert zoomed == sides(page), button


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


UNDER_LEGEND = """() => {
    const key = document.querySelector(".legend").getBoundingClientRect();
    return [...document.querySelectorAll(".pin-disc .sign")].filter((node) => {
        const { left, right, top, bottom } = node.getBoundingClientRect();
        return left < key.right && right > key.left && top < key.bottom && bottom > key.top;
    }).length;
}"""


def test_a_frame_shows_a_place_with_no_disc_under_the_legend(
    built: build.BuildResult, opened: Opener
) -> None:
    page = opened(built.files[0], "embed=1&lang=en&feature=wei-river", size=(900, 560))
    for language in ("en", "zh"):
        expect(page.get_by_role("dialog")).to_be_visible()
        page.wait_for_timeout(600)
        assert page.evaluate(UNDER_LEGEND) == 0, language
        follow_hash(page, "lang=zh&feature=wei-river")
