"""Looking for places: every configured service and file is asked, and what goes wrong is named."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from geopy.exc import GeopyError

from geo import datum, progress
from geo.addresses import is_web_address
from geo.errors import printable
from geo.files import outside
from geo.formats import limits
from geo.guard import Bounds
from geo.history_entry import CACHE
from geo.locate import services
from geo.locate.candidates import Candidate, clean
from geo.locate.entries import Entry
from geo.locate.gazetteers import Gazetteer
from geo.locate.manners import Manners, UnreachableError
from geo.locate.names import Likeness, Names
from geo.locate.pairs import COPIED
from geo.locate.services import Hit
from geo.locate.terms import SERVICES, Service
from geo.locate.wanted import Wanted

AGENT_ENV = "LOCATE_USER_AGENT"
MOST_FAILURES = 3
"""Failures one after the other after which a service is left alone for this run."""
PIECE = 2000
"""Entries of a gazetteer whose names are compared together."""
BEST = 20
"""Candidates of one place that one source gives; of more the likest are taken."""


@dataclass
class Found:
    """What a run has found, and what it has to say of its sources."""

    candidates: list[Candidate] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asking:
    """How services are asked in this run."""

    data: Path
    bounds: Bounds
    agent: str
    permitted: Mapping[str, str] = field(default_factory=dict)
    """Licence by service, where the provider has allowed to keep its results."""
    manners: Callable[..., Manners] = Manners

    def licence(self, service: Service) -> str:
        """Return the licence of a service's results; empty where they may only be looked at."""
        return self.permitted.get(service.name) or service.licence


def missing(service: Service, agent: str, queries: int) -> str:
    """Return what a service lacks to be asked, in words; nothing where it can be."""
    if service.own and not is_web_address(service.address):
        return f"{service.url_env} must be an address that begins with http:// or https://"
    if service.key_env and not service.key:
        return f"needs a key of your own in {service.key_env}"
    if not service.key_env and not service.own and not agent:
        return (
            f"the public one needs --user-agent or {AGENT_ENV}: who asks, with an address "
            f"(or an instance of your own in {service.url_env})"
        )
    if not service.own and queries > service.bulk:
        return (
            f"{queries:,} queries are bulk, which the public one does not want: name places "
            f"with --place, use --gazetteer, or an instance of your own in {service.url_env}"
        )
    return ""


def agent_of(given: str) -> str:
    """Return who asks, as an option or the environment says."""
    return given or os.environ.get(AGENT_ENV, "").strip()


def configured(agent: str) -> list[str]:
    """Return the services that are asked where none is named: what there is a key or address for.

    Public ones without a key are asked only by a person who says who is asking.
    """
    return [name for name, each in SERVICES.items() if not missing(each, agent, 0)]


def ask(service: Service, wanted: Sequence[Wanted], asking: Asking, names: Names) -> Found:
    """Ask one service for every place; what fails is told, and the next place goes on."""
    licence = asking.licence(service)
    cache = asking.data / CACHE / service.name if licence else None
    if cache and outside(asking.data, cache, service.name):
        cache = None  # a link leads it to what is not the folder's own
    pause = 0.0 if service.own else service.interval_s
    manners = asking.manners(pause, key=service.key, cache=cache)
    coder = services.geocoder(service, manners, asking.bounds, asking.agent)
    title = service.title
    title = title if service.origin == title else f"{title} ({service.origin})"
    source = Source(service.name, service.origin, title, licence, service.datum)
    found, failures = Found(), 0
    for number, each in enumerate(wanted, 1):
        progress.stage(f"asking {service.title}: place {number:,} of {len(wanted):,}")
        for query in each.queries:
            try:
                hits = services.ask(service, coder, query, asking.bounds)
                manners.keep()
                failures = 0
                found.candidates += _of_hits(each, source, query, hits, names)
            except GeopyError as error:
                told = printable(manners.scrubbed(str(error)))[:300]
                found.told.append(f"{service.title}, {each.id}: {told}")
                failures += 1
                if (
                    isinstance(error, (UnreachableError, *services.OVER))
                    or failures >= MOST_FAILURES
                ):
                    found.told.append(f"{service.title}: not asked any more in this run")
                    return found
                break
    return found


def _of_hits(
    each: Wanted, source: "Source", query: str, hits: Iterable[Hit], names: Names
) -> Iterator[Candidate]:
    for hit in hits:
        like = names.likeness(each.id, [clean(hit.name)])
        yield candidate(each.id, source, query, hit, like)


@dataclass(frozen=True)
class Source:
    """What all candidates of one source have in common."""

    name: str
    origin: str
    title: str
    licence: str
    datum: str


def candidate(place: str, source: Source, query: str, hit: Hit, like: Likeness) -> Candidate:
    """Return a hit as a candidate, in WGS 84 as well."""
    lon, lat = datum.to_wgs84(hit.lon, hit.lat, source.datum)
    record = clean(hit.record) or f"{hit.lon:.6f},{hit.lat:.6f}"
    return Candidate(
        place=place, service=source.name, query=clean(query), name=clean(hit.name),
        kind=clean(hit.kind), like=str(like), record=record, lon=hit.lon, lat=hit.lat,
        datum=source.datum, wgs84_lon=round(lon, 6), wgs84_lat=round(lat, 6),
        extent_m=round(hit.extent_m), origin=source.origin, source=source.title,
        licence=source.licence,
    )  # fmt: skip


def look_up(gazetteer: Gazetteer, names: Names) -> Found:
    """Return what a file has for all wanted places together; it is read once."""
    found = Found()
    source = Source(
        gazetteer.file, gazetteer.origin, gazetteer.source, gazetteer.licence, gazetteer.datum
    )
    seen = 0
    for piece in _pieces(gazetteer.entries):
        seen += len(piece)
        limits.check_rows(gazetteer.file, seen)
        progress.stage(f"looking through {gazetteer.file}: {seen:,} entries near the map")
        for entry, meant in zip(piece, names.many([e.names for e in piece]), strict=True):
            for place, like in meant.items():
                made = candidate(place, source, "", entry.hit, like)
                marks = COPIED if entry.copied else ""
                found.candidates.append(replace(made, marks=marks))
    found.told.append(f"{gazetteer.file}: {seen:,} named entries near the map")
    return found


def _pieces(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while piece := [*islice(entries, PIECE)]:
        yield piece


def distinct(found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates once each, of one source at most `BEST` for a place, the likest first."""
    once: dict[tuple[str, str, str], Candidate] = {}
    for each in found:
        once.setdefault(each.key, each)
    order = [*Likeness]
    ranked = sorted(once.values(), key=lambda each: order.index(Likeness(each.like)))
    counts: dict[tuple[str, str], int] = {}
    taken = []
    for each in ranked:
        group = each.place, each.service
        counts[group] = counts.get(group, 0) + 1
        if counts[group] <= BEST:
            taken.append(each)
    return taken
