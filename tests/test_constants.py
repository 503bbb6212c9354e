"""Numbers that build and scripts share: each is used, and none is in the scripts a second time."""

import re

import pytest

from geo.page.data import columns, initial_clusters, packing
from geo.page.data.constants import SHARED_CONSTANTS
from geo.serving.page_builder import EDIT_CONSTANTS
from tests.support import ROOT

SCRIPTS = {
    path.relative_to(ROOT / "geo/page/js").as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "geo/page/js").rglob("*.js")
}
WHOLE = "\n".join(SCRIPTS.values())
TAKEN = re.compile(r"constants\(?\)?\.(\w+)")
UNPACKED = re.compile(r"const \{([^}]*)\} = data\.constants\(\)")


def taken() -> set[str]:
    """Return the constants that scripts take."""
    unpacked = ",".join(UNPACKED.findall(WHOLE))
    return {*TAKEN.findall(WHOLE), *re.findall(r"(\w+)\s*(?::\s*\w+)?(?:,|$)", unpacked)}


def test_scripts_take_what_they_are_given_and_nothing_else() -> None:
    assert taken() == SHARED_CONSTANTS.keys() | EDIT_CONSTANTS.keys()


def test_what_editing_shares_does_not_hide_what_the_page_shares() -> None:
    assert not SHARED_CONSTANTS.keys() & EDIT_CONSTANTS.keys()


@pytest.mark.parametrize(
    ("file", "name", "value"),
    [
        ("data/columns.js", "DEGREE", columns.MICRODEGREES),
        ("data/inflate.js", "BASE", len(packing.BASE91_DIGITS)),
        ("map/index.js", "NORTH", initial_clusters.MAX_MERCATOR_LATITUDE),
        ("map/overview.js", "WORLD", initial_clusters.WORLD_PIXELS),
    ],
)
def test_what_belongs_to_the_form_of_bytes_is_the_same(file: str, name: str, value: float) -> None:
    found = re.search(rf"^(?:export )?const {name} = ([\d.e]+);", SCRIPTS[file], re.MULTILINE)
    assert found
    assert float(found[1]) == value
