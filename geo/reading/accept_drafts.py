"""`read --accept`: accepted drafts become facts and places, in words of one's own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo import canonical
from geo.content import facts, loader, map_toml
from geo.content.article import Article
from geo.content.loader import RawContent
from geo.edits import history, saving
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location, format_numbered, one_of_rule
from geo.faults.translation import Phrase, phrase
from geo.importing.place_ids import make_slug, make_unused_id
from geo.reading import drafts
from geo.reading.copying import is_copied
from geo.reading.drafts import ACCEPTED, READ, Cells, name_statement
from geo.runtime import files
from geo.text.language import load_language

FACT_COLUMNS = ("measure", "value", "unit", "bound", "period", "state", "source", "note")
"""Columns that a draft and its fact have in common."""


@dataclass(frozen=True)
class Acceptance:
    """Which rows of which table are to be made into facts and places."""

    rows: Sequence[Cells]
    """The whole table as it shall stand, `made` apart."""
    waiting: Collection[str]
    """Ids of the rows."""
    seen: Mapping[str, str]
    """Hashes of the files as they were when the rows were read."""
    why: Phrase


@dataclass(frozen=True)
class Accepted:
    """What was made of accepted drafts."""

    facts: tuple[str, ...]
    places: tuple[str, ...]
    faults: tuple[Fault, ...]
    """Warnings that the content then has."""
    read: tuple[str, ...]
    """Ids of sentences that were unread, and of whose words a fact was made."""


NOTHING = Accepted((), (), (), ())


def accept_drafts(data: Path) -> Accepted:
    """Make a fact of each accepted figure and a place of each accepted name that has none yet.

    Raise `InputError` with all that is missing or wrong, and write nothing. The row then has the
    id of what was made in its column `made`.
    """
    seen = hash_files(data)
    rows = drafts.read_drafts(data)
    waiting = [row["id"] for row in rows if is_waiting(row)]
    why = phrase("history.accepted",
                 count=len(waiting))  # fmt: skip
    return make_accepted(data, Acceptance(rows, waiting, seen, why)) if waiting else NOTHING


def is_waiting(row: Cells) -> bool:
    """Return whether a row is accepted and nothing was made of it yet."""
    return row["verdict"].strip() == ACCEPTED and not row.get("made", "").strip()


def hash_files(data: Path) -> dict[str, str]:
    """Return the hashes of the files that accepting may change: taken before they are read."""
    layers = [each.file for each in map_toml.read_project(data).layers]
    return {file: history.hash_file(data, file) for file in (drafts.FILE, facts.FACTS_CSV, *layers)}


def make_accepted(data: Path, given: Acceptance, article: Path | None = None) -> Accepted:
    """Make what is to be made of some rows and save it with the table as one edit.

    As with `accept_drafts`; `article` is a text named on the command line.
    """
    raw = loader.read_folder(data, article)
    name = f"{data.name}/{drafts.FILE}"
    waiting = [
        (Location(name, number, format_numbered("row", number, row["id"]), row["id"]), row)
        for number, row in enumerate(given.rows, 2)
        if row["id"] in given.waiting
    ]
    figures = [(at, row) for at, row in waiting if row["sort"] == "figure"]
    names = [(at, row) for at, row in waiting if row["sort"] == "name"]
    if wrong := [
        *(fault for at, row in figures for fault in _check_figure(row, at, raw)),
        *(fault for at, row in names for fault in _check_name(row, at, raw)),
    ]:
        raise InputError(wrong)
    made_facts = dict(zip(_unused_fact_ids(raw), (row for _, row in figures), strict=False))
    made_places = _name_places([row for _, row in names], raw)
    ids = {row["id"]: ident for ident, row in {**made_facts, **made_places}.items()}
    read = _list_cited_sentences(given.rows, [row for _, row in figures])
    changes = {
        **{ident: {"verdict": READ} for ident in read},
        **{ident: {"made": made} for ident, made in ids.items()},
    }
    touched = {
        **_write_facts(data, made_facts, raw),
        **_write_places(data, made_places, raw),
        drafts.FILE: drafts.format_drafts(
            [{**row, **changes.get(row["id"], {})} for row in given.rows]
        ),
    }
    seen = {file: given.seen[file] for file in touched}
    warnings = saving.save_edit(data, saving.Edit(touched, seen, given.why), article)
    return Accepted(tuple(made_facts), tuple(made_places), tuple(warnings), read)


def _list_cited_sentences(rows: Sequence[Cells], figures: Sequence[Cells]) -> tuple[str, ...]:
    """Return the ids of unread sentences of whose words facts are made: somebody has read them."""
    offsets = [(row["source"], *_cited_offsets(row)) for row in figures]
    cited = [
        (source, int(start), int(end))
        for source, start, end in offsets
        if start.isdecimal() and end.isdecimal()  # what else stands there the check tells
    ]
    return tuple(
        row["id"]
        for row in rows
        if row["sort"] == "sentence"
        and not row["verdict"].strip()
        and any(
            source == row["source"] and start < int(row["end"]) and int(row["start"]) < end
            for source, start, end in cited
        )
    )


def _cited_offsets(row: Cells) -> tuple[str, str]:
    """Return what a fact cites: the smallest clause that holds the figure."""
    return row.get("clause_start", "") or row["start"], row.get("clause_end", "") or row["end"]


def _check_figure(row: Cells, at: Location, raw: RawContent) -> Iterator[Fault]:
    """Yield what keeps a figure from becoming a fact."""
    mend = phrase("mend.fill-cell")
    topics = [each.id for each in raw.project.topics]
    if _choose_topic(row, raw) not in topics:
        yield at.make_fault("topic", format_value(row.get("topic", "")), one_of_rule(topics), mend)
    article = raw.articles.get(row["source"])
    if row.get("value", "").strip() and not row.get("unit", "").strip():
        rule = phrase("draft.unit")
        yield at.make_fault("unit", "", rule, _choose_unit(row, article) if article else mend)
    for language in raw.project.languages:
        column = name_statement(language)
        statement = row.get(column, "").strip()
        if not statement and language == raw.project.languages[0]:
            rule = phrase("draft.statement")
            yield at.make_fault(column, "", rule, mend)
        if statement and article:
            blanks = load_language(article.language).blanks
            if is_copied(statement, article.text, blanks=blanks):
                rule = phrase("draft.copied")
                own = phrase("mend.own-words")
                yield at.make_fault(column, format_value(statement), rule, own)


def _choose_unit(row: Cells, article: Article) -> Phrase:
    """Return how to find the unit of a figure that has none: among the words that are cited."""
    start, end = _cited_offsets(row)
    words = article.text[int(start) : int(end)] if start.isdecimal() and end.isdecimal() else ""
    return phrase("mend.choose-unit", words=format_value(words))


def _check_name(row: Cells, at: Location, raw: RawContent) -> Iterator[Fault]:
    """Yield what keeps a name from becoming a place."""
    mend = phrase("mend.fill-cell")
    kinds = [each.id for each in raw.project.kinds]
    if row.get("kind", "").strip() not in kinds:
        yield at.make_fault("kind", format_value(row.get("kind", "")), one_of_rule(kinds), mend)
    layers = [each.id for each in raw.project.layers if each.file.endswith(".geojson")]
    if row.get("layer", "").strip() not in layers:
        yield at.make_fault("layer", format_value(row.get("layer", "")), one_of_rule(layers), mend)


def _choose_topic(row: Cells, raw: RawContent) -> str:
    """Return the topic of a fact: the one named, or the only one of the map."""
    topics = raw.project.topics
    return row.get("topic", "").strip() or (topics[0].id if len(topics) == 1 else "")


def _unused_fact_ids(raw: RawContent) -> Iterator[str]:
    """Yield ids that no fact has had as far as the table shows: after the highest."""
    taken = [str(row.cells.get("id", "")) for row in raw.facts.iter_rows()]
    numbers = [int(each[1:]) for each in taken if each[:1] == "F" and each[1:].isdigit()]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"F{number:03d}"


def _name_places(rows: Sequence[Cells], raw: RawContent) -> dict[str, Cells]:
    """Return each row by the id of its place, made of its name."""
    taken = {str(each) for each in raw.place_ids}
    return {make_unused_id(make_slug(row["name"]) or "place", taken): row for row in rows}


def _write_facts(data: Path, made: Mapping[str, Cells], raw: RawContent) -> dict[str, bytes]:
    """Return the table of facts with the new ones at its end."""
    if not made:
        return {}
    facts.expect_facts_csv(data)
    name, path = f"{data.name}/{facts.FACTS_CSV}", data / facts.FACTS_CSV
    text, wrong = files.read_whole(path, name) if path.exists() else ("", [])
    changes = {ident: _fact_cells(row, raw) for ident, row in made.items()}
    tidy = canonical.apply_fact_edits(text or "", name, changes)
    if wrong or tidy.faults:
        raise InputError([*wrong, *tidy.faults])
    return {facts.FACTS_CSV: tidy.text.encode()}


def _fact_cells(row: Cells, raw: RawContent) -> dict[str, str]:
    """Return the cells of a fact."""
    said = {code: row.get(name_statement(code), "").strip() for code in raw.project.languages}
    cells = {name: row.get(name, "").strip() for name in FACT_COLUMNS}
    start, end = _cited_offsets(row)
    return {
        **cells,
        **{code: text for code, text in said.items() if text},
        "place": row.get("place", "").strip() or row.get("place_1", "").strip(),
        "topic": _choose_topic(row, raw),
        "start": start,
        "end": end,
    }


def _write_places(data: Path, made: Mapping[str, Cells], raw: RawContent) -> dict[str, bytes]:
    """Return the layers with the new places, which nobody has located yet."""
    found = {}
    for layer in raw.project.layers:
        own = {ident: row for ident, row in made.items() if row["layer"].strip() == layer.id}
        if not own:
            continue
        name = f"{data.name}/{layer.file}"
        text, wrong = files.read_whole(data / layer.file, name)
        changes = {ident: _place_feature(ident, row) for ident, row in own.items()}
        tidy = canonical.apply_layer_edits(text or "", name, changes)
        if wrong or tidy.faults:
            raise InputError([*wrong, *tidy.faults])
        found[layer.file] = tidy.text.encode()
    return found


def _place_feature(ident: str, row: Cells) -> dict[str, object]:
    """Return a place as a feature."""
    given = {name: row.get(name, "").strip() for name in ("name", "aliases", "kind", "part_of")}
    held = {name: cell for name, cell in given.items() if cell}
    properties = {"id": ident, **held, "state": "unknown", "located_by": "none"}
    return {"type": "Feature", "id": ident, "properties": properties, "geometry": None}
