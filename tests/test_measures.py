"""How the engine is built: what was bad and must not come back, and README's table of packages."""

import ast
import re
from collections.abc import Callable

import pytest

from tests import measures
from tests.support import ROOT

MAX_FLAT_FILES = 6
MAX_SINGLE_WORD_SHARE = 0.3
MANY_FUNCTIONS = 1000
MANY_MODULES = 200
README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = README.split("| package of `geo/` |")[1].split("\n\n")[0]
ROOMS = re.findall(r"`([\w/]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", TABLE, re.MULTILINE)))
"""As README lists them: each uses only those above it."""


def test_few_files_lie_flat_in_the_engine() -> None:
    assert len(measures.flat_files()) <= MAX_FLAT_FILES


NAMES = pytest.mark.parametrize("names", [measures.python_names, measures.script_names])


@NAMES
def test_a_function_of_two_words_or_more_is_the_rule(names: Callable[[], measures.Names]) -> None:
    assert names().functions.total() > MANY_FUNCTIONS
    assert names().single_share <= MAX_SINGLE_WORD_SHARE


@NAMES
def test_no_name_stands_for_four_functions(names: Callable[[], measures.Names]) -> None:
    assert names().shared == {}


@pytest.mark.parametrize(
    "graph", [measures.module_imports, measures.room_imports, measures.script_imports]
)
def test_imports_make_no_circle(graph: measures.GraphMaker) -> None:
    assert measures.find_circle(graph()) == []


def test_the_readme_lists_every_room() -> None:
    assert sorted(ROOMS) == sorted(set(measures.room_imports()) - {"__init__"})


def test_a_room_uses_only_those_above_it() -> None:
    imports = measures.room_imports()
    below = {room: imports[room] - set(ROOMS[:at]) for at, room in enumerate(ROOMS)}
    assert not any(below.values()), below


def test_a_module_says_what_it_is() -> None:
    trees = measures.module_trees()
    assert len(trees) > MANY_MODULES
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []
