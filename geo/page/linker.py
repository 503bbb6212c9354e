"""The linker: joins the page's ES modules into scripts, ordered by their imports.

A module becomes a function that takes the modules it imports and returns what it exports, so that
each has its own scope and a minifier can shorten its names. Of the syntax of modules the linker
knows what the patterns say: names or `* as` from a relative path, exported functions and constants.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from geo.faults.fault import Fault, InputError
from geo.faults.translation import Phrase, phrase

NAMESPACE = "atlas"
"""The one global of a page: what its scripts export, where there are several."""

_IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}) from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function|const) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@dataclass(frozen=True)
class Import:
    """An import: a module as a whole, as `space`, or its names by what they are called here."""

    target: str
    line: int
    space: str
    names: dict[str, str]

    @property
    def pattern(self) -> str:
        """What takes the import from the module's object."""
        names = (name if name == own else f"{name}: {own}" for own, name in self.names.items())
        return self.space or f"{{ {', '.join(names)} }}"


@dataclass(frozen=True)
class Module:
    """One file, with its imports and exports taken out of it."""

    path: str
    imports: tuple[Import, ...]
    exports: tuple[str, ...]
    body: str

    def to_function(self) -> str:
        """Return the module as a function that is called at once, with what it imports."""
        taken = ", ".join(each.pattern for each in self.imports)
        given = ", ".join(_variable_name(each.target) for each in self.imports)
        kept = f"const {_variable_name(self.path)} = " if self.exports else ""
        result = f"return {{ {', '.join(self.exports)} }};\n" if self.exports else ""
        return f"{kept}(({taken}) => {{\n{self.body}\n{result}}})({given});"


def link_modules(root: Traversable, entries: Sequence[Sequence[str]]) -> list[str]:
    """Return a script for each list of entries; a module is in the first that reaches it.

    Several hand on their modules in the namespace, `map/view.js` as `map_view`; what an entry
    exports is itself a member. Raises `InputError` with every import that names no file or no
    export, and every circle.
    """
    graph = _ModuleGraph(root)
    scripts = [
        [module for path in paths for module in graph.collect_modules(path)] for paths in entries
    ]
    if graph.faults:
        raise InputError(graph.faults)
    if len(entries) == 1:
        return ["\n".join(_enclose_lines(each.to_function() for each in scripts[0]))]
    return ["\n".join(_write_script(script, entries[k], k)) for k, script in enumerate(scripts)]


def _write_script(script: list[Module], entries: Sequence[str], k: int) -> Iterator[str]:
    """Yield one script of several: it takes from those before it and leaves what it has."""
    own = {module.path: bool(module.exports) for module in script}
    needed = dict.fromkeys(each.target for module in script for each in module.imports)
    earlier = ", ".join(_variable_name(path) for path in needed if path not in own)
    exporting = [path for path, exports in own.items() if exports]
    left = ", ".join(_variable_name(path) for path in exporting if path not in entries)
    members = [f"{{ {left} }}", *(_variable_name(path) for path in exporting if path in entries)]
    if not k:
        yield f"const {NAMESPACE} = {{}};"
    yield from _enclose_lines(
        [
            *([f"const {{ {earlier} }} = {NAMESPACE};"] if earlier else []),
            *(module.to_function() for module in script),
            f"Object.assign({NAMESPACE}, {', '.join(members)});",
        ]
    )


def _enclose_lines(lines: Iterator[str] | list[str]) -> list[str]:
    """Return lines in a function: without it `"use strict"` would hold for what a user adds too."""
    return ["(() => {", '"use strict";', *lines, "})();"]


def _variable_name(path: str) -> str:
    """Return the name of a module's object, in a script and in the namespace."""
    return re.sub(r"\W", "_", path.removesuffix(".js"))


class _ModuleGraph:
    """The modules that have been reached, and what is wrong with their imports."""

    def __init__(self, root: Traversable) -> None:
        self.root = root
        self.modules: dict[str, Module] = {}
        self.faults: list[Fault] = []

    def collect_modules(self, path: str, way: tuple[str, ...] = ()) -> list[Module]:
        """Return the modules from a file on that were not reached before, the lowest first."""
        if path in self.modules:
            return []
        module = self._read_module(path)
        found: list[Module] = []
        way = (*way, path)
        for each in module.imports:
            if each.target in way:
                circle = " → ".join((*way[way.index(each.target) :], each.target))
                rule = phrase("module.circle", "imports must not lead in a circle")
                self._add_fault(path, each.line, circle, rule)
            elif not self.root.joinpath(each.target).is_file():
                rule = phrase("module.no-file", "an import must name a file")
                self._add_fault(path, each.line, each.target, rule)
            else:
                found += self.collect_modules(each.target, way)
                self._check_exports(module, each)
        self.modules[path] = module
        return [*found, module]

    def _read_module(self, path: str) -> Module:
        text = self.root.joinpath(path).read_text(encoding="utf-8")
        imports = []
        for found in _IMPORT.finditer(text):
            pairs = re.findall(r"(\w+)(?: as (\w+))?", found[2] or "")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[3]))
            line = text.count("\n", 0, found.start()) + 1
            names = {own or name: name for name, own in pairs}
            imports.append(Import(target, line, found[1] or "", names))
        body = _EXPORT.sub("", _IMPORT.sub("", text))
        for other in _OTHER.finditer(body):
            rule = phrase(
                "module.other-syntax",
                "a module imports names or `* as`, and exports functions and constants",
            )
            self._add_fault(path, 0, other[0], rule)
        return Module(path, tuple(imports), tuple(_EXPORT.findall(text)), body.strip())

    def _check_exports(self, module: Module, taken: Import) -> None:
        """Note what is imported and not exported: names, or members of a whole module."""
        members = rf'(?<![\w$."`/]){taken.space}\.(\w+)' if taken.space else r"$^"
        for name in (*taken.names.values(), *re.findall(members, module.body)):
            if name not in self.modules[taken.target].exports:
                rule = phrase("module.no-export", "what is imported must be exported by its module")
                self._add_fault(module.path, taken.line, f"{name} from {taken.target}", rule)

    def _add_fault(self, path: str, line: int, found: str, rule: Phrase) -> None:
        mend = "see the imports of the file and of those that it names"
        where = f"line {line}" if line else ""
        self.faults.append(Fault(f"geo/page/js/{path}", line, where, "import", found, rule, mend))
