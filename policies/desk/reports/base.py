"""What every report of the desk shares: who may see it, which rows, and exports that cannot act."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property, classproperty
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from policies.archive.wording import civil
from policies.permissions import VIEW
from policies.records.version import PolicyVersion

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""


def inert(value: Any) -> Any:
    """A cell that a spreadsheet shows and never evaluates."""
    if isinstance(value, str) and value.lstrip(" \n").startswith(FORMULA):
        return f"'{value}"
    return value


def to_version(version: PolicyVersion) -> str:
    return reverse("policies_desk:version", args=[version.policy_id, version.number])


def between(label: Any) -> Any:
    """A filter for a span of days."""
    return django_filters.DateFromToRangeFilter(label=label, widget=DateRangePickerWidget)


class DayColumn(Column):  # type: ignore[misc]
    """The civil day of an instant: "2 years ago" is no evidence."""

    def get_value(self, instance: Any) -> str:
        moment = super().get_value(instance)
        return civil(moment) if moment else ""


class PolicyReport(ReportView):  # type: ignore[misc]
    """A report over the policies that the person may work on."""

    header_icon = "doc-full"
    default_ordering = "-pk"
    paginate_by = 50
    name = ""

    @classproperty
    def slug(cls) -> str:
        """The last part of the report's address."""
        return cls.name.removeprefix("report_")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def at(self) -> Any:
        return timezone.now()

    @property
    def index_url_name(self) -> str:
        return f"policies_desk:{self.name}"

    @property
    def index_results_url_name(self) -> str:
        return f"policies_desk:{self.name}_results"

    def order_queryset(self, queryset: Any) -> Any:
        # Rows of one moment keep their order from page to page.
        tie = "-pk" if self.ordering.startswith("-") else "pk"
        return queryset.order_by(self.ordering, tie)

    def get_filename(self) -> str:
        return f"{self.name.replace('_', '-')}-{timezone.localdate():%Y-%m-%d}"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return inert(super().preprocess_field_value(field, value, export_format))
