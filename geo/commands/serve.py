"""`serve`: show the map anew whenever a file is saved, and edit it on the map."""

import argparse
import sys
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path

from geo.commands import add_allow_key
from geo.commands.build import format_key_names
from geo.edits import history_entry
from geo.serving import browser_redirect
from geo.serving.page_builder import BuildOutcome
from geo.serving.server import ServeSettings, serve_folder
from geo.terminal import fault_report, progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--article", type=Path, help="text that the facts cite")
    parser.add_argument(
        "--port", type=int, default=0, help="port on this machine; any free one without"
    )
    parser.add_argument("--no-open", action="store_true", help="print the address, open no browser")
    add_allow_key(parser)


def run_command(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    progress.end_progress()

    settings = ServeSettings(options.data, options.article, options.port, tuple(options.allow_key))
    folders = (options.data / history_entry.HISTORY_FOLDER, Path(tempfile.gettempdir()))
    with browser_redirect.open_redirector(folders, webbrowser.open) as browse:

        def announce_address(address: str) -> None:
            sys.stdout.write(f"{address}\nCtrl-C stops.\n")
            sys.stdout.flush()
            if not options.no_open and not browse(address):
                sys.stdout.write("No browser was opened: open the address above.\n")

        # a shell that starts it in the background has Ctrl-C ignored: then it just ends
        with suppress(KeyboardInterrupt):
            serve_folder(settings, announce_address, OutcomePrinter())
    sys.stdout.write("Stopped.\n")
    return 0


class OutcomePrinter:
    """Tells faults in the terminal too, and which keys stand in the page, once."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self._keys: tuple[str, ...] = ()

    def __call__(self, outcome: BuildOutcome) -> None:
        """Tell what a build came to."""
        if not outcome.digest:
            fault_report.print_faults(outcome.faults, "The last good map stays.")
        elif outcome.keys != self._keys:
            self._keys = outcome.keys
            sys.stdout.write(f"{format_key_names(outcome.keys)}\n")
            sys.stdout.flush()
