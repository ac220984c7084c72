"""The history of one file in a git repository, read through the git program."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from policies.exchange.foreign import Unreadable
from policies.exchange.readers.opening import refuse_too_large, shown

_PLAIN = (
    "--literal-pathspecs",
    "--no-pager",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "log.showRoot=true",
    "-c",
    "diff.renameLimit=1000",
)
"""What a user may have set otherwise, and would change which revisions are found."""
_KEPT = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_TRACE")
"""Of git's own variables only these reach it: a hook's others name another repository."""
_FIELDS = "%x01%H%x02%cI%x02%aI"
_QUIET = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of a file: ``committed`` is when it came to the branch, ``authored`` when written.

    Both bear the zone of whoever made the commit. ``path`` is the file's name at that time. What
    was too large to be a policy has a ``refusal`` and no data.
    """

    commit: str
    committed: datetime
    authored: datetime
    path: str
    data: bytes
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    commit: str
    committed: str
    authored: str
    path: str
    blob: str


def history(repository: Path, path: str, revision: str = "HEAD") -> Iterator[Revision]:
    """Yield each state that the file ``path`` had on the main line of ``revision``, oldest first.

    Renames are followed; commits that remove the file or leave its bytes as they were are passed
    over. Contents are read one at a time; what stays in memory is a line for each commit. Raises
    ``Unreadable`` where there is no repository, no git program, no such file, or not all of it.
    """
    entries = list(_entries(repository, path, revision))
    if not entries or entries[0].path != path:
        raise Unreadable(
            f"“{shown(path)}” is not in the history of {shown(repository)}. Name it as"
            " `git ls-files` does, from the top of the repository."
        )
    entries.reverse()
    with (
        _git(repository, "cat-file", "--batch-check") as asked,
        _git(repository, "cat-file", "--batch") as reader,
    ):
        last = ""
        for entry in entries:
            if entry.blob != last:
                yield Revision(
                    entry.commit,
                    datetime.fromisoformat(entry.committed),
                    datetime.fromisoformat(entry.authored),
                    entry.path,
                    *_blob(asked, reader, entry),
                )
            last = entry.blob


def count(repository: Path, path: str) -> int:
    """How many commits touched the file under this name; 0 where git cannot say."""
    asked = ("rev-list", "--count", "--first-parent", "--end-of-options", "HEAD", "--", path)
    with _git(repository, *asked) as process:
        said, _ = process.communicate()
    return int(said) if process.returncode == 0 else 0


def _entries(repository: Path, path: str, revision: str) -> Iterator[_Entry]:
    """Yield the commits that touched the file, newest first."""
    with _git(
        repository,
        "log",
        "--follow",
        "--first-parent",
        "--diff-merges=first-parent",
        "--raw",
        "--no-color",
        "--encoding=UTF-8",
        "--no-relative",
        "--find-renames",
        "-O/dev/null",
        "--no-abbrev",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "-z",
        f"--format={_FIELDS}",
        "--end-of-options",
        revision,
        "--",
        path,
    ) as process:
        assert process.stdout is not None  # noqa: S101  # opened as a pipe
        for record in _split(process.stdout, b"\x01"):
            header, _, rest = record.partition(b"\x00")
            commit, committed, authored = header.decode().split("\x02")
            pieces = rest.lstrip(b"\n").split(b"\x00")
            modes = pieces[0].decode().split()
            if len(modes) < 5 or not modes[1].startswith("100"):
                continue
            name = pieces[2] if modes[4][0] in "RC" else pieces[1]
            yield _Entry(commit, committed, authored, os.fsdecode(name), modes[3])
        assert process.stderr is not None  # noqa: S101
        message = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise Unreadable(f"git cannot read {shown(repository)}: {message.partition(chr(10))[0]}")


def _split(stream: IO[bytes], mark: bytes) -> Iterator[bytes]:
    """Yield what stands after each ``mark`` in a stream."""
    rest = b""
    while chunk := stream.read(1 << 16):
        *records, rest = (rest + chunk).split(mark)
        yield from filter(None, records)
    if rest:
        yield rest


def _blob(
    asked: subprocess.Popen[bytes], reader: subprocess.Popen[bytes], entry: _Entry
) -> tuple[bytes, str]:
    """Return a content and no refusal, or a refusal: its size is asked before it is read."""
    header, _stream = _request(asked, entry)
    if header[-1:] == [b"missing"]:
        raise Unreadable(
            f"The repository lacks the text of “{shown(entry.path)}” in commit"
            f" {entry.commit[:10]}; fetch it completely."
        )
    try:
        refuse_too_large(int(header[2]), shown(entry.path), f" in commit {entry.commit[:10]}")
    except Unreadable as refusal:
        return b"", str(refusal)
    header, stream = _request(reader, entry)
    data = stream.read(int(header[2]))
    stream.read(1)
    return data, ""


def _request(process: subprocess.Popen[bytes], entry: _Entry) -> tuple[list[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101  # opened as pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(f"{entry.blob}\n".encode())
    process.stdin.flush()
    return process.stdout.readline().split(), process.stdout


def _git(repository: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = ["git", *_PLAIN]
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    try:
        return subprocess.Popen(  # noqa: S603  # no shell, and options end before foreign words
            [*command, "-C", os.fspath(repository), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**inherited, **_QUIET},
        )
    except FileNotFoundError:
        raise Unreadable("The git program is not installed; install it, or import files.") from None
