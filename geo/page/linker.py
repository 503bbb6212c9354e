"""The linker: joins the page's ES modules into scripts, ordered by their imports.

A module becomes a function that takes the modules it imports and returns what it exports, so that
each has its own scope and a minifier can shorten its names; what it exports has a short name there,
which no minifier could give it. Of the syntax of modules the linker knows what the patterns say:
names or `* as` from a relative path, of which only members are used, exported functions and
constants.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from importlib.resources.abc import Traversable
from itertools import product
from string import ascii_letters

from geo.faults.fault import Fault, InputError
from geo.faults.translation import Phrase, phrase

NAMESPACE = "atlas"
"""The one global of a page: what its scripts export, where there are several."""

_IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}) from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/|(?:^|(?<=\s))//[^\n]*", re.DOTALL)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_MEMBER = re.compile(r"(?:(?<=\.\.\.)|(?<![\w$.\"`/]))(\w+)\s*\.(\w+)")
"""What may use a member of a module that is imported as a whole; no string or path does."""
_VALUE = re.compile(r"(?<=[(,=\[:])\s*(\w+)\s*(?=[),;\]}])")
"""What may hand on a module as a whole, whose members would have other names there."""


@dataclass(frozen=True)
class Import:
    """An import: a module as a whole, as `space`, or its names by what they are called here."""

    target: str
    line: int
    space: str
    names: dict[str, str]

    def to_pattern(self, keys: Mapping[str, str]) -> str:
        """Return what takes the import from the module's object, whose members `keys` names."""
        names = (f"{keys[name]}: {own}" for own, name in self.names.items())
        return self.space or f"{{ {', '.join(names)} }}"


@dataclass(frozen=True)
class Module:
    """One file, with its imports and exports taken out of it."""

    path: str
    imports: tuple[Import, ...]
    keys: dict[str, str]
    body: str

    def to_function(self, modules: "Mapping[str, Module]") -> str:
        """Return the module as a function that is called at once, with what it imports."""
        keys = {each.space: modules[each.target].keys for each in self.imports if each.space}
        body = _MEMBER.sub(partial(_shorten_member, keys), self.body)
        taken = ", ".join(each.to_pattern(modules[each.target].keys) for each in self.imports)
        given = ", ".join(_variable_name(each.target) for each in self.imports)
        kept = f"const {_variable_name(self.path)} = " if self.keys else ""
        members = ", ".join(f"{key}: {name}" for name, key in self.keys.items())
        result = f"return {{ {members} }};\n" if self.keys else ""
        return f"{kept}(({taken}) => {{\n{body}\n{result}}})({given});"


def _shorten_member(keys: Mapping[str, Mapping[str, str]], found: re.Match[str]) -> str:
    space, name = found.groups()
    return f"{space}.{keys[space][name]}" if space in keys else found[0]


def shorten_exports(text: str) -> dict[str, str]:
    """Return what a module exports with its short names, the same wherever the module is linked."""
    short = (f"{first}{last}" for first, last in product(("", *ascii_letters), ascii_letters))
    return dict(zip(_EXPORT.findall(text), short, strict=False))


def link_modules(root: Traversable, entries: Sequence[Sequence[str]]) -> list[str]:
    """Return a script for each list of entries; a module is in the first that reaches it.

    Several hand on their modules in the namespace, `map/view.js` as `map_view`; what an entry
    exports is itself a member, under its full name. Raises `InputError` with every import that
    names no file or no export, and every circle.
    """
    graph = _ModuleGraph(root, frozenset(path for paths in entries for path in paths))
    scripts = [
        [module for path in paths for module in graph.collect_modules(path)] for paths in entries
    ]
    if graph.faults:
        raise InputError(graph.faults)
    if len(entries) == 1:
        functions = [each.to_function(graph.modules) for each in scripts[0]]
        return ["\n".join(_enclose_lines(functions))]
    return [
        "\n".join(_write_script(graph.modules, script, entries[k], k))
        for k, script in enumerate(scripts)
    ]


def _write_script(
    modules: Mapping[str, Module], script: list[Module], entries: Sequence[str], k: int
) -> Iterator[str]:
    """Yield one script of several: it takes from those before it and leaves what it has."""
    own = {module.path: bool(module.keys) for module in script}
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
            *(module.to_function(modules) for module in script),
            f"Object.assign({NAMESPACE}, {', '.join(members)});",
        ]
    )


def _enclose_lines(lines: list[str]) -> list[str]:
    """Return lines in a function: without it `"use strict"` would hold for what a user adds too."""
    return ["(() => {", '"use strict";', *lines, "})();"]


def _variable_name(path: str) -> str:
    """Return the name of a module's object, in a script and in the namespace."""
    return re.sub(r"\W", "_", path.removesuffix(".js"))


class _ModuleGraph:
    """The modules that have been reached, and what is wrong with their imports."""

    def __init__(self, root: Traversable, entries: AbstractSet[str]) -> None:
        self.root = root
        self.entries = entries
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
                rule = phrase("module.circle")
                self._add_fault(path, each.line, circle, rule)
            elif not self.root.joinpath(each.target).is_file():
                rule = phrase("module.no-file")
                self._add_fault(path, each.line, each.target, rule)
            else:
                found += self.collect_modules(each.target, way)
        self._check_exports(module)
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
            self._add_fault(path, 0, other[0], phrase("module.other-syntax"))
        keys = shorten_exports(text)
        if path in self.entries:
            keys = {name: name for name in keys}
        return Module(path, tuple(imports), keys, body.strip())

    def _check_exports(self, module: Module) -> None:
        """Note what is imported and not exported: names, or members of a whole module."""
        used = _MEMBER.findall(module.body)
        handed_on = _VALUE.findall(_COMMENT.sub("", module.body))
        for each in module.imports:
            if each.target not in self.modules:
                continue
            members = (name for space, name in used if space == each.space)
            for name in (*each.names.values(), *members):
                if name not in self.modules[each.target].keys:
                    rule = phrase("module.no-export")
                    self._add_fault(module.path, each.line, f"{name} from {each.target}", rule)
            if each.space in handed_on:
                rule = phrase("module.as-value")
                self._add_fault(module.path, each.line, each.space, rule)

    def _add_fault(self, path: str, line: int, found: str, rule: Phrase) -> None:
        mend = "see the imports of the file and of those that it names"
        where = f"line {line}" if line else ""
        self.faults.append(Fault(f"geo/page/js/{path}", line, where, "import", found, rule, mend))
