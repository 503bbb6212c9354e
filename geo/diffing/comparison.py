"""What changed between two folders of content, in meaning: order and form of files are nothing.

`sides` reads both as far as they can be read · `settings` makes tables of `map.toml` and the page's
words · `row_matching` finds which row is which · `table_comparison` compares cells,
`place_comparison` and `shape_comparison` what lies on the map · `descriptions` says a change,
`diff_report` all of them. A million changes are counted in columns; only those that are told become
objects.
"""

from dataclasses import dataclass
from pathlib import Path

from geo.diffing import place_comparison, settings, sides, table_comparison
from geo.diffing.changes import ComparisonRequest, SectionChanges
from geo.diffing.indexed_rows import ComparisonSide
from geo.faults.fault import Fault

SECTIONS = ("places", "areas", "facts", "map", "words", "backdrop")
"""In the order in which they are told."""


@dataclass(frozen=True)
class Difference:
    """Everything that differs, by section in a fixed order."""

    sections: tuple[SectionChanges, ...]
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


def compare_folders(old: Path, new: Path, limit: int | None = None) -> Difference:
    """Compare two folders; of each kind of change at most `limit` are told, all are counted.

    What one side has that cannot be read is left out of the comparison and told. Raises
    `InputError` where neither `map.toml` can be read, or one is not there at all.
    """
    before, after = sides.read_sides(old, new)
    asked = {name: ComparisonRequest(name, after.languages, limit) for name in SECTIONS}
    sections = (
        place_comparison.compare_places(asked["places"], before.places, after.places),
        place_comparison.compare_places(asked["areas"], before.areas, after.areas),
        table_comparison.compare_tables(asked["facts"], before.facts, after.facts),
        table_comparison.compare_tables(
            asked["map"], *settings.settings_tables(before.settings, after.settings)
        ),
        table_comparison.compare_tables(
            asked["words"], settings.items_table(before.words), settings.items_table(after.words)
        ),
        place_comparison.compare_places(asked["backdrop"], before.backdrop, after.backdrop),
    )
    form = () if any(section.counts for section in sections) else _find_reformatted(before, after)
    return Difference(sections, before.unread, after.unread, form)


def _find_reformatted(old: ComparisonSide, new: ComparisonSide) -> tuple[str, ...]:
    """Return the files of both sides whose bytes differ."""
    both = old.inputs.keys() & new.inputs.keys()
    return tuple(sorted(name for name in both if old.inputs[name] != new.inputs[name]))
