"""What browsers are told: a page is there, faults keep the next one from being built."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress

from geo.faults.fault import Fault, select_errors
from geo.serving.fault_json import faults_as_json
from geo.serving.page_builder import BuildOutcome, PageBuilder

FAULT_DELAY_S = 0.7
"""Seconds for which faults are held back: an editor may be half way through its file."""
REBUILD_TIMEOUT_S = 60.0
"""Seconds that a browser waits for a page that must be built once more."""
HEARTBEAT_S = 15.0
"""Seconds between two signs of life; what stands between may close a silent connection."""


class LiveReload:
    """Builds after each change and tells who listens; the last good page stays."""

    def __init__(self, builder: PageBuilder, say: Callable[[BuildOutcome], object]) -> None:
        """Build with `builder`; `say` is told each outcome that browsers are."""
        self.builder, self.say = builder, say
        self.good: BuildOutcome | None = None
        """The last page that could be built."""
        self.faults: Sequence[Fault] = ()
        """What keeps a newer one from being built."""
        self.begun = asyncio.Event()
        """Set once there is a first outcome."""
        self._changed = asyncio.Event()
        self._told = asyncio.Event()
        self._listeners: set[asyncio.Queue[str | None]] = set()

    def note_change(self) -> None:
        """Note that something has changed."""
        self._changed.set()

    async def wait_for_rebuild(self) -> None:
        """Build once more, and wait for what that comes to: what was built is gone."""
        self._told.clear()
        self.note_change()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._told.wait(), REBUILD_TIMEOUT_S)

    async def run_builds(self) -> None:
        """Build, now and after every change."""
        while True:
            self._changed.clear()
            outcome = await self.builder.build_page()
            if self._changed.is_set():
                continue  # outdated before it was made
            if not outcome.digest and self.begun.is_set() and await self._changes_soon():
                continue
            self._announce(outcome)
            await self._changed.wait()

    async def _changes_soon(self) -> bool:
        """Return whether something changes before faults are worth telling."""
        try:
            await asyncio.wait_for(self._changed.wait(), FAULT_DELAY_S)
        except TimeoutError:
            return False
        return True

    def _announce(self, outcome: BuildOutcome) -> None:
        if outcome.digest:
            self.good = outcome
            self.builder.remove_other_pages(outcome)
        self.faults = select_errors(outcome.faults)
        self.begun.set()
        self._told.set()
        with suppress(OSError):  # a terminal that was closed, a log on a full disk
            self.say(outcome)
        for queue in self._listeners:
            queue.put_nowait(self._state_event())

    def _state_event(self) -> str:
        """Return the page and the faults of the moment as an event."""
        page = self.good.digest if self.good else ""
        told = {"page": page, "faults": faults_as_json(self.faults)}
        return f"data: {json.dumps(told)}\n\n"

    async def iter_events(self) -> AsyncIterator[str]:
        """Yield the state of the moment and then each new one, until the server stops."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield f"retry: 500\n{self._state_event()}" if self.begun.is_set() else "retry: 500\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), HEARTBEAT_S)
                except TimeoutError:
                    event = ": \n\n"
                if event is None:
                    return
                yield event
        finally:
            self._listeners.discard(queue)

    def close_streams(self) -> None:
        """End what listens."""
        for queue in self._listeners:
            queue.put_nowait(None)
