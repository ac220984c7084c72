"""Caches in front of the site are told at once what changed (``wagtail.contrib.frontend_cache``).

Without it they would answer with what they have for ``MAX_AGE``. Wagtail tells them too, but
before the transaction ends, when a reader can still put the old page back.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from functools import partial
from typing import Any

import swapper
from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from policies import signals
from policies.archive.caching.addresses import of_documents, of_policy, of_sections, of_site
from policies.records.notice import ChangeNotice
from policies.records.version import PolicyVersion
from policies.standing.history import History
from policies.standing.links import Links
from policies.standing.mirrors import mirrors_of, source_of


def connect() -> None:
    """Have every change purged from now on, where the site has a cache to tell."""
    if not apps.is_installed("wagtail.contrib.frontend_cache"):
        return
    for signal in (signals.version_recorded, signals.version_corrected, signals.version_withdrawn):
        signal.connect(version_changed, dispatch_uid="policies.purge")
    signals.version_redacted.connect(version_redacted, dispatch_uid="policies.purge")
    for signal in (signals.notice_opened, signals.notice_closed):
        signal.connect(notice_changed, dispatch_uid="policies.purge")
    page_published.connect(page_changed, dispatch_uid="policies.purge")
    page_unpublished.connect(page_hidden, dispatch_uid="policies.purge")
    page_slug_changed.connect(page_renamed, dispatch_uid="policies.purge")
    post_page_move.connect(page_moved, dispatch_uid="policies.purge")
    post_save.connect(mirror_made, dispatch_uid="policies.purge")
    pre_delete.connect(mirror_deleted, dispatch_uid="policies.purge")
    for signal in (post_save, post_delete):
        signal.connect(privacy_changed, sender=PageViewRestriction, dispatch_uid="policies.purge")


def version_changed(instance: PolicyVersion, **kwargs: Any) -> None:
    if kwargs.get("signal") is signals.version_recorded and not _is_newest(instance):
        return  # One of many that an import records: the last of them tells.
    purge([instance.policy], {instance.number})


def version_redacted(instance: PolicyVersion, **kwargs: Any) -> None:
    purge([instance.policy], {instance.number}, documents={instance.number})


def notice_changed(instance: ChangeNotice, **kwargs: Any) -> None:
    purge([instance.version.policy], {instance.version.number})


def page_changed(instance: Page, **kwargs: Any) -> None:
    transaction.on_commit(partial(purge, [instance]))


def page_hidden(instance: Page, **kwargs: Any) -> None:
    transaction.on_commit(partial(purge, [instance], documents=None))


def page_renamed(instance: Page, instance_before: Page, **kwargs: Any) -> None:
    _moved(instance, instance_before.url_path)


def page_moved(
    instance: Page, url_path_before: str, parent_page_before: Page, **kwargs: Any
) -> None:
    _moved(instance, url_path_before)
    # The list that it stood in.
    page_changed(parent_page_before)


def mirror_made(instance: Any, created: bool, **kwargs: Any) -> None:
    """An alias is public without having been published."""
    if created and isinstance(instance, Page) and instance.alias_of_id:
        page_changed(instance)


def mirror_deleted(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page) and instance.alias_of_id:
        # What it shows is known before it goes, perhaps together with what it mirrors.
        gone = copy(instance)
        source_of(gone)
        page_hidden(gone)


def privacy_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    transaction.on_commit(partial(_purge_under, instance.page_id))


def purge(
    pages: Iterable[Page], touched: Iterable[int] = (), *, documents: Iterable[int] | None = ()
) -> None:
    """Purge the addresses of those of ``pages`` that have versions, or are lists of policies, and
    of their aliases.

    ``documents``: the versions whose frozen renderings go as well, by number; None for all, where
    what was public may be so no longer.
    """
    from wagtail.contrib.frontend_cache.utils import PurgeBatch, get_backends

    if not get_backends():
        return
    batch, pages = PurgeBatch(), list(pages)
    mirrored = [source_of(page) for page in pages]
    model = swapper.load_model("wagtailcore", "Page")
    for page in [*pages, *mirrors_of(mirrored)]:
        if history := History(page, timezone.now()):
            links = Links.of(page)
            batch.add_urls(of_policy(history, links, touched) | of_sections(history, links))
            every = [entry.number for entry in history]
            batch.add_urls(of_documents(links, every if documents is None else documents))
            batch.add_urls(of_site(page))
        elif _is_list(page) and (address := page.get_full_url()):
            batch.add_url(address)
    # Every translation names the others, and says whether it is behind.
    keys = {page.translation_key for page in pages}
    for page in model.objects.filter(translation_key__in=keys, live=True).exclude(pk__in=mirrored):
        batch.add_urls({(links := Links.of(page)).base, links.archive})
    batch.purge()


def _moved(page: Page, url_path_before: str) -> None:
    transaction.on_commit(partial(_purge_under, page.pk, url_path_before))
    transaction.on_commit(partial(_purge_under, page.pk))


def _purge_under(key: int, url_path_before: str = "") -> None:
    model = swapper.load_model("wagtailcore", "Page")
    page = model.objects.filter(pk=key).first()
    if page is None:
        return
    found = list(model.objects.descendant_of(page, inclusive=True))
    for under in found if url_path_before else ():
        under.url_path = url_path_before + under.url_path[len(page.url_path) :]
    # What hides a page hides its aliases with all that is under them.
    for mirror in mirrors_of([page.pk]):
        found += model.objects.descendant_of(mirror)
    purge(found, documents=None)


def _is_list(page: Page) -> bool:
    return issubclass(page.specific_class or Page, apps.get_model("policies", "PolicyIndexPage"))


def _is_newest(version: PolicyVersion) -> bool:
    later = PolicyVersion.objects.filter(policy=version.policy_id, number__gt=version.number)
    return not later.exists()
