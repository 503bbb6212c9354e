"""Looking for places: every configured service and file is asked, and what goes wrong is named."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from geopy.exc import GeopyError

from geo.edits.history_entry import CACHE_FOLDER
from geo.faults.fault import escape_unprintable
from geo.locating import geocoders
from geo.locating.candidates import Candidate, clean_text
from geo.locating.corroboration import COPIED_MARK
from geo.locating.gazetteer_entry import GazetteerEntry
from geo.locating.gazetteers import Gazetteer
from geo.locating.name_matching import Likeness, NameMatcher
from geo.locating.rate_limit import RateLimitedClient, UnreachableError
from geo.locating.service import Hit, Service
from geo.locating.service_registry import SERVICES
from geo.locating.targets import GeocodingTarget
from geo.runtime import limits
from geo.runtime.files import check_inside
from geo.spatial import datum
from geo.spatial.datum_shift import Bounds
from geo.terminal import progress
from geo.terminal.fault_report import format_count
from geo.text.web_addresses import is_web_address

USER_AGENT_VARIABLE = "LOCATE_USER_AGENT"
MAX_FAILURES = 3
"""Failures one after the other after which a service is left alone for this run."""
BATCH_SIZE = 2000
"""Entries of a gazetteer whose names are compared together."""
MAX_PER_SOURCE = 20
"""Candidates of one place that one source gives; of more the likest are taken."""


@dataclass
class GeocodingResult:
    """What a run has found, and what it has to say of its sources."""

    candidates: list[Candidate] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class GeocodingRequest:
    """How services are asked in this run."""

    data: Path
    bounds: Bounds
    agent: str
    permitted: Mapping[str, str] = field(default_factory=dict)
    """Licence by service, where the provider has allowed to keep its results."""
    make_client: Callable[..., RateLimitedClient] = RateLimitedClient

    def licence_of(self, service: Service) -> str:
        """Return the licence of a service's results; empty where they may only be looked at."""
        return self.permitted.get(service.name) or service.licence


def missing_requirement(service: Service, agent: str, queries: int) -> str:
    """Return what a service lacks to be asked, in words; nothing where it can be."""
    if service.is_own_instance and not is_web_address(service.address):
        return f"{service.url_env} must be an address that begins with http:// or https://"
    if service.key_env and not service.key:
        return f"needs a key of your own in {service.key_env}"
    if not service.key_env and not service.is_own_instance and not agent:
        return (
            f"the public one needs --user-agent or {USER_AGENT_VARIABLE}: who asks, with an "
            "address "
            f"(or an instance of your own in {service.url_env})"
        )
    if not service.is_own_instance and queries > service.max_queries:
        return (
            f"{queries:,} queries are bulk, which the public one does not want: name places "
            f"with --place, use --gazetteer, or an instance of your own in {service.url_env}"
        )
    return ""


def user_agent(given: str) -> str:
    """Return who asks, as an option or the environment says."""
    return given or os.environ.get(USER_AGENT_VARIABLE, "").strip()


def list_configured(agent: str) -> list[str]:
    """Return the services that are asked where none is named: what there is a key or address for.

    Public ones without a key are asked only by a person who says who is asking.
    """
    return [name for name, each in SERVICES.items() if not missing_requirement(each, agent, 0)]


def geocode_places(
    service: Service,
    wanted: Sequence[GeocodingTarget],
    asking: GeocodingRequest,
    names: NameMatcher,
) -> GeocodingResult:
    """Ask one service for every place; what fails is told, and the next place goes on."""
    licence = asking.licence_of(service)
    cache = asking.data / CACHE_FOLDER / service.name if licence else None
    if cache and check_inside(asking.data, cache, service.name):
        cache = None  # a link leads it to what is not the folder's own
    pause = 0.0 if service.is_own_instance else service.interval_s
    manners = asking.make_client(pause, key=service.key, cache=cache)
    coder = geocoders.make_geocoder(service, manners, asking.bounds, asking.agent)
    title = service.title
    title = title if service.origin == title else f"{title} ({service.origin})"
    source = CandidateSource(service.name, service.origin, title, licence, service.datum)
    found, failures = GeocodingResult(), 0
    for number, each in enumerate(wanted, 1):
        progress.set_stage(f"asking {service.title}: place {number:,} of {len(wanted):,}")
        for query in each.queries:
            try:
                hits = geocoders.query_service(coder, query)
                manners.store_pending()
                failures = 0
                found.candidates += _make_candidates(each, source, query, hits, names)
            except GeopyError as error:
                told = escape_unprintable(manners.hide_key(str(error)))[:300]
                found.messages.append(f"{service.title}, {each.id}: {told}")
                failures += 1
                if (
                    isinstance(error, (UnreachableError, *geocoders.PERMANENT_REFUSALS))
                    or failures >= MAX_FAILURES
                ):
                    found.messages.append(f"{service.title}: not asked any more in this run")
                    return found
                break
    return found


def _make_candidates(
    each: GeocodingTarget,
    source: "CandidateSource",
    query: str,
    hits: Iterable[Hit],
    names: NameMatcher,
) -> Iterator[Candidate]:
    for hit in hits:
        like = names.likeness_to(each.id, [clean_text(hit.name)])
        yield make_candidate(each.id, source, query, hit, like)


@dataclass(frozen=True)
class CandidateSource:
    """What all candidates of one source have in common."""

    name: str
    origin: str
    title: str
    licence: str
    datum: str


def make_candidate(
    place: str, source: CandidateSource, query: str, hit: Hit, like: Likeness
) -> Candidate:
    """Return a hit as a candidate, in WGS 84 as well."""
    lon, lat = datum.to_wgs84(hit.lon, hit.lat, source.datum)
    record = clean_text(hit.record) or f"{hit.lon:.6f},{hit.lat:.6f}"
    return Candidate(
        place=place, service=source.name, query=clean_text(query), name=clean_text(hit.name),
        kind=clean_text(hit.kind), like=str(like), record=record, lon=hit.lon, lat=hit.lat,
        datum=source.datum, wgs84_lon=round(lon, 6), wgs84_lat=round(lat, 6),
        extent_m=round(hit.extent_m), origin=source.origin, source=source.title,
        licence=source.licence,
    )  # fmt: skip


def search_gazetteer(gazetteer: Gazetteer, names: NameMatcher) -> GeocodingResult:
    """Return what a file has for all wanted places together; it is read once."""
    found = GeocodingResult()
    source = CandidateSource(
        gazetteer.file, gazetteer.origin, gazetteer.source, gazetteer.licence, gazetteer.datum
    )
    seen = 0
    for piece in _batch_entries(gazetteer.entries):
        seen += len(piece)
        limits.check_rows(gazetteer.file, seen)
        progress.set_stage(
            f"looking through {gazetteer.file}: {format_count(seen, 'entry', 'entries')} nearby"
        )
        for entry, meant in zip(piece, names.match_many([e.names for e in piece]), strict=True):
            for place, like in meant.items():
                made = make_candidate(place, source, "", entry.hit, like)
                marks = COPIED_MARK if entry.copied else ""
                found.candidates.append(replace(made, marks=marks))
    found.messages.append(
        f"{gazetteer.file}: {format_count(seen, 'named entry', 'named entries')} near the map"
    )
    return found


def _batch_entries(entries: Iterator[GazetteerEntry]) -> Iterator[list[GazetteerEntry]]:
    while piece := [*islice(entries, BATCH_SIZE)]:
        yield piece


def limit_candidates(found: Iterable[Candidate]) -> list[Candidate]:
    """Return distinct candidates, at most `MAX_PER_SOURCE` of a source for a place, best first."""
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
        if counts[group] <= MAX_PER_SOURCE:
            taken.append(each)
    return taken
