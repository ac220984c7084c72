"""The sections of a version with what became of each, and what stands beside their headings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from policies.archive.clauses.traces import traces_of
from policies.archive.texts import made_of
from policies.redline import Clause
from policies.redline.clauses import clauses
from policies.redline.traces import Gone
from policies.standing.body import Since
from policies.standing.history import Entry, History
from policies.standing.lineage import keys, lineage
from policies.standing.links import Links
from policies.timeline import State


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of a version, without their paragraphs, and those that it has no longer."""

    clauses: tuple[Clause, ...]
    gone: dict[str, Gone]

    def get(self, anchor: str) -> Clause | None:
        return next((clause for clause in self.clauses if clause.anchor == anchor), None)

    def under(self, clause: Clause) -> list[Clause]:
        """The sections that a section holds, to any depth."""
        found: list[Clause] = []
        for other in self.clauses[self.clauses.index(clause) + 1 :]:
            if other.level <= clause.level:
                break
            found.append(other)
        return found


def sections(history: History, entry: Entry) -> Sections:
    """The sections of a version, worked out once for its lineage; none where it is redacted."""
    if entry.redacted:
        return Sections((), {})

    def make(html: str) -> Sections:
        traces = traces_of(history, entry)
        found = tuple(replace(clause, paragraphs=()) for clause in clauses(html, traces))
        return Sections(found, traces.gone)

    return made_of(entry.version, "sections", make, keys(lineage(history, entry))[-1])


def named(history: History, entry: Entry) -> int | None:
    """The version that the address of a section must name to be about ``entry``; None for none.

    Without one it is about the version in force, and about what that has from earlier ones.
    """
    alone = entry.state in (State.FORTHCOMING, State.WITHDRAWN) and entry is not history.shown
    return entry.number if alone else None


def marks(history: History, entry: Entry, links: Links) -> dict[str, Since]:
    """What stands beside each heading of a version's text; nothing where there is only one."""
    line = lineage(history, entry)
    if len(line) < 2:
        return {}
    own = named(history, entry)
    return {
        clause.anchor: Since(said(clause, entry), links.clause(clause.anchor, own))
        for clause in sections(history, entry).clauses
        if clause.anchor
    }


def said(clause: Clause, entry: Entry) -> str:
    """Since when a section reads as it does, in a few words."""
    if clause.touched:
        return _("changed in version %(number)s") % {"number": clause.latest}
    if clause.since == entry.number:
        return _("new in version %(number)s") % {"number": clause.since}
    return _("since version %(number)s") % {"number": clause.since}
