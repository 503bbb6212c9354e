"""A map of many places: a canvas of discs and clusters acts as a small map's markers do."""

import json
import random
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import build
from tests.elsewhere import SETTLED, follow_hash
from tests.linked import linked
from tests.opener import Opener
from tests.views import word
from tests.visits import Size, Visits

SEED = 7
TOWNS, CROWD = 30, 4600
PILE, SPOT = 5, (119.6, 37.4)
HEAP, CORNER = 200, (118.6, 33.4)
UNLOCATED, SHAPES = 20, 12
LAYERS = {"farms": "#005a3a", "schools": "#b3264f", "mills": "#8a3700", "ways": "#3a2a8c"}
STATES = ("open", "building", "planned", "designated", "unknown")
RADII = (60, 1200, 6000)
DESK, PHONE = (1440, 900), (390, 844)
DOTTED, TIGHT = 11, (1000, 600)
"""Zoom and window in which a town's places are single, and more than have room for markers."""


@dataclass(frozen=True)
class Country:
    """A built map, and what was put into it."""

    page: Path
    places: list[dict[str, Any]]
    """Properties of each place but the outline, with `layer` and its geometry, or none, beside."""

    def located(self, **wanted: str) -> int:
        """Return how many located places have these properties."""
        return sum(
            bool(place["geometry"]) and all(place[key] == value for key, value in wanted.items())
            for place in self.places
        )


def invented() -> list[dict[str, Any]]:
    """Return the same country each time: crowded towns, two piles on one spot, lines and areas."""
    chance = random.Random(SEED)  # noqa: S311  a map, no secret
    towns = [(chance.uniform(114.5, 119.5), chance.uniform(33.5, 37.5)) for _ in range(TOWNS)]
    spots = [
        [round(middle + chance.gauss(0, 0.12), 6) for middle in chance.choice(towns)]
        for _ in range(CROWD)
    ]
    spots += [list(SPOT)] * PILE + [list(CORNER)] * HEAP
    geometries: list[dict[str, Any] | None] = [{"type": "Point", "coordinates": at} for at in spots]
    for number in range(SHAPES):
        lon, lat = 114.4 + number * 0.4, 37.7
        line = [[lon, lat], [lon + 0.3, lat], [lon + 0.2, lat + 0.1]]
        shape = {"type": "Polygon", "coordinates": [[*line, line[0]]]}
        area = number % 2
        geometries.append(shape if area else {"type": "LineString", "coordinates": line})
    geometries += [None] * UNLOCATED
    return [place(chance, number, geometry) for number, geometry in enumerate(geometries)]


def place(chance: random.Random, number: int, geometry: dict[str, Any] | None) -> dict[str, Any]:
    drawn = geometry and geometry["type"] != "Point"
    told: dict[str, Any] = {
        "id": f"place-{number}",
        "name": f"地点{number}",
        "name_en": f"Place {number}",
        "kind": "site",
        "layer": "ways" if drawn else chance.choice(list(LAYERS)),
        "state": chance.choice(STATES),
        "located_by": "none",
        "geometry": geometry,
    }
    radius = chance.choice(RADII)
    if geometry:
        told |= {
            "located_by": "dataset",
            "location_source": "invented for the tests",
            "location_licence": "MIT",
            "source_datum": "WGS84",
            "uncertainty_m": radius,
        }
    return told


def feature(told: dict[str, Any]) -> dict[str, Any]:
    properties = {key: value for key, value in told.items() if key not in {"layer", "geometry"}}
    geometry = told["geometry"]
    return {"type": "Feature", "id": told["id"], "properties": properties, "geometry": geometry}


def write(folder: Path, places: list[dict[str, Any]]) -> Path:
    """Write the country as a folder of content."""
    (folder / "layers").mkdir(parents=True)
    ring = [[114.0, 33.0], [120.0, 33.0], [120.0, 38.0], [114.0, 38.0], [114.0, 33.0]]
    outline = place(random.Random(SEED), 0, {"type": "Polygon", "coordinates": [ring]})  # noqa: S311
    outline |= {"id": "country", "name": "全境", "name_en": "The country", "layer": "outline"}
    head = (
        'id = "country"\nlanguages = ["zh", "en"]\nbounds = [114.0, 33.0, 120.0, 38.0]\n'
        'subject = "country"\n[title]\nzh = "虚构国"\nen = "Country"\n'
        '[summary]\nzh = "测试用"\nen = "For the tests"\n'
    )
    for layer, colour in (LAYERS | {"outline": "#666666"}).items():
        named = [each for each in [*places, outline] if each["layer"] == layer]
        whole = {"type": "FeatureCollection", "features": [feature(each) for each in named]}
        (folder / "layers" / f"{layer}.geojson").write_text(json.dumps(whole), encoding="utf-8")
        head += (
            f'[[layer]]\nid = "{layer}"\nfile = "layers/{layer}.geojson"\nglyph = "{layer[0]}"\n'
            f'colour = "{colour}"\nname = {{ zh = "{layer}", en = "{layer}" }}\n'
        )
    head += (
        '[[kind]]\nid = "site"\nname = { zh = "点", en = "Site" }\n'
        '[[topic]]\nid = "trade"\nname = { zh = "贸易", en = "Trade" }\n'
        f'[[source]]\nid = "report"\nsha256 = "{"0" * 64}"\nlength = 10\n'
        'title = { zh = "报道", en = "Report" }\n'
        '[[backdrop.layer]]\nfile = "layers/outline.geojson"\nrole = "outline"\n'
    )
    (folder / "map.toml").write_text(head, encoding="utf-8")
    head = "id,place,topic,zh,en,state,source,start,end"
    facts = f"{head}\nF001,place-0,trade,它在,It is,done,report,0,4\n"
    (folder / "facts.csv").write_text(facts, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    places = invented()
    data = write(tmp_path_factory.mktemp("country") / "data", places)
    return Country(build.build(data, tmp_path_factory.mktemp("maps")).files[0], places)


@pytest.fixture(scope="module")
def visited(country: Country) -> Path:
    return country.page


@pytest.fixture
def page(visits: Visits) -> Page:
    """Return the page on a desk as it opens, its address too."""
    page = visits.come(DESK)
    page.keyboard.press("Escape")  # places that were fanned out lie on one spot again
    page.wait_for_function(ADDRESSED)
    return ready(page)


ADDRESSED = linked("""() => {
    const zoom = parseFloat(location.hash.slice(1));
    return Math.abs(zoom - atlas.map_view.leafletMap().getZoom()) < 0.1;
}""")


def items(page: Page) -> list[dict[str, Any]]:
    """Return what the canvas shows: place or -1, number of places, and where in the window."""
    found: list[dict[str, Any]] = page.evaluate(
        linked("""() => {
            const pane = document.querySelector('.leaflet-map-pane');
            const { left, top } = pane.getBoundingClientRect();
            const items = atlas.map_cluster_canvas.drawnItems();
            return items.map(({ i, n, x, y }) => ({ i, n, x: x + left, y: y + top }));
        }""")
    )
    return found


TOTAL = linked("""(document.querySelectorAll('.pin[tabindex="0"]').length
    + atlas.map_cluster_canvas.drawnItems().reduce((sum, { n }) => sum + n, 0))""")


def total(page: Page) -> int:
    """Return how many places are seen: on the canvas, and with markers of their own beside it."""
    return int(page.evaluate(f"() => {TOTAL}"))


def ready(page: Page, label: str = "Places on the map") -> Page:
    """Wait until the canvas, the buttons over it and the desk are there."""
    keys(page, label).first.wait_for(state="attached")
    page.locator(".find-input").wait_for(state="attached")
    return page


def keys(page: Page, label: str = "Places on the map") -> Locator:
    return page.get_by_role("group", name=label).get_by_role("button")


def pins(page: Page) -> Locator:
    return page.locator(".pin")


def card(page: Page) -> Locator:
    return page.get_by_role("dialog")


def zoom(page: Page) -> float:
    return float(page.url.split("#")[1].split("/")[0])


def closer(page: Page, than: float) -> None:
    """Wait until the map is closer, and at rest."""
    page.wait_for_function(f"() => parseFloat(location.hash.slice(1)) > {than}")


def free(page: Page, item: dict[str, Any]) -> bool:
    """Return whether nothing of the page lies over a point of the map."""
    return bool(
        page.evaluate(
            "([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('.leaflet-container'))",
            [item["x"], item["y"]],
        )
    )


def click(page: Page, item: dict[str, Any]) -> None:
    page.mouse.click(item["x"], item["y"])


def test_what_is_drawn_adds_up_to_the_places_that_are_shown(country: Country, page: Page) -> None:
    assert total(page) == country.located()
    assert len(items(page)) < country.located() / 10
    before = page.locator("canvas.cloud").evaluate("node => node.toDataURL()")
    page.get_by_role("switch", name="Show “farms” on the map").click()
    assert total(page) == country.located() - country.located(layer="farms")
    assert page.locator("canvas.cloud").evaluate("node => node.toDataURL()") != before
    page.get_by_role("switch", name="Show “farms” on the map").click()
    assert total(page) == country.located()


LINKS: list[tuple[str, dict[str, Any]]] = [
    ("states=open", {"state": "open"}),
    ("states=&certainty=uncertain", {"uncertainty_m": 6000}),
    ("layers=mills&states=planned", {"layer": "mills", "state": "planned"}),
    ("layers=mills&states=", {"layer": "mills"}),
]
"""Links, and what the places have that they show."""


def test_links_with_filters_are_followed(country: Country, opened: Opener) -> None:
    """The first link opens the page, the others come to it."""
    page = ready(opened(country.page, f"lang=en&{LINKS[0][0]}"))
    for number, (query, wanted) in enumerate(LINKS):
        if number:
            page.evaluate("query => { location.hash = query; }", query)
        shown = [p for p in country.places if p["geometry"] and wanted.items() <= p.items()]
        page.wait_for_function(f"() => {TOTAL} === {len(shown)}", timeout=5_000)


def test_clusters_do_not_change_while_the_map_is_moved(page: Page) -> None:
    follow_hash(page, "8/35.5/117")
    before = {(item["n"], round(item["x"]), round(item["y"])) for item in items(page)}
    page.mouse.move(900, 300)
    page.mouse.down()
    page.mouse.move(860, 280, steps=4)
    page.mouse.up()
    page.evaluate(SETTLED)
    after = {(item["n"], round(item["x"]) + 40, round(item["y"]) + 20) for item in items(page)}
    assert len(before & after) > 0.7 * len(before)


def test_a_click_on_a_cluster_goes_closer_and_brings_it_apart(page: Page) -> None:
    start = zoom(page)
    clusters = [item for item in items(page) if item["n"] != HEAP and free(page, item)]
    largest = max(clusters, key=lambda item: int(item["n"]))
    click(page, largest)
    closer(page, start)
    apart = [item for item in items(page) if item["n"] < largest["n"]]
    assert len(apart) > 3


def test_clusters_and_places_are_reached_and_opened_by_keys(page: Page) -> None:
    inside = "() => document.activeElement.closest('.leaflet-container') !== null"
    named = re.compile(r"^[\d,]+ places, zoom in$")
    clusters = keys(page).and_(page.get_by_role("button", name=named))
    while clusters.count():
        clusters.first.focus()
        start = zoom(page)
        page.keyboard.press("Enter")
        closer(page, start)
        page.wait_for_timeout(300)
        assert page.evaluate(inside), "the focus is lost"
    pins(page).first.focus()
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.match(r"^Place \d+, ", name)
    page.keyboard.press("Enter")
    expect(card(page).get_by_role("heading", level=2)).to_have_text(name.split(",")[0])
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name


MIDDLES = """all => all.map((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
})"""


def test_buttons_over_the_canvas_are_in_reading_order_and_never_covered(page: Page) -> None:
    middles = keys(page).evaluate_all(MIDDLES)  # at once: they are made anew when the map rests
    assert len(middles) == min(100, sum(free(page, item) for item in items(page)))
    rows = [int(y // 84) for _, y in middles]
    assert sum(b < a for a, b in pairwise(rows)) <= 3
    assert all(free(page, {"x": x, "y": y}) for x, y in middles)


COVERED = """() => [...document.querySelectorAll('.pin-disc')].filter((disc) => {
    const { x, y, width, height } = disc.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    // what lies under the legend is no fault of the fan
    return top?.closest('.leaflet-map-pane') && top.closest('.pin-disc') !== disc;
}).length"""


def fanned(page: Page) -> set[str]:
    """Return the places that have markers."""
    return set(page.locator(".pin-body").evaluate_all("all => all.map((n) => n.dataset.number)"))


def test_places_on_one_spot_are_fanned_out_by_a_click_some_at_a_time(page: Page) -> None:
    follow_hash(page, f"15/{CORNER[1]}/{CORNER[0]}")
    (heap,) = items(page)
    assert heap["n"] == HEAP
    click(page, heap)
    expect(pins(page)).to_have_count(150)
    page.wait_for_function(f"() => ({COVERED})() === 0")
    first = fanned(page)
    (rest,) = items(page)
    assert rest["n"] == HEAP - 150
    click(page, rest)
    expect(pins(page)).to_have_count(HEAP - 150)
    assert not first & fanned(page)
    page.keyboard.press("Escape")
    expect(pins(page)).to_have_count(0)
    assert total(page) == HEAP


def test_places_on_one_spot_are_fanned_out_and_opened_by_keys(page: Page) -> None:
    spot = keys(page).and_(page.get_by_role("button", name="5 places on one spot, show each"))
    spot.press("Enter")
    expect(pins(page)).to_have_count(PILE)
    seen = set()
    for _ in range(PILE):
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        page.keyboard.press("Enter")
        expect(card(page).get_by_role("heading", level=2)).to_have_text(name.split(",")[0])
        page.keyboard.press("Escape")
        expect(card(page)).to_be_hidden()
        seen.add(name)
        page.keyboard.press("Tab")
    assert len(seen) == PILE


def dotted(country: Country) -> str:
    """Return a view of so many single places that they are discs: the middle of the first town."""
    lon, lat = next(p["geometry"]["coordinates"] for p in country.places)
    return f"{DOTTED}/{lat}/{lon}"


@pytest.mark.parametrize("size", [TIGHT, PHONE], ids=["desk", "phone"])
def test_a_disc_opens_its_place_which_then_has_its_marker(
    country: Country, visits: Visits, size: Size
) -> None:
    page = visits.come(size)
    follow_hash(page, dotted(country))
    disc = next(item for item in items(page) if item["i"] >= 0 and free(page, item))
    click(page, disc)
    name = page.evaluate(
        linked("i => atlas.core_strings.pickText(atlas.data_data.nameOf(i)).text"), disc["i"]
    )
    expect(card(page).get_by_role("heading", level=2)).to_have_text(name)
    marked = page.locator(".pin-body.is-selected .pin-name")
    expect(marked).to_have_text(name)
    assert items(page), "the others stay on the canvas"


def test_a_disc_under_the_pointer_tells_its_name(country: Country, visits: Visits) -> None:
    page = visits.come(TIGHT)
    follow_hash(page, dotted(country))
    discs = [item for item in items(page) if item["i"] >= 0 and free(page, item)]
    for disc in discs[:2]:
        page.mouse.move(disc["x"], disc["y"])
        lit = page.locator(f".pin-body.is-hover[data-number='{disc['i']}'] .pin-name")
        expect(lit).to_be_visible()
        expect(pins(page)).to_have_count(1)
    page.get_by_role("heading", level=1).hover()
    expect(pins(page)).to_have_count(0)


def test_few_places_in_view_have_markers_and_many_are_clusters(
    country: Country, page: Page
) -> None:
    at = next(p["geometry"]["coordinates"] for p in country.places)
    follow_hash(page, f"14/{at[1]}/{at[0]}")
    expect(page.locator(".pin-body[data-place=place-0] .pin-name")).to_be_visible()
    assert items(page) == []
    assert keys(page).count() == 0
    page.get_by_role("button", name="Show everything").click()
    ready(page)
    expect(page.locator(".pin-body[data-place=place-0]")).to_have_count(0)
    assert total(page) == country.located()


def test_many_new_markers_come_frame_by_frame_and_none_is_left_out(
    country: Country, page: Page
) -> None:
    lon, lat = next(p["geometry"]["coordinates"] for p in country.places)
    page.evaluate(
        """to => {
            window.parts = [];
            const added = (all) => all.flatMap(({ addedNodes }) => [...addedNodes]).length;
            const pane = document.querySelector(".leaflet-marker-pane");
            const note = (all) => window.parts.push(added(all));
            new MutationObserver(note).observe(pane, { childList: true });
            location.hash = to;
        }""",
        f"12.5/{lat}/{lon}",
    )
    page.wait_for_function("() => document.querySelectorAll('.pin').length > 40")
    expect(keys(page)).to_have_count(0)
    missing = linked("""() => {
        const [zoom, lat, lng] = location.hash.slice(1).split("&")[0].split("/").map(Number);
        const scale = 256 * 2 ** zoom;
        const { x, y } = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lng), zoom);
        const { clientWidth: w, clientHeight: h } = document.querySelector(".leaflet-container");
        const box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2].map((end) => end / scale);
        const seen = atlas.map_spatial_index.listWithin(box, atlas.data_store.visibleGroups());
        const name = (i) => document.querySelector(`[data-number="${i}"][data-place] .pin-name`);
        return seen.length > 40 && seen.filter((i) => !name(i)?.textContent);
    }""")
    page.wait_for_function(f"() => ({missing})().length === 0")
    assert max(page.evaluate("() => window.parts")) <= 40


def test_single_places_among_clusters_have_their_markers_where_these_have_room(
    page: Page,
) -> None:
    follow_hash(page, "8.5/35.5/117")
    assert items(page)
    names = page.locator(".pin-name")
    expect(names).not_to_have_count(0)
    expect(names.first).to_have_text(re.compile(r"^Place \d+$"))
    pins(page).first.press("Enter")
    expect(card(page).get_by_role("heading", level=2)).to_have_text(names.first.inner_text())
    page.keyboard.press("Escape")


def test_a_linked_place_has_its_marker_among_clusters(page: Page) -> None:
    follow_hash(page, "8/35.5/117&feature=place-0")
    marked = page.locator(".pin-body[data-place=place-0]")
    expect(marked).to_have_class(re.compile("is-selected"))
    expect(marked).to_have_text(re.compile("Place 0"))
    page.get_by_role("button", name="Close").click()
    expect(marked).to_have_count(0)


def test_lines_and_areas_are_drawn_once_they_are_large_enough(page: Page) -> None:
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator("path.shape")).to_have_count(0)
    follow_hash(page, "8.5/37.4/116")
    expect(page.locator("path.shape-line")).not_to_have_count(0)
    expect(page.locator("path.shape-area")).not_to_have_count(0)


def test_the_canvas_follows_dark_mode_and_language(page: Page) -> None:
    canvas = page.locator("canvas.cloud")
    before = canvas.evaluate("node => node.toDataURL()")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "old => document.querySelector('canvas.cloud').toDataURL() !== old", arg=before
    )
    page.get_by_role("button", name="中文").click()
    named = page.get_by_role("group", name="图上的地点").get_by_role("button")
    expect(named.first).to_have_accessible_name(re.compile("地点"))
    page.get_by_role("button", name="English").click()
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_counts_are_written_as_the_browser_writes_them(page: Page, language: str) -> None:
    page.evaluate("lang => { location.hash = `lang=${lang}`; }", language)
    ready(page, label=word(language, "cloud.label"))
    chance = random.Random(SEED)  # noqa: S311  no secret
    counts = [1, 999, 1000, 1001, 9999, 10000, 99_499, 99_500, 999_499, 999_500, 99_950_000]
    counts += [int(10 ** chance.uniform(0, 9.5)) for _ in range(300)]
    ours, its = page.evaluate(
        linked("""counts => {
            const tag = atlas.core_strings.languageTag();
            const plain = new Intl.NumberFormat(tag);
            const short = { notation: "compact", maximumSignificantDigits: 2 };
            const shortly = new Intl.NumberFormat(tag, short);
            const its = counts.map((n) => (n < 10000 ? plain : shortly).format(n));
            const numbers = [...counts, 0, 0.5, 1234.5, -7];
            return [
                [
                    ...counts.map(atlas.core_strings.formatCount),
                    ...numbers.map(atlas.core_strings.formatNumber),
                ],
                [...its, ...numbers.map((n) => plain.format(n))],
            ];
        }"""),
        counts,
    )
    assert ours == its


def test_a_small_map_has_markers_only(opened: Opener, hanting_built: build.BuildResult) -> None:
    built = hanting_built
    page = opened(built.files[0], "lang=en")
    located = [
        place
        for place in built.content.places
        if place.geometry is not None and "Line" not in place.geometry.geom_type
    ]
    expect(pins(page)).to_have_count(len(located) - 1)
    assert page.locator("canvas").count() == 0
