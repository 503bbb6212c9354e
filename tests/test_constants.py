"""Numbers that build and scripts share: each is used, and none is in the scripts a second time."""

import re

import pytest

from geo.page.data import columns, initial_clusters, packing
from geo.page.data.constants import SHARED_CONSTANTS
from geo.serving.page_builder import EDIT_CONSTANTS
from tests.support import ROOT

SCRIPTS = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "geo/page/js").rglob("*.js"))
)
TAKEN = re.compile(r"(?:data\.constants\(\)|all\.constants)\.(\w+)")
UNPACKED = re.compile(r"const \{([^}]*)\} = data\.constants\(\)")


def taken() -> set[str]:
    """Return the constants that scripts take."""
    parts = ",".join(UNPACKED.findall(SCRIPTS)).split(",")
    return {*TAKEN.findall(SCRIPTS), *(part.partition(":")[0].strip() for part in parts)}


def test_scripts_take_what_they_are_given_and_nothing_else() -> None:
    assert taken() == SHARED_CONSTANTS.keys() | EDIT_CONSTANTS.keys()


def test_what_editing_shares_does_not_hide_what_the_page_shares() -> None:
    assert not SHARED_CONSTANTS.keys() & EDIT_CONSTANTS.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEGREE", columns.MICRODEGREES),
        ("BASE", len(packing.BASE91_DIGITS)),
        ("NORTH", initial_clusters.MAX_MERCATOR_LATITUDE),
        ("WORLD", initial_clusters.WORLD_PIXELS),
    ],
)
def test_what_belongs_to_the_form_of_bytes_is_the_same(name: str, value: float) -> None:
    found = re.findall(rf"^(?:export )?const {name} = ([\d.e]+);", SCRIPTS, re.MULTILINE)
    assert value in [float(each) for each in found]
