"""Rules over all files together: ids unique, and everything that is named exists."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from geo.content import Raw
from geo.errors import Fault, shown
from geo.project import FILE
from geo.schemas import At, columns, nearest

if TYPE_CHECKING:
    from geo.facts import Row
    from geo.geojson import Feature

LANGUAGE = re.compile("[a-z]{2,3}")


def places(raw: Raw) -> Iterator[Fault]:
    """Yield ids of places that stand twice, kinds unknown, and a subject that is missing."""
    seen: dict[Any, str] = {}
    kinds = [kind.id for kind in raw.project.kinds]
    for feature in raw.features():
        ident, kind = feature.properties.get("id"), feature.properties.get("kind")
        if isinstance(ident, str):
            if ident in seen:
                rule = f"an id belongs to one place only; {seen[ident]} has it too"
                yield feature.at.fault("id", shown(ident), rule, "give one of them another id")
            seen.setdefault(ident, f"{feature.file}, {feature.at.where}")
        yield from _known(kind, kinds, feature.at, "kind", "a [[kind]] of map.toml")
    if raw.project.subject not in seen and raw.complete:
        rule = "the subject of the map must be a place of a layer"
        mend = nearest(raw.project.subject, list(seen)) or "add the place or correct the id"
        yield At(f"{raw.folder}/{FILE}").fault("subject", shown(raw.project.subject), rule, mend)


def parts(raw: Raw) -> Iterator[Fault]:
    """Yield places that are part of an unknown place or, along the chain, of themselves."""
    whole = {
        feature.properties["id"]: feature.properties.get("part_of")
        for feature in raw.features()
        if isinstance(feature.properties.get("id"), str)
    }
    for feature in raw.features():
        ident, part_of = feature.properties.get("id"), feature.properties.get("part_of")
        if raw.complete:
            yield from _known(part_of, whole, feature.at, "part_of", "the id of a place")
        if isinstance(ident, str) and ident in _chain(ident, whole):
            rule = "a place must not be part of itself, also not by way of others"
            yield feature.at.fault("part_of", shown(part_of), rule, "remove one link of the circle")


def _chain(ident: str, whole: dict[str, Any]) -> set[str]:
    """Return the ids above a place; a circle ends where it closes."""
    above: set[str] = set()
    current = whole.get(ident)
    while isinstance(current, str) and current not in above:
        above.add(current)
        current = whole.get(current)
    return above


def facts(raw: Raw) -> Iterator[Fault]:
    """Yield ids of facts that stand twice, and places, topics and sources that do not exist."""
    ids = (feature.properties.get("id") for feature in raw.features())
    idents = dict.fromkeys(ident for ident in ids if isinstance(ident, str))
    topics = [topic.id for topic in raw.project.topics]
    sources = [source.id for source in raw.project.sources]
    seen: dict[Any, int] = {}
    for row in raw.rows:
        cells = row.cells
        ident = cells.get("id")
        if ident in seen:
            rule = f"an id belongs to one fact only; line {seen[ident]} has it too"
            yield row.at.fault("id", shown(ident), rule, "give the newer one another id")
        if ident:
            seen.setdefault(ident, row.number)
        if raw.complete:
            yield from _known(cells.get("place"), idents, row.at, "place", "the id of a place")
        yield from _known(cells.get("topic"), topics, row.at, "topic", "a [[topic]] of map.toml")
        yield from _known(
            cells.get("source"), sources, row.at, "source", "a [[source]] of map.toml"
        )


def languages(raw: Raw) -> Iterator[Fault]:
    """Yield facts without a statement in the first language; warn of the others and of strays."""
    first, *others = raw.project.languages
    for row in raw.rows:
        if first not in row.cells:
            rule = f"a fact has its statement in the first language ({first})"
            yield row.at.fault(first, "", rule, "write it, concise and in your own words")
        for language in others:
            if language not in row.cells:
                rule = f"a fact should have its statement in {language} too"
                yield row.at.warning(language, "", rule, "translate it")
    yield from _strays(raw)


def _strays(raw: Raw) -> Iterator[Fault]:
    """Warn once a file of a column in a language that the map does not have: none would see it."""
    held: dict[tuple[str, str], Row | Feature] = {}
    for row in raw.rows:
        for name in row.cells:
            held.setdefault((row.file, name), row)
    for feature in raw.features():
        for name in feature.properties:
            held.setdefault((feature.file, name), feature)
    known = set(columns("fact")) | set(columns("place")) | set(raw.project.languages)
    for (_, name), item in held.items():
        code = name.rpartition("_")[2]
        if name not in known and LANGUAGE.fullmatch(code) and code not in raw.project.languages:
            rule = f"the map has the languages {', '.join(raw.project.languages)}"
            mend = f"add {code} to languages in map.toml, or remove the column"
            yield item.at.warning(name, "", rule, mend)


def _known(value: object, known: Iterable[str], at: At, name: str, what: str) -> Iterator[Fault]:
    """Yield a fault where a text is not one of `known`; other types are the schema's business."""
    if isinstance(value, str) and value not in known:
        mend = nearest(value, list(known)) or "correct the id or add what it names"
        yield at.fault(name, shown(value), f"it must be {what}", mend)
