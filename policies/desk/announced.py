"""Which notices are announced: what shoppers see, which is less than the windows that are open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from policies.decisions.answers import Kind
from policies.records.notice import ChangeNotice
from policies.records.version import PolicyVersion
from policies.standing.site import hidden


def announced(notices: Any, at: datetime) -> QuerySet[ChangeNotice]:
    """Those of ``notices`` that are shown at ``at``, by the rule of the storefront.

    The window is open and the version stands, on a page or an alias of it that everybody may read,
    and no later material version has taken effect.
    """
    policy = OuterRef("version__policy")
    public = Page.objects.filter(live=True).exclude(hidden())
    rivals = PolicyVersion.objects.standing(at).outranking()
    outranked = rivals.filter(kind=Kind.MATERIAL, takes_effect_at__lte=at)
    shown = ChangeNotice.objects.live(at).filter(
        Q(version__withdrawn_at__isnull=True) | Q(version__withdrawn_at__gt=at),
        Exists(public.filter(pk=policy)) | Exists(public.filter(alias_of=policy)),
        ~Exists(outranked),
    )
    # Asked by itself it begins with the few that are open, else with every version of a person's.
    found: QuerySet[ChangeNotice] = notices.filter(pk__in=shown.order_by().values("pk"))
    return found
