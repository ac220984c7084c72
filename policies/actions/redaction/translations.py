"""What wagtail-localize keeps of a text that was redacted, in tables of its own."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from django.apps import apps

from policies.text import canonical


def redact_translations(text: str) -> None:
    """Take ``text`` from the sources, strings, translations and overrides that hold exactly that.

    Translations of it go with it: they say the same in another language. The caller has seen that
    no version says it that can still be read.
    """
    if not text.strip() or not apps.is_installed("wagtail_localize"):
        return
    from wagtail_localize.strings import StringValue

    # A stretch by which the database finds what is worth reading; strings are kept as HTML.
    words = max(text.splitlines(), key=len)[:60]

    def same(data: str) -> bool:
        return canonical(StringValue(data).render_text()) == text

    for name in ("StringTranslation", "String"):
        rows = _model(name).objects.filter(data__contains=escape(words, quote=False))
        for row in rows:
            if same(row.data):
                row.delete()
    for row in _model("SegmentOverride").objects.filter(
        data_json__contains=json.dumps(words)[1:-1]
    ):
        if _is(json.loads(row.data_json), text):
            row.delete()
    sources = _model("TranslationSource").objects
    for row in sources.filter(content_json__contains=json.dumps(words)[1:-1]):
        content = json.loads(row.content_json)
        if _is(content.get("body"), text):
            content["body"] = ""
            sources.filter(pk=row.pk).update(content_json=json.dumps(content))


def _is(said: Any, text: str) -> bool:
    return isinstance(said, str) and canonical(said) == text


def _model(name: str) -> Any:
    return apps.get_model("wagtail_localize", name)
