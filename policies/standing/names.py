"""The words for states and facts of versions."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from policies.decisions.answers import Kind
from policies.records.version import PolicyVersion
from policies.timeline import State

STATES = {
    State.FORTHCOMING: gettext_lazy("forthcoming"),
    State.IN_FORCE: gettext_lazy("in force"),
    State.SUPERSEDED: gettext_lazy("superseded"),
    State.WITHDRAWN: gettext_lazy("withdrawn"),
}


def state_name(state: State) -> str:
    return str(STATES[state])


def fact_name(fact: str) -> str:
    return str(PolicyVersion._meta.get_field(fact).verbose_name)


def fact_value(value: str, fact: str) -> str:
    """A corrected fact in words: a date in the reader's form, a kind by its name."""
    if fact == "effective_date":
        return date_format(date.fromisoformat(value))
    return str(Kind(value).label) if fact == "kind" else value
