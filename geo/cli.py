"""The door of the commands: which one is meant, and how every failure is told."""

import argparse
import errno
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import geo
from geo import build
from geo.faults.fault import InputError
from geo.runtime import files, import_errors, limits
from geo.runtime.import_errors import EXIT_FAULTS, EXIT_STOPPED, OUTPUT_KEPT, STOPPED_MESSAGE
from geo.terminal import fault_report, progress

COMMAND_HELP = {
    "build": "write the map (what happens without a command)",
    "check": "list every fault, write nothing",
    "fmt": "write layers, backdrop and facts in canonical form, list what was repaired",
    "import": "bring places of a file into a layer",
    "read": "draft facts and places from an article, for a person to decide on",
    "locate": "look for places without a position, review what is found",
    "diff": "list what changed since a git revision or against another folder",
    "new": "make a folder of content that builds at once",
    "serve": "show the map in the browser, reload it after every save, edit it",
}
"""What each does, in the order of the help; its module in `geo.commands` has the rest."""
MAIN_OPTIONS = frozenset({"-h", "--help", "--version"})
"""Options that stand without a command."""
THREAD_ERROR = "can't start new thread"
"""What Python says, in a RuntimeError, where there is no memory for a thread."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0, or 1 where the content has faults."""
    given = _add_default_command(sys.argv[1:] if arguments is None else arguments)
    options = make_parser(given[0]).parse_args(given)
    limits.set_limits(options.max_unpacked)
    try:
        with progress.show_progress():
            command = _import_command(options.command)
            _enable_garbage_collector()
            return int(command.run_command(options))
    except InputError as bad:
        fault_report.print_faults(bad.faults)
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED_MESSAGE)
        return EXIT_STOPPED
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and str(error) != THREAD_ERROR:
            raise
        sys.stderr.write(f"There is not enough memory for so much content. {OUTPUT_KEPT}\n")
    except ImportError as error:  # what only some commands need is loaded late
        line = import_errors.load_error_reason(error)
        if not line:
            raise
        sys.stderr.write(line)
    except BrokenPipeError:  # who read the output has seen enough: `| head`, a pager that was left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        kept = f" {OUTPUT_KEPT}" if error.errno in {*files.DISK_FULL_ERRNOS, errno.EIO} else ""
        sys.stderr.write(f"{named}{error.strerror or error}.{kept}\n")
    return EXIT_FAULTS


def exit_process(status: int) -> NoReturn:
    """End the process with an exit code, at once.

    To take apart all that libraries and a map have in memory is a tenth of a small build. Files,
    threads and processes were closed by those who opened them.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            pass
        except OSError:
            status = EXIT_FAULTS
    os._exit(status)


def _enable_garbage_collector() -> None:
    """Begin to, where the door has not until now; the libraries that are loaded stay out of it.

    To look through them again and again would be a twelfth of a build of 40 places.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def _add_default_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the command that is meant where none is named."""
    named = arguments and (not arguments[0].startswith("-") or arguments[0] in MAIN_OPTIONS)
    return [*arguments] if named else ["build", *arguments]


def _import_command(command: str) -> ModuleType:
    """Return the module of a command: only the one that runs is imported, since some are large."""
    return import_module(f"geo.commands.{command}")


def make_parser(chosen: str) -> argparse.ArgumentParser:
    """Return the parser of all commands, complete for the chosen one."""
    door = argparse.ArgumentParser(
        prog="build_map.py",
        description="Build a map of places and facts from a folder of content.",
        epilog="Without a command it builds. COMMAND --help lists its options; data/README.md "
        "describes the content.",
    )
    door.add_argument("--version", action="version", version=f"%(prog)s {geo.__version__}")
    commands = door.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, about in COMMAND_HELP.items():
        command = commands.add_parser(name, help=about, description=f"{name}: {about}.")
        command.add_argument(
            "--data", type=Path, default=build.DATA_FOLDER, help="folder of content"
        )
        limits.add_option(command)
        if name == chosen:
            _import_command(name).add_arguments(command)
    return door
