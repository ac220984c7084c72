"""Questions about all policies that a person may work on, each answered by one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from wagtail.models import Page, Site

from policies import civil
from policies.decisions.answers import Kind
from policies.desk.access import is_policy, policies_of, sees_all
from policies.desk.versions.reviews import due_day
from policies.records.notice import ChangeNotice
from policies.records.querysets import PolicyVersionQuerySet
from policies.records.review import PolicyReview, months_later
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion

TEXTS = ("version__source", "version__html", "version__plain", "version__record")
"""What no list needs and every version is heavy with."""


def versions(person: Any) -> PolicyVersionQuerySet:
    found: PolicyVersionQuerySet = PolicyVersion.objects.without_texts()
    return found if sees_all(person) else found.filter(policy__in=policies_of(person))


def newest(person: Any) -> PolicyVersionQuerySet:
    """The same versions, asked in the way in which the last published are found soonest."""
    if sees_all(person):
        return versions(person)
    own = policies_of(person)
    number = Page.objects.filter(content_type__in=policy_kinds()).aggregate(
        own=Count("pk", filter=Q(pk__in=own)), all=Count("pk")
    )
    if number["own"] * 10 < number["all"]:
        return versions(person)
    # Where most are theirs: row by row along the index, or SQLite sorts all ten thousand.
    found: PolicyVersionQuerySet = PolicyVersion.objects.without_texts()
    return found.filter(Exists(own.filter(pk=OuterRef("policy"))))


def notices(person: Any) -> QuerySet[ChangeNotice]:
    found = ChangeNotice.objects.select_related("version").defer(*TEXTS)
    return found if sees_all(person) else found.filter(version__policy__in=policies_of(person))


def policy_kinds() -> Iterable[ContentType]:
    """The content types of the page types that publish versions."""
    models = [model for model in apps.get_models() if is_policy(model)]
    return ContentType.objects.get_for_models(*models).values()


def drafts(person: Any) -> QuerySet[Page]:
    """Policies with a draft that differs from what was published last."""
    return policies_of(person).filter(
        content_type__in=policy_kinds(), has_unpublished_changes=True, alias_of__isnull=True
    )


def binding(policies: QuerySet[Page], at: datetime) -> PolicyVersionQuerySet:
    """Of each of these policies that is live, the version in force."""
    live = policies.filter(content_type__in=policy_kinds(), live=True)
    found: PolicyVersionQuerySet = PolicyVersion.objects.in_force_of(live, at).without_texts()
    return found


def looked_at(policies: QuerySet[Page], at: datetime) -> QuerySet[PolicyVersion]:
    """The versions that bind, with ``looked``: when their policy was last read as a whole.

    By a review, or by the rule of ``reviews.looked_at``; ``published`` is the last publication of
    what still stands, which may have been a misprint's.
    """
    every = PolicyVersion.objects.filter(policy=OuterRef("policy"))
    published = every.standing(at).order_by("-number")
    whole = every.standing(at).filter(takes_effect_at__lte=at).exclude(kind=Kind.EDITORIAL)
    reviewed = PolicyReview.objects.filter(version__policy=OuterRef("policy")).order_by(
        "-reviewed_at"
    )
    found: QuerySet[PolicyVersion] = (
        binding(policies, at)
        .annotate(
            published=Subquery(published.values("published_at")[:1]),
            written=Coalesce(
                Subquery(whole.order_by("-published_at").values("published_at")[:1]),
                Subquery(every.order_by("published_at").values("published_at")[:1]),
            ),
            reviewed=Subquery(reviewed.values("reviewed_at")[:1]),
            reviewer=Subquery(reviewed.values("reviewer_name")[:1]),
        )
        .annotate(
            looked=Greatest(
                F("written"),
                Coalesce("reviewed", "written"),
                output_field=DateTimeField(),
            )
        )
        .select_related("policy")
        .order_by("looked", "pk")
    )
    return found


@dataclass(frozen=True, slots=True)
class Intervals:
    """The review interval of each site, by the path of its root page."""

    by_path: tuple[tuple[str, int], ...]

    @classmethod
    def read(cls) -> Intervals:
        months = dict(PolicySettings.objects.values_list("site_id", "review_interval"))
        default = PolicySettings().review_interval
        return cls(tuple((root.root_path, months.get(root.site_id, default)) for root in _roots()))

    def months(self, policy: Page) -> int:
        found = [m for path, m in self.by_path if policy.url_path.startswith(path)]
        return found[0] if found else PolicySettings().review_interval

    def due(self, version: Any) -> date:
        """The day on which the policy of a version from ``looked_at`` is due for review."""
        return due_day(version.written, version.reviewed, self.months(version.policy))

    def overdue(self, today: date) -> Q:
        """The versions from ``looked_at`` whose policy is due by ``today``."""
        wanted = Q(pk__in=())
        for path, months in self.by_path:
            before = civil.start_of(months_later(today, -months))
            wanted |= Q(policy__url_path__startswith=path, looked__lt=before)
        return wanted


def _roots() -> list[Any]:
    return list(Site.get_site_root_paths())
