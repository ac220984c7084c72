"""What a site's own templates may ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.archive.pages.footer_links import linked
from policies.notice.tags import head_lines, notice_context
from policies.standing.history import Entry
from policies.standing.names import fact_name, fact_value, state_name
from policies.standing.sentences import began, civil, clock, day, last_day
from policies.subscribe import offer

register = template.Library()

register.filter("civil", civil)
register.filter("clock", clock)
register.filter("state_name", state_name)
register.filter("fact_name", fact_name)
register.filter("fact_value", fact_value)


@register.filter
def machine(moment: datetime) -> str:
    """An instant as HTML's ``datetime`` takes it: the standard allows no microseconds."""
    return moment.isoformat(timespec="seconds")


register.filter("day_before", last_day)
register.filter("began", began)


@register.filter
def version_options(entries: Iterable[Entry], selected: int | None) -> SafeString:
    """The options of a list of versions: hundreds of them, twice in a page."""
    return format_html_join(
        "",
        '<option value="{}"{}>{} ({})</option>',
        (
            (
                entry.number,
                SafeString(" selected") if entry.number == selected else "",
                entry.number,
                day(entry.version.effective_date),
            )
            for entry in entries
        ),
    )


@register.filter
def indented(text: str) -> str:
    """A text of several lines, each set in by two spaces, for plain mails."""
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


@register.simple_tag(takes_context=True)
def policy_subscribe(context: dict[str, Any], links: Any = None) -> str:
    """Where to ask for changes by mail, of the policy of ``links`` or of all; empty for nowhere."""
    request = context.get("request")
    if request is None or not offer.offered(request):
        return ""
    return f"{links.base}subscribe/" if links else offer.address()


@register.simple_tag(takes_context=True)
def policy_link(context: dict[str, Any], slug: str) -> SafeString:
    """A link to a policy of the request's site, with the day of its last update.

    ``slug`` is its address in the site's own language; the link goes to the reader's, if it is
    there.
    """
    request = context.get("request")
    policy = linked(request, slug, timezone.now()) if request else None
    if policy is None:
        return SafeString("")
    return format_html(
        '<a href="{}"{}>{}</a> <small>{}</small>',
        policy.href,
        _foreign(policy.language),
        policy.title,
        _("updated %(date)s") % {"date": day(policy.updated)},
    )


def _foreign(language: str) -> SafeString:
    """The attributes of words that are in another language than what stands around them."""
    if language.split("-")[0] == (get_language() or language).split("-")[0]:
        return SafeString("")
    return format_html(' lang="{}" hreflang="{}"', language, language)


register.inclusion_tag("policies/notice.html", takes_context=True, name="policy_notice")(
    notice_context
)
register.simple_tag(takes_context=True, name="policy_notice_script")(head_lines)
