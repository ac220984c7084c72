"""Web links (RFC 8288) as the Link header and the link format (RFC 6690) write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Relation:
    """``target`` stands in the relations ``rel`` (separated by spaces) to what is described."""

    target: str
    rel: str
    attributes: dict[str, str] = field(default_factory=dict)


def merged(relations: Iterable[Relation]) -> list[Relation]:
    """One relation a target, in the order in which the targets first stand.

    Memento clients keep the links by target: a target named twice would lose a relation.
    """
    found: dict[str, Relation] = {}
    for relation in relations:
        known = found.get(relation.target)
        rels = f"{known.rel} {relation.rel}".split() if known else relation.rel.split()
        attributes = {**(known.attributes if known else {}), **relation.attributes}
        found[relation.target] = Relation(
            relation.target, " ".join(dict.fromkeys(rels)), attributes
        )
    return list(found.values())


def written(relations: Iterable[Relation], between: str = ", ") -> str:
    """The value of a Link header, or with another separator a link-format document."""
    return between.join(_one(relation) for relation in merged(relations))


def _one(relation: Relation) -> str:
    attributes = {"rel": relation.rel, **relation.attributes}
    return "".join((f"<{relation.target}>", *(f'; {k}="{v}"' for k, v in attributes.items())))
