"""All corrected facts, with what they said before."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from policies.desk import overview
from policies.desk.access import policies_of
from policies.desk.reports.base import (
    DayColumn,
    PolicyColumn,
    PolicyReport,
    WordsColumn,
    between,
    to_version,
)
from policies.records.correction import VersionCorrection
from policies.standing.names import fact_name, fact_value


class CorrectionFilter(WagtailFilterSet):  # type: ignore[misc]
    title = django_filters.CharFilter(
        label=_("Policy"), field_name="version__title", lookup_expr="icontains"
    )
    fact = django_filters.ChoiceFilter(
        label=_("Fact"),
        choices=[(fact, fact_name(fact)) for fact in ("effective_date", "kind", "summary")],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    corrected_at = between(_("Corrected"))

    class Meta:
        model = VersionCorrection
        fields: list[str] = []


class CorrectionsReport(PolicyReport):
    name = "report_corrections"
    page_title = _("Policy corrections")
    nothing = _("No fact of a version has been corrected.")
    model = VersionCorrection
    filterset_class = CorrectionFilter
    default_ordering = "-corrected_at"
    columns = [
        PolicyColumn(
            "version__title",
            label=_("Policy"),
            accessor="version.title",
            get_url=lambda correction: to_version(correction.version),
        ),
        Column("version__number", label=_("Version"), accessor="version.number"),
        Column("fact", label=_("Fact"), accessor=lambda made: fact_name(made.fact)),
        WordsColumn("before", label=_("Before"), accessor=lambda m: fact_value(m.before, m.fact)),
        WordsColumn("after", label=_("After"), accessor=lambda m: fact_value(m.after, m.fact)),
        WordsColumn("reason", label=_("Reason")),
        DayColumn("corrected_at", label=_("When"), sort_key="corrected_at"),
        Column("corrector_name", label=_("Who")),
    ]
    instants = ("corrected_at",)
    list_export = [
        "version.title",
        "version.number",
        "fact",
        "before",
        "after",
        "reason",
        "corrected_at",
        "corrector_name",
    ]
    export_headings = {"version.title": _("Policy"), "version.number": _("Version")}

    def get_base_queryset(self) -> QuerySet[VersionCorrection]:
        return (
            VersionCorrection.objects.filter(version__policy__in=policies_of(self.request.user))
            .select_related("version")
            .defer(*overview.TEXTS)
        )
