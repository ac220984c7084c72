"""What the page of a comparison shows. The redline of two versions never changes, so it is kept."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from policies import __version__, conf
from policies.comparison.changes import Line, Part, counted, lines, named, parts
from policies.comparison.folding import Stretch, stretches
from policies.comparison.marks import Marker
from policies.languages import direction
from policies.records.version import PolicyVersion
from policies.redline import Block, Change, Counts, Row, Section
from policies.redline import compare as redline_of
from policies.standing.history import Entry, History
from policies.standing.sentences import validity

KEPT_FOR = 30 * 24 * 3600
KEPT_FOR_FEW = 24 * 3600
"""For pairs to which no page leads: of a hundred versions there are thousands."""

LARGEST_KEPT = 1_000_000
"""Bytes of an entry in the cache. A larger one, which no real policy has come near, is made anew
for each reader, so that a cache that counts entries alone has a bound on its memory too."""

OPEN_LIST = 12
"""Changes up to which their list stands open."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What every reader of a comparison needs, in whatever language and view."""

    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    sections: tuple[Section, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Option:
    """One way to see the comparison, as a link; ``current`` is the one that is being seen."""

    label: str
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the view side by side."""

    status: str
    old: SafeString
    new: SafeString


def key_of(view: str, old: str, new: str) -> str:
    """The key under which something made of two versions is kept, by their digests."""
    return f"policies:{view}:{__version__}:{old}:{new}"


def kept(history: History, old: Entry, new: Entry, *, sides: bool = False) -> Kept:
    """The comparison of two versions, from the cache where it has been asked for before.

    Rows and blocks say the same twice, so that only one of them is kept in an entry.
    """
    view = "sides" if sides else "column"
    key = key_of(view, old.version.digest, new.version.digest)
    cache = caches[conf.get().CACHE]
    packed: bytes | None = cache.get(key)
    if packed is not None:
        found: Kept = pickle.loads(zlib.decompress(packed))  # noqa: S301 - as Django's cache does
        return found
    texts = dict(
        PolicyVersion.objects.filter(
            policy=history.policy_id, number__in=(old.number, new.number)
        ).values_list("number", "html")
    )
    redline = redline_of(texts[old.number], texts[new.number], new.version.language)
    made = Kept(
        () if sides else tuple(redline.blocks),
        tuple(redline.rows) if sides else (),
        tuple(redline.changes),
        tuple(redline.sections),
        redline.counts,
    )
    packed = zlib.compress(pickle.dumps(made), 1)
    if len(packed) <= LARGEST_KEPT:
        linked = old.number == new.compare_with or new is history.in_force
        cache.set(key, packed, KEPT_FOR if linked else KEPT_FOR_FEW)
    return made


def headed(html: str) -> str:
    """A row that holds the head of a table alone: it heads no cells of its own, so it is no table
    to those who listen."""
    if "<thead" not in html or "<tbody" in html:
        return html
    return html.replace("<table", '<table role="presentation"', 1)


def page_context(history: History, old: Entry, new: Entry, query: QueryDict) -> dict[str, Any]:
    """Plain values for the template of a comparison."""
    chosen = {
        "view": "side-by-side" if query.get("view") == "side-by-side" else "",
        "marks": "text" if query.get("marks") == "text" else "",
        "context": "all" if query.get("context") == "all" else "",
    }
    sides = bool(chosen["view"])
    comparison = kept(history, old, new, sides=sides)
    marker = Marker(
        comparison.changes, in_words=bool(chosen["marks"]), language=new.version.language
    )
    shown: tuple[Stretch, ...] = ()
    pairs: list[Pair] = []
    if sides:
        pairs = [
            Pair(r.status, marker.mark(headed(r.old)), marker.mark(headed(r.new)))
            for r in comparison.rows
        ]
    else:
        shown = stretches(comparison.blocks, marker, fold=not chosen["context"])
    listed: list[Line] = lines(comparison.changes)
    touched: list[Part] = parts(comparison.sections)
    return {
        "history": history,
        "old": old,
        "new": new,
        "old_name": named(old),
        "new_name": named(new),
        "old_validity": validity(history, old),
        "new_validity": validity(history, new),
        "renamed": old.version.title != new.version.title,
        "backwards": new.number < old.number,
        "summaries": summaries(history, old, new),
        "counts": comparison.counts,
        "counted": counted(comparison.counts),
        "lines": listed,
        "list_open": len(listed) <= OPEN_LIST,
        "sections": touched,
        "sides": sides,
        "stretches": shown,
        "pairs": pairs,
        "in_words": bool(chosen["marks"]),
        "options": options(chosen),
        "text_language": new.version.language,
        "text_direction": direction(new.version.language),
    }


def summaries(history: History, old: Entry, new: Entry) -> list[Entry]:
    """The versions whose changes lie between the two, with what their editors said of each."""
    if new.compare_with == old.number:
        return [new] if new.version.summary else []
    first, last = sorted((old.version.point, new.version.point))
    return [e for e in history.entries if first < e.version.point <= last and e.version.summary]


def options(chosen: dict[str, str]) -> list[tuple[str, list[Option]]]:
    """The ways to see a comparison: groups of links, each of which keeps the other choices."""
    offered = [
        (
            "view",
            pgettext("way of showing a comparison", "View"),
            [("", _("One column")), ("side-by-side", _("Side by side"))],
        ),
        ("marks", _("Marks"), [("", _("Colours and signs")), ("text", _("Words"))]),
    ]
    if not chosen["view"]:
        offered.append(("context", _("Unchanged text"), [("", _("Folded")), ("all", _("In full"))]))
    groups = []
    for name, title, values in offered:
        found = []
        for value, label in values:
            query = {key: given for key, given in {**chosen, name: value}.items() if given}
            found.append(
                Option(label, f"?{urlencode(query)}" if query else "?", chosen[name] == value)
            )
        groups.append((title, found))
    return groups
