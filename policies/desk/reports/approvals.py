"""Who approved what, and which version it became."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import PageLogEntry

from policies.desk import overview
from policies.desk.access import policies_of
from policies.desk.reports.base import DayColumn, PolicyColumn, PolicyReport, WordsColumn, between
from policies.desk.versions.audit_trail import said
from policies.records.version import PolicyVersion

DECISIONS = {
    "wagtail.workflow.approve": _("Approved"),
    "wagtail.workflow.reject": _("Changes requested"),
}


class ApprovalFilter(WagtailFilterSet):  # type: ignore[misc]
    label = django_filters.CharFilter(label=_("Policy"), lookup_expr="icontains")
    action = django_filters.ChoiceFilter(
        label=_("Decision"),
        choices=list(DECISIONS.items()),
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    timestamp = between(_("When"))

    class Meta:
        model = PageLogEntry
        fields: list[str] = []


class ApprovalsReport(PolicyReport):
    name = "report_approvals"
    page_title = _("Policy approvals")
    nothing = _("Nothing has been approved or sent back yet.")
    model = PageLogEntry
    counted = (_("decision"), _("decisions"))
    filterset_class = ApprovalFilter
    default_ordering = "-timestamp"
    columns = [
        PolicyColumn(
            "label",
            label=_("Policy"),
            get_url=lambda entry: reverse("policies_desk:versions", args=[entry.page_id]),
        ),
        Column("decision", label=_("Decision")),
        Column("user_display_name", label=_("Who")),
        DayColumn("timestamp", label=_("When"), sort_key="timestamp"),
        Column("task", label=_("Task")),
        WordsColumn("said", label=_("Comment")),
        Column("became", label=_("Became version")),
    ]
    instants = ("timestamp",)
    list_export = [
        "label",
        "decision",
        "user_display_name",
        "timestamp",
        "task",
        "said",
        "became",
    ]
    export_headings = {
        "label": _("Policy"),
        "decision": _("Decision"),
        "user_display_name": _("Who"),
        "timestamp": _("When"),
        "task": _("Task"),
        "said": _("Comment"),
        "became": _("Became version"),
    }

    def get_base_queryset(self) -> QuerySet[PageLogEntry]:
        return PageLogEntry.objects.filter(
            action__in=DECISIONS,
            page__in=policies_of(self.request.user),
            content_type__in=self.kinds,
        ).select_related("user")

    @property
    def kinds(self) -> Iterable[ContentType]:
        return overview.policy_kinds()

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> Iterable[Any]:
        became = {
            (policy, revision): number
            for policy, revision, number in PolicyVersion.objects.filter(
                policy__in={entry.page_id for entry in object_list}
            ).values_list("policy_id", "revision_number", "number")
        }
        for entry in object_list:
            told = entry.data.get("workflow", {})
            entry.decision = str(DECISIONS[entry.action])
            entry.task = (told.get("task") or {}).get("title", "")
            entry.said = entry.data.get("comment") or ""
            approved = entry.action == "wagtail.workflow.approve"
            number = became.get((entry.page_id, entry.revision_id)) if approved else None
            entry.became = said("number", number)
        return object_list
