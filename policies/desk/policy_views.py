"""What every desk view of one policy shares: the policy, the person's rights, the way back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page

from policies.desk.access import policy_for
from policies.standing.history import Entry, History
from policies.standing.links import Links


class PolicyView(WagtailAdminTemplateMixin):  # type: ignore[misc]
    """A view under ``policies/<page_id>/``; ``right`` names what it takes (see ``Rights``)."""

    right = "read"
    header_icon = "doc-full"
    request: HttpRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()
        self.policy, self.rights = policy_for(request.user, kwargs["page_id"], self.right)
        self.history = History(self.policy, self.at)

    def entry(self, number: int) -> Entry:
        """The version of a number. Raises Http404 where there is none."""
        found = self.history.get(number)
        if found is None:
            raise Http404
        return found

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"policies_desk:{name}", args=[self.policy.pk, *args])

    def get_page_subtitle(self) -> str:
        return str(self.policy.get_admin_display_title())

    def trail(self) -> list[dict[str, str]]:
        """The steps of the breadcrumbs between the policy and this view."""
        return [{"url": self.url("versions"), "label": _("Versions")}]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above: list[dict[str, str]] = get_breadcrumbs_items_for_page(self.policy, self.request.user)
        edit = reverse("wagtailadmin_pages:edit", args=[self.policy.pk])
        if above:
            above[-1]["url"] = edit
        return [*above, *self.trail(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "policy": self.policy,
            "rights": self.rights,
            "history": self.history,
            "links": Links.of(self.policy, self.request),
        }


class VersionView(PolicyView):
    """A view of one version, under ``versions/<number>/``."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.shown = self.entry(kwargs["number"])
        self.version = self.shown.version

    def version_url(self) -> str:
        return self.url("version", self.version.number)

    def trail(self) -> list[dict[str, str]]:
        label = _("Version %(number)s") % {"number": self.version.number}
        return [*super().trail(), {"url": self.version_url(), "label": label}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "entry": self.shown, "version": self.version}


def never_kept(response: HttpResponse) -> HttpResponse:
    """What bears names and internal reasons is kept by no cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
