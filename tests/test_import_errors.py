"""Libraries that cannot be loaded: one line to a person, our own errors as they are."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo.runtime import import_errors
from tests.support import COUNTY, ROOT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise ValueError('no projections\\nin this wheel')", "(in this wheel)"),
        ("import lacking_part", "(No module named 'lacking_part')"),
    ],
)
def test_a_library_whose_files_are_damaged_is_told_with_what_helps(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "pyogrio.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "build_map.py", "--data", str(COUNTY), "--out", str(tmp_path)]
    environment = {**os.environ, "MAP_NO_BOOTSTRAP": "1", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(  # noqa: S603  our own command
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"A library cannot be loaded {said}")
    assert "remove the folder .venv" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_error_of_our_own_is_not_taken_for_a_librarys() -> None:
    code = compile("raise ImportError('cannot import name')", str(ROOT / "geo/cli.py"), "exec")
    with pytest.raises(ImportError), import_errors.explain_load_errors():
        exec(code, {})  # noqa: S102  stands for a line of ours


def test_ctrl_c_while_libraries_are_loaded_ends_in_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended, import_errors.explain_load_errors():
        raise KeyboardInterrupt
    assert ended.value.code == import_errors.EXIT_STOPPED
    assert capsys.readouterr().err == import_errors.STOPPED_MESSAGE
