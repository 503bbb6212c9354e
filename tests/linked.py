"""The functions of the page's scripts by their full names, as tests call them in a linked page."""

import re
from functools import cache

from geo.page import linker
from tests.support import ROOT

SCRIPTS = ROOT / "geo" / "page" / "js"
CALLED = re.compile(rf"\b{linker.NAMESPACE}\.(\w+)\.(\w+)")


def linked(code: str) -> str:
    """Return code for a page: `atlas.data_data.findPlace` has there the short name of its linking.

    Raises `KeyError` where the module exports no such function.
    """
    return CALLED.sub(
        lambda found: f"{linker.NAMESPACE}.{found[1]}.{_short_names(found[1])[found[2]]}", code
    )


@cache
def _short_names(module: str) -> dict[str, str]:
    """Return the short names of what a module exports, by its name in the namespace."""
    paths = {
        path.relative_to(SCRIPTS).with_suffix("").as_posix().replace("/", "_"): path
        for path in SCRIPTS.rglob("*.js")
    }
    return linker.shorten_exports(paths[module].read_text(encoding="utf-8"))
