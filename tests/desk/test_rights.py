"""Every right against every address of the desk, anonymous included."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from policies.models import (
    ChangeNotice,
    ImportText,
    PolicyPage,
    PolicyReview,
    PolicySettings,
    PolicyVersion,
)
from policies.permissions import GRANTABLE
from tests.confirming import press
from tests.desk.conftest import NEW, NEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PEOPLE: dict[str, tuple[str, ...] | None] = {
    "anonymous": None,
    "nobody": (),
    "auditor of other pages": ("view_policyversion",),
    "plugin rights without pages": (
        "correct_policyversion",
        "withdraw_policyversion",
        "redact_policyversion",
        "close_changenotice",
        "add_policyreview",
        "shorten_notice_period",
        "import_policyversion",
    ),
    "editor": ("change",),
    "publisher": ("publish",),
    "editor with view": ("change", "view_policyversion"),
    "corrector": ("change", "correct_policyversion"),
    "withdrawer": ("change", "withdraw_policyversion"),
    "redactor": ("change", "redact_policyversion"),
    "announcer": ("change", "close_changenotice"),
    "reviewer": ("change", "add_policyreview"),
    "importer": ("publish", "import_policyversion"),
    "editor with import": ("change", "import_policyversion"),
    "evidence taker": ("change", "export_policyversion"),
    "approver": ("change", "publish"),
    "hurried approver": ("change", "publish", "shorten_notice_period"),
    "manager of settings": ("change_policysettings",),
}
READERS = {
    "editor",
    "publisher",
    "editor with view",
    "corrector",
    "withdrawer",
    "redactor",
    "announcer",
    "reviewer",
    "importer",
    "editor with import",
    "evidence taker",
    "approver",
    "hurried approver",
}
WRITERS = READERS - {"publisher", "importer"}
PUBLISHERS = {"approver", "hurried approver"}
REPORTERS = {"auditor of other pages", "editor with view"}

VIEWS: dict[str, tuple[tuple[Any, ...], set[str]]] = {
    "versions": ((), READERS),
    "version": ((2,), READERS),
    "choose": ((), READERS),
    "compare": ((1, 2), READERS),
    "draft": ((), READERS),
    "draft_from": ((1,), READERS),
    "start": ((2,), WRITERS),
    "correct": ((2,), {"corrector"}),
    "withdraw": ((2,), {"withdrawer"}),
    "close_notice": ((2,), {"announcer"}),
    "extend_notice": ((2,), {"announcer"}),
    "review": ((), {"reviewer"}),
    "import": ((), {"importer"}),
    "evidence": ((), {"evidence taker"}),
    "guide": ((), READERS | REPORTERS),
}
OF_NO_POLICY = {"guide"}
REPORTS = ["versions", "notices", "corrections", "reviews", "approvals"]
SENT = {
    "start": {},
    "correct": {
        "effective_date": "2026-09-01",
        "initial-effective_date": "2026-07-01",
        "summary": "We keep it longer.",
        "initial-summary": "We keep it longer.",
        "reason": "Later.",
        "confirm": "on",
    },
    "withdraw": {"reason": "A mistake.", "confirm": "on"},
    "close_notice": {"reason": "Told.", "confirm": "on"},
    "extend_notice": {"reason": "Told too few.", "last_day": "2026-12-24"},
    "review": {"note": "Read in full."},
}


@pytest.fixture
def announced(policy: Any, publish: Any) -> Any:
    """A policy whose second version is forthcoming and announced, with a draft on top."""
    publish(policy, NEW, kind="material", summary="We keep it longer.")
    page = PolicyPage.objects.get(pk=policy.pk)
    page.body = NEWER
    page.save_revision()
    return page


def client_of(name: str, person: Any) -> Client:
    client = Client()
    rights = PEOPLE[name]
    if rights is not None:
        client.force_login(person(*rights))
    return client


def state() -> tuple[Any, ...]:
    """Everything that an operation could change."""
    return (
        list(PolicyVersion.objects.values_list("number", "effective_date", "withdrawn_at")),
        list(ChangeNotice.objects.values_list("closes_at", "closed_at")),
        PolicyReview.objects.count(),
        PolicyPage.objects.get().latest_revision_id,
    )


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_which_page(who: str, person: Any, announced: Any) -> None:
    client = client_of(who, person)
    seen, wanted = set(), set()
    for name, (args, allowed) in VIEWS.items():
        query = {"old": 1, "new": 2} if name == "choose" else {}
        about = [] if name in OF_NO_POLICY else [announced.pk]
        response = client.get(reverse(f"policies_desk:{name}", args=[*about, *args]), query)
        chosen = response.headers.get("Location", "").endswith("/compare/1/2/")
        shown = response.status_code == 200 or (chosen and who != "anonymous")
        seen |= {name} if shown else set()
        wanted |= {name} if who in allowed else set()
        if not shown:
            assert response.status_code == 302
            assert "/login/" in response.url if who == "anonymous" else response.url == "/admin/"
    assert seen == wanted


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("operation", SENT)
def test_who_may_do_what(who: str, operation: str, person: Any, announced: Any) -> None:
    client = client_of(who, person)
    args, allowed = VIEWS[operation]
    before = state()
    client.post(reverse(f"policies_desk:{operation}", args=[announced.pk, *args]), SENT[operation])
    assert (state() != before) == (who in allowed)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_redact(who: str, person: Any, policy: Any, publish: Any) -> None:
    publish(policy, NEW)
    client = client_of(who, person)
    url = reverse("policies_desk:redact", args=[policy.pk, 1])
    assert (client.get(url).status_code == 200) == (who == "redactor")
    client.post(url, {"ground": "personal data", "reason": "A name.", "confirm": "on"})
    assert (PolicyVersion.objects.get(number=1).source == "") == (who == "redactor")
    if who in READERS:
        page = client.get(reverse("policies_desk:version", args=[policy.pk, 2])).content.decode()
        link = reverse("policies_desk:redact", args=[policy.pk, 2])
        assert (f'href="{link}"' in page) == (who == "redactor")


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_the_reports(who: str, person: Any, announced: Any) -> None:
    client = client_of(who, person)
    for report in REPORTS:
        for suffix in ("", "_results"):
            url = reverse(f"policies_desk:report_{report}{suffix}")
            response = client.get(url)
            assert (response.status_code == 200) == (who in REPORTERS), report
            if who == "auditor of other pages":
                assert "Privacy policy" not in response.content.decode()
    menu = client.get("/admin/", follow=True).content.decode()
    assert ("/admin/policies/reports/versions/" in menu) == (who in REPORTERS)


@pytest.mark.parametrize("who", PEOPLE)
def test_who_imports_and_who_takes_evidence(who: str, person: Any, announced: Any) -> None:
    client = client_of(who, person)
    old = SimpleUploadedFile("2026-06-01.md", b"An old text.")
    client.post(reverse("policies_desk:import", args=[announced.pk]), {"files": old})
    assert ImportText.objects.exists() == (who == "importer")
    packs = [
        client.post(reverse("policies_desk:evidence", args=[announced.pk])),
        client.post(reverse("policies_desk:evidence_of_all"), {"policies": announced.pk}),
    ]
    for pack in packs:
        assert pack.streaming == (who == "evidence taker")
    versions = client.get(reverse("policies_desk:versions", args=[announced.pk])).content.decode()
    for name, allowed in (("import", "importer"), ("evidence", "evidence taker")):
        link = reverse(f"policies_desk:{name}", args=[announced.pk])
        assert (f'href="{link}"' in versions) == (who == allowed)


def test_the_rights_can_be_given_in_the_admin(admin_client: Any) -> None:
    form = admin_client.get("/admin/groups/new/").content.decode()
    # Wagtail cuts the name of the model off the end: "withdraw a version".
    for words in ("import versions that", "take evidence packs", "withdraw a"):
        assert words in form


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_have_a_paste_converted(who: str, person: Any, announced: Any) -> None:
    response = client_of(who, person).post(
        reverse("policies_desk:paste"), {"html": SimpleUploadedFile("p.html", b"<p>Hi</p>")}
    )
    assert (response.status_code == 200) == (who in READERS)


@pytest.mark.parametrize("who", PEOPLE)
def test_operations_are_offered_to_those_who_may_ask_for_them(
    who: str, person: Any, announced: Any
) -> None:
    if who not in READERS:
        return
    client = client_of(who, person)
    html = client.get(reverse("policies_desk:version", args=[announced.pk, 2])).content.decode()
    for name, (args, allowed) in VIEWS.items():
        if name in SENT and name != "review":
            link = reverse(f"policies_desk:{name}", args=[announced.pk, *args])
            assert (f'href="{link}"' in html) == (who in allowed), name


ANSWERS = {
    "body": f"{NEWER}\nAnd more.\n",
    "change_kind": "material",
    "change_summary": "We keep more.",
    "effective_date": "2026-09-01",
    "meanwhile": "afterwards",
}
IN_WAGTAIL: dict[str, tuple[dict[str, str], set[str]]] = {
    "draft": ({}, WRITERS),
    "publish": ({"action-publish": "1"}, PUBLISHERS),
    "publish with short notice": (
        {
            "action-publish": "1",
            "meanwhile": "instead",
            "effective_date": "2026-06-10",
            "short_notice_reason": "The law asks for it.",
        },
        {"hurried approver"},
    ),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("deed", IN_WAGTAIL)
def test_who_may_draft_and_publish(
    who: str, deed: str, person: Any, announced: Any, desk: Client, form_of: Any
) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[announced.pk])
    extra, allowed = IN_WAGTAIL[deed]
    data = {**form_of(desk, url).dict(), **ANSWERS, **extra}
    before = state()
    press(client_of(who, person), url, data)
    after = state()
    if deed == "draft":
        assert (after[3] != before[3]) == (who in allowed)
    else:
        assert (len(after[0]) == len(before[0]) + 1) == (who in allowed)
    assert deed != "draft" or after[:3] == before[:3]


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_unpublish(who: str, person: Any, announced: Any) -> None:
    url = reverse("wagtailadmin_pages:unpublish", args=[announced.pk])
    client = client_of(who, person)
    allowed = who in PUBLISHERS | {"publisher", "importer"}
    assert ("and so do its versions" in client.get(url, follow=True).content.decode()) == allowed
    client.post(url)
    assert PolicyPage.objects.get().live != allowed


@pytest.mark.parametrize("who", PEOPLE)
def test_who_manages_the_settings_and_reads_their_trail(
    who: str, person: Any, announced: Any
) -> None:
    client = client_of(who, person)
    site = Site.objects.get()
    url = reverse("wagtailsettings:edit", args=["policies", "policysettings", site.pk])
    allowed = who == "manager of settings"
    shown = client.get(url)
    assert (shown.status_code == 200) == allowed
    assert ("Audit trail" in shown.content.decode()) == allowed
    client.post(url, {"notice_period": "5", "notice_stays": "14", "review_interval": "12"})
    assert (PolicySettings.for_site(site).notice_period == 5) == allowed
    menu = client.get("/admin/", follow=True).content.decode()
    assert ("/admin/settings/policies/policysettings/" in menu) == allowed


ELSEWHERE = [
    "wagtailimages:index",
    "wagtaildocs:index",
    "wagtailusers_users:index",
    "wagtailusers_groups:index",
    "wagtailadmin_workflows:index",
    "wagtailsites:index",
    "wagtailadmin_collections:index",
    "wagtailredirects:index",
]


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_sees_more_of_the_cms_than_their_group_allows(
    who: str, person: Any, announced: Any
) -> None:
    client = client_of(who, person)
    for name in ELSEWHERE:
        response = client.get(reverse(name))
        assert response.status_code == 302, name
        assert response.url.startswith("/admin/"), name


def test_an_administrator_can_grant_each_of_them(admin_client: Client, home: Any) -> None:
    group = Group.objects.create(name="Legal")
    url = reverse("wagtailusers_groups:edit", args=[group.pk])
    form = admin_client.get(url).context["form"]
    offered = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in form.fields["permissions"].queryset.select_related("content_type")
    }
    assert {*GRANTABLE, "policies.change_policysettings"} <= offered


def test_a_person_of_one_folder_sees_nothing_of_another(
    person: Any, browser_of: Any, make_policy: Any, home: Any
) -> None:
    from policies.models import PolicyIndexPage

    ours = home.add_child(instance=PolicyIndexPage(title="Ours", slug="ours"))
    theirs = home.add_child(instance=PolicyIndexPage(title="Theirs", slug="theirs"))
    mine = make_policy(title="Our terms", slug="terms", parent=ours)
    other = make_policy(title="Their terms", slug="terms", parent=theirs)
    client = browser_of(person("change", "view_policyversion", at=ours))
    assert client.get(reverse("policies_desk:versions", args=[mine.pk])).status_code == 200
    assert client.get(reverse("policies_desk:versions", args=[other.pk])).status_code == 302
    for url in ("/admin/", reverse("policies_desk:report_versions")):
        assert "Their terms" not in client.get(url).content.decode()
    assert "Our terms" in client.get(url).content.decode()


def test_an_unknown_policy_version_or_page_is_not_found(desk: Any, policy: Any, home: Any) -> None:
    for name, args in [
        ("versions", [home.pk]),
        ("versions", [9999]),
        ("version", [policy.pk, 7]),
        ("compare", [policy.pk, 1, 1]),
        ("correct", [policy.pk, 7]),
        ("draft_from", [policy.pk, 7]),
    ]:
        assert desk.get(reverse(f"policies_desk:{name}", args=args)).status_code == 404
