"""Days and instants that people type: asked for by the browser's own field, and never guessed.

A script that reads what was typed may take it for another day, and 01/02/2027 is two days. The
browser's own field shows a day as its owner writes it and sends it as ISO 8601 (HTML, § 4.10.5.1.7
and § 4.10.5.1.11); a browser without one sends what was typed, which is refused unless it is that.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_filters.fields import RangeField
from django_filters.widgets import SuffixedMultiWidget

from policies import civil

DAY = _("“%(typed)s” is no day that can be read. Write it as 2027-02-01: year, month, day.")
INSTANT = _(
    "“%(typed)s” is no day and time that can be read. Write them as 2027-02-01T09:00: year, month, "
    "day, then the time."
)
SHOWN = 60
"""How much of what was typed is said back."""


class DayInput(forms.DateInput):
    """A day, in the browser's own field."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    """A day and a time of the clock, in the browser's own field."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Typed:
    """A field that refuses what is not written as it asks, and says what was typed."""

    sentence: Any
    form: re.Pattern[str]
    read: Any

    def to_python(self: Any, value: Any) -> Any:
        if isinstance(value, str) and (typed := value.strip()):
            try:
                # Python's own reader takes more than it says: weeks, days without hyphens.
                value = self.read(typed) if self.form.fullmatch(typed) else None
            except ValueError:
                value = None
            if value is None:
                raise ValidationError(
                    self.sentence % {"typed": Truncator(typed).chars(SHOWN)}, code="invalid"
                )
        return super().to_python(value)  # type: ignore[misc]


class DayField(Typed, forms.DateField):
    widget = DayInput
    sentence = DAY
    form = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
    read = date.fromisoformat


class InstantField(Typed, forms.DateTimeField):
    """Read by the clock of whoever types it, as Django and Wagtail do."""

    widget = InstantInput
    sentence = INSTANT
    form = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)
    read = datetime.fromisoformat


def own_fields(form: forms.BaseForm) -> None:
    """Let a form ask for all its days and instants so, whichever panel or model made its fields.

    What Wagtail hangs on its own widget for its dialogs stays.
    """
    for name, field in form.fields.items():
        instant = isinstance(field, forms.DateTimeField)
        if isinstance(field, Typed) or not (instant or isinstance(field, forms.DateField)):
            continue
        made, widget = (InstantField, InstantInput) if instant else (DayField, DayInput)
        form.fields[name] = made(
            required=field.required,
            label=field.label,
            help_text=field.help_text,
            initial=field.initial,
            validators=field.validators,
            disabled=field.disabled,
            show_hidden_initial=field.show_hidden_initial,
            widget=widget(attrs=field.widget.attrs),
        )


class DaysWidget(SuffixedMultiWidget):
    """Two days, the names of which end as those of Wagtail's own widget do."""

    template_name = "wagtailadmin/widgets/range_input.html"
    suffixes = ["from", "to"]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        first = DayInput({"aria-label": _("From")})
        super().__init__((first, DayInput({"aria-label": _("To")})), attrs)

    def decompress(self, value: slice | None) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


class DaysField(RangeField):
    """From the start of a day until the end of another, in the site's zone."""

    widget = DaysWidget

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__((DayField(), DayField()), *args, **kwargs)

    def compress(self, data_list: list[date | None]) -> slice | None:
        if not data_list:
            return None
        first, last = data_list
        return slice(
            civil.start_of(first) if first else None,
            civil.start_of(last + timedelta(days=1)) - timedelta(microseconds=1) if last else None,
        )


class DaysFilter(django_filters.DateFromToRangeFilter):
    field_class = DaysField
