"""Every rule over `data/`; all faults of a run at once.

A rule takes the content as it stands in the files and yields faults. It trusts nothing that
another rule has not made sure of, so that one fault never hides the next.
"""

from collections.abc import Callable, Iterator

from geo.check import agreement, citations, geometry, references, text
from geo.content import Content, Raw, typed
from geo.errors import BadInput, Fault, errors

Rule = Callable[[Raw], Iterator[Fault]]

RULES: tuple[Rule, ...] = (
    text.plain,
    agreement.properties,
    agreement.rows,
    agreement.backdrop,
    agreement.position,
    geometry.of_places,
    geometry.of_backdrop,
    references.places,
    references.parts,
    references.facts,
    references.languages,
    citations.offsets,
    citations.figures,
)
"""In this order they are told for one feature or row."""


def check(raw: Raw) -> list[Fault]:
    """Return every fault of a folder, those of reading it among them, sorted as files are read.

    Warnings are told but stop nothing. Rules that need typed values run only on sound ones.
    """
    found = [*raw.faults, *(fault for rule in RULES for fault in rule(raw))]
    if not errors(found):
        sound = typed(raw)
        found += geometry.outside_subject(sound, raw)
        found += geometry.area_as_told(sound, raw)
    return sorted(set(found))


def checked(raw: Raw) -> tuple[Content, list[Fault]]:
    """Return the typed content and the warnings, or raise `BadInput` with all faults."""
    found = check(raw)
    if errors(found):
        raise BadInput(found)
    return typed(raw), found
