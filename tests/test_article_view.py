"""Articles as the page shows them: in runs with their marks; whole, in quotes, or not at all."""

from pathlib import Path

import pytest

from geo.content import loader
from geo.content.loader import Content
from geo.page.data.article_view import ELLIPSIS, ArticleView, list_article_views
from geo.runtime.files import sha256_hex
from geo.text.lines import split_paragraphs
from tests.support import COUNTY, county, replaced

ARTICLE = COUNTY / "article.txt"
TEXT = ARTICLE.read_text(encoding="utf-8")


def shown(data: Path, show: str = "") -> list[ArticleView]:
    if show:
        replaced(data, "map.toml", 'id = "gazette"', f'id = "gazette"\nshow = "{show}"')
    return list_article_views(content(data))


def content(data: Path) -> Content:
    return loader.build_content(loader.read_folder(data))


def retold(data: Path, text: str, *rows: str) -> Path:
    """Give the county another article, and the facts that cite it."""
    raw = text.encode()
    (data / "article.txt").write_bytes(raw)
    table = data / "facts.csv"
    head = table.read_text(encoding="utf-8").splitlines()[0]
    table.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return replaced(data, "map.toml", sha256_hex(ARTICLE.read_bytes()), sha256_hex(raw))


def row(ident: str, start: int, end: int, place: str = "old-quarry") -> str:
    return f"{ident},{place},trade,Said,Gesagt,,,,,,,done,gazette,{start},{end},,"


def texts(view: ArticleView) -> list[str]:
    return ["".join(run.text for run in each.runs) for each in view.paragraphs]


def test_a_whole_article_is_its_text(tmp_path: Path) -> None:
    (view,) = shown(county(tmp_path), "whole")
    assert texts(view) == TEXT.splitlines()
    assert [view.marks[m].facts for each in view.paragraphs for run in each.runs for m in run.marks]


def test_of_quotes_the_cited_clauses_are_shown_alone(tmp_path: Path) -> None:
    (view,) = shown(county(tmp_path))
    assert "Nobody knows" not in " ".join(texts(view))
    assert ELLIPSIS in texts(view)[-1]
    cited = {each.strip() for line in texts(view) for each in line.split(ELLIPSIS)}
    assert all(each in TEXT for each in cited)


def test_of_none_nothing_is_shown(tmp_path: Path) -> None:
    data = county(tmp_path)
    assert shown(data, "none") == []
    assert content(data).quotable_articles == {}


def test_an_article_that_no_fact_cites_has_no_view(tmp_path: Path) -> None:
    assert shown(retold(county(tmp_path), TEXT + "\n"), "whole") == []


def test_a_mark_within_another_is_the_inner_one(tmp_path: Path) -> None:
    rows = row("F1", 0, 20), row("F2", 4, 10), row("F3", 4, 10), row("F4", 15, 26, "chapel-path")
    (view,) = shown(retold(county(tmp_path), "abcdefghijklmnopqrstuvwxyz.", *rows), "whole")
    assert [mark.facts for mark in view.marks] == [("F2", "F3"), ("F1",), ("F4",)]
    runs = view.paragraphs[0].runs
    assert [(run.text, run.marks) for run in runs] == [
        ("abcd", (1,)), ("efghij", (1, 0)), ("klmno", (1,)), ("pqrst", (1, 2)),
        ("uvwxyz", (2,)), (".", ()),
    ]  # fmt: skip


def test_a_fact_that_runs_over_a_paragraph_is_marked_in_both(tmp_path: Path) -> None:
    (view,) = shown(retold(county(tmp_path), "One two.\n\nThree four.", row("F1", 4, 15)))
    assert texts(view) == ["two.", "Three"]


def test_a_place_is_marked_where_a_paragraph_names_it_first(tmp_path: Path) -> None:
    text = "Old quarry and Old quarry.\n\nOld quarry again, and the Old quarryman."
    (view,) = shown(retold(county(tmp_path), text, row("F1", 14, 18)), "whole")
    assert [[run.text for run in each.runs if run.place] for each in view.paragraphs] == [
        ["Old quarry"], ["Old quarry"],
    ]  # fmt: skip


def test_headings_are_told_from_paragraphs(tmp_path: Path) -> None:
    text = f"A heading\n\n{'Long words go on ' * 5}\n\nIt ends as a sentence."
    (view,) = shown(retold(county(tmp_path), text, row("F1", 0, 1)), "whole")
    assert [each.is_heading for each in view.paragraphs] == [True, False, False]


def test_what_is_a_quote_is_not_written_twice(tmp_path: Path) -> None:
    (view,) = shown(county(tmp_path))
    runs = [run for _, each in view.to_json()["paragraphs"] for run in each if run != ELLIPSIS]
    assert {run[0] for run in runs} == {0}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a\nb\n\nc", ["a\nb", "c"]),
        ("a\nb\n", ["a", "b"]),
        ("\n\n  a \n \n\n\u3000\u3000b\n", ["a", "b"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_a_text_is_cut_into_paragraphs(text: str, parts: list[str]) -> None:
    assert [text[slice(*span)] for span in split_paragraphs(text)] == parts
