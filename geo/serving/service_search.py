"""Services asked from the map for one place at a time, as the command `locate` asks them.

What may only be looked at is held here, in memory, as long as the server runs, and in no file.
"""

import threading
from contextlib import AbstractContextManager
from pathlib import Path

from geo.faults.fault import escape_unprintable
from geo.formats.geojson import Json
from geo.locating import candidates, geocoding, locate_session
from geo.locating.candidates import Candidate
from geo.locating.geocoding import GeocodingRequest
from geo.locating.locate_session import LocateSession
from geo.locating.name_matching import NameMatcher
from geo.locating.rate_limit import RateLimitedClient
from geo.locating.service_registry import SERVICES
from geo.locating.targets import list_targets


class ServiceSearch:
    """What is asked for one folder while it is served, and what may only be looked at."""

    def __init__(self, data: Path) -> None:
        """Ask nobody yet."""
        self.data = data
        self.look_only: list[Candidate] = []
        self._manners: dict[tuple[str, Path | None], RateLimitedClient] = {}
        self._queries = 0
        self._alone = threading.Lock()

    def begin_session(self) -> LocateSession:
        """Return a session in which what was only looked at stands beside the file's candidates."""
        desk = locate_session.begin_session(self.data)
        if self.look_only:
            desk.add_candidates(self.look_only)
        return desk

    def list_candidates(self) -> list[Candidate]:
        """Return all candidates, those that were only looked at among them."""
        return (
            self.begin_session().held if self.look_only else candidates.read_candidates(self.data)
        )

    def end_session(self, desk: LocateSession) -> None:
        """Keep what a session holds that no file may."""
        self.look_only = [each for each in desk.held if not each.licence]

    def list_services(self) -> list[Json]:
        """Return the services that there is a key, an address or an agent for."""
        names = geocoding.list_configured(geocoding.user_agent(""))
        told = [SERVICES[name] for name in names]
        return [{"id": each.name, "name": each.title, "keeps": bool(each.licence)} for each in told]

    def ask_services(self, ident: str, saving: AbstractContextManager[object]) -> list[str]:
        """Ask all of them for a place and write what may be kept; return what went wrong, in words.

        One place is asked for at a time, with the pauses that the services want. `saving` is
        entered for writing only, so that others may save while a service is slow.
        """
        found: list[Candidate] = []
        told = []
        with self._alone:
            raw = locate_session.begin_session(self.data).raw
            places = list_targets(raw, [ident], None)
            self._queries += sum(len(each.queries) for each in places)
            names = NameMatcher({each.id: each.named for each in places})
            agent = geocoding.user_agent("")
            asking = GeocodingRequest(
                self.data, raw.project.bounds, agent, make_client=self._client_of
            )
            for each in self.list_services():
                service = SERVICES[each["id"]]
                if lacks := geocoding.missing_requirement(service, agent, self._queries):
                    told.append(f"{service.title}: {lacks}")
                    continue
                answer = geocoding.geocode_places(service, places, asking, names)
                found += answer.candidates
                told += [escape_unprintable(line) for line in answer.messages]
        with saving:
            desk = self.begin_session()
            desk.add_candidates(geocoding.limit_candidates(found))
            desk.save_changes({}, locate_session.sought_message(ident))
            self.end_session(desk)
        return told

    def _client_of(self, interval_s: float, *, key: str, cache: Path | None) -> RateLimitedClient:
        """Return the manners with which a service was asked before, so that pauses are kept."""
        return self._manners.setdefault(
            (key, cache), RateLimitedClient(interval_s, key=key, cache=cache)
        )
