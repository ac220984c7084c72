"""What somebody fills in who wants to be told of changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from policies.records.subscription import Wants

NOT_IN_AN_ADDRESS = frozenset('"(),:;<>[\\]')
"""Legal in a quoted or numeric address, and in none that anybody has."""

WRONG = _("Write a mail address, for example name@example.com.")


class AddressField(forms.EmailField):
    """One plain mail address, in the letters that mail servers of any age take."""

    default_validators = [EmailValidator(message=WRONG, allowlist=[])]

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value)
        name, at, domain = text.rpartition("@")
        try:
            return f"{name}{at}{punycode(domain).lower()}"
        except UnicodeError:
            return text

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if value and (NOT_IN_AN_ADDRESS & {*value} or not value.isascii() or len(value) > 254):
            raise ValidationError(WRONG)


class SubscribeForm(forms.Form):
    """An address, of which changes, and about which policy; about all where none is named.

    ``find`` tells the policy of a key, or None.
    """

    address = AddressField(error_messages={"required": WRONG})
    wants = forms.ChoiceField(choices=Wants.choices, initial=Wants.MATERIAL)
    policy = forms.CharField(required=False)

    def __init__(
        self, *args: Any, find: Callable[[str], Page | None] = lambda key: None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.find = find

    def clean_policy(self) -> Page | None:
        named = self.cleaned_data["policy"]
        page = self.find(named) if named else None
        if named and page is None:
            raise ValidationError(_("There is no such policy to be told about."))
        return page
