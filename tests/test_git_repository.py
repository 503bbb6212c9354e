"""A repository that a stranger made: git runs nothing that it names, and gives no more than it may.

Programs that its settings name would run as a map of its folder is built or compared.
"""

import subprocess
from pathlib import Path

import pytest

from geo import cli
from geo.faults.fault import InputError
from geo.runtime import git_repository, git_revision, limits
from tests import forked
from tests.support import replaced
from tests.test_git_revision import git
from tests.test_git_revision import repository as committed

HELD = "program"
"""What stands in a file that only such a program would write."""


def armed(data: Path, mark: Path) -> Path:
    """Let the repository of a folder name a program wherever git would run one."""
    (data / ".gitattributes").write_text("* filter=x diff=x merge=x\n")
    git(data, "add", "--all")
    git(data, "commit", "--quiet", "--message", "second")
    program = f"echo {HELD} >> '{mark}'; cat"
    hooks = data.parent.parent / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor"):
        (hooks / hook).write_text(f"#!/bin/sh\n{program}\n")
        (hooks / hook).chmod(0o755)
    for name in (
        "filter.x.smudge", "filter.x.clean", "filter.x.process", "core.fsmonitor", "diff.x.command",
        "diff.x.textconv", "core.pager", "core.editor", "core.sshCommand", "core.askPass",
        "credential.helper", "uploadpack.packObjectsHook", "tar.tar.command", "gpg.program",
        "diff.external", "core.alternateRefsCommand", "remote.origin.uploadpack", "core.gitProxy",
    ):  # fmt: skip
        git(data, "config", name, program)
    return data


@pytest.mark.parametrize(
    "words", [["build", "--out", "{out}"], ["diff"], ["check"], ["fmt"]], ids=lambda each: each[0]
)
def test_no_program_of_a_repository_runs(words: list[str], tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    data = armed(committed(tmp_path), mark)
    replaced(data, "map.toml", "Moorland sites", "Moorland s1tes")  # of the same size
    said = [word.format(out=tmp_path / "out") for word in words]
    assert cli.main([*said, "--data", str(data)]) == 0
    assert not mark.exists()


def test_the_programs_would_run_otherwise(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    data = armed(committed(tmp_path), mark)
    replaced(data, "map.toml", "Moorland sites", "Moorland s1tes")
    git(data, "status")
    assert HELD in mark.read_text()


def test_what_is_not_there_is_not_fetched(tmp_path: Path) -> None:
    data, mark = committed(tmp_path), tmp_path / "mark"
    held = git(data, "rev-parse", "HEAD:content/county/map.toml")
    top = data.parent.parent
    for name, value in {
        "core.repositoryFormatVersion": "1", "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::sh -c touch% {mark}", "protocol.ext.allow": "always",
        "remote.origin.promisor": "true",
    }.items():  # fmt: skip
        git(data, "config", name, value)
    (top / ".git/objects" / held[:2] / held[2:]).unlink()
    with pytest.raises(InputError, match="git fsck"), git_revision.open_revision(data, "HEAD"):
        pass
    assert not mark.exists()
    subprocess.run(  # noqa: S603  without our environment git would have
        ["git", "-C", str(data), "cat-file", "-p", held],  # noqa: S607  wherever it is
        capture_output=True, check=False,
    )  # fmt: skip
    assert mark.exists()


def test_a_file_is_as_it_was_to_the_byte(tmp_path: Path) -> None:
    data = committed(tmp_path)
    assert not git_revision.file_differs(data, "HEAD")
    (data / "new.txt").write_text("x")  # nothing that the revision knows
    assert not git_revision.file_differs(data, "HEAD")
    replaced(data, "map.toml", "Moorland sites", "Moorland s1tes")
    assert git_revision.file_differs(data, "HEAD")
    git(data, "commit", "--quiet", "--all", "--message", "second")
    assert not git_revision.file_differs(data, "HEAD")
    (data / "facts.csv").unlink()
    assert git_revision.file_differs(data, "HEAD")


def test_a_link_counts_by_what_it_names(tmp_path: Path) -> None:
    data = committed(tmp_path)
    (data / "a").symlink_to("map.toml")
    git(data, "add", "--all")
    git(data, "commit", "--quiet", "--message", "second")
    assert not git_revision.file_differs(data, "HEAD")
    (data / "a").unlink()
    (data / "a").symlink_to("facts.csv")
    assert git_revision.file_differs(data, "HEAD")


def test_links_in_a_circle_are_left_out(tmp_path: Path) -> None:
    data = committed(tmp_path)
    (data / "a").symlink_to("b")
    (data / "b").symlink_to("a")
    (data / "c").symlink_to("../../../etc/passwd")
    (data / "d").symlink_to("/etc/passwd")
    git(data, "add", "--all")
    git(data, "commit", "--quiet", "--message", "second")
    with git_revision.open_revision(data, "HEAD") as (old, _):
        assert not [path for path in old.iterdir() if path.name in "abcd"]


def tree_of(top: Path, *entries: tuple[str, str, str, str]) -> str:
    """Write a tree of entries (mode, kind, object, name) and return how git calls it."""
    listed = "".join(f"{mode} {kind} {ident}\t{name}\0" for mode, kind, ident, name in entries)
    done = subprocess.run(  # noqa: S603  a fixed command
        ["git", "-C", str(top), "mktree", "-z", "--missing"],  # noqa: S607  wherever it is
        input=listed, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_folders_that_multiply_are_refused(tmp_path: Path) -> None:
    top = committed(tmp_path).parent.parent
    tree = git(top, "rev-parse", "HEAD:content")
    for _ in range(10):
        tree = tree_of(top, *(("040000", "tree", tree, f"a{number}") for number in range(10)))
    limits.set_limits(32)
    with pytest.raises(InputError, match="--max-unpacked 128"):
        git_repository.list_blobs(top, tree, "HEAD")


def test_folders_nested_deeply_are_refused(tmp_path: Path) -> None:
    top = committed(tmp_path).parent.parent
    tree = git(top, "rev-parse", "HEAD:content")
    for _ in range(40):
        tree = tree_of(top, ("040000", "tree", tree, "a"))
    with pytest.raises(InputError, match="nested too deeply"):
        git_repository.list_blobs(top, tree, "HEAD")


def test_a_large_file_of_a_revision_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    data = committed(tmp_path)
    (data / "large.bin").write_bytes(b"\0" * 3_000_000)
    git(data, "add", "--all")
    git(data, "commit", "--quiet", "--message", "second")
    limits.set_limits(2)
    with (
        pytest.raises(InputError, match="--max-unpacked 8"),
        git_revision.open_revision(data, "HEAD"),
    ):
        pass


def test_a_large_blob_takes_little_memory(tmp_path: Path) -> None:
    data = committed(tmp_path)
    with (data / "layers/works.geojson").open("wb") as file:
        file.truncate(75_000_000)
    git(data, "add", "--all")
    git(data, "commit", "--quiet", "--message", "second")
    done = forked.run("diff", "--data", data, "--max-unpacked", 64)
    assert done.code == 1
    assert "--max-unpacked 256" in done.text
    assert 0 < done.peak_mb < 400


def test_a_damaged_object_is_told(tmp_path: Path) -> None:
    data = committed(tmp_path)
    held = git(data, "rev-parse", "HEAD:content/county/map.toml")
    path = data.parent.parent / ".git/objects" / held[:2] / held[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="git fsck"), git_revision.open_revision(data, "HEAD"):
        pass
