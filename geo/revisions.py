"""A folder as it was in a revision of its git repository, without touching the work tree."""

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from geo.errors import BadInput, shown
from geo.phrases import Phrase, phrase
from geo.schemas import At

SHORT = 10
"""Characters of a commit's hash that are told."""
OF_ANOTHER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY")
"""What git tells its hooks: it may mean another repository than that of the folder."""


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


def uncommitted(data: Path) -> bool:
    """Return whether anything in the folder differs from the last commit; false without git."""
    return bool(_git(data, "status", "--porcelain", "--", ".")[0])


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
    top, reason = _git(data, "rev-parse", "--show-toplevel")
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
    inside, _ = _git(data, "rev-parse", "--show-prefix")
    revision = Revision(name, commit, Path(top), inside)
    held, _ = _git(revision.top, "cat-file", "-t", f"{commit}:{inside.rstrip('/')}")
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
    return _git(data, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")[0]


def _unknown(data: Path, name: str) -> tuple[Phrase, str]:
    """Return rule and mend for a name that means no commit."""
    if not _commit(data, "HEAD"):
        return phrase(
            "diff.no-commit", "the repository must have a commit to compare with"
        ), "commit once, or name a folder"
    if _git(data, "rev-parse", "--is-shallow-repository")[0] == "true":
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
    tree = f"{revision.commit}:{revision.inside.rstrip('/')}"
    command = ["git", "-C", str(revision.top), "archive", "--format=tar", tree]
    with tempfile.TemporaryFile() as packed:
        done = subprocess.run(  # noqa: S603  a fixed command, no shell
            command, stdout=packed, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            check=False, env=_environment(),
        )  # fmt: skip
        if done.returncode:
            reason = done.stderr.decode(errors="replace").strip()
            rule, mend = (
                phrase("diff.revision-unreadable", "git must be able to read the revision"),
                "try `git fsck`",
            )
            raise BadInput([At(revision.name).fault("", shown(reason), rule, mend)])
        packed.seek(0)
        with tarfile.open(fileobj=packed) as archive:
            for member in archive:
                _write(archive, member, target)


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    path = target / member.name
    if ".." in path.parts or not (member.isfile() or member.issym()):
        return
    try:
        held = archive.extractfile(member)
    except KeyError:  # a link to what is not in the folder
        return
    if held:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(held.read())


def _git(folder: Path, *arguments: str) -> tuple[str, str]:
    """Return what git answers, or nothing and what it says of why."""
    try:
        done = subprocess.run(  # noqa: S603  a fixed command, no shell
            ["git", "-C", str(folder), *arguments],  # noqa: S607  wherever the user has it
            capture_output=True, encoding="utf-8", errors="replace", check=False,
            stdin=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip
    except FileNotFoundError:
        rule, mend = (
            phrase("diff.no-git", "git must be installed"),
            "install it, or name another folder to compare with",
        )
        raise BadInput([At("git").fault("", "", rule, mend)]) from None
    return ("" if done.returncode else done.stdout.rstrip("\n")), done.stderr.strip()


def _environment() -> dict[str, str]:
    """Return the environment in which git asks nothing and looks only where it is told."""
    kept = {key: value for key, value in os.environ.items() if key not in OF_ANOTHER}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
