"""Approving the last task of a workflow, which publishes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.pages.workflow import WorkflowActionView

from policies.desk.publishing.confirmation import Confirmation, approval_publishes, is_due
from policies.desk.publishing.consequences import of_publishing
from policies.desk.publishing.outcome import Outcome
from policies.desk.writing.asked import Asked
from policies.exceptions import PolicyError


class PolicyWorkflowActionView(WorkflowActionView):  # type: ignore[misc]
    """Approving the last task publishes: what was recorded is shown; a refusal undoes it all."""

    modal_name = "policies/desk/approval_modal.html"

    @cached_property
    def question(self) -> Asked | None:
        """What publishing the draft means, where the action publishes it."""
        if not approval_publishes(self.object, self.action_name):
            return None
        return Asked(self.task_state.revision.as_object(), self.request.user)

    def get_template_names(self) -> list[str]:
        own = self.task.get_template_for_action(self.action_name)
        return [self.modal_name] if self.question and not own else super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if (question := self.question) is None:
            return context
        return {
            **context,
            "consequences": of_publishing(question),
            "returning": question.draft.returning,
            "number": question.next_number,
        }

    def confirm(self, question: Asked) -> HttpResponse:
        """The question itself: in Wagtail's dialog where that is open, else as a page."""
        if self.request.headers.get("x-requested-with") != "XMLHttpRequest":
            back = reverse("policies_desk:draft", args=[self.object.pk])
            button = ("action-workflow-action", "true")
            return Confirmation(self.request, question, button, back=back).response()
        form = self.form_class(self.request.POST) if self.form_class else None
        asked_again: HttpResponse = render_modal_workflow(
            self.request,
            self.modal_name,
            None,
            self.get_context_data(form=form or ()),
            json_data={"step": "action"},
        )
        return asked_again

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = self.question
        # What keeps it from being published is said by the act itself, which is then undone.
        if question and is_due(request, question) and not question.draft.problems:
            return self.confirm(question)
        outcome = Outcome(request, self.object)
        try:
            with transaction.atomic():
                response: HttpResponse = super().post(request, *args, **kwargs)
        except PolicyError as refusal:
            messages.error(request, str(refusal))
            return redirect("wagtailadmin_pages:edit", self.object.pk)
        if not (address := outcome.address):
            return response
        outcome.tell_recorded()
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            # Wagtail's dialog goes where it is told.
            told = {"step": "success", "redirect": address}
            shown: HttpResponse = self.render_modal_json(request, told)
            return shown
        return redirect(address)
