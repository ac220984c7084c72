"""The page types: fields that an editor fills in, and routes that call the archive."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPMethod
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from policies.actions.record_version import record_version
from policies.archive.formats.data import views as data
from policies.archive.formats.documents import views as documents
from policies.archive.formats.feeds import views as feeds
from policies.archive.formats.memento import views as memento
from policies.archive.pages import views
from policies.archive.pages.structured_data import last_change
from policies.archive.redirects import onward
from policies.decisions.answers import Answers, Kind, Meanwhile
from policies.desk.writing.copying import begin_as_copy
from policies.desk.writing.forms import FIELD_OF, PolicyPageForm
from policies.desk.writing.panels import policy_edit_handler
from policies.desk.writing.starting import UNANSWERED
from policies.exceptions import PublishingRefused
from policies.publishing.saves import is_publication
from policies.publishing.situation import said_already
from policies.records.publisher import publisher
from policies.records.version import PolicyVersion
from policies.standing.http import unchanged
from policies.standing.language import spoken
from policies.subscribe import asking
from policies.text import canonical


class Unpublishable(PublishingRefused, ValidationError):
    """A refused publication, as Django's and Wagtail's own code expects a refusal to save."""

    def __init__(self, errors: dict[str, str]) -> None:
        ValidationError.__init__(self, {FIELD_OF.get(n, n): said for n, said in errors.items()})
        self.errors = errors

    def __str__(self) -> str:
        return " ".join(self.errors.values())


class PolicyPageMixin(RoutablePageMixin, models.Model):  # type: ignore[misc]
    """A page whose publications are recorded as versions, and which shows the one in force."""

    body = models.TextField(_("text"), blank=True)
    change_kind = models.CharField(
        _("change kind"),
        max_length=16,
        blank=True,
        choices=[(k.value, k.label) for k in (Kind.EDITORIAL, Kind.MATERIAL)],
    )
    change_summary = models.TextField(_("change summary"), blank=True)
    effective_date = models.DateField(_("effective date"), null=True, blank=True)
    meanwhile = models.CharField(
        _("the forthcoming version"), max_length=16, blank=True, choices=Meanwhile.choices
    )
    editorial_reason = models.TextField(_("why it is editorial"), blank=True)
    short_notice_reason = models.TextField(_("why the notice is short"), blank=True)
    based_on = models.PositiveIntegerField(_("based on version"), null=True, blank=True)
    base_confirmed = models.BooleanField(_("compared and confirmed"), default=False)

    exclude_fields_in_copy = ["based_on", *UNANSWERED]
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> Any:
        """Save the page and, where this makes a text public, record it in the same transaction."""
        update_fields = begin_as_copy(self, update_fields)
        with transaction.atomic():
            result = super().save(*args, update_fields=update_fields, **kwargs)
            if is_publication(self, update_fields):
                try:
                    self.recorded = self.record_publication()
                except PublishingRefused as refusal:
                    raise Unpublishable(refusal.errors) from refusal
        return result

    @property
    def answers(self) -> Answers:
        return Answers(
            kind=self.change_kind,
            summary=self.change_summary,
            effective_date=self.effective_date,
            meanwhile=self.meanwhile,
            editorial_reason=self.editorial_reason,
            short_notice_reason=self.short_notice_reason,
            based_on=self.based_on,
            base_confirmed=self.base_confirmed,
            said_at=self.latest_revision_created_at,
        )

    def record_publication(self) -> PolicyVersion | None:
        """Record the page's text as the next version; None where the one that stands says it."""
        revision, now = self.live_revision, timezone.now()
        version = record_version(
            policy=self,
            title=self.title,
            language=self.locale.language_code,
            source=self.body,
            # What is published need not be the newest draft: an older one may have been scheduled.
            answers=replace(self.answers, said_at=revision.created_at if revision else None),
            at=now,
            by=publisher(revision),
            revision_number=revision.pk if revision else None,
        )
        held = version or said_already(
            policy=self, source=canonical(self.body), title=self.title, at=now
        )
        answered = {**UNANSWERED, "based_on": held.number if held else None}
        type(self)._base_manager.filter(pk=self.pk).update(**answered)
        for name, value in answered.items():
            setattr(self, name, value)
        return version

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        try:
            return super().route(request, path_components)
        except Http404:
            # Said in a sentence, and kept by nobody: tomorrow there may be such a version.
            if not self.live:
                raise
            return RouteResult(self, args=(self.unknown_route, (), {}))

    def unknown_route(self, request: HttpRequest) -> HttpResponse:
        return views.unknown(request, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A 304 for whoever has the answer, before any version is read; else the route's view."""
        with translation.override(spoken()):
            known = unchanged(request, self, timezone.now())
            return known or super().serve(request, *args, **kwargs)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The address alone, changed when what it shows did; nothing before there is a version."""
        changed = last_change(self, timezone.now(), request)
        urls = super().get_sitemap_urls(request) if changed else []
        return [{**told, "lastmod": changed} for told in urls]

    @path("")
    def index_route(self, request: HttpRequest) -> HttpResponse:
        return views.policy(request, self)

    @path("versions/")
    def versions_route(self, request: HttpRequest) -> HttpResponse:
        return views.archive(request, self)

    @path("versions/<int:number>/")
    def version_route(self, request: HttpRequest, number: int) -> HttpResponse:
        return views.version(request, self, number)

    @path("versions/<int:number>/document.<str:form>/")
    def document_route(self, request: HttpRequest, number: int, form: str) -> HttpResponse:
        return documents.document(request, self, number, form)

    @path("compare/<int:old>/<int:new>/")
    def compare_route(self, request: HttpRequest, old: int, new: int) -> HttpResponse:
        return views.compare(request, self, old, new)

    @path("compare/")
    def compare_form_route(self, request: HttpRequest) -> HttpResponse:
        return onward.compare_form(request, self)

    @path("changes/<int:number>/")
    def changes_route(self, request: HttpRequest, number: int) -> HttpResponse:
        return onward.changes(request, self, number)

    @path("as-of/")
    def as_of_form_route(self, request: HttpRequest) -> HttpResponse:
        return onward.as_of_form(request, self)

    @path("as-of/<str:when>/")
    def as_of_route(self, request: HttpRequest, when: str) -> HttpResponse:
        return onward.as_of(request, self, when)

    @path("clauses/<str:anchor>/")
    def clause_route(self, request: HttpRequest, anchor: str) -> HttpResponse:
        return views.clause(request, self, anchor)

    @path("timegate/")
    def timegate_route(self, request: HttpRequest) -> HttpResponse:
        return memento.timegate(request, self)

    @path("timemap/")
    def timemap_route(self, request: HttpRequest) -> HttpResponse:
        return memento.timemap(request, self)

    @path("timemap/json/")
    def timemap_json_route(self, request: HttpRequest) -> HttpResponse:
        return memento.timemap_json(request, self)

    @path("feed/")
    def feed_route(self, request: HttpRequest) -> HttpResponse:
        return feeds.feed(request, self)

    @path("subscribe/")
    def subscribe_route(self, request: HttpRequest) -> HttpResponse:
        return asking.policy(request, self)

    @path("versions.json/")
    def versions_json_route(self, request: HttpRequest) -> HttpResponse:
        return data.versions_json(request, self)


class PolicyPage(PolicyPageMixin, Page):  # type: ignore[misc]  # noqa: DJ008 - Page has one
    """One policy. What visitors read is the version in force, never these fields."""

    parent_page_types = ["wagtailcore.Page", "policies.PolicyIndexPage"]
    subpage_types: list[str] = []
    base_form_class = PolicyPageForm
    edit_handler = policy_edit_handler()
    search_fields = [*Page.search_fields]
    show_in_menus_default = False

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")


class PolicyIndexPage(Page):  # type: ignore[misc]
    """The list of a site's policies."""

    intro = models.TextField(_("introduction"), blank=True)

    subpage_types = ["policies.PolicyPage"]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        verbose_name = _("list of policies")
        verbose_name_plural = _("lists of policies")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(spoken()):
            return views.index(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return self.serve(request)
