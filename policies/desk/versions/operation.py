"""What every operation of the desk shares: a form, with what it does above it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages

from policies.desk.policy_views import VersionView
from policies.exceptions import PolicyError
from policies.timeline import State


class Operation:
    """A form with what it does above it; a refusal stands above the form as a sentence."""

    template_name = "policies/desk/operation.html"
    button = ""
    icon = ""
    serious = False
    page_title: Any = ""
    request: Any

    def form_valid(self: Any, form: forms.Form) -> HttpResponse:
        try:
            done = self.perform(form)
        except PolicyError as refusal:
            form.add_error(None, str(refusal))
            refused: HttpResponse = self.form_invalid(form)
            return refused
        messages.success(self.request, done)
        return redirect(self.get_success_url())

    def form_invalid(self: Any, form: forms.Form) -> HttpResponse:
        """What is missing may stand below what the window shows."""
        messages.error(self.request, _("Nothing was done: see the sentences beside the answers."))
        refused: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return refused

    def get_context_data(self: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {
            **context,
            "consequences": self.consequences(),
            "button": self.button,
            "serious": self.serious,
            "back": self.get_success_url(),
            "media": context["form"].media,
        }


class VersionOperation(Operation, VersionView, FormView):  # type: ignore[misc]
    """An operation on one version; where it no longer makes sense, a sentence instead."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if sentence := self.idle():
            messages.warning(request, sentence)
            return redirect(self.version_url())
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def idle(self) -> str:
        """Why there is nothing to do, or an empty text."""
        if self.shown.state is State.WITHDRAWN:
            return _("Version %(number)s is withdrawn: its facts stay as they are.") % {
                "number": self.version.number
            }
        return ""

    def get_success_url(self) -> str:
        return self.version_url()
