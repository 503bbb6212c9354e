"""`new`: lay out a folder of content that builds at once."""

import argparse
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from geo.check import rules
from geo.content import loader
from geo.faults.fault import (
    Fault,
    InputError,
    escape_unambiguously,
    escape_unprintable,
    format_value,
)
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.importing.source_table import ReadingChoice
from geo.reading.add_source import make_source_id
from geo.reading.article_input import load_articles
from geo.scaffolding import new_folder, outline, placement
from geo.scaffolding.new_folder import NewArticle, NewMap
from geo.scaffolding.outline import Outline
from geo.terminal import progress
from geo.terminal.fault_report import format_count
from geo.text import characters

ID_PATTERN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LANGUAGE_PATTERN = re.compile(r"[a-z]{2,3}")
MAX_TEXT_LENGTH = 200
"""Characters of a title, a source and a licence."""
NAMED_TITLE = re.compile(r"([a-z]{2,3})=(.*)", re.DOTALL)
"""A title that says its language."""
OPTION_LOCATION = Location("new")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="the new folder (default: --data)"
    )
    parser.add_argument(
        "--title", action="append", metavar="[CODE=]TITLE",
        help="of the map; again for each language, in their order or as zh=TITLE",
    )  # fmt: skip
    parser.add_argument(
        "--outline", metavar="FILE",
        help="area of the map: any file that import reads, in any CRS",
    )  # fmt: skip
    parser.add_argument("--table", default="", help="table of an outline's file that has several")
    parser.add_argument("--encoding", default="", help="encoding of its text")
    parser.add_argument("--crs", default="", help="CRS of an outline that does not say its own")
    parser.add_argument("--source", metavar="NAME", help="where the outline comes from")
    parser.add_argument("--licence", metavar="NAME", help=f"its licence ({new_folder.NONE_STATED})")
    parser.add_argument(
        "--article", action="append", metavar="FILE",
        help="text, HTML or DOCX that the facts will cite; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--language", default="zh,en", metavar="CODES", help="languages of the map (zh,en)"
    )
    parser.add_argument("--id", metavar="ID", help="name of the built files (made of the title)")


def run_command(options: argparse.Namespace) -> int:
    """Ask for what is missing, where somebody can answer; lay out the folder; say what next."""
    target: Path = options.folder or options.data
    placement.check_free(target, ["map.toml"])
    languages = _parse_languages(options.language)
    if sys.stdin.isatty():
        _ask_missing(options, languages)
    wanted = _parse_options(options, languages)
    made = new_folder.make_files(wanted, target)
    placement.write_together(target, made, _check_buildable)
    sys.stdout.write("".join(f"{line}\n" for line in _format_summary(wanted, target, len(made))))
    return 0


def _parse_languages(codes: str) -> tuple[str, ...]:
    found = tuple(code.strip() for code in codes.split(","))
    if not all(map(LANGUAGE_PATTERN.fullmatch, found)) or len(set(found)) < len(found):
        rule, mend = phrase("new.language-code"), "--language zh,en"
        raise InputError(
            [OPTION_LOCATION.make_fault("--language", format_value(codes), rule, mend)]
        )
    return found


def _ask_missing(options: argparse.Namespace, languages: tuple[str, ...]) -> None:
    """Fill in what was not given with what is answered."""
    if not options.title:
        options.title = [_ask_question(f"Title of the map ({languages[0]})", needed=True)]
        options.title += [
            _ask_question(f"Title ({code}; empty: the same)") for code in languages[1:]
        ]
    asked_outline = not options.outline
    while asked_outline and not Path(options.outline or "").is_file():
        options.outline = _ask_question("File of the outline", needed=True, path=True)
    if asked_outline and not options.source:
        options.source = _ask_question("Where the outline comes from (empty: the file's name)")
    if asked_outline and not options.licence:
        options.licence = _ask_question(f"Its licence (empty: {new_folder.NONE_STATED})")
    if options.article is None:
        asked = _ask_question("File of the article (empty: none yet)", path=True)
        options.article = [asked] if asked else []


def _ask_question(question: str, *, needed: bool = False, path: bool = False) -> str:
    """Return an answer; quotation marks around a path that was dropped here are none of it."""
    while True:
        try:
            answer = input(f"{question}: ").strip()
        except EOFError:
            raise KeyboardInterrupt from None
        answer = answer.strip("'\"") if path else answer
        if answer or not needed:
            return answer


def _parse_options(options: argparse.Namespace, languages: tuple[str, ...]) -> NewMap:
    """Return what is to be made, or raise `InputError` with all that is wrong or missing."""
    faults = [*_check_missing(options, languages), *_check_texts(options, languages)]
    choice = ReadingChoice(options.table, encoding=options.encoding)
    drawn, articles = None, tuple[NewArticle, ...]()
    try:
        progress.set_stage("reading the outline")
        drawn = (
            outline.read_outline(Path(options.outline), choice, options.crs)
            if options.outline
            else None
        )
    except InputError as bad:
        faults += bad.faults
    try:
        articles = _read_articles(options.article or [])
    except InputError as bad:
        faults += bad.faults
    if faults or drawn is None:
        raise InputError(faults)
    title = {code: text for code, text in _sort_titles(options.title, languages) if text}
    source = options.source or _clean_name(Path(options.outline).name)
    licence = options.licence or new_folder.NONE_STATED
    ident = options.id or new_folder.make_map_id(title[languages[0]])
    return NewMap(ident, languages, title, _drop_unusable_name(drawn), source, licence, articles)


def _sort_titles(titles: list[str], languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return language and text of each title: the one that it names, else the next in order."""
    named = [NAMED_TITLE.fullmatch(title) for title in titles]
    left = iter([code for code in languages if code not in {each[1] for each in named if each}])
    return [
        (each[1] if each else next(left, ""), " ".join((each[2] if each else title).split()))
        for each, title in zip(named, titles, strict=True)
    ]


def _check_missing(options: argparse.Namespace, languages: tuple[str, ...]) -> Iterator[Fault]:
    titles = _sort_titles(options.title or [], languages)
    if not any(code == languages[0] and text for code, text in titles):
        rule = phrase("new.title-missing")
        mend = f'give it: --title "{languages[0]}=…"'
        yield OPTION_LOCATION.make_fault("--title", "", rule, mend)
    if not options.outline:
        rule = phrase("new.outline-missing")
        yield OPTION_LOCATION.make_fault(
            "--outline", "", rule, "give its file: --outline area.geojson"
        )


def _check_texts(options: argparse.Namespace, languages: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what is wrong with texts and the id."""
    titles = options.title or []
    codes = [code for code, _ in _sort_titles(titles, languages)]
    if "" in codes or set(codes) - {*languages} or len(set(codes)) < len(codes):
        rule = phrase("new.titles-too-many", languages=", ".join(languages))
        yield OPTION_LOCATION.make_fault(
            "--title", format_value(titles[-1]), rule, "give fewer, or more --language"
        )
    given = {"--source": options.source or "", "--licence": options.licence or ""}
    given |= {f"--title {number}": " ".join(text.split()) for number, text in enumerate(titles, 1)}
    yield from characters.find_forbidden(given, OPTION_LOCATION)
    for name, text in given.items():
        if len(text) > MAX_TEXT_LENGTH:
            rule = phrase("new.text-too-long", limit=MAX_TEXT_LENGTH)
            yield OPTION_LOCATION.make_fault(name, format_value(text), rule, "shorten it")
    if options.id and not (
        ID_PATTERN.fullmatch(options.id) and len(options.id) <= new_folder.MAX_ID_LENGTH
    ):
        rule = phrase("new.id-form", limit=new_folder.MAX_ID_LENGTH)
        yield OPTION_LOCATION.make_fault(
            "--id", format_value(options.id), rule, "for example my-county-2024"
        )


def _read_articles(paths: list[str]) -> tuple[NewArticle, ...]:
    """Return the articles, each with an id of its own."""
    found: dict[str, NewArticle] = {}
    for path, given in zip(paths, load_articles(map(Path, paths)), strict=True):
        stem = "article" if len(paths) == 1 else make_source_id(Path(path).stem)
        numbered = (f"{stem}-{number}" for number in range(2, len(paths) + 2))
        ident = next(each for each in (stem, *numbered) if each not in found)
        found[ident] = NewArticle(ident, _clean_name(Path(path).stem), given.data, given.text)
    return tuple(found.values())


def _clean_name(name: str) -> str:
    """Return a file's name as a text of the map: nothing in it that a text may not hold."""
    shown_name = characters.FORBIDDEN_PATTERN.sub("?", " ".join(name.split()))[:MAX_TEXT_LENGTH]
    return shown_name or "?"


def _drop_unusable_name(drawn: Outline) -> Outline:
    """Return the outline without a name that no place could have."""
    usable = len(drawn.name) <= MAX_TEXT_LENGTH and not characters.FORBIDDEN_PATTERN.search(
        drawn.name
    )
    return drawn if usable else replace(drawn, name="")


def _check_buildable(folder: Path) -> None:
    """Raise `InputError` where the folder would not build: it never should."""
    rules.check_content(loader.read_folder(folder))


def _format_summary(wanted: NewMap, target: Path, number: int) -> Iterator[str]:
    """Yield what was made of what, and the next step."""
    drawn, articles = wanted.outline, wanted.articles
    before, after = drawn.vertices
    languages = wanted.languages
    yield (
        f"{escape_unambiguously(str(target))}: {format_count(number, 'file')}, "
        f"map {wanted.id}, languages {', '.join(languages)}."
    )
    yield f"  outline  {escape_unambiguously(drawn.crs)}; {before:,} vertices"
    if drawn.tolerance_m:
        yield f"           simplified to {after:,}, by at most {drawn.tolerance_m:,.0f} m"
    for note in drawn.notes:
        yield f"           {escape_unprintable(note)}"
    if drawn.left_out:
        parts = format_count(drawn.left_out, "tiny part or hole", "tiny parts or holes")
        yield f"           left out: {parts}"
    yield f"  licence  {escape_unambiguously(wanted.licence)}"
    told = ", ".join(escape_unambiguously(each.title) for each in articles)
    yield f"  article  {told or 'none yet, README.md says how'}"
    if not new_folder.has_words(languages[0]):
        yield f"  words    there are none in {languages[0]}: texts of layers and notes are English"
    yield f"Build it:  python3 build_map.py --data {shlex.quote(str(target))}"
    yield "Then read  README.md in it, and map.toml, whose lines say what they are."
