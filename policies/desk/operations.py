"""What can be done to a version once it is published, each on a page that says what it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from policies.actions.close_notice import close_notice
from policies.actions.correct_version import correct_version
from policies.actions.extend_notice import extend_notice
from policies.actions.redact_version import redact_version, refusal
from policies.actions.review_policy import review_policy
from policies.actions.withdraw_version import withdraw_version
from policies.archive.history import Entry
from policies.archive.wording import redaction
from policies.desk import consequences
from policies.desk.operation_forms import (
    CloseNoticeForm,
    CorrectForm,
    ExtendNoticeForm,
    RedactForm,
    ReviewForm,
    WithdrawForm,
)
from policies.desk.policy_views import PolicyView, VersionView
from policies.desk.starting import start_from
from policies.exceptions import PolicyError
from policies.timeline import State


@dataclass(frozen=True, slots=True)
class Offer:
    """An operation as a link."""

    url: str
    label: str
    drawing: SafeString
    serious: bool


@cache
def drawn(icon: str) -> SafeString:
    """An icon of the admin: a list of versions shows the same few some hundred times."""
    return render_to_string("wagtailadmin/shared/icon.html", {"name": icon, "classname": "icon"})


def offered(view: PolicyView, entries: Iterable[Entry]) -> list[list[Offer]]:
    """The operations that this person may ask for on each version, in its present state."""
    known = {
        name: (str(made.page_title), drawn(made.icon), made.serious)
        for name, made in OPERATIONS.items()
    }
    found = []
    for entry in entries:
        base = view.url("version", entry.number)
        names = [name for name, may in _possible(view, entry).items() if may]
        found.append([Offer(base + tail(name), *known[name]) for name in names])
    return found


def _possible(view: PolicyView, entry: Entry) -> dict[str, bool]:
    rights = view.rights
    standing = entry.state is not State.WITHDRAWN
    notice = getattr(entry.version, "notice", None)
    announced = notice is not None and notice.ends_at > view.at
    return {
        "start": rights.start and not entry.redacted,
        "correct": rights.correct and standing,
        "extend_notice": rights.notice and announced,
        "close_notice": rights.notice and announced,
        "withdraw": rights.withdraw and standing,
        "redact": rights.redact and not entry.redacted,
    }


def tail(name: str) -> str:
    """The last part of an operation's address, under that of its version."""
    return f"{name.replace('_', '-')}/"


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


class CorrectView(VersionOperation):
    right = "correct"
    page_title = gettext_lazy("Correct a fact")
    icon = "edit"
    button = gettext_lazy("Publish the correction")
    form_class = CorrectForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "version": self.version, "state": self.shown.state}

    def consequences(self) -> list[str]:
        return consequences.of_correction(self.version, self.shown.state)

    def perform(self, form: CorrectForm) -> str:
        made = correct_version(
            version=self.version,
            reason=form.cleaned_data["reason"],
            at=self.at,
            by=self.request.user,
            **form.facts(),
        )
        if not made:
            raise PolicyError(_("Nothing differs from what the version says already."))
        return _("The correction is public: version %(number)s shows what it said before.") % {
            "number": self.version.number
        }


class WithdrawView(VersionOperation):
    right = "withdraw"
    page_title = gettext_lazy("Withdraw")
    icon = "warning"
    button = gettext_lazy("Withdraw for good")
    serious = True
    form_class = WithdrawForm

    def consequences(self) -> list[str]:
        return consequences.of_withdrawal(self.history, self.shown)

    def perform(self, form: WithdrawForm) -> str:
        withdraw_version(
            version=self.version,
            reason=form.cleaned_data["reason"],
            at=self.at,
            by=self.request.user,
        )
        return _("Version %(number)s is withdrawn.") % {"number": self.version.number}


class RedactView(VersionOperation):
    """Take the text of a version from the public, for good."""

    right = "redact"
    page_title = gettext_lazy("Redact the text")
    icon = "warning"
    button = gettext_lazy("Redact for good")
    serious = True
    form_class = RedactForm

    def idle(self) -> str:
        return redaction(self.version) or refusal(self.version, self.at)

    def consequences(self) -> list[str]:
        return consequences.of_redaction(self.history, self.shown)

    def perform(self, form: RedactForm) -> str:
        redact_version(
            version=self.version,
            ground=form.cleaned_data["ground"],
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            at=self.at,
            by=self.request.user,
        )
        return _("The text of version %(number)s is redacted.") % {"number": self.version.number}


class NoticeOperation(VersionOperation):
    right = "notice"

    def idle(self) -> str:
        self.notice = getattr(self.version, "notice", None)
        if self.notice is None:
            return _("Version %(number)s has no notice.") % {"number": self.version.number}
        if self.notice.ends_at <= self.at:
            return _("The notice of version %(number)s has ended.") % {
                "number": self.version.number
            }
        return ""


class CloseNoticeView(NoticeOperation):
    page_title = gettext_lazy("Close the notice")
    icon = "circle-xmark"
    button = gettext_lazy("Close the notice now")
    serious = True
    form_class = CloseNoticeForm

    def consequences(self) -> list[str]:
        return consequences.of_closing(self.notice, self.at)

    def perform(self, form: CloseNoticeForm) -> str:
        close_notice(
            notice=self.notice,
            at=self.at,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The notice is closed.")


class ExtendNoticeView(NoticeOperation):
    page_title = gettext_lazy("Extend the notice")
    icon = "calendar-alt"
    button = gettext_lazy("Extend the notice")
    form_class = ExtendNoticeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "notice": self.notice}

    def consequences(self) -> list[str]:
        return consequences.of_extending(self.notice)

    def perform(self, form: ExtendNoticeForm) -> str:
        extend_notice(
            notice=self.notice,
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            at=self.at,
            by=self.request.user,
        )
        return _("The notice stays longer.")


class StartView(VersionOperation):
    """Load a version's text as the draft."""

    right = "start"
    page_title = gettext_lazy("Start a draft from this version")
    icon = "draft"
    button = gettext_lazy("Load its text as the draft")
    form_class = forms.Form

    def idle(self) -> str:
        return redaction(self.version)

    def consequences(self) -> list[str]:
        return consequences.of_starting(self.policy, self.version)

    def perform(self, form: forms.Form) -> str:
        start_from(version=self.version, policy=self.policy, by=self.request.user)
        self.started = True
        return _("The draft holds the text of version %(number)s.") % {
            "number": self.version.number
        }

    def get_success_url(self) -> str:
        if getattr(self, "started", False):
            return reverse("wagtailadmin_pages:edit", args=[self.policy.pk])
        return super().get_success_url()


class ReviewView(Operation, PolicyView, FormView):  # type: ignore[misc]
    """“Reviewed, no change”, as a recorded act."""

    right = "review"
    page_title = gettext_lazy("Reviewed, no change")
    button = gettext_lazy("Record the review")
    form_class = ReviewForm

    def consequences(self) -> list[str]:
        return consequences.of_review(self.policy, self.history)

    def perform(self, form: ReviewForm) -> str:
        review_policy(
            policy=self.policy,
            at=self.at,
            note=form.cleaned_data["note"],
            by=self.request.user,
        )
        return _("The review is recorded.")

    def get_success_url(self) -> str:
        return self.url("versions")


OPERATIONS: dict[str, type[VersionOperation]] = {
    "start": StartView,
    "correct": CorrectView,
    "extend_notice": ExtendNoticeView,
    "close_notice": CloseNoticeView,
    "withdraw": WithdrawView,
    "redact": RedactView,
}
"""The operations on one version, by the name of their address."""
