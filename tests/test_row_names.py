"""Names by `--name`, and ids of names in any script."""

from pathlib import Path

import pytest

from geo.importing.place_ids import make_slug
from tests.importing import SAID, bring, csv, eastern, refused, taken, works

WGS84 = ("--datum", "wgs84")
GPX = (
    '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    '<wpt lat="36.15" lon="119.21"/><wpt lat="36.16" lon="119.22"><name>Weir</name></wpt></gpx>'
)


def names(data: Path) -> set[str]:
    return {each.properties["name"] for each in works(data).values()}


@pytest.mark.parametrize(
    ("name", "ident"),
    [
        ("Мельница", "melnitsa"),
        ("Ульяновская область", "ulyanovskaya-oblast"),
        ("Μύλος", "mylos"),
        ("Ἀθῆναι", "athinai"),
        ("さくらがわ", "sakuragawa"),
        ("か\u3099", "ga"),
        ("हिन्दी", "hindi"),
        ("מטחנה", "mthnh"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Mühle №3", "muhle-no3"),
        ("Straße", "strasse"),
        ("潍河", "wei-he"),
        ("👨‍👩‍👧‍👦 family", "family"),
        ("🏭🌾", ""),
    ],
)
def test_an_id_is_made_of_a_name_in_any_script(name: str, ident: str) -> None:
    assert make_slug(name) == ident


def test_names_without_letters_are_numbered_by_their_kind(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    text = "name,lon,lat\n★,119.21,36.15\n🏭,119.22,36.16\n"
    taken(data, csv(tmp_path / "m.csv", text), *WGS84)
    assert {*works(data)} >= {"mill", "mill-2"}
    once = works(data)
    taken(data, csv(tmp_path / "m.csv", text), *WGS84)
    assert works(data) == once


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("Title",), {"Weir"}),
        (("title", "Point {#}"), {"Weir", "Point 2"}),
        (("Point {#}",), {"Point 1", "Point 2"}),
        (("{sort} {title}",), {"Dam Weir", "Dock"}),
        (("{sort} {#}",), {"Dam 1", "Dock 2"}),
        (("{missing} {#}", "Point {#}"), None),
    ],
)
def test_names_are_of_a_column_or_a_template(
    said: tuple[str, ...], expected: set[str] | None, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    data = eastern(tmp_path)
    before = names(data)
    file = csv(
        tmp_path / "m.csv", "title,sort,lon,lat\nWeir,Dam,119.21,36.15\n,Dock,119.22,36.16\n"
    )
    options = [word for each in said for word in ("--name", each)]
    if expected is None:
        told = refused(capsys, data, file, *WGS84, *SAID, *options)
        assert "error: --name {missing} {#}" in told
        assert "it has title, sort, lon, lat" in told
        return
    if said == ("Title",):
        told = refused(capsys, data, file, *WGS84, *SAID, *options)
        assert 'say --name "Place {#}" to number them' in told
        return
    taken(data, file, *WGS84, *options)
    assert names(data) == before | expected
    once = works(data)
    assert bring(data, file, "--yes", *SAID, *WGS84, *options) == 0
    assert works(data) == once


def test_columns_that_names_are_made_of_are_not_told_as_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = csv(tmp_path / "m.csv", "title,owner,lon,lat\nWeir,Smith,119.21,36.15\n")
    taken(eastern(tmp_path), file, *WGS84, "--name", "{title}")
    assert 'columns left out: "owner"\n' in capsys.readouterr().out


def test_a_name_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = csv(tmp_path / "m.csv", "title,lon,lat\nWeir,119.21,36.15\n")
    said = ("--map", "title=name", "--name", "Point {#}")
    assert "one column only" in refused(capsys, eastern(tmp_path), file, *WGS84, *SAID, *said)


def test_points_of_a_telephone_without_names_are_numbered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    file = csv(tmp_path / "walk.gpx", GPX)
    assert "to number them" in refused(capsys, data, file, *SAID)
    taken(data, file, "--name", "name", "--name", "Point {#}")
    assert names(data) >= {"Weir", "Point 1"}


def test_only_languages_of_the_map_make_a_column_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = "name,name_de,name_len,note_fr,lon,lat\nWeir,Wehr,4,ici,119.21,36.15\n"
    taken(data, csv(tmp_path / "m.csv", text), *WGS84)
    assert 'columns left out: "name_len", "note_fr"' in capsys.readouterr().out
    held = works(data)["weir"].properties
    assert held["name_de"] == "Wehr"
    assert not {"name_len", "note_fr"} & {*held}
