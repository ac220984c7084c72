"""The history of a section: which version has it, what brought it and what touched it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.archive.clauses.passages import Passage, passages
from policies.archive.clauses.sections import named, said, sections
from policies.archive.clauses.traces import traces_of
from policies.archive.texts import made_of
from policies.languages import direction
from policies.records.version import PolicyVersion
from policies.redline import Clause
from policies.redline.traces import Gone
from policies.standing.history import Entry, History
from policies.standing.lineage import keys, lineage
from policies.standing.links import Links
from policies.standing.sentences import validity


@dataclass(frozen=True, slots=True)
class Found:
    """A section as ``entry`` has it; ``gone`` says why that is not the version in force."""

    entry: Entry
    clause: Clause
    gone: Gone | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One version that brought, touched, or will change or end a section."""

    entry: Entry
    said: str
    compare: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Why a section is not simply the one in force, in sentences, with where to go on."""

    slug: str
    lead: str
    detail: str
    doors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Under:
    """A section inside the one that is shown."""

    title: str
    level: int
    said: str
    href: str


def find(history: History, anchor: str) -> Found | None:
    """The section that an anchor names.

    It is looked for in the version in force, in those to come, among what the one in force has no
    longer, and last in versions from which nothing came down to it.
    """
    shown = history.shown
    for entry in [shown, *history.forthcoming]:
        if entry and (clause := sections(history, entry).get(anchor)):
            return Found(entry, clause)
    if shown and (gone := sections(history, shown).gone.get(anchor)):
        line = lineage(history, shown)
        place = next(n for n, entry in enumerate(line) if entry.number == gone.number)
        if clause := sections(history, line[place - 1]).get(anchor):
            return Found(line[place - 1], clause, gone)
    if last := history.get(_last_with(history, anchor)):
        return found_in(history, last, anchor)
    return None


def found_in(history: History, entry: Entry, anchor: str) -> Found | None:
    """The section as one version has it."""
    clause = sections(history, entry).get(anchor)
    return Found(entry, clause) if clause else None


def _last_with(history: History, anchor: str) -> int | None:
    rows = PolicyVersion.objects.filter(
        policy=history.policy_id,
        number__in=[entry.number for entry in history],
        html__contains=f' id="{anchor}"',
    )
    number: int | None = rows.order_by("-number").values_list("number", flat=True).first()
    return number


def page_context(history: History, found: Found, links: Links) -> dict[str, Any]:
    """Plain values for the template of a section's history."""
    entry, clause = found.entry, found.clause
    version, line = entry.version, lineage(history, entry)
    address = links.base if entry is history.shown else links.version(entry.number)

    def text(html: str) -> list[Passage]:
        traces = traces_of(history, entry)
        return passages(html, traces, clause.anchor, language=version.language, address=address)

    told = made_of(version, "passages", text, keys(line)[-1], clause.anchor, address)
    ways = _ways(line, clause, links)
    return {
        "history": history,
        "entry": entry,
        "version": version,
        "clause": clause,
        "whole_text": f"{address}#{clause.anchor}",
        "standing": _standing(history, found, links),
        "lead": _lead(clause, line),
        "coming": _coming(history, found, links),
        "steps": _steps(line, clause, ways),
        "passages": [(p, [(number, ways[number]) for number in p.touched]) for p in told],
        "under": _under(history, entry, clause, links),
        "text_language": version.language,
        "text_direction": direction(version.language),
    }


def _ways(line: Sequence[Entry], clause: Clause, links: Links) -> dict[int, str]:
    """Where each version of a lineage shows what it did to a section; the first shows its text.

    The place on that page is named only where it is sure to be there.
    """
    first = dict(zip((clause.since, *clause.touched), clause.changes, strict=True))
    found = {}
    for entry in line:
        if entry.compare_with is None:
            place = f"#{clause.anchor}" if entry.number == clause.since else ""
            found[entry.number] = f"{links.version(entry.number)}{place}"
            continue
        change = first.get(entry.number)
        place = f"#change-{change}" if change else ""
        found[entry.number] = f"{links.compare(entry.compare_with, entry.number)}{place}"
    return found


def _lead(clause: Clause, line: Sequence[Entry]) -> str:
    words = {"number": clause.since, "latest": clause.latest, "count": len(clause.touched)}
    if clause.touched:
        return (
            ngettext(
                "Version %(number)s brought this section, and version %(latest)s changed it.",
                "Version %(number)s brought this section, and %(count)s later versions changed "
                "it, version %(latest)s last.",
                len(clause.touched),
            )
            % words
        )
    if clause.since == line[-1].number:
        return _("Version %(number)s brought this section.") % words
    return _("Version %(number)s brought this section, and no later one has changed it.") % words


def _steps(line: Sequence[Entry], clause: Clause, ways: dict[int, str]) -> list[Step]:
    """What happened to a section, the newest first."""
    did = {number: _("changed this section") for number in clause.touched}
    did[clause.since] = (
        _("the first version") if clause.since == line[0].number else _("brought this section")
    )
    return [
        Step(entry, did[entry.number], ways[entry.number] if entry.compare_with else "")
        for entry in reversed(line)
        if entry.number in did
    ]


def _standing(history: History, found: Found, links: Links) -> Standing | None:
    entry, anchor = found.entry, found.clause.anchor
    if found.gone is not None:
        return _no_longer(history, found, found.gone, links)
    if entry is history.in_force:
        return None
    told = validity(history, entry)
    doors = [(_("Read version %(number)s") % {"number": entry.number}, links.version(entry.number))]
    shown = history.in_force
    if shown and sections(history, shown).get(anchor):
        doors.append((_("This section in the version in force"), links.clause(anchor)))
    return Standing(told.slug, told.lead, told.detail, tuple(doors))


def _no_longer(history: History, found: Found, gone: Gone, links: Links) -> Standing:
    last, ender, shown = found.entry, history.get(gone.number), history.shown
    assert ender is not None  # noqa: S101 - it is of the lineage in which the section is missed
    assert shown is not None  # noqa: S101 - or nothing would be missed
    words = {
        "number": ender.number,
        "date": date_format(ender.version.effective_date),
        "last": last.number,
    }
    said = [
        _("Version %(number)s (%(date)s) has it no longer.") % words,
        _("This is its text in version %(last)s, the last one that had it.") % words,
    ]
    doors = [(_("See how it went"), _end(last.number, gone, links))]
    if heir := sections(history, shown).get(gone.heir) if gone.heir else None:
        title = {"title": heir.title}
        doors.append((_("In its place: “%(title)s”") % title, links.clause(heir.anchor)))
    doors.append((_("Read the version in force"), links.base))
    return Standing(
        "superseded", _("This section is no longer in force."), " ".join(said), tuple(doors)
    )


def _end(last: int, gone: Gone, links: Links) -> str:
    """Where the comparison with the last version that had a section shows that it went."""
    place = f"#change-{gone.change}" if gone.change else ""
    return f"{links.compare(last, gone.number)}{place}"


def _coming(history: History, found: Found, links: Links) -> list[Step]:
    """What the versions to come will do to the section in force."""
    if found.entry is not history.in_force:
        return []
    steps, anchor = [], found.clause.anchor
    for entry in history.forthcoming:
        after = sections(history, entry)
        clause, gone = after.get(anchor), after.gone.get(anchor)
        if clause and entry.number in clause.touched:
            said = _("Version %(number)s, effective %(date)s, changes this section.")
            way = _ways(lineage(history, entry), clause, links)[entry.number]
        elif gone and gone.number == entry.number and entry.compare_with:
            said = _("Version %(number)s, effective %(date)s, takes this section out.")
            way = _end(entry.compare_with, gone, links)
        else:
            continue
        words = {"number": entry.number, "date": date_format(entry.version.effective_date)}
        steps.append(Step(entry, said % words, way))
    return steps


def _under(history: History, entry: Entry, clause: Clause, links: Links) -> list[Under]:
    own = named(history, entry)
    return [
        Under(c.title, c.level - clause.level, said(c, entry), links.clause(c.anchor, own))
        for c in sections(history, entry).under(clause)
    ]
