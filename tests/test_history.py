"""The history: what is damaged in it is named and never written back, set aside and gone round."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from geo import cli
from geo.edits import history, saving
from geo.faults.fault import InputError
from geo.faults.translation import phrase
from geo.runtime import files
from tests.support import contents, county, fill_once
from tests.test_edits import FACTS, LAYER, edit, two

COPY = Path(".history/000001/before") / LAYER
RECORD = Path(".history/000001/edit.json")
PENDING = Path(".history/pending.json")

Damage = Callable[[Path], object]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[len(held) // 2] ^= 1
    path.write_bytes(held)


def delete(path: Path) -> None:
    path.unlink()


def empty_layer(path: Path) -> None:
    path.write_text('{"type": "FeatureCollection", "features": []}\n', encoding="utf-8")


def link_out(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def link_to_itself_elsewhere(path: Path) -> None:
    """Put a link to a file with the very same bytes in place: no file of the history either."""
    there = path.parents[3] / "elsewhere"
    shutil.copy(path, there)
    path.unlink()
    path.symlink_to(there)


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """Return a folder with one edit."""
    fill_once(tmp_path, "edit", save_one)
    return tmp_path / "county"


def save_one(folder: Path) -> None:
    data = county(folder)
    saving.save_edit(data, edit(data, '"state": "building"', '"state": "open"'))


DAMAGES = pytest.mark.parametrize(
    "damage",
    [
        truncate, empty, flip, delete, empty_layer, link_out, link_to_itself_elsewhere, make_pipe,
        make_folder,
    ],
)  # fmt: skip


@DAMAGES
def test_a_damaged_copy_is_named_and_not_restored(edited: Path, damage: Damage) -> None:
    after = contents(edited)
    damage(edited / COPY)
    with pytest.raises(InputError, match=r"county/\.history/000001/before/layers/works\.geojson"):
        saving.undo_edit(edited)
    assert contents(edited) == after


def test_copies_that_are_too_much_are_not_read(edited: Path) -> None:
    with (edited / COPY).open("r+b") as file:
        file.truncate(10**12)
    with pytest.raises(InputError, match=r"(?s)county/\.history/000001/before.*512 MB"):
        saving.undo_edit(edited)


def test_what_is_to_be_undone_must_be_a_file(edited: Path) -> None:
    make_pipe(edited / LAYER)
    with pytest.raises(InputError, match=r"(?s)county/layers/works\.geojson.*readable"):
        saving.undo_edit(edited)


def test_a_damaged_copy_does_not_keep_the_next_edit_away(edited: Path) -> None:
    empty(edited / COPY)
    saving.save_edit(edited, edit(edited, '"state": "open"', '"state": "planned"'))
    assert saving.undo_edit(edited)
    with pytest.raises(InputError, match="damaged"):
        saving.undo_edit(edited)


def test_a_copy_for_doing_again_is_looked_at_too(edited: Path) -> None:
    saving.undo_edit(edited)
    before = contents(edited)
    truncate(edited / ".history/000001/after" / LAYER)
    with pytest.raises(InputError, match="after"):
        saving.redo_edit(edited)
    assert contents(edited) == before


def cut_short(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Save an edit of two files and be killed when the first of them has been replaced."""
    real = Path.replace

    class Killed(BaseException):
        pass

    def fails(self: Path, there: Path) -> Path:
        if there.name == Path(LAYER).name and there.parent.name == "layers":
            raise Killed
        return real(self, there)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails)
        with pytest.raises(Killed):
            saving.save_edit(data, two(data))
    assert (data / PENDING).exists()


def taken_up(data: Path) -> str:
    """Take a folder up again; return what is said."""
    said: list[str] = []
    with saving.lock_folder(data, said.append):
        pass
    return "".join(said)


def test_an_edit_cut_short_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, data = county(tmp_path / "whole"), county(tmp_path)
    saving.save_edit(whole, two(whole))
    cut_short(data, monkeypatch)
    assert "has been finished" in taken_up(data)
    assert contents(data) == contents(whole)


@DAMAGES
def test_an_edit_cut_short_whose_copies_are_damaged_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Damage
) -> None:
    data = county(tmp_path)
    before = contents(data)
    cut_short(data, monkeypatch)
    damage(data / ".history/000001/after" / LAYER)
    said = taken_up(data)
    assert "has been taken back" in said
    assert "county/.history/000001/after/layers/works.geojson" in said
    assert contents(data) == before


def test_where_no_side_is_sound_no_file_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = county(tmp_path)
    cut_short(data, monkeypatch)
    half = contents(data)
    for side in ("before", "after"):
        empty(data / ".history/000001" / side / LAYER)
    assert "damaged-000001" in taken_up(data)
    assert contents(data) == half
    assert (data / ".history/damaged-000001/edit.json").exists()
    assert taken_up(data) == ""


FOREIGN = [
    b"", b"\n", b"{", b"null", b"[]", b"{}", b'"x"', b"\x00\x00", b"\xff\xfe{}", b"[" * 100_000,
    b'{"why": 1, "files": {}, "undone": 2}', b'{"why": "x", "files": {}, "undone": false}',
    b'{"why": "x", "files": {"a": "b"}, "undone": false}',
    b'{"why": "\\ud800", "files": {"a": {"before": "", "after": ""}}, "undone": false}',
]  # fmt: skip


@pytest.mark.parametrize("held", FOREIGN, ids=repr)
def test_a_broken_record_is_named_and_set_aside(
    edited: Path, held: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (edited / RECORD).write_bytes(held)
    assert cli.main(["fmt", "--data", str(edited)]) == 0
    told = capsys.readouterr().err
    assert "county/.history/000001/edit.json" in told
    assert "damaged-000001" in told
    assert (edited / ".history/damaged-000001/edit.json").read_bytes() == held
    assert cli.main(["fmt", "--data", str(edited)]) == 0
    assert capsys.readouterr().err == ""


def test_undo_says_why_once_and_then_goes_on(edited: Path) -> None:
    saving.save_edit(edited, edit(edited, '"state": "open"', '"state": "planned"'))
    empty(edited / ".history/000002/edit.json")
    with pytest.raises(InputError, match="an empty file"):
        saving.undo_edit(edited)
    with pytest.raises(
        history.EditConflictError
    ):  # what the lost edit did is not taken for another's
        saving.undo_edit(edited)


@pytest.mark.parametrize("damage", [delete, empty, make_pipe, make_folder])
def test_a_record_that_is_no_file_is_set_aside(edited: Path, damage: Damage) -> None:
    damage(edited / RECORD)
    assert "damaged-000001" in taken_up(edited)
    saving.save_edit(edited, edit(edited, '"state": "open"', '"state": "planned"'))
    assert [each.number for each in history.list_entries(edited)] == [1]


@pytest.mark.parametrize(
    "held",
    [
        *FOREIGN,
        b'{"edit": "../../x", "to": "before"}',
        b'{"edit": "000001", "to": "up"}',
        b'{"edit": 1, "to": "after"}',
    ],
    ids=repr,
)
def test_a_broken_note_of_what_is_on_its_way_is_set_aside(edited: Path, held: bytes) -> None:
    after = contents(edited)
    (edited / PENDING).write_bytes(held)
    assert "damaged-pending.json" in taken_up(edited)
    assert (edited / ".history/damaged-pending.json").read_bytes() == held
    assert contents(edited) == after
    assert saving.undo_edit(edited)


@pytest.mark.parametrize(
    "file",
    ["../elsewhere", "/etc/passwd", "layers/../../elsewhere", ".history/lock", ".cache/x", "", "."],
)
def test_a_record_of_files_elsewhere_is_none_of_ours(edited: Path, file: str) -> None:
    elsewhere = edited.parent / "elsewhere"
    elsewhere.write_bytes(b"theirs")
    told = json.loads((edited / RECORD).read_bytes())
    told["files"][file] = {
        "before": files.sha256_hex(b"mine"),
        "after": files.sha256_hex(b"theirs"),
    }
    (edited / RECORD).write_text(json.dumps(told))
    assert "damaged-000001" in taken_up(edited)
    assert elsewhere.read_bytes() == b"theirs"


def test_a_history_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    data = county(tmp_path)
    (tmp_path / "theirs" / "check-x").mkdir(parents=True)
    (data / ".history").symlink_to(tmp_path / "theirs")
    with pytest.raises(InputError, match="history"):
        taken_up(data)
    assert (tmp_path / "theirs" / "check-x").exists()


def test_a_lock_that_never_ends_is_refused(edited: Path) -> None:
    make_pipe(edited / ".history/lock")
    with pytest.raises(InputError, match="lock"):
        taken_up(edited)


def test_a_link_in_place_of_what_was_left_is_removed_alone(edited: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").touch()
    for name in ("check-x", "new"):
        (edited / ".history" / name).symlink_to(tmp_path / "theirs")
    taken_up(edited)
    assert (tmp_path / "theirs" / "file").exists()
    assert not (edited / ".history/check-x").is_symlink()


def test_what_an_older_version_kept_is_undone(edited: Path) -> None:
    """From the first a record had words, files with hashes, and whether it is undone."""
    told = json.loads((edited / RECORD).read_bytes())
    first = {name: told[name] for name in ("why", "files", "undone")}
    assert all({*hashes} == {"before", "after"} for hashes in told["files"].values())
    (edited / RECORD).write_text(json.dumps(first))
    [entry] = history.list_entries(edited)
    assert entry.why_for_programs() == {"code": "", "id": "", "args": {}, "why": told["why"]}
    assert saving.undo_edit(edited)
    assert saving.redo_edit(edited)


def test_what_was_kept_says_what_it_was_by_code_item_and_arguments(tmp_path: Path) -> None:
    data = county(tmp_path)
    made = edit(data, '"state": "building"', '"state": "open"')
    what = phrase("history.changed", id="lock-house", names=("state", "note"))
    saving.save_edit(data, replace(made, why=what))
    args = {"id": "lock-house", "names": ["state", "note"]}
    told = {"code": "history.changed", "id": "lock-house", "args": args}
    for turned in (saving.undo_edit, saving.redo_edit):
        entry = turned(data)
        assert entry
        assert entry.why_for_programs() == {**told, "why": "lock-house: state, note"}
        assert json.loads((data / RECORD).read_bytes()).items() >= told.items()


@pytest.mark.parametrize(
    ("code", "args"),
    [("edit.undo", {}), (["history.changed"], {}), ("history.changed", "x"), ("history.", {}),
     ("history.changed", None)],
)  # fmt: skip
def test_a_strange_code_in_a_record_is_none(edited: Path, code: object, args: object) -> None:
    told = json.loads((edited / RECORD).read_bytes())
    (edited / RECORD).write_text(json.dumps({**told, "code": code, "args": args}))
    [entry] = history.list_entries(edited)
    assert (entry.code, dict(entry.args)) == ("", {})


def test_strange_arguments_in_a_record_are_left_out(edited: Path) -> None:
    told = json.loads((edited / RECORD).read_bytes())
    args = {"id": {"x": 1}, "names": [["x"]], "service": "osm", "n": 2, "none": None}
    (edited / RECORD).write_text(json.dumps({**told, "code": "history.located", "args": args}))
    [entry] = history.list_entries(edited)
    assert (dict(entry.args), entry.ident) == ({"service": "osm", "n": 2}, "")


def test_copies_and_folders_are_on_the_disk_before_files_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = county(tmp_path)
    mine = two(data)
    synced: set[tuple[int, int]] = set()
    unsynced: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        found = os.fstat(handle)
        synced.add((found.st_dev, found.st_ino))
        real_sync(handle)

    def replace(self: Path, there: Path) -> Path:
        if there in {data / LAYER, data / FACTS}:
            entry = data / ".history/000001"
            for path in (data / ".history", entry, data / PENDING, *entry.rglob("*")):
                found = path.stat()
                if (found.st_dev, found.st_ino) not in synced:
                    unsynced.append(str(path))
        return real_replace(self, there)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    saving.save_edit(data, mine)
    assert unsynced == []
    parent = (data / LAYER).parent.stat()
    assert (parent.st_dev, parent.st_ino) in synced
