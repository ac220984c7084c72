"""Wagtail's page views, with a publish that happens whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsCompareView, RevisionsRevertView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.viewsets.pages import PageViewSet

from policies.desk.publishing.approving import PolicyWorkflowActionView
from policies.desk.publishing.confirmation import Confirmation, approval_publishes, is_due
from policies.desk.publishing.outcome import Outcome
from policies.desk.versions import consequences
from policies.desk.writing.asked import asked
from policies.desk.writing.redline_panel import RedlineSidePanel
from policies.desk.writing.starting import based, rebased
from policies.desk.writing.translating import explain
from policies.exceptions import PolicyError, PublishingRefused
from policies.standing.history import History


class PublishWhole:
    """Publishes in one transaction; a refusal leaves no draft behind and says why."""

    def form_valid(self: Any, form: Any) -> HttpResponse:
        """Ask first, on a page of its own, where a version would be recorded."""
        if button := self.publishes():
            question = asked(self.page, self.request, form)
            if is_due(self.request, question):
                if self.request.FILES:
                    return self.first_saved(form)
                return Confirmation(self.request, question, button).response()
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response

    def publishes(self: Any) -> tuple[str, str] | None:
        """The name and value of the button that was pressed, if it publishes."""
        if self.action_name == "publish":
            return ("action-publish", "action-publish")
        if self.action_name == "perform_workflow_action" and approval_publishes(
            self.page, self.workflow_action, changed=self.form.has_changed()
        ):
            return ("action-workflow-action", "true")
        return None

    def first_saved(self: Any, form: Any) -> HttpResponse:
        """A file cannot be carried over the confirmation."""
        form.add_error(
            None, _("The form holds a file: save it as a draft first, and publish then.")
        )
        response: HttpResponse = self.form_invalid(form)
        return response

    def publish_action(self) -> HttpResponse:
        return self.whole(super().publish_action)  # type: ignore[misc]

    def whole(self: Any, act: Callable[[], HttpResponse]) -> HttpResponse:
        self.outcome = Outcome(self.request, self.page)
        try:
            with transaction.atomic():
                response = act()
        except PolicyError as refusal:
            refused: HttpResponse = self.refused(refusal)
            return refused
        self.outcome.tell_recorded()
        return response

    def refused(self: Any, refusal: PolicyError) -> HttpResponse:
        from policies.desk.writing.forms import FIELD_OF

        if isinstance(refusal, PublishingRefused):
            for answer, sentence in refusal.errors.items():
                name = FIELD_OF.get(answer, answer)
                self.form.add_error(name if name in self.form.fields else None, sentence)
        else:
            messages.error(self.request, str(refusal))
        response: HttpResponse = self.form_invalid(self.form)
        return response


def redline_panel(view: Any) -> RedlineSidePanel:
    """The panel beside the text, on the same draft as the questions: it is compared once."""
    draft = asked(view.page, view.request, view.form).draft
    return RedlineSidePanel(view.page, view.request, draft)


class PolicyEditView(PublishWhole, EditView):  # type: ignore[misc]
    """The editor, with the redline beside the text; autosave brings the newest."""

    def get_object(self) -> Any:
        draft = super().get_object()
        # Without unpublished changes it is no draft, but the page as it was published.
        waits = draft.has_unpublished_changes and draft.latest_revision
        return based(draft, draft.latest_revision) if waits else draft

    def perform_workflow_action(self) -> HttpResponse:
        """Approving the last task publishes."""
        return self.whole(super().perform_workflow_action)

    def run_hook(self, name: str, *args: Any, **kwargs: Any) -> Any:
        response = super().run_hook(name, *args, **kwargs)
        if name == "before_edit_page" and response and self.request.method == "POST":
            explain(self.request, self.page)
        live = self.page.live_revision_id == self.page.latest_revision_id
        if name == "after_publish_page" and not response and live and not self.outcome.address:
            # Before Wagtail says that it has been published.
            self.outcome.tell_nothing_new()
            return redirect("wagtailadmin_explore", self.page.get_parent().pk)
        return response

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        # A page that has just been created has no place for the panel, and no version either.
        if self.page.alias_of_id is None and not self.hydrate_create_view:
            panels.append(redline_panel(self))
        return panels


class PolicyCreateView(PublishWhole, CreateView):  # type: ignore[misc]
    pass


class PolicyRevertView(PublishWhole, RevisionsRevertView):  # type: ignore[misc]
    """An earlier draft, without the answers that were given to another change."""

    def get_object(self) -> Any:
        return rebased(super().get_object(), self.previous_revision)

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        panels.append(redline_panel(self))
        return panels


class PolicyCompareView(RevisionsCompareView):  # type: ignore[misc]
    template_name = "policies/desk/revisions_compare.html"


class PolicyUnpublishView(UnpublishView):  # type: ignore[misc]
    """Says before the button what becomes of the address, the versions and the notice."""

    template_name = "policies/desk/unpublish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        history = History(self.object, timezone.now())
        said = consequences.of_unpublishing(history) if len(history) else []
        return {**context, "consequences": said}


def page_viewset(model: Any) -> PageViewSet:
    """The viewset of a policy page type."""
    return type(
        f"{model.__name__}ViewSet",
        (PageViewSet,),
        {
            "model": model,
            "add_view_class": PolicyCreateView,
            "edit_view_class": PolicyEditView,
            "revisions_revert_view_class": PolicyRevertView,
            "revisions_compare_view_class": PolicyCompareView,
            "unpublish_view_class": PolicyUnpublishView,
            "workflow_action_view_class": PolicyWorkflowActionView,
            "icon": "doc-full",
        },
    )(f"policies_{model._meta.model_name}")
