"""Every rule over `data/`; all faults of a run at once.

A rule takes the content as it stands in the files and yields faults. It trusts nothing that
another rule has not made sure of, so that one fault never hides the next.
"""

from geo.check import (
    areas,
    citations,
    containment,
    geometry,
    property_rules,
    references,
    repeated,
    stops,
    text,
)
from geo.check.registry import ContentRule, Rules
from geo.content.loader import Content, RawContent, build_content
from geo.faults.fault import Fault, FaultCollector, InputError
from geo.runtime import memory
from geo.terminal import progress

RULES: Rules = (
    *text.RULES,
    *property_rules.RULES,
    *areas.RULES,
    *geometry.RULES,
    *references.RULES,
    *containment.RULES,
    *stops.RULES,
    *citations.RULES,
    *repeated.RULES,
)
"""Rules on the files; each stands at the end of its module."""
CONTENT_RULES: tuple[ContentRule, ...] = (*geometry.CONTENT_RULES, *containment.CONTENT_RULES)
"""Rules on typed values."""


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
        found.add(rule.find_faults(raw))
    if found.stopping:
        return found, None
    memory.release_memory()
    sound = build_content(raw)
    progress.set_stage("checking areas and distances")
    for each in CONTENT_RULES:
        found.add(each.find_faults(sound, raw))
    return found, None if found.stopping else sound
