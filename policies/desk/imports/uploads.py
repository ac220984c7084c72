"""Uploads whose memory and disk are bounded before anything else looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from time import monotonic
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from wagtail.admin import messages

from policies.exchange.readers.opening import MAX_BYTES

MAX_TOTAL = 100_000_000
"""Bytes of one upload."""

SECONDS = 20.0
"""For which the files of one upload are read; a server's worker is given some 30."""

View = Callable[..., HttpResponse]


class Bounded(FileUploadHandler):
    """Lets go of a file that is too large, and of all that come after too many bytes.

    What is let go is read from the wire and dropped; ``refused`` names it with a sentence.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.total = self.size = 0
        self.refused: list[tuple[str, str]] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        self.total += len(raw_data)
        sentence = ""
        if self.size > MAX_BYTES:
            sentence = _(
                "“%(name)s” is too large: a policy's file may have %(limit)s MB at most. Leave "
                "out pictures, or save the text alone."
            ) % {"name": self.file_name, "limit": MAX_BYTES // 1_000_000}
        elif self.total > MAX_TOTAL:
            sentence = _(
                "“%(name)s” was not read: one upload may have %(limit)s MB in all. Add it again."
            ) % {"name": self.file_name, "limit": MAX_TOTAL // 1_000_000}
        if sentence:
            self.refused.append((str(self.file_name), sentence))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""


def bounded(view: View) -> View:
    """A view whose uploads are bounded; it checks the CSRF token itself.

    Django's middleware would read the body before a handler can be put in: the way that Django's
    documentation shows is to exempt the outer view and to protect the inner one.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def upload(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            handler = Bounded(request)
            request.upload_handlers.insert(0, handler)
            try:
                _files = request.FILES
            except TooManyFilesSent:
                # Until all is read, a browser shows a broken connection and no answer.
                while request.read(1 << 16):
                    pass
                messages.error(
                    request, _("So many files cannot be taken at once: choose a hundred at most.")
                )
                return redirect(request.path)
            request.refused_uploads = handler.refused  # type: ignore[attr-defined]
        response: HttpResponse = protected(request, *args, **kwargs)
        return response

    return upload


def readable(request: HttpRequest, name: str) -> Iterator[tuple[str, bytes | str]]:
    """Each file sent under ``name``: its name, and its bytes or the sentence that refuses it."""
    ends = monotonic() + SECONDS
    yield from getattr(request, "refused_uploads", [])
    for file in request.FILES.getlist(name):
        if monotonic() > ends:
            sentence = _(
                "“%(name)s” was not read: the files before it took too long. Add it again."
            )
            yield str(file.name), sentence % {"name": file.name}
        else:
            yield str(file.name), file.read()
