"""Rules over all files together: ids unique, and everything that is named exists."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

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
from geo.check.registry import FolderRule, ItemRule, Rules, iter_facts, iter_places
from geo.content.facts import FactRow
from geo.content.loader import RawContent
from geo.content.project import MAP_TOML
from geo.faults.fault import Fault, format_value
from geo.faults.schemas import Location, format_numbered, list_columns, suggest_nearest
from geo.faults.translation import phrase
from geo.formats.column_table import ColumnTable, Mask, mask_among
from geo.formats.geojson import Feature

LANGUAGE_CODE = re.compile("[a-z]{2,3}")
MAX_REPORTED_UNTRANSLATED = 10
"""Facts without a translation that are named: a map being translated has many, and no faults."""


@dataclass(frozen=True)
class RepeatedIds:
    """Ids that stand more than once, and where each was seen first."""

    twice: set[str]
    seen: dict[str, str] = field(default_factory=dict)

    def mask_rows(self, sheet: ColumnTable) -> Mask:
        """Mark rows with such an id."""
        return mask_among(sheet.get_column("id"), self.twice)


def _find_repeated(ids: pd.Series) -> RepeatedIds:
    return RepeatedIds(set(ids[ids.duplicated() & ids.notna()]))


def _check_place_id(feature: Feature, ids: RepeatedIds) -> Iterator[Fault]:
    """Yield an id that a place before has too."""
    ident = feature.properties.get("id")
    if not isinstance(ident, str) or ident not in ids.twice:
        return
    if ident in ids.seen:
        rule = phrase("place.id-twice", other=ids.seen[ident])
        mend = phrase("mend.other-id-of-two")
        yield feature.location.make_fault("id", format_value(ident), rule, mend)
    where = phrase("where.in-file", file=feature.file, where=feature.location.where)
    ids.seen.setdefault(ident, where)


def _compare_kinds(raw: RawContent) -> ReferenceColumn:
    terms = raw.project.kinds
    return ReferenceColumn(
        raw.get_column("kind"),
        list_ids(terms),
        phrase("reference.kind-unknown"),
        partial(list_names, terms),
    )


def _check_reference(feature: Feature, named: ReferenceColumn) -> Iterator[Fault]:
    """Yield what a property names and does not exist."""
    yield from named.check_reference(feature.properties.get(named.name), feature.location)


def _mask_unknown(sheet: ColumnTable, named: ReferenceColumn) -> Mask:
    return named.mask_unknown(sheet)


def _check_subject(raw: RawContent) -> Iterator[Fault]:
    """Yield that the subject of the map is no place."""
    ids = raw.place_ids
    if raw.complete and not (ids == raw.project.subject).any():
        rule = phrase("map.subject-missing")
        meant = suggest_nearest(raw.project.subject, find_similar_ids(raw.project.subject, ids))
        meant = meant or phrase("mend.add-subject")
        at = Location(f"{raw.folder}/{MAP_TOML}", ident=raw.project.subject)
        yield at.make_fault("subject", format_value(raw.project.subject), rule, meant)


def _compare_wholes(raw: RawContent) -> ReferenceColumn | None:
    """Return what places are part of, compared with the places; nothing where some are unread."""
    return _compare_with_places(raw, raw.get_column("part_of")) if raw.complete else None


def _compare_with_places(raw: RawContent, column: pd.Series) -> ReferenceColumn:
    return ReferenceColumn(
        column,
        raw.place_ids,
        phrase("reference.place-unknown"),
        partial(list_place_names, raw),
    )


def _check_fact_id(row: FactRow, ids: RepeatedIds) -> Iterator[Fault]:
    """Yield an id that a fact before has too."""
    ident = row.cells.get("id", "")
    if ident in ids.seen:
        rule = phrase("fact.id-twice", other=ids.seen[ident])
        mend = phrase("mend.other-id-newer")
        yield row.location.make_fault("id", format_value(ident), rule, mend)
    elif ident in ids.twice:
        ids.seen[ident] = format_numbered(row.numbering_unit, row.number)


def _compare_facts(raw: RawContent) -> list[ReferenceColumn]:
    """Return topics and sources of facts, and their places where all could be read."""
    sheet = raw.facts.sheet
    terms = raw.project.topics
    topics = ReferenceColumn(
        sheet.get_column("topic"),
        list_ids(terms),
        phrase("reference.topic-unknown"),
        partial(list_names, terms),
    )
    sources = ReferenceColumn(
        sheet.get_column("source"),
        pd.Series([source.id for source in raw.project.sources], dtype="str"),
        phrase("reference.source-unknown"),
    )
    places = [_compare_with_places(raw, sheet.get_column("place"))] if raw.complete else []
    return [topics, sources, *places]


def _check_fact_references(row: FactRow, named: list[ReferenceColumn]) -> Iterator[Fault]:
    for each in named:
        yield from each.check_reference(row.cells.get(each.name), row.location)


def _mask_fact_references(sheet: ColumnTable, named: list[ReferenceColumn]) -> Mask:
    found: Mask = np.logical_or.reduce([each.mask_unknown(sheet) for each in named])
    return found


def _check_statement(row: FactRow, first: str) -> Iterator[Fault]:
    """Yield a fact without a statement in the first language."""
    if first in row.cells:
        return
    mend = phrase("mend.write-statement")
    yield row.location.make_fault(first, "", phrase("fact.statement-missing", language=first), mend)


def _warn_missing_translations(raw: RawContent) -> Iterator[Fault]:
    """Warn of facts without their statement in a language other than the first."""
    for language in raw.project.languages[1:]:
        yield from _warn_untranslated(raw, language)


def _warn_untranslated(raw: RawContent, language: str) -> Iterator[Fault]:
    """Warn of facts without their statement in a language; of many, of some with their number."""
    rule = phrase("fact.untranslated", language=language)
    lacking = prefilter.mask_missing(raw.facts.sheet, language)
    first = np.cumsum(lacking) <= MAX_REPORTED_UNTRANSLATED
    rest = int((lacking & ~first).sum())
    told = [
        row.location.make_warning(language, "", rule, phrase("mend.translate"))
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
            rule = phrase("column.language-unknown", codes=", ".join(raw.project.languages))
            yield item.location.make_warning(name, "", rule, phrase("mend.add-language", code=code))


RULES: Rules = (
    ItemRule(
        ("place.id-twice",), iter_places, _check_place_id,
        lambda sheet, ids: ids.mask_rows(sheet), lambda raw: _find_repeated(raw.place_ids),
    ),
    ItemRule(
        ("reference.kind-unknown",), iter_places, _check_reference, _mask_unknown, _compare_kinds
    ),
    FolderRule(("map.subject-missing",), _check_subject),
    ItemRule(
        ("reference.place-unknown",), iter_places, _check_reference, _mask_unknown, _compare_wholes
    ),
    ItemRule(
        ("fact.id-twice",), iter_facts, _check_fact_id,
        lambda sheet, ids: ids.mask_rows(sheet),
        lambda raw: _find_repeated(raw.facts.sheet.get_column("id")),
    ),
    ItemRule(
        ("reference.topic-unknown", "reference.source-unknown", "reference.place-unknown"),
        iter_facts, _check_fact_references, _mask_fact_references, _compare_facts,
    ),
    ItemRule(
        ("fact.statement-missing",), iter_facts, _check_statement,
        prefilter.mask_missing, lambda raw: raw.project.languages[0],
    ),
    FolderRule(("fact.untranslated",), _warn_missing_translations),
    FolderRule(("column.language-unknown",), _warn_stray_languages),
)  # fmt: skip
