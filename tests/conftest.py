"""Fixtures: content to spoil, and pages in a Chromium that reaches nothing but the disk."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from geo import build
from geo.runtime import limits
from tests import browser
from tests.elsewhere import Home
from tests.opener import Contexts, Opener
from tests.support import DATA
from tests.visits import Visits

# how long an example takes is the machine's business, which others may share
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
expect.set_options(timeout=30_000)

NEVER_OPTIMISED = "--js-flags=--no-opt --no-maglev"
"""To optimise scripts takes more than it gains in the second that a test has a page."""

LONGEST = (
    "serve_page", "serve_candidates", "page_access", "bench", "page_folder", "page_reader",
    "serve_reading", "page_map", "page_many", "page_article", "page_legible", "page_look",
    "page_print", "page_scale", "page_find", "hostile_files", "page_keys", "serve_limits",
    "embed", "bootstrap", "page_robust", "import_forms", "page_browser", "page_about",
    "interrupted", "serve_touch", "page_sizes", "new", "page_share", "diff", "page_overview",
    "page_story", "telling",
)  # fmt: skip
"""The files of tests that take more than a hundredth of the time of all, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, lest one processor ends with them alone."""
    ranks = {f"test_{name}": rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.stem, len(ranks)))


@pytest.fixture(autouse=True)
def default_limits() -> Iterator[None]:
    """Let the limits of a command line that ran in this process hold in no other test."""
    yield
    limits.set_limits(limits.DEFAULT_MB)


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """Return a copy of `data/` that a test may spoil, without the article that may lie in it."""
    return shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("article"))


@pytest.fixture(scope="session")
def hanting_built(tmp_path_factory: pytest.TempPathFactory) -> build.BuildResult:
    """Return Hanting's map without quotes, built once; nobody writes to it."""
    return build.build(DATA, tmp_path_factory.mktemp("hanting"))


@pytest.fixture(scope="session")
def hanting(hanting_built: build.BuildResult) -> Path:
    """Return the page of Hanting's map."""
    return hanting_built.files[0]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser of the whole run; each page has a context of its own in it."""
    found = browser.find_shell()
    if not found:
        pytest.fail("no Chromium: `python3 -m tests` installs one, MAP_CHROMIUM names one")
    root = sys.platform == "linux" and os.geteuid() == 0
    # Chromium refuses its sandbox to root, as which CI runs; only our own pages are opened.
    flags = [NEVER_OPTIMISED, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=flags)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> Contexts:
    """Return the browser's contexts, which tests use one after another."""
    return Contexts(chromium)


@pytest.fixture
def opened(contexts: Contexts) -> Iterator[Opener]:
    """Return what opens pages; what went wrong in one fails the test at its end."""
    opener = Opener(contexts)
    yield opener
    opener.close()


@pytest.fixture(scope="module")
def visited(hanting: Path) -> Path:
    """Return the page that the tests of a module visit: Hanting's, where it gives no other."""
    return hanting


@pytest.fixture(scope="module")
def shared_visits(visited: Path, contexts: Contexts) -> Iterator[Visits]:
    """Return the pages that the tests of a module share."""
    visits = Visits(contexts, visited)
    yield visits
    visits.opener.close()


@pytest.fixture
def visits(shared_visits: Visits) -> Iterator[Visits]:
    """Return the same; what went wrong in one fails the test at its end."""
    yield shared_visits
    shared_visits.leave()


@pytest.fixture
def roaming(look: Home) -> Page:
    """Return a map, which the module gives as `look`, where the test before has left it."""
    return look.page


@pytest.fixture
def seen(look: Home) -> Page:
    """Return it as it opened; tests that leave it so come first, since to go back costs."""
    return look.go_back()
