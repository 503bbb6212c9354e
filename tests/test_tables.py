"""Tables as programs write them: dialects, titles, errors of spreadsheets, words for nothing."""

import zipfile
from pathlib import Path

import pytest

from tests.importing import bring, csv, eastern, refused, taken, works

AT = [119.21, 36.15]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nname;lat;lon\nBarn;36,15;119,21\n",
        '"sep=,"\r\nname,lat,lon\r\nBarn,36.15,119.21\r\n',
        '"name";"a, b, c, d";lat;lon\nBarn;x;36,15;119,21\n',
        'name,"note\n(long; or; short)",lat,lon\nBarn,x,36.15,119.21\n',
        'name, note, lat, lon\nBarn, "a, b", 36.15, 119.21\n',
        "List of barns 2026,,\n,,\nname,lat,lon\nBarn,36.15,119.21\n",
        "List of barns,as of 2026,\nname,lat,lon\nBarn,36.15,119.21\n",
        "name，lat，lon\nBarn，３６．１５，１１９．２１\n", "name|lat|lon\nBarn|36.15|119.21\n",
        "name\tnote\tlat\tlon\nBarn\ta, b, c, d, e\t36.15\t119.21\n",
        "name,lat,lon\rBarn,36.15,119.21\r",
    ],
)  # fmt: skip
def test_a_table_is_read_whatever_parts_its_cells(text: str, tmp_path: Path) -> None:
    data = eastern(tmp_path)
    taken(data, csv(tmp_path / "a.csv", text), "--datum", "wgs84")
    geometry = works(data)["barn"].geometry
    assert geometry == {"type": "Point", "coordinates": AT}


def test_a_table_of_one_column_has_no_separator(tmp_path: Path) -> None:
    data = eastern(tmp_path)
    said = ("--kind", "mill", "--state", "open", "--yes")
    assert bring(data, csv(tmp_path / "a.csv", "name\nBarn\n"), *said) == 0
    assert "barn" in works(data)


def test_what_is_left_out_of_a_table_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    text = "Barns,,,\n,name,lat,lon\n0,Barn,36.15,119.21\n1,Shed,NULL,NULL\n2,Hut,-,\n"
    taken(data, csv(tmp_path / "a.csv", text), "--datum", "wgs84")
    told = capsys.readouterr().out
    assert "left out: 1 line above the header" in told
    assert "left out: 1 column without a name" in told
    assert 'without coordinates: 2 of 3 (line 4: "NULL"; line 5: "-")' in told
    assert works(data)["shed"].geometry is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,name,lat,lon\n3.70703E+11,Barn,36.15,119.21\n", "cut the last digits"),
        ("name,lat,lon\n1E+05,36.15,119.21\n", "cut the last digits"),
        ("name,note,lat,lon\nBarn,#REF!,36.15,119.21\n", "#REF!"),
        ("name,lat,lon\nBarn,#VALUE!,119.21\n", "#VALUE!"),
        ("name,lat,lon\nBarn,nan,119.21\n", "finite numbers"),
    ],
)
def test_a_spreadsheets_marks_are_no_values(
    text: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, eastern(tmp_path), csv(tmp_path / "a.csv", text), "--datum", "wgs84")
    assert expected in told


def workbook(path: Path, rows: str) -> Path:
    """Write the least that a workbook is."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{kinds}"/>')
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
            '<sheet name="Sheet" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        links = "http://schemas.openxmlformats.org/package/2006/relationships"
        for part, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
        ):
            link = f'<Relationship Id="r1" Type="{rel}/{kind}" Target="{target}"/>'
            book.writestr(part, f'<Relationships xmlns="{links}">{link}</Relationships>')
        sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = "".join(cell(f"{letter}1", text) for letter, text in zip("ABC", ["name", "lat", "lon"],
                                                              strict=True))  # fmt: skip


def test_an_error_in_a_workbook_is_told_with_its_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = '<c r="B2" t="e"><v>#REF!</v></c><c r="C2"><v>1</v></c>'
    row = f'<row r="2">{cell("A2", "Barn")}{values}</row>'
    file = workbook(tmp_path / "a.xlsx", f'<row r="1">{HEAD}</row>{row}')
    told = refused(capsys, eastern(tmp_path), file, "--datum", "wgs84")
    assert 'row 2: "#REF!"' in told


def test_hidden_rows_and_titles_of_a_workbook_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = eastern(tmp_path)
    title = f'<row r="1">{cell("A1", "Barns")}{cell("B1", "draft")}</row>'
    head = f'<row r="2">{HEAD.replace("1" + chr(34), "2" + chr(34))}</row>'
    values = '<c r="B3"><v>36.15</v></c><c r="C3"><v>119.21</v></c>'
    row = f'<row r="3" hidden="1">{cell("A3", "Barn")}{values}</row>'
    taken(data, workbook(tmp_path / "a.xlsx", title + head + row), "--datum", "wgs84")
    told = capsys.readouterr().out
    assert "read like the others: 1 hidden row" in told
    assert "left out: 1 row above the header" in told
    assert works(data)["barn"].geometry == {"type": "Point", "coordinates": AT}
