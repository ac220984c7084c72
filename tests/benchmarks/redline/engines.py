"""The engines under test, each from two HTML documents to marks in a common form."""

from __future__ import annotations

import difflib
import html as html_module
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped,unused-ignore]
from lxml.html.diff import htmldiff

from policies.redline import compare

Stretch = tuple[str, str]
"""What happened to a stretch of text ("", "ins" or "del"), and the text."""

_TAG = re.compile(r"""<(/?)([\w:.-]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_TOKEN = re.compile(r"\w+(?:['’]\w+)*|\s+|[^\w\s]")
_VOID = frozenset(["br", "hr", "img", "wbr", "col"])


@dataclass(frozen=True)
class Engine:
    """``run`` is what is timed; ``read`` turns its answer into stretches; ``markup`` says whether
    the answer holds tags, so that it is judged on them too.
    """

    name: str
    run: Callable[[str, str], object]
    read: Callable[[object], list[Stretch]]
    markup: bool


def _ours(old: str, new: str) -> str:
    redline = compare(old, new)
    _ = redline.changes  # the list is part of what is timed
    return redline.html


@cache
def _wagtail_engine() -> Callable[[str, str], object]:
    """Wagtail's text comparison; its module wants models, so settings too."""
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "taggit", "wagtail"]
        + [f"wagtail.{name}" for name in ("admin", "documents", "images", "users")],
        SECRET_KEY="for a benchmark",
        STATIC_URL="/static/",
        USE_TZ=True,
    )
    django.setup()
    from wagtail.admin.compare import (  # type: ignore[import-untyped,unused-ignore]
        diff_text,
    )

    return lambda old, new: diff_text(old, new).changes


def _wagtail(old: str, new: str) -> object:
    return _wagtail_engine()(plain(old), plain(new))


def _difflib(old: str, new: str) -> list[Stretch]:
    a, b = _TOKEN.findall(plain(old)), _TOKEN.findall(plain(new))
    out: list[Stretch] = []
    for op, i, i2, j, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            out.append(("", "".join(a[i:i2])))
        else:
            out += [("del", "".join(a[i:i2])), ("ins", "".join(b[j:j2]))]
    return [stretch for stretch in out if stretch[1]]


def _whole_document(old: str, new: str) -> list[tuple[int, str]]:
    engine = diff_match_patch()
    diffs = engine.diff_main(plain(old), plain(new))
    engine.diff_cleanupSemantic(diffs)
    found: list[tuple[int, str]] = diffs
    return found


def plain(document: str) -> str:
    """The text of a document, a line for each block."""
    text = re.sub(r"</(?:p|h[1-6]|li|tr|pre|div|blockquote|t[dh]|d[dt])>|<br>", "\n", document)
    return html_module.unescape(_TAG.sub("", text))


def read_html(answer: object) -> list[Stretch]:
    """The stretches of a redline in HTML, from ``ins``, ``del`` and ``data-diff``."""
    document = str(answer)
    out: list[Stretch] = []
    ops = [""]
    last = 0
    for match in _TAG.finditer(document):
        if match.start() > last:
            out.append((ops[-1], html_module.unescape(document[last : match.start()])))
        last = match.end()
        closing, name, inner = match.groups()
        if name in _VOID:
            continue
        if closing:
            if len(ops) > 1:
                ops.pop()
            continue
        whole = re.search(r'data-diff="(ins|del)"', inner)
        ops.append(ops[-1] or (name if name in ("ins", "del") else whole[1] if whole else ""))
    return [*out, (ops[-1], html_module.unescape(document[last:]))]


def _read_wagtail(answer: object) -> list[Stretch]:
    names = {"equal": "", "addition": "ins", "deletion": "del"}
    return [(names[kind], text) for kind, text in answer]  # type: ignore[attr-defined]


def _read_plain(answer: object) -> list[Stretch]:
    names = {0: "", 1: "ins", -1: "del", "": "", "ins": "ins", "del": "del"}
    return [(names[op], text) for op, text in answer]  # type: ignore[attr-defined]


ENGINES = [
    Engine("policies.redline", _ours, read_html, markup=True),
    Engine("lxml.html.diff", htmldiff, read_html, markup=True),
    Engine("Wagtail's text comparison", _wagtail, _read_wagtail, markup=False),
    Engine("difflib on words", _difflib, _read_plain, markup=False),
    Engine("diff-match-patch, its defaults", _whole_document, _read_plain, markup=False),
]
