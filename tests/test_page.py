"""The page as folium sees it: a map like any other, saved as one file that loads nothing."""

import base64
import re
import zlib
from hashlib import sha256
from pathlib import Path

import folium
import folium.plugins
import pytest

from geo.build import build_map
from geo.faults.fault import InputError
from tests.support import COUNTY, unwritten

REMOTE = re.compile(
    r"""<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=\s*["']?(?:https?:)?//""", re.IGNORECASE
)


def hashed(script: str) -> str:
    return base64.b64encode(sha256(script.encode()).digest()).decode()


def test_it_is_a_folium_map() -> None:
    assert isinstance(build_map(COUNTY), folium.Map)


def test_the_page_loads_nothing(tmp_path: Path) -> None:
    build_map(COUNTY).save(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert not REMOTE.search(page)
    running = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    for name in ("desk", "reader"):
        (packed,) = re.findall(rf'id="map-{name}">(.*?)</script>', page)
        running.append(zlib.decompress(unwritten(packed)).decode())
    assert set(re.findall(r"&#39;sha256-(.*?)&#39;", page)) == {
        hashed(script) for script in running
    }
    assert page.count("<style>") == 1


def test_the_page_can_be_zoomed_and_has_language_title_and_policy() -> None:
    page = build_map(COUNTY).get_root().render()
    assert '<html lang="en">' in page
    assert "<title>Moorland sites</title>" in page
    assert "user-scalable" not in page
    assert "script-src &#39;sha256-" in page


def test_layers_that_a_user_adds_are_in_the_page(tmp_path: Path) -> None:
    made = build_map(COUNTY)
    folium.CircleMarker((50.15, 8.2), radius=9, popup=folium.Popup("own words")).add_to(made)
    folium.Marker((50.16, 8.2)).add_to(made)
    made.save(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "L.circleMarker" in page
    assert "own words" in page
    assert "jQuery" in page
    assert not REMOTE.search(page)


def test_without_added_popups_there_is_no_jquery() -> None:
    assert "jQuery" not in build_map(COUNTY).get_root().render()


def test_a_plugin_that_needs_the_network_is_warned_of() -> None:
    made = build_map(COUNTY)
    folium.plugins.MarkerCluster([(50.15, 8.2)]).add_to(made)  # type: ignore[no-untyped-call]
    with pytest.warns(UserWarning, match="markerclusterjs"):
        made.get_root().render()


def test_an_icon_from_a_cdn_is_refused() -> None:
    made = build_map(COUNTY)
    folium.Marker((50.15, 8.2), icon=folium.Icon()).add_to(made)
    with pytest.raises(InputError, match="DivIcon"):
        made.get_root().render()


def test_other_maps_of_the_process_keep_their_links() -> None:
    before = list(folium.Map.default_js)
    build_map(COUNTY).get_root().render()
    assert folium.Map.default_js == before
    assert folium.Map().default_js == before


def test_rendering_twice_gives_the_same_page() -> None:
    made = build_map(COUNTY)
    assert made.get_root().render() == made.get_root().render()


def test_a_notebook_shows_it() -> None:
    shown = build_map(COUNTY)._repr_html_()
    assert "<iframe" in shown
    assert "Moorland" in shown
