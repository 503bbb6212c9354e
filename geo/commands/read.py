"""`read`: drafts of facts and places from an article, for a person to decide on."""

import argparse
import os
import re
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.content.project import Source
from geo.edits import history
from geo.faults.fault import InputError, escape_unambiguously, format_value, select_errors
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.reading import drafts
from geo.reading.accept_drafts import accept_drafts
from geo.reading.article_input import InputArticle, load_articles
from geo.reading.model_client import KEY_NAME, ModelClient
from geo.reading.move_text import move_text
from geo.reading.read_folder import Outcome, read_into
from geo.terminal import fault_report, progress
from geo.terminal.fault_report import format_count

FORMS = {
    "id": (r"[a-z0-9]+(-[a-z0-9]+)*", "gazette-2019"),
    "lang": (r"[a-z]{2,3}", "en"),
    "published": (r"\d{4}(-\d{2}){0,2}", "2019-05-31"),
}
"""What an option must look like, and an example."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "articles", nargs="*", type=Path, metavar="ARTICLE", help="text, HTML or DOCX"
    )
    parser.add_argument("--id", default="", help="id of the source (made of the file's name)")
    parser.add_argument("--title", default="", help="its title (the file's name)")
    parser.add_argument("--lang", default="", help="its language (found by its words)")
    parser.add_argument("--encoding", default="", help="of a text that is not UTF-8: gb18030")
    parser.add_argument("--published", default="", help="its day, month or year")
    parser.add_argument(
        "--model", default="", metavar="URL",
        help="ask a model there (OpenAI-compatible) to propose words, places and states",
    )  # fmt: skip
    parser.add_argument("--model-name", default="", metavar="NAME", help="which of its models")
    parser.add_argument(
        "--accept", action="store_true",
        help="no ARTICLE: make facts and places of the drafts that were accepted",
    )  # fmt: skip
    parser.add_argument(
        "--moved", action="store_true",
        help="the article is a corrected text of a source: move all offsets into it",
    )  # fmt: skip


def run_command(options: argparse.Namespace) -> int:
    """Read each article; tell what was found."""
    asked = {name: getattr(options, name) for name in ("id", "title", "lang", "published")}
    if options.accept != (not options.articles):
        rule = phrase("read.article-or-accept")
        mend = phrase("mend.article-or-accept")
        found = " ".join(map(str, options.articles))
        raise InputError([Location("read").make_fault("ARTICLE", found, rule, mend)])
    if options.accept:
        return _accept_drafts(options.data)
    _expect_forms(asked, len(options.articles))
    articles = load_articles(options.articles, options.encoding)
    if options.moved:
        return _move_offsets(options.data, articles, asked["id"])
    client = None
    if options.model:
        client = ModelClient(options.model, options.model_name, os.environ.get(KEY_NAME, ""))
    sources: list[Source] = []
    for article in articles:
        with _telling_conflicts():
            outcome = read_into(options.data, article, asked, client)
        progress.end_progress()
        fault_report.print_faults(outcome.faults)
        sys.stdout.write(_format_summary(outcome))
        sources.append(outcome.source)
    sys.stdout.write(_format_next(options.data, sources))
    return 0


def _accept_drafts(data: Path) -> int:
    """Make facts and places of what was accepted; tell which."""
    with _telling_conflicts():
        made = accept_drafts(data)
    progress.end_progress()
    fault_report.print_faults(made.faults)
    sys.stdout.write(
        f"{format_count(len(made.facts), 'fact')} and {format_count(len(made.places), 'place')} "
        f"made of accepted drafts{': ' if made.facts or made.places else ''}"
        f"{', '.join((*made.facts, *made.places))}.\n"
    )
    return 0


@contextmanager
def _telling_conflicts() -> Iterator[None]:
    """Raise `InputError` where somebody else has changed a file meanwhile."""
    try:
        yield
    except history.EditConflictError as conflict:
        rule = phrase("file.changed-meanwhile")
        mend = phrase("mend.read-again")
        raise InputError(
            [Location(file).make_fault("", "", rule, mend) for file in conflict.files]
        ) from None


def _move_offsets(data: Path, articles: list[InputArticle], ident: str) -> int:
    """Move the offsets into one corrected text; tell what no longer fits it."""
    if len(articles) > 1:
        rule = phrase("read.moved-one")
        mend = phrase("mend.read-apart")
        raise InputError([Location("read").make_fault("--moved", "", rule, mend)])
    moved = move_text(data, articles[0], ident)
    progress.end_progress()
    fault_report.print_faults(moved.faults)
    sys.stdout.write(
        f"{escape_unambiguously(moved.source.id)}: the corrected text is followed by "
        f"{format_count(moved.facts, 'fact')}; "
        f"of {len(moved.lost):,} nothing cited is left"
        f"{': ' + ', '.join(moved.lost) if moved.lost else ''}.\n"
    )
    return 1 if moved.lost or select_errors(moved.faults) else 0


def _expect_forms(asked: dict[str, str], number: int) -> None:
    """Raise `InputError` with every option that cannot be."""
    found = []
    for name, (pattern, example) in FORMS.items():
        if asked[name] and not re.fullmatch(pattern, asked[name]):
            rule = phrase("read.option-form", example=example)
            mend = phrase("mend.correct-option")
            found.append(
                Location("read").make_fault(f"--{name}", format_value(asked[name]), rule, mend)
            )
    if number > 1 and (asked["id"] or asked["title"]):
        rule = phrase("read.option-one")
        mend = phrase("mend.read-apart")
        found.append(
            Location("read").make_fault(
                "--id", format_value(asked["id"] or asked["title"]), rule, mend
            )
        )
    if found:
        raise InputError(found)


def _format_summary(outcome: Outcome) -> str:
    """Return what was found, and where it stands."""
    counts, source = outcome.counts, outcome.source
    added = "added to map.toml" if outcome.is_new else "read anew"
    return (
        f"{escape_unambiguously(source.id)}: {added}; language {source.lang}, "
        f"{format_count(source.length, 'character')}.\n"
        f"  {format_count(counts.get('figure', 0), 'figure')}, "
        f"{format_count(counts.get('name', 0), 'name')}, "
        f"{format_count(counts.get('sentence', 0), 'sentence')} without either; "
        f"{counts['decided']:,} decided.\n"
        f"{_format_proposals(outcome)}"
        f"  They wait in {drafts.FILE}; no fact and no place has changed.\n"
    )


def _format_next(data: Path, sources: Iterable[Source]) -> str:
    """Return what to do with the drafts, and which articles say nothing by “this year”."""
    undated = ", ".join(escape_unambiguously(each.id) for each in sources if not each.published)
    said = "appeared (--published 2024-10): “this year” is no year there"
    missing = f"Nobody has said when {undated} {said}.\n" if undated else ""
    serve = f"python3 build_map.py serve --data {shlex.quote(str(data))}"
    return f"{missing}Decide on them beside the map:  {serve}, Edit, Review the article\n"


def _format_proposals(outcome: Outcome) -> str:
    """Return what a model has proposed, where one was asked and has."""
    proposed, refused = outcome.counts["proposed"], outcome.counts["refused"]
    if not proposed and not refused:
        return ""
    return (
        f"  A model proposed {format_count(proposed, 'cell')} that a person has to decide on; "
        f"{refused:,} did not pass and are left out.\n"
    )
