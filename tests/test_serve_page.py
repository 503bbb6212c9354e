"""The map while it is edited, in a real Chromium: what is done on the page stands in the file."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import cli
from geo.text import page_strings
from tests.linked import linked
from tests.opener import Opener
from tests.served import Served, running
from tests.support import ROOT, county, in_columns
from tests.test_fmt import LAYER as MILLS
from tests.test_page_access import found
from tests.test_read_route import OUTLINE

LAYER, FACTS = "layers/works.geojson", "facts.csv"
MILL = "upper-ferry-mill"
OWN = "document.querySelector('meta[name=served]').content"
STAY = "document.addEventListener('served', (e) => e.stopImmediatePropagation(), true)"
"""Keeps a page from following the server, where what it leads to is not looked at."""
CENTRE = "Number(location.hash.split('/')[2])"
THERE = linked("() => Math.abs(atlas.map_view.leafletMap().getCenter().lng - 8.2) < 0.001")
"""Whether the map has come to where its address says."""
SLOW_MS = 20_000
"""Of a machine that runs other tests at the same time."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running(county(tmp_path_factory.mktemp("served"))) as served:
        yield served


@pytest.fixture(autouse=True)
def files_stay(server: Served) -> Iterator[None]:
    """Put back what a test has changed, and wait for the page that this leads to."""
    with server.restored():
        yield


def word(key: str, **values: str) -> str:
    node: Any = page_strings.load_edit_strings("en")
    for part in key.split("."):
        node = node[part]
    return str(node).format(**values)


def editing(
    server: Served, opened: Opener, query: str = "", size: tuple[int, int] = (1440, 900)
) -> Page:
    """Open the page and switch to edit mode."""
    told = re.compile(r"status of (409|422)")
    page = opened(f"{server.address}&lang=en{query}", size=size, refused=told)
    page.set_default_timeout(SLOW_MS)
    page.get_by_role("button", name=word("edit.button"), exact=True).click()
    expect(page.locator("html")).to_have_class(re.compile("is-editing"), timeout=SLOW_MS)
    return page


def editor(page: Page) -> Locator:
    return page.locator(".editor")


def pin(page: Page, name: str) -> Locator:
    return page.locator(f'.pin[aria-label^="{name}"] .sign')


def drag(page: Page, node: Locator, by: tuple[int, int]) -> None:
    box = node.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] / 2, y + by[1] / 2, steps=4)
    page.mouse.move(x + by[0], y + by[1], steps=4)
    page.mouse.up()


def newer(page: Page, act: Callable[[], object]) -> None:
    """Do something and wait for the page that it leads to."""
    before = page.evaluate(OWN)
    bar = ".edit-bar.is-on" if page.locator(".edit-bar.is-on").count() else ".edit-bar"
    act()
    other = "document.querySelector('meta[name=served]')?.content !== old"
    shown = f"old => {other} && document.querySelector('{bar}')"
    # at each frame, as is the rule, it would take a tenth of what the page itself takes
    page.wait_for_function(shown, arg=before, timeout=SLOW_MS, polling=100)


def save(page: Page) -> None:
    newer(page, save_button(page).click)


def save_button(page: Page) -> Locator:
    return editor(page).get_by_role("button", name=word("edit.save"), exact=True)


def save_on_page(page: Page, act: Callable[[], object], path: str = "save") -> None:
    """Save where no new page comes: something unsaved keeps it back, or it stays by `STAY`."""
    with page.expect_response(f"**/edit/{path}", timeout=SLOW_MS) as answer:
        act()
    assert answer.value.ok


def save_and_stay(page: Page, act: Callable[[], object], path: str = "save") -> None:
    """Save as the last thing, where only the file is looked at: the page stays as it is."""
    page.evaluate(STAY)
    save_on_page(page, act, path)


def place(server: Served, ident: str = MILL) -> dict[str, Any]:
    """Return a place as it stands in its file."""
    features = json.loads((server.data / LAYER).read_text("utf-8"))["features"]
    found: dict[str, Any] = next(each for each in features if each["id"] == ident)
    return found


def build_after(served: Served, act: Callable[[], object]) -> None:
    """Do something and wait for the page that is built of it, which nobody looks at."""
    with served.announcements() as states:
        before = next(states)
        act()
        while next(states) == before:
            pass


def put(server: Served, file: str, old: str, new: str) -> None:
    """Change a file of the content."""
    change(server.data / file, old, new)


def change(path: Path, old: str, new: str) -> None:
    """Change a file as an editor of text does."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_a_moved_pin_and_then_a_form_stand_in_the_file_and_the_pin_on_the_next_page(
    server: Served, opened: Opener
) -> None:
    before = (server.data / LAYER).read_text("utf-8")
    page = editing(server, opened, "#10.5/50.15/8.2")
    page.wait_for_function(THERE)
    move_and_put_back(page)
    assert (server.data / LAYER).read_text("utf-8") == before
    move_by_keys(page)
    drag(page, page.locator(".sketch-pin .sign"), (60, -40))
    save(page)
    lon, lat = place(server)["geometry"]["coordinates"]
    assert lon > 8.2
    assert lat > 50.14
    assert (server.data / LAYER).read_text("utf-8") == before.replace(
        "[8.2, 50.14]", f"[{lon}, {lat}]"
    )
    at = page.evaluate(
        linked(
            "atlas.data_data.findPlace('upper-ferry-mill').then(i => atlas.data_data.anchorOf(i))"
        )
    )
    assert at == pytest.approx([lon, lat], abs=1e-5)
    expect(editor(page)).to_be_visible()
    expect(page.locator(".voice")).to_have_text(word("edit.saved"))
    fill_form(server, page)


def move_and_put_back(page: Page) -> None:
    """Drag a pin and put it back, by a button and by keys: no draft is left."""
    drag(page, pin(page, "Upper Ferry mill"), (60, -40))
    expect(editor(page)).to_contain_text("north-east")
    expect(page.locator(".edit-count")).to_be_visible()
    editor(page).get_by_role("button", name=word("edit.discard")).click()
    expect(page.locator(".edit-count")).to_have_count(0)
    drag(page, page.locator(".sketch-pin .sign"), (30, 30))
    expect(page.locator(".edit-count")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator(".edit-count")).to_have_count(0)


def move_by_keys(page: Page) -> None:
    """Move a pin by keys, and hear the metres."""
    page.locator(".sketch-pin").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".voice")).to_have_text(re.compile(r"^Moved [\d,.]+ k?m east\.$"))
    expect(page.locator(".sketch-pin")).to_be_focused()
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator(".voice")).to_have_text(re.compile(r"^Moved [\d,.]+ k?m north\.$"))


def fill_form(server: Served, page: Page) -> None:
    """Edit radius, names, kind and note of the mill in its form."""
    lon, lat = place(server)["geometry"]["coordinates"]
    page.evaluate(f"location.hash = '14/{lat}/{lon}'")
    field = editor(page).get_by_role("textbox", name=word("edit.place.uncertainty_m"))
    expect(field).to_have_value("120", timeout=SLOW_MS)
    handle = page.get_by_role("slider")
    field.fill("400")
    expect(handle).to_have_attribute("aria-valuenow", "400")
    handle.press("ArrowUp")
    expect(field).to_have_value("440")
    drag(page, page.locator(".sketch-handle-body"), (40, 0))
    expect(field).not_to_have_value("440")
    form = editor(page)
    form.get_by_label("Name (Deutsch)").fill("Fährmühle")
    form.get_by_label(word("edit.place.kind"), exact=False).select_option("path")
    form.locator("#edit-place-state").select_option("planned")
    form.get_by_label(word("edit.place.part_of")).fill("moorland")
    form.locator("#edit-place-note").fill("Burnt <b>twice</b>.")
    save_and_stay(page, save_button(page).click)
    told = place(server)["properties"]
    assert told["uncertainty_m"] > 440
    assert told["name_de"] == "Fährmühle"
    assert (told["kind"], told["state"], told["part_of"]) == ("path", "planned", "moorland")
    assert told["note"] == "Burnt <b>twice</b>."


def put_by_keys(page: Page) -> None:
    """Put a place of the shelf on the map by keys alone, move it, and take both back."""
    page.locator(".dock-toggle").press("Enter")
    page.locator(".chip[data-place=old-quarry]").press("Enter")
    editor(page).locator("#edit-put").press("Enter")
    expect(page.locator(".folium-map")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".sketch-pin")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".sketch-pin")).to_be_focused()
    lon = float(editor(page).locator("#edit-lon").input_value())
    assert lon == pytest.approx(page.evaluate(CENTRE), abs=0.01)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(editor(page).locator("#edit-lon")).to_have_count(0)
    expect(page.locator(".edit-count")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(editor(page)).to_be_hidden()


def test_a_place_from_the_shelf_is_put_by_keys_or_dragged_and_needs_a_source(
    server: Served, opened: Opener
) -> None:
    before = (server.data / LAYER).read_bytes()
    page = editing(server, opened)
    put_by_keys(page)
    chip = page.locator(".chip[data-place=old-quarry]")
    target = page.locator(".folium-map").bounding_box()
    box = chip.bounding_box()
    assert target
    assert box
    page.mouse.move(box["x"] + 8, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 8, box["y"] - 60, steps=4)
    page.mouse.move(target["x"] + target["width"] / 2, target["y"] + 300, steps=6)
    expect(page.locator(".shelf-ghost")).to_be_visible()
    page.mouse.move(target["x"] + target["width"] / 2 + 1, target["y"] + 300)
    page.mouse.up()
    expect(editor(page).locator("#edit-lon")).not_to_have_value("")
    expect(editor(page).get_by_label("How it was located")).to_have_value("")
    editor(page).get_by_role("button", name=word("edit.save"), exact=True).click()
    expect(editor(page).locator("[data-field=location_source] .field-wrong")).to_be_visible()
    for name in ("uncertainty_m", "location_licence", "source_datum", "located_by"):
        expect(editor(page).locator(f"[data-field={name}] .field-control")).to_have_attribute(
            "aria-invalid", "true"
        )
    assert (server.data / LAYER).read_bytes() == before
    editor(page).get_by_role("button", name=word("edit.by_hand")).click()
    editor(page).get_by_label(word("edit.place.location_source")).fill("Seen by the keeper")
    editor(page).get_by_label(word("edit.place.location_licence")).fill("CC0-1.0")
    editor(page).get_by_role("button", name=word("edit.by_map")).click()
    drag(page, page.locator(".sketch-handle-body"), (20, 0))
    save(page)
    told = place(server, "old-quarry")["properties"]
    assert told["located_by"] == "hand"
    assert told["location_source"] == "Seen by the keeper"
    assert told["uncertainty_m"] > 100
    expect(page.locator('.pin[aria-label^="Old quarry"]')).to_have_count(1)


def test_a_layer_that_programs_write_says_so(server: Served, opened: Opener) -> None:
    build_after(server, partial(in_columns, server.data))
    page = editing(server, opened, f"&feature={MILL}")
    expect(editor(page)).to_contain_text(word("edit.locked"))
    expect(editor(page).get_by_role("textbox")).to_have_count(0)


def test_corners_are_moved_added_and_removed_and_two_stay(server: Served, opened: Opener) -> None:
    page = editing(server, opened, "&feature=chapel-path")
    corners = page.locator(".corner-handle")
    expect(corners).to_have_count(3, timeout=SLOW_MS)
    drag(page, corners.nth(1).locator(".corner-dot"), (-20, -30))
    expect(page.locator(".edit-count")).to_be_visible()
    drag(page, page.locator(".middle-handle").first.locator(".corner-dot"), (0, 30))
    expect(corners).to_have_count(4)
    corners.last.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".voice")).to_have_text(re.compile(r"^Moved .* north\.$"))
    page.keyboard.press("PageDown")
    page.keyboard.press("Delete")
    expect(corners).to_have_count(3)
    corners.first.focus()
    for _ in range(3):
        page.keyboard.press("Delete")
    expect(corners).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(corners).to_have_count(3)
    save_and_stay(page, save_button(page).click)
    line = place(server, "chapel-path")["geometry"]
    assert line["type"] == "LineString"
    assert len(line["coordinates"]) == 3
    assert line["coordinates"][0] != [8.21, 50.15]


def test_a_fact_is_changed_cited_by_selecting_words_added_and_removed(
    server: Served, opened: Opener
) -> None:
    page = editing(server, opened, f"&feature={MILL}")
    note = editor(page).locator("#edit-place-note")
    note.fill("Half a thought")  # keeps newer pages back
    cite_fact(page)
    changed = (server.data / FACTS).read_text("utf-8")
    assert "F001,upper-ferry-mill,trade,14 looms run," in changed
    assert "Webstühlen,count,30,looms,Webstühle,exact,,done,gazette,71,90,," in changed
    add_fact(page)
    assert "F005,upper-ferry-mill,trade,It reopened" in (server.data / FACTS).read_text("utf-8")
    editor(page).get_by_role("button", name=re.compile("^F005")).click()
    save_on_page(page, editor(page).get_by_role("button", name=word("edit.fact.remove")).click)
    assert (server.data / FACTS).read_text("utf-8") == changed
    expect(note).to_have_value("Half a thought")
    newer(page, lambda: note.fill(""))
    expect(editor(page).get_by_role("button", name=re.compile("^F001"))).to_contain_text("14 looms")


def cite_fact(page: Page) -> None:
    """Change a statement and its figure, which other words of the article must hold."""
    editor(page).get_by_role("button", name=re.compile("^F001")).click()
    form = editor(page).get_by_role("group", name="Fact F001")
    form.get_by_label("Statement (English)").fill("14 looms run")
    form.get_by_label("Figure, as printed").fill("30")
    form.get_by_role("button", name=word("edit.fact.save")).click()
    expect(form.locator("[data-field=value] .field-wrong")).to_contain_text("must stand in")
    choose = form.get_by_role("button", name=word("edit.article.choose"))
    choose.click()
    text = page.get_by_label(word("edit.article.label"))
    expect(text).to_be_focused()
    assert text.evaluate("box => box.value.slice(box.selectionStart, box.selectionEnd)").endswith(
        "14 looms"
    )
    page.keyboard.press("Escape")
    expect(text).to_have_count(0)
    expect(choose).to_be_focused()
    choose.press("Enter")
    words = "box.value.indexOf('14 looms'), box.value.indexOf(' more are')"
    text.evaluate(f"box => box.setSelectionRange({words})")
    page.get_by_role("button", name=word("edit.article.use")).click()
    save_on_page(page, form.get_by_role("button", name=word("edit.fact.save")).click)


def add_fact(page: Page) -> None:
    editor(page).get_by_role("button", name=word("edit.fact.add")).click()
    form = editor(page).get_by_role("group", name="Fact F005")
    form.get_by_label("Statement (English)").fill("It reopened")
    form.get_by_label("Topic").select_option("trade")
    form.get_by_label("State (required)").select_option("done")
    form.get_by_label("First character").fill("37")
    form.get_by_label("After the last character").fill("60")
    save_on_page(page, form.get_by_role("button", name=word("edit.fact.save")).click)


def test_a_place_is_added_and_removed_and_comes_back(server: Served, opened: Opener) -> None:
    before = (server.data / LAYER).read_bytes()
    page = editing(server, opened)
    page.get_by_role("button", name=word("edit.add")).click()
    editor(page).get_by_label("Name (required)").fill("Mere")
    editor(page).locator("#edit-place-id").fill("mere")
    editor(page).locator("#edit-place-kind").select_option("mill")
    editor(page).locator("#edit-place-state").select_option("open")
    save(page)
    assert place(server, "mere")["geometry"] is None
    expect(editor(page)).to_contain_text("Mere")
    added = (server.data / LAYER).read_bytes()
    page.evaluate(STAY)
    save_on_page(page, editor(page).get_by_role("button", name=word("edit.remove")).click)
    assert (server.data / LAYER).read_bytes() == before
    save_on_page(page, page.get_by_role("button", name=re.compile("^Undo .*")).click, "undo")
    assert (server.data / LAYER).read_bytes() == added
    expect(page.locator(".voice")).to_contain_text("mere")
    save_on_page(page, lambda: page.keyboard.press("Control+Shift+Z"), "redo")
    assert (server.data / LAYER).read_bytes() == before


def test_both_versions_are_shown_where_somebody_was_quicker(server: Served, opened: Opener) -> None:
    page = editing(server, opened, f"&feature={MILL}")
    note = editor(page).locator("#edit-place-note")
    box = page.get_by_role("dialog", name=word("edit.conflict.title"))
    for choice, was, name in (
        ("theirs", "Upper Ferry mill", "Lower mill"), ("mine", "Lower mill", "Mill"),
    ):  # fmt: skip
        note.fill("Mine")
        put(server, LAYER, f'"name": "{was}"', f'"name": "{name}"')
        expect(page.locator("html")).to_have_class(re.compile("has-newer"), timeout=SLOW_MS)
        expect(note).to_have_value("Mine")
        editor(page).get_by_role("button", name=word("edit.save"), exact=True).click()
        expect(box.get_by_role("row", name=re.compile(f"{name} {was}"))).to_be_visible()
        page.keyboard.press("Escape")
        expect(box).to_have_count(0)
        expect(note).to_have_value("Mine")
        page.keyboard.press("Control+s")
        expect(box).to_be_visible()
        follow = newer if choice == "theirs" else save_and_stay
        follow(page, box.get_by_role("button", name=word(f"edit.conflict.{choice}")).click)
        told = place(server)["properties"]
        assert told["name"] == name
        assert told.get("note") == {"mine": "Mine"}.get(choice)


def test_what_cannot_be_saved_says_why_and_what_is_unsaved_outlives_a_reload(
    server: Served, opened: Opener
) -> None:
    before = (server.data / LAYER).read_bytes()
    page = editing(server, opened, f"&feature={MILL}")
    expect(editor(page)).to_be_visible()
    assert found(page) == []
    editor(page).get_by_role("button", name=re.compile("^F001")).click()
    assert found(page) == []
    editor(page).get_by_role("button", name=word("edit.article.choose")).click()
    page.get_by_label(word("edit.article.label")).wait_for()
    assert found(page) == []
    page.keyboard.press("Escape")
    editor(page).get_by_role("button", name=word("edit.remove")).click()
    expect(editor(page).get_by_role("alert")).to_contain_text("F001, F002")
    assert (server.data / LAYER).read_bytes() == before
    editor(page).get_by_label(word("edit.place.part_of")).fill("moorlnd")
    editor(page).locator("#edit-place-note").fill("Half a thought")
    save_button(page).click()
    expect(editor(page).locator("[data-field=part_of] .field-wrong")).to_contain_text("moorland")
    assert (server.data / LAYER).read_bytes() == before
    page.reload()
    page.get_by_role("button", name=word("edit.button"), exact=True).click()
    expect(editor(page).locator("#edit-place-note")).to_have_value("Half a thought")
    expect(page.locator(".edit-count")).to_have_text("1 unsaved")
    editor(page).get_by_role("button", name=word("edit.close"), exact=True).click()
    page.locator(".edit-count").click()
    expect(editor(page).locator("#edit-place-note")).to_have_value("Half a thought")


def test_saved_files_show_with_the_view_as_it_was(server: Served, opened: Opener) -> None:
    page = opened(f"{server.address}&lang=de&layers=works&feature={MILL}#13.5/50.15/8.21")
    expect(page.get_by_role("dialog")).to_contain_text("Mühle an der Oberfähre", timeout=SLOW_MS)
    page.wait_for_timeout(600)  # the address follows the map a moment later
    view = page.evaluate("location.hash")
    newer(page, partial(put_three, server))
    expect(page.get_by_role("dialog")).to_contain_text("Fährmühle")
    expect(page.get_by_role("dialog")).to_contain_text("Mühle läuft mit 14", timeout=SLOW_MS)
    expect(page).to_have_title("Orte im Moor", timeout=SLOW_MS)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert re.search(r"layers=works.*feature=upper-ferry-mill", page.url)
    page.wait_for_function("view => location.hash === view", arg=view, timeout=SLOW_MS)


def put_three(server: Served) -> None:
    """Change a layer, a fact and the map's title."""
    put(server, LAYER, "Mühle an der Oberfähre", "Fährmühle")
    put(server, FACTS, "wieder mit 14", "mit 14")
    put(server, "map.toml", "Orte im Moorland", "Orte im Moor")


def test_faults_lie_over_the_last_good_map_until_they_are_mended(
    server: Served, opened: Opener
) -> None:
    page = opened(f"{server.address}&lang=en")
    page.wait_for_selector(".edit-bar")
    put(server, LAYER, '"state": "open"', '"state": "<img src=x onerror=alert(1)>"')
    box = page.get_by_role("region", name=re.compile("1 fault"))
    expect(box).to_be_visible(timeout=SLOW_MS)
    expect(box).to_contain_text("county/layers/works.geojson")
    expect(box).to_contain_text("<img src=x onerror=alert(1)>")
    expect(box).to_contain_text("it must be one of open, building")
    expect(page.locator(".pin")).not_to_have_count(0)
    assert found(page) == []
    box.get_by_role("button", name=word("edit.faults.close")).press("Enter")
    expect(box).to_be_hidden()
    put(server, LAYER, "onerror", "onload")
    expect(box).to_be_visible(timeout=SLOW_MS)
    put(server, LAYER, '"state": "<img src=x onload=alert(1)>"', '"state": "open"')
    expect(box).to_be_hidden(timeout=SLOW_MS)


def test_layers_that_have_no_file_are_made_by_a_press(tmp_path: Path, opened: Opener) -> None:
    data = county(tmp_path)
    text = (data / "map.toml").read_text("utf-8")
    (data / "map.toml").write_text(text.replace("[[layer]]", f"{MILLS}[[layer]]", 1), "utf-8")
    made = data / "layers/new/mills.geojson"
    with running(data) as served:
        page = opened(f"{served.address}&lang=en")
        page.get_by_role("button", name="Make the missing layers").press("Enter")
        page.wait_for_selector(".edit-bar", timeout=SLOW_MS)
        assert made.exists()
        made.unlink()
        offer = page.get_by_role("button", name=word("edit.faults.make_layers"))
        expect(offer).to_be_visible(timeout=SLOW_MS)
        assert found(page) == []
        offer.press("Enter")
        expect(page.locator(".faults")).to_be_hidden(timeout=SLOW_MS)
        assert made.exists()


def test_a_map_whose_places_nobody_has_located_covers_nothing(
    tmp_path: Path, opened: Opener
) -> None:
    data, outline, names = tmp_path / "new", tmp_path / "o.geojson", tmp_path / "names.csv"
    outline.write_text(OUTLINE)
    names.write_text("name\n" + "\n".join(f"Mill {k}" for k in range(40)))
    given = ("--outline", str(outline), "--title", "Dale", "--language", "en")
    assert cli.main(["new", str(data), *given]) == 0
    kind = ("--layer", "places", "--kind", "place", "--state", "unknown", "--yes")
    assert cli.main(["import", str(names), "--data", str(data), *kind]) == 0
    assert cli.main(["build", "--data", str(data), "--out", str(tmp_path / "out")]) == 0
    for size in ((1440, 900), (768, 1024), (390, 844)):
        page = opened(tmp_path / "out/dale.html", size=size)
        expect(page.locator(".dock-count")).to_have_text("40")
        expect(page.locator(".map-empty")).to_be_empty()
        dock, legend = (page.locator(each).bounding_box() for each in (".dock", ".legend"))
        assert dock
        assert legend
        assert dock["x"] >= legend["x"] + legend["width"], size


def test_the_engines_own_files_show_too(tmp_path: Path, opened: Opener) -> None:
    engine = tmp_path / "engine"
    engine.mkdir()
    shutil.copytree(ROOT / "geo", engine / "geo")
    for file in ("build_map.py", "requirements.txt"):
        shutil.copy(ROOT / file, engine)
    home = engine / "geo/page"
    with running(county(tmp_path), root=engine) as served:
        assert served.ask("/")[0] == 200
        for file, old, new in (
            ("strings/en.json", '"Place or fact"', '"Anything"'),
            ("page.html", '<div id="app">', '<div id="app" data-made="anew">'),
            ("js/panel/panel.js", 'class: "title"', 'class: "title made"'),
        ):
            build_after(served, partial(change, home / file, old, new))
        page = opened(f"{served.address}&lang=en")
        page.wait_for_selector(".edit-bar")
        red = ".title { font:", ".title { color: rgb(1, 2, 3); font:"
        newer(page, partial(change, home / "css/panel.css", *red))
        expect(page.locator(".title.made")).to_have_css("color", "rgb(1, 2, 3)")
        expect(page.get_by_placeholder("Anything")).to_be_attached()
        expect(page.locator("#app")).to_have_attribute("data-made", "anew")


AUDITED = {"desk": (1440, 900), "phone": (390, 844)}


def test_a_phone_passes_axe_and_what_fingers_touch_is_large_enough(
    server: Served, opened: Opener
) -> None:
    page = editing(server, opened, f"&feature={MILL}", AUDITED["phone"])
    expect(editor(page)).to_be_visible()
    assert page.evaluate(SMALL) == []
    editor(page).get_by_role("button", name=re.compile("^F001")).click()
    choose = editor(page).get_by_role("button", name=word("edit.article.choose"))
    expect(choose).to_be_visible()
    assert found(page) == []
    choose.click()
    page.get_by_label(word("edit.article.label")).wait_for()
    assert found(page) == []


SMALL = """() => [...document.querySelectorAll('.edit-bar button, .editor *')]
    .filter((node) => node.matches('button, input, select, textarea, summary'))
    .filter((node) => node.getClientRects().length)
    .map((node) => [node.className, Math.round(node.getBoundingClientRect().height)])
    .filter(([, high]) => high < 44)"""
