"""What readers see, in every language: ``python -m tests.catalogues`` says what is missing.

With ``--write`` it puts what is missing into the ``.po`` files, to be filled in, drops what no
text uses any more, and makes the ``.mo`` files anew. It needs no gettext.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "fr", "es")

APPS = (ROOT / "policies", ROOT / "policysite")
"""The folders whose ``locale`` translates what stands in them."""

EDITORS = (
    "actions/",
    "apps.py",
    "checks.py",
    "desk/",
    "exchange/",
    "management/",
    "migrations/",
    "pages.py",
    "permissions.py",
    "publishing/",
    "records/audit.py",
    "records/clause_traces.py",
    "records/dispatch.py",
    "records/notice.py",
    "records/outgoing.py",
    "records/querysets.py",
    "records/review.py",
    "records/settings.py",
    "records/staging.py",
    "records/team_mail.py",
    "settings/",
    "storefront/management/",
    "storefront/migrations/",
    "storefront/shops/",
    "subscribe/sending.py",
    "subscribe/transport.py",
    "text/bounds.py",
    "templates/policies/desk/",
)
"""What the legal team, or whoever runs the site, alone sees, in English for now. A new file is for
readers unless it is named here."""

READERS = ("actions/request_subscription.py",)
"""What readers are told all the same, among the files named above."""

CALLS = {
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
    "npgettext_lazy": ("context", "id", "plural"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One text to be translated, and the file it was found in."""

    context: str
    id: str
    plural: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.id


def messages(app: Path) -> dict[tuple[str, str], Message]:
    """Every text for readers of an app, by context and text, in the order of the files."""
    found: dict[tuple[str, str], Message] = {}
    for path in sorted(app.rglob("*")):
        place = path.relative_to(app).as_posix()
        is_template = "templates" in path.relative_to(app).parts
        if place.startswith(EDITORS) and place not in READERS:
            continue
        if not path.is_file():
            continue
        if path.suffix != ".py" and not is_template:
            continue
        calls = _template if is_template else _python
        for name, arguments in calls(path.read_text(), place):
            parts = dict(zip(CALLS[name], arguments, strict=False))
            told = Message(parts.get("context", ""), parts["id"], parts.get("plural", ""), place)
            known = found.get(told.key)
            if known is None or (told.plural and not known.plural):
                found[told.key] = told
    return found


def _python(source: str, place: str) -> Iterator[tuple[str, list[str]]]:
    tree = ast.parse(source)
    names = {name: name for name in CALLS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {a.asname or a.name: a.name for a in node.names if a.name in CALLS}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(node.func, ast.Name):
            name = names.get(node.func.id)
            if name is not None:
                given = node.args[: len(CALLS[name])]
                if not all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in given):
                    raise ValueError(f"{place}:{node.lineno}: the text is no literal")
                yield name, [a.value for a in given]  # type: ignore[attr-defined]


def _template(source: str, place: str) -> Iterator[tuple[str, list[str]]]:
    from django.utils.translation.template import templatize

    # What Django hands to xgettext: calls among a text that is crossed out.
    prepared = templatize(source, origin=place)
    for match in re.finditer(r"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\(", prepared):
        name = "gettext" if match[1] == "_" else match[1]
        for end in re.finditer(r"\)", prepared[match.end() :]):
            try:
                call = ast.parse(
                    f"f({prepared[match.end() : match.end() + end.end()]}", mode="eval"
                )
            except SyntaxError:
                continue
            assert isinstance(call.body, ast.Call)
            texts = [a.value for a in call.body.args if isinstance(a, ast.Constant)]
            yield name, [str(text) for text in texts]
            break


def po_file(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(app: Path, language: str) -> polib.POFile:
    return polib.pofile(str(po_file(app, language)), wrapwidth=98)


def entries(po: polib.POFile) -> dict[tuple[str, str], polib.POEntry]:
    return {(e.msgctxt or "", e.msgid): e for e in po if not e.obsolete}


def missing(app: Path, language: str) -> list[Message]:
    """The texts for readers that a language has no translation of, or only one in doubt."""
    known = entries(catalogue(app, language))
    return [
        message
        for key, message in messages(app).items()
        if key not in known or not known[key].translated()
    ]


def write(app: Path, language: str) -> None:
    """Bring a catalogue in line with the texts: what is new is left to be filled in."""
    po = catalogue(app, language)
    known, wanted = entries(po), messages(app)
    header = po.header
    fresh = polib.POFile(wrapwidth=98)
    fresh.header, fresh.metadata = header, po.metadata
    for key, message in wanted.items():
        entry = known.get(key) or polib.POEntry(msgid=message.id, msgctxt=message.context or None)
        entry.occurrences = [(message.place, "")]
        entry.flags = ["python-format"] if "%(" in message.id else []
        if message.plural:
            entry.msgid_plural, entry.msgstr = message.plural, ""
            entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
        fresh.append(entry)
    fresh.save(str(po_file(app, language)))
    fresh.save_as_mofile(str(po_file(app, language).with_suffix(".mo")))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="update the .po and .mo files")
    wanted = parser.parse_args()
    total = 0
    for app in APPS:
        for language in LANGUAGES:
            if wanted.write:
                write(app, language)
            for message in missing(app, language):
                total += 1
                print(f"{language}: {message.place}: {message.id!r}")
    print(f"{total} text(s) without a translation")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
