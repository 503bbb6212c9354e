"""Third-party parts: the very files that are pinned, with their licence and nothing to load."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from geo.faults.fault import InputError
from geo.page import assets, linker

PAGE = Path(str(files("geo"))) / "page"
MODULES = sorted((PAGE / "js").rglob("*.js"))


@pytest.mark.parametrize("name", ["leaflet.js", "leaflet.css"])
def test_leaflet_is_the_pinned_file(name: str) -> None:
    assert len(assets.read_leaflet(name)) > 10_000


def test_another_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(assets.LEAFLET_SHA256, "leaflet.js", "0" * 64)
    with pytest.raises(InputError, match="Leaflet"):
        assets.read_leaflet("leaflet.js")


def test_the_licence_is_in_the_script() -> None:
    assert "BSD 2-Clause" in assets.leaflet_script()
    assert "*/" not in assets.read_licence("leaflet")


def test_styles_load_nothing() -> None:
    addresses = re.findall(r"url\(([^)]{0,12})", assets.build_styles())
    assert addresses
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert "@import" not in assets.build_styles()


def test_every_style_sheet_stands_in_the_order_once() -> None:
    home = PAGE / "css"
    found = [*assets.order_sheets("page"), *assets.order_sheets("edit")]
    there = [path.relative_to(home).as_posix() for path in home.rglob("*.css")]
    assert sorted(found) == sorted(there)


def test_a_style_sheet_that_is_not_named_stands_before_those_that_come_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PAGE / "css", tmp_path / "page" / "css")
    (tmp_path / "page/css/almanac.css").touch()
    monkeypatch.setattr(assets, "files", lambda _: tmp_path)
    found = assets.order_sheets("page")
    assert found[found.index("almanac.css") + 1] == "phone.css"
    assert "almanac.css" not in assets.order_sheets("edit")


def test_every_module_is_reached_by_an_entry() -> None:
    home = PAGE / "js"
    entries = [path.name for path in home.glob("*.js")]
    linked = "".join(linker.link_modules(home, [entries]))
    for path in home.rglob("*/*.js"):
        name = path.relative_to(home).with_suffix("").as_posix().replace("/", "_")
        assert f"const {name} = " in linked, f"nothing imports {path}"


def test_what_edits_is_in_no_page_but_a_served_one() -> None:
    assert "edit-bar" in assets.build_styles(served=True)
    assert "edit-bar" not in assets.build_styles()
    assert "EventSource" in assets.live_reload_script()
    for crowded in (True, False):
        assert "edit_toolbar" in assets.deferred_script(crowded=crowded, served=True)
        for script in (
            assets.deferred_script(crowded=crowded),
            assets.first_view_script(crowded=crowded),
        ):
            assert "edit_" not in script
            assert "EventSource" not in script


def test_every_public_function_of_the_scripts_tells_what_it_takes() -> None:
    opened = re.compile(
        r"(?P<said>/\*\*(?:(?!\*/).)*\*/\n)?"
        r"^export (?:async )?(?:function \w+|const \w+ = (?:async )?)\((?!\))",
        re.MULTILINE | re.DOTALL,
    )
    found = {path: opened.finditer(path.read_text(encoding="utf-8")) for path in MODULES}
    untold = [
        f"{path.relative_to(PAGE)}: {each[0].splitlines()[-1]}"
        for path, all_of_it in found.items()
        for each in all_of_it
        if "@param" not in (each["said"] or "")
    ]
    assert untold == []
