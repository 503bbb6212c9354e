"""The benchmark: its content is sound and always the same, its measures come, its table is true."""

import json
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo import cli as commands
from tests.bench import cli, country, peers, probes, process, table, vendor, writing
from tests.bench.process import Limits
from tests.support import ROOT

SMALL = 300
PLENTY = Limits(300, 8 * process.GIB)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an invented country of some places, as a folder of content."""
    return writing.write(country.make(SMALL), tmp_path_factory.mktemp("country"))


def texts(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def maker(wall: float, first: float, *, task: float = 80, failed: str = "") -> dict[str, object]:
    builds = [{"wall": wall, "peak": 2e8}]
    looks = [{"first_marker": first, "longest_task": task, "heap": 1e6, "buffers": 1e6}]
    return {"builds": builds, "bytes": 500_000, "looks": looks, "failed": failed}


def test_the_same_seed_gives_the_same_content_and_another_one_other(tmp_path: Path) -> None:
    first, again, other = (
        texts(writing.write(country.make(40, seed), tmp_path / str(turn)))
        for turn, seed in enumerate((1, 1, 2))
    )
    assert first == again
    assert first["facts.csv"] != other["facts.csv"]
    assert first["layers/villages.geojson"] != other["layers/villages.geojson"]


def test_the_content_passes_the_check(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["check", "--data", str(small)]) == 0
    assert f"{SMALL + 1} places" in capsys.readouterr().out


def test_the_content_has_what_real_content_has() -> None:
    made = country.make(3000)
    places, facts = made.places, made.facts
    assert len(places) == places["id"].nunique() == 3000
    assert places["layer"].nunique() == 8
    assert set(places.geom_type.dropna()) == {"Point", "LineString", "Polygon"}
    assert places.geometry.isna().any()
    assert places.geometry.duplicated().any(), "none coincide"
    assert places["state"].nunique() > 3
    assert pd.cut(places["uncertainty_m"], [0, 500, 3000, 1e5]).value_counts().min() > 0
    assert places["name"].str.fullmatch(r"[\u4e00-\u9fff]+").all()
    assert places["name_en"].str.isascii().mean() > 0.9
    assert set(facts["place"]) == set(places["id"])
    for language in ("zh", "en"):
        assert 50 < facts[language].str.len().mean() < 75


@pytest.mark.parametrize("form", ["gpkg", "fgb"])
def test_other_forms_hold_the_same_places(small: Path, tmp_path: Path, form: str) -> None:
    folder = writing.write(country.make(SMALL), tmp_path, form)
    for name in ("villages", "rivers"):
        written = gpd.read_file(folder / "layers" / f"{name}.{form}").set_index("id").sort_index()
        plain = gpd.read_file(small / "layers" / f"{name}.geojson").set_index("id").sort_index()
        assert written["name_en"].tolist() == plain["name_en"].tolist()
        assert written.geometry.dropna().geom_equals(plain.geometry.dropna()).all()


def test_the_peers_tell_every_located_place_with_its_facts(small: Path) -> None:
    made = country.make(SMALL)
    told = pd.concat([rows for _, rows in peers.layers(small)])
    assert len(told) == made.places.geometry.notna().sum()
    assert all(text in "".join(told["facts"]) for text in made.facts["zh"].head(20))


def test_the_probes_are_a_reader_s(small: Path) -> None:
    found = probes.find(small)
    told = pd.concat([rows for _, rows in peers.layers(small)])
    assert len({name for _, _, name in found.alone}) == probes.POPUPS
    assert told["facts"].str.contains(found.phrase, regex=False).sum() == 1
    assert told["names"].str.lower().str.contains(found.name, regex=False).any()


def test_a_program_is_measured_with_those_it_starts() -> None:
    inner = "held = bytearray(300_000_000); import time; time.sleep(1)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); print('x')"
    ran = process.python(["-c", code], PLENTY)
    assert ran.failed == ""
    assert ran.output.strip() == "x"
    assert ran.peak > 300_000_000


@pytest.mark.parametrize(
    ("code", "limits", "told"),
    [
        ("import time; time.sleep(99)", Limits(0.5, PLENTY.memory), "not done after"),
        ("x = bytearray(10**9); import time; time.sleep(99)", Limits(99, 2**28), "wanted more"),
        ("raise ValueError('no such layer')", PLENTY, "ValueError: no such layer"),
    ],
)
def test_a_program_that_does_not_finish_is_told_as_such(
    code: str, limits: Limits, told: str
) -> None:
    assert told in process.python(["-c", code], limits).failed


def test_a_peer_s_page_loads_what_lies_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    link = '<script src="https://cdn.example/x@1/leaflet.markercluster.js"></script>'
    page.write_text(f"<head>{link}</head>{'数' * vendor.HEAD}", encoding="utf-8")
    amount = vendor.localise(page)
    script = tmp_path / "assets" / "leaflet.markercluster.js"
    assert 'src="assets/leaflet.markercluster.js"' in page.read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8").endswith("数" * vendor.HEAD)
    assert amount == page.stat().st_size + script.stat().st_size
    assert "markerClusterGroup" in script.read_text(encoding="utf-8")


def test_a_peer_that_loads_something_unknown_is_not_measured(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<script src="https://cdn.example/new.js"></script>', encoding="utf-8")
    with pytest.raises(ValueError, match=r"new\.js"):
        vendor.localise(page)


def test_the_table_tells_ratios_first() -> None:
    made = {
        "ours": maker(2, 100, task=0),
        "GeoJson": maker(8, 3000),
        "explore": {"builds": [], "bytes": 0, "looks": [], "failed": "build: not done after 9 s"},
    }
    text = table.tables({"machine": MACHINE, "sizes": [{"name": "40 places", "makers": made}]})
    assert text.splitlines()[2:] == [
        "### 40 places",
        "",
        "|  | ours | GeoJson | explore |",
        "| --- | ---: | ---: | ---: |",
        "| build | 2.0 s | **0.25 ×** 8.0 s | – |",
        "| build, peak memory | 200 MB | **1.0 ×** 200 MB | – |",
        "| page and what it loads | 0.50 MB | **1.0 ×** 0.50 MB | – |",
        "| first marker | 100 ms | **0.033 ×** 3,000 ms | – |",
        "| longest task while loading | < 50 ms | **< 0.62 ×** 80.0 ms | – |",
        "| JS heap and buffers | 2.0 MB | **1.0 ×** 2.0 MB | – |",
        "",
        "- explore: build: not done after 9 s",
    ]


def test_a_build_that_did_not_finish_has_no_time_in_the_table() -> None:
    made = {"ours": maker(2, 100), "GeoJson": maker(600, 100, failed="build: not done after 600 s")}
    text = table.tables({"machine": MACHINE, "sizes": [{"name": "x", "makers": made}]})
    assert "| build | 2.0 s | – |" in text


def test_several_runs_make_one_table() -> None:
    runs = [{"machine": MACHINE, "sizes": [{"name": n, "makers": {}}]} for n in ("a", "b")]
    assert [size["name"] for size in table.merged(runs)["sizes"]] == ["a", "b"]


def test_a_run_measures_our_page_and_a_peer_s_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process, "EVERY", 0.5)  # the looks at the memory are what takes time here
    given = ["--sizes", "40", "--makers", "ours,FastMarkerCluster", "--runs", "1"]
    assert cli.main([*given, "--out", str(tmp_path / "out.json")]) == 0
    makers = json.loads((tmp_path / "out.json").read_text("utf-8"))["sizes"][0]["makers"]
    assert [made["failed"] for made in makers.values()] == ["", ""]
    for measure in table.MEASURES:
        assert table.value(makers["ours"], measure) is not None, measure.label
        if not measure.label.startswith("search"):
            assert table.value(makers["FastMarkerCluster"], measure) is not None, measure.label
    assert "| first marker | " in capsys.readouterr().out


def test_its_readme_names_every_option() -> None:
    readme = (ROOT / "tests" / "bench" / "README.md").read_text(encoding="utf-8")
    for action in cli._parser()._actions:  # noqa: SLF001  the parser is the list of options
        for option in action.option_strings:
            if option.startswith("--") and option != "--help":
                assert f"`{option}" in readme, option


MACHINE = {
    "cores": 2,
    "processor": "a processor",
    "memory_gib": 8,
    "system": sys.platform,
    "python": "3",
    "chromium": "1",
    "packages": {"folium": "0"},
}
