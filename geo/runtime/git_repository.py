"""Asking git for what a repository holds, without running anything that the repository names.

The settings of a repository are anybody's: they name programs that git runs as it looks at the
work tree, packs or unpacks a file (`core.fsmonitor`, filters), or fetches what is not there. Only
commands that look up names and give objects as they are stored are used here, with bounds.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import phrase
from geo.runtime import limits

IGNORED_GIT_VARIABLES = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
)  # fmt: skip
"""What git tells its hooks: it may mean another repository than that of the folder."""
MAX_TREE_BYTES = 16 * limits.MB
"""Bytes of what git asks memory for at once, and of its answer, where it lists a folder."""
MAX_FOLDER_DEPTH = 32
"""Folders in each other."""
MAX_LINK_BYTES = 4096
"""Bytes of what a link names, as systems have it."""
CHUNK_BYTES = 1 << 20
FOLDER, FILE, LINK = "tree", "blob", "120000"


@dataclass(frozen=True)
class Blob:
    """A file of a revision."""

    ident: str
    size: int
    is_link: bool


def ask_git(folder: Path, *arguments: str) -> tuple[str, str]:
    """Return what git answers, or nothing and what it says of why."""
    try:
        done = subprocess.run(  # noqa: S603  a fixed command, no shell
            _git_command(folder, *arguments),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            stdin=subprocess.DEVNULL,
            env=_git_environment(MAX_TREE_BYTES),
        )
    except FileNotFoundError:
        rule = phrase("diff.no-git")
        mend = "install it, or name another folder to compare with"
        raise InputError([Location("git").make_fault("", "", rule, mend)]) from None
    return ("" if done.returncode else done.stdout.rstrip("\n")), done.stderr.strip()


def list_blobs(top: Path, tree: str, name: str) -> dict[str, Blob]:
    """Return the files of a tree and of all in it by path, as far as there may be so many."""
    found: dict[str, Blob] = {}
    trees = [("", tree)]
    for before, ident in trees:  # grows meanwhile
        if before.count("/") > MAX_FOLDER_DEPTH:
            raise revision_error(name, "folders nested too deeply")
        for path, inner in _walk_tree(top, ident, before, name):
            if isinstance(inner, Blob):
                found[path] = inner
            else:
                trees.append((f"{path}/", inner))
            limits.check_members(name, len(found) + len(trees))
    limits.check_memory(name, sum(blob.size for blob in found.values()))
    return found


def _walk_tree(top: Path, tree: str, before: str, name: str) -> Iterator[tuple[str, Blob | str]]:
    """Yield what one folder holds: files, and the trees of folders; what is neither is left out."""
    with _run_git(top, "ls-tree", "-z", "--long", tree, name=name) as answer:
        held = answer.read(MAX_TREE_BYTES + 1)
        if len(held) > MAX_TREE_BYTES:
            limit = phrase("limit.names", most=MAX_TREE_BYTES // limits.MB)
            raise InputError([limits.limit_fault(name, limit)])
    for entry in held.split(b"\0")[:-1]:
        about, _, raw = entry.partition(b"\t")
        mode, sort, ident, size = about.decode().split()
        path = os.fsdecode(raw)
        if path in {"", ".", ".."} or Path(path).name != path:
            continue
        if sort == FOLDER:
            yield before + path, ident
        elif sort == FILE and not size.isdecimal():
            raise revision_error(name, ident)
        elif sort == FILE and (mode != LINK or int(size) <= MAX_LINK_BYTES):
            yield before + path, Blob(ident, int(size), mode == LINK)


def write_blobs(top: Path, wanted: Sequence[tuple[Blob, Path]], name: str) -> None:
    """Write the content of files as it is stored, each to its path."""
    with tempfile.TemporaryFile() as asked:
        asked.write("".join(f"{blob.ident}\n" for blob, _ in wanted).encode())
        asked.seek(0)
        with _run_git(top, "cat-file", "--batch", name=name, asked=asked) as answer:
            for blob, path in wanted:
                _write_blob(answer, blob, path, name)


def _write_blob(answer: IO[bytes], blob: Blob, path: Path, name: str) -> None:
    head = answer.readline(CHUNK_BYTES).split()
    if head != [blob.ident.encode(), b"blob", b"%d" % blob.size]:
        raise revision_error(name, b" ".join(head).decode(errors="replace"))
    path.parent.mkdir(parents=True, exist_ok=True)
    left = blob.size
    with path.open("wb") as file:
        while left and (piece := answer.read(min(left, CHUNK_BYTES))):
            file.write(piece)
            left -= len(piece)
    if left or answer.read(1) != b"\n":
        raise revision_error(name, blob.ident)


def revision_error(name: str, reason: str) -> InputError:
    """Return what is told of a revision that git cannot give."""
    rule = phrase("diff.revision-unreadable")
    return InputError([Location(name).make_fault("", format_value(reason), rule, "try `git fsck`")])


@contextmanager
def _run_git(
    top: Path, *arguments: str, name: str, asked: IO[bytes] | int = subprocess.DEVNULL
) -> Iterator[IO[bytes]]:
    """Give the answer of git while it runs; raise `InputError` where it fails."""
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(  # noqa: S603  a fixed command, no shell
            _git_command(top, *arguments), stdout=subprocess.PIPE, stderr=errors, stdin=asked,
            env=_git_environment(limits.current_limits().memory),
        ) as git,
    ):  # fmt: skip
        if git.stdout is None:
            raise AssertionError
        try:
            yield git.stdout
        except BaseException:
            git.kill()
            raise
        if git.wait():
            errors.seek(0)
            raise revision_error(name, errors.read(CHUNK_BYTES).decode(errors="replace").strip())


def _git_command(folder: Path, *arguments: str) -> list[str]:
    return ["git", "-C", str(folder), "-c", "core.fsmonitor=false", *arguments]


def _git_environment(most: int) -> dict[str, str]:
    """Return the environment in which git asks nothing, fetches nothing, and looks only here."""
    kept = {key: value for key, value in os.environ.items() if key not in IGNORED_GIT_VARIABLES}
    return {
        **kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOC_LIMIT": str(most),
    }  # fmt: skip
