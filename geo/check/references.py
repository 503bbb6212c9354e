"""Rules over all files together: ids unique, and everything that is named exists."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.check import prefilter
from geo.check.reference_column import (
    ReferenceColumn,
    find_similar_ids,
    list_ids,
    list_names,
    list_place_names,
)
from geo.content.loader import RawContent
from geo.content.project import MAP_TOML
from geo.faults.fault import MAX_REPORTED_FAULTS, Fault, format_value
from geo.faults.schemas import Location, format_numbered, list_columns, suggest_nearest
from geo.faults.translation import phrase
from geo.formats.column_table import mask_among

if TYPE_CHECKING:
    from geo.content.facts import FactRow
    from geo.formats.geojson import Feature

LANGUAGE_CODE = re.compile("[a-z]{2,3}")


def check_places(raw: RawContent) -> Iterator[Fault]:
    """Yield ids of places that stand twice, kinds unknown, and a subject that is missing."""
    ids = raw.get_column("id")
    twice = set(ids[ids.duplicated() & ids.notna()])
    terms = raw.project.kinds
    kinds = ReferenceColumn(
        raw.get_column("kind"),
        list_ids(terms),
        phrase("reference.kind-unknown", "it must be a [[kind]] of map.toml"),
        partial(list_names, terms),
    )
    seen: dict[str, str] = {}
    for feature in raw.iter_features(
        lambda sheet: mask_among(sheet.get_column("id"), twice) | kinds.mask_unknown(sheet)
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
                yield feature.location.make_fault("id", format_value(ident), rule, mend)
            seen.setdefault(
                ident,
                phrase(
                    "where.in-file",
                    "{file}, {where}",
                    file=feature.file,
                    where=feature.location.where,
                ),
            )
        yield from kinds.check_reference(feature.properties.get("kind"), feature.location)
    if raw.complete and not (ids == raw.project.subject).any():
        rule = phrase("map.subject-missing", "the subject of the map must be a place of a layer")
        meant = suggest_nearest(raw.project.subject, find_similar_ids(raw.project.subject, ids))
        meant = meant or phrase("mend.add-subject", "add the place or correct the id")
        at = Location(f"{raw.folder}/{MAP_TOML}", ident=raw.project.subject)
        yield at.make_fault("subject", format_value(raw.project.subject), rule, meant)


def check_part_of(raw: RawContent) -> Iterator[Fault]:
    """Yield places that are part of an unknown place."""
    named = ReferenceColumn(
        raw.get_column("part_of"),
        raw.get_column("id"),
        phrase("reference.place-unknown", "it must be the id of a place"),
        partial(list_place_names, raw),
    )
    if raw.complete:
        for feature in raw.iter_features(named.mask_unknown):
            yield from named.check_reference(feature.properties.get("part_of"), feature.location)


def check_facts(raw: RawContent) -> Iterator[Fault]:
    """Yield ids of facts that stand twice, and places, topics and sources that do not exist."""
    sheet = raw.facts.sheet
    ids = sheet.get_column("id")
    twice = set(ids[ids.duplicated() & ids.notna()])
    terms = raw.project.topics
    topics = ReferenceColumn(
        sheet.get_column("topic"),
        list_ids(terms),
        phrase("reference.topic-unknown", "it must be a [[topic]] of map.toml"),
        partial(list_names, terms),
    )
    sources = pd.Series([source.id for source in raw.project.sources], dtype="str")
    named = [
        topics,
        ReferenceColumn(
            sheet.get_column("source"),
            sources,
            phrase("reference.source-unknown", "it must be a [[source]] of map.toml"),
        ),
    ]
    if raw.complete:
        place = sheet.get_column("place")
        named.append(
            ReferenceColumn(
                place,
                raw.get_column("id"),
                phrase("reference.place-unknown", "it must be the id of a place"),
                partial(list_place_names, raw),
            )
        )
    seen: dict[str, str] = {}
    for row in raw.facts.iter_rows(
        lambda held: np.logical_or.reduce(
            [mask_among(held.get_column("id"), twice), *(each.mask_unknown(held) for each in named)]
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
            yield row.location.make_fault("id", format_value(ident), rule, mend)
        elif ident in twice:
            seen[ident] = format_numbered(row.numbering_unit, row.number)
        for each in named:
            yield from each.check_reference(row.cells.get(each.name), row.location)


def check_languages(raw: RawContent) -> Iterator[Fault]:
    """Yield facts without a statement in the first language; warn of the others and of strays."""
    first, *others = raw.project.languages
    for row in raw.facts.iter_rows(lambda sheet: prefilter.mask_missing(sheet, first)):
        rule = phrase(
            "fact.statement-missing",
            "a fact has its statement in the first language ({language})",
            language=first,
        )
        yield row.location.make_fault(
            first,
            "",
            rule,
            phrase("mend.write-statement", "write it, concise and in your own words"),
        )
    for language in others:
        yield from _warn_untranslated(raw, language)
    yield from _warn_stray_languages(raw)


def _warn_untranslated(raw: RawContent, language: str) -> Iterator[Fault]:
    """Warn of facts without their statement in a language; of many, of some with their number."""
    rule = phrase(
        "fact.untranslated", "a fact should have its statement in {language} too", language=language
    )
    lacking = prefilter.mask_missing(raw.facts.sheet, language)
    first = np.cumsum(lacking) <= MAX_REPORTED_FAULTS
    rest = int((lacking & ~first).sum())
    told = [
        row.location.make_warning(language, "", rule, phrase("mend.translate", "translate it"))
        for row in raw.facts.iter_rows(lambda _: lacking & first)
    ]
    yield from told[:-1]
    yield from (replace(last, more=rest) for last in told[-1:])


def _warn_stray_languages(raw: RawContent) -> Iterator[Fault]:
    """Warn once a file of a column in a language that the map does not have: none would see it."""
    held: dict[tuple[str, str], FactRow | Feature] = {}
    for row in raw.facts.iter_rows(prefilter.mask_first_cells):
        for name in row.cells:
            held.setdefault((row.file, name), row)
    for feature in raw.iter_features(prefilter.mask_first_cells):
        for name in feature.properties:
            held.setdefault((feature.file, name), feature)
    known = set(list_columns("fact")) | set(list_columns("place")) | set(raw.project.languages)
    for (_, name), item in held.items():
        code = name.rpartition("_")[2]
        if (
            name not in known
            and LANGUAGE_CODE.fullmatch(code)
            and code not in raw.project.languages
        ):
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
            yield item.location.make_warning(name, "", rule, mend)
