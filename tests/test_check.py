"""Rules over a folder: each bad folder has its expected messages beside it.

`REWRITE_EXPECTED=1 python3 -m tests -k expected` writes them anew, for review in the diff.
"""

import json
import os
from pathlib import Path

import pytest

from geo import cli
from geo.check import registry, rules
from geo.content import loader
from geo.faults.fault import InputError, select_errors
from tests import hostile
from tests.support import HERE, county, replaced

BAD = sorted((HERE / "bad").iterdir())
GOOD = sorted((HERE / "good").iterdir())


def messages(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = cli.main(["check", "--data", str(folder), *options])
    return code, capsys.readouterr().err


def compare(overlay: Path, told: str) -> None:
    expected = overlay / "messages.expected"
    if os.environ.get("REWRITE_EXPECTED"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("overlay", BAD, ids=lambda path: path.name)
def test_bad_folder_tells_the_expected_however_its_facts_are_looked_at(
    overlay: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = county(tmp_path, overlay)
    code, told = messages(folder, capsys)
    assert code == 1
    assert "Traceback" not in told
    compare(overlay, told)
    monkeypatch.setattr(registry, "FEW_ROWS", 0)  # by columns, as those of a long table are
    assert messages(folder, capsys) == (code, told)


@pytest.mark.parametrize("overlay", GOOD, ids=lambda path: path.name)
def test_good_folder_warns_as_expected_and_passes(
    overlay: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = messages(county(tmp_path, overlay), capsys)
    assert code == 0
    compare(overlay, told)


def test_every_kind_of_fault_is_told_in_one_run(tmp_path: Path) -> None:
    folder = county(tmp_path, HERE / "bad" / "everything-at-once")
    with pytest.raises(InputError) as caught:
        rules.check_content(loader.read_folder(folder))
    files = {fault.file for fault in caught.value.faults}
    assert files == {"county/layers/works.geojson", "county/facts.csv"}
    assert len(select_errors(caught.value.faults)) >= 5


def test_a_fault_in_one_file_does_not_hide_those_of_another(tmp_path: Path) -> None:
    folder = county(tmp_path, HERE / "bad" / "json-broken")
    replaced(folder, "facts.csv", "37,79", "37,790")
    told = {fault.file for fault in select_errors(rules.find_faults(loader.read_folder(folder)))}
    assert told == {"county/layers/works.geojson", "county/facts.csv"}


@pytest.mark.parametrize(("value", "warned"), [("150", False), ("14", True), ("900", True)])
def test_an_area_drawn_unlike_the_area_told_is_warned_of(
    tmp_path: Path, value: str, *, warned: bool
) -> None:
    folder = county(tmp_path)
    (folder / "article.txt").unlink()
    row = f"F005,moorland,trade,Area,Fläche,area,{value},平方公里,km²,exact,,done,gazette,1,9,,\n"
    with (folder / "facts.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    told = rules.find_faults(loader.read_folder(folder))
    assert [fault.property for fault in told] == ["value"] * warned
    assert not select_errors(told)


@pytest.mark.parametrize("value", hostile.REFUSED.values(), ids=hostile.REFUSED)
def test_text_that_cannot_be_shown_is_refused(value: str, tmp_path: Path) -> None:
    folder = county(tmp_path)
    layer = json.loads((folder / "layers/works.geojson").read_text(encoding="utf-8"))
    layer["features"][0]["properties"]["note"] = value
    (folder / "layers/works.geojson").write_text(json.dumps(layer), encoding="utf-8")
    told = select_errors(rules.find_faults(loader.read_folder(folder)))
    assert [fault.property for fault in told] == ["note"]


def test_half_a_character_in_a_key_hides_no_other_fault(tmp_path: Path) -> None:
    folder = county(tmp_path)
    layer = json.loads((folder / "layers/works.geojson").read_text(encoding="utf-8"))
    layer["features"][0]["properties"] |= {"a\ud800": {"\ud800": "\ud800"}, "uncertainty_m": -1}
    (folder / "layers/works.geojson").write_text(json.dumps(layer), encoding="utf-8")
    told = [
        fault.property for fault in select_errors(rules.find_faults(loader.read_folder(folder)))
    ]
    assert told == ["a?", "a\\ud800", "uncertainty_m"]


@pytest.mark.parametrize(
    ("name", "byte", "word"),
    [
        ("layers/works.geojson", b"\0", "at most"),
        ("layers/works.geojson", b"[", "at most"),
        ("layers/works.geojson", b"\xff", "at most"),
        ("backdrop/towns.geojson", b"{", "at most"),
        ("facts.csv", b"\0", "at most"),
        ("facts.csv", b"\n", "missing"),
        ("map.toml", b"[", "at most"),
    ],
)
def test_files_of_very_many_bytes_of_anything_are_answered(
    name: str, byte: bytes, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = county(tmp_path)
    junk = b"a = " * (name == "map.toml") + byte * 25_000_000
    (folder / name).write_bytes(junk)
    code, told = messages(folder, capsys, "--max-unpacked", "64")  # an eighth of what it is else
    (folder / name).unlink()
    assert code == 1
    assert word in told
    assert len(told) < 3_000


def test_checking_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = county(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    messages(folder, capsys)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
