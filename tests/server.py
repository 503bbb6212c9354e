"""A web server on loopback for host pages: a folder, with headers of the test's choice."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word, with further headers."""

    headers_of_test: Mapping[str, str] = {}
    halt: bytes = b""
    """Where a file has this text, a second passes shortly after it: as a slow line would stall."""

    def end_headers(self) -> None:
        """Add the test's headers to every answer."""
        for name, value in self.headers_of_test.items():
            self.send_header(name, value)
        super().end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:  # noqa: ANN401  files of any kind
        """Send a file, in two pieces where it is to halt."""
        whole = source.read()
        at = whole.find(self.halt) + len(self.halt) + 1000 if self.halt in whole else 0
        outputfile.write(whole[:at])
        outputfile.flush()
        if self.halt:
            time.sleep(1)
        outputfile.write(whole[at:])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """Lets as many connections wait as a page opens at once, however busy the machine is."""

    request_queue_size = 128


@contextmanager
def serving(
    folder: Path, headers: Mapping[str, str] | None = None, halt: bytes = b""
) -> Iterator[str]:
    """Serve a folder on a free loopback port while the block runs; give its address."""
    handler = type("Handler", (Quiet,), {"headers_of_test": headers or {}, "halt": halt})
    server = _Server(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
