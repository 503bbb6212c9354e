"""Services asked from the map for one place at a time, as the command `locate` asks them.

What may only be looked at is held here, in memory, as long as the server runs, and in no file.
"""

import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from geo.errors import printable
from geo.locate import candidates, looking, session
from geo.locate.candidates import Candidate
from geo.locate.looking import Asking
from geo.locate.manners import Manners
from geo.locate.names import Names
from geo.locate.session import Session
from geo.locate.terms import SERVICES
from geo.locate.wanted import wanted


class Seeker:
    """What is asked for one folder while it is served, and what may only be looked at."""

    def __init__(self, data: Path) -> None:
        """Ask nobody yet."""
        self.data = data
        self.looked: list[Candidate] = []
        self._manners: dict[tuple[str, Path | None], Manners] = {}
        self._queries = 0
        self._alone = threading.Lock()

    def begin(self) -> Session:
        """Return a session in which what was only looked at stands beside the file's candidates."""
        desk = session.begin(self.data)
        if self.looked:
            desk.remember(self.looked)
        return desk

    def held(self) -> list[Candidate]:
        """Return all candidates, those that were only looked at among them."""
        return self.begin().held if self.looked else candidates.read(self.data)

    def end(self, desk: Session) -> None:
        """Keep what a session holds that no file may."""
        self.looked = [each for each in desk.held if not each.licence]

    def services(self) -> list[dict[str, Any]]:
        """Return the services that there is a key, an address or an agent for."""
        names = looking.configured(looking.agent_of(""))
        told = [SERVICES[name] for name in names]
        return [{"id": each.name, "name": each.title, "keeps": bool(each.licence)} for each in told]

    def ask(self, ident: str, saving: AbstractContextManager[object]) -> list[str]:
        """Ask all of them for a place and write what may be kept; return what went wrong, in words.

        One place is asked for at a time, with the pauses that the services want. `saving` is
        entered for writing only, so that others may save while a service is slow.
        """
        found: list[Candidate] = []
        told = []
        with self._alone:
            raw = session.begin(self.data).raw
            places = wanted(raw, [ident], None)
            self._queries += sum(len(each.queries) for each in places)
            names = Names({each.id: each.named for each in places})
            agent = looking.agent_of("")
            asking = Asking(self.data, raw.project.bounds, agent, manners=self._mannered)
            for each in self.services():
                service = SERVICES[each["id"]]
                if lacks := looking.missing(service, agent, self._queries):
                    told.append(f"{service.title}: {lacks}")
                    continue
                answer = looking.ask(service, places, asking, names)
                found += answer.candidates
                told += [printable(line) for line in answer.told]
        with saving:
            desk = self.begin()
            desk.remember(looking.distinct(found))
            desk.save({}, session.sought(ident))
            self.end(desk)
        return told

    def _mannered(self, interval_s: float, *, key: str, cache: Path | None) -> Manners:
        """Return the manners with which a service was asked before, so that pauses are kept."""
        return self._manners.setdefault((key, cache), Manners(interval_s, key=key, cache=cache))
