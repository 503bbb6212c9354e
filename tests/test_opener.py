"""A page that is used again: nothing of one test is there for the next."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.opener import BLANK, Contexts, Opener, Reader
from tests.server import serving
from tests.support import HERE

READER = Reader(touch=False, scripts=True, locale="zh-CN")
LEAVE = """() => {
    localStorage.left = sessionStorage.left = name = 'left';
    window.left = true;
    history.pushState('left', '', '#left');
}"""
FIND = """() => [localStorage.left, sessionStorage.left, name, window.left, history.state]
    .filter(Boolean)"""


@pytest.fixture(params=BLANK)
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Return the address of a page on the disk, and of one that is served."""
    with serving(HERE) as root:
        yield f"{root}blank.html" if request.param == "http" else BLANK["file"]


@pytest.fixture
def used(address: str, contexts: Contexts) -> Page:
    """Return a page in which a test has left what it could."""
    opener = Opener(contexts)
    page = opener(address, dark=True)
    page.emulate_media(media="print", forced_colors="active")
    page.evaluate(LEAVE)
    opener.close()
    return page


def test_nothing_is_left_in_a_page_that_is_used_again(
    address: str, used: Page, contexts: Contexts
) -> None:
    opener = Opener(contexts)
    page = opener(address)
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
    address: str, contexts: Contexts, act: Callable[[Page], object]
) -> None:
    opener = Opener(contexts)
    page = opener(address)
    act(page)
    opener.close()
    assert page.is_closed()
    scheme = address.partition(":")[0]
    kept = contexts.free[READER, scheme]
    assert page not in kept
    assert kept[-1].url == BLANK[scheme]


def test_errors_of_a_page_fail_its_own_test_and_no_other(contexts: Contexts) -> None:
    first = Opener(contexts)
    page = first(BLANK["file"])
    page.evaluate("setTimeout(() => { throw new Error('mine'); })")
    page.wait_for_timeout(50)
    with pytest.raises(AssertionError, match="mine"):
        first.close()
    second = Opener(contexts)
    second(BLANK["file"])
    second.close()
