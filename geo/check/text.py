"""Rules on text: what is written can be shown, in a page, a terminal and a file."""

from collections.abc import Iterator

from geo import characters
from geo.check import suspects
from geo.content import Raw
from geo.errors import Fault


def plain(raw: Raw) -> Iterator[Fault]:
    """Yield a fault for each text that holds a character no reader can see or trust."""
    for feature in raw.features(suspects.unshowable):
        yield from characters.faults(feature.properties, feature.at)
    for feature in raw.areas:
        yield from characters.faults(feature.properties, feature.at)
    for _, feature in raw.backdrop:
        yield from characters.faults(feature.properties, feature.at)
    for row in raw.facts.rows(suspects.unshowable):
        yield from characters.faults(row.cells, row.at)
