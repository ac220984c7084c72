"""The addresses that can be listed of a policy, of a list of policies and of a site.

Left out are those that cannot be listed: days, further queries, and what a shop may ask the notices
for beside the languages here. No cache keeps them for longer than ``MAX_AGE``.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import to_locale
from wagtail.models import Page, Site

from policies.archive.clauses.sections import named, sections
from policies.archive.formats.documents.content import FORMS
from policies.standing.history import History
from policies.standing.links import Links

OF_SITE = ("policies_json", "notice_json", "feed", "openapi_json")


def of_policy(history: History, links: Links, touched: Iterable[int] = ()) -> set[str]:
    """Every address of a policy whose answer may be another than it was.

    Left out are comparisons of versions that nothing has happened to, and documents.
    """
    numbers = [entry.number for entry in history]
    news = {*touched, *(entry.number for entry in history.forthcoming)}
    if history.in_force:
        news |= {history.in_force.number, history.in_force.compare_with or 0}
    found = {
        links.base,
        links.archive,
        f"{links.archive}?kind=material",
        links.versions_json,
        links.feed,
        f"{links.feed}?kind=material",
        links.timegate,
        links.timemap,
        links.timemap_json,
    }
    for number in numbers:
        found |= {links.version(number), links.changes(number)}
        for other in news.intersection(numbers) - {number}:
            found |= {links.compare(number, other), links.compare(other, number)}
    return found


def of_documents(links: Links, numbers: Iterable[int]) -> set[str]:
    """The frozen renderings of versions: kept for a year by whoever is not told otherwise."""
    return {links.document(number, form) for number in numbers for form in FORMS}


def of_sections(history: History, links: Links) -> set[str]:
    """The histories of the sections that stand now or will."""
    return {
        links.clause(clause.anchor, named(history, entry))
        for entry in [history.shown, *history.forthcoming]
        if entry
        for clause in sections(history, entry).clauses
        if clause.anchor
    }


def of_site(page: Page) -> set[str]:
    """What speaks of all the policies of the site on which a page stands, and of its siblings."""
    site: Site | None = page.get_site()
    # The nearest that is left: the parent may have been deleted together with the page.
    above = page.get_ancestors().last()
    found = {address} if above and (address := above.get_full_url()) else set()
    if site is None:
        return found
    for name in OF_SITE:
        try:
            address = f"{site.root_url}{reverse(f'policies:{name}')}"
        except NoReverseMatch:
            break
        ends = _languages() if name == "notice_json" else {""}
        found |= {f"{address}{end}" for end in ends}
    return found


def _languages() -> set[str]:
    """What stands after the address of the notices where it is asked for as the script asks.

    The script names the ``lang`` of the shop's page as it is written there, which may be empty:
    here are the languages of the site, as Django writes them, as pages do, and without a country.
    Whatever else is named (``en-AU``, options of the line that adds the script) is kept by caches
    for at most ``MAX_AGE``.
    """
    codes = [code for code, _name in settings.LANGUAGES]
    tags = {"", *codes, *(to_locale(code).replace("_", "-") for code in codes)}
    tags |= {code.split("-")[0] for code in codes}
    return {"", *(f"?{urlencode({'lang': tag})}" for tag in tags)}
