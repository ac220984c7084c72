"""What is asked of the person who redacts the text of a version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.decisions.grounds import Ground
from policies.desk.versions.operation_forms import ReasonForm
from policies.desk.versions.still_held import places
from policies.desk.writing.fields import WordsInput
from policies.records.version import PolicyVersion


class RedactForm(ReasonForm):
    """The ground, which decides the answer, the public reason and what is kept internally."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Shown in public. An order of a court or an authority is answered with the status 451, "
            "anything else with 410."
        ),
        error_messages={"required": _("Say on which ground the text is redacted.")},
    )
    note = forms.CharField(
        label=_("Internal note"),
        required=False,
        max_length=2000,
        widget=WordsInput,
        help_text=_("For example the reference of the order. Kept in the audit trail alone."),
    )

    words = forms.CharField(
        label=_("The words that have to go"),
        required=False,
        max_length=200,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "A name, say. You are told where else they stand before anything is redacted. They are "
            "not kept."
        ),
    )

    field_order = ["ground", "reason", "note", "words", "confirm"]

    def __init__(self, *args: Any, version: PolicyVersion, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.person = version, person
        self.fields["reason"].help_text = _(
            "Shown in public for as long as the archive stands: do not repeat what is redacted."
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        words = self.cleaned_data.get("words", "")
        if any(
            words and words.lower() in self.cleaned_data.get(name, "").lower()
            for name in ("reason", "note")
        ):
            self.add_error("words", _("Your reason or note repeats them: say it without them."))
        self.ask_about_other_places(words)
        return self.cleaned_data

    def ask_about_other_places(self, words: str) -> None:
        """What a redaction does not reach is told before it is done."""
        found = places(words, self.version, self.person)
        if not found:
            return
        self.fields["elsewhere"] = forms.BooleanField(
            label=_("Redact this version, and see to the others afterwards"), required=False
        )
        if not self.data.get(self.add_prefix("elsewhere")):
            self.add_error("elsewhere", [_("They stand in other places, too:"), *found])
