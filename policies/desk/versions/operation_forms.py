"""What each operation on a version asks of the person who asks for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from policies.decisions.answers import Kind
from policies.desk.versions.audit_trail import said
from policies.desk.writing.days import DayField
from policies.desk.writing.fields import WordsInput
from policies.publishing.correctable import began, date_stands, short_notice
from policies.records.notice import ChangeNotice
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.timeline import State

MEANWHILE = _(
    "It has been corrected meanwhile and says “%(fact)s” now. What you want it to say stands here "
    "still: publish it again if it shall replace that."
)


class ReasonForm(forms.Form):
    """A reason in writing, and the confirmation that its consequence is understood."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=WordsInput,
        error_messages={"required": _("Write the reason: it is kept with the record.")},
    )
    confirm = forms.BooleanField(
        label=_("I have read what this does"),
        error_messages={"required": _("Confirm that you have read what this does.")},
    )


class WordsField(forms.CharField):
    """What somebody writes in several lines, which a browser sends with line ends of its own."""

    widget = WordsInput

    def to_python(self, value: Any) -> str:
        return "\n".join(super().to_python(value).splitlines())


class CorrectForm(ReasonForm):
    """The facts that may be corrected, as they stand.

    Each field bears what it said when the form was opened, so that only what the person changed is
    corrected, and nothing is put back that somebody else has corrected meanwhile.
    """

    FACTS = ("effective_date", "kind", "summary")

    effective_date = DayField(
        label=_("Effective date"),
        show_hidden_initial=True,
        help_text=_("A day still to come. The text and its number stay as they are."),
    )
    kind = forms.ChoiceField(
        label=_("Change kind"),
        widget=forms.RadioSelect,
        show_hidden_initial=True,
        help_text=_("A change can be called material later on; never the other way round."),
    )
    summary = WordsField(label=_("Change summary"), required=False, show_hidden_initial=True)

    field_order = ["effective_date", "kind", "summary", "reason", "confirm"]

    def __init__(
        self,
        *args: Any,
        version: PolicyVersion,
        state: State,
        at: datetime,
        may_shorten: bool,
        **kwargs: Any,
    ) -> None:
        self.version, self.at, self.may_shorten = version, at, may_shorten
        kwargs["initial"] = {name: getattr(version, name) for name in self.FACTS}
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Shown in public beside what it said before.")
        self.fields["kind"].choices = [
            (kind.value, kind.label) for kind in (Kind.EDITORIAL, Kind.MATERIAL)
        ]
        if state is not State.FORTHCOMING and date_stands(version):
            del self.fields["effective_date"]
        elif state is not State.FORTHCOMING:
            self.fields["effective_date"].help_text = _(
                "This version applied from %(date)s on, and that stands: the date may be corrected "
                "to say so."
            ) % {"date": date_format(began(version))}
        if version.kind != Kind.EDITORIAL:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        """A fact that two people have changed is decided by whoever has seen what both say."""
        for name in self.facts():
            field, stands = self.fields[name], self.initial[name]
            if field.to_python(stands) in (self.opened_with(name), self.cleaned_data[name]):
                continue
            self.add_error(name, MEANWHILE % {"fact": said(name, stands)})
            # Pressed again, it replaces what has now been read.
            self.data = self.data.copy()
            self.data[self[name].html_initial_name] = stands
        self.ask_about_short_notice()
        return self.cleaned_data

    def ask_about_short_notice(self) -> None:
        """Whoever may go below the notice period does so knowing it, as in publishing."""
        left = short_notice(self.version, self.facts(), self.at) if self.may_shorten else None
        if left is None:
            return
        self.fields["shorten"] = forms.BooleanField(
            label=_("Announce it at shorter notice, for the reason above"), required=False
        )
        if not self.data.get(self.add_prefix("shorten")):
            days = PolicySettings.for_policy(self.version.policy).notice_period
            told = ngettext(
                "This leaves %(left)s day of notice, and you promise %(days)s: say so in the "
                "reason, which is public, and confirm.",
                "This leaves %(left)s days of notice, and you promise %(days)s: say so in the "
                "reason, which is public, and confirm.",
                left,
            )
            self.add_error("shorten", told % {"left": max(0, left), "days": days})

    def opened(self) -> list[str]:
        """Hidden fields that bear what each fact said when the form was opened."""
        # Wagtail's formattedfield leaves out what Django would write beside the field.
        return [
            self[name].as_hidden(only_initial=True) for name in self.FACTS if name in self.fields
        ]

    def opened_with(self, name: str) -> Any:
        """What a fact said when the form was opened; None where that is not told."""
        place = self.add_initial_prefix(name)
        try:
            return self.fields[name].to_python(self.data[place])
        except (KeyError, ValidationError):
            return None

    def facts(self) -> dict[str, Any]:
        """What the person wants to say otherwise than it said when the form was opened."""
        return {
            name: self.cleaned_data[name]
            for name in self.FACTS
            if name in self.changed_data and name in self.cleaned_data
        }


class WithdrawForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Shown in public for as long as the archive stands.")


class CloseNoticeForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Kept in the audit trail; not shown in public.")


class ExtendNoticeForm(forms.Form):
    """The new last day of a notice."""

    last_day = DayField(label=_("Last day of the notice"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=WordsInput,
        help_text=_("Kept in the audit trail; not shown in public."),
        error_messages={"required": _("Write why the notice stays longer.")},
    )

    def __init__(self, *args: Any, notice: ChangeNotice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice


class ReviewForm(forms.Form):
    """What the reviewer wishes to keep with the review."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=WordsInput,
        help_text=_("What was checked and by which standard. Kept internally."),
    )
