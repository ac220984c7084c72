"""Questions about versions and notices, in the domain's words and about a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from policies.exceptions import FrozenRecord

if TYPE_CHECKING:
    from policies.records.version import PolicyVersion


class FrozenQuerySet(models.QuerySet[Any]):
    """Rows that no one may change or delete in bulk."""

    def _refuse(self) -> NoReturn:
        raise FrozenRecord(
            _(
                "What was published is never altered or deleted: publish a new version, or use a "
                "correction or a withdrawal."
            )
        )

    def update(self, **kwargs: Any) -> NoReturn:
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def delete(self) -> NoReturn:
        self._refuse()


class PolicyVersionQuerySet(FrozenQuerySet):
    def standing(self, at: datetime) -> PolicyVersionQuerySet:
        """Published by ``at`` and not withdrawn then."""
        return self._kept(at).filter(published_at__lte=at)

    def _kept(self, at: datetime) -> PolicyVersionQuerySet:
        return self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at))

    def newest_standing(self, at: datetime) -> PolicyVersion | None:
        """The one with the greatest number: what a draft of a single policy goes on from.

        Also where it was recorded by a machine whose clock is ahead of this one's.
        """
        found: PolicyVersion | None = self._kept(at).order_by("number").last()
        return found

    def outranking(self, version: str = "version") -> PolicyVersionQuerySet:
        """Those of the same policy that bind instead of an outer query's ``version``, or will."""
        effect, number = (OuterRef(f"{version}__{name}") for name in ("takes_effect_at", "number"))
        return self.filter(
            Q(takes_effect_at__gt=effect) | Q(takes_effect_at=effect, number__gt=number),
            policy=OuterRef(f"{version}__policy"),
        )

    def _binding(self, at: datetime, policy: str = "policy") -> Subquery:
        """Of the policy of each row, the key of the version that binds at ``at``."""
        candidates = self.model.objects.standing(at).filter(
            policy=OuterRef(policy), takes_effect_at__lte=at
        )
        return Subquery(candidates.order_by("-takes_effect_at", "-number").values("pk")[:1])

    def in_force(self, at: datetime) -> PolicyVersionQuerySet:
        """Of each policy, the one version that binds at ``at``."""
        return self.filter(pk=self._binding(at))

    def in_force_of(self, policies: models.QuerySet[Any], at: datetime) -> PolicyVersionQuerySet:
        """The same for these pages: one version is looked for in each, and not one for each."""
        each = policies.annotate(binding=self._binding(at, policy="pk"))
        return self.filter(pk__in=each.values("binding"))

    def forthcoming(self, at: datetime) -> PolicyVersionQuerySet:
        """Published, not withdrawn, and taking effect after ``at``."""
        return self.standing(at).filter(takes_effect_at__gt=at)

    def superseded(self, at: datetime) -> PolicyVersionQuerySet:
        """In effect, not withdrawn, and outranked by a later one at ``at``."""
        return self.standing(at).filter(takes_effect_at__lte=at).exclude(pk=self._binding(at))

    def as_published(self, at: datetime) -> PolicyVersionQuerySet:
        """The facts of what was published by ``at``, by number, with notices.

        ``corrected`` is the key of the last correction, or None.
        """
        made = self.model._meta.get_field("corrections").related_model.objects
        last = made.filter(version=OuterRef("pk")).order_by("-pk").values("pk")[:1]
        published: PolicyVersionQuerySet = (
            self.filter(published_at__lte=at)
            .without_texts()
            .select_related("notice")
            .annotate(corrected=Subquery(last))
            .order_by("policy", "number")
        )
        return published

    def without_texts(self) -> PolicyVersionQuerySet:
        """The facts alone: an archive of hundreds of versions must not load their texts."""
        return self.defer("source", "html", "plain", "record")


class ChangeNoticeQuerySet(models.QuerySet[Any]):
    def live(self, at: datetime) -> ChangeNoticeQuerySet:
        """Announced at ``at``: inside the window and not closed by hand."""
        return self.filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=at), opens_at__lte=at, closes_at__gt=at
        )
