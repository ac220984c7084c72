"""A draft against what binds or will bind: its redline, its signals, what keeps it unpublished."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from wagtail.models import Page, WorkflowState

from policies import civil
from policies.bounds import told
from policies.comparison.changes import Part, counted, parts
from policies.decisions.answers import Answers, Meanwhile
from policies.decisions.situation import Situation
from policies.desk.writing.returning import Returning, returning
from policies.desk.writing.signal_sentences import Said, said
from policies.publishing.situation import (
    draft_problems,
    goes_live,
    lasting_html,
    newest_version,
    situation,
)
from policies.records.version import PolicyVersion
from policies.redline import Redline, compare
from policies.standing.history import Entry, History
from policies.text import TooDemanding, canonical, plain, render
from policies.timeline import takes_effect_at


class Draft:
    """A draft of a policy as ``person`` sees it at ``at``.

    ``page`` bears the text and the answers of the draft. It is compared with the version that it
    would follow: the newest forthcoming one, unless it is meant to apply until then; else the one
    in force.
    """

    def __init__(self, page: Page, person: Any, at: datetime) -> None:
        self.page = page
        self.person = person
        self.history = History(page, at)

    @cached_property
    def against(self) -> Entry | None:
        """The version that the draft is compared with; None for a first version."""
        coming = self.history.forthcoming
        if coming and self.page.meanwhile in ("", Meanwhile.AFTERWARDS):
            return coming[-1]
        return self.history.in_force or (coming[-1] if coming else self.history.newest)

    @cached_property
    def redline(self) -> Redline | None:
        return self.redline_from(self.against.number) if self.against and not self.beyond else None

    def redline_from(self, number: int) -> Redline:
        """The redline from a version to the draft. Raises PolicyVersion.DoesNotExist."""
        old = PolicyVersion.objects.get(policy=self.page.pk, number=number)
        return compare(old.html, self.html, old.language)

    @cached_property
    def rendered(self) -> tuple[str, str]:
        newest = newest_version(self.page)
        try:
            return render(canonical(self.page.body), previous=lasting_html(newest)), ""
        except TooDemanding as refusal:
            return "", told(refusal)

    @property
    def html(self) -> str:
        """The draft as it would be rendered, its sections named as in the newest version."""
        return self.rendered[0]

    @property
    def beyond(self) -> str:
        """Why the draft can be neither rendered nor compared; empty for all but odd texts."""
        return self.rendered[1]

    @cached_property
    def counted(self) -> str:
        return counted(self.redline.counts) if self.redline else ""

    @cached_property
    def sections(self) -> list[Part]:
        return parts(self.redline.sections) if self.redline else []

    @cached_property
    def signals(self) -> list[Said]:
        return said(self.redline.signals) if self.redline else []

    @cached_property
    def renamed(self) -> bool:
        return self.against is not None and self.against.version.title != self.page.title

    @cached_property
    def returning(self) -> list[Returning]:
        """The forthcoming versions that would take back what the draft changes in what binds."""
        binding = self.history.in_force
        if binding is None or binding.redacted or self.beyond:
            return []
        if self.page.meanwhile not in ("", Meanwhile.UNTIL_THEN):
            return []
        effect = self.effect
        later = [e for e in self.history.forthcoming if e.version.takes_effect_at > effect]
        if not later:
            return []
        old = PolicyVersion.objects.values_list("plain", flat=True).get(pk=binding.version.pk)
        return returning(old, plain(self.html), later)

    @property
    def effect(self) -> datetime:
        """When it would take effect, published when it will be."""
        at = self.published_at
        return takes_effect_at(at, self.page.effective_date or civil.day_of(at), civil.site_zone())

    @property
    def published_at(self) -> datetime:
        """When it will be published: now, or when it goes live."""
        return goes_live(self.page.go_live_at, self.history.at)

    @cached_property
    def situation(self) -> Situation:
        """What the answers are judged against; the wording is judged by ``problems`` alone."""
        return situation(policy=self.page, html="", at=self.published_at, answers=Answers())

    @cached_property
    def problems(self) -> dict[str, str]:
        """What keeps the draft from being published, a sentence for each answer."""
        if self.beyond:
            return {"body": self.beyond}
        return draft_problems(
            policy=self.page,
            title=self.page.title,
            source=self.page.body,
            answers=self.page.answers,
            at=self.published_at,
            by=self.person,
            html=self.html if self.against else None,
        )

    @cached_property
    def said_in_workflow(self) -> list[Any]:
        """The task states of the page's workflows that bear a comment, newest first."""
        states = WorkflowState.objects.for_instance(self.page).prefetch_related(
            "task_states", "task_states__task", "task_states__finished_by"
        )
        said_there = [task for state in states for task in state.task_states.all() if task.comment]
        return sorted(said_there, key=lambda task: task.finished_at or task.started_at)[::-1]

    @cached_property
    def comments(self) -> list[Any]:
        """The unresolved comments on the page, with their replies, oldest first."""
        return list(
            self.page.wagtail_admin_comments.filter(resolved_at__isnull=True)
            .select_related("user")
            .prefetch_related("replies__user")
            .order_by("created_at")
        )
