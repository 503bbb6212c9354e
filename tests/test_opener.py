"""A page that is used again: nothing of one test is there for the next."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.opener import BLANK, Contexts, Opener, Reader

READER = Reader(touch=False, scripts=True, locale="zh-CN")
LEAVE = """() => {
    localStorage.left = sessionStorage.left = name = 'left';
    window.left = true;
    history.pushState('left', '', '#left');
}"""
FIND = """() => [localStorage.left, sessionStorage.left, name, window.left, history.state]
    .filter(Boolean)"""


@pytest.fixture
def used(contexts: Contexts) -> Page:
    """Return a page in which a test has left what it could."""
    opener = Opener(contexts)
    page = opener(BLANK, dark=True)
    page.emulate_media(media="print", forced_colors="active")
    page.evaluate(LEAVE)
    opener.close()
    return page


def test_nothing_is_left_in_a_page_that_is_used_again(used: Page, contexts: Contexts) -> None:
    opener = Opener(contexts)
    page = opener(BLANK)
    assert page == used
    assert page.evaluate(FIND) == []
    assert page.evaluate("history.length") <= 2
    for asked in ("print", "(forced-colors: active)", "(prefers-color-scheme: dark)"):
        assert not page.evaluate("asked => matchMedia(asked).matches", asked), asked
    opener.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda page: page.add_init_script("window.left = true"),
        lambda page: page.route("**/*", lambda route: route.abort()),
        lambda page: page.on("request", lambda _: None),
        lambda page: page.context.new_cdp_session(page),
        lambda page: page.close(),
    ],
    ids=["script", "route", "listener", "session", "closed"],
)
def test_a_page_to_which_lasting_things_were_done_is_not_used_again(
    contexts: Contexts, act: Callable[[Page], object]
) -> None:
    opener = Opener(contexts)
    page = opener(BLANK)
    act(page)
    opener.close()
    assert page.is_closed()
    assert page not in contexts.free[READER]
    assert contexts.free[READER][-1].url == BLANK


def test_errors_of_a_page_fail_its_own_test_and_no_other(contexts: Contexts) -> None:
    first = Opener(contexts)
    page = first(BLANK)
    page.evaluate("setTimeout(() => { throw new Error('mine'); })")
    page.wait_for_timeout(50)
    with pytest.raises(AssertionError, match="mine"):
        first.close()
    second = Opener(contexts)
    second(BLANK)
    second.close()
