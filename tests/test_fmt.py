"""`fmt`: what it writes, what it leaves alone, and what it says."""

import json
import os
from pathlib import Path

import pytest

from geo import cli
from geo.canonical import equivalence
from geo.edits import saving
from tests.support import COUNTY, HERE, contents, county, replaced

WORKS = "layers/works.geojson"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Return a county whose works QGIS has saved, and whose facts a spreadsheet."""
    folder = county(tmp_path, HERE / "good/saved-by-qgis")
    (folder / "facts.csv").write_bytes((HERE / "good/saved-by-excel/facts.csv").read_bytes())
    return folder


def fmt(folder: Path, *arguments: str) -> int:
    return cli.main(["fmt", *arguments, "--data", str(folder)])


def test_a_folder_in_canonical_form_is_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = county(tmp_path)
    for path in folder.rglob("*.*"):
        os.utime(path, (1, 1))
    assert fmt(folder) == 0
    assert capsys.readouterr().out == "0 of 4 files changed.\n"
    assert {(folder / name).stat().st_mtime for name in saving.list_files(folder)} == {1}


def test_what_was_repaired_is_told_file_by_file(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fmt(saved) == 0
    out = capsys.readouterr().out
    works, facts = out.split("\n\n")[:2]
    assert works.startswith("county/layers/works.geojson\n")
    assert "    note (2), photo (3), part_of (3)" in works
    assert facts.startswith("county/facts.csv\n")
    assert '    ";" → ","' in facts
    assert out.endswith("2 of 4 files changed.\n")


def test_only_files_that_people_edit_change(saved: Path) -> None:
    before = contents(saved)
    assert fmt(saved) == 0
    after = contents(saved)
    assert {name for name in after if after[name] != before.get(name)} == {WORKS, "facts.csv"}
    assert after["facts.csv"].decode() == "\ufeff" + (COUNTY / "facts.csv").read_text("utf-8")


def test_formatting_twice_changes_nothing_more(saved: Path) -> None:
    fmt(saved)
    once = contents(saved)
    assert fmt(saved, "--check") == 0
    assert fmt(saved) == 0
    assert contents(saved) == once


def test_check_writes_nothing_and_fails_where_something_would_change(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(saved)
    assert fmt(saved, "--check") == 1
    assert "2 of 4 files would change." in capsys.readouterr().out
    assert contents(saved) == before


def test_only_the_files_named_are_formatted(saved: Path) -> None:
    before = contents(saved)
    assert fmt(saved, str(saved / "facts.csv")) == 0
    assert {name for name, held in contents(saved).items() if held != before[name]} == {"facts.csv"}


@pytest.mark.parametrize("name", ["map.toml", "article.txt", "none.geojson"])
def test_a_file_that_is_none_of_the_folder_s_is_refused(
    name: str, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(saved)
    assert fmt(saved, str(saved / name)) == 1
    assert name in capsys.readouterr().err
    assert contents(saved) == before


def test_a_file_that_cannot_be_read_whole_stays_and_the_others_are_formatted(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = (saved / WORKS).read_bytes()[:700]
    (saved / WORKS).write_bytes(half)
    assert fmt(saved) == 1
    told = capsys.readouterr()
    assert "1 of 4 files changed." in told.out
    assert "county/layers/works.geojson\n  error: line" in told.err
    assert "^" in told.err
    assert told.err.endswith("Files with errors are as they were.\n")
    assert (saved / WORKS).read_bytes() == half


def test_a_link_out_of_the_folder_is_not_followed(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = (saved / "facts.csv").rename(tmp_path / "elsewhere.csv")
    before = elsewhere.read_bytes()
    (saved / "facts.csv").symlink_to(elsewhere)
    assert fmt(saved) == 1
    assert "link out of it" in capsys.readouterr().err
    assert elsewhere.read_bytes() == before
    assert cli.main(["check", "--data", str(saved)]) == 1
    assert "link out of it" in capsys.readouterr().err


def test_a_link_within_the_folder_stays_a_link(saved: Path) -> None:
    (saved / "facts.csv").rename(saved / "kept.csv")
    (saved / "facts.csv").symlink_to("kept.csv")
    assert fmt(saved) == 0
    assert (saved / "facts.csv").is_symlink()
    assert b";" not in (saved / "kept.csv").read_bytes().splitlines()[0]


def test_a_file_that_another_editor_saves_meanwhile_is_that_editor_s(
    saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    of_layer = equivalence.is_same_layer

    def saving(before: str, after: str) -> bool:
        replaced(saved, WORKS, "Chapel path", "Saved meanwhile")
        return of_layer(before, after)

    monkeypatch.setattr(equivalence, "is_same_layer", saving)
    assert fmt(saved, str(saved / WORKS)) == 1
    assert "something did" in capsys.readouterr().err
    assert "Saved meanwhile" in (saved / WORKS).read_text("utf-8")


def test_what_is_not_proved_is_not_written(
    saved: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(saved)
    monkeypatch.setattr(equivalence, "is_same_layer", lambda _before, _after: False)
    assert fmt(saved, str(saved / WORKS)) == 1
    assert "could not be proved" in capsys.readouterr().err
    assert contents(saved) == before


def test_order_and_spacing_are_told_where_nothing_else_was_repaired(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = county(tmp_path)
    held = json.loads((folder / WORKS).read_text("utf-8"))
    (folder / WORKS).write_text(json.dumps(held), encoding="utf-8")
    assert fmt(folder) == 0
    assert "works.geojson\n  order and spacing\n" in capsys.readouterr().out
    assert (folder / WORKS).read_text("utf-8") == (COUNTY / WORKS).read_text("utf-8")


def test_a_map_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = replaced(county(tmp_path), "map.toml", "[title]", "[title")
    assert fmt(folder) == 1
    assert "county/map.toml" in capsys.readouterr().err


LAYER = """[[layer]]
id = "mills"
file = "layers/new/mills.geojson"
name = { en = "Mills" }
glyph = "M"
colour = "#0072B2"

"""


def test_a_layer_without_a_file_is_made_where_it_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = county(tmp_path)
    text = (folder / "map.toml").read_text("utf-8").replace("[[layer]]", f"{LAYER}[[layer]]", 1)
    (folder / "map.toml").write_text(text, encoding="utf-8")
    assert cli.main(["check", "--data", str(folder)]) == 1
    assert "fmt --make-layers writes an empty one" in capsys.readouterr().err
    made = folder / "layers/new/mills.geojson"
    assert fmt(folder) == 1
    assert fmt(folder, "--check", "--make-layers") == 1
    assert not made.exists()
    assert fmt(folder, "--make-layers") == 0
    assert "mills.geojson\n  an empty layer" in capsys.readouterr().out
    written = made.read_bytes()
    assert json.loads(written)["features"] == []
    assert fmt(folder, "--check", "--make-layers") == 0
    assert cli.main(["check", "--data", str(folder)]) == 0
    assert made.read_bytes() == written


def test_a_layer_outside_the_folder_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = county(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (folder / "layers/new").symlink_to(tmp_path / "elsewhere")
    text = (folder / "map.toml").read_text("utf-8").replace("[[layer]]", f"{LAYER}[[layer]]", 1)
    (folder / "map.toml").write_text(text, encoding="utf-8")
    assert fmt(folder, "--make-layers") == 1
    assert "mills.geojson" in capsys.readouterr().err
    assert not [*(tmp_path / "elsewhere").iterdir()]
