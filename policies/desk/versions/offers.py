"""What a person may do to each version of a policy, as links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from policies.desk.policy_views import PolicyView
from policies.desk.versions.operations import OPERATIONS, tail
from policies.standing.history import Entry
from policies.timeline import State


@dataclass(frozen=True, slots=True)
class Offer:
    """An operation as a link."""

    url: str
    label: str
    drawing: SafeString
    serious: bool


@cache
def drawn(icon: str) -> SafeString:
    """An icon of the admin: a list of versions shows the same few some hundred times."""
    return render_to_string("wagtailadmin/shared/icon.html", {"name": icon, "classname": "icon"})


def offered(view: PolicyView, entries: Iterable[Entry]) -> list[list[Offer]]:
    """The operations that this person may ask for on each version, in its present state."""
    known = {
        name: (str(made.page_title), drawn(made.icon), made.serious)
        for name, made in OPERATIONS.items()
    }
    found = []
    for entry in entries:
        base = view.url("version", entry.number)
        names = [name for name, may in _possible(view, entry).items() if may]
        found.append([Offer(base + tail(name), *known[name]) for name in names])
    return found


def _possible(view: PolicyView, entry: Entry) -> dict[str, bool]:
    rights = view.rights
    standing = entry.state is not State.WITHDRAWN
    notice = getattr(entry.version, "notice", None)
    announced = notice is not None and notice.ends_at > view.at
    return {
        "start": rights.start and not entry.redacted,
        "correct": rights.correct and standing,
        "extend_notice": rights.notice and announced,
        "close_notice": rights.notice and announced,
        "withdraw": rights.withdraw and standing,
        "redact": rights.redact and not entry.redacted,
    }
