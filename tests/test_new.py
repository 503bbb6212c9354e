"""A new map: laid out, built and opened at once; bad input told, and nothing left behind."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from geo import build, cli
from geo.check import rules
from geo.content import loader, places
from geo.content.places import Certainty
from geo.faults.fault import InputError
from geo.scaffolding import new_folder, placement
from geo.spatial import datum
from tests.hostile import VALUES
from tests.opener import Opener
from tests.support import COUNTY, ROOT

ARTICLE = COUNTY / "article.txt"
SQUARE = shapely.Polygon([(120.1, 30.1), (120.4, 30.1), (120.4, 30.3), (120.1, 30.3)])
FORMATS = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".kml": "KML"}
BUILT = ("map.toml", "README.md", ".gitignore", "facts.csv", "layers/area.geojson",
         "layers/places.geojson")  # fmt: skip


def outline(
    folder: Path, shape: object = SQUARE, name: str = "o.geojson", crs: str = "EPSG:4326"
) -> Path:
    """Write a geometry in WGS 84 as a file of another CRS and form."""
    path = folder / name
    frame = gpd.GeoDataFrame(geometry=[shape], crs=datum.WGS84).to_crs(crs)
    frame.to_file(path, driver=FORMATS[path.suffix])
    return path


def new(target: Path, *arguments: object) -> int:
    return cli.main(["new", str(target), *map(str, arguments)])


def drawn(target: Path) -> shapely.Geometry:
    raw = loader.read_folder(target)
    return rules.check_content(raw)[0].places[0].geometry


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("suffix", "crs"),
    [
        (".geojson", "EPSG:4326"), (".gpkg", "EPSG:4490"), (".shp", "EPSG:4528"),
        (".geojson", "EPSG:4549"), (".gpkg", "EPSG:3857"), (".shp", "EPSG:4490"),
    ],
)  # fmt: skip
def test_an_outline_in_any_crs_and_form_lies_where_it_is(
    tmp_path: Path, crs: str, suffix: str
) -> None:
    target = tmp_path / "data"
    assert (
        new(target, "--title", "T", "--outline", outline(tmp_path, name=f"o{suffix}", crs=crs)) == 0
    )
    assert datum.displacement_m(SQUARE, drawn(target)) < 0.3
    located = rules.check_content(loader.read_folder(target))[0].places[0]
    assert located.source_datum == ("WGS84" if crs in {"EPSG:4326", "EPSG:3857"} else "CGCS2000")


def test_kml_is_read(tmp_path: Path) -> None:
    assert new(tmp_path / "d", "--title", "T", "--outline", outline(tmp_path, name="o.kml")) == 0
    assert datum.displacement_m(SQUARE, drawn(tmp_path / "d")) < 0.3


def test_the_folder_has_no_fault_and_no_warning(tmp_path: Path) -> None:
    target = tmp_path / "data"
    assert new(target, "--title", "T", "--outline", outline(tmp_path), "--article", ARTICLE) == 0
    raw = loader.read_folder(target)
    assert rules.find_faults(raw) == []
    assert raw.project.sources[0].sha256 == sha256(ARTICLE.read_bytes()).hexdigest()
    assert raw.articles["article"].text
    for name in BUILT:
        assert (target / name).is_file()
    assert (target / "facts.csv").read_bytes().startswith(b"\xef\xbb\xbfid,place,topic,zh,en,")
    assert cli.main(["fmt", "--check", "--data", str(target)]) == 0
    (area,) = rules.check_content(raw)[0].places
    assert (area.id, area.certainty) == (raw.project.subject, Certainty.LESS_CERTAIN)
    assert area.location_licence == "none stated"


def test_every_colour_holds_a_white_glyph() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    assert len(set(new_folder.LAYER_COLOURS)) == len(new_folder.LAYER_COLOURS)
    for colour in new_folder.LAYER_COLOURS:
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour


def test_without_an_article_a_fact_has_nothing_to_cite(tmp_path: Path) -> None:
    target = tmp_path / "data"
    assert new(target, "--title", "T", "--outline", outline(tmp_path)) == 0
    with (target / "facts.csv").open("a", encoding="utf-8") as file:
        file.write("F001,t,general,文,text,,,,,,,done,article,0,3,,\n")
    with pytest.raises(InputError, match=r"a \[\[source\]\] of map.toml"):
        rules.check_content(loader.read_folder(target))


@pytest.mark.parametrize("title", VALUES.values(), ids=VALUES)
def test_hostile_titles_stay_text(tmp_path: Path, title: str) -> None:
    target = tmp_path / "data"
    given = title[: new_folder.MAX_ID_LENGTH * 5]
    assert new(target, f"--title={given}", "--outline", outline(tmp_path)) == 0
    raw = loader.read_folder(target)
    assert raw.project.title == {"zh": " ".join(given.split())}
    assert re.fullmatch("[a-z][a-z0-9-]{0,40}", raw.project.id)


@pytest.mark.parametrize(
    "title", ['a"\n[title]\nzh = "b', "'''\\u0041", "# no comment", "{{ 7*7 }}"]
)
def test_toml_in_a_title_is_no_toml(tmp_path: Path, title: str) -> None:
    assert new(tmp_path / "d", "--title", title, "--outline", outline(tmp_path)) == 0
    assert loader.read_folder(tmp_path / "d").project.title["zh"] == " ".join(title.split())


def test_it_builds_and_opens_with_its_title_in_each_language_and_embedded(
    tmp_path: Path, opened: Opener
) -> None:
    target, maps = tmp_path / "data", tmp_path / "maps"
    titles = ('某地 "</script><script>window.hit=1</script>', "Some 'place' <b>&amp;</b> \\u0041")
    arguments = [argument for title in titles for argument in ("--title", title)]
    assert (
        new(target, *arguments, "--outline", outline(tmp_path, crs="EPSG:4528"), "--id", "some")
        == 0
    )
    build.build(target, maps)
    for query, title in zip(("lang=zh", "lang=en&embed=1"), titles, strict=True):
        page = opened(maps / "some.html", query)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page).to_have_title(re.compile(re.escape(title)))
        assert page.evaluate("window.hit") is None


def test_other_languages_have_the_engines_english(tmp_path: Path) -> None:
    target = tmp_path / "data"
    given = ("--title", "Karte", "--outline", outline(tmp_path), "--language", "de")
    assert new(target, *given) == 0
    project = loader.read_folder(target).project
    assert (project.languages, project.layers[0].name) == (("de",), {"de": "Places"})


def test_a_large_outline_is_simplified_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    angles = np.linspace(0, 2 * np.pi, 20_001)[:-1]
    radius = 0.2 + 0.001 * np.sin(angles * 900)
    coast = shapely.Polygon(np.c_[120 + radius * np.cos(angles), 30 + radius * np.sin(angles)])
    islets = [shapely.Point(120.5, 30 + at / 100).buffer(0.0005) for at in range(30)]
    path = outline(tmp_path, shapely.MultiPolygon([coast, *islets]))
    assert new(tmp_path / "d", "--title", "T", "--outline", path) == 0
    out = capsys.readouterr().out
    told = re.search(r"simplified to ([\d,]+), by at most ([\d,]+) m\n.*?out: 30 tiny parts", out)
    assert told
    after = drawn(tmp_path / "d")
    assert len(after.exterior.coords) - 1 == int(told[1].replace(",", "")) <= 2000
    assert datum.displacement_m(coast, after) < float(told[2].replace(",", "")) * 1.2
    assert (
        told[2] in rules.check_content(loader.read_folder(tmp_path / "d"))[0].places[0].note["en"]
    )


def written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def nowhere(folder: Path) -> Path:
    path = outline(folder, name="o.shp", crs="EPSG:4528")
    path.with_suffix(".prj").unlink()
    return path


BAD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "points": (lambda d: outline(d, shapely.Point(120, 30)), "an outline is an area"),
    "a line": (lambda d: outline(d, shapely.LineString([(1, 2), (3, 4)])), "Lines to polygons"),
    "no file": (lambda d: d / "none.geojson", "No such file"),
    "rings of two points": (
        lambda d: written(d, "r.geojson", '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}'),
        "at least four positions",
    ),
    "rings of one point": (
        lambda d: written(d, "r.geojson", json.dumps(
            {"type": "Polygon", "coordinates": [[[120, 30]] * 4]})),
        "must enclose an area",
    ),
    "an empty file": (lambda d: written(d, "e.geojson", ""), "an empty file"),
    "no feature": (
        lambda d: written(d, "e.geojson", '{"type": "FeatureCollection", "features": []}'),
        "must hold places",
    ),
    "cut off": (lambda d: written(d, "c.geojson", '{"type": "FeatureColl'), "valid JSON"),
    "no GeoPackage": (lambda d: written(d, "c.gpkg", "text"), "must be a GeoPackage"),
    "a picture": (lambda d: written(d, "c.png", "text"), "the name must end in one of"),
    "metres said to be degrees": (
        lambda d: written(d, "m.geojson", json.dumps(shapely.geometry.mapping(
            shapely.affinity.scale(SQUARE, 1e4, 1e4, origin=(0, 0))))),
        "must lie on Earth",
    ),
    "without a CRS": (nowhere, "the file must say its CRS"),
}  # fmt: skip


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
def test_a_bad_outline_is_told_and_leaves_nothing(
    row: tuple[Callable[[Path], Path], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, rule = row
    work = tmp_path / "work"
    work.mkdir()
    path = made(tmp_path)
    assert new(work / "data", "--title", "T", "--outline", path) == 1
    err = capsys.readouterr().err
    assert rule in err
    assert "mend" in err
    assert left(work) == []


def test_a_crs_can_be_named_where_the_file_says_none(tmp_path: Path) -> None:
    target = tmp_path / "data"
    given = ("--title", "T", "--outline", nowhere(tmp_path), "--crs", "EPSG:4528")
    assert new(target, *given) == 0
    assert datum.displacement_m(SQUARE, drawn(target)) < 0.3


def test_several_layers_of_areas_are_told_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = gpd.GeoDataFrame(geometry=[SQUARE], crs=datum.WGS84)
    for layer in ("towns", "counties"):
        frame.to_file(tmp_path / "o.gpkg", layer=layer, driver="GPKG")
    assert new(tmp_path / "d", "--title", "T", "--outline", tmp_path / "o.gpkg") == 1
    assert "Tables: towns (1), counties (1); say --table NAME" in capsys.readouterr().err
    given = ("--title", "T", "--outline", tmp_path / "o.gpkg", "--table", "towns")
    assert new(tmp_path / "d", *given) == 0


def test_of_several_layers_the_one_with_areas_is_the_outline(tmp_path: Path) -> None:
    path = tmp_path / "o.gpkg"
    for layer, shape in (("marks", SQUARE.centroid), ("counties", SQUARE)):
        gpd.GeoDataFrame(geometry=[shape], crs=datum.WGS84).to_file(path, layer=layer)
    assert new(tmp_path / "d", "--title", "T", "--outline", path) == 0
    assert drawn(tmp_path / "d").geom_type == "Polygon"


AREA = json.dumps(shapely.geometry.mapping(SQUARE))
LONE = f'{{"type": "Feature", "properties": {{"name": "Ütland"}}, "geometry": {AREA}}}'
FLAVOURS = {
    "a geometry": ("o.json", AREA, "utf-8"),
    "a feature in UTF-16": ("o.geojson", LONE, "utf-16"),
    "a script": ("o.js", f"var json_area_1 = {LONE};", "utf-8-sig"),
    "a list": ("o.json", f"[{LONE}]", "utf-8"),
    "a sequence": ("o.geojsons", f"\x1e{LONE}\n", "utf-8"),
    "a table": ("o.csv", f'name,wkt\nÜtland,"SRID=4326;{SQUARE.wkt}"\n', "utf-16"),
}


@pytest.mark.parametrize("row", FLAVOURS.values(), ids=FLAVOURS)
def test_what_import_reads_is_an_outline(row: tuple[str, str, str], tmp_path: Path) -> None:
    name, text, encoding = row
    (tmp_path / name).write_bytes(text.encode(encoding))
    assert new(tmp_path / "d", "--title", "T", "--outline", tmp_path / name) == 0
    assert drawn(tmp_path / "d").equals(SQUARE)
    assert ("Ütland" in (tmp_path / "d/layers/area.geojson").read_text("utf-8")) == ("Ü" in text)


def test_an_outline_in_an_archive_and_as_gml(tmp_path: Path) -> None:
    outline(tmp_path)
    with zipfile.ZipFile(tmp_path / "o.zip", "w") as archive:
        archive.write(tmp_path / "o.geojson", "folder/O.GEOJSON")
    gpd.read_file(tmp_path / "o.geojson").to_file(tmp_path / "o.gml", driver="GML")
    for number, name in enumerate(("o.zip", "o.gml")):
        target = tmp_path / f"d{number}"
        assert new(target, "--title", "T", "--outline", tmp_path / name) == 0
        assert datum.displacement_m(SQUARE, drawn(target)) < 0.3


def test_an_encoding_can_be_said_of_an_outline(tmp_path: Path) -> None:
    (tmp_path / "o.json").write_bytes(LONE.encode("cp850"))
    given = ("--title", "T", "--outline", tmp_path / "o.json", "--encoding", "cp850")
    assert new(tmp_path / "d", *given) == 0
    assert "Ütland" in (tmp_path / "d/layers/area.geojson").read_text("utf-8")


def test_a_ring_that_crosses_itself_is_taken_apart(tmp_path: Path) -> None:
    bow = shapely.Polygon([(120, 30), (120.2, 30.2), (120.2, 30), (120, 30.2)])
    assert new(tmp_path / "d", "--title", "T", "--outline", outline(tmp_path, bow)) == 0
    assert drawn(tmp_path / "d").geom_type == "MultiPolygon"


OPTIONS = {
    "nothing": ((), ("--title", "--outline")),
    "blank title": (("--title", " "), ("--title",)),
    "escape in the title": (("--title", "a\x1b[2J"), ("U+001B",)),
    "too many titles": (("--title", "a", "--title", "b", "--title", "c"), ("--title",)),
    "language": (("--title", "a", "--language", "chinese"), ("--language",)),
    "language twice": (("--title", "a", "--language", "en,en"), ("--language",)),
    "id": (("--title", "a", "--id", "../a"), ("--id",)),
    "article": (("--title", "a", "--article", "none.txt"), ("none.txt",)),
    "binary article": (("--title", "a", "--article", str(ROOT / "maps/preview.png")), ("UTF-8",)),
    "crs": (("--title", "a", "--crs", "EPSG:0"), ("--outline",)),
}


@pytest.mark.parametrize("row", OPTIONS.values(), ids=OPTIONS)
def test_what_is_missing_or_wrong_is_told_with_its_option(
    row: tuple[tuple[str, ...], tuple[str, ...]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given, names = row
    assert new(tmp_path / "data", *given) == 1
    err = capsys.readouterr().err
    assert all(name in err for name in names)
    assert left(tmp_path) == []


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, path = tmp_path / "data", outline(tmp_path)
    target.mkdir()
    (target / "facts.csv").write_text("mine")
    assert new(target, "--title", "T", "--outline", path) == 1
    assert "nothing that is there is overwritten" in capsys.readouterr().err
    assert left(target) == ["facts.csv"]
    assert (target / "facts.csv").read_text() == "mine"
    assert left(tmp_path) == ["data", "o.geojson"]


def test_the_folder_one_stands_in_stays_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, target = outline(tmp_path), tmp_path / "a b"
    target.mkdir()
    monkeypatch.chdir(target)
    before = target.stat().st_ino
    assert new(Path(), "--title", "T", "--outline", path) == 0
    assert target.stat().st_ino == before
    assert rules.find_faults(loader.read_folder(target)) == []


def test_on_both_sides_of_the_date_line_the_bounds_hold_both(tmp_path: Path) -> None:
    both = shapely.MultiPolygon(
        [shapely.box(178, -18, 180, -16), shapely.box(-180, -18, -179, -16)]
    )
    assert new(tmp_path / "d", "--title", "T", "--outline", outline(tmp_path, both)) == 0
    assert loader.read_folder(tmp_path / "d").project.bounds == (-180, -23, 180, -11)


def test_what_fails_its_check_is_not_put_there(tmp_path: Path) -> None:
    def refuse(folder: Path) -> None:
        assert (folder / "a" / "b.txt").read_bytes() == b"x"
        raise InputError([])

    for target in (tmp_path / "new" / "deep", tmp_path):
        with pytest.raises(InputError):
            placement.write_together(target, {"a/b.txt": b"x"}, refuse)
    assert left(tmp_path) == []


def test_when_a_file_cannot_be_moved_all_are_taken_back(tmp_path: Path) -> None:
    target = tmp_path / "data"
    target.mkdir()
    (target / "mine.txt").write_text("mine")

    def vanish(folder: Path) -> None:
        (folder / "c.txt").unlink()

    with pytest.raises(FileNotFoundError):
        placement.write_together(target, {"a/b.txt": b"x", "c.txt": b"x"}, vanish)
    assert left(target) == ["mine.txt"]
    assert left(tmp_path) == ["data"]


def test_files_that_are_not_in_the_way_stay(tmp_path: Path) -> None:
    target, path = tmp_path / "data", outline(tmp_path)
    (target / "layers").mkdir(parents=True)
    (target / "layers" / "mine.txt").write_text("mine")
    assert new(target, "--title", "T", "--outline", path) == 0
    assert (target / "layers" / "mine.txt").read_text() == "mine"
    assert rules.find_faults(loader.read_folder(target)) == []
    assert left(tmp_path) == ["data", "o.geojson"]


def test_a_file_in_place_of_the_folder_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("mine")
    assert new(tmp_path / "data", "--title", "T", "--outline", outline(tmp_path)) == 1
    assert "it must be a folder" in capsys.readouterr().err
    assert (tmp_path / "data").read_text() == "mine"


def test_several_articles_become_sources_of_their_own(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><p>14 looms.</p></html>", encoding="utf-8")
    given = ["--article", ARTICLE, "--article", page]
    assert new(tmp_path / "d", "--title", "T", "--outline", outline(tmp_path), *given) == 0
    raw = loader.read_folder(tmp_path / "d")
    assert [each.id for each in raw.project.sources] == ["article", "page"]
    assert raw.articles["page"].text == "14 looms."
    assert not raw.faults


def test_a_title_names_its_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--title", "en=A county", "--title", "青山", "--outline", outline(tmp_path))
    assert new(tmp_path / "d", *given) == 0
    project = loader.read_folder(tmp_path / "d").project
    assert project.title == {"zh": "青山", "en": "A county"}
    for titles in (["fr=Val", "zh=青"], ["en=A", "en=B", "zh=青"], ["en=A"]):
        options = [each for title in titles for each in ("--title", title)]
        assert new(tmp_path / "bad", *options, "--outline", outline(tmp_path)) == 1
        assert "--title" in capsys.readouterr().err
    assert not (tmp_path / "bad").exists()


@pytest.mark.parametrize("language", ["zh", "en", "fr"])
def test_the_readme_is_in_the_first_language_and_its_fast_way_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    target, names = tmp_path / "d", tmp_path / "NAMES.csv"
    given = ("--title", "T", "--language", language, "--outline", outline(tmp_path))
    assert new(target, *given) == 0
    assert ("there are none in fr" in capsys.readouterr().out) == (language == "fr")
    readme = (target / "README.md").read_text("utf-8")
    assert ("接下来" in readme) == (language == "zh")
    assert "GCJ-02" in readme
    command = re.search(r"build_map.py (import NAMES.csv [^`]*)`", readme)
    assert command
    names.write_text("name\nOld Mill\nNew Mill\n", encoding="utf-8")
    words = [str(names) if each == "NAMES.csv" else each for each in shlex.split(command[1])]
    assert cli.main([*words, "--yes"]) == 0
    assert len(loader.read_folder(target).layers["places"]) == 2


def test_shifted_positions_are_no_matter_elsewhere(tmp_path: Path) -> None:
    moor = outline(tmp_path, shapely.box(8.1, 50.1, 8.3, 50.2))
    assert new(tmp_path / "d", "--title", "T", "--language", "en", "--outline", moor) == 0
    assert "GCJ" not in (tmp_path / "d" / "README.md").read_text("utf-8")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = outline(tmp_path)
    for name in ("a", "b"):
        assert new(tmp_path / name / "data", "--title", "T", "--outline", path) == 0
    for name in BUILT:
        if name != "README.md":  # it names the folder
            one, other = ((tmp_path / side / "data" / name).read_bytes() for side in "ab")
            assert one == other, name


def test_an_existing_map_is_never_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "--data", str(COUNTY), "--title", "T"]) == 1
    assert "nothing that is there is overwritten" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made with pty")
def test_at_a_terminal_it_asks_for_what_is_missing(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, str(ROOT / "build_map.py"), "new", str(tmp_path / "data")]
    running = subprocess.Popen(  # noqa: S603  our own command
        command, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "MAP_NO_BOOTSTRAP": "1"},
    )  # fmt: skip
    os.close(theirs)
    answers = ["", "Asked for", "", "nowhere.geojson", f"'{outline(tmp_path)}'", "a survey", "", ""]
    questions = ["Title of", "Title of", "Title (en", "File of the o", "File of the o",
                 "Where", "Its licence", "File of the a"]  # fmt: skip
    told = ""
    for question, answer in zip(questions, answers, strict=True):
        part = ""
        ends = time.monotonic() + 60
        while question not in part and time.monotonic() < ends:
            part += os.read(ours, 4096).decode()
        told += part
        os.write(ours, f"{answer}\n".encode())
    assert running.wait(timeout=120) == 0, told
    os.close(ours)
    read, _ = rules.check_content(loader.read_folder(tmp_path / "data"))
    assert read.project.title == {"zh": "Asked for"}
    assert read.places[0].location_source == "a survey (WGS 84)"
    assert shapely.get_dimensions(read.places[0].geometry) == places.AREA_DIMENSION
