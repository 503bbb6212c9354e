"""From an article to a map, by commands alone: laid out, places brought, read, decided, built."""

import csv
import io
from pathlib import Path

import pytest

from geo import cli
from geo.content import loader
from tests.support import HERE

ARTICLES = HERE / "articles"
OUTLINE = (
    '{"type": "Polygon", "coordinates": '
    "[[[120.1, 30.1], [120.4, 30.1], [120.4, 30.3], [120.1, 30.1]]]}"
)
TITLES = {"liucheng": ("zh", "柳城县", "2022"), "ashmere": ("en", "Ashmere", "2022-12")}


def run(command: str, data: Path, *arguments: object) -> int:
    return cli.main([command, "--data", str(data), *map(str, arguments)])


def rows(path: Path) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))]


def decide(data: Path, language: str, gold: list[dict[str, str]]) -> int:
    """Accept the figures of the list as they were drafted, reject the others; return how many.

    Those without a unit of their own are rejected too: a person would have to say it.
    """
    held = rows(data / "drafts.csv")
    wanted = {row["start"] for row in gold}
    for row in held:
        if row["sort"] == "figure":
            told = row["start"] in wanted and row["unit"]
            row["verdict"] = "accepted" if told else "rejected"
            row[f"statement_{language}"] = f"№ {row['start']}"
        else:
            row["verdict"] = "read"
    with (data / "drafts.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, [*held[0]])
        table.writeheader()
        table.writerows(held)
    return sum(row["verdict"] == "accepted" for row in held)


def lay_out(folder: Path, name: str, *more: str) -> Path:
    """Make a map of an article of `tests/articles` and bring its places; `more` goes to import.

    The places have positions, one beside the other, where `more` says where these are from.
    """
    data, outline, names = folder / name, folder / "o.geojson", folder / "names.csv"
    language, title, _ = TITLES[name]
    places = rows(ARTICLES / f"{name}-places.csv")
    outline.write_text(OUTLINE, encoding="utf-8")
    given = ("--title", title, "--language", language, "--outline", outline, "--id", name)
    assert cli.main(["new", str(data), *map(str, given)]) == 0
    for number, place in enumerate(places if more else ()):
        place |= {"lon": f"{120.2 + number * 0.01:.2f}", "lat": f"{30.12 + number * 0.01:.2f}"}
    with names.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [*places[0]])
        table.writeheader()
        table.writerows(places[1:])  # the first is the map's subject
    brought = ("--layer", "places", "--kind", "place", "--state", "unknown", "--yes", *more)
    assert run("import", data, names, *brought) == 0
    return data


def read_facts(data: Path, name: str) -> int:
    """Read the article and accept what its table has; return how many facts there are."""
    language, _, published = TITLES[name]
    assert run("read", data, ARTICLES / f"{name}.txt", "--published", published) == 0
    accepted = decide(data, language, rows(ARTICLES / f"{name}.csv"))
    assert run("read", data, "--accept") == 0
    return accepted


@pytest.mark.parametrize("name", TITLES)
def test_an_article_becomes_a_map(tmp_path: Path, name: str) -> None:
    data, gold = lay_out(tmp_path, name), rows(ARTICLES / f"{name}.csv")
    accepted = read_facts(data, name)
    assert accepted > 0.75 * len(gold)
    assert run("check", data) == 0
    facts = loader.build_content(loader.read_folder(data)).facts
    assert len(facts) == accepted
    about = {(str(fact.value), fact.place) for fact in facts}
    right = [row for row in gold if (str(float(row["value"])), row["place"]) in
             {(str(float(value)), place) for value, place in about}]  # fmt: skip
    assert len(right) > 0.75 * len(gold)
    assert run("build", data, "--out", tmp_path / "maps") == 0
    assert (tmp_path / "maps" / f"{name}.html").is_file()
