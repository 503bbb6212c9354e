"""The Data Package descriptor: it tells the files that are there, and the table as it is."""

import csv
import json
from pathlib import Path

from geo import build
from tests.support import COUNTY, county


def test_the_descriptor_names_files_that_are_there(tmp_path: Path) -> None:
    build.build(COUNTY, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert (package["name"], package["title"]) == ("moorland", "Moorland sites")
    assert [each["name"] for each in package["resources"]] == [
        "places",
        "facts",
        "places-and-facts",
    ]
    assert all((tmp_path / each["path"]).is_file() for each in package["resources"])


def test_the_columns_are_those_of_the_table_each_described(tmp_path: Path) -> None:
    build.build(COUNTY, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    fields = package["resources"][1]["schema"]["fields"]
    with (tmp_path / "moorland.csv").open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    assert [each["name"] for each in fields] == header
    types = {each["name"]: each["type"] for each in fields}
    assert (types["value"], types["start"], types["id"]) == ("number", "integer", "string")
    told = {each["name"]: each.get("description", "") for each in fields}
    assert all(told.values())
    assert told["place_name_de"].startswith("Name of the place")


def test_places_have_columns_too_and_the_words_their_licence(tmp_path: Path) -> None:
    data = county(tmp_path)
    settings = data / "map.toml"
    licence = (
        'licence = { name = "CC BY 4.0", url = "https://creativecommons.org/licenses/by/4.0/" }'
    )
    settings.write_text(f"{licence}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    build.build(data, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [
        {
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": "CC BY 4.0",
        }
    ]
    fields = package["resources"][0]["schema"]["fields"]
    assert {"certainty", "within", "location_licence"} <= {each["name"] for each in fields}
    assert all(each["description"] for each in fields)
