"""The map as an atlas: names, lines, doubt to scale, first view, inset, legend, credits."""

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from geo import build
from geo.text import page_strings
from tests.elsewhere import SETTLED, VIEW, Home, follow_hash, note_home
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.support import county, replaced

DESK, TABLET, PHONE, SMALL = (1440, 900), (768, 1024), (390, 844), (320, 640)
FRAMES = [(480, 480), (700, 450), (760, 480)]
STATION = "weifang-north-station"
VILLAGE = "qianquezhuang-village"
EQUATOR = 40_075_016.7


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    return hanting_built


def words(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


def furnished(page: Page) -> Page:
    """Wait until names are written, around all that stands on the map."""
    page.wait_for_function("() => typeof atlas === 'object' && Boolean(atlas.shell_deferred_parts)")
    page.locator(".pin-name > *, .line-name").first.wait_for(state="attached")
    page.wait_for_timeout(700)
    return page


Look = tuple[str, str, tuple[int, int]]
"""More of the address, language and size."""


@pytest.fixture(scope="module")
def look(
    request: pytest.FixtureRequest, built: build.BuildResult, contexts: Contexts
) -> Iterator[Home]:
    """Return the map as it opens, once for all tests."""
    query, language, size = request.param
    opener = Opener(contexts)
    yield note_home(furnished(opener(built.files[0], f"lang={language}{query}", size=size)))
    opener.close()


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(SETTLED)


def looks(every: Sequence[Look]) -> pytest.MarkDecorator:
    """Have a test look at the map in each of these ways."""
    names = [f"{query[1:]}{size[0]}x{size[1]}-{language}" for query, language, size in every]
    return pytest.mark.parametrize("look", every, indirect=True, ids=names)


def language_of(page: Page) -> str:
    return "zh" if "lang=zh" in page.url else "en"


FIRST: Look = ("", "en", DESK)
ONE_EACH: list[Look] = [("", "zh", DESK), ("", "en", TABLET), ("", "zh", PHONE)]
"""Each size in the language in which the other tests look at it least."""
SIZES = [
    ("", language, size)
    for language, size in (("zh", DESK), ("en", DESK), ("en", TABLET), ("zh", PHONE), ("en", PHONE))
]
FRAMED: list[Look] = [
    ("&embed=1", language, size) for language, size in zip(("en", "zh", "en"), FRAMES, strict=True)
]


SEEN = linked("""() => {
  const seen = (node) => {
    const { left, right, top, bottom, width } = node.getBoundingClientRect();
    const shown = node.checkVisibility({ visibilityProperty: true });
    return shown && width && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  };
  const all = document.querySelectorAll('.pin-name > *, .line-name, .tally-name');
  const named = [...all].filter(seen);
  const place = (k) => atlas.data_data.idOf(atlas.data_containers.placeOf(k));
  return named.map((n) => n.matches('.tally-name')
    ? place(n.closest('[data-container]').dataset.container)
    : n.closest('[data-place]').dataset.place);
}""")


@looks(SIZES)
def test_every_located_place_has_its_name_in_the_first_view(
    built: build.BuildResult, seen: Page
) -> None:
    subject = built.content.project.subject
    located = {each.id for each in built.content.places if each.geometry is not None} - {subject}
    assert located - set(seen.evaluate(SEEN)) == set()


@looks([FIRST])
def test_only_what_is_not_built_is_dashed_and_no_line_is_dotted(seen: Page) -> None:
    dashed = seen.locator("path.shape-line").evaluate_all("""all => all.map((n) =>
        [n.classList.contains('is-building'), getComputedStyle(n).strokeDasharray])""")
    assert dashed
    assert all((dash != "none") == building for building, dash in dashed)
    assert all(float(dash.split("px")[0]) > 3 for building, dash in dashed if building)


@looks([("", language, DESK) for language in ("zh", "en")])
def test_lines_have_a_name_along_them_that_is_not_upside_down_and_no_disc(seen: Page) -> None:
    for line in ("wei-river", "weifang-laixi-railway"):
        expect(seen.locator(f".pin-body[data-place={line}]")).to_have_count(0)
        turned = seen.locator(f".line-name-group[data-place={line}] text").evaluate_all(
            "all => all.map((n) => n.getRotationOfChar(0))"
        )
        assert turned
        assert all(-91 < (angle + 180) % 360 - 180 < 91 for angle in turned)


@looks([FIRST])
def test_a_vague_area_is_flat_ringed_and_cut_at_the_districts_outline(seen: Page) -> None:
    areas = seen.locator("path.soft-area")
    looks = areas.evaluate_all("""all => all.map((n) => {
        const { fill, stroke } = getComputedStyle(n);
        const cut = document.querySelector(n.getAttribute('clip-path').slice(4, -1));
        return [fill.startsWith('url'), stroke !== 'none', cut.children.length];
    })""")
    assert looks
    assert looks == [[False, True, 1]] * len(looks)


def overview(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("button", name=words(language, "inset.label"))


MEETING = """(selector) => {
  const own = document.querySelector(selector).getBoundingClientRect();
  return [...document.querySelectorAll('.pin-disc > .sign')].filter((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return left < own.right && right > own.left && top < own.bottom && bottom > own.top;
  }).map((node) => node.closest('.pin-body').dataset.place);
}"""


@looks([*(each for each in SIZES if each[1] == "en"), *FRAMED])
def test_no_place_lies_under_inset_or_legend(seen: Page) -> None:
    assert seen.evaluate(MEETING, ".inset") == []
    assert seen.evaluate(MEETING, ".legend") == []


def legend(page: Page) -> Locator:
    name = words(language_of(page), "legend.title")
    return page.get_by_role("button", name=name, exact=True)


@looks([FIRST])
def test_the_legend_tells_what_is_not_stated_from_what_is_in_use(seen: Page) -> None:
    rows = seen.get_by_role("region", name=words("en", "legend.title")).get_by_role("listitem")
    fills = {
        state: rows.filter(has_text=words("en", f"state.{state}"))
        .locator(".sign")
        .evaluate("node => getComputedStyle(node).backgroundColor")
        for state in ("open", "unknown")
    }
    assert fills["open"] != fills["unknown"]


@looks([FIRST])
def test_the_legend_has_no_state_that_no_sign_on_the_map_shows(seen: Page) -> None:
    shown = seen.locator(".pin-disc > .sign:not(.sure-uncertain)").evaluate_all(
        "all => [...new Set(all.map((n) => n.className.match(/is-(open|building|planned|designated|unknown)/)[1]))]"  # noqa: E501
    )
    region = seen.get_by_role("region", name=words("en", "legend.title"))
    for state in ("open", "building", "planned", "designated", "unknown"):
        row = region.get_by_text(words("en", f"state.{state}"), exact=True)
        expect(row).to_have_count(int(state in shown))


@looks([("", "zh", DESK)])
def test_signs_are_pictograms_in_every_language(seen: Page) -> None:
    expect(seen.locator(".pin-disc > .sign svg")).not_to_have_count(0)
    expect(seen.locator(".pin-disc > .sign .sign-glyph")).to_have_count(0)


WAYS = {480: ["outside"], 700: ["button", "escape"], 760: ["outside"]}
"""By which ways the legend closes in a frame of a width: outside of it lies what has a size."""


@looks(FRAMED)
def test_the_legend_of_a_frame_closes(seen: Page) -> None:
    for way in WAYS[seen.evaluate("innerWidth")]:
        legend(seen).click()
        expect(legend(seen)).to_have_attribute("aria-expanded", "true")
        if way == "button":
            legend(seen).click()
        elif way == "outside":
            seen.mouse.click(20, seen.evaluate("innerHeight") // 2)
        else:
            seen.keyboard.press("Escape")
        expect(legend(seen)).to_have_attribute("aria-expanded", "false")


OTHERS: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {
    TABLET: ((844, 390), (667, 375)),
    PHONE: (SMALL,),
    (480, 480): ((320, 400),),
    (700, 450): ((1000, 600),),
}
"""In which windows the sources are looked for, other than those in which the map is opened."""


@looks([*ONE_EACH, ("", "en", PHONE), *FRAMED])
def test_sources_and_caution_stand_in_every_view(built: build.BuildResult, seen: Page) -> None:
    language = language_of(seen)
    width, height = seen.evaluate("[innerWidth, innerHeight]")
    assert_sources(built, seen, language)
    if (width, language) == (PHONE[0], "en"):
        return
    for size in OTHERS.get((width, height), ()):
        resize(seen, size)
        assert_sources(built, seen, language)


def assert_sources(built: build.BuildResult, page: Page, language: str) -> None:
    credits_ = page.get_by_role("group", name=words(language, "credits.label"))
    caution = built.content.project.backdrop_note[language]
    for text in ("OpenStreetMap", "GeoNames", caution):
        expect(credits_.get_by_text(text)).to_be_in_viewport(ratio=1)


@looks(FRAMED[:1])
def test_frames_have_an_inset_from_480_pixels(roaming: Page) -> None:
    for width, count in ((470, 0), (480, 1)):
        resize(roaming, (width, 480))
        expect(overview(roaming)).to_have_count(count)


@looks([FIRST, ("", "en", PHONE)])
def test_the_inset_shows_the_whole_and_is_away_then(seen: Page) -> None:
    before = seen.url
    overview(seen).click()
    expect(overview(seen)).to_be_hidden()
    seen.wait_for_function("at => location.href !== at", arg=before)


def pixels(metres: float, lat: float, zoom: float) -> float:
    return metres * 256 * 2**zoom / (EQUATOR * math.cos(math.radians(lat)))


RINGS = "all => all.map((n) => n.getBBox().width)"
BANDS = "all => all.map((n) => parseFloat(getComputedStyle(n).strokeWidth))"


@looks([FIRST])
def test_doubt_is_to_scale_and_follows_the_zoom(built: build.BuildResult, roaming: Page) -> None:
    """That of a place has a ring, that of a line a band as wide as it."""
    places = {each.id: each for each in built.content.places}
    village, river = places[VILLAGE], places["wei-river"]
    assert village.geometry is not None
    assert river.geometry is not None
    assert village.uncertainty_m
    assert river.uncertainty_m
    lon, lat = village.geometry.coords[0]
    bands = roaming.locator("path.doubt-band")
    for zoom in (11, 14):
        follow_hash(roaming, f"{zoom}/{lat}/{lon}")
        ring = 2 * pixels(village.uncertainty_m, lat, zoom)
        rings = roaming.locator("path.ring").evaluate_all(RINGS)
        assert min(abs(width - ring) for width in rings) < 3
        band = 2 * pixels(river.uncertainty_m, river.geometry.centroid.y, zoom)
        wide = bands.evaluate_all(BANDS)
        assert min(abs(each / band - 1) for each in wide) < 0.02
        if zoom == 11:
            before = roaming.evaluate(VIEW)
            roaming.get_by_role("button", name=words("en", "controls.plus")).click()
            assert roaming.evaluate(VIEW) != before
            assert max(bands.evaluate_all(BANDS)) == pytest.approx(2 * max(wide), rel=0.01)


def zoom_of(page: Page) -> float:
    page.wait_for_timeout(900)
    return float(re.search(r"#([\d.]+)/", page.url)[1])  # type: ignore[index]


@looks([FIRST])
def test_the_button_shows_the_sites_and_pressed_again_everything(roaming: Page) -> None:
    button = roaming.get_by_role("button", name=words("en", "controls.fit"))
    follow_hash(roaming, "9/37.3/119.6")
    button.click()
    sites = zoom_of(roaming)
    button.click()
    everything = zoom_of(roaming)
    button.click()
    assert sites > everything + 0.5
    assert zoom_of(roaming) == sites


PLACES = {"zh": (STATION, VILLAGE), "en": (STATION, "yangjiabu-dream-courtyard")}
SMALLER = (1000, 700)


@looks([FIRST, *ONE_EACH])
def test_beside_a_card_the_chosen_ones_name_covers_no_other_place_and_the_sources_are_seen(
    seen: Page,
) -> None:
    first, other = PLACES[language_of(seen)]
    width = seen.evaluate("innerWidth")
    follow_hash(seen, f"feature={first}")
    assert_name_stands_free(seen, first)
    if width > PHONE[0]:
        assert_sources_are_seen(seen)
    follow_hash(seen, f"feature={other}")
    assert_name_stands_free(seen, other)
    if width == TABLET[0]:
        assert_map_is_left_above(seen)
        follow_hash(seen, "feature=xinsong-smart-park")
        assert_map_is_left_above(seen)
    if width == DESK[0]:
        resize(seen, SMALLER)
        assert_sources_are_seen(seen)


def assert_name_stands_free(page: Page, place: str) -> None:
    page.locator(f".pin-body.is-selected[data-place={place}] .pin-name").wait_for()
    assert page.evaluate(MEETING, ".is-selected .pin-name > *") == []


def box_of(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box
    return box


def assert_sources_are_seen(page: Page) -> None:
    over, under = box_of(page.get_by_role("dialog")), box_of(page.locator(".credits"))
    beside = under["x"] + under["width"] <= over["x"]
    assert beside or under["y"] >= over["y"] + over["height"]


def assert_map_is_left_above(page: Page) -> None:
    """Look at the card of a tablet: it leaves the map above it."""
    card, stage = box_of(page.get_by_role("dialog")), box_of(page.locator(".stage"))
    assert card["y"] > TABLET[1] * 0.4
    assert card["width"] > stage["width"] * 0.9


@looks([FIRST])
def test_the_name_of_a_line_opens_it(seen: Page) -> None:
    seen.locator(".line-name", has_text="Wei River").click()
    expect(seen.get_by_role("dialog")).to_contain_text("Wei River")


@looks([FIRST])
def test_beside_a_card_the_legend_ends_below_the_places_under_it(roaming: Page) -> None:
    roaming.locator(f".row[data-place={STATION}]").click()
    expect(roaming.get_by_role("dialog")).to_contain_text("Weifang North")
    roaming.evaluate(SETTLED)
    legend = roaming.get_by_role("region", name="Legend")
    expect(legend.get_by_role("heading", name="Base map")).to_be_attached()
    assert roaming.evaluate(MEETING, ".legend") == []
    expect(roaming.locator("#legend-body")).to_have_attribute("tabindex", "0")
    short = roaming.locator(".legend").evaluate("node => node.offsetHeight")
    roaming.keyboard.press("Escape")
    roaming.wait_for_function(
        "high => document.querySelector('.legend').offsetHeight > high", arg=short
    )


ENDS = """() => [...document.querySelectorAll('.line-name textPath')].map((node) => {
    const base = document.querySelector(node.getAttribute('href'));
    return base.getTotalLength() - node.getComputedTextLength();
})"""


def assert_ends(page: Page) -> None:
    page.locator(".line-name textPath").first.wait_for(state="attached")
    shares = page.evaluate(ENDS)
    assert shares
    assert min(shares) > 0


@looks([each for each in SIZES if each[1] == "en"])
def test_no_name_of_a_line_loses_its_ends_and_the_smallest_phone_shows_the_sources(
    built: build.BuildResult, seen: Page
) -> None:
    follow_hash(seen, "feature=hanting-district")
    assert_ends(seen)
    if seen.evaluate("innerWidth") == PHONE[0]:
        resize(seen, SMALL)
        assert_ends(seen)
        follow_hash(seen, "8/36.8/119.2")
        assert_sources(built, seen, "en")


def test_a_map_may_keep_its_glyphs(tmp_path: Path, opened: Opener) -> None:
    data = replaced(county(tmp_path), "map.toml", 'id = "mill"', 'id = "mill"\nsymbol = "factory"')
    replaced(data, "map.toml", 'id = "moorland"\nl', 'symbols = "glyphs"\nid = "moorland"\nl')
    page = opened(build.build(data, tmp_path / "maps").files[0], "lang=en")
    expect(page.locator(".pin-disc > .sign .sign-glyph")).to_have_count(1)
