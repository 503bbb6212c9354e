"""`python3 -m tests.measures`: how the engine is built, in numbers; `test_measures` holds them.

Counted are functions by their names, files that lie flat in `geo/`, circles of imports, and state
in the page's scripts that belongs to a module. Dunder methods have the names they must have.
"""

import ast
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROTOCOLS = frozenset({"add_arguments", "run_command", "find_locations", "parse_hit"})
"""Names that stand for the same thing wherever they stand: what `geo.cli` calls in each command,
and what each class of `geo.locating.geocoder_adapters` has."""
SCRIPT_PROTOCOLS = frozenset({"init"})
"""The same of the scripts: what makes a module ready is called once, before all else in it."""
SHARED_FROM = 4
"""Functions of one name from which on it is told: whoever searches for it finds too many places."""
JS_FUNCTION = re.compile(
    r"\bfunction\*? +(\w+)|\b(?:const|let) +(\w+) = (?:async )?(?:\([^()]*\)|\w+) =>"
)
JS_IMPORT = re.compile(r"^(?:import|export)\b[^;'\"`]*?\bfrom \"(\.[^\"]+)\"", re.MULTILINE)
JS_LET = re.compile(r"^let ", re.MULTILINE)
ANY, NOQA = re.compile(r"\bAny\b"), re.compile("# noqa")

Graph = Mapping[str, AbstractSet[str]]
GraphMaker = Callable[[], Graph]


@dataclass(frozen=True)
class Names:
    """What functions are called, in one language."""

    functions: Counter[str]
    single: frozenset[str]
    protocols: frozenset[str]

    @property
    def single_share(self) -> float:
        """Return which part of the functions has a name of one single word."""
        return sum(self.functions[name] for name in self.single) / max(1, self.functions.total())

    @property
    def shared(self) -> dict[str, int]:
        """Return the names of four or more functions, the most frequent first."""
        found = self.functions.most_common()
        return {name: n for name, n in found if n >= SHARED_FROM and name not in self.protocols}


def python_names() -> Names:
    """Return the names of the functions and methods of `geo/`."""
    nodes = (node for tree in module_trees().values() for node in ast.walk(tree))
    names = Counter(
        node.name
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("__")
    )
    single = frozenset(name for name in names if "_" not in name.strip("_"))
    return Names(names, single, PROTOCOLS)


def script_names() -> Names:
    """Return the names of the functions of the page's scripts."""
    found = (hit for text in script_texts().values() for hit in JS_FUNCTION.findall(text))
    names = Counter(declared or assigned for declared, assigned in found)
    single = frozenset(name for name in names if not re.search(r"\w[A-Z_]", name))
    return Names(names, single, SCRIPT_PROTOCOLS)


@cache
def module_trees() -> dict[str, ast.Module]:
    """Return the parsed modules of `geo/` by their dotted names."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted((ROOT / "geo").rglob("*.py"))
    }


@cache
def script_texts() -> dict[str, str]:
    """Return the page's scripts by their paths."""
    base = ROOT / "geo" / "page" / "js"
    return {
        path.relative_to(base).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(base.rglob("*.js"))
    }


def module_imports() -> dict[str, set[str]]:
    """Return which modules of `geo/` each of them imports, deferred imports as well."""
    return {name: set(_imported(tree)) for name, tree in module_trees().items()}


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports of `geo/`."""
    known = module_trees()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in known:
            inner = (f"{node.module}.{each.name}" for each in node.names)
            yield from (each if each in known else str(node.module) for each in inner)


def room_of(module: str) -> str:
    """Return the package of `geo/` that a module lies in, or the module itself where it lies flat.

    The data of the page are a room of their own.
    """
    parts = module.split(".")
    return "/".join(parts[1:3] if parts[1:3] == ["page", "data"] else parts[1:2]) or "__init__"


def room_imports() -> dict[str, set[str]]:
    """Return which rooms each room of `geo/` imports."""
    found: dict[str, set[str]] = {}
    for module, imported in module_imports().items():
        room = room_of(module)
        found.setdefault(room, set()).update({room_of(each) for each in imported} - {room})
    return found


def script_imports() -> dict[str, set[str]]:
    """Return which scripts of the page each of them imports."""
    return {
        path: {
            posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            for target in JS_IMPORT.findall(text)
        }
        for path, text in script_texts().items()
    }


def find_circle(graph: Graph) -> list[str]:
    """Return a circle of a graph, or nothing where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def flat_files() -> list[str]:
    """Return the files that lie in `geo/` itself."""
    return sorted(path.name for path in (ROOT / "geo").iterdir() if path.is_file())


def count_module_state() -> int:
    """Return how many variables the page's scripts have at the level of a module."""
    return sum(len(JS_LET.findall(text)) for text in script_texts().values())


def count_matches(pattern: re.Pattern[str]) -> int:
    """Return how often a pattern stands in the code of `geo/`."""
    return sum(
        len(pattern.findall(path.read_text(encoding="utf-8")))
        for path in (ROOT / "geo").rglob("*.py")
    )


def main() -> None:
    """Print the measures of the tree as it stands."""
    python, scripts = python_names(), script_names()
    rows = {
        "functions, Python / scripts": f"{python.functions.total()} / {scripts.functions.total()}",
        "names of one word": f"{python.single_share:.0%} / {scripts.single_share:.0%}",
        "names of four or more functions, Python": _format_shared(python),
        "names of four or more functions, scripts": _format_shared(scripts),
        "files flat in geo/": f"{len(flat_files())}: {', '.join(flat_files())}",
        "rooms of geo/, arrows between them": f"{len(room_imports())}, "
        f"{sum(map(len, room_imports().values()))}",
        "circle of modules": " → ".join(find_circle(module_imports())) or "none",
        "circle of rooms": " → ".join(find_circle(room_imports())) or "none",
        "scripts, circle": f"{len(script_texts())}, "
        f"{' → '.join(find_circle(script_imports())) or 'none'}",
        "variables of script modules": f"{count_module_state()}",
        "Any / noqa in geo/": f"{count_matches(ANY)} / {count_matches(NOQA)}",
    }
    sys.stdout.writelines(f"{name:<42} {value}\n" for name, value in rows.items())


def _format_shared(names: Names) -> str:
    """Return the shared names with their numbers."""
    return ", ".join(f"{name} {n}" for name, n in names.shared.items()) or "none"


if __name__ == "__main__":
    main()
