"""map.toml: typed values, files inside the folder."""

from pathlib import Path

import pytest

from geo import cli
from geo.content import map_toml
from geo.faults.fault import InputError
from tests.support import COUNTY, county


def test_layers_keep_their_order() -> None:
    assert [layer.id for layer in map_toml.read_project(COUNTY).layers] == ["works", "county"]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = county(tmp_path)
    (tmp_path / "elsewhere.geojson").write_text("{}")
    (folder / "backdrop" / "towns.geojson").unlink()
    (folder / "backdrop" / "towns.geojson").symlink_to(tmp_path / "elsewhere.geojson")
    with pytest.raises(InputError, match="own folder"):
        map_toml.read_project(folder)


@pytest.mark.parametrize("file", ["map.toml", "facts.csv", "candidates.csv", "strings/de.json"])
def test_no_file_of_a_folder_is_a_link_out_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str
) -> None:
    folder = county(tmp_path)
    (tmp_path / "secret").write_text("the-secret-of-another-folder\n")
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).unlink(missing_ok=True)
    (folder / file).symlink_to(tmp_path / "secret")
    assert cli.main(["check", "--data", str(folder)]) == 1
    told = capsys.readouterr()
    assert "own folder" in told.err
    assert "the-secret" not in told.out + told.err
