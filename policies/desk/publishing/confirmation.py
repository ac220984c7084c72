"""A page between the button and what cannot be undone.

It bears the fields of the form that was sent, and sends them again: nothing is saved in between, so
that what is published is what was read. It works without a script.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.models import Page

from policies.desk.publishing.consequences import of_publishing
from policies.desk.writing.asked import Asked
from policies.desk.writing.redline_panel import SHOWN
from policies.publishing.situation import said_already
from policies.text import canonical

CONFIRMED = "confirmed"
"""The field that bears the number of the version whose consequences were read."""


def is_due(request: HttpRequest, asked: Asked) -> bool:
    """Whether publishing the draft now would record a version that nobody has confirmed.

    What waits for its day can be called back until then, and a text that stands already records
    nothing.
    """
    page, now = asked.page, timezone.now()
    if page.go_live_at is not None and page.go_live_at > now:
        return False
    if page.pk and said_already(policy=page, source=canonical(page.body), title=page.title, at=now):
        return False
    return request.POST.get(CONFIRMED) != str(asked.next_number)


def approval_publishes(page: Page, action: str, *, changed: bool = False) -> bool:
    """Whether an action of the present task ends the workflow, which publishes.

    ``changed``: the draft is changed by the same act, and may have to be approved once more.
    """
    state = page.current_workflow_state
    if action != "approve" or state is None or (current := state.current_task_state) is None:
        return False
    if getattr(settings, "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT", False) and (
        changed or current.revision_id != page.latest_revision_id
    ):
        return False
    # What ``WorkflowState.get_next_task`` will find once the present task is among the approved.
    done = [*state.successful_task_states.values_list("task", flat=True), current.task_id]
    return not state.workflow.tasks.filter(active=True).exclude(pk__in=done).exists()


class Confirmation(WagtailAdminTemplateMixin, TemplateResponseMixin, ContextMixin):  # type: ignore[misc]
    """The page itself, as the answer of the view that was asked to publish.

    ``button`` is the name and value of what was pressed; ``back`` the address of the draft where
    nothing that was sent would be lost by going there.
    """

    template_name = "policies/desk/confirmation.html"
    header_icon = "upload"

    def __init__(
        self, request: HttpRequest, asked: Asked, button: tuple[str, str], *, back: str = ""
    ) -> None:
        self.request, self.asked, self.button, self.back = request, asked, button, back

    def response(self) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data())
        return response

    @property
    def approving(self) -> bool:
        return "publish" not in self.button[0]

    def get_page_title(self) -> str:
        words = {"number": self.asked.next_number}
        if self.approving:
            return _("Approve and publish version %(number)s?") % words
        return _("Publish version %(number)s?") % words

    def get_page_subtitle(self) -> str:
        return str(self.asked.page.title)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        page = self.asked.page
        above: list[dict[str, str]] = []
        if page.pk:
            above = get_breadcrumbs_items_for_page(page, self.request.user)
            if above:
                above[-1]["url"] = reverse("wagtailadmin_pages:edit", args=[page.pk])
        return [*above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.asked.draft
        changes = draft.redline.changes if draft.redline else []
        return {
            **super().get_context_data(**kwargs),
            "draft": draft,
            "consequences": of_publishing(self.asked),
            "returning": draft.returning,
            "changes": changes[:SHOWN],
            "more": max(0, len(changes) - SHOWN),
            "number": self.asked.next_number,
            "button": self.button,
            "approving": self.approving,
            "back": self.back,
            "sent": list(self._sent()),
        }

    def _sent(self) -> Any:
        own = {"csrfmiddlewaretoken", CONFIRMED, self.button[0]}
        for name, values in self.request.POST.lists():
            if name not in own:
                yield from ((name, value) for value in values)
