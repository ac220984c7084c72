"""Generated documents, and what an editor might do to them."""

from __future__ import annotations

import re

from hypothesis import strategies as st

_WORDS = (
    "we you may must not keep share delete data logs cookies name address for with after before "
    "30 90 days years € consent third parties law purposes it’s re\u0301sume\u0301 § don't "
    "Überprüfung 1,000.50 privacy@example.com &amp; &lt;x&gt; the a of and in to"
)
_VOCABULARY = _WORDS.split()
_WORD = st.sampled_from(_VOCABULARY)
_INLINE = st.sampled_from(
    ["strong", "em", "code", "sup", 'a href="/terms"', 'a href="/privacy" title="a &gt; b"', "b"]
)
_TEXT_ENDS = st.sampled_from(["", ".", ",", ";", "\n", "<br>"])


@st.composite
def phrase(draw: st.DrawFn, least: int = 1, most: int = 12) -> str:
    """Words, some of them wrapped, links never inside links."""
    parts: list[str] = []
    for _ in range(draw(st.integers(least, most))):
        word = draw(_WORD)
        if draw(st.integers(0, 7)) == 0:
            tag = draw(_INLINE)
            inner = word
            if draw(st.booleans()):
                inner = f"{draw(_WORD)} <i>{word}</i>"
            word = f"<{tag}>{inner}</{tag.split()[0]}>"
        parts.append(word + draw(_TEXT_ENDS) if draw(st.integers(0, 5)) == 0 else word)
    return " ".join(parts)


def _list(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, inner: f"<{tag}>{''.join(f'<li>{item}</li>' for item in inner)}</{tag}>",
        st.sampled_from(["ul", "ol"]),
        st.lists(items, min_size=1, max_size=4),
    )


@st.composite
def table(draw: st.DrawFn) -> str:
    columns = draw(st.integers(1, 3))
    head = "".join(f"<th>{draw(phrase(1, 2))}</th>" for _ in range(columns))
    rows = [
        "".join(f"<td>{draw(phrase(1, 4))}</td>" for _ in range(columns))
        for _ in range(draw(st.integers(1, 4)))
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_ITEM = st.one_of(
    phrase(),
    st.builds(lambda text: f"<p>{text}</p>", phrase()),
    st.builds(lambda text, inner: f"{text}\n{inner}", phrase(), _list(phrase(1, 4))),
)
_PARAGRAPH = st.builds(lambda text: f"<p>{text}</p>", phrase(1, 25))
_SIMPLE = st.one_of(
    _PARAGRAPH,
    _PARAGRAPH,
    st.builds(lambda level, text: f"<h{level}>{text}</h{level}>", st.integers(2, 4), phrase(1, 3)),
    _list(_ITEM),
    table(),
    st.just("<hr>"),
    st.builds(lambda text: f"<pre>{text}\n  end</pre>", phrase(1, 4)),
    st.builds(lambda a, b: f"<dl><dt>{a}</dt><dd>{b}</dd></dl>", phrase(1, 2), phrase()),
    phrase(1, 4),
)
BLOCK = st.recursive(
    _SIMPLE,
    lambda inner: st.builds(
        lambda tag, blocks: "<{0}>{1}</{0}>".format(tag, "\n".join(blocks)),
        st.sampled_from(["div", "blockquote"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=4,
)


def _settled(blocks: list[str]) -> str:
    """Blocks as a document: loose text kept apart, headings with ids that no other bears."""
    document = "\n".join(blocks)
    count = iter(range(10_000))
    return re.sub(r"<(h[2-4])>", lambda match: f'<{match[1]} id="s{next(count)}">', document)


documents = st.lists(BLOCK, max_size=7).map(_settled)

_TEXT = re.compile(r"(?<=[\s>])[\w’']+(?=[\s<.,;])")


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A document and what became of it: blocks dropped, added, moved, reworded, rewrapped."""
    blocks = draw(st.lists(BLOCK, min_size=1, max_size=7))
    after: list[str] = []
    for block in blocks:
        action = draw(st.sampled_from(["keep", "keep", "keep", "drop", "words", "tags", "add"]))
        if action == "add":
            after.append(draw(BLOCK))
        if action == "words":
            block = _reworded(draw, block)
        if action == "tags":
            block = _rewrapped(draw, block)
        if action != "drop":
            after.append(block)
    if len(after) > 1 and draw(st.integers(0, 3)) == 0:
        after.insert(draw(st.integers(0, len(after) - 2)), after.pop())
    return _settled(blocks), _settled(after)


def _reworded(draw: st.DrawFn, block: str) -> str:
    spots = [match.span() for match in _TEXT.finditer(block)]
    for start, end in reversed(spots):
        if draw(st.integers(0, 4)) == 0:
            block = (
                block[:start]
                + draw(st.sampled_from(["", "x", "may not", *_VOCABULARY]))
                + (block[end:])
            )
    return block


def _rewrapped(draw: st.DrawFn, block: str) -> str:
    for old, new in draw(
        st.lists(
            st.sampled_from(
                [
                    ("<strong>", "<em>"),
                    ("<b>", ""),
                    ('href="/terms"', 'href="/conditions"'),
                    ("<ul>", "<ol>"),
                    ("<h2>", "<h3>"),
                    ("<em>", "<strong>"),
                    ("<td>", "<th>"),
                ]
            ),
            max_size=3,
        )
    ):
        block = block.replace(old, new)
        if old[0] == "<":
            closing = f"</{new[1:]}" if new else ""
            block = block.replace(f"</{old[1:]}", closing)
    return block
