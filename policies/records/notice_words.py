"""The words of the notice: translatable defaults, and what a site says instead, by language."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from policies.languages import direction

Wording = dict[str, dict[str, str]]
"""Language: phrase: text. A phrase that is not there has its default."""

PHRASES: dict[str, tuple[Promise, Promise]] = {
    "region": (_("Name of the notice, for screen readers"), _("Changes to our policies")),
    "forthcoming": (
        _("Before the change takes effect"),
        _("{title}: changes take effect on {date}."),
    ),
    "in force": (_("After it has taken effect"), _("{title}: changes took effect on {date}.")),
    "compare": (_("Link to the changes"), _("See the changes")),
    "since": (
        _("The same link, for somebody who saw an earlier version"),
        _("See the changes since you last looked"),
    ),
    "read": (_("Link to the text"), _("Read it in full")),
    "close": (_("Button that closes the notice"), pgettext_lazy("policy notice", "Close")),
    "show": (_("Link that brings it back, without JavaScript"), _("Show the notice again")),
}
"""Phrase: what an editor is told about it, and its default."""

SENTENCES = {"forthcoming", "in force"}
"""Phrases that must name the policy and the day."""

LONGEST = 200
SAMPLE_DAY = date(2027, 1, 1)
"""The day that the preview of a wording names."""

PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def words(language: str, wording: Wording | None = None) -> dict[str, str]:
    """Every phrase in a language, the site's own text where there is one."""
    own = (wording or {}).get(language, {})
    with override(language):
        return {name: own.get(name) or str(default) for name, (_label, default) in PHRASES.items()}


def check(name: str, text: str) -> None:
    """Raise ValidationError where a phrase would read wrongly in the notice."""
    wanted = {"{title}", "{date}"} if name in SENTENCES else set()
    found = set(PLACEHOLDER.findall(text))
    label = PHRASES[name][0]
    if missing := sorted(wanted - found):
        raise ValidationError(
            _("%(label)s: write %(missing)s where the policy or the day is to stand.")
            % {"label": label, "missing": ", ".join(missing)}
        )
    if unknown := sorted(found - wanted):
        raise ValidationError(
            _("%(label)s: %(unknown)s stands for nothing here.")
            % {"label": label, "unknown": ", ".join(unknown)}
        )


def filled(text: str, title: str, day: str) -> str:
    """A phrase with the policy and the day in their places."""
    return text.replace("{title}", title).replace("{date}", day)


def _sample(language: str) -> dict[str, Any]:
    """What the preview of a language needs before its inputs are read."""
    with override(language):
        return {
            "code": language,
            "name": dict(settings.LANGUAGES)[language],
            "direction": direction(language),
            "title": str(_("Privacy policy")),
            "day": date_format(SAMPLE_DAY),
            "defaults": words(language),
            "fields": [],
            "reads": {},
            "own": False,
        }


def _cells() -> list[tuple[str, str]]:
    return [(language, name) for language, _name in settings.LANGUAGES for name in PHRASES]


class WordingWidget(forms.MultiWidget):
    """A group of inputs for each language, folded away, with the notice as it would read."""

    template_name = "policies/desk/wording.html"

    class Media:
        css = {"all": ["policies/desk/desk.css"]}
        js = ["policies/desk/wording.js"]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.cells = _cells()
        super().__init__([forms.TextInput({"maxlength": LONGEST}) for _cell in self.cells], attrs)

    def decompress(self, value: Wording | None) -> list[str]:
        return [(value or {}).get(language, {}).get(name, "") for language, name in self.cells]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        languages: dict[str, dict[str, Any]] = {}
        for (code, phrase), cell in zip(self.cells, context["widget"]["subwidgets"], strict=True):
            language = languages.setdefault(code, _sample(code))
            text = cell["value"] or language["defaults"][phrase]
            told = {"placeholder": language["defaults"][phrase], "lang": code, "dir": "auto"}
            cell["attrs"] |= {**told, "data-phrase": phrase}
            language["fields"].append((PHRASES[phrase][0], cell))
            language["own"] = language["own"] or bool(cell["value"])
            language["reads"][phrase.replace(" ", "_")] = filled(
                text, language["title"], language["day"]
            )
        context["widget"]["languages"] = list(languages.values())
        return context

    def id_for_label(self, id_: str) -> str:
        return ""


class WordingFormField(forms.MultiValueField):
    """Reads the inputs of all languages into one value; what is left empty keeps its default."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {k: kwargs[k] for k in ("label", "help_text", "initial") if k in kwargs}
        cells = _cells()
        fields = [forms.CharField(max_length=LONGEST, required=False) for _cell in cells]
        super().__init__(
            fields, widget=WordingWidget, required=False, require_all_fields=False, **kwargs
        )

    def compress(self, data_list: list[str]) -> Wording:
        value: Wording = {}
        wrong: list[str] = []
        names = dict(settings.LANGUAGES)
        for (language, name), text in zip(_cells(), data_list or [], strict=False):
            if not text:
                continue
            value.setdefault(language, {})[name] = text
            try:
                check(name, text)
            except ValidationError as error:
                wrong += [f"{names[language]}: {sentence}" for sentence in error.messages]
        if wrong:
            raise ValidationError(wrong)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(initial or {}, data))


class WordingField(models.JSONField):
    """A site's own phrases, edited as one group of inputs for each language."""

    def formfield(
        self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any
    ) -> forms.Field:
        return WordingFormField(
            label=kwargs.get("label", capfirst(self.verbose_name)), help_text=self.help_text
        )

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
