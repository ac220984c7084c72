"""The frozen renderings of a version, each the same bytes for ever, or those of a tombstone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from policies import conf
from policies.archive.formats.documents.content import FORMS
from policies.records.version import PolicyVersion
from policies.standing import tombstone
from policies.standing.http import open_to_all, pulse_of, refusal
from policies.standing.links import Links
from policies.standing.mirrors import source_of

FOR_EVER = 31536000
KEPT_FOR = 30 * 24 * 3600
LARGEST = 2**31 - 1


@require_safe
def document(request: HttpRequest, policy: Page, number: int, form: str) -> HttpResponseBase:
    """A frozen rendering alone: the same bytes for ever."""
    return _frozen(request, policy, number, form, Links.of(policy, request), timezone.now())


def _frozen(
    request: HttpRequest, policy: Page, number: int, form: str, links: Links, at: datetime
) -> HttpResponseBase:
    """One rendering, with its digest (RFC 9530) and a strong entity tag made of it."""
    if known := _known(request, policy, number, form, at):
        return _described(HttpResponseNotModified(), policy, known, links.version(number))
    version = _version(policy, number) if form in FORMS else None
    if version is None:
        sentence = _("There is no such document: the forms are %(forms)s of versions %(archive)s.")
        forms = {"forms": ", ".join(f".{f}" for f in FORMS), "archive": links.archive}
        return refusal(sentence % forms, status=404)
    if version.redacted_at is not None and form != "json":
        return tombstone.plain(version, links)
    media_type, attribute = FORMS[form]
    content = getattr(version, attribute).encode()
    digest = hashlib.sha256(content).digest()
    response = get_conditional_response(request, etag=_tag(digest)) or HttpResponse(
        content, content_type=media_type
    )
    if response.status_code == 304:
        kept = (pulse_of(policy, at).facts, digest)
        caches[conf.get().CACHE].set(_key(source_of(policy), number, form), kept, KEPT_FOR)
    return _described(response, policy, digest, links.version(number))


def keys(version: PolicyVersion) -> Iterator[str]:
    """Under which the digests of a version's renderings are kept."""
    return (_key(version.policy_id, version.number, form) for form in FORMS)


def _known(
    request: HttpRequest, policy: Page, number: int, form: str, at: datetime
) -> bytes | None:
    """The digest of what the asker has, where that holds: found without reading the version.

    It is kept only once somebody asked so, with the pulse of the records at which it was true.
    """
    if form not in FORMS or request.headers.get("If-None-Match", "*").strip() == "*":
        return None
    kept = caches[conf.get().CACHE].get(_key(source_of(policy), number, form))
    if kept is None or kept[0] != pulse_of(policy, at).facts:
        return None
    response = get_conditional_response(request, etag=_tag(kept[1]))
    return kept[1] if response is not None and response.status_code == 304 else None


def _described(
    response: HttpResponseBase, policy: Page, digest: bytes, canonical: str
) -> HttpResponseBase:
    response.headers["ETag"] = _tag(digest)
    response.headers["Link"] = f'<{canonical}>; rel="canonical"'
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    if policy.get_view_restrictions().exists():
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    return open_to_all(response)


def _tag(digest: bytes) -> str:
    return f'"{digest.hex()}"'


def _key(policy: Any, number: int, form: str) -> str:
    return f"policies:frozen:{policy}:{number}:{form}"


def _version(policy: Page, number: int) -> PolicyVersion | None:
    # SQLite refuses a number that its column cannot hold with an OverflowError.
    if number > LARGEST:
        return None
    return PolicyVersion.objects.filter(policy=source_of(policy), number=number).first()
