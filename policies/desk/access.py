"""Who may do what with a policy at the desk: Wagtail's page permissions and the plugin's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from wagtail.models import Page
from wagtail.permissions import policy_registry

from policies.permissions import (
    CLOSE_NOTICE,
    CORRECT,
    EXPORT,
    GRANTABLE,
    IMPORT,
    REDACT,
    REVIEW,
    SHORTEN_NOTICE,
    WITHDRAW,
)

EDITING = ("add", "change", "publish")
"""The page permissions of which one opens the desk of a policy."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one policy; without ``read`` nothing else is granted."""

    read: bool
    start: bool = False
    correct: bool = False
    withdraw: bool = False
    redact: bool = False
    notice: bool = False
    review: bool = False
    shorten: bool = False
    bring: bool = False
    """To import: more than to publish, because dates may lie in the past and nobody is told."""
    take: bool = False
    """To take an evidence pack, which holds names and reasons."""


def is_policy(page: Any) -> bool:
    """Whether a page, or its class, publishes versions."""
    return hasattr(page, "record_publication")


def rights(user: Any, page: Page) -> Rights:
    """A person's rights over a policy. An alias has no desk of its own."""
    allowed = page.permissions_for_user(user)
    if not (allowed.can_edit() or allowed.can_publish()):
        return Rights(read=False)
    return Rights(
        read=True,
        start=allowed.can_edit(),
        correct=user.has_perm(CORRECT),
        withdraw=user.has_perm(WITHDRAW),
        redact=user.has_perm(REDACT),
        notice=user.has_perm(CLOSE_NOTICE),
        review=user.has_perm(REVIEW),
        shorten=user.has_perm(SHORTEN_NOTICE),
        bring=allowed.can_publish() and user.has_perm(IMPORT),
        take=user.has_perm(EXPORT),
    )


def policy_for(user: Any, page_id: int, right: str = "read") -> tuple[Page, Rights]:
    """The policy and the person's rights over it.

    Raises Http404 where there is no such policy, PermissionDenied where ``right`` is missing.
    """
    page = Page.objects.filter(pk=page_id).first()
    policy = page and page.specific
    if not is_policy(policy) or policy.alias_of_id is not None:
        raise Http404
    granted = rights(user, policy)
    if not granted.read or not getattr(granted, right):
        raise PermissionDenied
    return policy, granted


def policies_of(user: Any) -> QuerySet[Page]:
    """The pages whose records a person may see in reports: those that they may work on."""
    pages: QuerySet[Page] = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(
        user, EDITING
    )
    return pages


def sees_all(user: Any) -> bool:
    """Whether ``policies_of`` would leave nothing out: no query need look for it then."""
    return bool(user.is_active and user.is_superuser)


def grantable() -> QuerySet[Permission]:
    """The plugin's permissions, for the form in which an administrator edits a group."""
    names = [name.partition(".")[2] for name in GRANTABLE]
    return Permission.objects.filter(content_type__app_label="policies", codename__in=names)
