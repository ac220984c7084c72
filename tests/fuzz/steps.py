"""Every step of ours that reads the text of an editor or of a file, by name."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
BINDING = "# Data\n\nWe keep your name for 30 days.\n\n* one\n* two\n\n|a|b|\n|-|-|\n|1|2|\n" * 3


def word_file(body: str) -> bytes:
    """A Word file round what stands in its body."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
    return file.getvalue()


def make_ready() -> None:
    """Import all that the steps use, so that no step is charged for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policysite.settings.test")
    import django

    django.setup()
    for step, text in {"text": BINDING, "page": "<p>a", "word": "<w:p/>", "paste": "<p>a"}.items():
        with suppress(Exception):
            STEPS[step](prepared(step, text))


def prepared(step: str, text: str) -> Any:
    """What is handed to a step."""
    return word_file(text) if step == "word" else text


def _text(source: str) -> None:
    """All that becomes of a text on its way to a version."""
    from policies.text import canonical, document, outline, plain, render

    html = render(canonical(source))
    plain(html)
    outline(html)
    document(html, title="x", language="en", direction="ltr")
    render(canonical(source), previous=html)


def _draft(source: str) -> None:
    """A draft in the editor's panel: against the text in force, and as the one in force."""
    from policies.redline import compare
    from policies.text import canonical, render

    old = render(BINDING)
    new = render(canonical(source), previous=old)
    compare(old, new, "en")
    compare(new, old, "en")


def _changed(source: str) -> None:
    """A text of this kind with a word changed here and there."""
    from policies.redline import compare
    from policies.text import canonical, render

    old = render(canonical(source))
    half = len(source) // 2
    changed = f"{source[:half]} may not {source[half:]}".replace("a", "b", 40)
    compare(old, render(canonical(changed), previous=old), "en")


def _read(name: str) -> Callable[[Any], None]:
    def step(given: Any) -> None:
        from policies.exchange.readers.by_kind import read

        read(given if isinstance(given, bytes) else given.encode(), name)

    return step


def _paste(html: str) -> None:
    from policies.desk.writing.paste import pasted

    pasted(html)


STEPS: dict[str, Callable[[Any], None]] = {
    "text": _text,
    "draft": _draft,
    "changed": _changed,
    "markdown": _read("a.md"),
    "plain": _read("a.txt"),
    "page": _read("a.html"),
    "word": _read("a.docx"),
    "paste": _paste,
}
