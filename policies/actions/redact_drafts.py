"""What editors saved of a text that was redacted: the page itself, and Wagtail's revisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import swapper
from wagtail.models import Page, Revision

from policies.records.version import PolicyVersion
from policies.text import canonical


def redact_drafts(*, version: PolicyVersion, text: str, at: datetime) -> int:
    """Empty the drafts that hold ``text``, the text of ``version``; return how many.

    Emptied are the drafts of its policy that say exactly that, and those from which it was made or
    that were begun from it: saved after the version before it was recorded and until the one after
    it was. Spared are drafts that say what a version says that can still be read, and the newest
    draft, unless it holds the text itself: then it, like the page's own fields, gets the text in
    force. None of them stays scheduled. The caller holds the lock.
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
    page: Any = version.policy.specific
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
        Revision.objects.filter(pk=revision.pk).update(
            content=revision.content, approved_go_live_at=None
        )
        emptied += 1
    _redact_pages(version, text, binding)
    return emptied


def _put_back(fields: dict[str, Any], binding: PolicyVersion | None) -> None:
    fields["body"] = binding.source if binding else ""
    fields["based_on"] = binding.number if binding else None


def _redact_pages(version: PolicyVersion, text: str, binding: PolicyVersion | None) -> None:
    """The page's own fields, and those of the aliases that mirror it."""
    model = swapper.load_model("wagtailcore", "Page")
    pages = model.objects.filter(pk=version.policy_id) | model.objects.filter(
        alias_of=version.policy_id
    )
    for page in pages.specific():
        if canonical(page.body) != text:
            continue
        fields: dict[str, Any] = {}
        _put_back(fields, binding)
        # Not save(): nothing is published by this.
        specific: type[Page] = type(page)
        specific._base_manager.filter(pk=page.pk).update(**fields)
