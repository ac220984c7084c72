"""What editors saved of a text that was redacted: the page itself, and Wagtail's revisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, Revision

from policies.publishing.locking import Locked
from policies.records.version import PolicyVersion
from policies.text import canonical


def redact_drafts(locked: Locked, *, version: PolicyVersion, text: str, at: datetime) -> int:
    """Empty the drafts that hold ``text``, the text of ``version``; return how many.

    Emptied are the drafts of its policy that say exactly that, and those from which it was made or
    that were begun from it: saved after the version before it was recorded and until the one after
    it was. Spared are drafts that say what a version says that can still be read, and the newest
    draft, unless it holds the text itself: then it, like the page's own fields, gets the text in
    force. None of them stays scheduled. Copies of the policy and translations that were begun lose
    the text, too, where they hold exactly that.
    """
    others = PolicyVersion.objects.filter(policy=version.policy_id)
    readable = others.filter(redacted_at__isnull=True)
    sayings = set(readable.values_list("source", flat=True))
    around = dict(
        others.filter(number__in=(version.number - 1, version.number + 1)).values_list(
            "number", "recorded_at"
        )
    )
    after = around.get(version.number - 1)
    until = around.get(version.number + 1, version.recorded_at)
    binding = PolicyVersion.objects.in_force(at).filter(policy=version.policy_id).first()
    page: Any = locked.held().specific
    emptied = 0
    revisions = Revision.objects.for_instance(page).order_by("pk")
    for revision in revisions.iterator(chunk_size=20):
        said = canonical(revision.content.get("body") or "")
        newest = revision.pk == page.latest_revision_id
        near = (after is None or revision.created_at > after) and revision.created_at <= until
        if said != text and (newest or not near or said in sayings):
            continue
        if newest:
            _put_back(revision.content, binding)
        else:
            revision.content["body"] = ""
        _save(revision)
        emptied += 1
    _redact_pages(version, text, binding)
    return emptied + _redact_copies(version, text, at)


def _put_back(fields: dict[str, Any], binding: PolicyVersion | None) -> None:
    fields["body"] = binding.source if binding else ""
    fields["based_on"] = binding.number if binding else None


def _redact_pages(version: PolicyVersion, text: str, binding: PolicyVersion | None) -> None:
    """The page's own fields, and those of the aliases that mirror it."""
    own = version.policy_id
    of_it = Q(pk=own) | Q(alias_of=own) | Q(alias_of__alias_of=own)
    for page in _pages(of_it):
        if canonical(page.body) == text:
            _write(page, binding)


def _redact_copies(version: PolicyVersion, text: str, at: datetime) -> int:
    """Other policies, but for those of which a version that can be read says the same."""
    said = PolicyVersion.objects.filter(source=text, redacted_at__isnull=True)
    spared = {version.policy_id, *said.values_list("policy_id", flat=True)}
    # A stretch by which the database finds what is worth reading.
    words = max(text.splitlines(), key=len)[:60]
    saved = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        content__has_keys=("body", "based_on"),
        content__body__icontains=words,
    )
    found: dict[int, list[Revision]] = {}
    for revision in saved.order_by("pk").iterator(chunk_size=20):
        key = int(revision.object_id)
        if key not in spared and canonical(revision.content["body"]) == text:
            found.setdefault(key, []).append(revision)
    for page in _pages(Q(pk__in=found)):
        binding = PolicyVersion.objects.in_force(at).filter(policy=page.pk).first()
        for revision in found[page.pk]:
            _put_back(revision.content, binding)
            _save(revision)
        if canonical(page.body) == text:
            _write(page, binding)
    return sum(map(len, found.values()))


def _save(revision: Revision) -> None:
    """Keep what a revision says now; it is published by no schedule."""
    Revision.objects.filter(pk=revision.pk).update(
        content=revision.content, approved_go_live_at=None
    )


def _pages(wanted: Q) -> Iterator[Any]:
    model = swapper.load_model("wagtailcore", "Page")
    yield from model.objects.filter(wanted).specific()


def _write(page: Any, binding: PolicyVersion | None) -> None:
    fields: dict[str, Any] = {}
    _put_back(fields, binding)
    # Not save(): nothing is published by this.
    type(page)._base_manager.filter(pk=page.pk).update(**fields)
