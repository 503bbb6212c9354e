"""A folder as it was in a revision of its git repository, without touching the work tree."""

import hashlib
import os
import posixpath
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo import repository
from geo.errors import BadInput, shown
from geo.files import is_regular
from geo.formats import limits
from geo.phrases import Phrase, phrase
from geo.repository import PIECE, Blob
from geo.schemas import At

SHORT = 10
"""Characters of a commit's hash that are told."""
SHA_1 = 40
"""Characters of an object's name in most repositories; in others it is a SHA-256."""
HOPS = 8
"""Links that may follow each other."""


@dataclass(frozen=True)
class Revision:
    """A commit and where in it a folder stands."""

    name: str
    """As the user wrote it."""
    commit: str
    top: Path
    """Folder of the work tree."""
    inside: str
    """Path of the folder in the repository, with a slash at its end; empty for the whole."""

    @property
    def tree(self) -> str:
        """How git is asked for what the folder held."""
        return f"{self.commit}:{self.inside.rstrip('/')}"


@contextmanager
def folder(data: Path, name: str) -> Iterator[tuple[Path, Revision]]:
    """Give a temporary copy of `data` as it was in the revision `name`, and which one that is.

    The repository is the one that holds `data`, wherever the engine lies. Raises `BadInput` where
    there is no git, no repository, no such revision or no such folder in it.
    """
    revision = find(data, name)
    with tempfile.TemporaryDirectory(prefix="map-revision-") as temporary:
        target = Path(temporary) / data.resolve().name
        target.mkdir()
        _unpack(revision, target)
        yield target, revision


def differs(data: Path, name: str) -> bool:
    """Return whether a file of the folder is not, to the byte, what it was in a revision.

    Raises `BadInput` like `folder`. What was not there then does not count.
    """
    revision = find(data, name)
    blobs = repository.list_blobs(revision.top, revision.tree, name)
    return any(not _is(data / path, blob) for path, blob in blobs.items())


def _is(path: Path, blob: Blob) -> bool:
    """Return whether a file, or a link, holds what one of a revision did."""
    if blob.is_link:
        held = os.fsencode(path.readlink()) if path.is_symlink() else b""
        return _digest(blob, [held]) == blob.ident
    if not is_regular(path) or path.stat().st_size != blob.size:
        return False
    with path.open("rb") as file:
        return _digest(blob, iter(lambda: file.read(PIECE), b"")) == blob.ident


def _digest(blob: Blob, pieces: Iterable[bytes]) -> str:
    """Return how git names a file of this size and content."""
    found = hashlib.sha1 if len(blob.ident) == SHA_1 else hashlib.sha256
    digest = found(b"blob %d\0" % blob.size)
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def find(data: Path, name: str) -> Revision:
    """Return the revision that a name means in the repository of a folder."""
    at = At(name)
    if not data.is_dir():
        raise BadInput(
            [
                At(str(data)).fault(
                    "", "", phrase("data.missing", "the folder must exist"), "correct --data"
                )
            ]
        )
    top, reason = repository.ask(data, "rev-parse", "--show-toplevel")
    if not top:
        rule = phrase(
            "diff.no-repository",
            "the folder {folder} must lie in the work tree of a git repository",
            folder=data,
        )
        mend = "name another folder to compare with, or put this one under git"
        raise BadInput([at.fault("", shown(reason), rule, mend)])
    commit = "" if name.startswith("-") else _commit(data, name)
    if not commit:
        raise BadInput([at.fault("", "", *_unknown(data, name))])
    inside, _ = repository.ask(data, "rev-parse", "--show-prefix")
    revision = Revision(name, commit, Path(top), inside)
    held, _ = repository.ask(revision.top, "cat-file", "-t", revision.tree)
    if held != "tree":
        rule = phrase(
            "diff.folder-missing",
            "the revision must have the folder {folder}",
            folder=inside or ".",
        )
        mend = "name a later revision, in which it was committed, or another folder"
        raise BadInput([at.fault("", commit[:SHORT], rule, mend)])
    return revision


def _commit(data: Path, name: str) -> str:
    return repository.ask(data, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")[0]


def _unknown(data: Path, name: str) -> tuple[Phrase, str]:
    """Return rule and mend for a name that means no commit."""
    if not _commit(data, "HEAD"):
        return phrase(
            "diff.no-commit", "the repository must have a commit to compare with"
        ), "commit once, or name a folder"
    if repository.ask(data, "rev-parse", "--is-shallow-repository")[0] == "true":
        mend = "fetch it first: git fetch --unshallow; `git log --oneline` lists what is here"
        return phrase(
            "diff.shallow",
            "it must be a revision that is here; this clone is shallow, older ones are not",
        ), mend
    mend = f"`git log --oneline` lists revisions; there is no folder {shown(name)} with a map.toml"
    return phrase(
        "diff.revision-unknown",
        "it must be a revision of the repository, or a folder with a map.toml",
    ), mend


def _unpack(revision: Revision, target: Path) -> None:
    """Write the files of the folder; what a link names in it is written as a file."""
    top, name = revision.top, revision.name
    blobs = repository.list_blobs(top, revision.tree, name)
    links = [(blob, target / path) for path, blob in blobs.items() if blob.is_link]
    repository.write_blobs(top, links, name)
    targets = {
        path: os.fsdecode((target / path).read_bytes())
        for path, blob in blobs.items()
        if blob.is_link
    }
    for _, path in links:
        path.unlink()
    plain = {path: _followed(path, blobs, targets) for path in blobs}
    wanted = [(blob, target / path) for path, blob in plain.items() if blob]
    limits.check_memory(name, sum(blob.size for blob, _ in wanted))
    repository.write_blobs(top, wanted, name)


def _followed(path: str, blobs: Mapping[str, Blob], targets: Mapping[str, str]) -> Blob | None:
    """Return the file that a path leads to by its links; nothing where it is not there."""
    for _ in range(HOPS):
        if path not in targets:
            return blobs.get(path)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), targets[path]))
    return None
