"""Build the map of data/ into maps/: `python3 build_map.py`, `python3 build_map.py --help`.

The door and nothing else: requirements first (geo/runtime/bootstrap.py), then the commands
(geo/cli.py).
"""

import gc
import os
from pathlib import Path

from geo.runtime import bootstrap, import_errors

if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    bootstrap.ensure_requirements(here, here / "requirements.txt")

    # Arrow's own allocator keeps what was freed; looked at while it is loaded (see
    # geo.runtime.memory)
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    gc.disable()  # libraries being loaded are no garbage; geo.cli looks for it again
    with import_errors.explain_load_errors():
        # Only now: the commands import third-party packages.
        from geo.cli import exit_process, main

    exit_process(main())
