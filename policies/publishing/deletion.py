"""No page is deleted that has published versions, or stands above one that has.

The database refuses it in any case (``PROTECT``). But Wagtail logs a deletion, and treebeard counts
the children of the page above anew, before the database is asked: outside a transaction, as in API
v3, both stay although nothing was deleted.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page

from policies.exceptions import FrozenRecord
from policies.records.version import PolicyVersion


class NotDeleted(FrozenRecord, PermissionDenied):
    """A page that stays, in a form that Wagtail's admin and its API answer with 403."""


def refusal(page: Page) -> str:
    """Why a page is not deleted; empty where it may be."""
    family = Page.objects.descendant_of(page, inclusive=True).values("pk")
    version = PolicyVersion.objects.filter(policy__in=family).without_texts().first()
    if version is None:
        return ""
    return _(
        "“%(policy)s” has published versions, and nothing published can be deleted. Unpublish the "
        "page to take it off the site; its versions are kept."
    ) % {"policy": version.title}


def connect() -> None:
    """Let Wagtail's act of deleting ask first, whoever runs it: admin, API, ``page.delete()``."""
    inner = DeletePageAction.execute
    if hasattr(inner, "policies_deletion"):
        return

    @wraps(inner)
    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        if sentence := refusal(self.page):
            raise NotDeleted(sentence)
        return inner(self, *args, **kwargs)

    execute.policies_deletion = True  # type: ignore[attr-defined]
    DeletePageAction.execute = execute
