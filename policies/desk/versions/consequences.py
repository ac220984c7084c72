"""What an operation does, said before it is done: whole sentences for the person who decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from policies.actions.open_notice import may_open
from policies.decisions.answers import Kind
from policies.records.notice import ChangeNotice
from policies.records.review import months_later
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.standing.history import Entry, History
from policies.standing.sentences import civil, day, last_day
from policies.timeline import State, in_force


def of_correction(version: PolicyVersion, state: State, at: datetime) -> list[str]:
    said = [
        _("The text stays as it is. Only the facts about version %(number)s change.")
        % {"number": version.number},
        _(
            "The public page of the version and the archive show the new fact, what it said "
            "before, and your reason."
        ),
    ]
    if version.kind == Kind.EDITORIAL and may_open(version, at):
        said.append(_("Calling the change material opens a notice at once."))
    elif version.kind == Kind.EDITORIAL and version.imported:
        said.append(_("Calling the change material opens no notice: the version was imported."))
    elif version.kind == Kind.EDITORIAL:
        said.append(_("Calling the change material opens no notice: its days are over."))
    if state is not State.FORTHCOMING:
        said.append(
            _(
                "It has taken effect: from when until when it applied stays as it is, whichever "
                "date is corrected."
            )
        )
    if state is State.FORTHCOMING and version.kind == Kind.MATERIAL:
        said.append(
            _("The notice stays at least as many days after the new effective date as before.")
        )
    return said


def of_withdrawal(history: History, entry: Entry) -> list[str]:
    number, at = entry.number, history.at
    points = [
        replace(point, withdrawn_at=at) if point.number == number else point
        for point in history.points
    ]
    then = in_force(points, at)
    words = {"number": number, "then": then}
    if entry.state is State.FORTHCOMING:
        said = [_("Version %(number)s will not take effect.") % words]
        if then is not None:
            said.append(_("Version %(then)s stays in force.") % words)
    elif entry.state is State.IN_FORCE and then is not None:
        said = [
            _("Version %(number)s stops applying now, and version %(then)s applies again.") % words
        ]
    elif entry.state is State.IN_FORCE:
        said = [_("No version of this policy will be in force.")]
    else:
        said = [_("Version %(number)s is no longer in force; what is in force stays.") % words]
    if (back := history.get(then)) and back.redacted:
        said.append(
            _("The text of version %(then)s is redacted: nobody will be able to read what binds.")
            % words
        )
    said.append(
        _(
            "Its text stays public, marked as withdrawn with your reason. Its number is never used "
            "again."
        )
    )
    notice = getattr(entry.version, "notice", None)
    if notice is not None and notice.ends_at > at:
        said.append(_("Its notice closes now."))
    said.append(_("A withdrawal cannot be undone."))
    return said


def of_redaction(history: History, entry: Entry) -> list[str]:
    number, version = entry.number, entry.version
    said = [
        _(
            "The text of version %(number)s is emptied in every form, with its comparisons. In its "
            "place stands when, on which ground and why."
        )
        % {"number": number},
        _(
            "Its title, summary, dates, corrections, record and digest stay public: the chain "
            "names them. If they hold what has to go, a redaction does not help."
        ),
        _(
            "The drafts from which it was made, and those that hold its text, also copies and "
            "translations that were begun, are emptied; work begun after the next version was "
            "published stays."
        ),
        _(
            "It does not reach what is elsewhere: backups, evidence packs and mails from before, "
            "search engines and archives of the web, and other texts that hold the same words but "
            "are not the same. Browsers may have kept its files for up to a year."
        ),
    ]
    said += [
        _("“%(title)s”, version %(number)s, has the same text: redact that as well.")
        % {"title": twin.title, "number": twin.number}
        for twin in twins(version)
    ]
    return [*said, _("A redaction cannot be undone.")]


def twins(version: PolicyVersion) -> list[PolicyVersion]:
    """Other versions, of this policy or another, that say exactly what this one says."""
    same = PolicyVersion.objects.filter(
        source__in=PolicyVersion.objects.filter(pk=version.pk).values("source"),
        redacted_at__isnull=True,
    )
    return list(same.exclude(pk=version.pk).without_texts()[:10])


def of_closing(notice: ChangeNotice, at: datetime) -> list[str]:
    said = [
        _("The notice disappears from the storefront now; without this it stays until %(date)s.")
        % {"date": last_day(notice.closes_at, notice.zone)}
    ]
    if notice.version.takes_effect_at > at:
        said.append(
            _(
                "The change has not taken effect yet: whoever has not seen the notice will not be "
                "told before it binds them."
            )
        )
    return [*said, _("A notice that is closed cannot be opened again.")]


def of_extending(notice: ChangeNotice) -> list[str]:
    return [
        _("The notice has been shown since %(start)s and stays until %(end)s.")
        % {
            "start": civil(notice.opens_at, notice.version.zone),
            "end": last_day(notice.closes_at, notice.zone),
        }
    ]


def of_starting(policy: Page, version: PolicyVersion, history: History) -> list[str]:
    said = [
        _("The draft becomes the text of version %(number)s. Nothing is published.")
        % {"number": version.number}
    ]
    if history.forthcoming:
        said.append(
            _(
                "Before it is published, you see it compared with version %(number)s, which is "
                "forthcoming; once you say that it applies until then, or instead, with the "
                "version in force."
            )
            % {"number": history.forthcoming[-1].number}
        )
    elif history.in_force is not None:
        said.append(_("Before it is published, you see it compared with the version in force."))
    if policy.has_unpublished_changes:
        said.append(
            _("The present draft has unpublished changes: they are kept in the page's history.")
        )
    return said


def of_unpublishing(history: History) -> list[str]:
    said = [
        _(
            "The policy leaves the site: its address answers “not found”, and so do its versions, "
            "its comparisons, its feed and its data."
        ),
        _("Every version is kept, and none is withdrawn. You still read them here, at the desk."),
    ]
    if history.in_force is not None:
        said.append(
            _("By its dates, version %(number)s stays in force, but nobody can read it.")
            % {"number": history.in_force.number}
        )
    said += [
        _("Version %(number)s still takes effect on %(date)s, unseen.")
        % {"number": coming.number, "date": day(coming.version.effect.day)}
        for coming in history.forthcoming
    ]
    notices = [getattr(entry.version, "notice", None) for entry in history.entries]
    if any(notice and notice.is_live(history.at) for notice in notices):
        said.append(_("Its notice disappears from the storefront, and its days go on counting."))
    return [
        *said,
        _("Publishing the page again brings all of it back, under the same addresses."),
        _("To say in public that a version no longer applies, withdraw the version instead."),
    ]


def of_review(policy: Page, history: History) -> list[str]:
    if history.in_force is None:
        return [_("No version of this policy is in force: there is nothing to review.")]
    months = PolicySettings.for_policy(policy).review_interval
    due = months_later(history.today, months)
    return [
        _("You record that version %(number)s was reviewed today and needs no change.")
        % {"number": history.in_force.number},
        ngettext(
            "The next review is due in %(months)s month, in %(when)s.",
            "The next review is due in %(months)s months, in %(when)s.",
            months,
        )
        % {"months": months, "when": date_format(due, "F Y")},
    ]
