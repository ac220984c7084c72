"""What an editor may say in the notice, language by language."""

from __future__ import annotations

import pytest
from django.forms import modelform_factory
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from policies.models import PolicySettings
from policies.records.notice_words import PHRASES, words

pytestmark = pytest.mark.django_db


def form(**texts):
    made = modelform_factory(PolicySettings, fields=["notice_wording"])
    cells = made().fields["notice_wording"].widget.cells
    data = {f"notice_wording_{i}": "" for i in range(len(cells))}
    for name, text in texts.items():
        language, phrase = name.split("__")
        data[f"notice_wording_{cells.index((language.replace('_', '-'), phrase))}"] = text
    return made(data, instance=PolicySettings(site=Site.objects.first()))


def test_every_phrase_has_a_text_in_every_language_of_the_site(settings):
    seen = {}
    for language, _name in settings.LANGUAGES:
        texts = words(language)
        assert set(texts) == set(PHRASES)
        for name in ("forthcoming", "in force"):
            assert "{title}" in texts[name]
            assert "{date}" in texts[name]
        seen[language] = texts
    for language in ("de", "fr", "es"):
        for name in PHRASES:
            assert seen[language][name] != seen["en-gb"][name], (language, name)


def test_what_is_left_empty_keeps_its_default():
    texts = words("de", {"de": {"close": "Verstanden"}, "fr": {"close": "Compris"}})
    assert (texts["close"], texts["read"]) == ("Verstanden", "Vollständig lesen")
    with translation.override("fr"):
        assert words("de")["read"] == "Vollständig lesen"


def test_the_form_reads_every_language_and_keeps_only_what_was_written(home):
    filled = form(de__close="Verstanden", en_gb__forthcoming="From {date}: {title}")
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["notice_wording"] == {
        "de": {"close": "Verstanden"},
        "en-gb": {"forthcoming": "From {date}: {title}"},
    }
    assert form().is_valid()
    assert form().save(commit=False).notice_wording == {}


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"de__forthcoming": "Bald ändert sich {title}."}, "write {date} where"),
        ({"en_gb__close": "Close {title}"}, "{title} stands for nothing here"),
        ({"en_gb__close": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_phrase_that_would_read_wrongly_is_refused(home, texts, sentence):
    filled = form(**texts)
    assert not filled.is_valid()
    assert sentence in str(filled.errors)


def test_an_editor_sets_it_in_the_cms(home, admin_client):
    site = Site.objects.get()
    address = reverse("wagtailsettings:edit", args=["policies", "policysettings", site.pk])
    page = admin_client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    assert 'placeholder="Schließen"' in html
    data = {f.html_name: f.value() for f in page.context["form"] if f.name != "notice_wording"}
    cells = page.context["form"].fields["notice_wording"].widget.cells
    for index, cell in enumerate(cells):
        data[f"notice_wording_{index}"] = "Got it" if cell == ("en-gb", "close") else ""
    assert admin_client.post(address, data).status_code == 302
    assert PolicySettings.for_site(site).notice_wording == {"en-gb": {"close": "Got it"}}
    assert PolicySettings.history.filter(site=site.pk).latest().history_user_name == "admin"
