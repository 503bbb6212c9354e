"""The map as an atlas: names, lines, doubt to scale, first view, inset, legend, credits."""

import math
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from geo import build
from geo.text import page_strings
from tests.elsewhere import elsewhere, follow_hash, resized
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.support import DATA

DESK, TABLET, PHONE, SMALL = (1440, 900), (768, 1024), (390, 844), (320, 640)
FRAMES = [(480, 480), (700, 450), (760, 480)]
LANGUAGES = ("zh", "en")
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
def seen(
    request: pytest.FixtureRequest, built: build.BuildResult, contexts: Contexts
) -> Iterator[Page]:
    """Return the map as it opens, once for all tests; who changes it puts it back."""
    query, language, size = request.param
    opener = Opener(contexts)
    yield furnished(opener(built.files[0], f"lang={language}{query}", size=size))
    opener.close()


def looks(every: Sequence[Look]) -> pytest.MarkDecorator:
    """Have a test look at the map in each of these ways."""
    names = [f"{query[1:]}{size[0]}x{size[1]}-{language}" for query, language, size in every]
    return pytest.mark.parametrize("seen", every, indirect=True, ids=names)


def language_of(page: Page) -> str:
    return "zh" if "lang=zh" in page.url else "en"


FIRST: Look = ("", "en", DESK)
SIZES = [("", language, size) for size in (DESK, TABLET, PHONE) for language in LANGUAGES]
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


def pixels(metres: float, lat: float, zoom: float) -> float:
    return metres * 256 * 2**zoom / (EQUATOR * math.cos(math.radians(lat)))


@looks([FIRST])
def test_the_ring_of_doubt_is_to_scale(built: build.BuildResult, seen: Page) -> None:
    village = next(each for each in built.content.places if each.id == VILLAGE)
    assert village.geometry is not None
    assert village.uncertainty_m
    lon, lat = village.geometry.coords[0]
    for zoom in (11, 14):
        with elsewhere(seen, f"{zoom}/{lat}/{lon}"):
            rings = seen.locator("path.ring").evaluate_all(
                "all => all.map((n) => n.getBBox().width)"
            )
        expected = 2 * pixels(village.uncertainty_m, lat, zoom)
        assert min(abs(width - expected) for width in rings) < 3


BANDS = """all => all.map((n) => parseFloat(getComputedStyle(n).strokeWidth))"""


@looks([FIRST])
def test_the_band_of_a_line_is_as_wide_as_its_doubt_and_follows_the_zoom(
    built: build.BuildResult, seen: Page
) -> None:
    river = next(each for each in built.content.places if each.id == "wei-river")
    assert river.geometry is not None
    assert river.uncertainty_m
    bands = seen.locator("path.doubt-band")
    for zoom in (10, 13):
        with elsewhere(seen, f"{zoom}/36.8/119.42"):
            wide = bands.evaluate_all(BANDS)
            expected = 2 * pixels(river.uncertainty_m, river.geometry.centroid.y, zoom)
            assert min(abs(each / expected - 1) for each in wide) < 0.02
            if zoom > 10:
                continue
            seen.get_by_role("button", name=words("en", "controls.plus")).click()
            seen.wait_for_timeout(900)
            assert max(bands.evaluate_all(BANDS)) == pytest.approx(2 * max(wide), rel=0.01)


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
def test_the_name_of_a_line_opens_it(seen: Page) -> None:
    with elsewhere(seen, ""):
        seen.locator(".line-name", has_text="Wei River").click()
        expect(seen.get_by_role("dialog")).to_contain_text("Wei River")


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


@looks([FIRST, ("", "en", PHONE)])
def test_the_inset_shows_the_whole_and_is_away_then(seen: Page) -> None:
    before = seen.url
    with elsewhere(seen, ""):
        overview(seen).click()
        expect(overview(seen)).to_be_hidden()
        seen.wait_for_function("at => location.href !== at", arg=before)


def zoom_of(page: Page) -> float:
    page.wait_for_timeout(900)
    return float(re.search(r"#([\d.]+)/", page.url)[1])  # type: ignore[index]


@looks([FIRST])
def test_the_button_shows_the_sites_and_pressed_again_everything(seen: Page) -> None:
    button = seen.get_by_role("button", name=words("en", "controls.fit"))
    with elsewhere(seen, "9/37.3/119.6"):
        button.click()
        sites = zoom_of(seen)
        button.click()
        everything = zoom_of(seen)
        button.click()
        assert sites > everything + 0.5
        assert zoom_of(seen) == sites


@looks(FRAMED[:1])
def test_frames_have_an_inset_from_480_pixels(seen: Page) -> None:
    expect(overview(seen)).to_have_count(1)
    shown = [overview(seen).count() for _ in resized(seen, (470, 480), (700, 480))]
    assert shown == [0, 1]


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


PLACES = {"zh": (STATION, VILLAGE), "en": (STATION, "yangjiabu-dream-courtyard")}


ONE_LANGUAGE = {TABLET: "en", PHONE: "zh"}


@looks([each for each in SIZES if ONE_LANGUAGE.get(each[2], each[1]) == each[1]])
def test_the_chosen_ones_name_covers_no_other_place_nor_its_card_the_sources(seen: Page) -> None:
    first, other = PLACES[language_of(seen)]
    with elsewhere(seen, f"feature={first}"):
        assert_name_stands_free(seen, first)
        if seen.evaluate("innerWidth") > PHONE[0]:
            assert_sources_are_seen(seen)
        follow_hash(seen, f"feature={other}")
        assert_name_stands_free(seen, other)


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


@looks([each for each in SIZES if each[2] == DESK])
def test_in_a_smaller_window_a_card_lies_not_over_the_sources(seen: Page) -> None:
    with elsewhere(seen, f"feature={STATION}"):
        for _ in resized(seen, (1000, 700)):
            assert_sources_are_seen(seen)


def test_beside_a_card_the_legend_ends_below_the_places_under_it(
    built: build.BuildResult, opened: Opener
) -> None:
    page = furnished(opened(built.files[0], f"lang=en&feature={STATION}", size=DESK))
    page.wait_for_timeout(500)
    legend = page.get_by_role("region", name="Legend")
    expect(legend.get_by_role("heading", name="Base map")).to_be_attached()
    assert page.evaluate(MEETING, ".legend") == []
    expect(page.locator("#legend-body")).to_have_attribute("tabindex", "0")
    short = page.locator(".legend").evaluate("node => node.offsetHeight")
    page.keyboard.press("Escape")
    page.wait_for_function(
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
def test_no_name_of_a_line_loses_its_ends(seen: Page) -> None:
    with elsewhere(seen, "feature=hanting-district"):
        assert_ends(seen)


@looks([each for each in SIZES if each[2] == TABLET])
def test_on_a_tablet_a_card_leaves_the_map_above_it(seen: Page) -> None:
    for place in (STATION, "xinsong-smart-park"):
        with elsewhere(seen, f"feature={place}"):
            card, stage = box_of(seen.get_by_role("dialog")), box_of(seen.locator(".stage"))
            assert card["y"] > TABLET[1] * 0.4
            assert card["width"] > stage["width"] * 0.9


NARROWER = {DESK: (), TABLET: ((844, 390), (667, 375)), PHONE: (SMALL,)}
FRAMED_NARROWER = {(480, 480): ((320, 400),), (700, 450): ((760, 480), (1000, 600))}
"""In which windows the sources are looked for, those first in which the map is opened."""


@looks(
    [
        *(each for each in SIZES if each[1] == {DESK: "zh", TABLET: "en", PHONE: "zh"}[each[2]]),
        *FRAMED[:2],
    ]
)
def test_sources_and_caution_stand_in_every_view(built: build.BuildResult, seen: Page) -> None:
    language = language_of(seen)
    width, height = seen.evaluate("[innerWidth, innerHeight]")
    others = FRAMED_NARROWER if "embed=1" in seen.url else NARROWER
    assert_sources(built, seen, language)
    for _ in resized(seen, *others[width, height]):
        assert_sources(built, seen, language)


@looks([("", "en", PHONE)])
def test_phones_show_sources_and_the_smallest_the_names_of_lines_with_their_ends(
    built: build.BuildResult, seen: Page
) -> None:
    assert_sources(built, seen, "en")
    for _ in resized(seen, SMALL):
        assert_sources(built, seen, "en")
        with elsewhere(seen, "feature=hanting-district"):
            assert_ends(seen)


def assert_sources(built: build.BuildResult, page: Page, language: str) -> None:
    credits_ = page.get_by_role("group", name=words(language, "credits.label"))
    caution = built.content.project.backdrop_note[language]
    for text in ("OpenStreetMap", "GeoNames", caution):
        expect(credits_.get_by_text(text)).to_be_in_viewport(ratio=1)


def legend(page: Page) -> Locator:
    name = words(language_of(page), "legend.title")
    return page.get_by_role("button", name=name, exact=True)


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


def test_a_map_may_keep_its_glyphs(tmp_path: Path, opened: Opener) -> None:
    data = shutil.copytree(DATA, tmp_path / "data")
    text = (data / "map.toml").read_text(encoding="utf-8")
    (data / "map.toml").write_text(f'symbols = "glyphs"\n{text}', encoding="utf-8")
    built = build.build(data, tmp_path / "maps")
    page = furnished(opened(built.files[0], "lang=en", size=DESK))
    expect(page.locator(".pin-disc > .sign .sign-glyph")).not_to_have_count(0)
