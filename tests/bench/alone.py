"""Our page without the files for reuse that a build makes beside it: no more than peers make.

`python -m tests.bench.alone DATA PAGE` is one whole process, as one of `tests.bench.peers` is.
"""

import gc
import os
import sys
from pathlib import Path


def main(data: Path, page: Path) -> int:
    """Write the page."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # this and the next: the door's
    gc.disable()
    from geo import build  # noqa: PLC0415  only now
    from geo.runtime.files import write_pieces  # noqa: PLC0415  as before

    gc.freeze()
    gc.enable()
    page.parent.mkdir(parents=True, exist_ok=True)
    write_pieces(page, build.build_map(data).page.iter_pieces())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
