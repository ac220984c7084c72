"""All notices with their windows."""

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

from policies.desk import overview
from policies.desk.announced import announced
from policies.desk.reports.base import (
    DayColumn,
    PolicyColumn,
    PolicyReport,
    WordsColumn,
    between,
    to_version,
)
from policies.records.notice import ChangeNotice
from policies.standing.sentences import last_day


class NoticeFilter(WagtailFilterSet):  # type: ignore[misc]
    title = django_filters.CharFilter(
        label=_("Policy"), field_name="version__title", lookup_expr="icontains"
    )
    live = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("live", _("Live now"))],
        method="live_now",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    opens_at = between(_("Opened"))

    class Meta:
        model = ChangeNotice
        fields: list[str] = []

    def live_now(self, notices: Any, name: str, value: str) -> Any:
        return announced(notices, timezone.now())


class LastDayColumn(DayColumn):
    """The last day on which a notice is shown: it closes at the end of it."""

    def get_value(self, instance: ChangeNotice) -> str:
        return last_day(instance.closes_at, instance.zone)


class NoticesReport(PolicyReport):
    name = "report_notices"
    page_title = _("Policy notices")
    nothing = _("No change has been announced yet.")
    model = ChangeNotice
    filterset_class = NoticeFilter
    default_ordering = "-opens_at"
    columns = [
        PolicyColumn(
            "version__title",
            label=_("Policy"),
            accessor="version.title",
            get_url=lambda notice: to_version(notice.version),
        ),
        Column("version__number", label=_("Version"), accessor="version.number"),
        DayColumn("opens_at", label=_("Opens"), sort_key="opens_at"),
        LastDayColumn("closes_at", label=_("Shown until"), sort_key="closes_at"),
        DayColumn("closed_at", label=_("Closed by hand")),
        WordsColumn("close_reason", label=_("Reason")),
    ]
    instants = ("opens_at", "closes_at", "closed_at")
    list_export = [
        "version.title",
        "version.number",
        "version.summary",
        "opens_at",
        "shown_until",
        "closes_at",
        "closed_at",
        "close_reason",
    ]
    export_headings = {
        "version.title": _("Policy"),
        "version.number": _("Version"),
        "version.summary": _("Change summary"),
        "shown_until": _("Shown until"),
    }

    def get_base_queryset(self) -> QuerySet[ChangeNotice]:
        return overview.notices(self.request.user)

    def decorate_paginated_queryset(self, object_list: Iterable[Any]) -> Iterable[Any]:
        for notice in object_list:
            notice.shown_until = last_day(notice.closes_at, notice.zone)
        return object_list
