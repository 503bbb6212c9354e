"""A page whose data are files in a folder beside it, served, broken, and opened from disk."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from geo import build
from tests.bench import country, writing
from tests.elsewhere import follow_hash
from tests.linked import linked
from tests.opener import BLANK, Contexts, Opener
from tests.server import serving
from tests.views import word

PLACES = 6_000
PAGE, FOLDER = "country.html", "country-data"


@pytest.fixture(scope="module")
def made() -> country.Country:
    return country.make(PLACES)


@pytest.fixture(scope="module")
def maps(made: country.Country, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("country")
    data = writing.write(made, folder / "data")
    described = (data / "map.toml").read_text(encoding="utf-8")
    (data / "map.toml").write_text(f"folder_above = 1000\n{described}", encoding="utf-8")
    build.build(data, folder / "maps")
    return folder / "maps"


@pytest.fixture(scope="module")
def address(maps: Path) -> Iterator[str]:
    with serving(maps) as root:
        yield f"{root}{PAGE}"


def card(page: Page) -> str:
    return page.get_by_role("dialog").get_by_role("heading", level=2).inner_text()


def ready(page: Page) -> Page:
    page.locator(".find-input").wait_for(state="attached")
    return page


def test_the_page_itself_is_small(maps: Path) -> None:
    whole = sum(path.stat().st_size for path in (maps / FOLDER).glob("*/*"))
    text = (maps / PAGE).read_text(encoding="utf-8").partition('<main id="text"')[0]
    assert len(text) < whole / 2


@pytest.fixture(scope="module")
def shared(address: str, contexts: Contexts) -> Iterator[Page]:
    """Return a page that tests use one after another, the first of them as it opens."""
    opener = Opener(contexts)
    yield ready(opener(address, "lang=en"))
    opener.close()


RESET = linked("""() => {
  document.activeElement.blur();
  atlas.data_store.set({ query: '', off: new Set(), states: new Set(), selected: -1 });
}""")


@pytest.fixture
def page(shared: Page) -> Page:
    """Return the shared page with nothing searched for, switched off or selected."""
    shared.evaluate(RESET)
    return shared


def test_at_the_start_only_little_is_fetched(shared: Page) -> None:
    shared.wait_for_timeout(800)
    fetched = shared.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => name.split('/').pop())"
    )
    details = [name for name in fetched if "details" in name]
    assert len(details) <= 1, "those of the country itself"


def test_filters_and_switches_fetch_nothing(page: Page) -> None:
    page.wait_for_timeout(500)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    seen = linked("() => atlas.map_cluster_canvas.drawnItems().reduce((n, item) => n + item.n, 0)")
    before = page.evaluate(seen)
    page.get_by_role("switch", name="Show “Villages” on the map").press("Enter")
    page.get_by_role("button", name=word("en", "filters.button"), exact=True).click()
    page.get_by_role("button", name=re.compile("^Planned")).click()
    assert page.evaluate(seen) < before / 2
    assert [url for url in fetched if "map-details" in url or "map-columns" in url] == []


def test_blocks_that_are_no_longer_looked_at_are_let_go(page: Page) -> None:
    kept = page.evaluate(
        linked("""async () => {
            const { starts } = atlas.data_data.searchSource();
            const some = atlas.data_blocks.makeBlockSeries(
                "details", starts.details, 2, atlas.data_unpack.readJson);
            const at = () => starts.details.filter((i) => some.ready(i)).length;
            const seen = [];
            for (const i of [...starts.details, ...starts.details]) {
                await some.load([i]);
                seen.push(at());
            }
            await some.load(starts.details);
            return { blocks: starts.details.length, most: Math.max(...seen), together: at() };
        }""")
    )
    assert kept["blocks"] > 2
    assert kept["most"] == 2
    assert kept["together"] == kept["blocks"], "what is asked for at once is kept together"


COUNTS = """async () => {
  const look = () => ["#app *", ".leaflet-container *", ".pin", ".row"].map(
    (each) => document.querySelectorAll(each).length);
  for (let [seen, same] = [look(), 0]; same < 10; ) {
    await new Promise(requestAnimationFrame);
    const now = look();
    same = String(now) === String(seen) ? same + 1 : 0;
    seen = now;
  }
  return look();
}"""
"""How much there is of the page, once that stays for ten frames."""


def test_who_travels_the_country_leaves_nothing_behind(page: Page, made: country.Country) -> None:
    home = page.evaluate("location.hash")

    def at(where: str) -> list[int]:
        follow_hash(page, where)
        return page.evaluate(COUNTS)  # type: ignore[no-any-return]

    def return_home() -> list[int]:
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        return at(home)

    points = made.places[made.places.geom_type == "Point"].iloc[:: PLACES // 8]
    stops = [
        f"#{9 + number % 6}/{point.y:.4f}/{point.x:.4f}&feature={ident}"
        for number, (ident, point) in enumerate(zip(points["id"], points.geometry, strict=True))
    ]
    at(stops[0])  # some parts of the page are made for the first card, and stay
    first = return_home()
    seen = [at(stop) for stop in stops[1:]]
    assert max(pins for _, _, pins, _ in seen) > 1, "no places had markers of their own"
    assert max(nodes for nodes, *_ in seen) < first[0] + 2_000
    every, nodes, pins, rows = return_home()
    assert every < first[0] + 100
    assert pins == first[2]
    assert nodes < first[1] + 20
    assert rows < 60


def test_the_list_reads_the_names_that_are_in_sight(page: Page) -> None:
    first = page.locator(".row").first
    top = first.get_attribute("data-place") or ""
    page.locator(".panel").evaluate("node => node.scrollTo(0, 4000)")
    expect(first).not_to_have_attribute("data-place", top)
    last = page.locator(".row").last
    expect(last).to_have_attribute("data-place", re.compile("."))
    row = page.locator(f".row[data-place='{last.get_attribute('data-place')}']")
    name = row.locator(".row-name").inner_text()
    row.press("Enter")
    assert card(page) == name


def test_places_and_facts_are_found(page: Page, made: country.Country) -> None:
    fact = made.facts.iloc[-1]
    name = made.places.set_index("id")["name_en"][fact["place"]]
    for query in (name, fact["zh"][:14]):
        page.get_by_role("combobox").fill(query)
        expect(page.locator("#find-list")).to_have_attribute("aria-busy", "false", timeout=20_000)
        options = page.get_by_role("listbox").get_by_role("option")
        assert fact["place"] in [each.get_attribute("data-place") for each in options.all()]


def test_hits_are_told_while_names_are_still_being_read(address: str, opened: Opener) -> None:
    page = ready(opened(address, "lang=en"))
    held: list[Route] = []
    page.route(re.compile(r"map-names-1\.z"), lambda route: held.append(route))  # noqa: PLW0108  Playwright marks it
    page.get_by_role("combobox").fill("Village")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_contain_text("Village")
    rest = page.locator(".find-rest")
    expect(rest).to_contain_text(re.compile(r"Still reading names: [\d,]+ of 6,001"))
    said = page.locator(".find-results [aria-live]")
    page.wait_for_timeout(600)
    expect(said).to_be_empty()
    expect(page.locator("#find-list")).to_have_attribute("aria-busy", "true")
    for route in held:
        route.continue_()
    expect(said).to_have_text(re.compile(r"places found"))
    expect(rest).not_to_contain_text("Still reading names")


def test_a_link_opens_its_place_with_its_facts_and_an_unknown_fact_is_told(
    address: str, opened: Opener, made: country.Country
) -> None:
    fact = made.facts.iloc[-1]
    page = opened(address, f"lang=en&feature={fact['place']}&fact=ZZ1")
    expect(page.get_by_role("dialog")).to_contain_text(fact["en"])
    expect(page.get_by_role("status").filter(has_text="ZZ1")).to_be_visible()


def test_a_fact_is_reached_by_its_id_alone_and_stands_alone_in_a_frame(
    address: str, opened: Opener, made: country.Country
) -> None:
    first, *others = (made.facts.iloc[number] for number in (0, len(made.facts) // 2, -1))
    page = opened(address, f"lang=en&fact={first['id']}")
    meant = page.get_by_role("dialog").locator(".is-meant")
    expect(meant).to_contain_text(first["en"])
    for fact in others:
        page.keyboard.press("Escape")
        expect(page).not_to_have_url(re.compile("f(eature|act)="))
        page.evaluate("id => { location.hash = `fact=${id}`; }", fact["id"])
        expect(meant).to_contain_text(fact["en"])
    page = opened(address, f"lang=en&embed=1&fact={fact['id']}", size=(320, 480))
    expect(page.get_by_role("article")).to_contain_text(fact["en"])


@pytest.fixture
def broken(maps: Path, tmp_path: Path) -> Path:
    return shutil.copytree(maps, tmp_path / "maps")


def taken(maps: Path, pattern: str) -> dict[Path, bytes]:
    """Take parts out of the folder of data; return what they held."""
    parts = {part: part.read_bytes() for part in (maps / FOLDER).glob(f"*/{pattern}")}
    for part in parts:
        part.unlink()
    return parts


def put(parts: dict[Path, bytes]) -> None:
    """Put parts back that were taken."""
    for part, held in parts.items():
        part.write_bytes(held)


def test_details_that_are_missing_are_told_of_until_they_have_come_and_the_map_lives_on(
    broken: Path, opened: Opener
) -> None:
    parts = taken(broken, "map-details-*.z")
    with serving(broken) as root:
        page = ready(opened(f"{root}{PAGE}", "lang=en", refused=re.compile("map-details")))
        row = page.locator(".row[data-place]").first
        row.click()
        status = page.get_by_role("status").filter(has_text=word("en", "data.missing"))
        expect(status).to_be_visible()
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.get_by_role("button", name="Zoom in", exact=True).click()
        page.wait_for_function(linked("() => atlas.map_cluster_canvas.drawnItems().length > 0"))
        put(parts)
        row.click()
        expect(page.get_by_role("dialog")).to_be_visible()
        expect(status).to_have_count(0)


def test_without_its_columns_the_page_says_so_and_tells_what_it_can(
    broken: Path, opened: Opener
) -> None:
    next((broken / FOLDER).glob("*/map-columns.z")).unlink()
    with serving(broken) as root:
        page = opened(f"{root}{PAGE}", "lang=en", refused=re.compile("map-columns"))
        for language in ("zh", "en"):
            expect(page.get_by_role("alert")).to_contain_text(word(language, "data.gone"))
        expect(page.get_by_role("table").first).to_be_visible()


def test_the_page_loads_again_at_the_press_of_a_button(broken: Path, opened: Opener) -> None:
    columns = next((broken / FOLDER).glob("*/map-columns.z"))
    whole = columns.read_bytes()
    columns.write_bytes(whole[: len(whole) // 2])
    with serving(broken) as root:
        page = opened(f"{root}{PAGE}", "lang=en")
        again = page.get_by_role("alert").get_by_role("button", name=word("en", "data.again"))
        expect(again).to_be_visible()
        columns.write_bytes(whole)
        again.click()
        ready(page)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_what_came_broken_once_is_fetched_once_more(address: str, opened: Opener) -> None:
    page = opened(BLANK["file"])
    broken: list[str] = []

    def route(asked: Route) -> None:
        if asked.request.url in broken:
            asked.continue_()
        else:
            broken.append(asked.request.url)
            asked.fulfill(body="<!doctype html><title>Not that file</title>")

    page.route(re.compile(r"map-(columns|details-\d+|names-\d+)\.z"), route)
    page.goto(f"{address}?lang=en")
    ready(page).locator(".row[data-place]").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert any("map-columns" in each for each in broken)


def test_a_map_that_waits_for_its_places_or_for_one_says_so(address: str, opened: Opener) -> None:
    page = opened(address, "lang=zh", held=re.compile(r"map-columns\.z"))
    waiting = page.get_by_text(word("zh", "data.coming"))
    expect(waiting).to_be_visible()
    opened.release()
    ready(page)
    expect(waiting).to_have_count(0)
    opened.waiting.clear()
    opened.held = re.compile(r"map-details-\d+\.z")
    page.locator(".row[data-place]").first.click()
    status = page.get_by_role("status").filter(has_text=word("zh", "data.coming"))
    expect(status).to_be_visible()
    opened.release()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(status).to_have_count(0)


def test_a_search_that_could_not_read_all_does_not_say_that_there_is_nothing(
    broken: Path, opened: Opener
) -> None:
    parts = taken(broken, "map-names-*.z")
    with serving(broken) as root:
        page = ready(opened(f"{root}{PAGE}", "lang=en", refused=re.compile("map-names")))
        expect(page.get_by_role("status")).to_contain_text(word("en", "data.names"))
        page.get_by_role("combobox").fill("Village")
        results = page.locator(".find-results")
        expect(results.locator(".find-rest")).to_contain_text(word("en", "find.failed"))
        expect(results.locator("[aria-live]")).to_have_text(word("en", "find.failed"))
        expect(results).not_to_contain_text("Nothing found")
        put(parts)
        results.get_by_role("button", name=word("en", "find.again")).click()
        expect(page.get_by_role("option").first).to_contain_text("Village")


def test_without_an_index_of_ids_the_map_lives_on_and_a_link_stays_in_the_address(
    broken: Path, opened: Opener, made: country.Country
) -> None:
    ident = made.facts.iloc[-1]["place"]
    parts = taken(broken, "map-ids-*.z")
    with serving(broken) as root:
        page = opened(f"{root}{PAGE}", f"lang=en&feature={ident}", refused=re.compile("map-ids"))
        expect(page.get_by_role("status")).to_contain_text(word("en", "data.missing"))
        assert page.evaluate(linked("() => atlas.map_cluster_canvas.drawnItems().length")) > 0
        page.get_by_role("button", name="Zoom in", exact=True).click()
        page.wait_for_url(re.compile(rf"feature={ident}#"))
        put(parts)
        page.reload()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page).not_to_have_url(re.compile("feature="))


def test_opened_from_disk_it_says_in_each_language_what_to_do(maps: Path, opened: Opener) -> None:
    page = opened(maps / PAGE, size=(390, 844), refused=re.compile("map-columns"))
    alert = page.get_by_role("alert")
    for width, height in ((390, 844), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        expect(alert).to_be_in_viewport()
        for language in ("zh", "en"):
            expect(alert).to_contain_text(word(language, "data.disk"))
        expect(alert).to_contain_text("python3 -m http.server")
        expect(page.get_by_role("table").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
