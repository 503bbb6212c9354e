"""`new`: lay out a folder of content that builds at once."""

import argparse
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from geo import characters, check, content, files, outline, progress, start
from geo.errors import BadInput, Fault, safe, shown
from geo.formats.opening import read_bytes
from geo.outline import Outline
from geo.phrases import phrase
from geo.schemas import At
from geo.start import Article, Wanted, place

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LANGUAGE = re.compile(r"[a-z]{2,3}")
LONGEST = 200
"""Characters of a title, a source and a licence."""
OPTION = At("new")


def arguments(parser: argparse.ArgumentParser) -> None:
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
    parser.add_argument("--licence", metavar="NAME", help=f"its licence ({start.NONE_STATED})")
    parser.add_argument("--article", metavar="FILE", help="text that the facts will cite (UTF-8)")
    parser.add_argument(
        "--language", default="zh,en", metavar="CODES", help="languages of the map (zh,en)"
    )
    parser.add_argument("--id", metavar="ID", help="name of the built files (made of the title)")


def run(options: argparse.Namespace) -> int:
    """Ask for what is missing, where somebody can answer; lay out the folder; say what next."""
    target: Path = options.folder or options.data
    place.free(target, ["map.toml"])
    languages = _languages(options.language)
    if sys.stdin.isatty():
        _ask(options, languages)
    wanted = _wanted(options, languages)
    made = start.contents(wanted, target)
    place.put(target, made, _sound)
    sys.stdout.write("".join(f"{line}\n" for line in _summary(wanted, target, len(made))))
    return 0


def _languages(codes: str) -> tuple[str, ...]:
    found = tuple(code.strip() for code in codes.split(","))
    if not all(map(LANGUAGE.fullmatch, found)) or len(set(found)) < len(found):
        rule, mend = (
            phrase("new.language-code", "languages are codes of two or three letters, each once"),
            "--language zh,en",
        )
        raise BadInput([OPTION.fault("--language", shown(codes), rule, mend)])
    return found


def _ask(options: argparse.Namespace, languages: tuple[str, ...]) -> None:
    """Fill in what was not given with what is answered."""
    if not options.title:
        options.title = [_answer(f"Title of the map ({languages[0]})", needed=True)]
        options.title += [_answer(f"Title ({code}; empty: the same)") for code in languages[1:]]
    asked_outline = not options.outline
    while asked_outline and not Path(options.outline or "").is_file():
        options.outline = _answer("File of the outline", needed=True, path=True)
    if asked_outline and not options.source:
        options.source = _answer("Where the outline comes from (empty: the file's name)")
    if asked_outline and not options.licence:
        options.licence = _answer(f"Its licence (empty: {start.NONE_STATED})")
    if options.article is None:
        options.article = _answer("File of the article (empty: none yet)", path=True)


def _answer(question: str, *, needed: bool = False, path: bool = False) -> str:
    """Return an answer; quotation marks around a path that was dropped here are none of it."""
    while True:
        try:
            answer = input(f"{question}: ").strip()
        except EOFError:
            raise KeyboardInterrupt from None
        answer = answer.strip("'\"") if path else answer
        if answer or not needed:
            return answer


def _wanted(options: argparse.Namespace, languages: tuple[str, ...]) -> Wanted:
    """Return what is to be made, or raise `BadInput` with all that is wrong or missing."""
    faults = [*_missing(options), *_texts(options, languages)]
    drawn, article = None, None
    try:
        progress.stage("reading the outline")
        drawn = outline.read(Path(options.outline), options.crs) if options.outline else None
    except BadInput as bad:
        faults += bad.faults
    try:
        article = _article(Path(options.article)) if options.article else None
    except BadInput as bad:
        faults += bad.faults
    if faults or drawn is None:
        raise BadInput(faults)
    given = [" ".join(title.split()) for title in options.title]
    title = {code: text for code, text in zip(languages, given, strict=False) if text}
    source = options.source or _plain(Path(options.outline).name)
    licence = options.licence or start.NONE_STATED
    ident = options.id or start.slug(given[0])
    return Wanted(ident, languages, title, _named(drawn), source, licence, article)


def _missing(options: argparse.Namespace) -> Iterator[Fault]:
    if not options.title or not options.title[0].strip():
        yield OPTION.fault(
            "--title", "", phrase("new.title-missing", "a map has a title"), 'give it: --title "…"'
        )
    if not options.outline:
        rule = phrase("new.outline-missing", "a map has the outline of its area")
        yield OPTION.fault("--outline", "", rule, "give its file: --outline area.geojson")


def _texts(options: argparse.Namespace, languages: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what is wrong with texts and the id."""
    titles = options.title or []
    if len(titles) > len(languages):
        rule = phrase(
            "new.titles-too-many",
            "there is a title for each language at most ({languages})",
            languages=", ".join(languages),
        )
        yield OPTION.fault("--title", shown(titles[-1]), rule, "give fewer, or more --language")
    given = {"--source": options.source or "", "--licence": options.licence or ""}
    given |= {f"--title {number}": " ".join(text.split()) for number, text in enumerate(titles, 1)}
    yield from characters.faults(given, OPTION)
    for name, text in given.items():
        if len(text) > LONGEST:
            rule = phrase("new.text-too-long", "at most {limit} characters", limit=LONGEST)
            yield OPTION.fault(name, shown(text), rule, "shorten it")
    if options.id and not (ID.fullmatch(options.id) and len(options.id) <= start.ID_LENGTH):
        rule = phrase(
            "new.id-form",
            "lower-case words joined by hyphens, a letter first, at most {limit} long",
            limit=start.ID_LENGTH,
        )
        yield OPTION.fault("--id", shown(options.id), rule, "for example my-county-2024")


def _article(path: Path) -> Article:
    """Return the article in a file, or raise `BadInput` where it is no text."""
    at = At(safe(path.name))
    text, faults = files.read_text(path, at.file)
    if text is None:
        raise BadInput(faults)
    if not text.strip():
        raise BadInput(
            [
                at.fault(
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
        raise BadInput([at.fault("", "a binary file", rule, mend)])
    return Article(_plain(path.stem), read_bytes(path, at.file), text)


def _plain(name: str) -> str:
    """Return a file's name as a text of the map: nothing in it that a text may not hold."""
    shown_name = characters.FORBIDDEN.sub("?", " ".join(name.split()))[:LONGEST]
    return shown_name or "?"


def _named(drawn: Outline) -> Outline:
    """Return the outline without a name that no place could have."""
    usable = len(drawn.name) <= LONGEST and not characters.FORBIDDEN.search(drawn.name)
    return drawn if usable else replace(drawn, name="")


def _sound(folder: Path) -> None:
    """Raise `BadInput` where the folder would not build: it never should."""
    check.checked(content.read(folder))


def _summary(wanted: Wanted, target: Path, number: int) -> Iterator[str]:
    """Yield what was made of what, and the next step."""
    drawn, article = wanted.outline, wanted.article
    before, after = drawn.vertices
    languages = ", ".join(wanted.languages)
    yield f"{safe(str(target))}: {number} files, map {wanted.id}, languages {languages}."
    yield f"  outline  {safe(drawn.crs)}; {before:,} vertices"
    if drawn.tolerance_m:
        yield f"           simplified to {after:,}, by at most {drawn.tolerance_m:,.0f} m"
    if drawn.left_out:
        yield f"           {drawn.left_out:,} tiny parts or holes left out"
    yield f"  licence  {safe(wanted.licence)}"
    yield f"  article  {safe(article.title) if article else 'none yet, README.md says how'}"
    yield f"Build it:  python3 build_map.py --data {shlex.quote(str(target))}"
    yield "Then read  README.md in it, and map.toml, whose lines say what they are."
