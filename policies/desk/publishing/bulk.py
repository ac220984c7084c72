"""Wagtail's bulk publish and unpublish, which say beforehand what becomes of each policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import timezone
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction, UnpublishBulkAction
from wagtail.models import Page

from policies.desk.publishing.consequences import of_publishing
from policies.desk.versions import consequences
from policies.desk.writing.asked import Asked
from policies.standing.history import History

NAMED = 20
"""Policies whose consequences are told one by one; more are counted with Wagtail's pages."""


@dataclass(frozen=True, slots=True)
class Told:
    """A policy among the pages that were chosen, or below one of them."""

    title: str
    below: bool
    said: list[str]


class TellingAction:
    """Adds to Wagtail's confirmation what the act means for the policies among the pages."""

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        pages = [item["item"] for item in context["items"]]
        return {**context, "told": list(islice(self.told(pages), NAMED))}


class PolicyPublishBulkAction(TellingAction, PublishBulkAction):  # type: ignore[misc]
    template_name = "policies/desk/bulk_publish.html"

    def told(self, pages: list[Page]) -> Iterator[Told]:
        def said(page: Any) -> list[str]:
            asked = Asked(page.get_latest_revision_as_object(), self.request.user)
            problems = asked.draft.problems
            return [*problems.values()] if problems else of_publishing(asked)

        return _policies(pages, said, live=False)


class PolicyUnpublishBulkAction(TellingAction, UnpublishBulkAction):  # type: ignore[misc]
    template_name = "policies/desk/bulk_unpublish.html"

    def told(self, pages: list[Page]) -> Iterator[Told]:
        def said(page: Any) -> list[str]:
            history = History(page, timezone.now())
            return consequences.of_unpublishing(history) if len(history) else []

        return _policies(pages, said, live=True)


def _policies(pages: list[Page], said: Callable[[Any], list[str]], *, live: bool) -> Iterator[Told]:
    for page in pages:
        family = [page, *page.get_descendants().filter(live=live).iterator()]
        for one in family:
            policy = one.specific
            if hasattr(policy, "answers") and (sentences := said(policy)):
                yield Told(policy.get_admin_display_title(), one is not page, sentences)


ACTIONS = [PolicyPublishBulkAction, PolicyUnpublishBulkAction]
