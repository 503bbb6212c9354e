"""What one connection may take: its time to say what it wants, a place among the others, the log.

Anything on this computer can connect, also what has no token; it must not be able to keep the
person at the browser from being answered, nor fill the disk with lines.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 100
"""Connections at a time; a browser takes at most seven for each window."""
MAX_HEAD_BYTES = 32_768
"""Of a request line with its headers."""
REQUEST_TIMEOUT_S = 10.0
"""Seconds that a request may take to come in, head and body."""
MAX_LOG_LINES = 20
"""Lines that the log takes in `LOG_PERIOD_S` seconds."""
LOG_PERIOD_S = 60.0
TIMEOUT_RESPONSE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedProtocol(H11Protocol):
    """HTTP as uvicorn speaks it, with an end to waiting for a request and to connections."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a request, or close at once where there are too many connections."""
        super().connection_made(cast("asyncio.Transport", transport))
        if len(self.connections) > MAX_CONNECTIONS:
            self.transport.abort()
            return
        self._start_timeout()

    def data_received(self, data: bytes) -> None:
        """Take what came; go on waiting while a request is not whole, from when it began."""
        super().data_received(data)
        if self.conn.their_state in {h11.IDLE, h11.SEND_BODY}:
            self._start_timeout()
        else:
            self._cancel_timeout()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._cancel_timeout()
        super().connection_lost(exc)

    def _start_timeout(self) -> None:
        if self._waiting is None and not self.transport.is_closing():
            self._waiting = self.loop.call_later(REQUEST_TIMEOUT_S, self._close_late)

    def _cancel_timeout(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _close_late(self) -> None:
        """Close a connection whose request has not come; say so where nothing was answered."""
        self._waiting = None
        if self.conn.our_state is h11.IDLE:
            self.transport.write(TIMEOUT_RESPONSE)
        self.transport.close()


class BoundedLog(logging.Filter):
    """Lets so many records of a time through, and says once that there are more."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with none."""
        super().__init__()
        self._clock, self._begun, self._count = clock, clock(), 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written."""
        now = self._clock()
        if now - self._begun > LOG_PERIOD_S:
            self._begun, self._count = now, 0
        self._count += 1
        if self._count == MAX_LOG_LINES:
            record.msg, record.args = "Too many messages; more of this minute are left out.", ()
            record.exc_info = record.exc_text = None
        return self._count <= MAX_LOG_LINES


def limit_logs() -> None:
    """Bound what the server and its event loop write, once their logs are set up."""
    shared = BoundedLog()
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        logger.filters = [each for each in logger.filters if not isinstance(each, BoundedLog)]
        logger.addFilter(shared)
