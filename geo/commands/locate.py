"""`locate`: look for places without a position; show candidates; take a person's word on them.

Only `geo.edits` writes, so that each position is checked like any edit and can be undone. Without
a network, a key or a file it says what would work, and changes nothing.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from geo import progress, tell
from geo.errors import printable
from geo.intake.systems import NAMES, Reading
from geo.locate import candidates, gazetteers, looking, session
from geo.locate.accepting import Refused, Word
from geo.locate.agreeing import MOST_M, agreement
from geo.locate.gazetteers import Said
from geo.locate.looking import Asking, Found
from geo.locate.names import Names
from geo.locate.review import Review
from geo.locate.session import Session
from geo.locate.terms import SERVICES
from geo.locate.wanted import Wanted, around, wanted
from geo.phrases import phrase

if TYPE_CHECKING:
    from geo.geojson import Json

WORKS = """What works:
  --gazetteer FILE   without a network: a GeoNames country file (CN.txt), an .osm.pbf or GeoPackage
                     extract, any GeoJSON or CSV with names and coordinates
  nominatim, photon  with --user-agent "NAME (ADDRESS)", or an instance of your own in
                     NOMINATIM_URL, PHOTON_URL
  tianditu, amap, baidu  with a key of your own in TIANDITU_KEY, AMAP_KEY, BAIDU_KEY
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("--place", action="append", default=[], metavar="ID", help="only this place; repeatable")
    add("--worse-than", type=_metres, metavar="METRES", help="also places with a larger radius")
    add(
        "--service", action="append", default=[], choices=[*SERVICES],
        help="ask this one; repeatable (default: all that are configured)",
    )  # fmt: skip
    add(
        "--gazetteer", action="append", default=[], type=Path, metavar="FILE",
        help="look through a file; repeatable",
    )  # fmt: skip
    add(
        "--user-agent", default="", metavar="TEXT", help="who asks public services, with an address"
    )
    add(
        "--source", default="", metavar="TEXT", help="whose the gazetteer is, where it does not say"
    )
    add("--licence", default="", metavar="TEXT", help="its licence, or “none stated”")
    add(
        "--origin", default="", metavar="TEXT", help="who surveyed it, if independent of all others"
    )
    add("--datum", default="", choices=[*NAMES], help="datum of its degrees, where it says none")
    add("--crs", default="", help="its coordinate system, where it says none")
    add(
        "--permitted", action="append", default=[], type=_permission, metavar="SERVICE=LICENCE",
        help="the provider has allowed you to keep its results, and under what licence",
    )  # fmt: skip
    add("--dry-run", action="store_true", help="show what would be asked; ask and write nothing")
    add("--review", action="store_true", help="go through the candidates: accept, reject, note")
    add(
        "--accept-agreeing", type=_metres, metavar="METRES",
        help="accept where two independent sources agree so well and nothing speaks against it",
    )  # fmt: skip
    add("--lower", action="store_true", help="let positions become less certain")
    add("--checked-on", default="", metavar="DAY", help="day of the check (default: today)")


def _metres(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        message = f"{text!r} is no number of metres above 0"
        raise argparse.ArgumentTypeError(message)
    return value


def _permission(text: str) -> tuple[str, str]:
    service, equals, licence = text.partition("=")
    if not equals or service not in SERVICES or not licence.strip():
        message = f"{text!r} is not of the form SERVICE=LICENCE"
        raise argparse.ArgumentTypeError(message)
    return service, licence.strip()


def run(options: argparse.Namespace) -> int:
    """Look, show, and do what is asked with what was found."""
    desk = session.begin(options.data)
    places = wanted(desk.raw, options.place, options.worse_than)
    agent = looking.agent_of(options.user_agent)
    services, told = _services(options, places, agent)
    if options.dry_run:
        _dry(places, services, options.gazetteer, told)
        return 0
    deciding = options.review or options.accept_agreeing is not None
    if not services and not options.gazetteer and not deciding:
        progress.end()
        sys.stdout.write("".join(f"{line}\n" for line in told) + "Nothing was asked. " + WORKS)
        return 0
    found = _found(options, desk, places, services, agent)
    progress.end()
    for line in [*told, *found.told]:
        sys.stdout.write(printable(line) + "\n")
    desk.remember(looking.distinct(found.candidates))
    tell.faults(desk.save({}, phrase("history.sought-all", "candidates looked for")))
    _summary(desk, places)
    if not desk.held:
        sys.stdout.write(WORKS)
        return 0
    word = Word(options.checked_on or datetime.now(UTC).date().isoformat(), lower=options.lower)
    if options.accept_agreeing is not None:
        _agreeing(desk, places, options.accept_agreeing, word)
    if options.review:
        review = Review(desk, word, sys.stdin, sys.stdout)
        review.run(places)
        sys.stdout.write(f"{review.accepted:,} accepted, {review.rejected:,} rejected.\n")
    return 0


def _services(
    options: argparse.Namespace, places: Sequence[Wanted], agent: str
) -> tuple[list[str], list[str]]:
    """Return the services that can be asked, and what those that were named lack."""
    deciding = options.review or options.accept_agreeing is not None
    unasked = [] if options.gazetteer or deciding else looking.configured(agent)
    queries = sum(len(each.queries) for each in places)
    usable, told = [], []
    for name in dict.fromkeys(options.service or unasked):
        lacks = looking.missing(SERVICES[name], agent, queries)
        if lacks:
            told.append(f"{SERVICES[name].title}: {lacks}")
        else:
            usable.append(name)
    return usable, told


def _dry(
    places: Sequence[Wanted], services: Sequence[str], files: Sequence[Path], told: Sequence[str]
) -> None:
    """Show what would be asked."""
    progress.end()
    for line in told:
        sys.stdout.write(f"{line}\n")
    asked = ", ".join([*services, *(path.name for path in files)]) or "nobody"
    for each in places:
        sys.stdout.write(printable(f"{each.id}: {' | '.join(each.queries)}") + "\n")
    found = tell.number(len(places), "place")
    sys.stdout.write(f"{found}; would ask {asked}. Dry run: nothing was asked.\n")


def _found(
    options: argparse.Namespace, desk: Session, places: Sequence[Wanted],
    services: Sequence[str], agent: str,
) -> Found:  # fmt: skip
    """Return all that the sources give."""
    names = Names({each.id: each.named for each in places})
    bounds = desk.raw.project.bounds
    asking = Asking(options.data, bounds, agent, dict(options.permitted))
    said = Said(
        options.source, options.licence, options.origin, Reading(options.crs, options.datum)
    )
    near = gazetteers.nearby(bounds)
    opened = [gazetteers.opened(path, said, near) for path in options.gazetteer]
    every = [looking.look_up(each, names) for each in opened]
    every += [looking.ask(SERVICES[name], places, asking, names) for name in services]
    return Found(
        [each for found in every for each in found.candidates],
        [line for found in every for line in found.told],
    )


def _summary(desk: Session, places: Sequence[Wanted]) -> None:
    """Say how many places have candidates, and which have none."""
    found = {each.place for each in desk.held}
    without = [each.id for each in places if each.id not in found]
    kept = sum(bool(each.licence) for each in desk.held)
    sys.stdout.write(
        f"{tell.number(len(places), 'place')} looked for, "
        f"{len(places) - len(without):,} with candidates; "
        f"{tell.number(kept, 'candidate')} in {candidates.FILE}, "
        f"{len(desk.held) - kept:,} only to look at.\n"
    )


def _agreeing(desk: Session, places: Sequence[Wanted], within_m: float, word: Word) -> None:
    """Accept what two independent sources agree on; say of all others why not."""
    made: dict[str, tuple[Wanted, Json]] = {}
    outline = around(desk.raw).outline
    lines = [] if outline else ["The map's subject has no outline: nothing can be accepted so."]
    known = candidates.by_place(desk.held)
    for each in places if outline else ():
        agreed = agreement(known.get(each.id, []), min(within_m, MOST_M))
        why = agreed.why
        if agreed.chosen:
            try:
                borne = Word(word.day, lower=word.lower, borne_by=agreed.other)
                made[each.id] = each, desk.accept(each, agreed.chosen, borne)
            except Refused as refused:
                why = str(refused)
        lines.append(f"{each.id}: {why or 'accepted'}")
    sys.stdout.write("".join(printable(line) + "\n" for line in lines))
    what = phrase(
        "history.agreed",
        "{places} located by agreement",
        places=tell.number(len(made), "place"),
        n=len(made),
    )
    tell.faults(desk.save(made, what) if made else [])
    sys.stdout.write(f"{len(made):,} accepted.\n")
