"""One run of `read`: the article as a source, its drafts beside the facts, checked as any edit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geo.content import loader, map_toml
from geo.content.project import MAP_TOML, Source
from geo.edits import saving
from geo.faults.fault import Fault
from geo.faults.translation import Phrase, phrase
from geo.reading import drafts
from geo.reading.add_source import add_published, append_source, make_source, read_settings
from geo.reading.article_input import InputArticle
from geo.reading.model_client import ModelClient
from geo.reading.model_proposals import Proposals, propose_words
from geo.reading.read_article import read_article
from geo.runtime import files
from geo.runtime.files import sha256_hex


@dataclass(frozen=True)
class Outcome:
    """What a run has read and written."""

    source: Source
    is_new: bool
    counts: Mapping[str, int]
    """Drafts by what they are, `decided` of them, and cells `proposed` by a model or `refused`."""
    faults: tuple[Fault, ...]


def read_into(
    data: Path, article: InputArticle, asked: Mapping[str, str], client: ModelClient | None = None
) -> Outcome:
    """Add an article to a folder and write its drafts; raise `InputError` and write nothing else.

    A second run reads the article anew and leaves what was decided. A model is asked only about
    figures that nobody has decided; where it does not answer, the drafts stand without its words.
    """
    made_of = map_toml.read_project(data)
    source = make_source(article, made_of, asked)
    held_source = next((each for each in made_of.sources if each.id == source.id), None)
    others = [each for each in made_of.sources if each.id != source.id]
    raw = loader.read_project_files(replace(made_of, sources=(*others, source)), data)
    found = [*read_article(article.text, source, raw)]
    held = drafts.read_drafts(data)
    decided = {row["id"] for row in held if drafts.is_decided(row)}
    waiting = [each for each in found if each.sort == "figure" and each.id not in decided]
    proposals = Proposals({}, 0, ())
    if client:
        proposals = propose_words(client, article.text, source.lang, waiting, raw)
    rows = drafts.merge_drafts(held, found, source.id, proposals.cells)
    spoken = dict.fromkeys(map(drafts.name_statement, made_of.languages), "")
    rows = [{**spoken, **row} for row in rows]
    _save_with_text(data, article, source, _make_edit(data, rows, source, held_source))
    counts = Counter(each.sort for each in found)
    counts["decided"] = sum(map(drafts.is_decided, rows))
    counts["proposed"] = sum(map(len, proposals.cells.values()))
    counts["refused"] = proposals.refused
    return Outcome(source, held_source is None, counts, (*raw.faults, *proposals.faults))


def _make_edit(
    data: Path, rows: Sequence[drafts.Cells], source: Source, held: Source | None
) -> saving.Edit:
    """Return the edit of the drafts and, where the source is new or known better, of `map.toml`.

    What already stands there is no part of it.
    """
    written = {drafts.FILE: drafts.format_drafts(rows)}
    seen = {drafts.FILE: _hash_of(data / drafts.FILE)}
    if source != held:
        toml, seen[MAP_TOML] = read_settings(data)
        settings = add_published(toml, source) if held else append_source(toml, source)
        written[MAP_TOML] = settings.encode()
    changed = {file: text for file, text in written.items() if sha256_hex(text) != seen[file]}
    return saving.Edit(changed, {file: seen[file] for file in changed}, _name_edit(source))


def _save_with_text(data: Path, article: InputArticle, source: Source, edit: saving.Edit) -> None:
    """Put the text beside the map, then the edit; where that is refused the text goes again.

    The text is no part of the edit: a history would keep copies of what is not ours to publish.
    """
    path = data / source.file if source.file else None
    put = path is not None and not path.exists()
    if path and put:
        files.write_bytes(path, article.data)
    try:
        if edit.files:  # else everything stands there as it was read
            saving.save_edit(data, edit)
    except BaseException:
        if path and put:
            path.unlink(missing_ok=True)
        raise


def _name_edit(source: Source) -> Phrase:
    return phrase("history.read", source=source.id)


def _hash_of(path: Path) -> str:
    return sha256_hex(path.read_bytes()) if path.is_file() else ""
