"""Every rule over `data/`; all faults of a run at once.

A rule takes the content as it stands in the files and yields faults. It trusts nothing that
another rule has not made sure of, so that one fault never hides the next.
"""

from collections.abc import Callable, Iterator

from geo.check import (
    areas,
    citations,
    containment,
    geometry,
    property_rules,
    references,
    repeated,
    text,
)
from geo.content.loader import Content, RawContent, build_content
from geo.faults.fault import Fault, FaultCollector, InputError
from geo.runtime import memory
from geo.terminal import progress

Rule = Callable[[RawContent], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    text.check_characters,
    property_rules.check_place_schema,
    property_rules.check_fact_schema,
    property_rules.check_backdrop_schema,
    property_rules.check_position_fields,
    containment.check_located_within,
    areas.check_area_schema,
    areas.check_area_shapes,
    geometry.check_place_geometry,
    geometry.check_backdrop_geometry,
    references.check_places,
    references.check_part_of,
    areas.check_area_ids,
    containment.check_within_ids,
    containment.check_circles,
    containment.check_within_source,
    references.check_facts,
    references.check_languages,
    citations.check_offsets,
    citations.find_unread_languages,
    citations.check_cited_figures,
    repeated.find_repeated_facts,
    repeated.find_exceeded_totals,
)
"""In this order they are told for one feature or row."""


def find_faults(raw: RawContent) -> list[Fault]:
    """Return every fault of a folder, those of reading it among them, sorted as files are read.

    Warnings are told but stop nothing. Rules that need typed values run only on sound ones. Of
    very many faults of one kind some stand for all.
    """
    return _run_rules(raw)[0].list_faults()


def check_content(raw: RawContent) -> tuple[Content, list[Fault]]:
    """Return the typed content and the warnings, or raise `InputError` with all faults."""
    found, sound = _run_rules(raw)
    if sound is None:
        raise InputError(found.list_faults())
    return sound, found.list_faults()


def _run_rules(raw: RawContent) -> tuple[FaultCollector, Content | None]:
    """Return all faults and, where none of them stops the build, the typed content."""
    progress.set_stage("checking")
    memory.release_memory()
    found = FaultCollector(raw.faults)
    for rule in RULES:
        found.add(rule(raw))
    if found.stopping:
        return found, None
    memory.release_memory()
    sound = build_content(raw)
    progress.set_stage("checking areas and distances")
    found.add(geometry.warn_outside_subject(sound, raw))
    found.add(geometry.warn_stated_area(sound, raw))
    found.add(containment.check_container_drawn(sound, raw))
    found.add(containment.warn_outside_container(sound, raw))
    return found, None if found.stopping else sound
