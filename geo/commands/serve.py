"""`serve`: show the map anew whenever a file is saved, and edit it on the map."""

import argparse
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

from geo import progress, tell
from geo.serve.app import Settings, serve
from geo.serve.building import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--article", type=Path, help="text that the facts cite")
    parser.add_argument(
        "--port", type=int, default=0, help="port on this machine; any free one without"
    )
    parser.add_argument("--no-open", action="store_true", help="print the address, open no browser")


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    progress.end()

    def opened(address: str) -> None:
        sys.stdout.write(f"{address}\nCtrl-C stops.\n")
        sys.stdout.flush()
        if not options.no_open:
            webbrowser.open(address)

    # a shell that starts it in the background has Ctrl-C ignored: then it just ends
    with suppress(KeyboardInterrupt):
        serve(Settings(options.data, options.article, options.port), opened, _told)
    sys.stdout.write("Stopped.\n")
    return 0


def _told(outcome: Outcome) -> None:
    """Tell faults and warnings in the terminal too."""
    if not outcome.digest:
        tell.faults(outcome.faults, "The last good map stays.")
