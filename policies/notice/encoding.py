"""Bytes in the content codings that browsers ask for, made once."""

from __future__ import annotations

import base64
import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from policies.standing.http import not_kept

try:
    import brotli  # type: ignore[import-untyped]
except ImportError:  # an optional library: without it, answers are gzipped
    brotli = None


@dataclass(frozen=True, slots=True)
class Coded:
    """One content in each coding, the smallest first; each has an entity tag of its own."""

    forms: tuple[tuple[str, bytes, str], ...]
    media_type: str
    sha256: str
    """Of the content without any coding, in base64: for ``Repr-Digest`` and ``integrity``."""

    @classmethod
    def of(cls, content: bytes, media_type: str) -> Coded:
        coded = [("", content)]
        if brotli is not None:
            coded.append(("br", brotli.compress(content)))
        coded.append(("gzip", gzip.compress(content, 9, mtime=0)))
        forms = tuple((coding, data, _tag(data)) for coding, data in _smallest_first(coded))
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        return cls(forms, media_type, digest)

    @property
    def plain(self) -> bytes:
        return next(data for coding, data, _tag in self.forms if not coding)

    @property
    def tag(self) -> str:
        """One tag for the content, whatever its coding."""
        return _tag(self.plain)


def _smallest_first(coded: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return sorted(coded, key=lambda pair: len(pair[1]))


def _tag(data: bytes) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:16]}"'


@lru_cache(maxsize=256)
def _accepted(header: str) -> frozenset[str]:
    """The codings that a browser takes; one with ``q=0`` is refused."""
    accepted = {""}
    for part in header.split(","):
        coding, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if not any(p.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for p in parameters):
            accepted.add(coding)
    return frozenset(accepted)


def respond(
    request: HttpRequest, coded: Coded, *, max_age: int, immutable: bool = False
) -> HttpResponse:
    """The content, a 304 or a 412, readable by every origin and by nobody's name."""
    accepted = _accepted(request.headers.get("Accept-Encoding", ""))
    coding, data, tag = next(form for form in coded.forms if form[0] in accepted)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(data, content_type=coded.media_type)
        if coding:
            response.headers["Content-Encoding"] = coding
    response.headers["ETag"] = tag
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Vary"] = "Accept-Encoding"
    kept = f"public, max-age={max_age}"
    response.headers["Cache-Control"] = f"{kept}, immutable" if immutable else kept
    return response if response.status_code < 400 else not_kept(response)
