"""The changes of a comparison as sentences: its counts, its list of changes, its sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.redline import Change, Counts, Kind, Section, Status
from policies.standing.history import Entry
from policies.timeline import State


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in the list of changes; ``section`` is "" where it is that of the line before."""

    id: str
    number: int
    kind: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One section that changed, with where to begin reading it."""

    title: str
    status: str
    said: str
    href: str


def named(entry: Entry) -> str:
    """A version with the date by which readers know it."""
    words = {"number": entry.number, "date": date_format(entry.version.effective_date)}
    if entry.state is State.FORTHCOMING:
        return _("version %(number)s (effective %(date)s)") % words
    if entry.state is State.WITHDRAWN:
        return _("version %(number)s (withdrawn)") % words
    return _("version %(number)s (%(date)s)") % words


def counted(counts: Counts) -> str:
    """How much changed, in a sentence; empty where nothing did."""
    if not counts.changes:
        return ""

    def written(count: int) -> dict[str, str]:
        return {"count": number_format(count, force_grouping=True)}

    changes, sections, added, removed = (
        ngettext("%(count)s change", "%(count)s changes", counts.changes),
        ngettext("%(count)s section", "%(count)s sections", counts.sections),
        ngettext("%(count)s word added", "%(count)s words added", counts.added),
        ngettext("%(count)s removed", "%(count)s removed", counts.removed),
    )
    return _("%(changes)s in %(sections)s: %(added)s, %(removed)s.") % {
        "changes": changes % written(counts.changes),
        "sections": sections % written(counts.sections),
        "added": added % written(counts.added),
        "removed": removed % written(counts.removed),
    }


def lines(changes: Iterable[Change]) -> list[Line]:
    """The list of changes, in reading order."""
    found: list[Line] = []
    before = None
    for change in changes:
        section = "" if change.section == before else change.section
        before = change.section
        found.append(Line(change.id, change.number, str(change.kind), section, said(change)))
    return found


def said(change: Change) -> str:
    """What one change does, in a sentence."""
    words = {"before": change.before, "after": change.after}
    match change.kind:
        case Kind.INSERTED:
            return _("Added: “%(after)s”") % words
        case Kind.DELETED:
            return _("Removed: “%(before)s”") % words
        case Kind.REPLACED:
            return _("“%(before)s” became “%(after)s”") % words
        case Kind.MOVED:
            return _("Moved: “%(text)s”") % {"text": change.after or change.before}
        case Kind.LINK:
            old, new = change.link or ("", "")
            return _("Link at “%(after)s”: from %(old)s to %(new)s") % {
                **words,
                "old": old or _("none"),
                "new": new or _("none"),
            }
        case Kind.FORMATTING:
            return _("Formatting of “%(after)s”: %(how)s") % {**words, "how": formatting(change)}
    return _("Spacing only: “%(after)s”") % words


def formatting(change: Change) -> str:
    """What became of the look of some words, in a word or two."""
    names = {
        "strong": _("bold"),
        "b": _("bold"),
        "em": _("italic"),
        "i": _("italic"),
        "a": _("a link"),
    }
    old, new = change.tags or ("", "")
    if old in names and not new:
        return _("no longer %(look)s") % {"look": names[old]}
    if new in names and not old:
        return _("now %(look)s") % {"look": names[new]}
    return _("changed")


def parts(sections: Iterable[Section]) -> list[Part]:
    """The sections that changed, in reading order."""
    found = []
    for section in sections:
        count = len(section.changes)
        many = ngettext("%(count)s change", "%(count)s changes", count) % {"count": count}
        label = {
            Status.ADDED: _("added"),
            Status.REMOVED: _("removed"),
            Status.RENAMED: _("renamed, before “%(title)s”") % {"title": section.old_title},
            Status.MOVED: _("moved"),
            Status.MODIFIED: many,
        }[section.status]
        if section.renamed and section.status is Status.MODIFIED:
            label = _("%(changes)s, renamed from “%(title)s”") % {
                "changes": many,
                "title": section.old_title,
            }
        target = section.first or section.new_anchor
        found.append(
            Part(
                section.title or _("Before the first heading"),
                str(section.status),
                label,
                f"#{target}" if target else "",
            )
        )
    return found
