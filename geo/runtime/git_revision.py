"""A folder as it was in a revision of its git repository, without touching the work tree."""

import hashlib
import os
import posixpath
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.faults.fault import InputError, format_value
from geo.faults.schemas import Location
from geo.faults.translation import Phrase, phrase
from geo.runtime import git_repository, limits
from geo.runtime.files import is_regular
from geo.runtime.git_repository import CHUNK_BYTES, Blob

SHORT_HASH_LENGTH = 10
"""Characters of a commit's hash that are told."""
SHA_1 = 40
"""Characters of an object's name in most repositories; in others it is a SHA-256."""
MAX_LINK_HOPS = 8
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
    def tree_name(self) -> str:
        """How git is asked for what the folder held."""
        return f"{self.commit}:{self.inside.rstrip('/')}"


@contextmanager
def open_revision(data: Path, name: str) -> Iterator[tuple[Path, Revision]]:
    """Give a temporary copy of `data` as it was in the revision `name`, and which one that is.

    The repository is the one that holds `data`, wherever the engine lies. Raises `InputError` where
    there is no git, no repository, no such revision or no such folder in it.
    """
    revision = find_revision(data, name)
    with tempfile.TemporaryDirectory(prefix="map-revision-") as temporary:
        target = Path(temporary) / data.resolve().name
        target.mkdir()
        _unpack_revision(revision, target)
        yield target, revision


def file_differs(data: Path, name: str) -> bool:
    """Return whether a file of the folder is not, to the byte, what it was in a revision.

    Raises `InputError` like `open_revision`. What was not there then does not count.
    """
    revision = find_revision(data, name)
    blobs = git_repository.list_blobs(revision.top, revision.tree_name, name)
    return any(not _has_content(data / path, blob) for path, blob in blobs.items())


def _has_content(path: Path, blob: Blob) -> bool:
    """Return whether a file, or a link, holds what one of a revision did."""
    if blob.is_link:
        held = os.fsencode(path.readlink()) if path.is_symlink() else b""
        return _git_digest(blob, [held]) == blob.ident
    if not is_regular(path) or path.stat().st_size != blob.size:
        return False
    with path.open("rb") as file:
        return _git_digest(blob, iter(lambda: file.read(CHUNK_BYTES), b"")) == blob.ident


def _git_digest(blob: Blob, pieces: Iterable[bytes]) -> str:
    """Return how git names a file of this size and content."""
    found = hashlib.sha1 if len(blob.ident) == SHA_1 else hashlib.sha256
    digest = found(b"blob %d\0" % blob.size)
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def find_revision(data: Path, name: str) -> Revision:
    """Return the revision that a name means in the repository of a folder."""
    at = Location(name)
    if not data.is_dir():
        raise InputError(
            [Location(str(data)).make_fault("", "", phrase("data.missing"), "correct --data")]
        )
    top, reason = git_repository.ask_git(data, "rev-parse", "--show-toplevel")
    if not top:
        rule = phrase("diff.no-repository", folder=data)
        mend = "name another folder to compare with, or put this one under git"
        raise InputError([at.make_fault("", format_value(reason), rule, mend)])
    commit = "" if name.startswith("-") else _resolve_commit(data, name)
    if not commit:
        raise InputError([at.make_fault("", "", *_explain_unknown(data, name))])
    inside, _ = git_repository.ask_git(data, "rev-parse", "--show-prefix")
    revision = Revision(name, commit, Path(top), inside)
    held, _ = git_repository.ask_git(revision.top, "cat-file", "-t", revision.tree_name)
    if held != "tree":
        rule = phrase("diff.folder-missing", folder=inside or ".")
        mend = "name a later revision, in which it was committed, or another folder"
        raise InputError([at.make_fault("", commit[:SHORT_HASH_LENGTH], rule, mend)])
    return revision


def _resolve_commit(data: Path, name: str) -> str:
    return git_repository.ask_git(data, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")[0]


def _explain_unknown(data: Path, name: str) -> tuple[Phrase, str]:
    """Return rule and mend for a name that means no commit."""
    if not _resolve_commit(data, "HEAD"):
        return phrase("diff.no-commit"), "commit once, or name a folder"
    if git_repository.ask_git(data, "rev-parse", "--is-shallow-repository")[0] == "true":
        mend = "fetch it first: git fetch --unshallow; `git log --oneline` lists what is here"
        return phrase("diff.shallow"), mend
    mend = (
        f"`git log --oneline` lists revisions; there is no folder {format_value(name)} with a "
        "map.toml"
    )
    return phrase("diff.revision-unknown"), mend


def _unpack_revision(revision: Revision, target: Path) -> None:
    """Write the files of the folder; what a link names in it is written as a file."""
    top, name = revision.top, revision.name
    blobs = git_repository.list_blobs(top, revision.tree_name, name)
    links = [(blob, target / path) for path, blob in blobs.items() if blob.is_link]
    git_repository.write_blobs(top, links, name)
    targets = {
        path: os.fsdecode((target / path).read_bytes())
        for path, blob in blobs.items()
        if blob.is_link
    }
    for _, path in links:
        path.unlink()
    plain = {path: _follow_links(path, blobs, targets) for path in blobs}
    wanted = [(blob, target / path) for path, blob in plain.items() if blob]
    limits.check_memory(name, sum(blob.size for blob, _ in wanted))
    git_repository.write_blobs(top, wanted, name)


def _follow_links(path: str, blobs: Mapping[str, Blob], targets: Mapping[str, str]) -> Blob | None:
    """Return the file that a path leads to by its links; nothing where it is not there."""
    for _ in range(MAX_LINK_HOPS):
        if path not in targets:
            return blobs.get(path)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), targets[path]))
    return None
