"""A folder as it was in a revision: any repository, nothing touched, failures in clear words."""

import subprocess
from pathlib import Path

import pytest

from geo.faults.fault import InputError
from geo.runtime import git_revision
from tests.support import county, replaced

AUTHOR = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")


def git(folder: Path, *arguments: str) -> str:
    """Run git as an editor does; return what it says."""
    done = subprocess.run(  # noqa: S603  a fixed command
        ["git", "-C", str(folder), *AUTHOR, *arguments],  # noqa: S607  wherever it is
        check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    return done.stdout.strip()


def repository(folder: Path) -> Path:
    """Return the tiny county in a subfolder of a repository of its own, committed once."""
    data = county(folder / "repository" / "content")
    top = folder / "repository"
    git(folder, "init", "--quiet", str(top))
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "first")
    return data


def refused(data: Path, name: str) -> str:
    with pytest.raises(InputError) as bad:
        git_revision.find_revision(data, name)
    return str(bad.value)


def test_a_subfolder_of_another_repository_is_read_as_it_was(tmp_path: Path) -> None:
    data = repository(tmp_path)
    committed = (data / "map.toml").read_bytes()
    replaced(data, "map.toml", "Moorland sites", "Other sites")
    (data / "new.txt").write_text("x")
    status = git(data, "status", "--porcelain")
    with git_revision.open_revision(data, "HEAD") as (old, revision):
        assert (old / "map.toml").read_bytes() == committed
        assert sorted(path.name for path in old.iterdir()) == [
            "article.txt", "backdrop", "facts.csv", "layers", "map.toml",
        ]  # fmt: skip
        assert revision.commit == git(data, "rev-parse", "HEAD")
    assert not old.exists()
    assert git(data, "status", "--porcelain") == status


def test_the_folder_may_be_the_whole_repository(tmp_path: Path) -> None:
    data = county(tmp_path)
    git(data, "init", "--quiet")
    git(data, "add", "--all")
    git(data, "commit", "--quiet", "--message", "first")
    with git_revision.open_revision(data, "HEAD") as (old, _):
        assert (old / "map.toml").read_bytes() == (data / "map.toml").read_bytes()


def test_a_hook_of_another_repository_does_not_mislead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = repository(tmp_path)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert git_revision.find_revision(data, "HEAD").inside == "content/county/"


def test_no_repository_is_told(tmp_path: Path) -> None:
    assert "must lie in the work tree of a git repository" in refused(county(tmp_path), "HEAD")


def test_no_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = county(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git must be installed" in refused(data, "HEAD")


@pytest.mark.parametrize("name", ["nosuch", "--help", "HEAD~9", "", "HEAD:content"])
def test_no_such_revision_is_told(tmp_path: Path, name: str) -> None:
    assert "it must be a revision of the repository, or a folder" in refused(
        repository(tmp_path), name
    )


def test_a_repository_without_a_commit_is_told(tmp_path: Path) -> None:
    data = county(tmp_path)
    git(data, "init", "--quiet")
    assert "must have a commit" in refused(data, "HEAD")


def test_a_shallow_clone_is_told_with_its_mend(tmp_path: Path) -> None:
    data = repository(tmp_path)
    git(data, "commit", "--quiet", "--allow-empty", "--message", "second")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/repository", str(clone))
    told = refused(clone / "content" / "county", "HEAD~1")
    assert "this clone is shallow" in told
    assert "git fetch --unshallow" in told


def test_a_folder_that_was_not_there_yet_is_told(tmp_path: Path) -> None:
    data = repository(tmp_path)
    later = data.with_name("later")
    data.rename(later)
    assert "the revision must have the folder content/later/" in refused(later, "HEAD")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    data = repository(tmp_path)
    (data / "out.txt").symlink_to("/etc/hostname")
    (data / "in.txt").symlink_to("map.toml")
    git(data, "add", "--all")
    git(data, "commit", "--quiet", "--message", "links")
    with git_revision.open_revision(data, "HEAD") as (old, _):
        assert not (old / "out.txt").exists()
        assert (old / "in.txt").read_bytes() == (data / "map.toml").read_bytes()
