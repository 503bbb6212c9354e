"""What changed between two folders of content, in meaning: order and form of files are nothing.

`sides` reads both as far as they can be read · `settings` makes tables of `map.toml` and the page's
words · `match` finds which row is which · `rows` compares cells, `places` and `shapes` what lies on
the map · `words` says a change, `report` all of them.
A million changes are counted in columns; only those that are told become objects.
"""

from dataclasses import dataclass
from pathlib import Path

from geo.diff import places, rows, settings, sides
from geo.diff.changes import Asked, Changes
from geo.diff.tables import Side
from geo.errors import Fault

SECTIONS = ("places", "areas", "facts", "map", "words", "backdrop")
"""In the order in which they are told."""


@dataclass(frozen=True)
class Difference:
    """Everything that differs, by section in a fixed order."""

    sections: tuple[Changes, ...]
    old_unread: tuple[Fault, ...]
    """What could not be read, and so not compared, of each side."""
    new_unread: tuple[Fault, ...]
    form: tuple[str, ...]
    """Files that differ though their meaning does not."""

    @property
    def differs(self) -> bool:
        """Whether anything has changed in meaning."""
        return any(section.counts for section in self.sections)

    @property
    def complete(self) -> bool:
        """Whether every change is told, not some with a count of the rest."""
        return all(section.complete for section in self.sections)


def compare(old: Path, new: Path, limit: int | None = None) -> Difference:
    """Compare two folders; of each kind of change at most `limit` are told, all are counted.

    What one side has that cannot be read is left out of the comparison and told. Raises `BadInput`
    where neither `map.toml` can be read, or one is not there at all.
    """
    before, after = sides.read(old, new)
    asked = {name: Asked(name, after.languages, limit) for name in SECTIONS}
    sections = (
        places.compare(asked["places"], before.places, after.places),
        places.compare(asked["areas"], before.areas, after.areas),
        rows.compare(asked["facts"], before.facts, after.facts),
        rows.compare(asked["map"], *settings.tables(before.settings, after.settings)),
        rows.compare(asked["words"], settings.rows(before.words), settings.rows(after.words)),
        places.compare(asked["backdrop"], before.backdrop, after.backdrop),
    )
    form = () if any(section.counts for section in sections) else _form(before, after)
    return Difference(sections, before.unread, after.unread, form)


def _form(old: Side, new: Side) -> tuple[str, ...]:
    """Return the files of both sides whose bytes differ."""
    both = old.inputs.keys() & new.inputs.keys()
    return tuple(sorted(name for name in both if old.inputs[name] != new.inputs[name]))
