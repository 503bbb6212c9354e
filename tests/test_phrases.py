"""Faults in another language: what `check` says without Chinese words is found here."""

import ast
import json
import pickle
import string
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from geo import check, content, i18n, phrases, project, schemas
from geo.errors import BadInput, Fault, shown
from geo.formats import geopackage
from geo.phrases import phrase
from geo.serve import telling
from tests.support import HERE, ROOT, county

CHINESE = i18n.faults()["zh"]
SPEAKERS = (
    "article", "characters", "content", "facts", "files", "geojson", "project", "sources",
    "spreadsheet", "wording", "schemas", "check/agreement", "check/citations", "check/geometry",
    "check/named", "check/references", "check/areas", "check/within", "canonical/facts",
    "canonical/layer", "serve/editing", "serve/building", "tile_keys", "history_entry", "recovery",
    "serve/shapes", "formats/limits",
    "formats/opening", "formats/geopackage", "formats/flatgeobuf", "formats/parquet",
)  # fmt: skip
"""Modules whose faults can come to the page that is edited."""
NO_FAULT = {
    "joining layers and facts", "not a number", "CR LF", "byte order mark", "changed meanwhile",
    "PRAGMA trusted_schema = OFF", "PRAGMA query_only = ON", geopackage.OBJECTS,
    geopackage.RTREE.pattern, geopackage.VIEWS, geopackage.WRITABLE, geopackage.TAKE_OUT,
    geopackage.MISSING, project.DOTTED.pattern, "named by others",
    '<meta name="served" content="">', "line (\\d+), column (\\d+)\\)",
}  # fmt: skip
"""Texts of these modules with a blank in them that are part of no fault."""
BAD = sorted((HERE / "bad").iterdir()) + sorted((HERE / "good").iterdir())


def test_a_phrase_is_its_english_text() -> None:
    assert phrase("it must be at most {limit}", limit=3) == "it must be at most 3"


def test_a_phrase_is_said_with_the_same_parts() -> None:
    said = phrases.said(phrase("at most {limit:,} of {what}", limit=4000, what=phrase("a place")), {
        "at most {limit:,} of {what}": "{what}至多 {limit:,}", "a place": "地点",
    })  # fmt: skip
    assert said == "地点至多 4,000"


def test_what_lacks_words_for_one_part_is_not_said_by_halves() -> None:
    whole = phrase("it must be {what}", what=phrase("the id of a place"))
    assert phrases.said(whole, {"it must be {what}": "必须是{what}"}) is None


def test_braces_of_a_text_without_parts_stand() -> None:
    assert phrases.said(phrase('write {"id": …}'), {'write {"id": …}': '请写 {"id": …}'})


def test_values_are_never_taken_for_patterns() -> None:
    assert phrase("did you mean “{option}”?", option="{limit}") == "did you mean “{limit}”?"


def test_a_phrase_comes_whole_out_of_another_process() -> None:
    sent = pickle.loads(pickle.dumps(phrase("row {number}", number=3)))  # noqa: S301  our own
    assert phrases.said(sent, CHINESE) == "第 3 行"


def sentences(module: str) -> Iterator[str]:
    """Yield the texts of a module that are no docstrings; one with a blank is a sentence."""
    tree = ast.parse((ROOT / "geo" / f"{module}.py").read_text("utf-8"))
    apart = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr):
            apart |= {id(part) for part in ast.walk(each)}
    for each in ast.walk(tree):
        text = each.value if isinstance(each, ast.Constant) and id(each) not in apart else None
        if isinstance(text, str) and " " in text.strip() and text not in NO_FAULT:
            yield text


def described(node: Any) -> Iterator[str]:  # noqa: ANN401  any JSON value
    """Yield the descriptions in a schema: they say what to write."""
    if isinstance(node, dict):
        if isinstance(node.get("description"), str):
            yield node["description"]
        yield from chain.from_iterable(map(described, node.values()))
    elif isinstance(node, list):
        yield from chain.from_iterable(map(described, node))


@pytest.mark.parametrize("module", SPEAKERS)
def test_every_sentence_of_a_rule_has_chinese_words(module: str) -> None:
    assert [each for each in sentences(module) if each not in CHINESE] == []


@pytest.mark.parametrize("name", ["place", "fact", "map", "backdrop", "area"])
def test_every_description_of_a_schema_has_chinese_words(name: str) -> None:
    parts = [each for key, each in schemas.schema(name).items() if key != "description"]
    assert [each for each in described(parts) if each not in CHINESE] == []


def joined(node: ast.AST) -> list[int]:
    """Return the lines of sentences that are put together; a number in its own form is none."""
    return [
        part.lineno
        for part in ast.walk(node)
        if isinstance(part, ast.JoinedStr)
        if any(isinstance(text, ast.Constant) and " " in str(text.value) for text in part.values)
    ]


@pytest.mark.parametrize("module", SPEAKERS)
def test_no_rule_is_put_together_where_nobody_can_translate_it(module: str) -> None:
    tree = ast.parse((ROOT / "geo" / f"{module}.py").read_text("utf-8"))
    told = {"rule", "mend", "found", "where", "reason", "message"}
    lines: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            names = {
                part.id
                for to in node.targets
                for part in ast.walk(to)
                if isinstance(part, ast.Name)
            }
            if names & told and not isinstance(node.value, ast.Call):
                lines += joined(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("fault", "warning", "broken", "Fault")
        ):
            lines += [line for part in node.args[2:] for line in joined(part)]
    assert lines == []


def gaps(pattern: str) -> set[tuple[str, str]]:
    """Return the gaps of a pattern and how they are filled; none where it has none."""
    try:
        return {
            (name, form or "") for _, name, form, _ in string.Formatter().parse(pattern) if name
        }
    except ValueError:
        return set()


def test_the_words_have_the_gaps_of_the_pattern() -> None:
    differing = [key for key, words in CHINESE.items() if gaps(key) != gaps(words)]
    assert differing == []


def test_the_table_stands_in_its_file_as_json_is_written_here() -> None:
    path = Path(i18n.__file__).parent / "page/strings/faults/zh.json"
    written = json.dumps(CHINESE, ensure_ascii=False, indent=2) + "\n"
    assert path.read_text("utf-8") == written


def faults_of(folder: Path) -> list[Fault]:
    try:
        return check.check(content.read(folder))
    except BadInput as bad:
        return list(bad.faults)


@pytest.mark.parametrize("overlay", BAD, ids=lambda path: path.name)
def test_whatever_a_bad_folder_tells_can_be_said_in_chinese(overlay: Path, tmp_path: Path) -> None:
    for fault in telling.members(faults_of(county(tmp_path, overlay))):
        said = fault["said"]["zh"]
        lacking = [
            name
            for name in ("where", "found", "rule", "mend")
            if fault[name] and not said.get(name)
        ]
        assert not lacking, fault


def test_a_value_found_is_told_as_it_is() -> None:
    fault = Fault(
        "a.geojson", 1, "feature 1", "state", shown("opne"), "it is required", "remove it"
    )
    assert telling.members([fault])[0]["said"]["zh"]["found"] == '"opne"'


def test_a_reason_that_only_the_system_words_stays_english() -> None:
    fault = Fault("a", 0, "", "", phrase("Stale file handle"), "the file must be readable", "x")
    assert telling.members([fault])[0]["said"]["zh"] == {"rule": "文件必须可读"}
