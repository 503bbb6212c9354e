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
from geo.faults.fault import Fault, InputError, escape_unambiguously, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.runtime import files
from geo.runtime.file_access import read_bytes
from geo.scaffolding import new_folder, outline, placement
from geo.scaffolding.new_folder import NewArticle, NewMap
from geo.scaffolding.outline import Outline
from geo.terminal import progress
from geo.text import characters

ID_PATTERN = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LANGUAGE_PATTERN = re.compile(r"[a-z]{2,3}")
MAX_TEXT_LENGTH = 200
"""Characters of a title, a source and a licence."""
OPTION_LOCATION = Location("new")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="the new folder (default: --data)"
    )
    parser.add_argument(
        "--title", action="append", metavar="TITLE", help="of the map; again for each language"
    )
    parser.add_argument(
        "--outline", metavar="FILE",
        help="area of the map: GeoJSON, GeoPackage, Shapefile, KML and the like, in any CRS",
    )  # fmt: skip
    parser.add_argument("--crs", default="", help="CRS of an outline that does not say its own")
    parser.add_argument("--source", metavar="NAME", help="where the outline comes from")
    parser.add_argument("--licence", metavar="NAME", help=f"its licence ({new_folder.NONE_STATED})")
    parser.add_argument("--article", metavar="FILE", help="text that the facts will cite (UTF-8)")
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
        rule, mend = (
            phrase("new.language-code", "languages are codes of two or three letters, each once"),
            "--language zh,en",
        )
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
        options.article = _ask_question("File of the article (empty: none yet)", path=True)


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
    """Return what is to be made, or raise `BadInput` with all that is wrong or missing."""
    faults = [*_check_missing(options), *_check_texts(options, languages)]
    drawn, article = None, None
    try:
        progress.set_stage("reading the outline")
        drawn = (
            outline.read_outline(Path(options.outline), options.crs) if options.outline else None
        )
    except InputError as bad:
        faults += bad.faults
    try:
        article = _read_article(Path(options.article)) if options.article else None
    except InputError as bad:
        faults += bad.faults
    if faults or drawn is None:
        raise InputError(faults)
    given = [" ".join(title.split()) for title in options.title]
    title = {code: text for code, text in zip(languages, given, strict=False) if text}
    source = options.source or _clean_name(Path(options.outline).name)
    licence = options.licence or new_folder.NONE_STATED
    ident = options.id or new_folder.make_map_id(given[0])
    return NewMap(ident, languages, title, _drop_unusable_name(drawn), source, licence, article)


def _check_missing(options: argparse.Namespace) -> Iterator[Fault]:
    if not options.title or not options.title[0].strip():
        yield OPTION_LOCATION.make_fault(
            "--title", "", phrase("new.title-missing", "a map has a title"), 'give it: --title "…"'
        )
    if not options.outline:
        rule = phrase("new.outline-missing", "a map has the outline of its area")
        yield OPTION_LOCATION.make_fault(
            "--outline", "", rule, "give its file: --outline area.geojson"
        )


def _check_texts(options: argparse.Namespace, languages: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what is wrong with texts and the id."""
    titles = options.title or []
    if len(titles) > len(languages):
        rule = phrase(
            "new.titles-too-many",
            "there is a title for each language at most ({languages})",
            languages=", ".join(languages),
        )
        yield OPTION_LOCATION.make_fault(
            "--title", format_value(titles[-1]), rule, "give fewer, or more --language"
        )
    given = {"--source": options.source or "", "--licence": options.licence or ""}
    given |= {f"--title {number}": " ".join(text.split()) for number, text in enumerate(titles, 1)}
    yield from characters.find_forbidden(given, OPTION_LOCATION)
    for name, text in given.items():
        if len(text) > MAX_TEXT_LENGTH:
            rule = phrase("new.text-too-long", "at most {limit} characters", limit=MAX_TEXT_LENGTH)
            yield OPTION_LOCATION.make_fault(name, format_value(text), rule, "shorten it")
    if options.id and not (
        ID_PATTERN.fullmatch(options.id) and len(options.id) <= new_folder.MAX_ID_LENGTH
    ):
        rule = phrase(
            "new.id-form",
            "lower-case words joined by hyphens, a letter first, at most {limit} long",
            limit=new_folder.MAX_ID_LENGTH,
        )
        yield OPTION_LOCATION.make_fault(
            "--id", format_value(options.id), rule, "for example my-county-2024"
        )


def _read_article(path: Path) -> NewArticle:
    """Return the article in a file, or raise `BadInput` where it is no text."""
    at = Location(escape_unambiguously(path.name))
    text, faults = files.read_text(path, at.file)
    if text is None:
        raise InputError(faults)
    if not text.strip():
        raise InputError(
            [
                at.make_fault(
                    "",
                    "",
                    phrase("new.article-empty", "the article must hold text"),
                    "give another file",
                )
            ]
        )
    if "\0" in text:
        rule, mend = (
            phrase("new.article-binary", "the article must be plain text"),
            "save it as text with the encoding UTF-8",
        )
        raise InputError([at.make_fault("", "a binary file", rule, mend)])
    return NewArticle(_clean_name(path.stem), read_bytes(path, at.file), text)


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
    """Raise `BadInput` where the folder would not build: it never should."""
    rules.check_content(loader.read_folder(folder))


def _format_summary(wanted: NewMap, target: Path, number: int) -> Iterator[str]:
    """Yield what was made of what, and the next step."""
    drawn, article = wanted.outline, wanted.article
    before, after = drawn.vertices
    languages = ", ".join(wanted.languages)
    yield (
        f"{escape_unambiguously(str(target))}: {number} files, map {wanted.id}, languages "
        f"{languages}."
    )
    yield f"  outline  {escape_unambiguously(drawn.crs)}; {before:,} vertices"
    if drawn.tolerance_m:
        yield f"           simplified to {after:,}, by at most {drawn.tolerance_m:,.0f} m"
    for view in drawn.views:
        yield f"           the view {format_value(view)} is left out: only plain tables are read"
    if drawn.left_out:
        yield f"           {drawn.left_out:,} tiny parts or holes left out"
    yield f"  licence  {escape_unambiguously(wanted.licence)}"
    yield (
        "  article  "
        f"{escape_unambiguously(article.title) if article else 'none yet, README.md says how'}"
    )
    yield f"Build it:  python3 build_map.py --data {shlex.quote(str(target))}"
    yield "Then read  README.md in it, and map.toml, whose lines say what they are."
