"""Libraries that cannot be loaded, told in one line: too little memory, files that are damaged.

Standard library only, since it serves where nothing else is at hand.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OUTPUT_KEPT = "Nothing was replaced: the last good output stands."
"""What holds of every command that ends before its end."""
STOPPED_MESSAGE = f"Stopped. {OUTPUT_KEPT}\n"
EXIT_FAULTS = 1
EXIT_STOPPED = 130
MEMORY_ERRORS = ("failed to map segment", "Cannot allocate memory", "cannot allocate memory")
"""What the system's loader says, in an ImportError, where a library finds no memory."""
OWN_FOLDER = Path(__file__).parent.parent


@contextmanager
def explain_load_errors() -> Iterator[None]:
    """End the process with one line where a library cannot be loaded in the block, or at Ctrl-C.

    An error of our own code goes on as it is: that one has to be seen with its traceback.
    """
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED_MESSAGE)
        raise SystemExit(EXIT_STOPPED) from None
    except Exception as error:
        line = load_error_reason(error)
        if not line:
            raise
        sys.stderr.write(line)
        raise SystemExit(EXIT_FAULTS) from None


def load_error_reason(error: BaseException) -> str:
    """Return a line that says why a library could not be loaded; empty where that is not it."""
    if any(_is_memory_error(each) for each in _iter_chain(error)):
        return f"There is not enough memory to load what a build needs. {OUTPUT_KEPT}\n"
    innermost = _innermost_file(error)
    if innermost.is_relative_to(OWN_FOLDER) or innermost.name == "build_map.py":
        return ""
    last = f"{error}".strip().rpartition("\n")[2]
    return (
        f"A library cannot be loaded ({last}). {OUTPUT_KEPT} Either memory is short, or its "
        "files are "
        f"damaged: then remove the folder .venv and run this again.\n"
    )


def _iter_chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those it was raised from: pandas raises its own where numpy fails."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _is_memory_error(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or any(word in f"{error}" for word in MEMORY_ERRORS)


def _innermost_file(error: BaseException) -> Path:
    """Return the file in which an error was raised, the machinery of imports apart."""
    found, trace = Path(), error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith("<frozen"):
            found = Path(file)
        trace = trace.tb_next
    return found
