"""The policies on the admin's first page: what binds, what comes, what waits for somebody."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from policies import civil
from policies.desk import overview
from policies.desk.access import policies_of
from policies.desk.announced import announced
from policies.permissions import VIEW
from policies.standing.sentences import in_days

SHOWN = 8
"""Lines in each list of the panel; the reports show them all."""


class PoliciesPanel(Component):  # type: ignore[misc]
    """For whoever may work on a policy; nothing for anybody else."""

    name = "policies"
    template_name = "policies/desk/home.html"
    order = 150

    class Media:
        css = {"all": ["policies/desk/desk.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        person = parent_context["request"].user
        now = timezone.now()
        today = civil.day_of(now)
        intervals = overview.Intervals.read()
        own = policies_of(person)
        coming = (
            overview.versions(person).forthcoming(now).order_by("takes_effect_at", "pk")[:SHOWN]
        )
        due = overview.looked_at(own, now).filter(intervals.overdue(today))[:SHOWN]
        return {
            "in_force": overview.binding(own, now).count(),
            "forthcoming": [
                (version, in_days((version.effect.day - today).days)) for version in coming
            ],
            "notices": announced(overview.notices(person), now).order_by("closes_at", "pk")[:SHOWN],
            "drafts": overview.drafts(person).order_by("-latest_revision_created_at")[:SHOWN],
            "due": [(version, intervals.due(version)) for version in due],
            "may_report": person.has_perm(VIEW),
        }

    def render_html(self, parent_context: Any = None) -> str:
        person = parent_context["request"].user
        if not overview.versions(person).exists() and not overview.drafts(person).exists():
            return ""
        html: str = super().render_html(parent_context)
        return html
