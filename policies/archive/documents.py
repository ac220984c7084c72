"""The frozen renderings of a version, each the same bytes for ever, or those of a tombstone."""

from __future__ import annotations

import base64
import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.archive import tombstone
from policies.archive.http import open_to_all, refusal
from policies.archive.links import Links
from policies.records.version import PolicyVersion

FORMS = {
    "html": ("text/html; charset=utf-8", "document"),
    "md": ("text/markdown; charset=utf-8", "source"),
    "txt": ("text/plain; charset=utf-8", "plain"),
    "json": ("application/json", "record"),
}
"""Suffix: the media type, and the attribute of the version that holds the text."""

FOR_EVER = 31536000
LARGEST = 2**31 - 1


def frozen(
    request: HttpRequest, policy: Page, number: int, form: str, links: Links
) -> HttpResponseBase:
    """One rendering, with its digest (RFC 9530) and a strong entity tag made of it."""
    version = _version(policy, number) if form in FORMS else None
    if version is None:
        sentence = _("There is no such document: the forms are %(forms)s of versions %(archive)s.")
        known = {"forms": ", ".join(f".{f}" for f in FORMS), "archive": links.archive}
        return refusal(sentence % known, status=404)
    if version.redacted_at is not None and form != "json":
        return tombstone.plain(version, links)
    media_type, attribute = FORMS[form]
    content = getattr(version, attribute).encode()
    digest = hashlib.sha256(content).digest()
    tag = f'"{digest.hex()}"'
    response: HttpResponseBase = get_conditional_response(request, etag=tag) or HttpResponse(
        content, content_type=media_type
    )
    response.headers["ETag"] = tag
    response.headers["Link"] = f'<{links.version(number)}>; rel="canonical"'
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    if policy.get_view_restrictions().exists():
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    return open_to_all(response)


def _version(policy: Page, number: int) -> PolicyVersion | None:
    # SQLite refuses a number that its column cannot hold with an OverflowError.
    if number > LARGEST:
        return None
    return PolicyVersion.objects.filter(
        policy=policy.alias_of_id or policy.pk, number=number
    ).first()
