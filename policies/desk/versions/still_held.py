"""Where words that have to go stand besides the version that is redacted.

A redaction empties one text, and what says exactly the same. A name that has to go usually stands
in other versions as well, in drafts and in other policies: they are named, for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Revision

from policies.desk.access import policies_of
from policies.records.querysets import PolicyVersionQuerySet
from policies.records.staging import ImportText
from policies.records.version import PolicyVersion

AT_MOST = 20
"""Places that are named one by one."""


def places(words: str, version: PolicyVersion, person: Any) -> list[str]:
    """A sentence for each place that holds ``words``; what the person may not see is counted."""
    words = " ".join(words.split())
    if not words:
        return []
    mine = {page.pk: page for page in policies_of(person)}
    others = list(_others(words, version))
    seen = [other for other in others if other.policy_id in mine]
    told = [*_facts(words, version), *_versions(seen), *_drafts(words, mine)]
    more = len(told) - AT_MOST
    if more > 0:
        told = told[:AT_MOST] + [
            ngettext("One more place holds them.", "%(more)s more places hold them.", more)
            % {"more": more}
        ]
    if hidden := len(others) - len(seen):
        told.append(
            ngettext(
                "They stand in one more text that you may not work on.",
                "They stand in %(hidden)s more texts that you may not work on.",
                hidden,
            )
            % {"hidden": hidden}
        )
    return told


def _facts(words: str, version: PolicyVersion) -> Iterator[str]:
    told = [version.title, version.summary]
    told += version.corrections.values_list("reason", flat=True)
    if any(words.lower() in fact.lower() for fact in told):
        yield _(
            "The title, summary or a correction of version %(number)s holds them, and stays public."
        ) % {"number": version.number}


def _others(words: str, version: PolicyVersion) -> PolicyVersionQuerySet:
    """Other versions, of any policy, whose text holds them."""
    found = PolicyVersion.objects.filter(
        Q(source__icontains=words) | Q(plain__icontains=words), redacted_at__isnull=True
    )
    return found.exclude(pk=version.pk).without_texts().order_by("policy", "number")


def _versions(seen: Iterable[PolicyVersion]) -> Iterator[str]:
    for _policy, found in groupby(seen, attrgetter("policy_id")):
        versions = list(found)
        yield ngettext(
            "“%(title)s”, version %(numbers)s: redact that as well.",
            "“%(title)s”, versions %(numbers)s: redact these as well.",
            len(versions),
        ) % {
            "title": versions[-1].title,
            "numbers": get_text_list([str(v.number) for v in versions], _("and")),
        }


def _drafts(words: str, mine: Mapping[int, Page]) -> Iterator[str]:
    # Revisions name their page by text: no database joins the two by itself.
    pages = {str(key): page for key, page in mine.items()}
    found = Revision.objects.filter(
        content__body__icontains=words, object_id__in=pages, base_content_type__model="page"
    )
    newest = {page.latest_revision_id for page in mine.values()}
    held: dict[str, bool] = {}
    for pk, key in found.values_list("pk", "object_id"):
        held[key] = held.get(key, False) or pk in newest
    for key, now in held.items():
        title = {"title": pages[key].draft_title or pages[key].title}
        if now:
            yield _("The newest draft of “%(title)s” holds them: write it anew.") % title
        else:
            yield _("Earlier drafts of “%(title)s” hold them; they are never public.") % title
    if ImportText.objects.filter(source__icontains=words).exists():
        yield _("An upload that waits to be recorded holds them: throw it away.")
