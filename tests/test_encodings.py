"""Encodings: as people and files spell them, guessed where nobody says one, and told."""

import time
import zipfile
from pathlib import Path

import pyogrio
import pytest

from geo.faults.fault import InputError
from geo.formats.encodings import decode_text, find_codec, guess_codec
from tests.importing import csv, eastern, frame, refused, taken, works

HEAD, ROW = "name,lon,lat\n", ",119.21,36.15\n"


@pytest.mark.parametrize(
    ("spelt", "codec"),
    [
        ("UTF-8", "utf-8"), ("utf8", "utf-8"), ("65001", "utf-8"), ("ANSI 936", "gb18030"),
        ("OEM 850", "cp850"), ("cp-1252", "cp1252"), ("windows-1252", "cp1252"),
        ("ISO-8859-1", "iso8859-1"), ("88591", "iso8859-1"), ("GBK", "gb18030"), ("932", "cp932"),
        ("Big5", "big5"), ("950", "big5"), ("System", ""), ("hex", ""), ("a\0b", ""), ("", ""),
    ],
)  # fmt: skip
def test_spellings_are_known(spelt: str, codec: str) -> None:
    assert find_codec(spelt) == codec


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        ("Zürich Süd\nGenève école", "cp1252", "cp1252"),
        ("名称,备注\n潍河磨坊,高里街道\n后阙庄,村", "gbk", "gb18030"),
        ("水車小屋\nカフェ", "cp932", "cp932"),
        ("名稱\n水車\n後闕莊", "big5", "big5"),
        ("имя,широта\nМельница\nСтарый мост", "cp1251", "cp1251"),
    ],
)
def test_a_guess_is_what_somebody_would_write(text: str, written: str, read: str) -> None:
    raw = text.encode(written)
    assert guess_codec(raw) == read
    said, how = decode_text(raw, "a.csv")
    assert said == text
    assert "--encoding" in how


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_text_is_known_with_and_without_mark(codec: str) -> None:
    assert decode_text("name,lat\nMühle,36".encode(codec), "a.csv")[0] == "name,lat\nMühle,36"


def test_what_a_person_says_is_above_all() -> None:
    assert decode_text("Mühle".encode(), "a.csv", "cp1252")[0] == "MÃ¼hle"
    for asked in ("ascii", "no such", "rot13"):
        with pytest.raises(InputError, match="--encoding"):
            decode_text("Mühle".encode(), "a.csv", asked)


def shapefile(folder: Path, name: str, encoding: str, cpg: str | None, page: int) -> Path:
    pyogrio.write_dataframe(
        frame([(name, 119.21, 36.15)]), folder / "m.shp", driver="ESRI Shapefile",
        encoding=encoding,
    )  # fmt: skip
    dbf = bytearray((folder / "m.dbf").read_bytes())
    dbf[29] = page
    (folder / "m.dbf").write_bytes(dbf)
    (folder / "m.cpg").unlink()
    if cpg is not None:
        (folder / "m.cpg").write_text(cpg)
    return folder / "m.shp"


@pytest.mark.parametrize(
    ("name", "encoding", "cpg", "page"),
    [
        ("Mühle é", "cp1252", "ANSI 1252", 0), ("Mühle é", "cp1252", "ISO-8859-1", 0),
        ("Mühle é", "cp850", None, 0x02), ("Zürich Süd", "cp1252", None, 0x03),
        ("Zürich Süd", "cp1252", None, 0), ("潍河磨坊", "gb18030", "ANSI 936", 0x57),
        ("潍河磨坊", "gb18030", None, 0x4D), ("潍河磨坊", "gb18030", "System", 0x57),
        ("潍河磨坊", "gb18030", "UTF-8", 0),
    ],
)  # fmt: skip
def test_a_shapefile_is_read_as_it_says_or_as_it_must_be(
    name: str, encoding: str, cpg: str | None, page: int, tmp_path: Path
) -> None:
    data = eastern(tmp_path)
    taken(data, shapefile(tmp_path, name, encoding, cpg, page))
    assert name in {each.properties["name"] for each in works(data).values()}


def test_a_wrong_cpg_is_overruled_by_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    shapefile(tmp_path, "潍河磨坊", "gb18030", "UTF-8", 0)
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as packed:
        for each in tmp_path.glob("m.[!z]*"):
            packed.write(each, each.name)
    told = refused(capsys, data, tmp_path / "m.zip", "--encoding", "utf-8")
    assert "--encoding" in told
    taken(data, tmp_path / "m.zip", "--encoding", "GBK")
    assert works(data)["wei-he-mo-fang"].properties["name"] == "潍河磨坊"


def test_a_guess_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = eastern(tmp_path)
    taken(data, csv(tmp_path / "a.csv", HEAD + "Zürich Süd" + ROW, "cp1252"), "--datum", "wgs84")
    assert works(data)["zurich-sud"].properties["name"] == "Zürich Süd"
    assert "CP1252, guessed" in capsys.readouterr().out


def test_a_long_text_is_guessed_from_its_begin() -> None:
    began = time.perf_counter()
    text, how = decode_text("磨坊".encode("gbk") * 2_000_000, "a.csv")
    assert (text[:2], how[:3]) == ("磨坊", "GBK")
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "codec", "read_as"),
    [
        ("Мельница у реки", "cp1251", "cp1251"), ("磨坊村", "big5", "big5"),
        ("Zürich Süd", "cp1252", "cp1252"),
        ("水車小屋", "cp932", "cp932"), ("Мельница у реки", "koi8_r", ""),
        ("Mühle é", "cp437", ""), ("Ελληνικά χωριά και μύλοι", "cp1253", None),
    ],
)  # fmt: skip
def test_a_guess_makes_sense_or_is_none(text: str, codec: str, read_as: str | None) -> None:
    raw = f"name,lat,lon\n{text},36.8,119.1\n".encode(codec)
    found = guess_codec(raw)
    assert (
        not found.startswith("cp125") or found in {"cp1251", "cp1253"} or text in raw.decode(found)
    )
    assert read_as is None or found == read_as


def test_readings_begin_near_what_is_not_ascii() -> None:
    with pytest.raises(InputError) as bad:
        decode_text(b"x" * 500 + b"M\x81hle \x82 y", "a.csv")
    assert "hle" in str(bad.value.faults[0].found)
