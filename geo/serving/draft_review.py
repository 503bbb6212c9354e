"""Drafts of `read` shown beside the map and decided there: the review for the edit mode.

What is read, refused and made is the business of `geo.reading`; here stands what a browser needs
of it. As with `editing`, a browser sends what it has seen beside what it decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from geo.content import article, map_toml
from geo.content.article import Article
from geo.content.loader import RawContent
from geo.content.project import Project, Source
from geo.edits import saving
from geo.faults.fault import Fault, InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.formats.geojson import Json
from geo.reading import accept_drafts, drafts
from geo.reading.accept_drafts import Acceptance
from geo.reading.drafts import ACCEPTED, CHOSEN_SUFFIX, Cells
from geo.reading.read_article import begin_reading, read_words
from geo.serving import place_names
from geo.serving.candidate_review import id_and_names
from geo.serving.editing import EditConflictError

ACCEPT = "accept"
VERDICTS = {ACCEPT: ACCEPTED, "reject": "rejected", "read": "read", "reopen": ""}
"""What each act writes as the verdict."""
WRITTEN = (
    "value", "unit", "bound", "measure", "period", "state", "place", "topic", "layer", "name",
    "aliases", "kind", "part_of", "note", "clause_start", "clause_end",
)  # fmt: skip
"""Cells that a person may write in the card, beside the statements."""
MAX_CELL_LENGTH = 2000
MAX_WORDS_LENGTH = 2000
"""Characters of an article that one fact may cite."""


@dataclass(frozen=True)
class DecidedDraft:
    """What a decision has made."""

    row: Json
    """The row as it is then."""
    warnings: Sequence[Fault]
    read: Sequence[str] = ()
    """Ids of the sentences that count as read by it."""


@dataclass(frozen=True)
class DraftDecision:
    """What a person says of one draft."""

    act: str
    seen: Cells
    """The row as the person saw it."""
    is_new: bool
    """Whether it is of words that the person has chosen, and stands in no table yet."""
    cells: Cells
    """What the person has written."""


def list_drafts(data: Path, given: Path | None, wanted: str) -> Json:
    """Return the drafts of a source with its text, and how far each source is decided.

    Of the source asked for, else of the first with something to decide. A source whose text is not
    at hand has drafts and no text.
    """
    made_of = map_toml.read_project(data)
    rows = drafts.read_drafts(data)
    known = {each.id: each for each in made_of.sources}
    counts = {
        ident: drafts.count_drafts([row for row in rows if row["source"] == ident])
        for ident in dict.fromkeys(row["source"] for row in rows)
        if ident in known
    }
    open_ones = [each for each, n in counts.items() if n.decided < n.figures or n.unread]
    chosen = wanted if wanted in counts else next(iter([*open_ones, *counts]), "")
    listed = [
        {"id": each, "name": known[each].title, **counts[each].to_json_object()} for each in counts
    ]
    own = [row for row in rows if row["source"] == chosen]
    told = _tell_text(made_of, data, given, chosen, own) if chosen else {"text": None}
    return {"sources": listed, "source": chosen, "rows": [*map(_plain_row, own)], **told}


def _tell_text(
    made_of: Project, data: Path, given: Path | None, source: str, rows: Sequence[Cells]
) -> Json:
    """Return a text, its language, where it names places, and what those are called."""
    held = article.read_articles(made_of, data, given)[0].get(source)
    raw = place_names.read_place_names(made_of, data)
    found = begin_reading(held.text, _name_source(made_of, held), raw).mentions if held else ()
    wanted = {each.place for each in found}
    wanted |= {row.get(f"place_{number}", "") for row in rows for number in (1, 2, 3)}
    wanted |= {row.get("place", "") for row in rows}
    named = (each.properties for each in raw.iter_features(None))
    return {
        "text": held.text if held else None,
        "lang": held.language if held else "",
        "mentions": [[each.start, each.end, each.place] for each in found],
        "places": [id_and_names(each) for each in named if each.get("id") in wanted],
    }


def _name_source(made_of: Project, held: Article) -> Source:
    own = next(each for each in made_of.sources if each.id == held.source)
    return replace(own, lang=held.language)


def parse_words(data: Path, given: Path | None, source: str, start: int, end: int) -> Json:
    """Return the draft of words that a person has chosen; none where they are no words.

    A figure that waits for a decision is decided by it; of one that was decided before, and of
    words without a figure, there is a row of its own.
    """
    made_of = map_toml.read_project(data)
    held = article.read_articles(made_of, data, given)[0].get(source)
    if not held or not held.text[start:end].strip() or end - start > MAX_WORDS_LENGTH:
        return {"row": None, "new": False, "places": []}
    raw = place_names.read_place_names(made_of, data)
    reading = begin_reading(held.text, _name_source(made_of, held), raw)
    found = [_plain_row(drafts.to_cells(each)) for each in read_words(reading, start, end)]
    known = {row["id"]: row for row in drafts.read_drafts(data)}
    waiting = [row for row in found if row["id"] in known and _is_open(known[row["id"]])]
    if waiting:
        cited = {name: waiting[0][name] for name in ("clause_start", "clause_end")}
        row, is_new = {**_plain_row(known[waiting[0]["id"]]), **cited}, False
    else:
        row, is_new = {**found[0], "id": f"{source}:{start}-{end}{CHOSEN_SUFFIX}"}, True
    return {"row": row, "new": is_new, "places": _name_proposed(raw, row)}


def _is_open(row: Cells) -> bool:
    return not drafts.is_decided(row)


def _name_proposed(raw: RawContent, row: Cells) -> list[Json]:
    wanted = {row.get(f"place_{number}", "") for number in (1, 2, 3)}
    named = (each.properties for each in raw.iter_features(None))
    return [id_and_names(each) for each in named if each.get("id") in wanted]


def decide_draft(data: Path, given: Path | None, decision: DraftDecision) -> DecidedDraft:
    """Make a decision stand; return the row as it is then and the warnings of the content.

    Raises `EditConflictError` where the row is not as the person saw it, `InputError` where the
    decision cannot stand: nothing is written then.
    """
    seen = accept_drafts.hash_files(data)
    rows, ident = drafts.read_drafts(data), decision.seen.get("id", "")
    now = next((row for row in rows if row["id"] == ident), None)
    if (now is None) != decision.is_new or (now and _plain_row(now) != _plain_row(decision.seen)):
        raise EditConflictError(_plain_row(now) if now else None, of="draft")
    verdict = VERDICTS[decision.act]
    row = {**(now or decision.seen), **decision.cells, "verdict": verdict}
    if faults := _find_row_faults(data, given, row, decision):
        raise InputError(faults)
    rows = [row if each is now else each for each in rows] if now else [*rows, row]
    if decision.act == ACCEPT:
        why = phrase("history.draft-accepted", id=ident)
        made = accept_drafts.make_accepted(data, Acceptance(rows, [ident], seen, why), given)
        row = {**row, "made": next(iter((*made.facts, *made.places)), "")}
        return DecidedDraft(_plain_row(row), made.faults, made.read)
    edit = saving.Edit(
        {drafts.FILE: drafts.format_drafts(rows)},
        {drafts.FILE: seen[drafts.FILE]},
        _name_decision(decision.act, ident),
    )
    return DecidedDraft(_plain_row(row), saving.save_edit(data, edit, given))


def _name_decision(act: str, ident: str) -> Phrase:
    if act == "reject":
        return phrase("history.draft-rejected", id=ident)
    if act == "read":
        return phrase("history.draft-read", id=ident)
    return phrase("history.draft-reopened", id=ident)


def _find_row_faults(
    data: Path, given: Path | None, row: Cells, decision: DraftDecision
) -> list[Fault]:
    """Return what is wrong with a row whatever is decided of it."""
    name, ident = f"{data.name}/{drafts.FILE}", row["id"]
    at = Location(name, 0, f"({ident})", ident)
    if row.get("made", "").strip():
        rule = phrase("draft.made")
        mend = phrase("mend.undo-or-delete")
        return [at.make_fault("made", format_value(row["made"]), rule, mend)]
    faults = [*drafts.find_row_faults([row], name)]
    if not decision.is_new or faults:
        return faults
    held = article.read_articles(map_toml.read_project(data), data, given)[0].get(row["source"])
    start, end = int(row["clause_start"] or 0), int(row["clause_end"] or 0)
    if not held or ident != f"{held.source}:{start}-{end}{CHOSEN_SUFFIX}" or end > len(held.text):
        rule = phrase("draft.words")
        mend = phrase("mend.choose-words")
        return [at.make_fault("id", format_value(ident), rule, mend)]
    return []


def _plain_row(row: Mapping[str, str]) -> Cells:
    """Return the cells of a row that are not empty: columns of others come and go."""
    return {name: cell for name, cell in row.items() if cell}


def parse_draft_decision(asked: Mapping[str, Any]) -> DraftDecision | None:
    """Return what a request says, or nothing where it says nothing that can be meant."""
    act, seen, cells = asked.get("act"), asked.get("seen"), asked.get("cells", {})
    is_new = asked.get("new", False)
    sound = (
        isinstance(act, str)
        and act in VERDICTS
        and isinstance(is_new, bool)
        and _are_cells(seen)
        and _are_cells(cells)
        and all(name in WRITTEN or name.startswith(drafts.STATEMENT_PREFIX) for name in cells)
    )
    if not sound:
        return None
    base = {**dict.fromkeys(drafts.COLUMNS, ""), **(seen or {})} if is_new else dict(seen or {})
    return DraftDecision(str(act), base, is_new, dict(cells))


def _are_cells(value: object) -> bool:
    """Return whether a value is a row: texts by name, none so long that no cell is."""
    return isinstance(value, dict) and all(
        isinstance(cell, str) and len(cell) <= MAX_CELL_LENGTH for cell in value.values()
    )
