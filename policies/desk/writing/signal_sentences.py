"""Signals in sentences: what in a redline often changes the meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.redline import Fact, Signal

KINDS = {
    Fact.DATE: gettext_lazy("Date"),
    Fact.DURATION: gettext_lazy("Period"),
    Fact.AMOUNT: gettext_lazy("Amount"),
    Fact.PERCENTAGE: gettext_lazy("Percentage"),
    Fact.NUMBER: gettext_lazy("Number"),
    Fact.MODAL: gettext_lazy("Duty or permission"),
    Fact.NEGATION: gettext_lazy("Negation"),
    Fact.VOCABULARY: gettext_lazy("Legal term"),
    Fact.RECIPIENT: gettext_lazy("Recipient"),
    Fact.LINK: gettext_lazy("Link"),
    Fact.EMAIL: gettext_lazy("E-mail address"),
    Fact.ADDRESS: gettext_lazy("Postal address"),
    Fact.SECTION: gettext_lazy("Section"),
    Fact.ITEM: gettext_lazy("List item"),
    Fact.SHARE: gettext_lazy("Much of the text"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One signal: what it is about, what happened, where; ``change`` is the id of the change."""

    about: str
    what: str
    section: str
    change: str


def said(signals: Iterable[Signal]) -> list[Said]:
    """The signals in the order of the redline."""
    return [
        Said(str(KINDS.get(signal.kind, signal.kind)), _what(signal), signal.section, signal.change)
        for signal in signals
    ]


def _what(signal: Signal) -> str:
    words = {"before": signal.before, "after": signal.after}
    if signal.kind is Fact.SHARE:
        return _("%(after)s of the words changed") % words
    if signal.before and signal.after:
        return _("“%(before)s” became “%(after)s”") % words
    if signal.after:
        return _("“%(after)s” was added") % words
    return _("“%(before)s” was removed") % words
