"""Policies as nobody wishes them, for the tests of the desk with and without a browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, PageLogEntry

from policies.actions.correct_version import correct_version
from policies.models import PolicyPage

REPORTS = ["versions", "notices", "corrections", "reviews", "approvals"]

ARABIC = "سياسة الخصوصية (2026)"
ARABIC_SUMMARY = "نحتفظ باسمك 90 يوما بدلا من 30 (انظر القسم 2)."
LONG = ("Donaudampfschifffahrtsgesellschaft" * 6)[:200]
LONG_SUMMARY = LONG[::-1]
HOSTILE = "<script>alert('title')</script><b>Terms</b> & \"more\""
HOSTILE_SUMMARY = "</p><script>alert('summary')</script><img src=x onerror=alert(1)>"

SORTS = {
    "arabic": (ARABIC, ARABIC_SUMMARY),
    "long": (LONG, LONG_SUMMARY),
    "hostile": (HOSTILE, HOSTILE_SUMMARY),
}


def speak_arabic(settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.WAGTAIL_CONTENT_LANGUAGES, ("ar", "Arabic")]


def in_every_overview(sort: str, *, make_policy: Any, publish: Any, by: Any) -> Any:
    """A policy of a sort that every overview lists: announced, corrected, approved, a draft."""
    title, summary = SORTS[sort]
    fields = {"locale": Locale.objects.get_or_create(language_code="ar")[0]}
    policy = make_policy(title=title, slug=sort, **(fields if sort == "arabic" else {}))
    version = publish(
        policy,
        f"# Data\n\nWe keep {title} for 90 days.\n",
        kind="material",
        summary="To be corrected.",
        user=by,
    )
    correct_version(version=version, summary=summary, reason=summary, at=timezone.now(), by=by)
    PageLogEntry.objects.log_action(
        policy, "wagtail.workflow.approve", user=by, data={"comment": summary}
    )
    page = PolicyPage.objects.get(pk=policy.pk)
    page.body = "# Data\n\nA draft.\n"
    page.save_revision(user=by)
    return page


def many_versions(policy: Any, publish: Any, numbers: Iterable[int]) -> None:
    for number in numbers:
        publish(policy, f"# Data\n\nWe keep your name for {number} days.\n")
