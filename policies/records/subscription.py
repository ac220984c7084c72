"""Who wants to be told of changes by mail, and who has asked but not confirmed it yet.

Both hold a mail address and nothing else about a person. Leaving deletes the rows.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

import swapper
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from policies.decisions.answers import Kind
from policies.records.outgoing import Outgoing


class Wants(models.TextChoices):
    """Of which changes somebody wants to be told."""

    MATERIAL = "material", _("Material changes only")
    ALL = "all", _("All changes")


class Wish(models.Model):
    """Mail to an address about one policy, or about every policy of a site.

    ``policy`` is the page at which it was asked for: an alias keeps its own subscribers.
    """

    identity = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField(_("mail address"))
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    policy = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("policy"),
    )
    wants = models.CharField(
        _("wants"), max_length=16, choices=Wants.choices, default=Wants.MATERIAL
    )
    language = models.CharField(_("language"), max_length=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        # No address: this is what stands in logs.
        return f"{type(self).__name__} {self.identity}"


class WishQuerySet(models.QuerySet[Any]):
    def of(self, address: str) -> Self:
        """Those of an address. Letters of either case are the same, as for mail servers."""
        return self.alias(lowered=Lower("address")).filter(lowered=address.lower())

    def about(self, wish: Wish) -> Self:
        """Those of the same address about the same policy, or about all."""
        return self.of(wish.address).filter(site=wish.site_id, policy=wish.policy_id)

    def fitting(self, kind: str, since: datetime) -> Self:
        """Those confirmed before ``since`` whose choice takes in a change of ``kind``."""
        found = self.filter(confirmed_at__lt=since)
        return found.filter(wants=Wants.ALL) if kind == Kind.EDITORIAL else found


class Subscription(Wish):
    """A confirmed wish."""

    confirmed_at = models.DateTimeField(_("confirmed at"))

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ("delete",)
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                "policy",
                "site",
                condition=Q(policy__isnull=False),
                name="policies_one_subscription",
            ),
            models.UniqueConstraint(
                Lower("address"),
                "site",
                condition=Q(policy__isnull=True),
                name="policies_one_subscription_to_all",
            ),
        ]


class SubscriptionRequest(Wish, Outgoing):
    """A wish that is to be confirmed by a link in a mail; forgotten after some days."""

    asked_at = models.DateTimeField(_("asked at"), db_index=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("request for a subscription")
        verbose_name_plural = _("requests for a subscription")
        indexes = [models.Index(Lower("address"), name="policies_request_address")]
