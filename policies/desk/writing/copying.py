"""What a copy, a translation or a converted alias begins with: the text of its source in force.

Wagtail copies the row, which holds what was published last. That may still be to come, or be the
draft of a tool that saves into live pages: on the new page it would bind at once, without a notice.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from policies.records.version import PolicyVersion


def begin_as_copy(page: Any, update_fields: Any) -> Any:
    """Put the text that its source has in force into a ``page`` about to be saved as its copy.

    Returns the fields that are then to be saved. A title that was chosen for the copy stays.
    """
    if page.alias_of_id is not None:
        return update_fields
    sources = _sources(page, update_fields)
    if sources is None:
        return update_fields
    binding = PolicyVersion.objects.in_force(timezone.now())
    version = binding.filter(policy__in=sources.values("pk")).first()
    if version is None:
        return update_fields
    page.body = version.source
    if sources.filter(pk=version.policy_id, title=page.title).exists():
        page.title = page.draft_title = version.title
    return update_fields and [*update_fields, "body", "title", "draft_title"]


def _sources(page: Any, update_fields: Any) -> QuerySet[Any] | None:
    """The pages of which one is the source; None for a page that is no copy."""
    rows: QuerySet[Any] = type(page)._base_manager.all()
    # copy() first inserts the new page with the live revision of its source.
    if page._state.adding and page.live and page.live_revision is not None:
        return rows.filter(pk=page.live_revision.object_id)
    # A translation bears the key of its source, of which it is a draft.
    if page._state.adding and not page.live:
        others = rows.filter(translation_key=page.translation_key).exclude(locale=page.locale_id)
        return others.filter(body=page.body)
    # An alias mirrors the row of its source; converted, it forgets the source before it is
    # published (wagtail/actions/convert_alias.py).
    if update_fields is not None and "alias_of_id" in update_fields:
        return rows.filter(aliases=page.pk)
    return None
