"""The commands: what a person is told, and the exit codes that scripts read."""

from pathlib import Path

import pytest

from geo import cli
from tests.bench import country, writing
from tests.support import COUNTY, ROOT, county, replaced


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_build_ends_with_places_facts_sizes_and_where_to_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "--data", str(COUNTY), "--out", str(tmp_path))
    assert (code, err) == (0, "")
    assert "4 places: 2 located, 1 approximate, 1 not yet located. 4 facts." in out
    assert "moorland.gpkg" in out
    assert out.rstrip().endswith("moorland.html")
    assert "file://" in out


def test_what_was_built_of_many_places_stands_in_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = writing.write(country.make(1_000), tmp_path / "data", "gpkg")
    assert cli.main(["--data", str(data), "--out", str(tmp_path / "maps")]) == 0
    lines = capsys.readouterr().out.splitlines()
    layers = [line for line in lines if line.endswith(" located")]
    assert len({len(line) for line in layers}) == 1
    assert any(line.startswith("1,001 places: ") for line in lines)


def test_with_an_address_the_policy_is_told_for_the_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "https://maps.example.org/"
    _, out, _ = run(capsys, "--data", str(COUNTY), "--out", str(tmp_path), "--base-url", url)
    page = (tmp_path / "moorland.html").read_text(encoding="utf-8")
    (policy,) = [line for line in out.splitlines() if line.startswith("Content-Security-Policy: ")]
    assert policy.partition(": ")[2].replace("'", "&#39;") in page


def test_check_tells_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "--data", str(COUNTY)) == (
        0, "4 places and 4 facts: no fault found.\n", "",
    )  # fmt: skip


def test_faults_end_with_code_1_and_their_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = replaced(county(tmp_path), "layers/works.geojson", '"kind": "path"', '"kind": "pth"')
    for command in (["check"], ["build", "--out", str(tmp_path / "o")]):
        code, out, err = run(capsys, *command, "--data", str(folder))
        assert (code, out) == (1, "")
        assert "did you mean “path”?" in err
        assert "1 error(s), 0 warning(s)" in err
    assert not (tmp_path / "o").exists()


def test_a_folder_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", "--data", str(tmp_path / "none"))
    assert code == 1
    assert "none/map.toml" in err


def test_an_output_folder_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    code, _, err = run(capsys, "--data", str(COUNTY), "--out", str(tmp_path / "file"))
    assert code == 1
    assert str(tmp_path / "file") in err
    assert "Traceback" not in err


def test_an_article_from_elsewhere_is_known_by_its_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = county(tmp_path)
    article = (folder / "article.txt").rename(tmp_path / "elsewhere.txt")
    assert run(capsys, "check", "--data", str(folder), "--article", str(article))[0] == 0
    article.write_text("another text")
    code, _, err = run(capsys, "check", "--data", str(folder), "--article", str(article))
    assert code == 1
    assert "hash of a source" in err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    out = capsys.readouterr().out
    for command, about in cli.COMMAND_HELP.items():
        assert f"{command} " in out
        assert about[:30] in out


def test_the_version_is_printed_and_the_changelog_describes_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    name, version = capsys.readouterr().out.split()
    assert name == "build_map.py"
    assert f"\n## {version} – " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", cli.COMMAND_HELP)
def test_each_command_has_its_own_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert "--data" in capsys.readouterr().out


def test_a_word_that_is_no_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["chekc"])
    assert ended.value.code != 0
    assert "chekc" in capsys.readouterr().err
