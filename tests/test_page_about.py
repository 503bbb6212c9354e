"""What helps a reader understand: the dialog about the map, charts, legend, and the picture."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from geo import build
from geo.runtime import files
from geo.text import page_strings
from tests.elsewhere import follow_query
from tests.linked import linked
from tests.opener import Contexts, Opener
from tests.support import DATA, county, replaced
from tests.views import sheet, whole

LANGUAGES = ["zh", "en"]
DESK, PHONE = (1440, 900), (390, 844)
LOOKS = pytest.mark.parametrize(("language", "size"), [("zh", DESK), ("en", PHONE)])
"""Each language and each size once."""
Look = tuple[str, tuple[int, int]]
"""Language and size."""


@pytest.fixture(scope="module")
def built(hanting_built: build.BuildResult) -> build.BuildResult:
    """Hanting's map."""
    return hanting_built


@pytest.fixture(scope="module")
def shown(hanting: Path, contexts: Contexts) -> Iterator[dict[Look, Page]]:
    """Give a page for each look, which one test after another uses."""
    opener = Opener(contexts)
    yield {
        (language, size): opener(hanting, f"lang={language}", size=size)
        for language, size in (("zh", DESK), ("en", DESK), ("en", PHONE))
    }
    opener.close()


@pytest.fixture
def figured(shown: dict[Look, Page]) -> dict[str, Page]:
    """Give a page in each language, turned to the figures."""
    pages = {language: show(shown, language) for language in LANGUAGES}
    for page in pages.values():
        page.evaluate(linked("atlas.data_store.set({ tab: 'figures' })"))
    return pages


def show(shown: dict[Look, Page], language: str = "en", size: tuple[int, int] = DESK) -> Page:
    """Return the page of a look as it opens."""
    page = shown[language, size]
    whole(page)
    follow_query(page, f"lang={language}")
    sheet("Home")(page, language)
    return page


def words(language: str, key: str) -> str:
    return page_strings.load_strings(language).get_text(key)


def about(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("dialog", name=words(language, "about.title"))


def opener_of(page: Page, language: str = "en") -> Locator:
    return page.get_by_role("button", name=words(language, "about.open"), exact=True)


@LOOKS
def test_the_dialog_tells_coverage_sources_and_inputs(
    built: build.BuildResult,
    shown: dict[Look, Page],
    language: str,
    size: tuple[int, int],
) -> None:
    page = show(shown, language, size)
    sheet("End")(page, language)
    opener_of(page, language).focus()
    page.keyboard.press("Enter")
    told = about(page, language)
    expect(told.get_by_role("heading", level=2)).to_be_focused()
    sums = told.get_by_role("row", name=re.compile(words(language, "about.all")))
    expect(sums.get_by_role("cell")).to_have_text(["45", "2", "5", "6", "30", "2"])
    for name, digest in built.content.inputs.items():
        row = told.get_by_role("row").filter(has_text=name)
        expect(row.get_by_title(digest)).to_have_text(digest[:12])
    for dataset in built.content.project.datasets:
        expect(told).to_contain_text(dataset.licence)
    assert not told.evaluate("node => node.scrollWidth > node.clientWidth")


def test_the_coverage_opens_the_dialog_and_its_button_closes_it(shown: dict[Look, Page]) -> None:
    page = show(shown)
    door = page.get_by_role("button", name=words("en", "about.title"))
    door.click()
    about(page).get_by_role("button", name="Close").click()
    expect(about(page)).to_be_hidden()
    expect(door).to_be_focused()


def test_the_dialog_keeps_the_focus_and_gives_it_back(shown: dict[Look, Page]) -> None:
    page = show(shown)
    page.evaluate("() => { location.hash = 'feature=wei-river'; }")
    card = page.get_by_role("dialog", name="Wei River")
    expect(card).to_be_visible()
    opener_of(page).focus()
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        at = "document.activeElement"
        held = f"{at} === document.body || !!{at}.closest('dialog')"
        assert page.evaluate(held)
    page.keyboard.press("Escape")
    expect(about(page)).to_be_hidden()
    expect(card).to_be_visible()
    expect(opener_of(page)).to_be_focused()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_doubt_leads_to_its_evidence_by_a_line_of_text(
    built: build.BuildResult, shown: dict[Look, Page], size: tuple[int, int]
) -> None:
    page = show(shown, "en", size)
    sheet("End")(page, "en")
    opener_of(page).click()
    noted = [fact for fact in built.content.facts if fact.note.get("en")]
    expect(about(page)).to_contain_text(f"{len(noted)} of {len(built.content.facts)} facts")
    about(page).get_by_text(words("en", "about.show")).click()
    door = about(page).get_by_role("button", name=re.compile("Photo caption: the station"))
    assert door.inner_text() == "Weifang North Railway Station: Photo caption: the station"
    about(page).get_by_role("button", name=re.compile("Share of tax revenue")).click()
    expect(page.get_by_role("dialog", name="Hanting District")).to_contain_text("90.8")


def test_input_hashes_are_copied_or_shown_to_copy(shown: dict[Look, Page]) -> None:
    page = show(shown)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    opener_of(page).click()
    page.get_by_role("button", name="Copy in full").click()
    field = about(page).get_by_role("textbox", name="Copy in full")
    digest = files.sha256_hex((DATA / "facts.csv").read_bytes())
    assert f"{digest}  facts.csv" in field.input_value().splitlines()


def test_hostile_names_stay_text_in_the_dialog_and_without_comparable_figures_are_no_charts(
    tmp_path: Path, opened: Opener
) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    folder = replaced(county(tmp_path), "map.toml", "Moorland sites", hostile)
    made = build.build(folder, tmp_path / "maps")
    page = opened(made.files[0])
    page.locator("[data-focus=about]").click()
    expect(page.locator("#about")).to_be_visible()
    expect(page.locator("[data-chart=change]")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_change_is_charted_from_zero_with_exact_figures(
    figured: dict[str, Page], language: str
) -> None:
    chart = figured[language].locator("[data-chart=change]")
    expect(chart.get_by_role("heading")).to_have_text(words(language, "charts.change"))
    told = chart.locator(".figure-number").all_inner_texts()
    assert told == ["108", "33", "11.2", "11.1", "7.7", "8.4", "10.9"]
    parts = [part.bounding_box() for part in chart.locator(".chart-part").all()]
    zero = chart.locator(".chart-zero").first.bounding_box()
    assert zero
    width = [part["width"] for part in parts if part]
    assert width[0] / width[1] == pytest.approx(108 / 33, rel=0.03)
    assert width[6] / width[4] == pytest.approx(10.9 / 7.7, rel=0.06)
    assert [bool(part and part["x"] < zero["x"] - 1) for part in parts] == [False] * 5 + [True] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_tells_a_short_note_in_place_and_of_a_long_one_that_it_is_there(
    built: build.BuildResult, figured: dict[str, Page], language: str
) -> None:
    page = figured[language]
    noted = words(language, "fact.noted")
    facts = {fact.id: fact.note[language] for fact in built.content.facts if fact.note}
    rows, tiles = page.locator("[data-chart=change] button"), page.locator("button.tile")
    expect(rows.filter(has_text="108").first).to_contain_text(facts["F151"])
    expect(rows.filter(has_text="108").first).not_to_contain_text(noted)
    expect(tiles.and_(page.locator("[data-focus=tile-F124]"))).to_contain_text(facts["F124"])
    long = tiles.and_(page.locator("[data-focus=tile-F147]"))
    expect(long).to_contain_text(noted)
    expect(long).not_to_contain_text(facts["F147"])
    for shown in (rows, tiles):
        expect(shown.filter(has_text="11.2").first).not_to_contain_text(noted)


def test_sums_share_an_axis_only_where_the_smaller_is_still_seen(figured: dict[str, Page]) -> None:
    page = figured["en"]
    charts = page.locator("[data-chart=money]")
    expect(charts).to_have_count(2)
    expect(charts.first).to_contain_text("more than")
    bars = page.locator("svg.chart-bar")
    assert bars.evaluate_all("all => all.every(bar => bar.ariaHidden === 'true')")


def test_a_bar_leads_to_its_evidence(figured: dict[str, Page]) -> None:
    page = figured["en"]
    page.locator("[data-chart=share]").get_by_role("button", name=re.compile("tax rev")).click()
    expect(page.get_by_role("dialog", name="Hanting District")).to_be_visible()


def saved(page: Page, language: str) -> tuple[str, Image.Image]:
    with page.expect_download() as download:
        page.get_by_role("button", name=words(language, "picture.save")).click()
    raw = Path(download.value.path()).read_bytes()
    return download.value.suggested_filename, Image.open(io.BytesIO(raw)).convert("RGB")


NOTE_WRITTEN = """() => {
    const { fillText } = CanvasRenderingContext2D.prototype;
    window.written = [];
    CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
        window.written.push(text);
        return fillText.call(this, text, ...at);
    };
}"""


@LOOKS
def test_the_map_is_saved_as_a_picture_with_no_degree_cut_off(
    built: build.BuildResult,
    shown: dict[Look, Page],
    language: str,
    size: tuple[int, int],
) -> None:
    page = show(shown, language, size)
    page.evaluate(linked("atlas.map_view.showSites(true)"))
    page.evaluate(NOTE_WRITTEN)
    if size == PHONE:
        page.get_by_role("button", name=words(language, "panel.handle")).click()
    name, image = saved(page, language)
    assert name == "hanting.png"
    box = page.get_by_role("region", name=words(language, "controls.map"), exact=True)
    drawn = box.bounding_box()
    assert drawn
    assert image.width == round(drawn["width"] * 2)
    assert image.height > drawn["height"] * 2
    colours = {colour for _, colour in image.getcolors(maxcolors=1 << 24) or []}
    for layer in built.content.project.layers:
        assert tuple(bytes.fromhex(layer.colour[1:])) in colours, layer.id
    expect(page.get_by_role("status").filter(has_text=name)).to_be_attached()
    written = page.evaluate("window.written")
    assert any(re.fullmatch(r"\d+°\d\d′[NE]", text) for text in written) == (size == DESK)
    assert [text for text in written if text.endswith("…")] == []


def test_the_picture_has_land_sea_and_marker_where_the_page_has_them(
    shown: dict[Look, Page],
) -> None:
    page = show(shown)
    page.locator(".row[data-place=weifang-north-station]").click()
    closer = page.locator(".scale").get_by_text("2.5", exact=True)
    closer.wait_for(state="attached")
    _, image = saved(page, "en")
    marker = page.locator(".pin-body.is-selected .sign").bounding_box()
    box = page.get_by_role("region", name="Map", exact=True).bounding_box()
    assert marker
    assert box
    head = image.getpixel((0, 0))
    top = next(y for y in range(image.height) if image.getpixel((0, y)) != head)
    x = (marker["x"] + 5 - box["x"]) * 2
    y = (marker["y"] + marker["height"] / 2 - box["y"]) * 2 + top
    assert image.getpixel((round(x), round(y))) == (0x3A, 0x2A, 0x8C)


REFUSE = """() => {
    window.allowed = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = () => { throw new Error('refused'); };
}"""


def test_the_legend_explains_only_what_is_shown_and_a_refused_canvas_is_told(
    shown: dict[Look, Page],
) -> None:
    page = show(shown)
    legend = page.get_by_role("region", name="Legend")
    vague = legend.get_by_text(words("en", "legend.uncertain"))
    expect(vague).to_be_visible()
    for layer in ("Agriculture", "Industrial parks", "Demonstration villages"):
        page.get_by_role("switch", name=f"Show “{layer}” on the map").click()
    expect(vague).to_have_count(0)

    page.evaluate(REFUSE)
    page.get_by_role("button", name="Save as PNG").click()
    expect(page.get_by_role("status").filter(has_text="could not make")).to_be_attached()
    assert page.locator(".picture-sheet").count() == 0
    page.evaluate("void (HTMLCanvasElement.prototype.toBlob = window.allowed)")
