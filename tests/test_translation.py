"""Faults in another language: what `check` says without Chinese words is found here."""

import ast
import errno
import json
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.check import rules
from geo.content import loader, map_toml
from geo.faults import translation
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.translation import phrase, phrase_with_words, quote_library, system_reason
from geo.formats import geopackage
from geo.locating import improvements
from geo.serving import fault_json
from geo.text import page_strings
from tests import codes
from tests.support import HERE, ROOT, county

CHINESE = page_strings.load_fault_patterns()["zh"]
EDITING = dict(page_strings.iter_leaves(page_strings.load_edit_strings("zh")))
IMPROVED = [str(each.code) for each in improvements.CHANGE_ORDER]
SPEAKERS = (
    "content/article",
    "text/characters",
    "content/loader",
    "content/facts",
    "runtime/files",
    "formats/geojson",
    "content/map_toml",
    "formats/columnar_files",
    "formats/facts_csv",
    "content/overrides",
    "faults/schemas",
    "check/property_rules",
    "check/citations",
    "check/geometry",
    "check/reference_column",
    "check/references",
    "check/areas",
    "check/containment",
    "canonical/facts",
    "canonical/layer",
    "serving/editing",
    "serving/page_builder",
    "content/tile_keys",
    "edits/history_entry",
    "edits/recovery",
    "serving/request_values",
    "serving/candidate_review",
    "locating/candidates",
    "locating/locate_session",
    "runtime/limits",
    "runtime/file_access",
    "formats/geopackage",
    "formats/flatgeobuf",
    "formats/parquet",
)
"""Modules whose faults can come to the page that is edited."""
NO_FAULT = {
    "joining layers and facts",
    "not a number",
    "CR LF",
    "byte order mark",
    "changed meanwhile",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA query_only = ON",
    geopackage.LIST_OBJECTS_SQL,
    geopackage.RTREE_PATTERN.pattern,
    geopackage.LIST_VIEWS_SQL,
    geopackage.WRITABLE_SCHEMA_SQL,
    geopackage.DELETE_VIEWS_SQL,
    geopackage.MISSING_TABLE_SQL,
    map_toml.MANY_PARTS_PATTERN.pattern,
    "named by others",
    '<meta name="served" content="">',
    "line (\\d+), column (\\d+)\\)",
}
"""Texts of these modules with a blank in them that are part of no fault."""
UNREADABLE = phrase("file.unreadable")
BAD = sorted((HERE / "bad").iterdir()) + sorted((HERE / "good").iterdir())


def test_a_phrase_is_its_english_text() -> None:
    assert (
        phrase_with_words("test.most", "it must be at most {limit}", limit=3)
        == "it must be at most 3"
    )


def test_a_phrase_is_said_with_the_same_parts() -> None:
    place = phrase_with_words("test.place", "a place")
    most = phrase_with_words("test.most", "at most {limit:,} of {what}", limit=4000, what=place)
    said = translation.translate(most, {"test.most": "{what}至多 {limit:,}", "test.place": "地点"})
    assert said == "地点至多 4,000"


def test_what_lacks_words_for_one_part_is_not_said_by_halves() -> None:
    what = phrase_with_words("test.place", "the id of a place")
    whole = phrase_with_words("test.what", "it must be {what}", what=what)
    assert translation.translate(whole, {"test.what": "必须是{what}"}) is None


def test_a_text_without_a_code_is_said_in_no_other_language() -> None:
    assert translation.translate("it must be a place", {"it must be a place": "必须是地点"}) is None


def test_braces_of_a_text_without_parts_stand() -> None:
    assert translation.translate(
        phrase_with_words("test.id", 'write {"id": …}'), {"test.id": '请写 {"id": …}'}
    )


def test_values_are_never_taken_for_patterns() -> None:
    made = phrase_with_words("test.near", "did you mean “{option}”?", option="{limit}")
    assert made == "did you mean “{limit}”?"


def test_a_phrase_comes_whole_out_of_another_process() -> None:
    sent = pickle.loads(pickle.dumps(phrase("where.row", number=3)))  # noqa: S301  our own
    assert (sent.code, translation.translate(sent, CHINESE)) == ("where.row", "第 3 行")


def test_the_words_of_a_library_are_their_own_code() -> None:
    assert quote_library("json", "Expecting ',' delimiter").code == "json.expecting-delimiter"


def test_what_the_system_says_has_the_name_of_its_number() -> None:
    error = OSError(errno.ENOENT, "Aucun fichier", "a.csv")
    assert (system_reason(error), system_reason(error).code) == ("Aucun fichier", "system.enoent")


def test_a_code_is_promised_and_stays() -> None:
    """To add one is to add a line; none is changed, taken away or given to another rule."""
    assert sorted(codes.every()) == codes.listed()


def test_a_code_has_one_meaning() -> None:
    assert {code: said for code, said in codes.every().items() if len(said) > 1} == {}


def test_codes_are_lower_case_words_in_groups() -> None:
    form = re.compile(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+")
    known = [*codes.every(), *CHINESE]
    assert [code for code in known if not form.fullmatch(code)] == []


def test_every_code_has_chinese_words() -> None:
    """Faults in a table of their own; history and improvements among the words of the edit mode."""
    known = {**codes.every(), **dict(codes.of_schemas())}
    words = CHINESE.keys() | {re.sub(r"\.(one|other)$", "", key) for key in EDITING}
    assert [code for code in known if code not in words] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_fills_in_what_the_history_tells(language: str) -> None:
    told = {"history.agreed": {("n", "")}, **{code: {("n", "")} for code in IMPROVED}}
    words = dict(page_strings.iter_leaves(page_strings.load_edit_strings(language)))
    for key, text in words.items():
        code = re.sub(r"\.(one|other)$", "", key)
        if code in codes.every():
            [pattern] = codes.every()[code]
            assert gaps(text) == told.get(code, gaps(pattern)), key


def test_no_chinese_words_are_left_of_a_code_that_is_gone() -> None:
    known = {**codes.every(), **dict(codes.of_schemas())}
    own = [code for code in CHINESE if code.partition(".")[0] not in codes.LIBRARIES]
    assert [code for code in own if code not in known] == []


def sentences(module: str) -> Iterator[str]:
    """Yield the texts of a module with a blank that no code belongs to; docstrings are none."""
    tree = ast.parse((ROOT / "geo" / f"{module}.py").read_text("utf-8"))
    apart = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.JoinedStr):
            apart |= {id(part) for part in ast.walk(each)}
    for each in ast.walk(tree):
        text = each.value if isinstance(each, ast.Constant) and id(each) not in apart else None
        if isinstance(text, str) and " " in text.strip() and text not in NO_FAULT:
            yield text


@pytest.mark.parametrize("module", SPEAKERS)
def test_what_the_page_can_show_has_codes(module: str) -> None:
    assert [*sentences(module)] == []


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
    known = codes.every()
    differing = [
        code for code, words in CHINESE.items()
        if code in known and gaps(*known[code]) != gaps(words)
    ]  # fmt: skip
    assert differing == []


def test_no_english_words_are_left_of_a_code_that_is_gone() -> None:
    assert codes.ENGLISH.keys() <= codes.every().keys()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_stands_in_its_file_as_json_is_written_here(language: str) -> None:
    path = Path(page_strings.__file__).parent.parent / f"page/strings/faults/{language}.json"
    table = json.loads(path.read_text("utf-8"))
    written = json.dumps(dict(sorted(table.items())), ensure_ascii=False, indent=2) + "\n"
    assert path.read_text("utf-8") == written


def faults_of(folder: Path) -> list[Fault]:
    try:
        return rules.find_faults(loader.read_folder(folder))
    except InputError as bad:
        return list(bad.faults)


@pytest.mark.parametrize("overlay", BAD, ids=lambda path: path.name)
def test_whatever_a_bad_folder_tells_can_be_said_in_chinese(overlay: Path, tmp_path: Path) -> None:
    for fault in fault_json.faults_as_json(faults_of(county(tmp_path, overlay))):
        said = fault["said"]["zh"]
        lacking = [
            name
            for name in ("where", "found", "rule", "mend")
            if fault[name] and not said.get(name)
        ]
        assert not lacking, fault


def test_a_value_found_is_told_as_it_is() -> None:
    rule, mend = phrase("value.missing"), phrase("mend.remove")
    fault = Fault("a.geojson", 1, "feature 1", "state", format_value("opne"), rule, mend)
    assert fault_json.faults_as_json([fault])[0]["said"]["zh"]["found"] == '"opne"'


def test_a_reason_that_only_the_system_words_stays_english() -> None:
    found = system_reason(OSError(errno.ESTALE, "Stale file handle"))
    fault = Fault("a", 0, "", "", found, UNREADABLE, "x")
    assert fault_json.faults_as_json([fault])[0]["said"]["zh"] == {"rule": "文件必须可读"}
