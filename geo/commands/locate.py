"""`locate`: look for places without a position; show candidates; take a person's word on them.

Only `geo.edits.saving` writes, so that each position is checked like any edit and can be undone.
Without a network, a key or a file it says what would work, and changes nothing.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from geo.faults.fault import escape_unprintable
from geo.faults.translation import phrase
from geo.importing.crs_choice import DATUMS_BY_OPTION, CrsChoice
from geo.locating import candidates, gazetteers, geocoding, locate_session
from geo.locating.acceptance import AcceptanceOptions, AcceptanceRefusedError
from geo.locating.gazetteers import GazetteerSource
from geo.locating.geocoding import GeocodingRequest, GeocodingResult
from geo.locating.locate_session import LocateSession
from geo.locating.name_matching import NameMatcher
from geo.locating.service_registry import SERVICES
from geo.locating.source_agreement import MAX_AGREEMENT_M, find_agreement
from geo.locating.targets import GeocodingTarget, find_context, list_targets
from geo.locating.terminal_review import TerminalReview
from geo.terminal import fault_report, progress

if TYPE_CHECKING:
    from geo.formats.geojson import Json

GAZETTEER_HELP = """What works:
  --gazetteer FILE   without a network: a GeoNames country file (CN.txt), an .osm.pbf or GeoPackage
                     extract, any GeoJSON or CSV with names and coordinates
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("--place", action="append", default=[], metavar="ID", help="only this place; repeatable")
    add(
        "--worse-than", type=_parse_metres, metavar="METRES",
        help="also places with a larger radius",
    )  # fmt: skip
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
    add(
        "--datum", default="", choices=[*DATUMS_BY_OPTION],
        help="datum of its degrees, where it says none",
    )  # fmt: skip
    add("--crs", default="", help="its coordinate system, where it says none")
    add(
        "--permitted", action="append", default=[], type=_parse_permission,
        metavar="SERVICE=LICENCE",
        help="the provider has allowed you to keep its results, and under what licence",
    )  # fmt: skip
    add("--dry-run", action="store_true", help="show what would be asked; ask and write nothing")
    add("--review", action="store_true", help="go through the candidates: accept, reject, note")
    add(
        "--accept-agreeing", type=_parse_metres, metavar="METRES",
        help="accept where two independent sources agree so well and nothing speaks against it",
    )  # fmt: skip
    add("--lower", action="store_true", help="let positions become less certain")
    add("--checked-on", default="", metavar="DAY", help="day of the check (default: today)")


def _parse_metres(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        message = f"{text!r} is no number of metres above 0"
        raise argparse.ArgumentTypeError(message)
    return value


def _parse_permission(text: str) -> tuple[str, str]:
    service, equals, licence = text.partition("=")
    if not equals or service not in SERVICES or not licence.strip():
        message = f"{text!r} is not of the form SERVICE=LICENCE"
        raise argparse.ArgumentTypeError(message)
    return service, licence.strip()


def run_command(options: argparse.Namespace) -> int:
    """Look, show, and do what is asked with what was found."""
    desk = locate_session.begin_session(options.data)
    places = list_targets(desk.raw, options.place, options.worse_than)
    agent = geocoding.user_agent(options.user_agent)
    services, told = _select_services(options, places, agent)
    if options.dry_run:
        _print_dry_run(places, services, options.gazetteer, told)
        return 0
    deciding = options.review or options.accept_agreeing is not None
    if not services and not options.gazetteer and not deciding:
        progress.end_progress()
        sys.stdout.write(
            "".join(f"{line}\n" for line in told) + "Nothing was asked. " + _format_sources()
        )
        return 0
    found = _ask_sources(options, desk, places, services, agent)
    progress.end_progress()
    for line in [*told, *found.messages]:
        sys.stdout.write(escape_unprintable(line) + "\n")
    desk.add_candidates(geocoding.limit_candidates(found.candidates))
    fault_report.print_faults(desk.save_changes({}, phrase("history.sought-all")))
    _print_summary(desk, places)
    if not desk.held:
        sys.stdout.write(_format_sources())
        return 0
    word = AcceptanceOptions(
        options.checked_on or datetime.now(UTC).date().isoformat(), allow_downgrade=options.lower
    )
    if options.accept_agreeing is not None:
        _accept_agreeing(desk, places, options.accept_agreeing, word)
    if options.review:
        review = TerminalReview(desk, word, sys.stdin, sys.stdout)
        review.review_places(places)
        sys.stdout.write(f"{review.accepted:,} accepted, {review.rejected:,} rejected.\n")
    return 0


def _format_sources() -> str:
    """Return what can be asked and what each source needs."""
    public = [each for each in SERVICES.values() if not each.key_env]
    keyed = [each for each in SERVICES.values() if each.key_env]
    urls = ", ".join(each.url_env for each in public)
    keys = ", ".join(each.key_env for each in keyed)
    return (
        f"{GAZETTEER_HELP}"
        f'  {", ".join(each.name for each in public)}  with --user-agent "NAME (ADDRESS)", or an '
        f"instance of your own in\n                     {urls}\n"
        f"  {', '.join(each.name for each in keyed)}  with a key of your own in {keys}\n"
    )


def _select_services(
    options: argparse.Namespace, places: Sequence[GeocodingTarget], agent: str
) -> tuple[list[str], list[str]]:
    """Return the services that can be asked, and what those that were named lack."""
    deciding = options.review or options.accept_agreeing is not None
    unasked = [] if options.gazetteer or deciding else geocoding.list_configured(agent)
    queries = sum(len(each.queries) for each in places)
    usable, told = [], []
    for name in dict.fromkeys(options.service or unasked):
        lacks = geocoding.missing_requirement(SERVICES[name], agent, queries)
        if lacks:
            told.append(f"{SERVICES[name].title}: {lacks}")
        else:
            usable.append(name)
    return usable, told


def _print_dry_run(
    places: Sequence[GeocodingTarget],
    services: Sequence[str],
    files: Sequence[Path],
    told: Sequence[str],
) -> None:
    """Show what would be asked."""
    progress.end_progress()
    for line in told:
        sys.stdout.write(f"{line}\n")
    asked = ", ".join([*services, *(path.name for path in files)]) or "nobody"
    for each in places:
        sys.stdout.write(escape_unprintable(f"{each.id}: {' | '.join(each.queries)}") + "\n")
    found = fault_report.format_count(len(places), "place")
    sys.stdout.write(f"{found}; would ask {asked}. Dry run: nothing was asked.\n")


def _ask_sources(
    options: argparse.Namespace, desk: LocateSession, places: Sequence[GeocodingTarget],
    services: Sequence[str], agent: str,
) -> GeocodingResult:  # fmt: skip
    names = NameMatcher({each.id: each.named for each in places})
    bounds = desk.raw.project.bounds
    asking = GeocodingRequest(options.data, bounds, agent, dict(options.permitted))
    said = GazetteerSource(
        options.source, options.licence, options.origin, CrsChoice(options.crs, options.datum)
    )
    near = gazetteers.expand_bounds(bounds)
    opened = [gazetteers.open_gazetteer(path, said, near) for path in options.gazetteer]
    every = [geocoding.search_gazetteer(each, names) for each in opened]
    every += [geocoding.geocode_places(SERVICES[name], places, asking, names) for name in services]
    return GeocodingResult(
        [each for found in every for each in found.candidates],
        [line for found in every for line in found.messages],
    )


def _print_summary(desk: LocateSession, places: Sequence[GeocodingTarget]) -> None:
    """Say how many places have candidates, and which have none."""
    found = {each.place for each in desk.held}
    without = [each.id for each in places if each.id not in found]
    kept = sum(bool(each.licence) for each in desk.held)
    sys.stdout.write(
        f"{fault_report.format_count(len(places), 'place')} looked for, "
        f"{len(places) - len(without):,} with candidates; "
        f"{fault_report.format_count(kept, 'candidate')} in {candidates.CANDIDATES_FILE}, "
        f"{len(desk.held) - kept:,} only to look at.\n"
    )


def _accept_agreeing(
    desk: LocateSession, places: Sequence[GeocodingTarget], within_m: float, word: AcceptanceOptions
) -> None:
    """Accept what two independent sources agree on; say of all others why not."""
    made: dict[str, tuple[GeocodingTarget, Json]] = {}
    outline = find_context(desk.raw).outline
    lines = [] if outline else ["The map's subject has no outline: nothing can be accepted so."]
    known = candidates.group_by_place(desk.held)
    for each in places if outline else ():
        agreed = find_agreement(known.get(each.id, []), min(within_m, MAX_AGREEMENT_M))
        why = agreed.why
        if agreed.chosen:
            try:
                borne = AcceptanceOptions(
                    word.day, allow_downgrade=word.allow_downgrade, corroborated_by=agreed.other
                )
                made[each.id] = each, desk.accept_candidate(each, agreed.chosen, borne)
            except AcceptanceRefusedError as refused:
                why = str(refused)
        lines.append(f"{each.id}: {why or 'accepted'}")
    sys.stdout.write("".join(escape_unprintable(line) + "\n" for line in lines))
    what = phrase(
        "history.agreed", places=fault_report.format_count(len(made), "place"), n=len(made)
    )
    fault_report.print_faults(desk.save_changes(made, what) if made else [])
    sys.stdout.write(f"{len(made):,} accepted.\n")
