"""The commands of `build_map.py`, one module each: what it takes, and what it does.

A module has `add_arguments(parser)` and `run_command(options) -> int`, the exit code; `geo.cli` has
its line of help and tells faults, which are raised as `InputError`. `--data` is every command's.
"""

import argparse


def add_allow_key(parser: argparse.ArgumentParser) -> None:
    """Add the option by which whoever runs a command consents to a key that a folder asks for."""
    parser.add_argument(
        "--allow-key", action="append", default=[], metavar="NAME",
        help="environment variable that map.toml may read for its tiles; it will stand in the page",
    )  # fmt: skip
