"""The guide in the help menu: words, pictures and what to do, for whoever edits policies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from policies import civil
from policies.desk.access import EDITING
from policies.permissions import VIEW
from policies.records.settings import PolicySettings


def may_read_guide(user: Any) -> bool:
    """Whether somebody may work on any page, or see versions."""
    edits: bool = policy_registry.get_by_type(Page).user_has_any_permission(user, EDITING)
    return edits or user.has_perm(VIEW)


class GuideView(WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """One page, with the periods of the site filled in."""

    template_name = "policies/desk/guide.html"
    page_title = _("Policies: a guide")
    header_icon = "help"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read_guide(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [{"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        site = Site.find_for_request(self.request)
        settings = PolicySettings.for_site(site) if site else PolicySettings()
        today = civil.day_of(timezone.now())
        effect = today + timedelta(days=settings.notice_period)
        return {
            **super().get_context_data(**kwargs),
            "settings": settings,
            "today": today,
            "effect": effect,
            "end": effect + timedelta(days=max(0, settings.notice_stays - 1)),
        }
