"""The linker: joins the page's ES modules into scripts, ordered by their imports.

A module becomes a function that takes what the module imports and returns what others import from
it, so that a minifier can shorten every name. Of the syntax of modules it knows what the patterns
say: names or `* as` from a relative path, and functions and constants that are exported.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from geo.errors import BadInput, Fault

_IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}) from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function|const) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@dataclass(frozen=True)
class Import:
    """An import: all that a module exports, as `space`, or its names by what they are here."""

    target: str
    line: int
    space: str
    names: dict[str, str]


@dataclass(frozen=True)
class Module:
    """One file, with its imports and exports taken out of it."""

    path: str
    imports: tuple[Import, ...]
    exports: tuple[str, ...]
    body: str


def link(root: Traversable, entries: Sequence[Sequence[str]], namespace: str = "") -> list[str]:
    """Return a script for each list of entries; a module is in the first that reaches it.

    What a script imports from an earlier one goes through `namespace`, a global that the first one
    makes. Raises `BadInput` with each import that names no file, no export, or leads in a circle.
    """
    graph = _Graph(root)
    scripts = [[module for path in paths for module in graph.reach(path)] for paths in entries]
    if graph.faults:
        raise BadInput(graph.faults)
    return [graph.write(scripts, k, namespace) for k in range(len(scripts))]


class _Graph:
    """The modules that have been reached, and what is wrong with their imports."""

    def __init__(self, root: Traversable) -> None:
        self.root = root
        self.modules: dict[str, Module] = {}
        self.faults: list[Fault] = []
        self.spaces: set[str] = set()
        """Paths of the modules that one imports as a whole: these are an object."""
        self.names: dict[str, dict[str, None]] = {}
        """What is imported of each of the others, in order."""

    def reach(self, path: str, way: tuple[str, ...] = ()) -> list[Module]:
        """Return the modules from a file on that were not reached before, the lowest first."""
        if path in self.modules:
            return []
        module = self._read(path)
        found: list[Module] = []
        way = (*way, path)
        for each in module.imports:
            if each.target in way:
                circle = " → ".join((*way[way.index(each.target) :], each.target))
                self._blame(path, each.line, circle, "imports must not lead in a circle")
            elif not self.root.joinpath(each.target).is_file():
                self._blame(path, each.line, each.target, "an import must name a file")
            else:
                found += self.reach(each.target, way)
                self._note(path, each)
        self.modules[path] = module
        return [*found, module]

    def _read(self, path: str) -> Module:
        text = self.root.joinpath(path).read_text(encoding="utf-8")
        imports = []
        for found in _IMPORT.finditer(text):
            pairs = re.findall(r"(\w+)(?: as (\w+))?", found[2] or "")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[3]))
            line = text.count("\n", 0, found.start()) + 1
            names = {local or name: name for name, local in pairs}
            imports.append(Import(target, line, found[1] or "", names))
        body = _EXPORT.sub("", _IMPORT.sub("", text))
        for other in _OTHER.finditer(body):
            rule = "a module imports names or `* as`, and exports functions and constants"
            self._blame(path, 0, other[0], rule)
        return Module(path, tuple(imports), tuple(_EXPORT.findall(text)), body.strip())

    def _note(self, path: str, found: Import) -> None:
        """Note what a module imports of another one, which has been read."""
        if found.space:
            self.spaces.add(found.target)
        for name in found.names.values():
            self.names.setdefault(found.target, {})[name] = None
            if name not in self.modules[found.target].exports:
                rule = "what is imported must be exported by its module"
                self._blame(path, found.line, f"{name} from {found.target}", rule)

    def _blame(self, path: str, line: int, found: str, rule: str) -> None:
        mend = "see the imports of the file and of those that it names"
        where = f"line {line}" if line else ""
        self.faults.append(Fault(f"geo/page/js/{path}", line, where, "import", found, rule, mend))

    def write(self, scripts: list[list[Module]], k: int, namespace: str) -> str:
        """Return script `k`: it takes from those before it and leaves what those after it take."""
        home = {module.path: at for at, part in enumerate(scripts) for module in part}
        taken: list[dict[str, None]] = [{} for _ in scripts]
        mine: list[set[str]] = [set() for _ in scripts]
        for at, part in enumerate(scripts):
            for each in (each for module in part for each in module.imports):
                held = dict.fromkeys(self._held(each))
                if home[each.target] != at:
                    taken[home[each.target]] |= held
                if at == k:
                    mine[home[each.target]] |= held.keys()
        lines = [f"const {namespace} = {{}};"] if namespace and not k else []
        lines += ["(() => {", '"use strict";']
        for at in range(k):
            row = ", ".join(name if name in mine[at] else "" for name in taken[at])
            lines.append(f"const [{row}] = {namespace}.${at};")
        lines += [text for module in scripts[k] for text in self._scoped(module)]
        lines += [f"{namespace}.${k} = [{', '.join(taken[k])}];"] if taken[k] else []
        return "\n".join([*lines, "})();"])

    def _held(self, each: Import) -> list[str]:
        """Return the variables of a script that hold what is imported."""
        stem = _stem(each.target)
        if each.target in self.spaces:
            return [stem]
        return [f"{stem}${name}" for name in each.names.values()]

    def _scoped(self, module: Module) -> Iterator[str]:
        """Yield a module as a function that is called at once."""
        given: dict[str, str] = {}
        for each in module.imports:
            whole = each.target in self.spaces
            given |= {each.space: _stem(each.target)} if each.space else {}
            mark = "." if whole else "$"
            given |= {here: f"{_stem(each.target)}{mark}{name}" for here, name in each.names.items()}
        names = list(self.names.get(module.path, ()))
        result, kept = "", ""
        if module.path in self.spaces:
            result, kept = f"{{ {', '.join(module.exports)} }}", _stem(module.path)
        elif names:
            kept = f"[{', '.join(f'{_stem(module.path)}${name}' for name in names)}]"
            result = f"[{', '.join(names)}]"
        yield f"{f'const {kept} = ' if kept else ''}(({', '.join(given)}) => {{"
        yield module.body
        yield f"return {result};" if result else ""
        yield f"}})({', '.join(given.values())});"


def _stem(path: str) -> str:
    """Return a module's own name among the variables of a script."""
    return re.sub(r"\W", "_", path.removesuffix(".js"))
