"""What a site sets, who may set it, and who set what when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Site

from policies.desk.versions.audit_trail import SETTINGS_FACTS, settings_trail
from policies.models import PolicySettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def manager(person: Any, browser_of: Any, settings: Any) -> Any:
    settings.SESSION_COOKIE_AGE = 10**9
    return browser_of(person("change_policysettings", name="mona"))


@pytest.fixture
def at(home: Any) -> str:
    site = Site.objects.get()
    return reverse("wagtailsettings:edit", args=["policies", "policysettings", site.pk])


@pytest.fixture
def put(manager: Any, at: str, form_of: Any) -> Any:
    """``put(notice_period="45", **{"de/close": "Verstanden"})``: change what is named."""

    def send(**told: str) -> Any:
        shown = manager.get(at)
        form = shown.context["form"]
        data = {f.html_name: f.value() for f in form if f.name != "notice_wording"}
        cells = form.fields["notice_wording"].widget.cells
        set_already = form.initial["notice_wording"] or {}
        for place, (language, phrase) in enumerate(cells):
            said = told.pop(f"{language}/{phrase}", None)
            already = set_already.get(language, {}).get(phrase, "")
            data[f"notice_wording_{place}"] = already if said is None else said
        # A browser sends nothing for a box that is not ticked.
        return manager.post(at, {k: v for k, v in {**data, **told}.items() if v is not False})

    return send


def rows(page: str) -> str:
    return page[page.index("desk-trail") :]


def test_the_trail_says_who_changed_the_notice_period_when_and_what_it_said_before(
    put: Any, manager: Any, at: str, clock: Any
) -> None:
    assert "Nothing has been changed" in manager.get(at).content.decode()
    clock.move_to(datetime(2026, 6, 9, 14, 30, tzinfo=UTC))
    assert put(notice_period="45").status_code == 302
    (event,) = settings_trail(PolicySettings.objects.get())
    assert (event.who, event.fact, event.before, event.after) == (
        "Mona Marsh",
        "notice period",
        "30",
        "45",
    )
    assert event.at == datetime(2026, 6, 9, 14, 30, tzinfo=UTC)
    shown = rows(manager.get(at).content.decode())
    for said in ("9 Jun 2026, 3:30 p.m.", "Mona Marsh", "Notice period", "30", "45"):
        assert said in shown


def test_the_newest_change_stands_first_and_each_phrase_by_itself(put: Any, manager: Any) -> None:
    put(**{"de/close": "Verstanden", "team_mail": "legal@example.org"})
    put(**{"de/close": "Gelesen", "fr/read": "Lire"})
    put(**{"de/close": ""})
    told = [(e.fact, e.before, e.after) for e in settings_trail(PolicySettings.objects.get())]
    assert told[0] == ("German: Button that closes the notice", "Gelesen", "(the default)")
    assert set(told[1:3]) == {
        ("German: Button that closes the notice", "Verstanden", "Gelesen"),
        ("French: Link to the text", "(the default)", "Lire"),
    }
    assert set(told[3:]) == {
        ("German: Button that closes the notice", "(the default)", "Verstanden"),
        ("mail to the legal team", "", "legal@example.org"),
    }


def test_mail_to_subscribers_is_switched_on_here_and_the_trail_says_by_whom(
    put: Any, settings: Any
) -> None:
    settings.DEFAULT_FROM_EMAIL = "webmaster@localhost"
    unanswerable = put(subscriptions_offered="on").content.decode()
    assert "Write from which address subscribers are mailed" in unanswerable
    assert not PolicySettings.objects.get().subscriptions_offered
    put(subscriptions_offered="on", mail_from="policies@example.org")
    put(mail_reply_to="legal@example.org")
    told = [
        (e.who, e.fact, e.before, e.after) for e in settings_trail(PolicySettings.objects.get())
    ]
    assert told == [
        ("Mona Marsh", "address for replies", "", "legal@example.org"),
        ("Mona Marsh", "offer changes by mail", "no", "yes"),
        ("Mona Marsh", "sender of mail to subscribers", "", "policies@example.org"),
    ]


def test_every_setting_has_a_field_and_a_place_in_the_trail(manager: Any, at: str) -> None:
    kept = {f.name for f in PolicySettings._meta.concrete_fields} - {"id", "site"}
    assert set(manager.get(at).context["form"].fields) == kept
    assert {*SETTINGS_FACTS, "notice_wording"} == kept


def test_the_preview_reads_as_the_notice_will(put: Any, manager: Any, at: str) -> None:
    put(**{"en-gb/forthcoming": "From {date}: a new {title}"})
    page = manager.get(at).content.decode()
    assert "From 1 Jan 2027: a new Privacy policy" in page
    assert "1. Januar 2027" in page


def test_every_wrong_phrase_is_named_with_its_language(put: Any) -> None:
    wrong = put(**{"de/forthcoming": "Bald.", "fr/close": "Fermer {title}"})
    assert wrong.status_code == 200
    page = wrong.content.decode()
    assert "German: Before the change takes effect: write {date}, {title} where" in page
    assert "French: Button that closes the notice: {title} stands for nothing here" in page
    assert not PolicySettings.objects.get().notice_wording


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"notice_period": "-1"}, "greater than or equal to 0"),
        ({"notice_period": "9999"}, "less than or equal to 365"),
        ({"review_interval": "0"}, "greater than or equal to 1"),
        ({"team_mail": "legal at example.org"}, "is not a mail address"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    put: Any, told: dict[str, str], sentence: str
) -> None:
    assert sentence in put(**told).content.decode()
    assert not settings_trail(PolicySettings.objects.get())


def test_nothing_stands_in_line_that_a_strict_policy_forbids(manager: Any, at: str) -> None:
    page = manager.get(at).content.decode()
    ours = page[page.index("<details") : page.rindex("</details>")]
    assert "data-desk-wording" in ours
    assert "style=" not in ours
    assert "<script" not in ours
