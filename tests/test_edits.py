"""Edits: checked before they stand, refused where somebody else was quicker, never half."""

import os
import signal
import sys
from pathlib import Path

import pytest

from geo.edits import history, saving
from geo.edits.saving import Edit
from geo.faults.fault import InputError
from geo.faults.translation import phrase_with_words
from tests import forked
from tests.support import contents, county

LAYER, FACTS = "layers/works.geojson", "facts.csv"


def edit(data: Path, old: str, new: str, *files: str) -> Edit:
    """Return an edit that replaces a text in some files of a folder."""
    held = {file: (data / file).read_bytes() for file in files or (LAYER,)}
    assert all(old.encode() in each for each in held.values())
    changed = {file: each.replace(old.encode(), new.encode()) for file, each in held.items()}
    why = phrase_with_words("history.test", "{old} to {new}", old=old, new=new)
    return Edit(changed, {file: history.hash_file(data, file) for file in held}, why)


def two(data: Path) -> Edit:
    """Return an edit of two files that are sound only together: an id and what refers to it."""
    return edit(data, "upper-ferry", "ferry", LAYER, FACTS)


def test_an_edit_stands_and_is_taken_back_and_done_again(tmp_path: Path) -> None:
    data = county(tmp_path)
    before = contents(data)
    assert saving.save_edit(data, edit(data, '"state": "building"', '"state": "open"')) == []
    after = contents(data)
    assert after != before
    assert saving.undo_edit(data)
    assert contents(data) == before
    assert saving.redo_edit(data)
    assert contents(data) == after
    assert saving.redo_edit(data) is None


def test_an_edit_that_brings_a_fault_changes_nothing(tmp_path: Path) -> None:
    data = county(tmp_path)
    before = contents(data)
    with pytest.raises(InputError, match="bilding"):
        saving.save_edit(data, edit(data, '"state": "building"', '"state": "bilding"'))
    assert contents(data) == before
    assert not history.list_entries(data)


def test_faults_that_were_there_do_not_keep_others_from_being_mended(tmp_path: Path) -> None:
    data = county(tmp_path)
    path = data / FACTS
    path.write_bytes(path.read_bytes().replace(b",trade,", b",trde,", 1))
    saving.save_edit(data, edit(data, '"state": "building"', '"state": "open"'))
    assert b'"state": "building"' not in (data / LAYER).read_bytes()


def test_a_file_that_changed_meanwhile_is_a_conflict(tmp_path: Path) -> None:
    data = county(tmp_path)
    mine = edit(data, '"state": "building"', '"state": "open"')
    saving.save_edit(data, edit(data, '"state": "building"', '"state": "planned"'))
    theirs = contents(data)
    with pytest.raises(history.EditConflictError) as caught:
        saving.save_edit(data, mine)
    assert caught.value.files == (LAYER,)
    assert contents(data) == theirs


def test_a_change_by_other_means_is_not_undone(tmp_path: Path) -> None:
    data = county(tmp_path)
    saving.save_edit(data, edit(data, '"state": "building"', '"state": "open"'))
    path = data / LAYER
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(history.EditConflictError):
        saving.undo_edit(data)


def test_what_was_undone_is_forgotten_with_the_next_edit(tmp_path: Path) -> None:
    data = county(tmp_path)
    saving.save_edit(data, edit(data, '"state": "building"', '"state": "open"'))
    saving.undo_edit(data)
    saving.save_edit(data, edit(data, '"state": "building"', '"state": "planned"'))
    assert saving.redo_edit(data) is None
    assert [entry.number for entry in history.list_entries(data)] == [2]


def test_the_history_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_ENTRIES", 3)
    data = county(tmp_path)
    states = ["open", "planned", "building", "open", "planned"]
    for old, new in zip(["building", *states], states, strict=False):
        saving.save_edit(data, edit(data, f'"state": "{old}"', f'"state": "{new}"'))
    assert len(history.list_entries(data)) == 3


def test_a_link_out_of_the_folder_is_not_written_through(tmp_path: Path) -> None:
    data = county(tmp_path)
    mine = edit(data, '"state": "building"', '"state": "open"')
    outside = (data / LAYER).rename(tmp_path / "elsewhere.geojson")
    (data / LAYER).symlink_to(outside)
    before = outside.read_bytes()
    with pytest.raises(InputError, match="own folder"):
        saving.save_edit(data, mine)
    assert outside.read_bytes() == before


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    data = county(tmp_path)
    (data / LAYER).rename(data / "layers" / "kept.geojson")
    (data / LAYER).symlink_to("kept.geojson")
    saving.save_edit(data, edit(data, '"state": "building"', '"state": "open"'))
    assert (data / LAYER).is_symlink()
    assert b'"state": "open"' in (data / "layers" / "kept.geojson").read_bytes()


def test_a_full_disk_leaves_all_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = county(tmp_path)
    before = contents(data)
    mine = two(data)
    real = Path.replace

    def fails(self: Path, there: Path) -> Path:
        if there.name == Path(FACTS).name:
            raise OSError(28, "No space left on device", str(there))
        return real(self, there)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="No space left"):
        saving.save_edit(data, mine)
    monkeypatch.undo()
    assert contents(data) == before
    assert not history.list_entries(data)
    saving.save_edit(data, mine)


def save_until(data: str, stop: int) -> None:
    """Save an edit, and be killed just before the system is to change or open the nth file."""
    calls = 0

    def counted(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal calls
        if event in {"os.rename", "open", "os.remove", "os.mkdir", "os.link"}:
            calls += "county" in str(arguments[0])
            if calls == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    mine = two(Path(data))
    sys.addaudithook(counted)
    saving.save_edit(Path(data), mine)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_killed_edit_is_finished_or_never_was(tmp_path: Path) -> None:
    whole = county(tmp_path / "whole")
    before = contents(whole)
    saving.save_edit(whole, two(whole))
    after = contents(whole)
    seen, stop, ended = [], 1, False
    while not ended:
        data = county(tmp_path / str(stop))
        code = forked.call(save_until, str(data), stop).code
        ended = code == 0
        assert ended or code == -signal.SIGKILL
        with saving.lock_folder(data, lambda _: None):
            pass
        seen.append(contents(data))
        stop += 7
    assert all(each in (before, after) for each in seen)
    assert before in seen
    assert after in seen[:-1]
