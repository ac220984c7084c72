"""What recording an import does, said before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies import civil as civil_time
from policies.standing.history import History
from policies.timeline import Point, in_force, start_of, takes_effect_at


def of_importing(history: History, texts: Sequence[tuple[int, date, date]], idle: int) -> list[str]:
    """``texts``: number, day of publication and effective date of what becomes versions.

    ``idle`` counts the texts that add none.
    """
    zone = civil_time.site_zone()
    first, last = texts[0], texts[-1]
    words = {
        "count": len(texts),
        "first": first[0],
        "last": last[0],
        "from": date_format(first[1]),
        "to": date_format(last[1]),
    }
    said = [
        ngettext(
            "One text becomes version %(first)s, published on %(from)s.",
            "%(count)s texts become versions %(first)s to %(last)s, published from %(from)s to "
            "%(to)s.",
            len(texts),
        )
        % words
    ]
    if idle:
        said.append(
            ngettext(
                "One text adds no version: it is there already, or says what the one before says.",
                "%(count)s texts add no version: they are there already, or say what the one "
                "before says.",
                idle,
            )
            % {"count": idle}
        )
    points = [
        *history.points,
        *(
            Point(takes_effect_at(start_of(published, zone), effective, zone), number)
            for number, published, effective in texts
        ),
    ]
    binding = in_force(points, history.at)
    if binding is not None:
        said.append(_("Then version %(number)s is in force.") % {"number": binding})
    said += [
        _("Each is labelled as imported, with the name of its file. No notice opens."),
        _("The page is published with the text of version %(number)s.") % {"number": last[0]},
    ]
    if history.policy.has_unpublished_changes and history.policy.body.strip():
        said.append(_("The draft that waits stays the newest draft."))
    said.append(_("What is recorded is never altered or deleted, and its dates stay as they are."))
    return said
