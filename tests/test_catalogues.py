"""Every text that readers see is there in every language, and says the same there."""

from __future__ import annotations

import re
import string
from collections import Counter

import polib
import pytest

from tests.catalogues import (
    APPS,
    LANGUAGES,
    _python,
    _template,
    catalogue,
    entries,
    messages,
    po_file,
)
from tests.catalogues import missing as missing_in

EACH = [
    pytest.param(app, language, id=f"{app.name}-{language}")
    for app in APPS
    for language in LANGUAGES
]
PERCENT = re.compile(r"%\(\w+\)s|%(?!\()\S?")
TAG = re.compile(r"<[^>]+>")
LITERAL = re.compile(r"\b(?:SHA-?\d+|sha256sum|bagit\S*|document\.\w+|[\w/.-]+\.json|GMT|JSON)\b")


def placeholders(text: str) -> Counter[str]:
    braced = [f"{{{name}}}" for _text, name, *_ in string.Formatter().parse(text) if name]
    return Counter(PERCENT.findall(text) + braced + TAG.findall(text))


def sides(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Each translation with the text that it translates."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    one, many = entry.msgstr_plural[0], entry.msgstr_plural[1]
    return [(entry.msgid, one), (entry.msgid_plural, many)]


@pytest.mark.parametrize(("app", "language"), EACH)
def test_nothing_that_readers_see_is_without_a_translation(app, language):
    lacking = [f"{message.place}: {message.id}" for message in missing_in(app, language)]
    assert not lacking, "run: uv run python -m tests.catalogues --write"


@pytest.mark.parametrize(("app", "language"), EACH)
def test_nothing_is_translated_that_no_text_has(app, language):
    assert entries(catalogue(app, language)).keys() == messages(app).keys()


@pytest.mark.parametrize(("app", "language"), EACH)
def test_placeholders_and_tags_agree(app, language):
    for entry in catalogue(app, language):
        for text, said in sides(entry):
            wanted, found = placeholders(text), placeholders(said)
            if entry.msgid_plural and text == entry.msgid:
                # One is one: its number may be written as a word, or not at all.
                found.pop("%(count)s", None)
                wanted.pop("%(count)s", None)
            assert found == wanted, (text, said)
            assert Counter(LITERAL.findall(said)) == Counter(LITERAL.findall(text)), (text, said)
            assert said[:1].isspace() == text[:1].isspace()
            assert said[-1:].isspace() == text[-1:].isspace()


@pytest.mark.parametrize(("app", "language"), EACH)
def test_plurals_are_complete(app, language):
    po = catalogue(app, language)
    forms = int(re.search(r"nplurals=(\d+)", po.metadata["Plural-Forms"])[1])
    plural = {key: m.plural for key, m in messages(app).items() if m.plural}
    assert {k: e.msgid_plural for k, e in entries(po).items() if e.msgid_plural} == plural
    for entry in po:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(forms))
            assert all(entry.msgstr_plural.values())


@pytest.mark.parametrize(("app", "language"), EACH)
def test_what_is_served_is_what_was_written(app, language):
    def told(file):
        return {
            (e.msgctxt or "", e.msgid): e.msgstr_plural or e.msgstr for e in file if not e.obsolete
        }

    path = po_file(app, language)
    made = polib.mofile(str(path.with_suffix(".mo")))
    assert told(made) == told(catalogue(app, language))
    assert made.metadata["Plural-Forms"] == catalogue(app, language).metadata["Plural-Forms"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_translated_by_the_words_of_the_glossary(language):
    """Each term stands in the header with its word, and texts that are the term bear that word."""
    po = catalogue(APPS[0], language)
    listed = dict(re.findall(r"([a-z ]+): ([^;(\n]+)", po.header.replace("\n", " ")))
    glossary = {term.strip(): word.strip() for term, word in listed.items()}
    known = {e.msgid.lower(): e.msgstr.lower() for e in po}
    terms = {"policy", "version", "in force", "forthcoming", "superseded", "withdrawn"} | {
        "effective date",
        "change kind",
        "change summary",
        "correction",
        "notice",
        "record",
        "digest",
        "last updated",
        "initial",
        "editorial",
        "material",
        "revision",
        "redacted",
        "subscription",
    }
    assert terms <= glossary.keys()
    assert {term: known[term] for term in terms} == {t: glossary[t].lower() for t in terms}


def test_what_the_reader_of_source_finds():
    source = (
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy as p\n"
        'a = _("One (or \\"two\\")") + ngettext("%(n)s day", "%(n)s days", 3)\n'
        'b = p("door", "Close")\n'
        "c = other('Not a text')\n"
    )
    assert list(_python(source, "x")) == [
        ("gettext", ['One (or "two")']),
        ("ngettext", ["%(n)s day", "%(n)s days"]),
        ("pgettext_lazy", ["door", "Close"]),
    ]
    with pytest.raises(ValueError, match="no literal"):
        list(_python("from django.utils.translation import gettext\ngettext(name)\n", "x"))


def test_what_the_reader_of_templates_finds():
    source = (
        '{% load i18n %}{% translate \'It (is) 5%\' %}{% translate "Close" context "door" %}'
        "{% blocktranslate trimmed count n=days %}\n One {{ n }}\n{% plural %}\n {{ n }} days\n"
        "{% endblocktranslate %}<p title=\"{% translate 'Said' %}\">Not (a text)</p>"
    )
    assert list(_template(source, "x")) == [
        ("gettext", ["It (is) 5%%"]),
        ("pgettext", ["door", "Close"]),
        ("ngettext", ["One %(n)s", "%(n)s days"]),
        ("gettext", ["Said"]),
    ]
