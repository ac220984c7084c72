"""The versions of a policy, and one version with all that is known of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import Button

from policies import conf
from policies.archive.pages.reading import choices
from policies.archive.pages.translations import Behind, translations
from policies.desk.policy_views import PolicyView, VersionView
from policies.desk.versions.audit_trail import trail
from policies.desk.versions.entries import rows
from policies.desk.versions.offers import offered
from policies.desk.versions.reviews import review_state
from policies.desk.writing.returning import not_following
from policies.standing.links import Links


class VersionsView(PolicyView, TemplateView):
    """Every version, newest first, and the form that compares any two."""

    template_name = "policies/desk/versions.html"

    def get_page_title(self) -> str:
        return _("Versions")

    def trail(self) -> list[dict[str, str]]:
        return []

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = [
            Button(
                _("Edit"),
                url=reverse("wagtailadmin_pages:edit", args=[self.policy.pk]),
                icon_name="edit",
                priority=10,
            )
        ]
        if len(self.history):
            public = Links.of(self.policy, self.request).archive
            buttons.append(
                Button(_("Public archive"), url=public, icon_name="link-external", priority=20)
            )
        if self.rights.bring:
            buttons.append(
                Button(_("Import"), url=self.url("import"), icon_name="upload", priority=30)
            )
        if self.rights.take and len(self.history):
            buttons.append(
                Button(
                    _("Evidence pack"), url=self.url("evidence"), icon_name="download", priority=40
                )
            )
        return buttons

    def behind(self) -> Behind | None:
        # Asked first, because most have none: what is kept of translations costs more to look up.
        if not self.policy.get_translations().exists():
            return None
        return translations(self.history, self.request).behind

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = Paginator(list(reversed(self.history.entries)), conf.get().PAGE_SIZE)
        shown = pages.get_page(self.request.GET.get("p"))
        listed = rows(self.history, shown)
        return {
            **super().get_context_data(**kwargs),
            **choices(self.history),
            "page_obj": shown,
            "rows": list(zip(listed, offered(self, shown), strict=True)),
            "review": review_state(self.policy, self.history),
            "behind": self.behind(),
        }


class OneVersionView(VersionView, TemplateView):
    """The facts of one version, its corrections, its notice and its audit trail."""

    template_name = "policies/desk/version.html"

    def get_page_title(self) -> str:
        return _("Version %(number)s") % {"number": self.version.number}

    def trail(self) -> list[dict[str, str]]:
        return PolicyView.trail(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (row,) = rows(self.history, [self.shown])
        return {
            **super().get_context_data(**kwargs),
            "row": row,
            "operations": offered(self, [self.shown])[0],
            "returning": not_following(self.history, self.shown),
            "trail": trail(self.version),
            "public": Links.of(self.policy, self.request).base,
        }
