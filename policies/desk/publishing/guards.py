"""Sentences where Wagtail's own views would lose a record or end in an error page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.publishing import deletion
from policies.publishing.situation import draft_problems, goes_live
from policies.records.version import PolicyVersion


def refuse_delete(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """A redirect with a sentence where ``pages`` or pages under them have published versions."""
    for page in pages:
        if sentence := deletion.refusal(page):
            messages.error(request, sentence)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def refuse_publish(
    request: HttpRequest, pages: Iterable[Page], *, with_drafts_below: bool = False
) -> HttpResponse | None:
    """A redirect with a sentence for each policy whose draft does not answer what is asked."""
    drafts = list(pages)
    if with_drafts_below:
        drafts += [child for page in pages for child in page.get_descendants().not_live()]
    refused = False
    for page in drafts:
        draft = page.specific.get_latest_revision_as_object()
        if not hasattr(draft, "answers"):
            continue
        found = draft_problems(
            policy=draft,
            title=draft.title,
            source=draft.body,
            answers=draft.answers,
            at=goes_live(draft.go_live_at, timezone.now()),
            by=request.user,
        )
        for sentence in found.values():
            refused = True
            messages.error(request, f"{draft.title}: {sentence}")
    return redirect("wagtailadmin_explore", drafts[0].get_parent().pk) if refused else None


def explain_unpublish(
    request: HttpRequest, pages: Iterable[Page], *, with_pages_below: bool = False
) -> None:
    """A sentence for each policy that leaves the site together with other pages."""
    chosen = [page for page in pages if page.live]
    if with_pages_below:
        chosen += [child for page in pages for child in page.get_descendants().live()]
    for version in newest_of(chosen):
        messages.warning(
            request,
            _(
                "“%(policy)s” and its versions are no longer public. The versions are kept; "
                "publishing the page again brings them back."
            )
            % {"policy": version.title},
        )


def explain_unpublish_below(request: HttpRequest, page: Page) -> None:
    """The same where a page takes those under it along; a policy itself is explained before."""
    if request.POST.get("include_descendants"):
        below = page.get_descendants().live()
        explain_unpublish(request, below)


def newest_of(pages: Iterable[Page]) -> Iterable[PolicyVersion]:
    """The newest version of each policy among ``pages``."""
    newest = PolicyVersion.objects.filter(policy=OuterRef("policy")).order_by("-number")
    return (
        PolicyVersion.objects.filter(policy__in=[page.pk for page in pages])
        .filter(pk=Subquery(newest.values("pk")[:1]))
        .without_texts()
        .order_by("title")
    )


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Guards Wagtail's bulk delete and publish of pages, and explains its bulk unpublish."""
    pages = [obj for obj in objects if isinstance(obj, Page)]
    if not pages:
        return None
    if action_type == "delete":
        return refuse_delete(request, pages)
    if action_type == "unpublish":
        below = bool(action.cleaned_form.cleaned_data.get("include_descendants"))
        explain_unpublish(request, pages, with_pages_below=below)
    if action_type == "publish":
        below = bool(action.cleaned_form.cleaned_data.get("include_descendants"))
        return refuse_publish(request, pages, with_drafts_below=below)
    return None
