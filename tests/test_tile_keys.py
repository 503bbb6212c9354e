"""Keys of tile services: read where README lists them or with consent, told by name, never else."""

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from geo import build, cli
from geo.content import loader, tile_keys
from geo.faults.fault import InputError
from tests.served import running
from tests.support import county

SECRET = "wJalrXUtnFEMI7MDENGbPxRfiCYEXAMPLEKEY"  # noqa: S105  planted, to be looked for
TILES = """
[[tiles]]
id = "own"
name = {{ en = "Own" }}
url = "{url}"
attribution = "Own"
datum = "WGS84"
{key}
"""
ELSEWHERE = "https://tiles.example.org/{z}/{x}/{y}?k={key}"
TIANDITU = "https://t0.tianditu.gov.cn/{z}/{x}/{y}?tk={key}"


def with_tiles(tmp_path: Path, url: str, key: str) -> Path:
    folder = county(tmp_path)
    with (folder / "map.toml").open("a", encoding="utf-8") as file:
        file.write(TILES.format(url=url, key=key))
    return folder


def urls(folder: Path, allowed: Sequence[str] = ()) -> list[str]:
    """Return the addresses of the services that a page of the folder would offer."""
    raw = tile_keys.fill_keys(loader.read_folder(folder), allowed)
    if raw.faults:
        raise InputError(raw.faults)
    return [each.url for each in raw.project.offered_tiles]


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a secret into the environment under names that a map has no business with."""
    for name in ("AWS_SECRET_ACCESS_KEY", "AMAP_KEY", "TIANDITU_KEY"):
        monkeypatch.setenv(name, SECRET)


def test_a_listed_variable_is_read_for_the_service_it_is_for(tmp_path: Path) -> None:
    folder = with_tiles(tmp_path, TIANDITU, 'key_env = "TIANDITU_KEY"')
    assert urls(folder) == [TIANDITU.replace("{key}", SECRET)]


def test_a_service_without_its_key_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIANDITU_KEY")
    assert urls(with_tiles(tmp_path, TIANDITU, 'key_env = "TIANDITU_KEY"')) == []


def test_a_key_from_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    folder = with_tiles(tmp_path, TIANDITU, 'key_env = "TIANDITU_KEY"\nkey = "older"')
    assert urls(folder) == [TIANDITU.replace("{key}", SECRET)]


REFUSED = pytest.mark.parametrize(
    ("url", "name"),
    [
        (ELSEWHERE, "AWS_SECRET_ACCESS_KEY"),
        (TIANDITU, "AWS_SECRET_ACCESS_KEY"),
        (ELSEWHERE, "AMAP_KEY"),
        (ELSEWHERE, "TIANDITU_KEY"),
        ("https://tianditu.gov.cn.example.org/{z}/{x}/{y}?k={key}", "TIANDITU_KEY"),
        ("https://nottianditu.gov.cn/{z}/{x}/{y}?k={key}", "TIANDITU_KEY"),
    ],
)


@REFUSED
@pytest.mark.parametrize("command", ["build", "check"])
def test_any_other_variable_is_a_fault_and_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, name: str, command: str
) -> None:
    folder = with_tiles(tmp_path, url, f'key_env = "{name}"\nkey = "older"')
    out = ["--out", str(tmp_path / "maps")] if command == "build" else []
    assert cli.main([command, "--data", str(folder), *out]) == 1
    told = capsys.readouterr()
    assert "tiles[1].key_env" in told.err
    assert f"--allow-key {name}" in told.err
    assert SECRET not in told.err + told.out
    assert not (tmp_path / "maps").exists()


@REFUSED
def test_a_notebook_refuses_it_too(tmp_path: Path, url: str, name: str) -> None:
    with pytest.raises(InputError, match=name):
        build.build_map(with_tiles(tmp_path, url, f'key_env = "{name}"'))


def test_consent_reads_the_name_that_was_consented_to(tmp_path: Path) -> None:
    folder = with_tiles(tmp_path, ELSEWHERE, 'key_env = "AWS_SECRET_ACCESS_KEY"')
    assert urls(folder, ["AWS_SECRET_ACCESS_KEY"]) == [ELSEWHERE.replace("{key}", SECRET)]
    with pytest.raises(InputError, match="allow-key"):
        urls(folder, ["AMAP_KEY"])


def test_the_build_says_which_keys_stand_in_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = with_tiles(tmp_path, ELSEWHERE, 'key_env = "AMAP_KEY"')
    maps = tmp_path / "maps"
    allowed = ["--allow-key", "AMAP_KEY"]
    assert cli.main(["--data", str(folder), "--out", str(maps), *allowed]) == 0
    told = capsys.readouterr().out
    assert "Keys that stand in the page: AMAP_KEY." in told
    assert SECRET not in told
    assert SECRET in (maps / "moorland.html").read_text(encoding="utf-8")


def test_a_key_of_the_file_itself_is_told_by_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = with_tiles(tmp_path, ELSEWHERE, 'key = "abc-in-the-file"')
    assert cli.main(["--data", str(folder), "--out", str(tmp_path / "maps")]) == 0
    told = capsys.readouterr().out
    assert "Keys that stand in the page: map.toml: tiles[1].key." in told
    assert "abc-in-the-file" not in told


def test_a_page_without_keys_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--data", str(county(tmp_path)), "--out", str(tmp_path / "maps")]) == 0
    assert "Keys that stand in the page: none." in capsys.readouterr().out


@pytest.mark.parametrize("command", ["fmt", "check", "import", "diff"])
def test_commands_that_make_no_page_tell_no_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    folder = with_tiles(tmp_path, ELSEWHERE, 'key_env = "AWS_SECRET_ACCESS_KEY"')
    rows = tmp_path / "rows.csv"
    rows.write_text("id,name,lon,lat\nmere,Mere,8.2,50.1\n", encoding="utf-8")
    more = {
        "import": [str(rows), "--layer", "works", "--datum", "wgs84", "--dry-run"],
        "diff": [str(county(tmp_path / "other"))],
    }
    cli.main([command, *more.get(command, []), "--data", str(folder)])
    told = capsys.readouterr()
    assert SECRET not in told.out + told.err


@pytest.mark.parametrize(
    "host", ["{key}.example.org", "{z}.example.org", "a{s}.example.org", "{s}", "x'-evil.org"]
)
def test_the_host_of_an_address_is_a_plain_name(tmp_path: Path, host: str) -> None:
    folder = with_tiles(tmp_path, f"https://{host}/{{z}}/{{x}}/{{y}}?k={{key}}", 'key = "k"')
    with pytest.raises(InputError, match="url"):
        loader.read_folder(folder)


def test_serve_refuses_it_and_sends_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        url = f"https://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}?k={{key}}"
        folder = with_tiles(tmp_path, url, 'key_env = "AWS_SECRET_ACCESS_KEY"')
        with running(folder) as served:
            page = served.ask("/")[1].decode()
        listener.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listener.accept()
    assert "--allow-key AWS_SECRET_ACCESS_KEY" in page
    assert SECRET not in page


def test_serve_takes_the_consent(tmp_path: Path) -> None:
    folder = with_tiles(tmp_path, ELSEWHERE, 'key_env = "AWS_SECRET_ACCESS_KEY"')
    with running(folder, "--allow-key", "AWS_SECRET_ACCESS_KEY") as served:
        assert SECRET in served.ask("/")[1].decode()
