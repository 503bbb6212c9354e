"""`read`: an article becomes a source with drafts beside it, and a corrected one moves offsets."""

import csv
import hashlib
import io
import json
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from geo import cli
from geo.content import loader
from geo.edits import saving
from tests.support import HERE, contents, county, replaced

ARTICLE = HERE / "articles" / "ashmere.txt"


def rows(data: Path) -> list[dict[str, str]]:
    text = (data / "drafts.csv").read_text(encoding="utf-8-sig")
    return [*csv.DictReader(io.StringIO(text))]


def zipped(name: str, content: str) -> bytes:
    with io.BytesIO() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return held.getvalue()


def document(body: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return zipped("word/document.xml", f'<w:document xmlns:w="{space}">{body}</w:document>')


def read(data: Path, *arguments: str) -> int:
    return cli.main(["read", "--data", str(data), *arguments])


def test_an_article_becomes_a_source_with_drafts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    before = contents(data)
    assert read(data, str(ARTICLE), "--published", "2022-12") == 0
    after = contents(data)
    assert {file for file in after if after[file] != before.get(file)} == {
        "map.toml", "drafts.csv", "article/ashmere.txt",
    }  # fmt: skip
    assert after["article/ashmere.txt"] == ARTICLE.read_bytes()
    told = capsys.readouterr().out
    assert "no fact and no place has changed" in told
    assert f"build_map.py serve --data {data}, Edit, Review the article" in told
    assert "--published" not in told
    assert {row["sort"] for row in rows(data)} == {"figure", "name", "sentence"}
    assert all(row["verdict"] == "" and row["proposed_by"] == "rules" for row in rows(data))
    assert cli.main(["check", "--data", str(data)]) == 0


def test_an_article_of_no_known_date_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    assert read(data, str(ARTICLE)) == 0
    assert "Nobody has said when ashmere appeared (--published" in capsys.readouterr().out


def test_drafts_hold_no_sentence_of_the_article(tmp_path: Path) -> None:
    data = county(tmp_path)
    read(data, str(ARTICLE))
    text = ARTICLE.read_text("utf-8")
    for row in rows(data):
        assert all(len(cell.split()) <= 4 for cell in row.values() if cell in text), row


def test_what_was_decided_stays_at_a_second_reading(tmp_path: Path) -> None:
    data = county(tmp_path)
    read(data, str(ARTICLE))
    first = next(row for row in rows(data) if row["sort"] == "figure")
    line = f"{first['id']},figure,{first['source']},{first['start']},{first['end']},"
    replaced(data, "drafts.csv", line + ",", line + "rejected,")
    before = contents(data)
    assert read(data, str(ARTICLE)) == 0
    assert contents(data) == before
    assert [row["id"] for row in rows(data) if row["verdict"] == "rejected"] == [first["id"]]


def test_several_articles_stand_beside_each_other(tmp_path: Path) -> None:
    data = county(tmp_path)
    assert read(data, str(ARTICLE), str(HERE / "articles" / "liucheng.txt")) == 0
    assert {row["source"] for row in rows(data)} == {"ashmere", "liucheng"}
    assert 'lang = "zh"' in (data / "map.toml").read_text("utf-8")
    assert 'lang = "en"' in (data / "map.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 x", "pdftotext"), (b"{\\rtf1 x}", "soffice"), (b"PK\x03\x04x", "Word document"),
        (b" \n ", "must hold text"), ("Ärger".encode("latin-1"), "must be UTF-8"),
        ("14 looms".encode("utf-16-le"), "text, HTML or DOCX"),
        (b"<html><script>14</script>", "must hold text"),
        ("园区占地4200亩。".encode("gb18030"), "--encoding gb18030"), (b"", "must hold text"),
        (zipped("xl/workbook.xml", "<x/>"), "Word document"),
        (zipped("word/document.xml", "<!DOCTYPE x><x/>"), "Word document"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    data = county(tmp_path)
    before = contents(data)
    (tmp_path / "bad.txt").write_bytes(content)
    assert read(data, str(tmp_path / "bad.txt")) == 1
    assert words in capsys.readouterr().err
    assert contents(data) == before


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            b"""<!DOCTYPE html><title>No</title><nav>No</nav><article><h1>A &amp; B</h1>
            <p>Of <b>14</b>\n looms<script>no</script>.</article><footer>No""",
            "A & B\n\nOf 14 looms.",
        ),
        ("<meta charset=gb2312><p>占地4200亩。<p>好。".encode("gb18030"), "占地4200亩。\n\n好。"),
        ("<p>Ä<table><tr><td>1<td>2<tr><td>3</table>".encode("utf-16"), "Ä\n\n1 2\n\n3"),
        ("Ä\r\n14 looms.".encode("utf-16"), "Ä\n14 looms."),
        (
            document(
                "<w:p><w:r><w:t>Of 1</w:t></w:r><w:r><w:t>4</w:t><w:tab/><w:t>looms</w:t></w:r>"
                "<w:del><w:r><w:delText>no</w:delText></w:r></w:del></w:p><w:p/>"
                "<w:p><w:ins><w:r><w:t>B.</w:t></w:r></w:ins></w:p>"
            ),
            "Of 14 looms\n\nB.",
        ),
    ],
)  # fmt: skip
def test_the_words_of_pages_and_documents_are_taken(
    tmp_path: Path, content: bytes, text: str
) -> None:
    data = county(tmp_path)
    (tmp_path / "given.x").write_bytes(content)
    assert read(data, str(tmp_path / "given.x")) == 0
    assert (data / "article" / "given.txt").read_bytes() == text.encode()
    before = contents(data)
    assert read(data, str(tmp_path / "given.x")) == 0
    assert contents(data) == before


def test_of_several_articles_all_that_are_none_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    before = contents(data)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.txt").write_bytes(b"")
    given = [str(tmp_path / name) for name in ("a.pdf", "b.txt", "none.txt")]
    assert read(data, str(ARTICLE), *given) == 1
    told = capsys.readouterr().err
    assert all(name in told for name in ("a.pdf", "b.txt", "none.txt"))
    assert contents(data) == before


def test_an_encoding_is_named(tmp_path: Path) -> None:
    data = county(tmp_path)
    (tmp_path / "given.txt").write_bytes("园区占地4200亩。".encode("gb18030"))
    assert read(data, str(tmp_path / "given.txt"), "--encoding", "gb18030") == 0
    assert [row["value"] for row in rows(data) if row["sort"] == "figure"] == ["4200"]
    assert (data / "article" / "given.txt").read_text("utf-8") == "园区占地4200亩。"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--lang", "English"), "it must look like en"), (("--id", "A B"), "gazette-2019"),
        (("--published", "May"), "2019-05-31"),
        (("--encoding", "utf-99"), "that Python knows"), (("--id", "gazette"), "has another text"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, str], words: str
) -> None:
    data = county(tmp_path)
    before = contents(data)
    assert read(data, str(ARTICLE), *options) == 1
    assert words in capsys.readouterr().err
    assert contents(data) == before


def test_an_article_without_figures_gives_its_sentences(tmp_path: Path) -> None:
    (tmp_path / "quiet.txt").write_text("Nothing here. Nor there.", encoding="utf-8")
    data = county(tmp_path)
    assert read(data, str(tmp_path / "quiet.txt")) == 0
    assert [row["sort"] for row in rows(data)] == ["sentence", "sentence"]


def test_the_day_of_publication_is_added_where_it_was_not_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    read(data, str(ARTICLE))
    assert read(data, str(ARTICLE), "--published", "2022-12") == 0
    project = loader.read_folder(data).project
    assert [each.published for each in project.sources] == ["", "2022-12"]
    assert "2021" in {row["period"] for row in rows(data)}
    before = contents(data)
    assert read(data, str(ARTICLE), "--published", "2019") == 1
    assert "was published 2022-12" in capsys.readouterr().err
    assert contents(data) == before


def test_an_article_of_figures_alone_gives_them(tmp_path: Path) -> None:
    (tmp_path / "table.txt").write_text("14 looms\n12%\n1.2 km", encoding="utf-8")
    data = county(tmp_path)
    assert read(data, str(tmp_path / "table.txt")) == 0
    assert [row["value"] for row in rows(data)] == ["14", "12", "1.2"]


def test_a_text_that_changed_since_is_not_taken_for_a_new_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, given = county(tmp_path), tmp_path / "ashmere.txt"
    read(data, str(ARTICLE))
    given.write_text("Now.\n" + ARTICLE.read_text("utf-8"), encoding="utf-8")
    before = contents(data)
    assert read(data, str(given)) == 1
    assert "say --moved --id ashmere" in capsys.readouterr().err
    assert contents(data) == before


def test_a_source_whose_text_was_changed_in_place_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    read(data, str(ARTICLE))
    (data / "article" / "ashmere.txt").write_text("Other.", encoding="utf-8")
    before = contents(data)
    assert cli.main(["check", "--data", str(data)]) == 1
    assert "must have the hash that map.toml gives" in capsys.readouterr().err
    assert contents(data) == before


@pytest.mark.parametrize("name", ["ashmere", "liucheng"])
def test_a_text_without_full_stops_takes_linear_time(tmp_path: Path, name: str) -> None:
    text = (HERE / "articles" / f"{name}.txt").read_text("utf-8")
    text = text.replace(".", ",").replace("。", "，").replace("\n", " ")
    (tmp_path / "long.txt").write_text(text * (150_000 // len(text.encode())), encoding="utf-8")
    data, begin = county(tmp_path), time.process_time()
    assert read(data, str(tmp_path / "long.txt")) == 0
    assert time.process_time() - begin < 10


def decide(data: Path, row: dict[str, str], verdict: str) -> None:
    line = f"{row['id']},{row['sort']},{row['source']},{row['start']},{row['end']},"
    replaced(data, "drafts.csv", line + row["verdict"] + ",", line + verdict + ",")


def checked(data: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, object]]:
    """Return the faults of the drafts by their code."""
    capsys.readouterr()
    cli.main(["check", "--data", str(data), "--json"])
    found = json.loads(capsys.readouterr().out)["faults"]
    return {each["code"]: each for each in found if each["file"].endswith("drafts.csv")}


def test_figures_that_wait_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = county(tmp_path)
    (tmp_path / "few.txt").write_text("14 looms. 9 mills. Nothing.", encoding="utf-8")
    read(data, str(tmp_path / "few.txt"))
    first, second, _ = rows(data)
    decide(data, first, "rejected")
    waiting = checked(data, capsys)["draft.undecided"]
    assert waiting["severity"] == "warning"
    assert waiting["args"] == {"source": "few", "decided": 1, "figures": 2, "sentences": 1}
    decide(data, second, "accepted")
    assert [*checked(data, capsys)] == ["draft.no-fact"]


def test_an_accepted_figure_with_its_fact_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    assert read(data, str(data / "article.txt")) == 0
    cited = [*csv.DictReader(io.StringIO(moved(data)))]
    for row in rows(data):
        if row["sort"] == "figure":
            is_cited = any(
                int(each["start"]) < int(row["end"]) and int(row["start"]) < int(each["end"])
                for each in cited
            )
            decide(data, row, "accepted" if is_cited else "rejected")
    assert "accepted" in {row["verdict"] for row in rows(data)}
    assert checked(data, capsys) == {}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("figure,ashmere,93,", "figure,ashmere,x,", "draft.offset"),
        ("id,sort", "no,sort", "column.missing"),
        ("ashmere:93-106,figure,ashmere,93,106,,", "ashmere:93-106,figure,ashmere,93,106,yes,",
         "value.not-one-of"),
        ("ashmere:93-106,figure", "ashmere:110-123,figure", "draft.twice"),
        ("ashmere:93-106,figure,ashmere", "ashmere:93-106,figure,other", "draft.source-unknown"),
    ],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_told_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, code: str
) -> None:
    data = county(tmp_path)
    read(data, str(ARTICLE))
    replaced(data, "drafts.csv", old, new)
    before = contents(data)
    assert code in checked(data, capsys)
    if code != "draft.source-unknown":  # a warning: read leaves rows of other sources alone
        assert read(data, str(ARTICLE)) == 1
        assert contents(data) == before


def test_offsets_follow_a_corrected_text(tmp_path: Path) -> None:
    data = county(tmp_path)
    old = (data / "article.txt").read_text("utf-8")
    new = tmp_path / "corrected.txt"
    new.write_text(f"Corrected.\n{old}", encoding="utf-8", newline="\n")
    facts = (data / "facts.csv").read_text("utf-8")
    assert read(data, str(new), "--moved") == 0
    assert (data / "article.txt").read_bytes() == new.read_bytes()
    assert hashlib.sha256(new.read_bytes()).hexdigest() in (data / "map.toml").read_text("utf-8")
    assert f"length = {len(old) + 11}" in (data / "map.toml").read_text("utf-8")
    for before, after in zip(*(starts(each) for each in (facts, moved(data))), strict=True):
        assert after == before + 11
    saving.undo_edit(data)
    assert (data / "facts.csv").read_text("utf-8") == facts
    assert (data / "article.txt").read_text("utf-8") == old


def moved(data: Path) -> str:
    return (data / "facts.csv").read_text("utf-8")


def starts(table: str) -> list[int]:
    return [int(row["start"]) for row in csv.DictReader(io.StringIO(table))]


def test_what_no_longer_fits_a_corrected_text_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    old = (data / "article.txt").read_text("utf-8")
    new = tmp_path / "corrected.txt"
    new.write_text(old.replace("14", "15"), encoding="utf-8", newline="\n")
    assert read(data, str(new), "--moved", "--id", "gazette") == 1
    assert "the figure must stand in the cited characters" in capsys.readouterr().err


def test_without_the_old_text_nothing_moves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = county(tmp_path)
    (data / "article.txt").unlink()
    before = contents(data)
    assert read(data, str(ARTICLE), "--moved") == 1
    assert "the text before the correction must be there" in capsys.readouterr().err
    assert contents(data) == before


def test_drafts_follow_a_corrected_text(tmp_path: Path) -> None:
    data = county(tmp_path)
    given = tmp_path / "ashmere.txt"
    shutil.copy(ARTICLE, given)
    read(data, str(given))
    before = rows(data)
    given.write_text("Now.\n" + ARTICLE.read_text("utf-8"), encoding="utf-8", newline="\n")
    assert read(data, str(given), "--moved", "--id", "ashmere") == 0
    assert [int(row["start"]) for row in rows(data)] == [int(row["start"]) + 5 for row in before]
    assert json.dumps([row["value"] for row in rows(data)]) == json.dumps(
        [row["value"] for row in before]
    )
