"""What an editor uploads, and what may be mended of each text before it is recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from policies import civil
from policies.decisions.answers import Kind
from policies.decisions.effective import EARLIEST, LATEST, TOO_FAR
from policies.desk.writing.days import own_fields
from policies.exchange.importing.staging import Prospect
from policies.records.staging import ImportText

ACCEPT = ".md,.markdown,.txt,.text,.html,.htm,.xhtml,.docx"

NOT_SAID = _("The file names no one day.")
ROLES = {
    "effective": _("effective"),
    "updated": _("last updated"),
    "created": _("first published"),
    "named": _("file name"),
}


class Many(forms.FileInput):
    allow_multiple_selected = True


class ManyFiles(forms.Field):
    """Files, of which each is judged by its reader: here, only whether there are any."""

    widget = Many


class UploadForm(forms.Form):
    """One file or many; the view reads them, one at a time."""

    files = ManyFiles(
        label=_("Files"),
        widget=Many(attrs={"accept": ACCEPT}),
        help_text=_(
            "Markdown, plain text, HTML or Word (.docx): one text of this policy in each. A name "
            "such as 2016-05-01.md says when it was published. Up to 100 files and 100 MB."
        ),
        error_messages={"required": _("Choose one file or several.")},
    )

    def __init__(self, *args: Any, refused: bool = False, **kwargs: Any) -> None:
        """``refused``: files came that were not taken, which is told of elsewhere."""
        super().__init__(*args, **kwargs)
        self.fields["files"].required = not refused


class TextForm(forms.ModelForm):
    """The facts of one text, as they will be recorded."""

    class Meta:
        model = ImportText
        fields = ["title", "published_on", "effective_date", "kind", "left_out"]
        labels = {"title": _("Title"), "published_on": _("Published"), "kind": _("Change kind")}

    def __init__(self, *args: Any, title: str = "", **kwargs: Any) -> None:
        """``title``: the policy's, which a version bears that has none of its own."""
        super().__init__(*args, **kwargs)
        own_fields(self)
        self.fields["title"].widget.attrs["placeholder"] = title
        self.prospect: Prospect | None = None
        for name, said in (
            ("published_on", self.instance.published_by),
            ("effective_date", self.instance.effective_by),
        ):
            field = self.fields[name]
            field.help_text = _("From: %(where)s") % {"where": said} if said else NOT_SAID
            field.validators.append(MinValueValidator(EARLIEST, message=TOO_FAR))
            field.validators.append(MaxValueValidator(LATEST, message=TOO_FAR))
        judged = self.instance.judged
        by_wording = _("By its wording")
        if judged in (Kind.EDITORIAL, Kind.MATERIAL):
            by_wording = f"{by_wording}: {Kind(judged).label}"
        self.fields["kind"].choices = [
            ("", by_wording),
            *((kind.value, kind.label) for kind in (Kind.EDITORIAL, Kind.MATERIAL)),
        ]

    @property
    def claims(self) -> list[tuple[str, str, str]]:
        """Every date that the file states about itself: what it means, its words, its place."""
        return [(ROLES[c["role"]], c["words"], c["where"]) for c in self.instance.claims]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("left_out"):
            return cleaned
        published = cleaned.get("published_on")
        if "published_on" not in self.errors and published is None:
            self.add_error("published_on", _("Say when it was published, or leave the file out."))
        elif published and published > civil.day_of(timezone.now()):
            self.add_error(
                "published_on", _("That day is still to come: say when it was published.")
            )
        if "effective_date" not in self.errors and cleaned.get("effective_date") is None:
            self.add_error(
                "effective_date", _("Say from which day it applied, or leave the file out.")
            )
        return cleaned


class RecordForm(forms.Form):
    confirm = forms.BooleanField(
        label=_("I have read what this does"),
        error_messages={"required": _("Confirm that you have read what this does.")},
    )


TextFormSet = forms.modelformset_factory(ImportText, form=TextForm, extra=0, edit_only=True)
