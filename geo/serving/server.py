"""The server: page, events and edits behind the guard, from the first build until Ctrl-C."""

import asyncio
import errno
import os
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from geo.edits import history_entry, saving
from geo.faults.fault import Fault, InputError
from geo.faults.translation import phrase
from geo.serving import edit_endpoints, waiting_page
from geo.serving.access_policy import AccessMiddleware, AccessPolicy
from geo.serving.connection_limits import MAX_HEAD_BYTES, BoundedProtocol, limit_logs
from geo.serving.file_watching import watch_changes
from geo.serving.live_reload import LiveReload
from geo.serving.page_builder import PAGE_FILE, BuildOutcome, PageBuilder
from geo.serving.workspace import open_workspace

LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
SHUTDOWN_SECONDS = 1
"""Seconds that open connections have to end, once the server stops."""


@dataclass(frozen=True)
class ServeSettings:
    """What is served, and where."""

    data: Path
    article: Path | None = None
    port: int = 0
    """0: any that is free."""
    allowed: tuple[str, ...] = ()
    """Environment variables that the folder may read for its tiles, beside those in README."""


class Server(uvicorn.Server):
    """A server that ends its event streams when it stops: they would hold it up."""

    live: LiveReload | None = None

    def handle_exit(self, sig: int, frame: object) -> None:
        """Stop, upon Ctrl-C or another's signal."""
        super().handle_exit(sig, frame)  # type: ignore[arg-type]
        if self.live:
            self.live.close_streams()


def serve_folder(
    settings: ServeSettings, opened: Callable[[str], object], say: Callable[[BuildOutcome], object]
) -> None:
    """Serve until stopped; `opened` gets the address to open, `say` each build that is told.

    A folder that is not there and a port that is taken raise `InputError`.
    """
    if not settings.data.is_dir():
        rule, mend = (phrase("serve.not-folder"), "correct the path after --data")
        raise InputError([Fault("--data", 0, "", "", str(settings.data), rule, mend)])
    data = settings.data.resolve()
    recover_history(data)
    with (
        open_workspace() as workspace,
        closing(PageBuilder(data, settings.article, workspace, settings.allowed)) as builder,
    ):
        sockets = bind_loopback(settings.port)
        door = AccessPolicy(sockets[0].getsockname()[1], secrets.token_urlsafe(32))
        live = LiveReload(builder, say)
        app = make_application(settings, live, door, lambda: opened(door.address))
        server = Server(
            uvicorn.Config(
                app, log_level="warning", access_log=False, server_header=False, lifespan="on",
                timeout_graceful_shutdown=SHUTDOWN_SECONDS, http=BoundedProtocol, ws="none",
                proxy_headers=False,
                h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            )
        )  # fmt: skip
        limit_logs()
        server.live = live
        # so that a plain kill too leaves nothing behind
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        server.run(sockets)


def recover_history(data: Path) -> None:
    """Finish and remove what a killed run has left in the history of a folder, if it has one."""
    if os.path.lexists(data / history_entry.HISTORY_FOLDER):
        with suppress(OSError), saving.lock_folder(data):  # a folder that is only read may be shown
            pass


def bind_loopback(port: int) -> list[socket.socket]:
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
                raise InputError([_port_fault(port, error)]) from None
        else:
            listening.listen()  # a browser that is quicker than the server waits
            bound.append(listening)
    return bound


def _port_fault(port: int, error: OSError) -> Fault:
    reason = "in use" if error.errno == errno.EADDRINUSE else error.strerror or "refused"
    mend = "choose another one, or leave --port out: then a free one is taken"
    return Fault("--port", 0, "", "", f"{port} ({reason})", phrase("serve.port-taken"), mend)


def make_application(
    settings: ServeSettings, live: LiveReload, door: AccessPolicy, started: Callable[[], object]
) -> Starlette:
    """Return the application; while it runs, files are watched and pages are built."""

    @asynccontextmanager
    async def run_lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        tasks = [
            asyncio.create_task(live.run_builds()),
            asyncio.create_task(_watch_files(settings, live, stop)),
        ]
        started()
        yield
        stop.set()
        tasks[0].cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    routes = [
        Route("/", _page_endpoint(live)),
        Route("/events", _events_endpoint(live)),
        *edit_endpoints.edit_routes(settings.data.resolve(), settings.article),
        Route("/{part:path}", _data_endpoint(live)),
    ]
    return Starlette(
        routes=routes, middleware=[Middleware(AccessMiddleware, door=door)], lifespan=run_lifespan
    )


async def _watch_files(settings: ServeSettings, live: LiveReload, stop: asyncio.Event) -> None:
    engine = Path(str(files("geo").joinpath("page")))
    watched = [settings.data.resolve(), engine]
    if settings.article and settings.article.exists():
        watched.append(settings.article.resolve().parent)
    async for found in watch_changes(tuple(watched), stop):
        if any(path.suffix == ".py" for path in found):
            live.builder.restart_process()
        live.note_change()


def _page_endpoint(live: LiveReload) -> Callable[..., object]:
    async def answer_page(_: Request) -> Response:
        await live.begun.wait()
        for _once_more in range(2):
            known = live.good
            if not known:
                break
            headers = {"Content-Security-Policy": known.policy}
            try:
                held = (live.builder.pages_folder / known.digest / PAGE_FILE).read_bytes()
            except OSError:  # somebody has emptied the temporary folder
                await live.wait_for_rebuild()
            else:
                return HTMLResponse(held, headers=headers)
        return waiting_page.waiting_response(live.faults)

    return answer_page


def _events_endpoint(live: LiveReload) -> Callable[..., object]:
    async def answer_events(_: Request) -> Response:
        return StreamingResponse(live.iter_events(), media_type="text/event-stream")

    return answer_events


def _data_endpoint(live: LiveReload) -> Callable[..., object]:
    async def answer_data(request: Request) -> Response:
        """Answer with a file of the page's data; its name is one that the build gave."""
        part = request.path_params["part"]
        known = live.good
        if known and known.parts and part.startswith(f"{known.parts}/"):
            home = live.builder.pages_folder / known.digest
            if not (home / PAGE_FILE).exists():
                await live.wait_for_rebuild()
                home = live.builder.pages_folder / known.digest
            if part in {path.relative_to(home).as_posix() for path in home.rglob("*.z")}:
                return FileResponse(home / part, media_type="application/octet-stream")
        return Response("There is no such file.\n", 404, media_type="text/plain")

    return answer_data
