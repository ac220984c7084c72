"""What every report of the desk shares: who may see it, which rows, and exports that cannot act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property, classproperty
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from policies.civil import day_of, site_zone, site_zone_name
from policies.desk.writing.days import DaysFilter
from policies.permissions import VIEW
from policies.records.version import PolicyVersion
from policies.standing.sentences import civil

SHEET = {"all": ["policies/desk/desk.css"]}
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
    return DaysFilter(label=label)


class PolicyColumn(TitleColumn):  # type: ignore[misc]
    """The title of a policy as a link, in its own language among the words of the admin."""

    def get_link_attrs(self, instance: Any, parent_context: Any) -> dict[str, str]:
        version = getattr(instance, "version", instance)
        told = {"lang": version.language} if hasattr(version, "language") else {}
        return {**super().get_link_attrs(instance, parent_context), **told, "dir": "auto"}


class WordsColumn(Column):  # type: ignore[misc]
    """What somebody wrote, in whichever direction."""

    cell_template_name = "policies/desk/words_cell.html"


class DayColumn(Column):  # type: ignore[misc]
    """The civil day of an instant: "2 years ago" is no evidence."""

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, classname="desk-date", **options)

    def get_value(self, instance: Any) -> str:
        moment = super().get_value(instance)
        # In the zone in which it was recorded, if the row knows it.
        return civil(moment, getattr(instance, "zone", "")) if moment else ""


class PolicyReport(ReportView):  # type: ignore[misc]
    """A report over the policies that the person may work on."""

    header_icon = "doc-full"
    results_template_name = "policies/desk/report_results.html"
    default_ordering = "-pk"
    paginate_by = 50
    name = ""
    instants: tuple[str, ...] = ()
    """Which columns of the export are instants, told by the clock of the site's zone."""
    nothing: Any = ""
    """What stands in place of the table where there are no rows."""
    counted: tuple[Any, Any] | None = None
    """What one row and several are called, where that is not the name of the model."""

    @classproperty
    def slug(cls) -> str:
        """The last part of the report's address."""
        return cls.name.removeprefix("report_")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        # A day in a filter is one of the site's, as the days in the rows are.
        with timezone.override(site_zone()):
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def at(self) -> Any:
        return timezone.now()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.is_export = self.is_export and not self.unreadable

    @cached_property
    def unreadable(self) -> list[str]:
        """What is wrong with the filters: where one cannot be read, no row is shown for it."""
        found = self.filters.form.errors.values() if self.filters else ()
        return [str(sentence) for sentences in found for sentence in sentences]

    def filter_queryset(self, queryset: Any) -> Any:
        return queryset.none() if self.unreadable else super().filter_queryset(queryset)

    @property
    def no_results_message(self) -> Any:
        if self.unreadable:
            return " ".join(self.unreadable)
        return _("Nothing matches these filters.") if self.is_filtering else self.nothing

    @property
    def index_url_name(self) -> str:
        return f"policies_desk:{self.name}"

    @property
    def index_results_url_name(self) -> str:
        return f"policies_desk:{self.name}_results"

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        paginator = super().get_paginator(*args, **kwargs)
        if self.counted:
            paginator.verbose_name, paginator.verbose_name_plural = self.counted
        return paginator

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "media": context["media"] + forms.Media(css=SHEET)}

    def order_queryset(self, queryset: Any) -> Any:
        # Rows of one moment keep their order from page to page.
        tie = "-pk" if self.ordering.startswith("-") else "pk"
        return queryset.order_by(self.ordering, tie)

    def get_filename(self) -> str:
        return f"{self.name.replace('_', '-')}-{day_of(timezone.now()):%Y-%m-%d}"

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if isinstance(value, datetime):
            # A spreadsheet knows no zones: Wagtail gives it UTC, where a day begins the day before.
            local = value.astimezone(site_zone())
            xlsx = export_format == self.FORMAT_XLSX
            return local.replace(tzinfo=None) if xlsx else str(local.replace(microsecond=0))
        return inert(super().preprocess_field_value(field, value, export_format))

    def get_heading(self, queryset: Any, field: str) -> str:
        heading: str = super().get_heading(queryset, field)
        return f"{heading} ({site_zone_name()})" if field in self.instants else heading
