"""The tables of the page's search: small, and right where characters have several forms."""

import pytest

from geo.content import loader
from geo.page.data import search_tables
from geo.text import pinyin
from tests.support import COUNTY, DATA


def pairs(table: str) -> dict[str, str]:
    return dict(zip(table[::2], table[1::2], strict=True))


def sounds(table: str) -> dict[str, str]:
    return {entry[0]: entry[1:] for entry in table.split()}


@pytest.mark.parametrize(
    ("typed", "meant"), [("濰", "潍"), ("車", "车"), ("臺", "台"), ("戶", "户")]
)
def test_traditional_characters_fold_into_simplified_ones(typed: str, meant: str) -> None:
    assert pairs(search_tables.simplification_pairs(["潍坊车站", "电台", "用户"]))[typed] == meant


def test_data_in_traditional_characters_fold_as_well() -> None:
    assert pairs(search_tables.simplification_pairs(["臺北車站"])) | {
        "車": "车",
        "臺": "台",
    } == pairs(search_tables.simplification_pairs(["臺北車站"]))


def test_characters_that_no_text_has_are_left_out() -> None:
    assert "龍" not in pairs(search_tables.simplification_pairs(["潍坊"]))


def test_names_are_read_as_words_are() -> None:
    found = sounds(search_tables.pinyin_readings(["重庆银行", "长江"]))
    assert found["重"].startswith("chong")
    assert found["行"].startswith("hang")
    assert found["长"].startswith("chang")


def test_the_words_of_a_text_are_all_that_its_reading_needs() -> None:
    texts = ["重庆银行长江大桥", "行长", "音乐会"]
    some = [pinyin.load_pypinyin(texts).lazy_pinyin(text) for text in texts]
    assert some == [pinyin.load_pypinyin().lazy_pinyin(text) for text in texts]
    assert some[1] == ["hang", "zhang"]


def test_words_are_found_in_their_file_as_they_stand_there() -> None:
    every = pinyin.load_phrases(None)
    used = frozenset("一是二不重庆银行长江大桥音乐会")
    some = {word: read for word, read in every.items() if used.issuperset(word)}
    assert pinyin.load_phrases(used) == some
    assert "重庆" in some


def test_other_readings_leave_their_first_letter() -> None:
    assert "Z" in sounds(search_tables.pinyin_readings(["重庆"]))["重"]


def test_a_character_with_two_readings_in_the_texts_has_both() -> None:
    assert sounds(search_tables.pinyin_readings(["长江", "校长"]))["长"].startswith("chang,zhang")


def test_a_character_without_a_reading_is_left_out() -> None:
    assert sounds(search_tables.pinyin_readings(["北\U0003134a\U0003134a京"])).keys() == {
        "北",
        "京",
    }


def test_text_around_han_characters_is_left_alone() -> None:
    assert sounds(search_tables.pinyin_readings(["G20 青银高速 (east)"])).keys() == set("青银高速")


def test_without_chinese_there_is_nothing() -> None:
    assert search_tables.search_tables(loader.build_content(loader.read_folder(COUNTY))) == {
        "fold": "",
        "pinyin": "",
    }


def test_the_tables_of_a_district_are_small() -> None:
    tables = search_tables.search_tables(loader.build_content(loader.read_folder(DATA)))
    assert sum(len(table.encode()) for table in tables.values()) < 12_000
    assert len(tables["fold"]) % 2 == 0
    read = sounds(tables["pinyin"])
    assert [read[each].split(",")[0][:1] for each in "潍坊北站"] == ["w", "f", "b", "z"]


def test_of_very_many_names_each_character_has_all_its_readings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search_tables, "MAX_RUNS", 1)
    found = sounds(search_tables.pinyin_readings(["重庆", "银行"]))
    assert {"chong", "zhong"} <= set(found["重"].split(","))
    assert {"hang", "xing"} <= set(found["行"].split(","))
