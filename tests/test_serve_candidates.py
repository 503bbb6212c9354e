"""Candidates on the map while it is edited, in a real Chromium: seen, weighed, decided, undone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from geo.locating import candidates
from geo.locating.candidates import CANDIDATES_FILE
from geo.text import page_strings
from tests.importing import LAYER
from tests.linked import linked
from tests.locate import (
    QUARRY,
    TRUE,
    china,
    found,
    gives,
    instance,
    locate,
    quarry,
    serving,
)  # fmt: skip
from tests.opener import Opener
from tests.served import Served, running
from tests.support import contents, replaced
from tests.test_locate_accept import FAR, GEO, NEAR, OSM
from tests.test_locate_gazetteers import geonames
from tests.test_page_access import found as audited
from tests.test_serve_page import (
    AUDITED,
    SLOW_MS,
    editing,
    editor,
    newer,
    place,
    save_and_stay,
    save_button,
    word,
)  # fmt: skip
from tests.test_serve_reviewing import BETTER, HERE, MILL, put

EVIL = "<img src=x onerror=alert(1)>${alert(2)}</script>"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve three candidates of the quarry."""
    data = china(tmp_path_factory.mktemp("served"))
    put(data, *HERE)
    with running(data) as served:
        yield served


@pytest.fixture(autouse=True)
def files_stay(server: Served) -> Iterator[None]:
    """Put back what a test has changed."""
    with server.restored():
        yield


def review(
    server: Served, opened: Opener, size: tuple[int, int] = (1440, 900), ident: str = QUARRY
) -> Page:
    """Open a place with its candidates."""
    page = editing(server, opened, f"&feature={ident}", size)
    expect(editor(page).locator(".ghosts")).to_be_visible(timeout=SLOW_MS)
    return page


def ghost(page: Page, k: int) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^Candidate {k}, no place yet"))


def row(page: Page, k: int) -> Locator:
    return editor(page).locator(f"#ghost-{k - 1}")


def press(page: Page, key: str) -> Locator:
    return editor(page).get_by_role("button", name=word(f"edit.ghost.{key}"), exact=True)


def queue(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{word('edit.queue.button')}"))


def kept(server: Served) -> list[tuple[str, str]]:
    """Return verdict and note of the quarry's candidates, the best first."""
    every = candidates.candidates_of_place(candidates.read_candidates(server.data), QUARRY)
    return [(each.verdict, each.note) for each in every]


def settled(page: Page, server: Served, wanted: tuple[str, str]) -> tuple[str, str]:
    """Return what is said of the best candidate once it is what is wanted, or after a while."""
    for _ in range(100):
        if kept(server)[0] == wanted:
            break
        page.wait_for_timeout(100)
    return kept(server)[0]


def test_candidates_are_ghosts_with_reasons_and_notes_that_are_taken_back(
    server: Served, opened: Opener
) -> None:
    page = review(server, opened)
    expect(page.locator(".ghost")).to_have_count(3)
    expect(ghost(page, 1)).to_have_attribute("aria-pressed", "true")
    told = editor(page).locator(".ghost-told")
    for words in (
        "inside", "from what CN.txt has", "same name +50", "in the map's area +25",
        "agrees with CN.txt +15", "Licence: ODbL 1.0. Its terms permit keeping it.",
    ):  # fmt: skip
        expect(told).to_contain_text(words)
    expect(page.locator(".ghost-tip")).to_have_count(1)  # others fade away
    expect(page.locator(".ghost-tip")).to_have_text(re.compile(r"^1\d\d m$"))
    expect(page.locator(".ghost-disc").first).to_have_css("border-style", "dashed")
    row(page, 3).click()
    expect(told).to_contain_text(re.compile(r"4\.\d+ km from what CN.txt has"))
    expect(ghost(page, 3)).to_have_attribute("aria-pressed", "true")
    row(page, 1).click()
    take_away_while_saving(page)
    assert settled(page, server, ("", "")) == ("", "")
    page.evaluate(
        linked("atlas.data_store.set({ lang: 'de' })")
    )  # has no words of its own for editing
    expect(editor(page).locator("#ghosts-title")).to_have_text("3 candidates")
    zh: Any = page_strings.load_edit_strings("zh")
    assert zh["edit"]["ghost"]["accept"] == "接受"
    page.evaluate(linked("atlas.data_store.set({ lang: 'en' })"))
    reject_and_note(server, page)


def reject_and_note(server: Served, page: Page) -> None:
    """Reject, and write a note; both are taken back without a new page."""
    press(page, "reject").click()
    expect(page.locator(".ghost")).to_have_count(2)
    expect(row(page, 1)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(".ghost")).to_have_count(3)
    assert kept(server)[0] == ("", "")
    row(page, 1).click()
    field = editor(page).get_by_label(word("edit.ghost.note"), exact=True)
    field.fill("By the pond")
    field.press("Enter")
    expect(page.locator(".voice")).to_have_text(word("edit.ghost.done.note"))
    assert kept(server)[0] == ("", "By the pond")
    field.fill("")
    press(page, "note_save").click()
    assert settled(page, server, ("", "")) == ("", "")
    field.fill("Half a thought")
    put(server.data, *HERE, found("survey.csv", *FAR, like="none"))
    expect(page.locator(".ghost")).to_have_count(4, timeout=SLOW_MS)
    expect(field).to_have_value("Half a thought")
    expect(field).to_be_focused()


def take_away_while_saving(page: Page) -> None:
    """Write a note, and empty its field before the note is kept."""
    field = editor(page).get_by_label(word("edit.ghost.note"), exact=True)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/edit/decide*", hold, times=1)
    field.fill("By the pond")
    with page.expect_request("**/edit/decide*"):
        field.press("Enter")
    field.fill("")
    expect(page.locator(".voice")).not_to_have_text(word("edit.ghost.done.note"))
    waiting[0].continue_()
    expect(page.locator(".voice")).to_have_text(word("edit.ghost.done.note"))
    page.wait_for_timeout(500)
    expect(field).to_have_value("")
    press(page, "note_save").click()


def test_a_mouse_accepts_and_undoes_and_what_is_unsaved_stays(
    server: Served, opened: Opener
) -> None:
    before = contents(server.data)
    page = review(server, opened)
    ghost(page, 2).locator(".ghost-disc").click()
    expect(row(page, 2)).to_have_attribute("aria-expanded", "true")
    newer(page, press(page, "accept").click)
    assert place(server, QUARRY)["geometry"]["coordinates"] == [*NEAR]
    assert place(server, QUARRY)["properties"]["uncertainty_m"] == 1000
    expect(page.locator('.pin[aria-label^="Old quarry"]')).to_have_count(1)
    expect(page.locator(".ghost")).to_have_count(0)
    done = f"{word('edit.ghost.done.accept')} {word('edit.ghost.note_stays')}"
    expect(page.locator(".voice")).to_have_text(done)
    newer(page, page.get_by_role("button", name=re.compile("^Undo")).click)
    assert contents(server.data) == before
    expect(page.locator(".ghost")).to_have_count(3)
    editor(page).locator("#edit-place-note").fill("Half a thought")
    press(page, "accept").click()
    expect(editor(page).locator("#edit-lon")).to_have_value(str(TRUE[0]))
    expect(editor(page).locator("#edit-place-note")).to_have_value("Half a thought")
    expect(page.locator(".edit-count")).to_have_text("1 unsaved")
    save_and_stay(page, lambda: page.keyboard.press("Control+s"))
    assert place(server, QUARRY)["properties"]["note"] == "Half a thought"
    assert place(server, QUARRY)["geometry"]["coordinates"] == [*TRUE]


SMALL = """() => [...document.querySelectorAll('.ghosts-box *, .queue *')]
    .filter((node) => node.matches('button, select, summary, input:not([type=checkbox])'))
    .filter((node) => node.getClientRects().length)
    .map((node) => [node.className, node.id, Math.round(node.getBoundingClientRect().height)])
    .filter(([, , high]) => high < 44)"""


def test_a_finger_rejects_takes_up_and_accepts(server: Served, opened: Opener) -> None:
    page = review(server, opened, AUDITED["phone"])
    assert page.evaluate(SMALL) == []
    assert audited(page) == []
    ghost(page, 3).locator(".ghost-disc").tap()
    expect(row(page, 3)).to_have_attribute("aria-expanded", "true")
    press(page, "reject").tap()
    expect(page.locator(".ghost")).to_have_count(2)
    assert kept(server)[2] == ("rejected", "")
    editor(page).get_by_text("Rejected (1)").tap()
    press(page, "reopen").tap()
    expect(page.locator(".ghost")).to_have_count(3)
    queue(page).tap()
    listed = editor(page).locator(".queue-row")
    expect(listed).to_have_count(1)
    assert page.evaluate(SMALL) == []
    assert audited(page) == []
    listed.tap()
    expect(page.locator(".ghost")).to_have_count(3)
    row(page, 2).tap()
    row(page, 1).tap()
    save_and_stay(page, press(page, "accept").tap, "decide")
    assert place(server, QUARRY)["geometry"]["coordinates"] == [*TRUE]


def test_a_better_position_stays_until_a_person_says_so(server: Served, opened: Opener) -> None:
    put(server.data, BETTER)
    before = contents(server.data)
    page = review(server, opened, ident=MILL)
    expect(page.locator(".ghost")).to_have_count(0)
    editor(page).locator("#ghosts-title").click()
    expect(page.locator(".ghost")).to_have_count(1)
    row(page, 1).click()
    told = editor(page).locator(".ghost-told")
    expect(told).to_contain_text("The position that is there is surer: 120 m")
    press(page, "accept").click()
    expect(told.get_by_role("alert")).to_contain_text("the radius would grow from 120 to 600 m")
    assert contents(server.data) == before
    editor(page).get_by_label(word("edit.ghost.lower")).check()
    save_and_stay(page, press(page, "accept").click, "decide")
    assert place(server, MILL)["properties"]["uncertainty_m"] == 600


def test_both_versions_of_a_candidate_and_of_a_place_are_shown(
    server: Served, opened: Opener
) -> None:
    page = review(server, opened)
    opened.refused = re.compile(r"status of 409|ERR_FAILED|net::")
    lost = {"waiting"}

    def is_lost(route: Route) -> bool:
        return urlsplit(route.request.url).path.rpartition("/")[2] in lost

    page.route("**/edit/*", lambda route: route.abort() if is_lost(route) else route.fallback())
    differ_about_candidate(server, page, lost)
    lost.clear()
    expect(page.locator(".voice")).to_have_text(word("edit.ghost.done.note"))
    put(server.data, *HERE)
    note = editor(page).get_by_label(word("edit.ghost.note"), exact=True)
    expect(note).to_have_value("", timeout=SLOW_MS)
    editor(page).locator("#edit-place-note").fill("Unsaved")  # keeps the newer page back
    box = page.get_by_role("dialog", name=word("edit.conflict.title"))
    for choice, was, name in (("theirs", "Old quarry", "Quarry"), ("mine", "Quarry", "Pit")):
        replaced(server.data, LAYER, f'"name": "{was}"', f'"name": "{name}"')
        press(page, "accept").click()
        expect(box.get_by_role("row", name=re.compile(f"{name} {was}"))).to_be_visible()
        expect(box.get_by_role("row", name=re.compile("Radius.*300"))).to_be_visible()
        box.get_by_role("button", name=word(f"edit.conflict.{choice}")).click()
        expect(box).to_have_count(0)
        if choice == "mine":
            expect(page.locator(".voice")).to_contain_text(word("edit.ghost.done.accept"))
            assert place(server, QUARRY)["geometry"]["coordinates"] == [*TRUE]
        else:
            assert place(server, QUARRY)["geometry"] is None
        assert place(server, QUARRY)["properties"]["name"] == name
        expect(editor(page).locator("#edit-place-note")).to_have_value("Unsaved")
    save_and_stay(page, save_button(page).click)
    told = place(server, QUARRY)
    assert (told["properties"]["note"], told["properties"]["name"]) == ("Unsaved", "Pit")
    assert told["geometry"]["coordinates"] == [*TRUE]


def differ_about_candidate(server: Served, page: Page, lost: set[str]) -> None:
    """Write a note where somebody else has written one; what is asked of `lost` gets no answer."""
    field = editor(page).get_by_label(word("edit.ghost.note"), exact=True)
    box = page.get_by_role("dialog", name=word("edit.conflict.title"))
    for choice, theirs in (("theirs", "Theirs"), ("mine", "Others'")):
        lost.add("candidates")  # so that the page cannot follow
        put(server.data, found(OSM, *TRUE, note=theirs), *HERE[1:])
        field.fill("Mine")
        field.press("Enter")
        expect(box.get_by_role("row", name=f"Note {theirs} Mine")).to_be_visible()
        assert kept(server)[0] == ("", theirs)
        lost.remove("candidates")
        box.get_by_role("button", name=word(f"edit.conflict.{choice}")).click()
        expect(box).to_have_count(0)
        wanted = "", {"theirs": theirs, "mine": "Mine"}[choice]
        assert settled(page, server, wanted) == wanted


def test_the_list_leads_from_place_to_place_and_keys_accept(server: Served, opened: Opener) -> None:
    put(server.data, *HERE, found(GEO, *FAR, place=MILL), found(OSM, *FAR, place="nowhere"))
    page = editing(server, opened)
    queue(page).click()
    listed = editor(page).locator(".queue-row")
    expect(listed).to_have_count(1)
    expect(editor(page)).to_contain_text("Of no place of this map: nowhere.")
    editor(page).get_by_label(word("edit.queue.worse")).fill("none")
    page.keyboard.press("Enter")
    expect(page.locator(".voice")).to_have_text(word("edit.ghost.metres"))
    editor(page).get_by_label(word("edit.queue.worse")).fill("100")
    page.keyboard.press("Enter")
    expect(listed).to_have_count(2)
    listed.first.click()
    expect(editor(page).locator("h2")).to_have_text("Old quarry")
    editor(page).get_by_role("button", name=word("edit.ghost.next")).click()
    expect(editor(page).locator("h2")).to_have_text("Upper Ferry mill")
    expect(page.locator(".ghost")).to_have_count(1)
    accept_by_keys(page)
    told = place(server, QUARRY)["properties"]
    assert (told["located_by"], told["uncertainty_m"]) == ("village", 2500)
    editor(page).get_by_role("button", name=word("edit.ghost.next")).click()
    expect(editor(page).locator("h2")).to_have_text("Upper Ferry mill")
    save_and_stay(page, lambda: page.keyboard.press("Control+z"), "undo")
    assert place(server, QUARRY)["geometry"] is None


def accept_by_keys(page: Page) -> None:
    """Accept the best candidate of the first place of the list, with a method and a radius."""
    queue(page).press("Enter")
    editor(page).get_by_role("button", name=re.compile("^Old quarry")).press("Enter")
    expect(page.locator(".ghost")).to_have_count(3)
    ghost(page, 2).press("Enter")
    expect(row(page, 2)).to_be_focused()
    ghost(page, 1).focus()
    page.keyboard.press(" ")
    expect(row(page, 1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(editor(page).locator("#ghost-by")).to_be_focused()
    editor(page).locator("#ghost-by").select_option("village")
    page.keyboard.press("Tab")
    page.keyboard.type("2500")
    page.keyboard.press("Tab")
    expect(press(page, "accept")).to_be_focused()
    newer(page, lambda: page.keyboard.press("Enter"))


def test_what_locate_finds_a_broken_file_and_a_thousand_appear_by_themselves(
    server: Served, opened: Opener, tmp_path: Path
) -> None:
    (server.data / CANDIDATES_FILE).unlink()
    page = editing(server, opened, f"&feature={QUARRY}")
    expect(editor(page)).to_be_visible()
    expect(page.locator(".ghost")).to_have_count(0)
    expect(queue(page)).to_have_count(0)
    file = geonames(tmp_path / "CN.txt", ("Old quarry", "", *TRUE))
    assert locate(server.data, "--gazetteer", str(file)) == 0
    expect(page.locator(".ghost")).to_have_count(1, timeout=SLOW_MS)
    expect(queue(page)).to_be_visible()
    break_and_mend(server, page)
    show_a_thousand(server, page)


def break_and_mend(server: Served, page: Page) -> None:
    """Break the file, which is told in the card while the rest goes on, and mend it."""
    put(server.data, *HERE)
    replaced(server.data, CANDIDATES_FILE, "place/hamlet,name,", f"place/hamlet,{EVIL},")
    expect(editor(page).locator(".ghosts")).to_contain_text("candidates.csv")
    expect(editor(page).locator(".ghosts")).to_contain_text("it must be name, alias")
    expect(page.locator(".ghost")).to_have_count(0)
    queue(page).click()
    expect(editor(page)).to_contain_text(EVIL[:40])
    put(server.data, *HERE)
    expect(editor(page).locator(".queue-row")).to_have_count(1, timeout=SLOW_MS)


def show_a_thousand(server: Served, page: Page) -> None:
    """Look at a thousand candidates, a few at a time."""
    many = [
        found(OSM, TRUE[0] + k / 20_000, TRUE[1] + k % 50 / 5_000, record=f"r{k}")
        for k in range(1000)
    ]
    text = candidates.format_candidates(many)  # not weighed: each with all others takes seconds
    (server.data / CANDIDATES_FILE).write_text(text, encoding="utf-8")
    expect(editor(page)).to_contain_text("1,000")
    editor(page).locator(".queue-row").click()
    expect(editor(page)).to_contain_text("1,000 candidates")
    expect(page.locator(".ghost")).to_have_count(9)
    editor(page).locator("#ghost-more").click()
    expect(page.locator(".ghost")).to_have_count(29)
    expect(row(page, 10)).to_be_focused()
    press(page, "reject").click()
    expect(page.locator(".voice")).to_have_text(word("edit.ghost.done.reject"), timeout=SLOW_MS)
    assert [verdict for verdict, _ in kept(server)].count("rejected") == 1


def test_a_service_is_asked_from_the_map(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = china(tmp_path)
    with serving() as service:
        instance(monkeypatch, "tianditu", service)
        service.answer = lambda _: gives("tianditu", ("Old quarry", *TRUE))
        with running(data) as served:
            page = review(served, opened)
            expect(editor(page).locator("#ghosts-title")).to_have_text(word("edit.ghost.empty"))
            expect(editor(page)).to_contain_text("its terms do not permit keeping it")
            editor(page).get_by_role("button", name="Ask Tianditu").click()
            expect(page.locator(".ghost")).to_have_count(1, timeout=SLOW_MS)
            expect(editor(page).locator(".ghost-told")).to_contain_text("Only to look at")
            assert audited(page) == []
            page.reload()
            page.get_by_role("button", name=word("edit.button"), exact=True).click()
            expect(page.locator(".ghost")).to_have_count(1)
            service.answer = lambda _: 404  # one that fails for a moment is asked again
            editor(page).get_by_role("button", name="Ask Tianditu").click()
            expect(editor(page).locator(".ghost-heard")).to_contain_text("Tianditu, old-quarry")
    assert not (data / CANDIDATES_FILE).exists()


def test_names_of_sources_are_text(server: Served, opened: Opener) -> None:
    evil: dict[str, Any] = dict.fromkeys(("name", "kind", "record", "source", "note"), EVIL)
    put(server.data, found(EVIL, *TRUE, **evil, licence=EVIL, marks="copied"))
    page = review(server, opened)
    expect(row(page, 1)).to_contain_text(EVIL)
    expect(ghost(page, 1)).to_have_attribute("aria-label", re.compile(re.escape(EVIL)))
    expect(editor(page).get_by_label(word("edit.ghost.note"), exact=True)).to_have_value(EVIL)
    assert page.locator("img[src=x]").count() == 0
    save_and_stay(page, press(page, "accept").click, "decide")
    assert quarry(server.data).properties["location_licence"] == EVIL


def test_what_cannot_be_accepted_says_why_and_axe_finds_nothing(
    server: Served, opened: Opener
) -> None:
    elsewhere = found(OSM, 116.4, 39.9), found(OSM, 119.35, 36.15, record="out")
    put(server.data, *HERE, found("amap", 119.22, 36.16, licence=""), *elsewhere)
    page = review(server, opened)
    told = editor(page).locator(".ghost-told")
    assert audited(page) == []
    expect(row(page, 5)).to_contain_text("out of the area")
    for k, words in (
        (4, ["the terms of amap do not permit keeping it"]),
        (6, ["in another city: outside the bounds of the map.", "It cannot be accepted"]),
    ):
        row(page, k).click()
        expect(row(page, k)).to_have_attribute("aria-expanded", "true")
        for each in words:
            expect(told).to_contain_text(each)
        expect(press(page, "accept")).to_have_count(0)
        assert audited(page) == []
    expect(ghost(page, 4)).to_have_attribute("aria-label", re.compile("only to look at"))
    queue(page).click()
    expect(editor(page).locator(".queue-row")).to_have_count(1)
    assert audited(page) == []
