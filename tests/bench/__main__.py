"""`python -m tests.bench`: our build and page beside the peers' of the same places, as ratios.

The door and nothing else: requirements first, then `cli`. README.md says what is measured.
"""

import os
from pathlib import Path

from geo.runtime import bootstrap

if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    # In a Python that is used as it is, a peer that is not installed tells so itself.
    own = os.environ.get(bootstrap.SWITCH_VARIABLE, "") in {"", "0"}
    bootstrap.ensure_requirements(
        here.parents[1], (here if own else here.parent) / "requirements.txt"
    )

    # Only now: the benchmark imports third-party packages.
    from tests.bench.cli import main

    raise SystemExit(main())
