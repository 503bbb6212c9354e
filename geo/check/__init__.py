"""Every rule over `data/`; all faults of a run at once.

A rule takes the content as it stands in the files and yields faults. It trusts nothing that
another rule has not made sure of, so that one fault never hides the next.
"""

from collections.abc import Callable, Iterator

from geo import memory, progress
from geo.check import agreement, areas, citations, geometry, references, text, within
from geo.content import Content, Raw, typed
from geo.errors import BadInput, Fault, Findings

Rule = Callable[[Raw], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    text.plain,
    agreement.properties,
    agreement.rows,
    agreement.backdrop,
    agreement.position,
    within.said,
    areas.properties,
    areas.shapes,
    geometry.of_places,
    geometry.of_backdrop,
    references.places,
    references.parts,
    areas.idents,
    within.named,
    within.circles,
    within.sources,
    references.facts,
    references.languages,
    citations.offsets,
    citations.figures,
)
"""In this order they are told for one feature or row."""


def check(raw: Raw) -> list[Fault]:
    """Return every fault of a folder, those of reading it among them, sorted as files are read.

    Warnings are told but stop nothing. Rules that need typed values run only on sound ones. Of
    very many faults of one kind some stand for all.
    """
    return _examined(raw)[0].all()


def checked(raw: Raw) -> tuple[Content, list[Fault]]:
    """Return the typed content and the warnings, or raise `BadInput` with all faults."""
    found, sound = _examined(raw)
    if sound is None:
        raise BadInput(found.all())
    return sound, found.all()


def _examined(raw: Raw) -> tuple[Findings, Content | None]:
    """Return all faults and, where none of them stops the build, the typed content."""
    progress.stage("checking")
    memory.release()
    found = Findings(raw.faults)
    for rule in RULES:
        found.add(rule(raw))
    if found.stopping:
        return found, None
    memory.release()
    sound = typed(raw)
    progress.stage("checking areas and distances")
    found.add(geometry.outside_subject(sound, raw))
    found.add(geometry.area_as_told(sound, raw))
    found.add(within.drawn(sound, raw))
    found.add(within.outside(sound, raw))
    return found, None if found.stopping else sound
