"""The TimeMap as plain values for JSON, in the shape that Memento tools know."""

from __future__ import annotations

from datetime import datetime

from policies.archive.formats.answering import Plain
from policies.archive.formats.memento.content import mementos
from policies.chain import instant
from policies.standing.history import History
from policies.standing.links import Links


def timemap(history: History, links: Links) -> Plain:
    """The Mementos of a policy, in the shape that Memento tools know as a JSON TimeMap."""
    found = mementos(history, links)
    listed = [{"datetime": instant(_second(m.start)), "uri": m.uri} for m in found]
    told: Plain = {"list": listed}
    if listed:
        told |= {"first": listed[0], "last": listed[-1]}
    return {
        "original_uri": links.base,
        "self": links.timemap_json,
        "mementos": told,
        "timemap_uri": {"link_format": links.timemap, "json_format": links.timemap_json},
        "timegate_uri": links.timegate,
    }


def _second(moment: datetime) -> datetime:
    # Memento-Datetime is told to the second, and the same Memento has one datetime everywhere.
    return moment.replace(microsecond=0)
