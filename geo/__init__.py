"""Builds a self-contained map page, and files for reuse, from a folder of places and facts.

`geo.cli` runs the commands. `geo.build` is the flow of a build: `geo.content.loader` reads the
folder, `geo.check.rules` applies every rule, `geo.page.document` makes the page, `geo.outputs` the
files beside it. `build_map(data)` gives the map as a `folium.Map`, to be shown in a notebook, added
to and saved.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.build import build_map

__all__ = ["__version__", "build_map"]
__version__ = "1.0.0"
"""Version of the engine; CHANGELOG.md has a section for each."""


def __getattr__(name: str) -> object:
    """Import `build_map` when it is first asked for.

    `geo.runtime.bootstrap` must be importable before any third-party package is installed, so this
    file imports none (PEP 562).
    """
    if name == "build_map":
        from geo.build import build_map  # noqa: PLC0415  deferred: see above

        return build_map
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
