"""An article reviewed beside the map, in a real Chromium: by keys, by fingers, in two windows."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from geo import cli
from geo.reading.drafts import Cells, read_drafts
from geo.text import page_strings
from tests.linked import linked
from tests.opener import Opener
from tests.served import Served, running
from tests.support import contents
from tests.test_page_access import found
from tests.test_read_route import ARTICLES, OUTLINE, TITLES, rows, run
from tests.test_serve_page import SLOW_MS, STAY, change, editing, newer, word
from tests.test_serve_touch import PHONE

EVIL = "A sign says <img src=x onerror=alert(1)> and ${alert(2)} to all."
PARAGRAPHS = (2, 3)
"""Of the article of a dale: a mill, and a reservoir."""
LEFT_OUT = ("Its owners", "It holds")
"""How sentences begin without which there are four figures, and two sentences with none."""
SHARE, PLAIN = "Two thirds of the work is finished.", "Most of the work is finished."
OPEN = linked("""id => atlas.data_data.findPlace(id)
    .then((selected) => atlas.data_store.set({ selected }))""")
"""Opens the card of a place."""
LOCATED: dict[str, object] = {
    "located_by": "hand", "location_source": "survey", "location_licence": "CC0-1.0",
    "source_datum": "WGS84", "uncertainty_m": 200, "checked_on": "2026-11-01",
}  # fmt: skip


def lay_out(folder: Path, name: str, text: str) -> Path:
    """Return a folder with the places of an article and its drafts."""
    folder.mkdir(exist_ok=True)
    data, outline, names = folder / name, folder / "o.geojson", folder / "names.csv"
    language, title, published = TITLES[name]
    given, article = ("--title", title, "--language", language, "--id", name), folder / "a.txt"
    outline.write_text(OUTLINE)
    article.write_text(text, encoding="utf-8")
    assert cli.main(["new", str(data), "--outline", str(outline), *given]) == 0
    places = rows(ARTICLES / f"{name}-places.csv")[1:]  # the first is the map's subject
    lines = [",".join(places[0])] + [",".join(each.values()) for each in places]
    names.write_text("\n".join(lines), encoding="utf-8")
    brought = ("--layer", "places", "--kind", "place", "--state", "unknown", "--yes")
    assert run("import", data, names, *brought) == 0
    layer = data / "layers" / "places.geojson"
    held = json.loads(layer.read_text("utf-8"))
    for number, feature in enumerate(held["features"]):
        point = {"type": "Point", "coordinates": [round(120.3 + number / 200, 3), 30.15]}
        feature["geometry"], feature["properties"] = point, {**feature["properties"], **LOCATED}
    layer.write_text(json.dumps(held), encoding="utf-8")
    assert run("fmt", data) == 0
    assert run("read", data, article, "--published", published, "--id", name) == 0
    return data


def shorten_paragraph(paragraph: str) -> str:
    sentences = paragraph.split(". ")
    return ". ".join(each for each in sentences if not each.startswith(LEFT_OUT))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    whole = (ARTICLES / "ashmere.txt").read_text("utf-8").replace(SHARE, PLAIN).split("\n\n")
    text = "\n\n".join(["🏔 Ashmere", *(shorten_paragraph(whole[k]) for k in PARAGRAPHS), EVIL])
    with running(lay_out(tmp_path_factory.mktemp("read"), "ashmere", text)) as served:
        yield served


@pytest.fixture(autouse=True)
def files_stay(server: Served) -> Iterator[None]:
    with server.restored():
        yield


def reviewing(
    server: Served, opened: Opener, size: tuple[int, int] = (1440, 900), query: str = ""
) -> Page:
    """Open the review."""
    page = editing(server, opened, query, size)
    page.get_by_role("button", name=word("edit.drafts.button")).click()
    expect(page.locator(".drafts")).to_be_visible(timeout=SLOW_MS)
    expect(mark(page, "64 looms")).to_have_attribute("aria-current", "true")
    return page


def mark(page: Page, words: str) -> Locator:
    return page.locator(".drafts-text").get_by_text(words, exact=True)


def statement(page: Page) -> Locator:
    return page.get_by_label("Statement (English)")


def press(page: Page, act: str) -> Locator:
    return page.locator(".drafts-card").get_by_role("button", name=word(f"edit.drafts.act.{act}"))


def held(server: Served, **wanted: str) -> Cells:
    """Return the one row with some cells."""
    [row] = [
        row for row in read_drafts(server.data) if all(row[name] == wanted[name] for name in wanted)
    ]
    return row


def expect_verdict(page: Page, words: str, verdict: str) -> None:
    expect(mark(page, words)).to_have_class(re.compile(rf"\bis-{verdict}\b"), timeout=SLOW_MS)


def facts(server: Served) -> list[dict[str, str]]:
    return rows(server.data / "facts.csv")


def test_an_article_is_reviewed_by_keys_alone(server: Served, opened: Opener) -> None:
    page = opened(f"{server.address}&lang=en", refused=re.compile(r"status of (409|422)"))
    page.set_default_timeout(SLOW_MS)
    edit = page.get_by_role("button", name=word("edit.button"), exact=True)
    expect(edit).to_be_visible(timeout=SLOW_MS)
    for key in ("Tab", "Tab", "Enter"):  # editing is two tabs away
        page.keyboard.press(key)
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_class(re.compile("is-editing"))
    page.locator(".edit-tool-read").focus()
    page.keyboard.press("Enter")
    expect(statement(page)).to_be_focused()
    progress = page.locator(".drafts-progress")
    expect(progress).to_have_text("0 of 4 figures decided, 4 sentences unread")
    for number in range(1, 4):
        expect(progress).to_contain_text(f"{number - 1} of 4 figures decided")
        expect(statement(page)).to_be_focused()
        page.keyboard.type(f"Words {number}")
        page.keyboard.press("Enter")
    expect(progress).to_contain_text("3 of 4 figures decided")
    expect(statement(page)).to_be_focused()
    page.keyboard.press("Alt+x")
    expect(progress).to_contain_text("4 of 4 figures decided")
    read_by_keys(page)
    said = ["Words 1", "Words 2", "Words 3", "Words of my own"]
    assert [fact["en"] for fact in facts(server)] == said
    expect_verdict(page, "£900,000", "rejected")
    expect(page.locator("#drafts-card-title")).to_be_focused()
    page.keyboard.press("Escape")
    newer(page, lambda: page.keyboard.press("Escape"))
    expect(page.locator(".drafts")).to_have_count(0)
    page.locator(".edit-tool-edit").press("Enter")
    page.evaluate(OPEN, "weir-mill")
    expect(page.locator(".card:not(.editor)")).to_contain_text("Words 1", timeout=SLOW_MS)


def read_by_keys(page: Page) -> None:
    """Read the four sentences to which the last figure leads; of the second make a fact."""
    progress = page.locator(".drafts-progress")
    expect(press(page, "read")).to_be_focused()
    page.keyboard.press("Enter")
    expect(progress).to_contain_text("3 sentences unread")
    page.keyboard.press("f")
    expect(statement(page)).to_be_focused()
    page.keyboard.type("Words of my own")
    page.keyboard.press("Enter")
    expect(progress).to_contain_text("2 sentences unread")
    expect(press(page, "read")).to_be_focused()
    page.keyboard.press("Escape")
    expect(press(page, "read")).not_to_be_focused()
    page.keyboard.press("Alt+u")
    for left in (1, 0):
        expect(press(page, "read")).to_be_focused()
        page.keyboard.press("r")
        expect(progress).to_contain_text(f"{left} sentence")


def test_a_decision_is_refused_made_undone_and_made_again(server: Served, opened: Opener) -> None:
    before = contents(server.data)
    page = reviewing(server, opened)
    page.keyboard.type("At Weir Mill, on the edge of the town, 64 looms are running again")
    page.keyboard.press("Enter")
    expect(statement(page)).to_have_attribute("aria-invalid", "true", timeout=SLOW_MS)
    expect(page.locator("#draft-en-wrong")).to_contain_text("no sentence of the source")
    assert contents(server.data) == before
    page.keyboard.press("Control+a")
    page.keyboard.type("Looms")
    page.keyboard.press("Enter")
    expect_verdict(page, "64 looms", "accepted")
    expect(statement(page)).to_be_focused()
    page.keyboard.press("Alt+z")
    expect_verdict(page, "64 looms", "open")
    expect(mark(page, "64 looms")).to_have_attribute("aria-current", "true")
    assert contents(server.data) == before
    choose_by_keys(page, server)
    mark(page, "64 looms").click()  # Enter takes nothing back that it has made
    expect(press(page, "next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(statement(page)).to_be_focused()
    assert [fact["en"] for fact in facts(server)] == ["Looms"]
    page.keyboard.type("Are")
    refresh = page.locator(".drafts-refresh")
    expect(refresh).to_be_visible(timeout=SLOW_MS)
    newer(page, refresh.click)  # the page goes on where it was
    expect(mark(page, "3.5 acres")).to_have_attribute("aria-current", "true")
    expect(statement(page)).to_have_value("Are")


def choose_by_keys(page: Page, server: Served) -> None:
    """Accept the first figure with another place, state and bound."""
    place = page.locator(".drafts-place-name").nth(1).inner_text()
    expect(statement(page)).to_be_focused()
    page.keyboard.press("Alt+2")
    page.keyboard.press("Alt+s")
    page.keyboard.press("Alt+b")
    expect(page.locator(".drafts-place input").nth(1)).to_be_checked()
    page.keyboard.press("Control+a")
    page.keyboard.type("Looms")
    page.keyboard.press("Enter")
    expect_verdict(page, "64 looms", "accepted")
    [fact] = facts(server)
    assert (place, fact["place"], fact["state"], fact["bound"]) == (
        "Ashmere", "ashmere", "under-way", "about",
    )  # fmt: skip


def test_a_name_is_accepted_by_one_key_where_the_map_has_one_kind_of_place(
    tmp_path: Path, opened: Opener
) -> None:
    data, outline, article = tmp_path / "dale", tmp_path / "o.geojson", tmp_path / "a.txt"
    outline.write_text(OUTLINE)
    article.write_text("We came to Stone Mill. It stands by Weir Bridge.", encoding="utf-8")
    given = ("--outline", outline, "--title", "Dale", "--language", "en")
    assert cli.main(["new", str(data), *map(str, given)]) == 0
    assert run("read", data, article) == 0
    with running(data) as served:
        page = editing(served, opened)
        page.get_by_role("button", name=word("edit.drafts.button")).click()
        for made in (1, 2):
            expect(page.locator("#draft-layer")).to_be_focused(timeout=SLOW_MS)
            page.keyboard.press("Enter")
            expect(page.locator(".draft.is-name.is-accepted")).to_have_count(made, timeout=SLOW_MS)
        layer = json.loads((data / "layers/places.geojson").read_text("utf-8"))
        assert {(f["id"], f["properties"]["kind"]) for f in layer["features"]} == {
            ("stone-mill", "place"), ("weir-bridge", "place"),
        }  # fmt: skip


def test_selected_words_become_a_fact_and_what_others_decided_is_shown_first(
    server: Served, opened: Opener
) -> None:
    page = reviewing(server, opened)
    select_by_keys(page)
    [fact] = facts(server)
    text = server.look("/edit/drafts?source=ashmere")["text"]
    assert text[int(fact["start"]) : int(fact["end"])] == "64 looms"
    actions = 0
    box = page.evaluate(
        """() => {
            const all = [...document.querySelectorAll('.draft.is-sentence')];
            const found = all.find((each) => each.textContent.startsWith('Most of'));
            found.scrollIntoView({ block: 'center' });
            const { left, right, top, bottom } = found.getClientRects()[0];
            return { left, right, y: (top + bottom) / 2 };
        }"""
    )
    page.mouse.move(box["left"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 2, box["y"], steps=5)
    page.mouse.up()
    actions += 1  # words are selected
    expect(statement(page)).to_be_focused(timeout=SLOW_MS)
    expect(page.locator("#drafts-card-title")).to_have_text(word("edit.drafts.plain"))
    page.keyboard.type("Repair has come far")
    page.keyboard.press("Enter")
    actions += 1
    expect(page.locator(".drafts-text .is-fact.is-accepted")).to_have_count(1, timeout=SLOW_MS)
    [_, fact] = facts(server)
    assert actions <= 4
    assert (fact["en"], fact["value"]) == ("Repair has come far", "")
    assert text[int(fact["start"]) : int(fact["end"])].startswith("Most of")
    decide_after_others(server, page)


def decide_after_others(server: Served, page: Page) -> None:
    """Decide what somebody else has decided meanwhile, which is shown first."""
    page.evaluate(STAY)
    made = [fact["en"] for fact in facts(server)]
    for choice, value, words, verdict in (
        ("theirs", "3.5", "3.5 acres", "rejected"), ("mine", "120", "120 people", "accepted"),
    ):  # fmt: skip
        mark(page, words).click()
        expect(statement(page)).to_be_focused()
        row = {name: cell for name, cell in held(server, value=value).items() if cell}
        page.keyboard.type(words)
        assert server.act("/edit/draft", {"act": "reject", "seen": row})[0] == 200
        page.keyboard.press("Enter")
        dialog = page.locator("dialog.conflict")
        expect(dialog).to_contain_text("rejected")
        dialog.get_by_role("button", name=word(f"edit.conflict.{choice}")).click()
        expect_verdict(page, words, verdict)
        assert [fact["en"] for fact in facts(server)] == [*made, *[words] * (choice == "mine")]


def select_by_keys(page: Page) -> None:
    """Select the first figure, of which a fact is made."""
    page.keyboard.press("Escape")
    expect(page.locator(".drafts-text")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(statement(page)).to_be_focused()
    page.keyboard.type("Looms")
    page.keyboard.press("Enter")
    expect_verdict(page, "64 looms", "accepted")
    expect(statement(page)).to_be_focused()


def test_a_change_on_disk_shows_and_keeps_what_is_being_written_and_names_flash(
    server: Served, opened: Opener
) -> None:
    page = reviewing(server, opened)
    page.keyboard.type("Loo")
    ident = held(server, value="3.5")["id"]
    begin = re.escape(f"{ident},figure,ashmere,")
    path = server.data / "drafts.csv"
    line = re.search(rf"{begin}\d+,\d+,", path.read_text("utf-8-sig"))
    assert line
    change(path, line[0], f"{line[0]}rejected")
    expect_verdict(page, "3.5 acres", "rejected")
    expect(statement(page)).to_have_value("Loo")
    expect(statement(page)).to_be_focused()
    flash_names(server, page)


def flash_names(server: Served, page: Page) -> None:
    """Point at a name of a place, which flashes there; what a text says is never markup."""
    text = page.locator(".drafts-text")
    expect(text).to_contain_text("<img src=x onerror=alert(1)>")
    expect(text.locator("img")).to_have_count(0)
    assert text.evaluate("node => node.textContent") == server.look("/edit/drafts")["text"]
    assert found(page) == []
    name = mark(page, "Weir Mill").first
    name.hover()
    expect(page.locator(".draft-flash")).to_have_count(1)
    expect(page.locator(".draft-flash")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(name).to_be_focused()
    expect(page.locator(".draft-flash")).to_have_count(1)
    page.locator(".drafts-unread").click()
    assert found(page) == []


def test_fingers_review_on_a_phone(server: Served, opened: Opener) -> None:
    page = reviewing(server, opened, PHONE)
    page.emulate_media(color_scheme="dark")
    assert found(page) == []
    sheet, stage = (page.locator(each).bounding_box() for each in (".drafts", ".stage"))
    assert sheet
    assert stage
    assert sheet["height"] == pytest.approx(PHONE[1] / 2, abs=1)
    assert stage["y"] + stage["height"] <= sheet["y"] + 1
    mark(page, "3.5 acres").tap()
    expect(page.locator("#drafts-card-title")).to_have_text("3.5 acres")
    expect(statement(page)).not_to_be_focused()
    statement(page).tap()
    page.keyboard.type("Area")
    press(page, "accept").tap()
    expect_verdict(page, "3.5 acres", "accepted")
    expect(page.locator("#drafts-card-title")).to_have_text("120 people")
    press(page, "reject").tap()
    expect_verdict(page, "120 people", "rejected")
    page.locator(".drafts-unread").tap()
    assert found(page) == []
    press(page, "read").tap()
    expect(page.locator(".drafts-progress")).to_contain_text("3 sentences unread")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.drafts *')]
            .filter((node) => node.matches('button, input:not([type=radio]), select, textarea'))
            .filter((node) => node.getClientRects().length)
            .map((node) => [node.className, Math.round(node.getBoundingClientRect().height)])
            .filter(([, high]) => high < 44)"""
    )
    assert small == []


def test_a_name_becomes_a_place_in_chinese(
    tmp_path_factory: pytest.TempPathFactory, opened: Opener
) -> None:
    folder = tmp_path_factory.mktemp("zh")
    text = (ARTICLES / "liucheng.txt").read_text("utf-8")
    data = lay_out(folder, "liucheng", text)
    sorts = Counter(row["sort"] for row in read_drafts(data))
    with running(data) as served:
        page = opened(f"{served.address}&lang=zh", refused=re.compile(r"status of (409|422)"))
        page.set_default_timeout(SLOW_MS)
        zh: Any = page_strings.load_edit_strings("zh")
        words = zh["edit"]["drafts"]
        page.locator(".edit-tool-edit").click()
        page.get_by_role("button", name=words["button"]).click()
        expect(page.locator(".drafts-progress")).to_have_text(
            f"{sorts['figure']} 个数字已定 0 个，{sorts['sentence']} 句未读"
        )
        page.locator(".draft.is-name").first.click()
        page.locator("#draft-kind").select_option("place")
        page.locator("#draft-layer").select_option("places")
        page.locator("#draft-layer").press("Enter")
        name = page.locator(".draft.is-name.is-accepted").first
        expect(name).to_be_visible(timeout=SLOW_MS)
        made = [row["made"] for row in read_drafts(served.data) if row["sort"] == "name"]
        assert len([each for each in made if each]) == 1
