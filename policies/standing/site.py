"""The public policies of a site: what anybody may list without a password or a log-in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

import swapper
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import Page, PageViewRestriction, Site

from policies.records import pulse
from policies.records.version import PolicyVersion
from policies.standing.history import History
from policies.standing.mirrors import SOURCE, source_of

SHOWN_AT = ("page__path", "page__aliases__path", "page__aliases__aliases__path")
"""From a restriction, the pages that it hides with all that is under them."""


def hidden(path: str = "path") -> Exists:
    """Whether a restriction hides the page whose tree path is in the column ``path``.

    An alias shows what the page that it mirrors shows. A restriction on that page holds for the
    alias and what is under it as well, as it does where Wagtail serves them.
    """
    return _restricted(path, "startswith")


def hidden_by_itself() -> Exists:
    """Whether the page bears a restriction of its own, beside those of what it stands under."""
    return _restricted("path", "exact")


def _restricted(path: str, lookup: str) -> Exists:
    places = reduce(or_, (Q(**{f"asked__{lookup}": F(place)}) for place in SHOWN_AT))
    asked = ExpressionWrapper(OuterRef(path), output_field=CharField())
    return Exists(PageViewRestriction.objects.annotate(asked=asked).filter(places))


def public_policies(site: Site) -> QuerySet[Page]:
    """The live policies under a site's root that no restriction hides, in the order of the tree,
    then those under its translations: one query. An alias shows the versions of what it mirrors.

    An alias of an alias is among them, as far as restrictions are followed here; what mirrors that
    in turn is found at its address alone.
    """
    model = swapper.load_model("wagtailcore", "Page")
    recorded = PolicyVersion.objects.values("policy")
    mirrors = model.objects.filter(alias_of__in=recorded).values("pk")
    roots = [root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk]
    inside = reduce(or_, (Q(url_path__startswith=root) for root in roots), Q(pk=None))
    found: QuerySet[Page] = (
        model.objects.filter(
            Q(pk__in=recorded) | Q(alias_of__in=recorded) | Q(alias_of__in=mirrors)
        )
        .live()
        .filter(inside)
        .exclude(hidden())
        .annotate(policies_source=SOURCE)
        .order_by("path")
    )
    return found


def with_pulse(site: Site, at: datetime) -> list[Page]:
    """The same policies, each bearing the pulse of the records that came along with it."""
    columns = pulse.columns(at)
    pages = list(public_policies(site).annotate(**columns))
    for page in pages:
        page.policies_pulse = pulse.read({name: getattr(page, name) for name in columns}, at)
    return pages


def histories(pages: Iterable[Page], at: datetime) -> list[History]:
    """The history of each policy that has one, from one query."""
    listed = list(pages)
    published: dict[int, list[PolicyVersion]] = {}
    for version in PolicyVersion.objects.filter(
        policy__in={source_of(page) for page in listed}
    ).as_published(at):
        published.setdefault(version.policy_id, []).append(version)
    found = [History(page, at, published.get(source_of(page), ())) for page in listed]
    return [history for history in found if len(history)]
