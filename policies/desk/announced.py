"""Which notices are announced: what shoppers see, which is less than the windows that are open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from policies.answers import Kind
from policies.archive.site import hidden
from policies.records.notice import ChangeNotice
from policies.records.version import PolicyVersion


def announced(notices: Any, at: datetime) -> QuerySet[ChangeNotice]:
    """Those of ``notices`` that are shown at ``at``, by the rule of the storefront.

    The window is open and the version stands, on a page or an alias of it that everybody may read,
    and no later material version has taken effect.
    """
    mirrors = Page.objects.filter(alias_of=OuterRef("version__policy"), live=True)
    public = Q(version__policy__live=True) & ~hidden("version__policy__path")
    outranked = PolicyVersion.objects.standing(at).filter(
        Q(takes_effect_at__gt=OuterRef("version__takes_effect_at"))
        | Q(
            takes_effect_at=OuterRef("version__takes_effect_at"),
            number__gt=OuterRef("version__number"),
        ),
        policy=OuterRef("version__policy"),
        kind=Kind.MATERIAL,
        takes_effect_at__lte=at,
    )
    found: QuerySet[ChangeNotice] = notices.live(at).filter(
        Q(version__withdrawn_at__isnull=True) | Q(version__withdrawn_at__gt=at),
        public | Exists(mirrors.exclude(hidden())),
        ~Exists(outranked),
    )
    return found
