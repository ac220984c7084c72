"""What a file is, and how large, is asked before it is read; its name is text, or refused."""

from __future__ import annotations

import io
import os
import resource
import sys
from datetime import UTC
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from policies.exchange.foreign import Unreadable
from policies.exchange.importing.sources import Dated, Undated, entries
from policies.exchange.readers.by_kind import read
from policies.exchange.readers.opening import opened, shown

HUGE = 3_000_000_000
NOT_TEXT = os.fsdecode(b"2016-05-01-caf\xe9.md")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "texts"
    found.mkdir()
    (found / "2015-05-01.md").write_text("# Terms\n\nOne.\n")
    return found


def told(folder: Path) -> dict[str, str]:
    """What is said of each file that is not taken; the good one is taken in any case."""
    found = list(entries(folder, None, UTC))
    assert [t.foreign.name for t in found if isinstance(t, Dated)] == ["2015-05-01.md"]
    return {text.name: text.reason for text in found if isinstance(text, Undated)}


def test_a_huge_file_is_refused_by_its_size_alone(folder: Path) -> None:
    with (folder / "2016-05-01.md").open("wb") as sparse:
        sparse.truncate(HUGE)
    before, memory = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [(_name, reason)] = told(folder).items()
    assert "has 3000 MB; a policy's file may have 20 MB at most. Leave out pictures" in reason
    assert process_time() - before < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 100_000  # kB


def test_a_device_is_no_file_although_it_was_named(tmp_path: Path) -> None:
    endless = tmp_path / "a.md"
    endless.symlink_to("/dev/zero")
    with pytest.raises(Unreadable, match="is no file that can be read"):
        opened(endless, follow=True)


@pytest.mark.parametrize("target", ["secret.md", "elsewhere", "nowhere.md"])
def test_links_in_a_folder_are_not_followed(folder: Path, target: str, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n\nOne.\n")
    (tmp_path / "elsewhere").mkdir()
    (folder / "2016-05-01.md").symlink_to(tmp_path / target)
    reason = told(folder)["2016-05-01.md"]
    assert "is a symbolic link, and links are not followed: put the file itself there." in reason


def test_a_link_that_is_named_is_followed(folder: Path, tmp_path: Path) -> None:
    named = tmp_path / "2017-05-01.md"
    named.symlink_to(folder / "2015-05-01.md")
    [text] = entries(named, None, UTC)
    assert isinstance(text, Dated)
    folder_too = tmp_path / "link"
    folder_too.symlink_to(folder)
    assert len(list(entries(folder_too, None, UTC))) == 1


def test_a_pipe_is_no_file_and_nobody_waits_for_it(folder: Path) -> None:
    os.mkfifo(folder / "2016-05-01.md")
    assert "is no file that can be read" in told(folder)["2016-05-01.md"]


def test_a_file_that_may_not_be_read_is_named(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (folder / "2016-05-01.md").write_text("# Terms\n")
    (folder / "2016-05-01.md").chmod(0)
    assert "cannot be read: Permission denied." in told(folder)["2016-05-01.md"]


@pytest.mark.skipif(sys.platform == "darwin", reason="its file system knows text alone")
@pytest.mark.parametrize("name", [NOT_TEXT, "2016-05-01\nb.md", "2016-05-01\x1b[2J.md"])
def test_a_name_that_is_not_text_ends_in_a_sentence(folder: Path, name: str) -> None:
    (folder / name).write_text("# Terms\n\nTwo.\n")
    [(said, reason)] = told(folder).items()
    assert "is not text: rename the file, in letters and digits." in reason
    assert (said + reason).isprintable()
    assert (said + reason).encode()


@pytest.mark.django_db
def test_the_command_says_it_in_a_terminal_that_knows_ascii_alone(
    folder: Path, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / NOT_TEXT).write_text("# Terms\n\nTwo.\n")
    said = io.StringIO()
    with pytest.raises(CommandError, match=r"1 file\(s\) could not be imported"):
        call_command("import_policy", str(folder), policy="terms", stderr=said)
    assert "is not text: rename the file" in said.getvalue()
    with pytest.raises(CommandError, match="There is no file or folder called"):
        call_command("import_policy", str(folder / f"{NOT_TEXT}x"), policy="terms", stderr=said)


def test_a_name_from_any_door_is_asked() -> None:
    for name in (NOT_TEXT, "a\x00.md", "a\r\nb.md"):
        with pytest.raises(Unreadable, match="is not text"):
            read(b"# Terms\n", name)
    for name in ("Datenschutzerklärung – Fassung 2.md", "個人情報.md", "سياسة.md"):
        assert shown(read(b"# Terms\n\nOne.\n", name).name) == name
