"""The evidence pack of one policy or of several, as a download."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import Page

from policies import civil
from policies.desk.access import policies_of
from policies.desk.policy_views import PolicyView, never_kept
from policies.desk.writing.days import DayField
from policies.exceptions import PolicyError
from policies.exchange.evidence.dossier import TAKEN, Days
from policies.exchange.evidence.pack import published
from policies.exchange.evidence.zipped import zipped
from policies.permissions import EXPORT


def register_log_actions(actions: LogActionRegistry) -> None:
    """A pack names people and reasons: the page's history tells who took one."""
    actions.register_action(TAKEN, gettext_lazy("Take evidence"), gettext_lazy("Evidence taken"))


class DaysForm(forms.Form):
    """The days that the pack is about, both of them open where nothing is said."""

    first = DayField(label=gettext_lazy("From"), required=False)
    last = DayField(
        label=gettext_lazy("To"),
        required=False,
        help_text=gettext_lazy(
            "Versions that were published or in force on one of these days. Empty: all versions."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first: exchange the two."))
        return cleaned

    def days(self) -> Days:
        return Days(self.cleaned_data["first"], self.cleaned_data["last"])


class PolicyChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, page: Page) -> str:
        return str(page.get_admin_display_title())


class PoliciesForm(DaysForm):
    policies = PolicyChoice(
        label=gettext_lazy("Policies"),
        queryset=Page.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one policy.")},
    )

    field_order = ["policies", "first", "last"]

    def __init__(self, *args: Any, pages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policies"].queryset = pages


class Download:
    """A form that answers with the pack; a refusal stands above the form as a sentence."""

    template_name = "policies/desk/evidence.html"
    page_title: Any = gettext_lazy("Evidence pack")
    header_icon = "download"
    request: HttpRequest

    def form_valid(self: Any, form: Any) -> HttpResponse:
        pages = self.chosen(form)
        try:
            file = zipped(policies=pages, days=form.days(), at=timezone.now())
        except PolicyError as refusal:
            form.add_error(None, str(refusal))
            refused: HttpResponse = self.form_invalid(form)
            return refused
        for page in pages:
            log(page, TAKEN, user=self.request.user)
        name = pages[0].slug if len(pages) == 1 else "policies"
        return never_kept(
            FileResponse(
                file,
                as_attachment=True,
                filename=f"evidence-{name}-{civil.day_of(timezone.now())}.zip",
                content_type="application/zip",
            )
        )

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "media": context["form"].media, "back": self.back()}


class PolicyEvidenceView(Download, PolicyView, FormView):  # type: ignore[misc]
    right = "take"
    form_class = DaysForm

    def chosen(self, form: DaysForm) -> list[Page]:
        return [self.policy]

    def back(self) -> str:
        return self.url("versions")


class EvidenceView(Download, WagtailAdminTemplateMixin, FormView):  # type: ignore[misc]
    form_class = PoliciesForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        mine = policies_of(self.request.user).values("pk")
        return {**super().get_form_kwargs(), "pages": published().filter(pk__in=mine)}

    def chosen(self, form: PoliciesForm) -> list[Page]:
        return list(form.cleaned_data["policies"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": self.page_title}]

    def back(self) -> str:
        return reverse("wagtailadmin_home")
