"""From Markdown to the HTML that binds."""

from __future__ import annotations

from policies.text.anchors import set_anchors
from policies.text.bounds import check_depth, check_length, stacked
from policies.text.clean import clean, settle
from policies.text.footnotes import mend_footnotes
from policies.text.form import canonical, is_stacked
from policies.text.inline import converter
from policies.text.links import link_addresses
from policies.text.shape import shape
from policies.text.trees import parse, serialise


def render(markdown: str, previous: str | None = None) -> str:
    """Return the clean HTML of a policy's Markdown; the same text always gives the same HTML.

    ``previous`` is the HTML of the version before, as this function returned it: sections that
    both have keep their anchors. Headings come out as ``h2`` to ``h6`` and all bear an ``id``. The
    result is empty for a text without words. Raises ``TooDemanding``, with a sentence, for a text
    that asks for more than any policy does (``policies.text.bounds``), and nothing else for any.
    """
    check_length(markdown)
    source = canonical(markdown)
    if is_stacked(source):
        raise stacked()
    written = converter().convert(source)
    check_depth(written)
    cleaned = clean(written)
    check_depth(cleaned, exactly=True)
    root = parse(cleaned)
    shape(root)
    link_addresses(root)
    mend_footnotes(root)
    set_anchors(root, None if previous is None else parse(settle(previous)))
    return settle(serialise(root)).strip() + "\n"
