"""Facts: the table is read whatever spreadsheet saved it, and rows keep their lines."""

from pathlib import Path

from geo.content import facts, loader
from tests.support import COUNTY

HEADER = "id,place,topic,zh,state,source,start,end,value,note"


def read(tmp_path: Path, body: str, header: str = HEADER) -> tuple[list[facts.FactRow], list[str]]:
    path = tmp_path / "facts.csv"
    path.write_text(f"{header}\n{body}", encoding="utf-8")
    read, faults = facts.read_facts(tmp_path)
    return list(read.iter_rows()), [fault.rule for fault in faults]


def test_numbers_are_numbers_and_empty_cells_are_absent(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, "F001,a,t,甲,done,s,0,5,1.99,\n")
    assert not faults
    assert rows[0].cells["value"] == 1.99
    assert rows[0].cells["end"] == 5
    assert "note" not in rows[0].cells


def test_a_cell_may_hold_line_ends_and_the_next_row_keeps_its_line(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, 'F001,a,t,"one\ntwo",done,s,0,5,,\nF002,a,t,甲,done,s,0,5,,\n')
    assert [row.number for row in rows] == [2, 4]


def test_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, "F001;a;t;甲;done;s;0;5;1,99;\n", HEADER.replace(",", ";"))
    assert rows[0].cells["value"] == 1.99


def test_what_python_alone_calls_a_number_is_none(tmp_path: Path) -> None:
    for word in ("1_000", "nan", "inf", "1e3", "１２"):
        rows, faults = read(tmp_path, f"F001,a,t,甲,done,s,0,5,{word},\n")
        assert faults == ["it must be a number"], word
        assert rows[0].broken == {"value"}


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, "\n,,,,,,,,,\nF001,a,t,甲,done,s,0,5,,\n")
    assert not faults
    assert len(rows) == 1


def test_a_missing_table_is_a_map_without_facts(tmp_path: Path) -> None:
    read, faults = facts.read_facts(tmp_path)
    assert (len(read), faults) == (0, [])


def test_an_empty_file_lacks_its_header(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text("")
    _, faults = facts.read_facts(tmp_path)
    assert {fault.property for fault in faults} >= {"id", "place", "start"}


def test_units_are_told_per_language() -> None:
    first = loader.build_content(loader.read_folder(COUNTY)).facts[0]
    assert first.unit == {"en": "looms", "de": "Webstühle"}
