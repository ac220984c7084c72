"""Whether a save of a policy's page makes a text public: the heart of the record.

Wagtail has many ways to publish, and one place that all of them pass: the page's ``save()``. What
arrives there, and what it is:

=====================================  ==================  ==========  ====================
what was done                          ``update_fields``   ``live``    a publication
=====================================  ==================  ==========  ====================
added as a draft                       none                no          no
added live (in code, by a fixture)     none                yes         yes
a draft or an autosave is saved        single columns      either      no
published (button, schedule, bulk,     none, with the      yes         yes
last approval, ``revision.publish``)   revision as live
published again, unchanged             the same            yes         yes, which records
                                                                       nothing: the record
                                                                       asks what it says
unpublished, moved, renamed            single columns, or  no / yes    no: the live revision
                                       the old revision                is the old one
copied (first insert)                  none, with the      yes         no: the revision is
                                       source's revision               the source's
copied (its own revision is live)      ``live_revision``   yes         yes
an alias is made or follows            any                 yes         no
an alias becomes a page of its own     none                yes         yes
a tool that translates saves a draft   none                yes         no: it says nothing of
to the row of a live page                                              the change, and the
                                                                       live revision does
                                                                       not say the same
=====================================  ==================  ==========  ====================

``tests/publishing`` walks each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policies.publishing.situation import newest_version


def is_publication(page: Any, update_fields: Iterable[str] | None) -> bool:
    """Whether the save of ``page``, with Django's ``update_fields``, makes its text public."""
    # save_revision() writes single columns while the instance holds the text of a draft, and
    # copy() first inserts the new page with the live revision of its source.
    if not page.live or page.alias_of_id is not None:
        return False
    if update_fields is not None and "live_revision" not in update_fields:
        return False
    revision = page.live_revision
    if revision is not None and str(revision.object_id) != str(page.pk):
        return False
    # Tools that translate save their drafts to the row of a live page as well, and say nothing
    # of the change. What is public is what the live revision holds.
    if page.change_kind:
        return True
    # A copy with a pending draft has the draft for its live revision, and an archive to begin.
    if newest_version(page) is None:
        return True
    if revision is None:
        return False
    held = revision.content
    return (held.get("body"), held.get("title")) == (page.body, page.title)
