"""Reading and rendering in a companion process, while this one compares and records."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from multiprocessing.connection import Connection
from pathlib import Path

from policies.exceptions import PolicyError
from policies.exchange.importing import git
from policies.exchange.importing.sources import Dated, Undated, entries, files
from policies.text import TooDemanding, digest, render

FEW = 20
"""Texts that are read sooner than a companion starts."""


@dataclass(frozen=True, slots=True)
class Start:
    """The newest version before an import: its text, its rendering and its instant."""

    source: str = ""
    html: str = ""
    published_at: datetime | None = None


def rendered(
    source: Path, path: str | None, zone: tzinfo, start: Start
) -> Iterator[Dated | Undated]:
    """The texts of a source, oldest first, each new one with its rendering after the one before."""
    said, html = start.source, start.html
    for text in entries(source, path, zone):
        if (
            isinstance(text, Undated)
            or text.foreign.source == said
            or start.published_at is not None
            and text.published_at < start.published_at
        ):
            yield text
        else:
            words, follows = text.foreign.source, digest(html) if html else ""
            try:
                html = render(words, previous=html or None)
            except TooDemanding as refusal:
                yield Undated(text.foreign.name, str(refusal))
                continue
            said = words
            yield replace(text, html=html, follows=follows)


def ahead(source: Path, path: str | None, zone: tzinfo, start: Start) -> Iterator[Dated | Undated]:
    """The same as ``rendered``, from a companion process where there is work for two.

    Never more than a few texts wait in the pipe between the two, however long the history. The
    companion ends with the iterator, and also when this process is killed.
    """
    if _texts(source, path) < FEW or (os.cpu_count() or 1) < 2:
        yield from rendered(source, path, zone, start)
        return
    # A fork would share the database's connection; a new interpreter knows nothing of it.
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    companion = context.Process(target=_work, args=(send, source, path, zone, start), daemon=True)
    companion.start()
    send.close()
    try:
        while (told := _next(receive)) is not None:
            if isinstance(told, PolicyError):
                raise told
            yield told
    finally:
        receive.close()
        companion.terminate()
        companion.join()


def _texts(source: Path, path: str | None) -> int:
    """About how many texts a source holds."""
    if path:
        return git.count(source, path)
    return len(files(source)) if source.is_dir() else 1


def _next(receive: Connection) -> Dated | Undated | PolicyError | None:
    try:
        told: Dated | Undated | PolicyError | None = receive.recv()
    except EOFError:
        raise PolicyError(
            "The process that reads the texts ended early. What is recorded so far stands; run "
            "the import again to go on."
        ) from None
    return told


def _work(send: Connection, source: Path, path: str | None, zone: tzinfo, start: Start) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The pipe breaks when nobody listens any more.
    with suppress(BrokenPipeError):
        try:
            for text in rendered(source, path, zone, start):
                send.send(text)
            send.send(None)
        except PolicyError as refusal:
            send.send(refusal)
