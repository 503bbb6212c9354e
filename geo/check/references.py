"""Rules over all files together: ids unique, and everything that is named exists."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.check import suspects
from geo.check.named import Named, called, ids_of, names_of, near
from geo.content import Raw
from geo.errors import MANY, Fault, shown
from geo.phrases import phrase
from geo.project import FILE
from geo.schemas import At, columns, nearest, numbered
from geo.sheets import among

if TYPE_CHECKING:
    from geo.facts import Row
    from geo.geojson import Feature

LANGUAGE = re.compile("[a-z]{2,3}")


def places(raw: Raw) -> Iterator[Fault]:
    """Yield ids of places that stand twice, kinds unknown, and a subject that is missing."""
    ids = raw.column("id")
    twice = set(ids[ids.duplicated() & ids.notna()])
    terms = raw.project.kinds
    kinds = Named(
        raw.column("kind"),
        ids_of(terms),
        phrase("reference.kind-unknown", "it must be a [[kind]] of map.toml"),
        partial(names_of, terms),
    )
    seen: dict[str, str] = {}
    for feature in raw.features(
        lambda sheet: among(sheet.column("id"), twice) | kinds.suspects(sheet)
    ):
        ident = feature.properties.get("id")
        if isinstance(ident, str) and ident in twice:
            if ident in seen:
                rule = phrase(
                    "place.id-twice",
                    "an id belongs to one place only; {other} has it too",
                    other=seen[ident],
                )
                mend = phrase("mend.other-id-of-two", "give one of them another id")
                yield feature.at.fault("id", shown(ident), rule, mend)
            seen.setdefault(
                ident,
                phrase(
                    "where.in-file", "{file}, {where}", file=feature.file, where=feature.at.where
                ),
            )
        yield from kinds.faults(feature.properties.get("kind"), feature.at)
    if raw.complete and not (ids == raw.project.subject).any():
        rule = phrase("map.subject-missing", "the subject of the map must be a place of a layer")
        meant = nearest(raw.project.subject, near(raw.project.subject, ids))
        meant = meant or phrase("mend.add-subject", "add the place or correct the id")
        at = At(f"{raw.folder}/{FILE}", ident=raw.project.subject)
        yield at.fault("subject", shown(raw.project.subject), rule, meant)


def parts(raw: Raw) -> Iterator[Fault]:
    """Yield places that are part of an unknown place."""
    named = Named(
        raw.column("part_of"),
        raw.column("id"),
        phrase("reference.place-unknown", "it must be the id of a place"),
        partial(called, raw),
    )
    if raw.complete:
        for feature in raw.features(named.suspects):
            yield from named.faults(feature.properties.get("part_of"), feature.at)


def facts(raw: Raw) -> Iterator[Fault]:
    """Yield ids of facts that stand twice, and places, topics and sources that do not exist."""
    sheet = raw.facts.sheet
    ids = sheet.column("id")
    twice = set(ids[ids.duplicated() & ids.notna()])
    terms = raw.project.topics
    topics = Named(
        sheet.column("topic"),
        ids_of(terms),
        phrase("reference.topic-unknown", "it must be a [[topic]] of map.toml"),
        partial(names_of, terms),
    )
    sources = pd.Series([source.id for source in raw.project.sources], dtype="str")
    named = [
        topics,
        Named(
            sheet.column("source"),
            sources,
            phrase("reference.source-unknown", "it must be a [[source]] of map.toml"),
        ),
    ]
    if raw.complete:
        place = sheet.column("place")
        named.append(
            Named(
                place,
                raw.column("id"),
                phrase("reference.place-unknown", "it must be the id of a place"),
                partial(called, raw),
            )
        )
    seen: dict[str, str] = {}
    for row in raw.facts.rows(
        lambda held: np.logical_or.reduce(
            [among(held.column("id"), twice), *(each.suspects(held) for each in named)]
        )
    ):
        ident = row.cells.get("id", "")
        if ident in seen:
            rule = phrase(
                "fact.id-twice",
                "an id belongs to one fact only; {other} has it too",
                other=seen[ident],
            )
            mend = phrase("mend.other-id-newer", "give the newer one another id")
            yield row.at.fault("id", shown(ident), rule, mend)
        elif ident in twice:
            seen[ident] = numbered(row.counted, row.number)
        for each in named:
            yield from each.faults(row.cells.get(each.name), row.at)


def languages(raw: Raw) -> Iterator[Fault]:
    """Yield facts without a statement in the first language; warn of the others and of strays."""
    first, *others = raw.project.languages
    for row in raw.facts.rows(lambda sheet: suspects.missing(sheet, first)):
        rule = phrase(
            "fact.statement-missing",
            "a fact has its statement in the first language ({language})",
            language=first,
        )
        yield row.at.fault(
            first,
            "",
            rule,
            phrase("mend.write-statement", "write it, concise and in your own words"),
        )
    for language in others:
        yield from _untranslated(raw, language)
    yield from _strays(raw)


def _untranslated(raw: Raw, language: str) -> Iterator[Fault]:
    """Warn of facts without their statement in a language; of many, of some with their number."""
    rule = phrase(
        "fact.untranslated", "a fact should have its statement in {language} too", language=language
    )
    lacking = suspects.missing(raw.facts.sheet, language)
    first = np.cumsum(lacking) <= MANY
    rest = int((lacking & ~first).sum())
    told = [
        row.at.warning(language, "", rule, phrase("mend.translate", "translate it"))
        for row in raw.facts.rows(lambda _: lacking & first)
    ]
    yield from told[:-1]
    yield from (replace(last, more=rest) for last in told[-1:])


def _strays(raw: Raw) -> Iterator[Fault]:
    """Warn once a file of a column in a language that the map does not have: none would see it."""
    held: dict[tuple[str, str], Row | Feature] = {}
    for row in raw.facts.rows(suspects.first_cells):
        for name in row.cells:
            held.setdefault((row.file, name), row)
    for feature in raw.features(suspects.first_cells):
        for name in feature.properties:
            held.setdefault((feature.file, name), feature)
    known = set(columns("fact")) | set(columns("place")) | set(raw.project.languages)
    for (_, name), item in held.items():
        code = name.rpartition("_")[2]
        if name not in known and LANGUAGE.fullmatch(code) and code not in raw.project.languages:
            rule = phrase(
                "column.language-unknown",
                "the map has the languages {codes}",
                codes=", ".join(raw.project.languages),
            )
            mend = phrase(
                "mend.add-language",
                "add {code} to languages in map.toml, or remove the column",
                code=code,
            )
            yield item.at.warning(name, "", rule, mend)
