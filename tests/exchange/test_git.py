"""Histories of one file, from real repositories."""

from __future__ import annotations

import subprocess
from datetime import UTC
from pathlib import Path

import pytest

from policies.exchange.foreign import Unreadable
from policies.exchange.importing import git
from policies.exchange.importing.git import history
from policies.exchange.importing.sources import Undated, entries
from policies.exchange.readers import opening


class Repository:
    """A git repository made for a test."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.day = 0
        self("init", "--quiet", "--initial-branch=main", str(path))

    def __call__(self, *arguments: str, zone: str = "+02:00") -> str:
        when = f"2020-05-{self.day:02}T12:00:00{zone}"
        result = subprocess.run(
            ["git", "-C", str(self.path), *arguments] if self.day else ["git", *arguments],
            check=True,
            capture_output=True,
            text=True,
            env={
                "PATH": "/usr/bin:/bin:/usr/local/bin",
                "HOME": str(self.path),
                "GIT_CONFIG_NOSYSTEM": "1",
                **{
                    f"GIT_{who}_{what}": value
                    for who in ("AUTHOR", "COMMITTER")
                    for what, value in (("NAME", "A"), ("EMAIL", "a@b.example"), ("DATE", when))
                },
            },
        )
        self.day = self.day or 1
        return result.stdout.strip()

    def commit(self, **files: str | None) -> None:
        """Write files (None removes one; ``__`` in a name is a dot) and commit them."""
        self.day += 1
        for name, text in files.items():
            path = self.path / name.replace("__", ".")
            path.parent.mkdir(exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        self("add", "--all")
        self("commit", "--quiet", "--allow-empty", "-m", f"day {self.day}")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo")


LONG = "".join(f"Line {n} of a policy that is long enough to be known again.\n" for n in range(20))


def test_states_come_oldest_first_with_dates_zones_and_names(repository: Repository) -> None:
    repository.commit(other__md="x")
    repository.commit(old__md=LONG)
    repository.commit(other__md="y")
    repository.commit(old__md=LONG + "More.\n")
    repository.day += 1
    repository("mv", "old.md", "new name.md")
    repository("commit", "--quiet", "-m", "rename")
    repository.commit(**{"new name__md": LONG + "Most.\n"})
    states = list(history(repository.path, "new name.md"))
    assert [(state.path, state.data.decode()) for state in states] == [
        ("old.md", LONG),
        ("old.md", LONG + "More.\n"),
        ("new name.md", LONG + "Most.\n"),
    ]
    assert [state.committed.isoformat() for state in states] == [
        "2020-05-03T12:00:00+02:00",
        "2020-05-05T12:00:00+02:00",
        "2020-05-07T12:00:00+02:00",
    ]
    assert states[0].authored == states[0].committed
    assert states[-1].commit == repository("rev-parse", "HEAD")


def test_a_file_that_went_and_came_back(repository: Repository) -> None:
    repository.commit(a__md="one")
    repository.commit(a__md=None)
    repository.commit(a__md="two")
    repository.commit(a__md=None)
    assert [state.data for state in history(repository.path, "a.md")] == [b"one", b"two"]


def test_a_merge_counts_when_it_reaches_the_main_line(repository: Repository) -> None:
    repository.commit(a__md="one\n")
    repository("checkout", "--quiet", "-b", "draft")
    repository.commit(a__md="one\nhalf\n")
    repository.commit(a__md="one\nwhole\n")
    repository("checkout", "--quiet", "main")
    repository.commit(b__md="b")
    repository("merge", "--quiet", "--no-ff", "-m", "merge", "draft")
    assert [state.data for state in history(repository.path, "a.md")] == [b"one\n", b"one\nwhole\n"]
    drafts = history(repository.path, "a.md", "draft")
    assert [state.data for state in drafts] == [b"one\n", b"one\nhalf\n", b"one\nwhole\n"]


@pytest.mark.parametrize("name", ["-f.md", "--all", ":(top)x.md", "a\nb.md", "ä ü.md", "*.md"])
def test_odd_names_are_names_and_nothing_else(repository: Repository, name: str) -> None:
    repository.commit(**{name.replace(".", "__"): "text", "z__md": "z"})
    assert [(state.path, state.data) for state in history(repository.path, name)] == [
        (name, b"text")
    ]


def test_links_and_folders_are_no_texts(repository: Repository) -> None:
    (repository.path / "link.md").symlink_to("/etc/hostname")
    repository.commit(**{"folder/a__md": "x"})
    for path in ("link.md", "folder", "missing.md", "../x.md"):
        with pytest.raises(Unreadable, match=path):
            list(history(repository.path, path))


def test_what_is_wrong_is_said(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable, match="git cannot read .*not a git repository"):
        list(history(tmp_path, "a.md"))
    with pytest.raises(Unreadable, match="git cannot read"):
        list(history(repository.path, "a.md"))
    repository.commit(a__md="four")
    with pytest.raises(Unreadable, match="git cannot read"):
        list(history(repository.path, "a.md", "--output=/tmp/x"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match="git program is not installed"):
        list(history(repository.path, "a.md"))


def test_what_is_too_large_is_passed_over_and_said(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("one", "eleven chars", "two"):
        repository.commit(a__md=text)
    monkeypatch.setattr(opening, "MAX_BYTES", 5)
    found = list(history(repository.path, "a.md"))
    assert [revision.data for revision in found] == [b"one", b"", b"two"]
    assert [bool(revision.refusal) for revision in found] == [False, True, False]
    assert found[1].refusal.startswith("“a.md” has 0 MB in commit ")
    first, large, last = entries(repository.path, "a.md", UTC)
    assert isinstance(large, Undated)
    assert "may have" in large.reason
    assert not isinstance(first, Undated)
    assert not isinstance(last, Undated)


def test_a_text_that_was_never_fetched_is_said_to_lack(repository: Repository) -> None:
    repository.commit(a__md="one")
    blob = repository("rev-parse", "HEAD:a.md")
    (repository.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(Unreadable, match="lacks the text of “a.md”"):
        list(history(repository.path, "a.md"))


def test_a_reader_that_stops_early_leaves_no_process(repository: Repository) -> None:
    repository.commit(a__md="one")
    repository.commit(a__md="two")
    states = history(repository.path, "a.md")
    assert next(states).data == b"one"
    states.close()


def test_what_a_user_or_a_hook_has_set_changes_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(ä__md=LONG)
    repository.commit(ä__md=LONG + "More.\n")
    repository.day += 1
    repository("mv", "ä.md", "b.md")
    repository("commit", "--quiet", "-m", "rename")
    repository.commit(b__md=LONG + "Most.\n")
    plainly = list(history(repository.path, "b.md"))
    assert [state.path for state in plainly] == ["ä.md", "ä.md", "b.md"]
    for setting in (
        "log.showRoot=false", "log.follow=false", "log.showSignature=true", "log.diffMerges=off",
        "log.date=relative", "log.abbrevCommit=true", "log.decorate=full", "format.pretty=oneline",
        "diff.renames=false", "diff.renameLimit=1", "diff.relative=true", "diff.external=false",
        "diff.noprefix=true", "diff.orderFile=nowhere", "core.quotePath=true", "core.abbrev=5",
        "color.ui=always", "color.diff=always", "i18n.logOutputEncoding=utf-16",
        "diff.ignoreSubmodules=all", "core.pager=false", "notes.displayRef=*",
    ):  # fmt: skip
        repository("config", *setting.split("=", 1))
    assert list(history(repository.path, "b.md")) == plainly
    for name in ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "COMMON_DIR", "PREFIX"):
        monkeypatch.setenv(f"GIT_{name}", str(tmp_path / "elsewhere"))
    for name in ("EXTERNAL_DIFF", "DIFF_OPTS", "GLOB_PATHSPECS", "ICASE_PATHSPECS"):
        monkeypatch.setenv(f"GIT_{name}", "1")
    assert list(history(repository.path, "b.md")) == plainly
    assert git.count(repository.path, "b.md") == 2


def test_a_real_history(corpus: Path, tmp_path: Path) -> None:
    bundle = corpus / "genai-eu-versions.bundle"
    subprocess.run(
        ["git", "clone", "--quiet", "--bare", str(bundle), str(tmp_path / "r")], check=True
    )
    states = list(history(tmp_path / "r", "Claude.ai/Privacy Policy.md"))
    assert len(states) == 102
    assert all(state.committed.tzinfo for state in states)
    assert [state.committed for state in states] == sorted(state.committed for state in states)


def test_commits_are_counted_and_what_is_missing_is_none(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit(privacy__md="One.\n")
    repository.commit(other__md="Another.\n")
    repository.commit(privacy__md="Two.\n")
    assert git.count(repository.path, "privacy.md") == 2
    assert git.count(repository.path, "absent.md") == 0
    assert git.count(tmp_path, "privacy.md") == 0
