"""The list of policies: what stands under a page, with what is in force and what is to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from wagtail.models import Page

from policies.records.version import PolicyVersion
from policies.standing.mirrors import SOURCE, source_of
from policies.standing.site import hidden_by_itself


@dataclass(frozen=True, slots=True)
class Listed:
    """One policy in the list of policies; ``title`` is that of its newest version.

    The row's own title may be that of a draft, as elsewhere.
    """

    policy: Page
    version: PolicyVersion | None
    coming: PolicyVersion | None
    title: str

    @property
    def shown(self) -> PolicyVersion | None:
        return self.version or self.coming


def under(index_page: Page) -> list[Page]:
    """The policies under a list page, in the order of the tree.

    Whoever may read the list may read them, but for those that bear a restriction of their own.
    """
    children = index_page.get_children().live().exclude(hidden_by_itself())
    return list(children.annotate(policies_source=SOURCE).order_by("path"))


def places(pages: Iterable[Page]) -> list[tuple[Any, ...]]:
    """What the list says that the pulse of the records need not tell: a page that is saved by a
    program leaves no trace there."""
    return [(page.pk, page.url_path, page.title, page.last_published_at) for page in pages]


def listed(pages: Sequence[Page], at: datetime) -> list[Listed]:
    """Each of the policies with the version in force and the next: two queries.

    A third where one has neither, because everything was withdrawn.
    """
    named = [source_of(page) for page in pages]
    binding = PolicyVersion.objects.in_force(at).filter(policy__in=named).without_texts()
    coming = (
        PolicyVersion.objects.forthcoming(at)
        .filter(policy__in=named)
        .without_texts()
        .order_by("-takes_effect_at", "-number")
    )
    now = {version.policy_id: version for version in binding}
    # The soonest comes last and so is the one that stays.
    then = {version.policy_id: version for version in coming}
    idle = [key for key in named if key not in now and key not in then]
    last = PolicyVersion.objects.filter(policy__in=idle).order_by("number") if idle else []
    titles = {v.policy_id: v.title for v in (*last, *coming, *binding)}
    return [
        Listed(page, now.get(key), then.get(key), titles.get(key) or _name(page))
        for page, key in zip(pages, named, strict=True)
    ]


def _name(page: Page) -> str:
    """What stands for the title of a page that has no version: of a policy, what it is."""
    kind = page.specific_class
    if hasattr(kind, "record_publication"):
        return capfirst(kind._meta.verbose_name)
    return str(page.title)
