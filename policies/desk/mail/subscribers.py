"""Mail to subscribers as the desk sees it: how many were told, and one address at a time.

Nobody can browse or export the addresses: whoever asks about one knows it already. It is posted,
not asked for in the address of the page, so that no log has it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from policies.actions.forget_address import forget_address
from policies.desk.policy_views import never_kept
from policies.permissions import FORGET_ADDRESS
from policies.records.dispatch import Dispatch
from policies.records.subscription import Subscription, SubscriptionRequest, Wants
from policies.standing.sentences import civil
from policies.subscribe.letters import name_of

SHOWN = 20
"""Dispatches in the list, the newest first."""


class AddressForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The whole address: parts of one are not searched for."),
        error_messages={"required": gettext_lazy("Write the address that is to be looked up.")},
    )


class SubscribersView(WagtailAdminTemplateMixin, FormView):  # type: ignore[misc]
    """Look up one address and delete it; for whoever may delete subscriptions."""

    template_name = "policies/desk/subscribers.html"
    form_class = AddressForm
    page_title = gettext_lazy("Mail to subscribers")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(FORGET_ADDRESS):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        return never_kept(response)

    def form_valid(self, form: AddressForm) -> HttpResponse:
        address = form.cleaned_data["address"]
        if "delete" not in self.request.POST:
            return self.render_to_response(
                self.get_context_data(form=form, asked=True, found=found(address))
            )
        gone = forget_address(address=address)
        messages.success(
            self.request,
            ngettext("%(number)s row was deleted.", "%(number)s rows were deleted.", gone)
            % {"number": gone},
        )
        return redirect(reverse("policies_desk:subscribers"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "counts": Subscription.objects.aggregate(
                total=Count("pk"), every=Count("pk", filter=Q(wants=Wants.ALL))
            ),
            "dispatches": Dispatch.objects.select_related("version", "correction")
            .defer("version__source", "version__html", "version__plain", "version__record")
            .order_by("-pk")[:SHOWN],
        }


def found(address: str) -> list[str]:
    """What is kept about an address, a sentence a row."""
    told = [
        _("Told of %(wants)s (%(what)s), confirmed on %(date)s.")
        % {
            "what": what(wish),
            "wants": wish.get_wants_display(),
            "date": civil(wish.confirmed_at),
        }
        for wish in Subscription.objects.of(address).select_related("policy", "site")
    ]
    asked = SubscriptionRequest.objects.of(address).select_related("policy", "site")
    return told + [
        _("Asked on %(date)s (%(what)s).") % {"what": what(wish), "date": civil(wish.asked_at)}
        for wish in asked
    ]


def what(wish: Any) -> str:
    return (
        wish.policy.title
        if wish.policy
        else _("every policy of %(site)s") % {"site": name_of(wish.site)}
    )
