"""Pages that `serve` builds: each in a folder of its own, and whole from the first byte."""

from pathlib import Path

from geo.serving import page_builder
from tests.support import COUNTY


def test_a_page_that_browsers_read_is_not_written_again(tmp_path: Path) -> None:
    first = page_builder.make_page(COUNTY, None, tmp_path)
    file = tmp_path / first.digest / page_builder.PAGE_FILE
    written = file.stat()
    again = page_builder.make_page(COUNTY, None, tmp_path)
    assert again.digest == first.digest
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert file.read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_a_page_that_broke_off_is_written_whole(tmp_path: Path) -> None:
    first = page_builder.make_page(COUNTY, None, tmp_path)
    file = tmp_path / first.digest / page_builder.PAGE_FILE
    whole = file.read_bytes()
    file.unlink()  # what was being written when the process ended never took its place
    page_builder.make_page(COUNTY, None, tmp_path)
    assert file.read_bytes() == whole
