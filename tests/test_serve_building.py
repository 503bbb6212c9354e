"""Pages that `serve` builds: each in a folder of its own, and whole from the first byte."""

import sys
from pathlib import Path

import pytest

from geo.serving import page_builder
from tests.served import running
from tests.support import COUNTY, county


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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a fork of a server is not safe")
def test_what_builds_has_the_libraries_that_the_server_has_loaded(tmp_path: Path) -> None:
    with running(county(tmp_path)) as served:
        server = Path(f"/proc/{served.process.pid}")
        started = (server / f"task/{served.process.pid}/children").read_text("ascii").split()
        commands = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in started]
        assert commands == [(server / "cmdline").read_bytes()], "a fork, and nothing beside it"
