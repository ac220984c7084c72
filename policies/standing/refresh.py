"""When the notices of a site may have changed: each receiver makes one call."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from policies.records.notice import ChangeNotice
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.standing import site_cache

PAGES = (page_published, page_slug_changed, page_unpublished, post_page_move)
ROWS = (ChangeNotice, Locale, PageViewRestriction, PolicySettings, PolicyVersion, Site)


def connect() -> None:
    """Listen to whatever changes which notices there are, where they point, or what they say."""
    uid = "policies.notice.refresh"
    for signal in PAGES:
        signal.connect(refresh, dispatch_uid=uid)
    for model in ROWS:
        post_save.connect(refresh, sender=model, dispatch_uid=uid)
    for model in (*ROWS, Page):
        post_delete.connect(refresh, sender=model, dispatch_uid=uid)
    post_save.connect(refresh_for_new_page, dispatch_uid=f"{uid}.new_page")


def refresh(**kwargs: Any) -> None:
    """Forget at once, for the transaction itself, and again when others can see what it did."""
    site_cache.forget()
    transaction.on_commit(site_cache.forget, robust=True)


def refresh_for_new_page(instance: Any, created: bool, **kwargs: Any) -> None:
    """An alias or a copy is public without having been published."""
    if created and isinstance(instance, Page):
        refresh()
