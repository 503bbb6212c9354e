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
    """Accept the figures of the list as they were drafted, reject the others; return how many."""
    held = rows(data / "drafts.csv")
    wanted = {row["start"] for row in gold}
    for row in held:
        if row["sort"] == "figure":
            row["verdict"] = "accepted" if row["start"] in wanted else "rejected"
            row[f"statement_{language}"] = f"№ {row['start']}"
        else:
            row["verdict"] = "read"
    with (data / "drafts.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, [*held[0]])
        table.writeheader()
        table.writerows(held)
    return sum(row["verdict"] == "accepted" for row in held)


@pytest.mark.parametrize("name", TITLES)
def test_an_article_becomes_a_map(tmp_path: Path, name: str) -> None:
    data, outline, names = tmp_path / name, tmp_path / "o.geojson", tmp_path / "names.csv"
    language, title, published = TITLES[name]
    places, gold = rows(ARTICLES / f"{name}-places.csv"), rows(ARTICLES / f"{name}.csv")
    outline.write_text(OUTLINE, encoding="utf-8")
    given = ("--title", title, "--language", language, "--outline", outline, "--id", name)
    assert cli.main(["new", str(data), *map(str, given)]) == 0
    with names.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, [*places[0]])
        table.writeheader()
        table.writerows(places[1:])  # the first is the map's subject
    brought = ("--layer", "places", "--kind", "place", "--state", "unknown", "--yes")
    assert run("import", data, names, *brought) == 0
    assert run("read", data, ARTICLES / f"{name}.txt", "--published", published) == 0
    accepted = decide(data, language, gold)
    assert accepted > 0.75 * len(gold)
    assert run("read", data, "--accept") == 0
    assert run("check", data) == 0
    facts = loader.build_content(loader.read_folder(data)).facts
    assert len(facts) == accepted
    about = {(str(fact.value), fact.place) for fact in facts}
    right = [row for row in gold if (str(float(row["value"])), row["place"]) in
             {(str(float(value)), place) for value, place in about}]  # fmt: skip
    assert len(right) > 0.75 * len(gold)
    assert run("build", data, "--out", tmp_path / "maps") == 0
    assert (tmp_path / "maps" / f"{name}.html").is_file()
