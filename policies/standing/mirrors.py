"""What an alias shows: the versions of the page at the end of the line that it mirrors.

Wagtail makes aliases of aliases, not least where the trees of several languages are kept alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import swapper
from django.db.models import BigIntegerField, Case, When
from django.db.models.functions import Coalesce
from wagtail.models import Page

SOURCE = Case(
    When(
        alias_of__alias_of__alias_of__isnull=True,
        then=Coalesce("alias_of__alias_of", "alias_of", "pk"),
    ),
    output_field=BigIntegerField(),
)
"""The column ``policies_source`` of a query for pages: what each of them shows, so that nothing
more is asked. It is empty where a line is longer than that of an alias of an alias."""


def mirrored_by(key: int) -> int | None:
    """What the page of a key is an alias of; None where it is none: one query."""
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    found: int | None = pages.filter(pk=key).values_list("alias_of", flat=True).first()
    return found


def source_of(page: Page, mirrored: Callable[[int], int | None] = mirrored_by) -> int:
    """The key of the page whose versions a page shows: its own, but for an alias.

    An alias that was read without ``SOURCE`` asks ``mirrored`` for each page on its line, once.
    """
    if page.alias_of_id is None:
        own: int = page.pk
        return own
    known: int | None = page.__dict__.get("policies_source")
    if known is None:
        known, passed = page.alias_of_id, {page.pk}
        # Only a program can close a line to a ring.
        while known not in passed and (further := mirrored(known)) is not None:
            passed.add(known)
            known = further
        page.policies_source = known
    return known  # type: ignore[return-value]


def mirrors_of(keys: Iterable[int]) -> list[Page]:
    """Every alias that shows one of these pages, directly or through others."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    found: dict[int, Page] = {}
    ahead = set(keys)
    while ahead:
        nearer = {page.pk: page for page in pages.filter(alias_of__in=ahead)}
        ahead = nearer.keys() - found.keys()
        found |= nearer
    return list(found.values())


def every_alias() -> dict[int, int]:
    """What each alias mirrors, by its key: one query, for whoever asks about many pages."""
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    return dict(pages.filter(alias_of__isnull=False).values_list("pk", "alias_of"))
