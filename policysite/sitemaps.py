"""The site map of every language: Wagtail's own lists the tree of the default one alone."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page


class EveryLanguage(Sitemap):  # type: ignore[misc]
    def items(self) -> Any:
        roots = self.get_wagtail_site().root_page.get_translations(inclusive=True).live()
        inside = reduce(or_, (Q(path__startswith=root.path) for root in roots), Q(pk=None))
        return Page.objects.filter(inside).live().public().order_by("path").specific()
