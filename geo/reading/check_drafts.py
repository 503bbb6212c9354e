"""What `check` says of `drafts.csv`: what is wrong, what nobody has decided, what never became."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from geo.content.loader import RawContent
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location, format_numbered
from geo.faults.translation import phrase
from geo.reading.drafts import ACCEPTED, FILE, Cells, count_drafts, read_drafts

Spans = Sequence[tuple[int, int]]


def check_drafts(data: Path, raw: RawContent) -> list[Fault]:
    """Return the faults of a folder's drafts; figures that wait for a person are warned of."""
    try:
        rows = read_drafts(data)
    except InputError as bad:
        return list(bad.faults)
    name = f"{data.name}/{FILE}"
    sources = {each.id for each in raw.project.sources}
    by_source = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
    found = []
    for source, held in by_source.items():
        if source not in sources:
            rule = phrase("draft.source-unknown")
            mend = phrase("mend.remove-lines")
            at = Location(name, ident=source)
            found.append(at.make_warning("source", format_value(source), rule, mend))
        found += _count_undecided(held, Location(name, ident=source))
    return [*found, *_find_unmade(rows, _list_citations(raw), name)]


def _count_undecided(rows: Sequence[Cells], at: Location) -> Iterator[Fault]:
    """Yield one warning for a source of which figures or sentences wait."""
    counts = count_drafts(rows)
    if counts.decided < counts.figures:
        rule = phrase(
            "draft.undecided",
            source=at.ident, decided=counts.decided, figures=counts.figures,
            sentences=counts.unread,
        )  # fmt: skip
        mend = phrase("mend.decide-drafts")
        yield at.make_warning("verdict", "", rule, mend)


def _list_citations(raw: RawContent) -> Mapping[str, Spans]:
    """Return what the facts cite of each source, in order."""
    found = defaultdict(list)
    for row in raw.facts.iter_rows():
        start, end = row.cells.get("start"), row.cells.get("end")
        if isinstance(start, int) and isinstance(end, int):
            found[row.cells.get("source")].append((start, end))
    return {str(source): sorted(spans) for source, spans in found.items()}


def _find_unmade(rows: Sequence[Cells], cited: Mapping[str, Spans], name: str) -> Iterator[Fault]:
    """Yield accepted figures that no fact cites."""
    for number, row in enumerate(rows, 2):
        if row["sort"] != "figure" or row["verdict"].strip() != ACCEPTED:
            continue
        start, end = int(row["start"]), int(row["end"])
        spans = cited.get(row["source"], ())
        before = spans[: bisect_left(spans, (end, 0))]
        if not any(stop > start for _, stop in before):
            rule = phrase("draft.no-fact")
            mend = phrase("mend.write-fact")
            at = Location(name, number, format_numbered("row", number, row["id"]), row["id"])
            yield at.make_warning("verdict", format_value(row["verdict"]), rule, mend)
