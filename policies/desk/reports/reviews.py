"""Which policies are due for review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from policies import civil
from policies.desk import overview
from policies.desk.access import policies_of
from policies.desk.reports.base import DayColumn, PolicyColumn, PolicyReport
from policies.records.version import PolicyVersion
from policies.standing.sentences import day


class ReviewFilter(WagtailFilterSet):  # type: ignore[misc]
    title = django_filters.CharFilter(label=_("Policy"), lookup_expr="icontains")
    due = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("due", _("Due now"))],
        method="due_now",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    class Meta:
        model = PolicyVersion
        fields: list[str] = []

    def due_now(self, versions: Any, name: str, value: str) -> Any:
        today = civil.day_of(timezone.now())
        return versions.filter(overview.Intervals.read().overdue(today))


class ReviewsReport(PolicyReport):
    name = "report_reviews"
    page_title = _("Policy reviews")
    nothing = _("No policy is in force: there is nothing to review.")
    model = PolicyVersion
    counted = (_("policy"), _("policies"))
    filterset_class = ReviewFilter
    default_ordering = "looked"
    columns = [
        PolicyColumn(
            "title",
            label=_("Policy"),
            get_url=lambda v: reverse("policies_desk:versions", args=[v.policy_id]),
        ),
        Column("number", label=_("In force")),
        DayColumn("published", label=_("Last published")),
        DayColumn("reviewed", label=_("Last reviewed")),
        Column("reviewer", label=_("Reviewed by")),
        Column("due_said", classname="desk-date", label=_("Review due"), sort_key="looked"),
    ]
    instants = ("published", "reviewed")
    list_export = ["title", "number", "published", "reviewed", "reviewer", "due"]
    export_headings = {
        "number": _("In force"),
        "published": _("Last published"),
        "reviewed": _("Last reviewed"),
        "reviewer": _("Reviewed by"),
        "due": _("Review due"),
    }

    def get_base_queryset(self) -> QuerySet[PolicyVersion]:
        return overview.looked_at(policies_of(self.request.user), self.at)

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> Iterable[Any]:
        intervals = overview.Intervals.read()
        for version in object_list:
            version.due = intervals.due(version)
            version.due_said = day(version.due)
        return object_list
