"""What can be done to a version once it is published, each on a page that says what it does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from policies.actions.correct_version import correct_version
from policies.actions.redact_version import redact_version, refusal
from policies.actions.review_policy import review_policy
from policies.actions.withdraw_version import withdraw_version
from policies.desk.policy_views import PolicyView
from policies.desk.versions import consequences
from policies.desk.versions.notice_operations import CloseNoticeView, ExtendNoticeView
from policies.desk.versions.operation import Operation, VersionOperation
from policies.desk.versions.operation_forms import CorrectForm, ReviewForm, WithdrawForm
from policies.desk.versions.redact_form import RedactForm
from policies.desk.writing.starting import start_from
from policies.exceptions import PolicyError
from policies.publishing.situation import may_shorten
from policies.standing.sentences import redaction


class CorrectView(VersionOperation):
    right = "correct"
    page_title = gettext_lazy("Correct a fact")
    icon = "edit"
    button = gettext_lazy("Publish the correction")
    form_class = CorrectForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "version": self.version,
            "state": self.shown.state,
            "at": self.at,
            "may_shorten": may_shorten(self.request.user),
        }

    def consequences(self) -> list[str]:
        return consequences.of_correction(self.version, self.shown.state, self.at)

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

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, "version": self.version, "person": self.request.user}

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
        return consequences.of_starting(self.policy, self.version, self.history)

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


def tail(name: str) -> str:
    """The last part of an operation's address, under that of its version."""
    return f"{name.replace('_', '-')}/"
