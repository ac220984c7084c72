"""Any two versions compared inside the admin, and a draft compared with any version."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.models import TaskState

from policies import conf
from policies.archive.pages.reading import choices
from policies.comparison.changes import counted, lines, parts
from policies.comparison.folding import stretches
from policies.comparison.marks import Marker
from policies.comparison.page import Pair, key_of, page_context
from policies.desk.policy_views import PolicyView
from policies.desk.writing.drafts import Draft
from policies.desk.writing.signal_sentences import Said, said
from policies.languages import direction
from policies.records.version import PolicyVersion
from policies.redline import Redline, Signal, compare
from policies.standing import tombstone
from policies.standing.sentences import redaction

KEPT_FOR = 30 * 24 * 3600


class ChooseView(PolicyView, View):  # type: ignore[misc]
    """Takes the two numbers of the form on the versions page to their comparison."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        old, new = (self.history.get(_number(request.GET.get(k))) for k in ("old", "new"))
        if old is None or new is None or old is new:
            messages.warning(request, _("Choose two different versions to compare."))
            return redirect(self.url("versions"))
        return redirect(self.url("compare", old.number, new.number))


def _number(given: str | None) -> int | None:
    # Python refuses to read numbers of thousands of digits; no policy has a million versions.
    return int(given) if given and re.fullmatch("[0-9]{1,6}", given) else None


class CompareView(PolicyView, TemplateView):
    """The redline from one version to another, as readers see it, with its signals."""

    template_name = "policies/desk/compare.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.old, self.new = self.entry(kwargs["old"]), self.entry(kwargs["new"])
        if self.old is self.new:
            raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if gone := tombstone.of((self.old, self.new)):
            messages.warning(request, redaction(gone))
            return redirect(self.url("versions"))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_title(self) -> str:
        return _("Version %(old)s and version %(new)s") % {
            "old": self.old.number,
            "new": self.new.number,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **page_context(self.history, self.old, self.new, self.request.GET),
            **choices(self.history),
            "compare_from": self.old.number,
            "compare_to": self.new.number,
            "signals": signals_between(self.policy.pk, self.old.number, self.new.number),
        }


def signals_between(policy: int, old: int, new: int) -> list[Said]:
    """The signals from one version to another; a pair of versions never changes its own."""
    first, second = (
        PolicyVersion.objects.filter(policy=policy, number=number).values("digest").get()["digest"]
        for number in (old, new)
    )

    def found() -> list[Signal]:
        texts = PolicyVersion.objects.in_bulk([first, second], field_name="digest")
        return compare(texts[first].html, texts[second].html, texts[second].language).signals

    key = key_of("signals", first, second)
    return said(caches[conf.get().CACHE].get_or_set(key, found, KEPT_FOR))


class DraftView(PolicyView, TemplateView):
    """The draft against a version, with the answers and comments: what an approver needs."""

    template_name = "policies/desk/draft.html"

    def get_page_title(self) -> str:
        return _("The draft compared")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.policy.get_latest_revision_as_object()
        draft = Draft(page, self.request.user, self.at)
        number = self.kwargs.get("old") or (draft.against.number if draft.against else None)
        old = self.entry(number) if number is not None else None
        gone = draft.beyond or (redaction(old.version) if old else "")
        redline = None
        if old and not gone:
            redline = draft.redline if old is draft.against else draft.redline_from(old.number)
        state = page.current_workflow_task_state
        return {
            **super().get_context_data(**kwargs),
            "draft": draft,
            "page": page,
            "old": old,
            "gone": gone,
            "task_actions": task_actions(state, page, self.request.user),
            "outdated": outdated(state, page),
            **(column(redline, self.request.GET.get("view") == "side-by-side") if redline else {}),
        }


def column(redline: Redline, sides: bool) -> dict[str, Any]:
    """What the template of a comparison shows of a redline that nobody has kept."""
    marker = Marker(redline.changes, in_words=False, language=redline.language)
    return {
        "counts": redline.counts,
        "counted": counted(redline.counts),
        "lines": lines(redline.changes),
        "sections": parts(redline.sections),
        "signals": said(redline.signals),
        "sides": sides,
        "stretches": () if sides else stretches(redline.blocks, marker, fold=True),
        "pairs": [
            Pair(row.status, marker.mark(row.old), marker.mark(row.new)) for row in redline.rows
        ]
        if sides
        else [],
        "language": redline.language,
        "direction": direction(redline.language),
    }


def task_actions(
    state: TaskState | None, page: Any, person: Any
) -> list[tuple[str, str, TaskState]]:
    """What this person may decide on the draft in its workflow: name, words, task state."""
    if state is None:
        return []
    found: dict[str, str] = {}
    for name, words, _modal in state.task.specific.get_actions(page, person):
        found.setdefault(name, str(words))
    return [(name, words, state) for name, words in found.items()]


def outdated(state: TaskState | None, page: Any) -> str:
    """Why the draft cannot be decided on here, and what to do: it is not what was sent."""
    if state is None or state.revision_id == page.latest_revision_id:
        return ""
    if getattr(settings, "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT", False):
        return _(
            "The draft has been changed since it was sent for approval. If you approve it in the "
            "editor, nothing is published yet: approval is asked for once more, of this text, and "
            "you can decide on it here."
        )
    return _(
        "The draft has been changed since it was sent for approval. Decide on it in the editor, "
        "where approving publishes what stands above."
    )
