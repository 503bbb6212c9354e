"""Files: text read strictly, outputs replaced whole or not at all."""

import os
from pathlib import Path

import pytest

from geo.runtime.files import read_text, replace_atomically, write_bytes


def test_a_byte_order_mark_and_foreign_line_ends_are_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(path, "a.csv") == ("a\nb\nc\n", [])


def test_a_missing_file_is_a_fault_with_its_name(tmp_path: Path) -> None:
    text, faults = read_text(tmp_path / "none.csv", "data/none.csv")
    assert text is None
    assert faults[0].file == "data/none.csv"


def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    assert read_text(tmp_path, "x")[1]


def test_bytes_that_are_not_utf_8_are_located(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"one\ntw\xff\n")
    assert read_text(path, "a.csv")[1][0].position == 2


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text("old")

    def fail() -> None:
        with replace_atomically(path) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_unchanged_output_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    write_bytes(path, b"same")
    os.utime(path, (1, 1))
    write_bytes(path, b"same")
    assert path.stat().st_mtime == 1


def test_a_new_output_is_readable_by_all_that_the_mask_allows(tmp_path: Path) -> None:
    write_bytes(tmp_path / "deep" / "map.html", b"x")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "deep" / "map.html").stat().st_mode & 0o777 == 0o666 & ~mask
