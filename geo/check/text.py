"""Rules on text: what is written can be shown, in a page, a terminal and a file."""

from collections.abc import Iterator

from geo.check import prefilter
from geo.content.loader import RawContent
from geo.faults.fault import Fault
from geo.text import characters


def check_characters(raw: RawContent) -> Iterator[Fault]:
    """Yield a fault for each text that holds a character no reader can see or trust."""
    for feature in raw.iter_features(prefilter.mask_forbidden):
        yield from characters.find_forbidden(feature.properties, feature.location)
    for feature in raw.areas:
        yield from characters.find_forbidden(feature.properties, feature.location)
    for _, feature in raw.backdrop:
        yield from characters.find_forbidden(feature.properties, feature.location)
    for row in raw.facts.iter_rows(prefilter.mask_forbidden):
        yield from characters.find_forbidden(row.cells, row.location)
