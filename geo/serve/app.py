"""The server: page, events and edits behind the guard, from the first build until Ctrl-C."""

import asyncio
import errno
import os
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from geo import edits, history_entry
from geo.errors import BadInput, Fault
from geo.phrases import phrase
from geo.serve import answers, waiting
from geo.serve.building import PAGE, Builder, Outcome
from geo.serve.limits import MAX_HEAD_BYTES, BoundedProtocol, bound_logs
from geo.serve.live import Live
from geo.serve.security import Door, Guard
from geo.serve.watching import changes
from geo.serve.workspace import open_workspace

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
PATIENCE_S = 1
"""Seconds that open connections have to end, once the server stops."""


@dataclass(frozen=True)
class Settings:
    """What is served, and where."""

    data: Path
    article: Path | None = None
    port: int = 0
    """0: any that is free."""
    allowed: tuple[str, ...] = ()
    """Environment variables that the folder may read for its tiles, beside those in README."""


class Server(uvicorn.Server):
    """A server that ends its event streams when it stops: they would hold it up."""

    live: Live | None = None

    def handle_exit(self, sig: int, frame: object) -> None:
        """Stop, upon Ctrl-C or another's signal."""
        super().handle_exit(sig, frame)  # type: ignore[arg-type]
        if self.live:
            self.live.close()


def serve(
    settings: Settings, opened: Callable[[str], object], say: Callable[[Outcome], object]
) -> None:
    """Serve until stopped; `opened` gets the address to open, `say` each build that is told.

    A folder that is not there and a port that is taken raise `BadInput`.
    """
    if not settings.data.is_dir():
        rule, mend = (
            phrase("serve.not-folder", "it must be a folder of content"),
            "correct the path after --data",
        )
        raise BadInput([Fault("--data", 0, "", "", str(settings.data), rule, mend)])
    recover_history(settings.data.resolve())
    sockets = bind(settings.port)
    door = Door(sockets[0].getsockname()[1], secrets.token_urlsafe(32))
    with open_workspace() as workspace:
        builder = Builder(settings.data.resolve(), settings.article, workspace, settings.allowed)
        live = Live(builder, say)
        app = application(settings, live, door, lambda: opened(door.address))
        server = Server(
            uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, lifespan="on",
                timeout_graceful_shutdown=PATIENCE_S, http=BoundedProtocol, ws="none",
                proxy_headers=False,
                h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            )
        )  # fmt: skip
        bound_logs()
        server.live = live
        # so that a plain kill too leaves nothing behind
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.run(sockets)
        finally:
            builder.close()


def recover_history(data: Path) -> None:
    """Finish and remove what a killed run has left in the history of a folder, if it has one."""
    if os.path.lexists(data / history_entry.FOLDER):
        with suppress(OSError), edits.changing(data):  # a folder that is only read may be shown
            pass


def bind(port: int) -> list[socket.socket]:
    """Return sockets of loopback alone, IPv6 where there is such; no other machine reaches them."""
    bound: list[socket.socket] = []
    for family, host in LOOPBACK:
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, bound[0].getsockname()[1] if bound else port))
        except OSError as error:
            listening.close()
            if not bound:
                raise BadInput([_taken(port, error)]) from None
        else:
            listening.listen()  # a browser that is quicker than the server waits
            bound.append(listening)
    return bound


def _taken(port: int, error: OSError) -> Fault:
    reason = "in use" if error.errno == errno.EADDRINUSE else error.strerror or "refused"
    mend = "choose another one, or leave --port out: then a free one is taken"
    return Fault(
        "--port",
        0,
        "",
        "",
        f"{port} ({reason})",
        phrase("serve.port-taken", "the port must be free"),
        mend,
    )


def application(
    settings: Settings, live: Live, door: Door, started: Callable[[], object]
) -> Starlette:
    """Return the application; while it runs, files are watched and pages are built."""

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        tasks = [asyncio.create_task(live.run()), asyncio.create_task(_watch(settings, live, stop))]
        started()
        yield
        stop.set()
        tasks[0].cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    routes = [
        Route("/", _page(live)),
        Route("/events", _events(live)),
        *answers.routes(settings.data.resolve(), settings.article),
        Route("/{part:path}", _part(live)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard, door=door)], lifespan=running)


async def _watch(settings: Settings, live: Live, stop: asyncio.Event) -> None:
    engine = Path(str(files("geo").joinpath("page")))
    watched = [settings.data.resolve(), engine]
    if settings.article and settings.article.exists():
        watched.append(settings.article.resolve().parent)
    async for found in changes(tuple(watched), stop):
        if any(path.suffix == ".py" for path in found):
            live.builder.renew()
        live.change()


def _page(live: Live) -> Callable[..., object]:
    async def answer(_: Request) -> Response:
        await live.begun.wait()
        for _once_more in range(2):
            known = live.good
            if not known:
                break
            headers = {"Content-Security-Policy": known.policy}
            try:
                held = (live.builder.out / known.digest / PAGE).read_bytes()
            except OSError:  # somebody has emptied the temporary folder
                await live.renewed()
            else:
                return HTMLResponse(held, headers=headers)
        return waiting.response(live.faults)

    return answer


def _events(live: Live) -> Callable[..., object]:
    async def answer(_: Request) -> Response:
        return StreamingResponse(live.events(), media_type="text/event-stream")

    return answer


def _part(live: Live) -> Callable[..., object]:
    async def answer(request: Request) -> Response:
        """Answer with a file of the page's data; its name is one that the build gave."""
        part = request.path_params["part"]
        known = live.good
        if known and known.parts and part.startswith(f"{known.parts}/"):
            home = live.builder.out / known.digest
            if not (home / PAGE).exists():
                await live.renewed()
                home = live.builder.out / known.digest
            if part in {path.relative_to(home).as_posix() for path in home.rglob("*.z")}:
                return FileResponse(home / part, media_type="application/octet-stream")
        return Response("There is no such file.\n", 404, media_type="text/plain")

    return answer
