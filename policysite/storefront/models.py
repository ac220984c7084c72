"""The shop's one page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class Good:
    """Something invented to be sold."""

    name: str
    words: Promise
    price: str
    picture: str


GOODS = (
    Good(
        "Chandler letter pad",
        _("Fifty sheets of laid paper, gummed at the head."),
        "£12.50",
        "storefront/letterpad.svg",
    ),
    Good(
        "The No. 4 pen",
        _("Bottle green, a steel nib, and a guarantee of two years."),
        "£68.00",
        "storefront/pen.svg",
    ),
    Good(
        "Vespers ink",
        _("A violet that dries almost black. 50 ml."),
        "£9.80",
        "storefront/ink.svg",
    ),
    Good(
        "Commonplace book",
        _("Sewn, with a ribbon; your initials on the label if you like."),
        "£34.00",
        "storefront/book.svg",
    ),
)


class HomePage(Page):  # type: ignore[misc]
    """The shop front: a few goods, and below them what binds those who buy."""

    heading: models.CharField[str, str] = models.CharField(
        max_length=120, default="Paper that waits for the right word"
    )
    intro: models.TextField[str, str] = models.TextField(
        blank=True,
        default="Letter paper, pens, ink and bound books, from one shop in Lewes since 1911.",
    )

    content_panels = [*Page.content_panels, FieldPanel("heading"), FieldPanel("intro")]
    template = "storefront/home.html"
    max_count = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "goods": GOODS}
