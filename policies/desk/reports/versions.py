"""All versions, of every policy that the person may work on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from policies.decisions.answers import Kind
from policies.desk import overview
from policies.desk.reports.base import DayColumn, PolicyColumn, PolicyReport, between, to_version
from policies.records.version import PolicyVersion
from policies.standing.names import state_name
from policies.standing.sentences import day
from policies.timeline import State


class VersionFilter(WagtailFilterSet):  # type: ignore[misc]
    title = django_filters.CharFilter(label=_("Policy"), lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(
        label=_("Change kind"), choices=Kind.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(state.name.lower(), state_name(state)) for state in State],
        method="in_state",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    published_at = between(_("Published"))
    effective_date = between(_("Effective"))

    class Meta:
        model = PolicyVersion
        fields: list[str] = []

    def in_state(self, versions: Any, name: str, value: str) -> Any:
        now = timezone.now()
        if value == "withdrawn":
            return versions.filter(withdrawn_at__lte=now)
        return getattr(versions, value)(now)


class VersionsReport(PolicyReport):
    name = "report_versions"
    page_title = _("Policy versions")
    nothing = _("No version has been published yet.")
    model = PolicyVersion
    filterset_class = VersionFilter
    default_ordering = "-published_at"
    columns = [
        PolicyColumn("title", label=_("Policy"), get_url=to_version, sort_key="title"),
        Column("number", label=_("Version")),
        Column("state", label=_("State")),
        Column("get_kind_display", label=_("Change kind"), sort_key="kind"),
        DayColumn("published_at", label=_("Published"), sort_key="published_at"),
        Column("publisher_name", label=_("Published by")),
        Column("effective", classname="desk-date", label=_("Effective"), sort_key="effective_date"),
    ]
    instants = ("published_at", "takes_effect_at", "withdrawn_at")
    list_export = [
        "title",
        "number",
        "state",
        "get_kind_display",
        "summary",
        "published_at",
        "publisher_name",
        "effective_date",
        "effective_zone",
        "takes_effect_at",
        "withdrawn_at",
        "withdrawal_reason",
        "imported",
        "digest",
    ]
    export_headings = {"get_kind_display": _("Change kind"), "state": _("State")}

    def get_base_queryset(self) -> QuerySet[PolicyVersion]:
        return overview.newest(self.request.user)

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> Iterable[Any]:
        keys = [version.pk for version in object_list]
        shown = PolicyVersion.objects.filter(pk__in=keys)
        binding = set(shown.in_force(self.at).values_list("pk", flat=True))
        for version in object_list:
            version.state = state_name(_state(version, binding, self.at))
            version.effective = day(version.effective_date)
        return object_list


def _state(version: PolicyVersion, binding: set[int], at: Any) -> State:
    if version.point.withdrawn(at):
        return State.WITHDRAWN
    if version.takes_effect_at > at:
        return State.FORTHCOMING
    return State.IN_FORCE if version.pk in binding else State.SUPERSEDED
