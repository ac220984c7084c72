"""The German branch of the sample shop: a tree of its own, and one policy translated in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, WorkflowPage

from policies.models import PolicyIndexPage, PolicyPage
from policysite.storefront import story
from policysite.storefront.models import HomePage


def open_branch(
    home: HomePage, index: PolicyIndexPage, *, by: Any, say: Callable[[str], None]
) -> None:
    """Copy the shop for translation, as editors do it, and publish it in German."""
    german, _made = Locale.objects.get_or_create(language_code="de")
    shop = home.copy_for_translation(german)
    shop.heading = "Papier, das auf das richtige Wort wartet"
    shop.intro = "Briefpapier, Federn, Tinte und gebundene Bücher, aus einem Laden in Lewes."
    _publish(shop)
    shelf = index.copy_for_translation(german)
    shelf.title = "Richtlinien"
    shelf.intro = (
        "Was Sie und uns bindet, was uns früher band und was sich dazwischen geändert hat."
    )
    _same_people(index, shelf)
    _publish(shelf)
    # A user whose rights were asked for before keeps the answer.
    by = type(by)._default_manager.get(pk=by.pk)
    for tale in story.tales("story.de.toml"):
        original = PolicyPage.objects.child_of(index).get(slug=tale.slug)
        policy = original.copy_for_translation(german)
        story.tell(tale, policy, now=timezone.now(), zone=timezone.get_default_timezone(), by=by)
        say(f"  {tale.title}: {len(tale.versions)} version(s), in German")


def _same_people(index: PolicyIndexPage, shelf: PolicyIndexPage) -> None:
    """Whoever looks after the policies does so in German too, by the same workflow."""
    for right in GroupPagePermission.objects.filter(page=index):
        GroupPagePermission.objects.create(
            group=right.group, page=shelf, permission=right.permission
        )
    for flow in WorkflowPage.objects.filter(page=index):
        WorkflowPage.objects.create(workflow=flow.workflow, page=shelf)


def _publish(page: Any) -> None:
    page.draft_title = page.title
    page.save_revision(log_action=False).publish()
