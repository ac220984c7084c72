"""The public policies of a site: what anybody may list without a password or a log-in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

import swapper
from django.db.models import Q
from wagtail.models import Page, Site

from policies.archive.history import History
from policies.records.version import PolicyVersion


def public_policies(site: Site) -> list[Page]:
    """The live policies under a site's root that no restriction hides, in the order of the tree,
    then those under its translations.

    An alias shows the versions of the page that it mirrors. A restriction on that page holds for
    the alias and what is under it as well, as it does where Wagtail serves them.
    """
    model = swapper.load_model("wagtailcore", "Page")
    recorded = PolicyVersion.objects.values("policy")
    roots = [root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk]
    inside = reduce(or_, (Q(url_path__startswith=root) for root in roots), Q(pk=None))
    pages = list(
        model.objects.filter(Q(pk__in=recorded) | Q(alias_of__in=recorded))
        .live()
        .public()
        .filter(inside)
        .order_by("path")
    )
    hidden = model.objects.filter(
        Q(alias_of__view_restrictions__isnull=False)
        | Q(alias_of__alias_of__view_restrictions__isnull=False)
    ).values_list("path", flat=True)
    mirrors = tuple(hidden)
    return [page for page in pages if not page.path.startswith(mirrors)]


def histories(pages: Iterable[Page], at: datetime) -> list[History]:
    """The history of each policy that has one, from one query."""
    listed = list(pages)
    published: dict[int, list[PolicyVersion]] = {}
    for version in PolicyVersion.objects.filter(
        policy__in={page.alias_of_id or page.pk for page in listed}
    ).as_published(at):
        published.setdefault(version.policy_id, []).append(version)
    found = [History(page, at, published.get(page.alias_of_id or page.pk, ())) for page in listed]
    return [history for history in found if len(history)]
