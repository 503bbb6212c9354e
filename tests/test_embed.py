"""The map in other people's pages: on two origins, under strict policies, in sandboxes."""

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from geo import build
from geo.content import loader
from geo.outputs import embed_files
from tests.opener import Contexts, Opener
from tests.server import serving
from tests.support import COUNTY

LISTEN = """
<script>
  window.heard = [];
  addEventListener("message", ({ data }) => heard.push(data));
  window.say = (message) => frames[0].postMessage(message, "*");
</script>
"""
STRICT = "default-src 'none'; script-src {maps}; frame-src {maps}; style-src 'self'"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tiny county's map."""
    folder = tmp_path_factory.mktemp("maps")
    build.build(COUNTY, folder)
    return folder


@pytest.fixture(scope="module")
def maps(published: Path) -> Iterator[str]:
    """Serve the map on one origin."""
    with serving(published) as address:
        yield address


@pytest.fixture
def host(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Give a folder for host pages and the other origin it is served on."""
    with serving(tmp_path) as address:
        yield tmp_path, address


def written(host: tuple[Path, str], body: str) -> str:
    folder, address = host
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>Host</title>{body}"
    (folder / "host.html").write_text(page, encoding="utf-8")
    return f"{address}host.html"


def frame(maps: str, query: str = "embed=1", more: str = "") -> str:
    source = f"{maps}moorland.html?{query}"
    return f'<iframe title="Map" src="{source}" style="width:100%;height:480px" {more}></iframe>'


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


@pytest.fixture(scope="module")
def listening(
    maps: str, contexts: Contexts, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """Return a host page that has heard all that its map said; tests use it one after another."""
    folder = tmp_path_factory.mktemp("host")
    opener = Opener(contexts)
    with serving(folder) as address:
        yield opener(written((folder, address), LISTEN + frame(maps)))
        opener.close()


@pytest.fixture
def spoken(listening: Page) -> Page:
    """Return that host page; its map is as it opens."""
    heard(listening, "ready")
    tell(listening, "select", {"feature": None})
    tell(listening, "setLang", {"lang": "en"})
    tell(listening, "setLayers", {"layers": ["works", "county"]})
    expect(inside(listening).get_by_role("heading", level=1)).to_have_text("Moorland sites")
    expect(inside(listening).get_by_role("dialog")).to_be_hidden()
    return listening


def heard(page: Page, kind: str) -> list[dict[str, Any]]:
    """Return what the host has heard of a type, once there is any."""
    page.wait_for_function(f"heard.some((each) => each?.type === {json.dumps(kind)})")
    found: list[dict[str, Any]] = page.evaluate(
        f"heard.filter((each) => each?.type === {json.dumps(kind)}).map((each) => each.data)"
    )
    return found


def test_the_compact_view_keeps_title_source_and_the_way_to_the_full_map_even_at_280_pixels(
    maps: str, host: tuple[Path, str], opened: Opener
) -> None:
    page = opened(written(host, frame(maps, "embed=1&feature=chapel-path&lang=de")))
    expect(inside(page).get_by_role("heading", level=1)).to_have_text("Orte im Moorland")
    expect(inside(page).get_by_role("contentinfo")).to_contain_text("Moorland-Blatt")
    link = inside(page).get_by_role("link", name="Open the full map")
    address = link.get_attribute("href") or ""
    assert "feature=chapel-path" in address
    assert "lang=de" in address
    assert "embed" not in address
    expect(inside(page).get_by_role("complementary")).to_have_count(0)
    page.locator("iframe").evaluate("(node) => { node.style.width = '280px'; }")
    inside(page).get_by_role("button", name=re.compile("^Mühle an der Oberfähre, ")).press("Enter")
    expect(inside(page).get_by_role("dialog")).to_contain_text("14")
    wide = inside(page).locator("html").evaluate("(node) => node.scrollWidth")
    assert wide <= 280


def test_the_map_says_ready_selected_and_view(listening: Page) -> None:
    (ready,) = heard(listening, "ready")
    assert ready["layers"] == ["works", "county"]
    assert ready["languages"] == ["en", "de"]
    inside(listening).get_by_role("button", name=re.compile("^Upper Ferry mill, ")).press("Enter")
    assert heard(listening, "selected")[-1] == {"feature": "upper-ferry-mill", "by": "reader"}
    inside(listening).get_by_role("button", name="Zoom in").click()
    assert heard(listening, "view")[-1]["zoom"] > 0


def test_the_height_is_told_in_three_ways(listening: Page) -> None:
    listening.wait_for_function("heard.some((each) => typeof each === 'string')")
    told = listening.evaluate("heard")
    assert any(isinstance(each, dict) and "datawrapper-height" in each for each in told)
    assert any(isinstance(each, dict) and each.get("sentinel") == "amp" for each in told)
    assert any(
        isinstance(each, str) and json.loads(each)["context"] == "iframe.resize" for each in told
    )


def test_the_host_selects_moves_switches_and_speaks(spoken: Page) -> None:
    tell(spoken, "select", {"feature": "old-quarry"})
    expect(inside(spoken).get_by_role("dialog")).to_contain_text("Old quarry")
    assert heard(spoken, "selected")[-1] == {"feature": "old-quarry", "by": "host"}
    tell(spoken, "select", {"feature": None})
    expect(inside(spoken).get_by_role("dialog")).to_be_hidden()
    tell(spoken, "setLang", {"lang": "de"})
    expect(inside(spoken).get_by_role("heading", level=1)).to_have_text("Orte im Moorland")
    tell(spoken, "setLayers", {"layers": ["county"]})
    expect(inside(spoken).get_by_role("button", name=re.compile("^Mühle"))).to_have_count(0)
    tell(spoken, "setView", {"lat": 50.15, "lng": 8.2, "zoom": 12})
    spoken.wait_for_function("heard.some((each) => each?.type === 'view' && each.data.zoom === 12)")


def tell(page: Page, kind: str, data: object) -> None:
    page.evaluate("(message) => say(message)", {"target": "moorland", "type": kind, "data": data})


WRONG = [
    ("select", {"feature": "<img src=x onerror=window.hit=1>"}, "unknown feature"),
    ("select", {"feature": "x" * 100_000}, "unknown feature"),
    ("select", {"feature": {"a": 1}}, "unknown feature"),
    ("select", {}, "unknown feature"),
    ("setView", {"lat": "50", "lng": 8, "zoom": 9}, "lat, lng and zoom"),
    ("setView", {"lat": 1e9, "lng": 8, "zoom": 9}, "lat, lng and zoom"),
    ("setLayers", {"layers": "works"}, "layers must be"),
    ("setLayers", {"layers": ["nowhere"]}, "unknown layer"),
    ("setLang", {"lang": "__proto__"}, "unknown language"),
    ("constructor", {}, "unknown type"),
    ("__proto__", None, "unknown type"),
]


COUNT_ERRORS = "heard.filter((each) => each?.type === 'error').length"


def test_what_cannot_be_done_is_answered_and_changes_nothing(spoken: Page) -> None:
    for kind, data, reason in WRONG:
        before = spoken.evaluate(COUNT_ERRORS)
        tell(spoken, kind, data)
        spoken.wait_for_function(f"before => {COUNT_ERRORS} > before", arg=before)
        assert reason in heard(spoken, "error")[-1]["reason"]
        expect(inside(spoken).get_by_role("dialog")).to_be_hidden()


def test_what_is_not_for_the_map_is_passed_over_in_silence(spoken: Page) -> None:
    before = spoken.evaluate(COUNT_ERRORS)
    spoken.evaluate("""() => {
      for (const message of [null, 1, "x", [], {}, { target: "other", type: "select" },
        { source: "moorland", type: "select" }, new Uint8Array(9), "x".repeat(1e6)]) say(message);
    }""")
    tell(spoken, "select", {"feature": "old-quarry"})
    expect(inside(spoken).get_by_role("dialog")).to_contain_text("Old quarry")
    assert heard(spoken, "selected")[-1]["feature"] == "old-quarry"
    assert spoken.evaluate(COUNT_ERRORS) == before


def test_a_flood_is_cut_and_the_map_goes_on(spoken: Page) -> None:
    before = spoken.evaluate(COUNT_ERRORS)
    spoken.evaluate("""() => {
      for (let n = 0; n < 5000; n += 1) say({ target: "moorland", type: "nonsense" });
    }""")
    spoken.wait_for_timeout(1500)
    assert 0 < spoken.evaluate(COUNT_ERRORS) - before <= 80
    tell(spoken, "select", {"feature": "old-quarry"})
    expect(inside(spoken).get_by_role("dialog")).to_contain_text("Old quarry")


def test_the_wheel_scrolls_the_host_until_the_map_is_used(
    maps: str, host: tuple[Path, str], opened: Opener
) -> None:
    page = opened(written(host, LISTEN + frame(maps) + "<div style=height:3000px></div>"))
    heard(page, "ready")
    page.mouse.move(700, 200)
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 0")
    page.evaluate("scrollTo(0, 0)")
    before = page.evaluate("heard.filter((each) => each?.type === 'view').length")
    page.mouse.click(700, 200)
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        f"heard.filter((each) => each?.type === 'view').length > {before} && scrollY === 0"
    )


def test_one_finger_scrolls_the_host_and_a_hint_says_so(
    maps: str, host: tuple[Path, str], opened: Opener
) -> None:
    page = opened(written(host, LISTEN + frame(maps)), size=(390, 844))
    heard(page, "ready")
    box = inside(page).get_by_role("region", name="Map", exact=True)
    assert "leaflet-touch-drag" not in (box.get_attribute("class") or "")
    box.evaluate("""(node) => {
      const touch = new Touch({ identifier: 1, target: node, clientX: 90, clientY: 90 });
      node.dispatchEvent(new TouchEvent("touchmove", { touches: [touch], bubbles: true }));
    }""")
    expect(inside(page).get_by_text("Use two fingers to move the map")).to_be_visible()


LISTEN_TO_EACH = """
<script>
  window.heard = { other: [], boxed: [], inlaid: [] };
  addEventListener("message", ({ data, source }) => {
    const frame = [...document.querySelectorAll("iframe")].find((n) => n.contentWindow === source);
    heard[frame.id].push(data);
  });
  window.say = (message, id) =>
    document.getElementById(id).contentWindow.postMessage(message, "*");
</script>
"""
SELECT = "([id, feature]) => say({ target: 'moorland', type: 'select', data: { feature } }, id)"


def test_a_frame_hears_its_host_in_a_sandbox_and_as_srcdoc_but_of_no_other_origin(
    maps: str, host: tuple[Path, str], opened: Opener
) -> None:
    """In a sandbox it has no origin, and nothing throws."""
    text = build.build_map(COUNTY).get_root().render()
    other = frame(maps, "embed=1&origin=https://other.example", "id=other")
    boxed = frame(maps, more='id=boxed sandbox="allow-scripts"')
    inlaid = f'<iframe id=inlaid title="Map" srcdoc="{escape(text)}" width=900 height=500></iframe>'
    # Chromium says itself that a message for another origin was not delivered
    page = opened(written(host, LISTEN_TO_EACH + other + boxed + inlaid), refused=re.compile("^$"))
    for name in ("boxed", "inlaid"):
        page.wait_for_function(f"heard.{name}.some((each) => each?.type === 'ready')")
        page.evaluate(SELECT, [name, "upper-ferry-mill"])
        expect(page.frame_locator(f"#{name}").get_by_role("dialog")).to_contain_text("14")
    unheard = page.frame_locator("#other")
    expect(unheard.get_by_role("button", name="Zoom in")).to_be_visible()
    page.evaluate(SELECT, ["other", "old-quarry"])
    page.wait_for_timeout(300)
    expect(unheard.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("heard.other.length") == 0
    opened.errors[:] = [told for told in opened.errors if "target origin" not in told]


def test_each_element_makes_a_frame_of_its_own_and_speaks_as_dom(
    maps: str, host: tuple[Path, str], opened: Opener
) -> None:
    body = f"""
    <script src="{maps}embed.js" defer></script>
    <moorland-map id="one" feature="old-quarry" lang="de" height="500"></moorland-map>
    <moorland-map id="two"></moorland-map>
    <button data-map-feature="chapel-path">the path</button>
    """
    page = opened(written(host, body))
    page.evaluate("""() => {
      window.told = [];
      const map = document.querySelector("moorland-map");
      for (const type of ["selected", "error"]) {
        map.addEventListener(type, ({ detail }) => told.push(detail));
      }
    }""")
    one, two = page.frame_locator("#one iframe"), page.frame_locator("#two iframe")
    expect(one.get_by_role("dialog")).to_contain_text("Old quarry")
    expect(page.locator("#one iframe")).to_have_attribute("loading", "lazy")
    expect(page.locator("#one iframe")).to_have_attribute("title", "Moorland sites")
    phrase = page.get_by_role("button", name="the path")
    phrase.click()
    expect(one.get_by_role("dialog")).to_contain_text("Kapellenweg")
    expect(phrase).to_have_attribute("aria-current", "true")
    page.evaluate("document.querySelector('moorland-map').select('nowhere')")
    page.wait_for_function("told.some(({ reason }) => reason === 'unknown feature')")
    expect(two.get_by_role("heading", level=1)).to_be_visible()
    expect(two.get_by_role("dialog")).to_be_hidden()
    page.evaluate("document.querySelector('#two').select('old-quarry')")
    expect(two.get_by_role("dialog")).to_contain_text("Old quarry")
    expect(one.get_by_role("dialog")).to_contain_text("Kapellenweg")


def test_a_plain_link_becomes_the_map_and_what_is_broken_leaves_a_sentence_or_a_link(
    maps: str, host: tuple[Path, str], opened: Opener
) -> None:
    """Without scripts all are links."""
    good = f'<a data-map-embed href="{maps}moorland.html?feature=old-quarry">The sites</a>'
    broken = [
        f"<a data-map-embed {href}>Broken</a>"
        for href in ('href="https://[::1"', 'href="http://"', 'href="https://a b:x/"', "href", "")
    ]
    elements = [
        f'<moorland-map src="{src}" title="{title}"></moorland-map>'
        for src, title in (("https://[::1", "No address"), (f"{maps}gone.html", "Gone sites"))
    ]
    script = f'<script src="{maps}embed.js" defer></script>'
    address = written(host, "".join([script, *elements, *broken, good]))
    plain = opened(address, scripts=False)
    expect(plain.get_by_role("link", name="The sites")).to_be_visible()
    page = opened(address, refused=re.compile("gone"))
    sites = "iframe[title='The sites']"
    expect(page.frame_locator(sites).get_by_role("dialog")).to_contain_text("Old quarry")
    expect(page.locator("a[data-map-embed]").get_by_text("The sites")).to_have_count(0)
    expect(page.get_by_text("Broken", exact=True)).to_have_count(len(broken))
    expect(page.get_by_text("No address")).to_be_visible()
    expect(page.get_by_role("link", name="Gone sites")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("could not be shown here")).to_be_visible()
    opened.errors[:] = [told for told in opened.errors if "404" not in told]


def test_a_host_with_a_strict_policy_needs_nothing_inline(
    maps: str, tmp_path: Path, opened: Opener
) -> None:
    policy = STRICT.replace("{maps}", maps.rstrip("/"))
    body = f'<script src="{maps}embed.js"></script><moorland-map></moorland-map>'
    with serving(tmp_path, {"Content-Security-Policy": policy}) as address:
        page = opened(written((tmp_path, address), body))
        expect(inside(page).get_by_role("heading", level=1)).to_have_text("Moorland sites")


def test_the_page_runs_under_its_own_policy_as_a_header(tmp_path: Path, opened: Opener) -> None:
    built = build.build(COUNTY, tmp_path, base_url="https://maps.example.org/")
    assert "unsafe-eval" not in built.policy
    with serving(tmp_path, {"Content-Security-Policy": built.policy}) as address:
        page = opened(f"{address}moorland.html", "feature=upper-ferry-mill")
        expect(page.get_by_role("dialog")).to_contain_text("14")


def test_the_example_ties_text_and_map(maps: str, opened: Opener) -> None:
    page = opened(f"{maps}embed-example.html")
    phrase = page.get_by_role("button", name="Chapel path")
    phrase.click()
    expect(inside(page).get_by_role("dialog")).to_contain_text("Chapel path")
    expect(phrase).to_have_attribute("aria-current", "true")
    inside(page).get_by_role("button", name=re.compile("^Upper Ferry mill, ")).press("Enter")
    expect(page.get_by_role("button", name="Upper Ferry mill")).to_have_attribute(
        "aria-current", "true"
    )
    expect(phrase).not_to_have_attribute("aria-current", "true")


def test_the_dialog_gives_a_frame_that_opens_what_is_seen(
    maps: str, host: tuple[Path, str], opened: Opener
) -> None:
    page = opened(f"{maps}moorland.html", "feature=chapel-path&lang=de&layers=works")
    page.get_by_role("button", name="Embed", exact=True).click()
    dialog = page.get_by_role("dialog", name="Put the map into a web page")
    expect(dialog).to_contain_text("1 of 2 layers")
    dialog.get_by_role("button", name="16:9").click()
    code = dialog.get_by_label("Snippet").input_value()
    for part in (
        "embed=1",
        "lang=de",
        "feature=chapel-path",
        "layers=works",
        'loading="lazy"',
        "16/9",
        maps,
    ):
        assert part in code, part
    plain = dialog.get_by_label("a plain link").input_value()
    assert "embed" not in plain
    preview = dialog.frame_locator("iframe")
    expect(preview.get_by_role("heading", level=1)).to_be_attached()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Embed", exact=True)).to_be_focused()
    pasted = opened(written(host, code))
    expect(inside(pasted).get_by_role("dialog")).to_be_visible()
    mill = inside(pasted).get_by_role("button", name=re.compile("^Mühle an der Oberfähre"))
    expect(mill).to_have_count(1)


def test_opened_from_disk_the_dialog_says_what_to_upload(published: Path, opened: Opener) -> None:
    page = opened(published / "moorland.html")
    page.get_by_role("button", name="Embed", exact=True).click()
    dialog = page.get_by_role("dialog", name="Put the map into a web page")
    expect(dialog).to_contain_text("Upload moorland.html")
    assert "https://example.org/maps/moorland.html?embed=1" in (
        dialog.get_by_label("Snippet").input_value()
    )


def test_the_script_is_told_its_map_as_data() -> None:
    typed = loader.build_content(loader.read_folder(COUNTY))
    script = embed_files.embed_script(typed)
    assert 'const MAP = "moorland";' in script
    assert "%" + "MAP%" not in script
