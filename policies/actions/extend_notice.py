"""Let an announcement stay longer than its settings say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from policies import civil
from policies.decisions.effective import TOO_FAR, too_far
from policies.exceptions import PolicyError
from policies.records.audit import remember
from policies.records.notice import ChangeNotice


@transaction.atomic
def extend_notice(
    *, notice: ChangeNotice, last_day: date, reason: str, at: datetime, by: Any = None
) -> ChangeNotice:
    """Show a notice until the end of ``last_day``, in the site's zone.

    Raises PolicyError for a notice that was closed or has ended, for a day that would not
    lengthen it or lies beyond all reason, and where no reason is given.
    """
    notice = (
        ChangeNotice.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=notice.pk)
    )
    if notice.ends_at <= at:
        raise PolicyError(_("This notice has ended: a notice that has ended is not opened again."))
    if too_far(last_day):
        raise PolicyError(str(TOO_FAR))
    closes_at = civil.start_of(last_day + timedelta(days=1))
    if closes_at <= notice.closes_at:
        present = date_format(civil.turn(notice.closes_at, notice.zone).last_day)
        raise PolicyError(
            _("The notice already stays until %(date)s: choose a later day, or close it.")
            % {"date": present}
        )
    if not reason.strip():
        raise PolicyError(_("Write why the notice stays longer."))
    notice.closes_at, notice.zone = closes_at, civil.site_zone_name()
    remember(notice, by=by, reason=reason.strip())
    notice.save(update_fields=["closes_at", "zone"])
    return notice
