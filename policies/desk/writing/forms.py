"""The policy's form: free while drafting, complete when publishing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from policies.decisions.answers import BEFORE_ANY, Answers, Kind, Meanwhile
from policies.desk.writing.days import own_fields
from policies.publishing.situation import draft_problems, goes_live
from policies.records.version import PolicyVersion

FIELD_OF = {"kind": "change_kind", "summary": "change_summary"}

KINDS = [
    (Kind.MATERIAL.value, gettext_lazy("Yes: the change is material")),
    (Kind.EDITORIAL.value, gettext_lazy("No: the change is editorial, and the meaning stays")),
]


ON_PUBLICATION, ON_A_DAY = "on_publication", "on_a_day"
WHEN = [
    (ON_PUBLICATION, gettext_lazy("On publication: from the moment it is really published")),
    (ON_A_DAY, gettext_lazy("On a day")),
]


class PolicyPageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Checks the answers on publish, submit and schedule; a draft may say anything."""

    based_on = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=BEFORE_ANY, max_value=2**31 - 1
    )

    effective_when = forms.ChoiceField(choices=WHEN, required=False, widget=forms.RadioSelect)
    """Not stored: a draft without a day applies on publication, unless it is material."""

    class Media:
        css = {"all": ["policies/desk/desk.css"]}
        js = [f"policies/desk/{name}.js" for name in ("autosave", "behind", "change")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Wagtail's API makes a form of the fields that were sent, and permissionedforms 0.1 ends in
        # a KeyError where it cannot take out one that somebody may not fill in.
        asked_for = self._meta.field_permissions or {}
        self._meta.field_permissions = {n: p for n, p in asked_for.items() if n in self.base_fields}
        super().__init__(*args, **kwargs)
        own_fields(self)
        draft = self.instance
        fixed = draft.effective_date is not None or draft.change_kind == Kind.MATERIAL
        self.initial.setdefault("effective_when", ON_A_DAY if fixed else ON_PUBLICATION)
        # No answer is marked until one is given; the empty choice of a model field would be.
        for name, choices in (("change_kind", KINDS), ("meanwhile", Meanwhile.choices)):
            if name in self.fields:
                self.fields[name].choices = choices

    def clean_based_on(self) -> int | None:
        """A form that was opened before there was a version knows of none."""
        base: int | None = self.cleaned_data["based_on"]
        if base is None and self.add_prefix("based_on") in self.data and self.newest:
            return BEFORE_ANY
        return base

    def clean_base_confirmed(self) -> bool:
        """The tick covers what was published when it was asked for, and nothing later."""
        ticked: bool = self.cleaned_data["base_confirmed"]
        if ticked and self.data.get("compared_with") != str(self.newest):
            self.data = self.data.copy()
            self.data.pop(self.add_prefix("base_confirmed"))
            return False
        return ticked

    @cached_property
    def newest(self) -> int | None:
        """The number of the newest version."""
        versions = PolicyVersion.objects.filter(policy=self.instance.pk)
        newest: int | None = versions.aggregate(newest=Max("number"))["newest"]
        return newest

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self.decide_when(cleaned)
        if self.is_deferred_validation or self.errors or self.sends_back():
            return cleaned
        for answer, sentence in self.problems(cleaned).items():
            name = FIELD_OF.get(answer, answer)
            self.add_error(name if name in self.fields else None, sentence)
        return cleaned

    def decide_when(self, cleaned: dict[str, Any]) -> None:
        """Of “on publication” and a day, what the person has changed is what the person means."""
        if cleaned.get("effective_when") != ON_PUBLICATION or not cleaned.get("effective_date"):
            return
        typed, said = (name in self.changed_data for name in ("effective_date", "effective_when"))
        if not typed:
            cleaned["effective_date"] = None
        elif not said:
            cleaned["effective_when"] = ON_A_DAY
        elif not self.is_deferred_validation:
            self.add_error(
                "effective_date",
                _("You chose “on publication”, and a day as well: take one of the two back."),
            )

    def sends_back(self) -> bool:
        """Whether the draft goes back to its author, or out of its workflow: nothing is published.

        Wagtail does the first of these that is asked for.
        """
        for button in ("publish", "submit", "restart-workflow"):
            if f"action-{button}" in self.data:
                return False
        if "action-workflow-action" in self.data:
            return bool(self.data.get("workflow-action-name") == "reject")
        return "action-cancel-workflow" in self.data

    def problems(self, cleaned: dict[str, Any]) -> dict[str, str]:
        """What keeps the draft in ``cleaned`` from being published, now or when it goes live."""
        # A form of Wagtail's API has no fields for the answers: the draft has given them.
        draft, given = self.instance, asdict(self.instance.answers)
        given |= {
            answer: cleaned.get(name)
            for answer in given
            if (name := FIELD_OF.get(answer, answer)) in self.fields
        }
        if "base_confirmed" in self.fields:
            given["said_at"] = None  # It is given now.
        given = {answer: value for answer, value in given.items() if value is not None}
        return draft_problems(
            policy=draft,
            title=cleaned.get("title", draft.title),
            source=cleaned.get("body", "") if "body" in self.fields else draft.body,
            answers=Answers(**{**given, "on_a_day": cleaned.get("effective_when") == ON_A_DAY}),
            at=goes_live(cleaned.get("go_live_at", draft.go_live_at), timezone.now()),
            by=self.for_user,
        )
