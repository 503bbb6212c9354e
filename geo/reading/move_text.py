"""`read --moved`: an article was corrected, and all offsets into it follow.

Nothing is lost: what no longer fits keeps what can be kept of its place, and is told.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from geo import canonical
from geo.check import rules
from geo.content import article, facts, loader, map_toml, project
from geo.content.project import MAP_TOML, Source
from geo.edits import history, saving
from geo.faults.fault import Fault, InputError
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.reading import drafts
from geo.reading.add_source import read_settings
from geo.reading.article_input import InputArticle
from geo.reading.offsets import OffsetMap, map_offsets
from geo.runtime import files
from geo.runtime.files import sha256_hex


@dataclass(frozen=True)
class Moved:
    """What became of the offsets of one source."""

    source: Source
    facts: int
    lost: tuple[str, ...]
    """Facts of which no cited character is left; their offsets stay as they were."""
    faults: tuple[Fault, ...]
    """What `check` now says of the facts of this source."""


def move_text(data: Path, given: InputArticle, ident: str) -> Moved:
    """Put a corrected text in place of a source's and move every offset; an edit like any other.

    Raise `InputError` where the old text is not there, or it is not clear which source is meant.
    """
    made_of = map_toml.read_project(data)
    source = _choose_source(made_of, ident, given)
    texts, faults = article.read_articles(made_of, data)
    if source.id not in texts:
        rule = phrase("read.old-text-missing")
        mend = phrase("mend.put-old-text", file=source.file)
        raise InputError(
            [
                *faults,
                Location(f"{data.name}/{source.file}", ident=source.id).make_fault(
                    "", "", rule, mend
                ),
            ]
        )
    moves = map_offsets(texts[source.id].text, given.text)
    toml, seen = read_settings(data)
    written = {
        MAP_TOML: _update_settings(toml, source, given).encode(),
        source.file: given.data,
        **_move_citations(data, made_of, source.id, moves),
    }
    table, number, lost = _move_facts(data, source.id, moves)
    written |= table
    if rows := drafts.read_drafts(data):
        written[drafts.FILE] = drafts.format_drafts(
            [_move_draft(row, moves) if row.get("source") == source.id else row for row in rows]
        )
    known = {file: history.hash_file(data, file) for file in written} | {MAP_TOML: seen}
    _save_unchecked(data, saving.Edit(written, known, _name_edit(source)))
    found = rules.find_faults(loader.read_folder(data))
    own = tuple(each for each in found if each.code.startswith(("fact.", "citation.")))
    return Moved(source, number, lost, own)


def _save_unchecked(data: Path, edit: saving.Edit) -> None:
    """Make it stand unchecked: the corrected text is true, whatever no longer fits it."""
    with saving.lock_folder(data.resolve()):
        history.expect_unchanged(data, edit.seen)
        history.add_entry(data, edit.files, edit.why)


def _choose_source(made_of: project.Project, ident: str, given: InputArticle) -> Source:
    """Return the source that is meant: the one named, or the only one with a file."""
    filed = [each for each in made_of.sources if each.file]
    named = [each for each in filed if each.id == ident] if ident else filed
    if len(named) == 1:
        return named[0]
    rule = phrase("read.source-unclear")
    mend = phrase("mend.name-source", ids=tuple(each.id for each in filed))
    raise InputError([Location(given.name).make_fault("--id", ident, rule, mend)])


def _update_settings(toml: str, source: Source, given: InputArticle) -> str:
    """Return `map.toml` with the hash and length of the new text; all else as it stands."""
    begin = toml.index(source.sha256)
    table = re.compile(r"^\s*\[", re.MULTILINE)
    start = max((each.start() for each in table.finditer(toml, 0, begin)), default=0)
    following = table.search(toml, begin)
    end = following.start() if following else len(toml)
    part = toml[start:end].replace(source.sha256, sha256_hex(given.data))
    part = re.sub(r"(?m)^(\s*length\s*=\s*)\d+", rf"\g<1>{len(given.text)}", part)
    return toml[:start] + part + toml[end:]


def _move_facts(
    data: Path, source: str, moves: OffsetMap
) -> tuple[dict[str, bytes], int, tuple[str, ...]]:
    """Return the table of facts with its offsets moved, how many are cited, and which are lost."""
    path = data / facts.FACTS_CSV
    if not path.exists():
        return {}, 0, ()
    text, faults = files.read_whole(path, f"{data.name}/{facts.FACTS_CSV}")
    if text is None:
        raise InputError(faults)
    changes: dict[str, Mapping[str, str] | None] = {}
    rows, _ = facts.read_facts(data)
    cited = [row for row in rows.iter_rows() if row.cells.get("source") == source]
    lost = []
    for row in cited:
        ident, start, end = (row.cells.get(name) for name in ("id", "start", "end"))
        if not isinstance(start, int) or not isinstance(end, int):
            continue
        if span := moves.move_span(start, end):
            changes[str(ident)] = {"start": str(span[0]), "end": str(span[1])}
        else:
            lost.append(str(ident))
    tidy = canonical.apply_fact_edits(text, f"{data.name}/{facts.FACTS_CSV}", changes)
    if tidy.faults:
        raise InputError(tidy.faults)
    return {facts.FACTS_CSV: tidy.text.encode()}, len(cited), tuple(lost)


def _move_citations(
    data: Path, made_of: project.Project, source: str, moves: OffsetMap
) -> dict[str, bytes]:
    """Return the GeoJSON files that cite the source as `id:start-end`, their offsets moved."""
    named = {layer.file for layer in made_of.layers} | {made_of.areas}
    found = {}
    for file in sorted(each for each in named if each.endswith(".geojson")):
        path = data / file
        text = path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
        moved = re.sub(
            rf"(?<![\w-]){re.escape(source)}:(\d+)-(\d+)", _make_replacer(source, moves), text
        )
        if moved != text and "\ufffd" not in text:
            found[file] = moved.encode()
    return found


def _make_replacer(source: str, moves: OffsetMap) -> Callable[[re.Match[str]], str]:
    def move(found: re.Match[str]) -> str:
        span = moves.move_span(int(found[1]), int(found[2]))
        return f"{source}:{span[0]}-{span[1]}" if span else found[0]

    return move


def _move_draft(row: drafts.Cells, moves: OffsetMap) -> drafts.Cells:
    """Return a draft with its offsets moved; one of which nothing is left stays as it was."""

    def move(start: str, end: str) -> tuple[str, str] | None:
        if not (start.isdigit() and end.isdigit()):
            return None
        span = moves.move_span(int(start), int(end))
        return (str(span[0]), str(span[1])) if span else None

    span = move(row.get("start", ""), row.get("end", ""))
    if span is None:
        return row
    what = row["id"].partition(":")[2].partition(":")[2]
    ident = f"{row['source']}:{span[0]}-{span[1]}" + (f":{what}" if what else "")
    moved = {**row, "id": ident, "start": span[0], "end": span[1]}
    if clause := move(row.get("clause_start", ""), row.get("clause_end", "")):
        moved["clause_start"], moved["clause_end"] = clause
    mentions = [
        move(*each.split("-")) for each in row.get("mentions", "").split(";") if "-" in each
    ]
    if mentions:
        moved["mentions"] = ";".join("-".join(each) for each in mentions if each)
    return moved


def _name_edit(source: Source) -> Phrase:
    return phrase("history.moved", source=source.id)
