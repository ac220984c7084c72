"""Notes at the foot of a text: names that cannot clash, and links that lead there and back."""

from __future__ import annotations

from lxml.html import HtmlElement


def mend_footnotes(root: HtmlElement) -> None:
    """Drop ids that occur twice, and links to or from notes that lead nowhere, in place."""
    seen: set[str] = set()
    for element in root.iter("li", "sup"):
        name = element.get("id")
        if name in seen:
            del element.attrib["id"]
        elif name is not None:
            seen.add(name)
    for link in list(root.iter("a")):
        target = link.get("href", "")[1:]
        if link.get("href", "").startswith(("#fn-", "#fnref")):
            link.attrib.pop("title", None)
            if target not in seen and link.text == BACK:
                link.drop_tree()


BACK = "↩"
"""The sign after a note that leads back to where it belongs."""
