"""Old texts through the admin: read, mended, previewed, recorded whole or not at all."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from policies.desk.imports import uploads
from policies.exchange.importing import staging
from policies.exchange.importing.recording import record
from policies.models import ChangeNotice, ImportBatch, ImportText, PolicyPage, PolicyVersion
from policies.records.staging import KEPT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LONDON = ZoneInfo("Europe/London")


def text(days: int, first: str = "") -> bytes:
    return f"{first}# Data we keep\n\nWe keep your name for {days} days.\n".encode()


@pytest.fixture
def importer(person: Any) -> Any:
    return person("change", "publish", "import_policyversion", name="ian")


@pytest.fixture
def dock(importer: Any, browser_of: Any, settings: Any) -> Client:
    settings.SESSION_COOKIE_AGE = 10**9
    return browser_of(importer)


@pytest.fixture
def empty(home: Any) -> PolicyPage:
    """A policy that an editor has just made: a draft without a text."""
    page = PolicyPage(title="Privacy policy", slug="privacy", live=False)
    home.add_child(instance=page)
    page.save_revision()
    return PolicyPage.objects.get(pk=page.pk)


def upload(client: Client, policy: Any, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("policies_desk:import", args=[policy.pk]), {"files": sent})


def mended(batch: ImportBatch, **changes: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send of the texts, with changes by the name of a file."""
    found: dict[str, Any] = {}
    texts = list(batch.texts.filter(refusal=""))
    for n, one in enumerate(texts):
        facts = {
            "id": one.pk,
            "title": one.title,
            "published_on": one.published_on or "",
            "effective_date": one.effective_date or "",
            "kind": one.kind,
            **changes.get(one.name.partition(".")[0].replace("-", "_"), {}),
        }
        found |= {f"form-{n}-{name}": value for name, value in facts.items()}
    return {"form-TOTAL_FORMS": len(texts), "form-INITIAL_FORMS": len(texts), **found}


def page_of(name: str, policy: Any, *args: Any) -> str:
    return reverse(f"policies_desk:{name}", args=[policy.pk, *args])


def said(response: Any) -> str:
    """The words of a page, with single spaces."""
    from lxml import html

    return " ".join(html.fromstring(response.content.decode()).text_content().split())


def confirm(client: Client, policy: Any, batch: ImportBatch) -> Any:
    return client.post(page_of("import_record", policy, batch.pk), {"confirm": "on"})


class TestTheWholeWay:
    def test_from_three_files_to_three_versions(self, dock, empty, client) -> None:
        first = dock.get(page_of("versions", empty))
        assert page_of("import", empty) in first.content.decode()
        response = upload(
            dock,
            empty,
            ("2019-05-01.md", text(60)),
            ("2016-05-01.md", text(30, "Effective date: **June 1, 2016**\n\n")),
            ("notes.txt", b"Data we keep\n\nWe keep your name for 90 days.\n"),
        )
        batch = ImportBatch.objects.get()
        assert response.url == page_of("import_texts", empty, batch.pk)
        seen = said(dock.get(response.url))
        assert "2 texts become versions. 1 cannot be recorded as it stands." in seen
        assert "From: file name: “2016-05-01”" in seen
        assert "From: line 1: “Effective date: June 1, 2016”" in seen
        assert "Say when it was published." in seen
        assert "By its wording: Material" in seen
        assert not PolicyVersion.objects.exists()

        # Without a date nobody gets any further.
        send = mended(batch) | {"do": "record"}
        assert "Say when it was published, or leave the file out." in said(
            dock.post(response.url, send)
        )
        send = mended(
            batch,
            notes={"published_on": "2021-02-03", "effective_date": "2021-03-01", "title": "Data"},
            **{"2019_05_01": {"kind": "editorial"}},
        )
        on = dock.post(response.url, send | {"do": "record"})
        assert on.url == page_of("import_record", empty, batch.pk)
        told = said(dock.get(on.url))
        assert "3 texts become versions 1 to 3, published from" in told
        assert "Then version 3 is in force." in told
        assert "No notice opens." in told
        assert not PolicyVersion.objects.exists()

        done = confirm(dock, empty, batch)
        assert done.url == page_of("versions", empty)
        found = list(PolicyVersion.objects.order_by("number"))
        assert [(v.number, v.kind, v.title, v.effective_date) for v in found] == [
            (1, "initial", "Data we keep", date(2016, 6, 1)),
            (2, "editorial", "Data we keep", date(2019, 5, 1)),
            (3, "material", "Data", date(2021, 3, 1)),
        ]
        assert found[0].published_at == datetime(2016, 5, 1, tzinfo=LONDON)
        assert found[1].source_digest == hashlib.sha256(text(60)).hexdigest()
        assert {(v.imported, v.publisher_name) for v in found} == {(True, "Ian Marsh")}
        assert [v.source_name for v in found] == ["2016-05-01.md", "2019-05-01.md", "notes.txt"]
        assert not ChangeNotice.objects.exists()
        assert not ImportText.objects.exists()
        assert "3 versions are recorded as imported." in said(dock.get(done.url))
        assert "90 days" in client.get("/privacy/").content.decode()
        assert "mported" in client.get("/privacy/versions/1/").content.decode()
        call_command("verify_policies")

        # The button pressed twice, and the way back in the browser.
        again = confirm(dock, empty, batch)
        assert again.url == page_of("versions", empty)
        assert dock.get(response.url).url == page_of("versions", empty)
        assert PolicyVersion.objects.count() == 3

    def test_a_second_import_of_the_same_files_adds_nothing(self, dock, empty) -> None:
        files = [("2016-05-01 a.md", text(1)), ("2016-05-01 b.md", text(2))]
        for run in range(2):
            upload(dock, empty, *files)
            batch = ImportBatch.objects.latest("pk")
            if run:
                seen = said(dock.get(page_of("import_texts", empty, batch.pk)))
                assert "0 texts become versions." in seen
                assert seen.count("Adds no version") == 2
                answer = dock.post(
                    page_of("import_texts", empty, batch.pk), mended(batch) | {"do": "record"}
                )
                assert answer.url == page_of("import_texts", empty, batch.pk)
                assert "No text here adds a version." in said(dock.get(answer.url))
            confirm(dock, empty, batch)
            assert PolicyVersion.objects.count() == 2

    def test_files_of_one_day_one_after_the_other_are_repeatable(self, dock, empty) -> None:
        a, b = ("2016-05-01 a.md", text(1)), ("2016-05-01 b.md", text(2))
        for files in ([a], [b], [a, b], [a], [b]):
            upload(dock, empty, *files)
            confirm(dock, empty, ImportBatch.objects.latest("pk"))
            assert PolicyVersion.objects.count() == 2 or files == [a]
        assert [v.source.encode() for v in PolicyVersion.objects.order_by("number")] == [
            text(1),
            text(2),
        ]

    def test_files_that_came_in_by_the_command_are_known(self, dock, empty, tmp_path) -> None:
        files = [("2016-05-01.md", b"No heading.\n"), ("2017-05-01.md", text(1))]
        for name, data in files:
            (tmp_path / name).write_bytes(data)
        call_command("import_policy", str(tmp_path), policy="privacy")
        # The page has the title of the second text by now, which the first never had.
        assert PolicyPage.objects.get().title == "Data we keep"
        upload(dock, empty, *files, ("2018-05-01.md", text(2)))
        batch = ImportBatch.objects.get()
        seen = said(dock.get(page_of("import_texts", empty, batch.pk)))
        assert seen.count("Adds no version") == 2
        confirm(dock, empty, batch)
        assert [(v.number, v.title) for v in PolicyVersion.objects.order_by("number")] == [
            (1, "Privacy policy"),
            (2, "Data we keep"),
            (3, "Data we keep"),
        ]

    def test_says_what_the_command_says(self, dock, empty, make_policy, tmp_path) -> None:
        files = [(f"201{n}-05-01.md", text(n % 4)) for n in range(8)]
        for name, data in files:
            (tmp_path / name).write_bytes(data)
        call_command("import_policy", str(tmp_path), policy="other", title="Data we keep")
        upload(dock, empty, *files)
        confirm(dock, empty, ImportBatch.objects.get())
        ours, theirs = (
            list(
                PolicyVersion.objects.filter(policy__slug=slug)
                .order_by("number")
                .values_list("number", "source", "html", "kind", "published_at", "effective_date")
            )
            for slug in ("privacy", "other")
        )
        assert ours == theirs

    def test_after_what_stands_and_nowhere_else(self, dock, policy, clock, publish) -> None:
        # Version 1 was published here on 1 June 2026.
        clock.move_to(datetime(2026, 9, 1, 12, tzinfo=LONDON))
        upload(dock, policy, ("2026-05-01.md", text(10)), ("2026-07-01.md", text(20)))
        batch = ImportBatch.objects.get()
        here = page_of("import_texts", policy, batch.pk)
        assert "before version 1, which is recorded already" in said(dock.get(here))
        answer = confirm(dock, policy, batch)
        assert "before version 1, which is recorded already" in said(answer)
        assert PolicyVersion.objects.count() == 1, "all or none"
        assert dock.post(here, mended(batch) | {"do": "record"}).url == here
        assert "1 text cannot be recorded as it stands" in said(dock.get(here))
        dock.post(here, mended(batch, **{"2026_05_01": {"left_out": "on"}}))
        assert "Left out." in said(dock.get(here))
        confirm(dock, policy, batch)
        two = PolicyVersion.objects.get(number=2)
        assert (two.imported, two.kind) == (True, "material")
        assert PolicyPage.objects.get().body == two.source
        # And what is published here afterwards follows it.
        assert publish(policy, "Published here.").number == 3


class TestWhatWasUnderstood:
    def test_contradictions_are_told_and_left_to_the_editor(self, dock, empty) -> None:
        data = text(1, "Effective 1 May 2020\n\nEffective date: 2 June 2020\n\n")
        upload(dock, empty, ("2020-04-01.md", data))
        batch = ImportBatch.objects.get()
        here = page_of("import_texts", empty, batch.pk)
        seen = said(dock.get(here))
        assert "Two effective dates: “Effective 1 May 2020” (line 1)" in seen
        assert "The file names several effective dates: say which holds." in seen
        assert "say when it took effect" in said(confirm(dock, empty, batch))
        assert not PolicyVersion.objects.exists()
        refused = said(dock.post(here, mended(batch)))
        assert "Say from which day it applied, or leave the file out." in refused
        dock.post(here, mended(batch, **{"2020_04_01": {"effective_date": "2020-06-02"}}))
        confirm(dock, empty, batch)
        assert PolicyVersion.objects.get().effective_date == date(2020, 6, 2)

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [
            ("2026-06-02", "That day is still to come"),
            ("0016-05-01", "That year must be a slip of the pen"),
            ("1 of May", "“1 of May” is no day that can be read."),
        ],
    )
    def test_a_day_that_cannot_be(self, dock, empty, day, sentence) -> None:
        upload(dock, empty, ("2020-04-01.md", text(1)))
        batch = ImportBatch.objects.get()
        send = mended(batch, **{"2020_04_01": {"published_on": day}})
        assert sentence in said(dock.post(page_of("import_texts", empty, batch.pk), send))
        assert str(batch.texts.get().published_on) == "2020-04-01"

    def test_texts_are_previewed_as_they_will_be(self, dock, empty) -> None:
        upload(
            dock,
            empty,
            ("2020-04-01.md", text(30)),
            ("2021-04-01.md", text(90) + b"\n<script>alert(1)</script>\n"),
            ("undated.md", text(7)),
        )
        batch = ImportBatch.objects.get()
        one, two, three = batch.texts.all()
        first = dock.get(page_of("import_text", empty, batch.pk, one.pk)).content.decode()
        assert "As version 1 will show it" in first
        assert "What it changes" not in first
        second = dock.get(page_of("import_text", empty, batch.pk, two.pk), {"view": "side-by-side"})
        assert "What it changes from version 1" in said(second)
        assert "<del" in second.content.decode()
        assert "<script>alert" not in second.content.decode()
        assert "policies-sides" in second.content.decode()
        assert "adds no version as it stands" in said(
            dock.get(page_of("import_text", empty, batch.pk, three.pk))
        )
        confirm_html = ImportText.objects.get(pk=two.pk).html
        dock.post(
            page_of("import_texts", empty, batch.pk), mended(batch, undated={"left_out": "on"})
        )
        confirm(dock, empty, batch)
        assert PolicyVersion.objects.get(number=2).html == confirm_html

    def test_a_date_mended_between_renders_again_what_follows(self, dock, empty) -> None:
        upload(dock, empty, ("2020-04-01.md", text(1)), ("2021-04-01.md", text(2)))
        batch = ImportBatch.objects.get()
        here = page_of("import_texts", empty, batch.pk)
        dock.get(here)
        before = {t.name: (t.follows, t.judged) for t in batch.texts.all()}
        dock.post(here, mended(batch, **{"2021_04_01": {"published_on": "2019-04-01"}}))
        dock.get(here)
        after = {t.name: (t.follows, t.judged) for t in batch.texts.all()}
        assert before["2020-04-01.md"] == ("", "initial")
        assert after["2021-04-01.md"] == ("", "initial")
        assert after["2020-04-01.md"][1] == "material"


def bomb() -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        for _n in range(120):
            member.write(b" " * 1_000_000)
    return made.getvalue()


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("2020-01-01.md", b"", "“2020-01-01.md” is empty. Choose the file"),
            ("2020-01-01.md", b"%PDF-1.7 x", "“2020-01-01.md” is a PDF file, not text."),
            ("2020-01-01.docx", b"x", "is no Word file. Open it in a word processor"),
            ("2020-01-01.exe", b"MZ", "does not end in .md, .txt, .html or .docx."),
            ("2020-01-01.docx", bomb(), "would unpack to more than 100 MB"),
            ("2020-01-01.md", b"x" * 50_000_000, "is too large: a policy's file may have 20 MB"),
            ("2020-01-01.md", b"x" * 2_000_001, "a policy may have 2,000,000 at most"),
        ],
    )
    def test_each_ends_in_a_sentence(self, dock, empty, name, data, sentence) -> None:
        response = upload(dock, empty, (name, data), ("2021-01-01.md", text(1)))
        seen = said(dock.get(response.url))
        assert sentence in seen
        assert "1 file could not be taken" in seen
        assert "1 text becomes a version." in seen
        confirm(dock, empty, ImportBatch.objects.get())
        assert PolicyVersion.objects.get().source_name == "2021-01-01.md"

    def test_old_encodings_come_in_with_a_warning(self, dock, empty) -> None:
        response = upload(dock, empty, ("2020-01-01.txt", "Café – “30 days”".encode("cp1252")))
        assert "Read as Windows-1252" in said(dock.get(response.url))
        assert "Café – “30 days”" in ImportText.objects.get().source

    def test_a_long_text_comes_in(self, dock, empty) -> None:
        long = b"# T\n\n" + b"".join(b"Paragraph %d keeps data.\n\n" % n for n in range(8000))
        assert len(long) > 200_000
        upload(dock, empty, ("2020-01-01.md", long))
        confirm(dock, empty, ImportBatch.objects.get())
        assert len(PolicyVersion.objects.get().source) > 200_000

    def test_sixty_files(self, dock, empty) -> None:
        files = [
            (f"{date(2015, 1, 1) + timedelta(days=30 * n)}.md", text(n + 1)) for n in range(60)
        ]
        response = upload(dock, empty, *files)
        assert "60 texts become versions." in said(dock.get(response.url))
        confirm(dock, empty, ImportBatch.objects.get())
        assert PolicyVersion.objects.count() == 60

    def test_more_than_django_takes_at_once(self, dock, empty) -> None:
        answer = upload(dock, empty, *[(f"{n}.md", b"x") for n in range(101)])
        assert answer.status_code == 302
        assert "choose a hundred at most" in said(dock.get(answer.url))
        assert not ImportBatch.objects.exists()

    def test_more_than_one_import_takes(self, dock, empty, monkeypatch) -> None:
        monkeypatch.setattr(staging, "MAX_TEXTS", 2)
        response = upload(dock, empty, *[(f"202{n}-01-01.md", text(n)) for n in range(3)])
        assert "This import is full: it takes 2 files" in said(dock.get(response.url))

    def test_what_was_refused_for_want_of_room_or_time_may_come_again(
        self, dock, empty, monkeypatch
    ) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(staging, "MAX_TEXTS", 0)
            upload(dock, empty, ("2020-01-01.md", text(1)))
        batch = ImportBatch.objects.get()
        here = page_of("import_texts", empty, batch.pk)
        for seconds in (-1.0, 20.0):
            monkeypatch.setattr(uploads, "SECONDS", seconds)
            sent = [SimpleUploadedFile(f"202{n}-01-01.md", text(n)) for n in range(2)]
            dock.post(here, {"do": "add", "files": sent})
        assert [(t.name, t.refusal) for t in batch.texts.all()] == [
            ("2020-01-01.md", ""),
            ("2021-01-01.md", ""),
        ]

    def test_more_bytes_than_one_upload_takes(self, dock, empty, monkeypatch) -> None:
        monkeypatch.setattr(uploads, "MAX_TOTAL", 100)
        response = upload(dock, empty, ("a.md", b"x" * 90), ("b.md", b"y" * 90))
        assert "“b.md” was not read: one upload may have 0 MB" in said(dock.get(response.url))

    def test_files_that_take_too_long_are_named(self, dock, empty, monkeypatch) -> None:
        monkeypatch.setattr(uploads, "SECONDS", -1.0)
        response = upload(dock, empty, ("a.md", b"x"))
        assert "the files before it took too long. Add it again." in said(dock.get(response.url))

    def test_nothing_chosen(self, dock, empty) -> None:
        answer = dock.post(page_of("import", empty), {})
        assert "Choose one file or several." in said(answer)
        upload(dock, empty, ("2020-01-01.md", text(1)))
        batch = ImportBatch.objects.get()
        here = page_of("import_texts", empty, batch.pk)
        assert "Choose one file or several." in said(dock.get(dock.post(here, {"do": "add"}).url))

    def test_more_files_and_the_same_one_twice(self, dock, empty) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        here = page_of("import_texts", empty, ImportBatch.objects.get().pk)
        for _twice in range(2):
            sent = [SimpleUploadedFile("2021-01-01.md", text(2))]
            dock.post(here, {"do": "add", "files": sent})
        assert [t.name for t in ImportText.objects.all()] == ["2020-01-01.md", "2021-01-01.md"]

    def test_a_form_without_the_token_is_refused(self, importer, empty) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(importer)
        assert upload(client, empty, ("2020-01-01.md", text(1))).status_code == 403
        assert not ImportBatch.objects.exists()


class TestKeptAside:
    def test_by_its_owner_alone_and_for_some_days(
        self, dock, empty, person, browser_of, clock
    ) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        batch = ImportBatch.objects.get()
        other = browser_of(person("change", "publish", "import_policyversion", name="olga"))
        key = batch.texts.get().pk
        for name, args in (
            ("import_texts", [batch.pk]),
            ("import_record", [batch.pk]),
            ("import_text", [batch.pk, key]),
        ):
            assert other.get(page_of(name, empty, *args)).status_code == 404
            assert other.post(page_of(name, empty, *args), {"confirm": "on"}).status_code in (
                404,
                405,
            )
        here = page_of("import_texts", empty, batch.pk)
        assert here in dock.get(page_of("import", empty)).content.decode()
        assert here not in other.get(page_of("import", empty)).content.decode()
        clock.shift(KEPT + timedelta(hours=1))
        assert here not in dock.get(page_of("import", empty)).content.decode()
        upload(dock, empty, ("2021-01-01.md", text(1)))
        assert not ImportBatch.objects.filter(pk=batch.pk).exists()

    def test_and_forgotten_by_the_clock_where_nobody_comes_again(self, dock, empty, clock) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        call_command("publish_scheduled")
        assert ImportText.objects.exists()
        clock.shift(KEPT + timedelta(hours=1))
        call_command("publish_scheduled", dryrun=True)
        assert ImportText.objects.exists()
        call_command("publish_scheduled")
        assert not ImportBatch.objects.exists()

    def test_and_thrown_away(self, dock, empty) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        batch = ImportBatch.objects.get()
        assert (str(batch.texts.get()), str(batch.policy_id) in str(batch)) == (
            "2020-01-01.md",
            True,
        )
        dock.post(page_of("import_texts", empty, batch.pk), {"do": "discard"})
        assert not ImportText.objects.exists()
        assert dock.get(page_of("import_texts", empty, batch.pk)).status_code == 404

    def test_a_form_of_another_import_changes_nothing(self, dock, empty, make_policy) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        theirs = ImportBatch.objects.get()
        upload(dock, empty, ("2021-01-01.md", text(2)))
        mine = ImportBatch.objects.latest("pk")
        send = mended(theirs, **{"2020_01_01": {"title": "Stolen"}})
        dock.post(page_of("import_texts", empty, mine.pk), send)
        assert ImportText.objects.get(batch=theirs).title == "Data we keep"

    def test_a_policy_that_is_thrown_away_takes_it_along(self, dock, empty) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        empty.delete()
        assert not ImportBatch.objects.exists()


class TestBesideOthers:
    def test_a_draft_that_waits_stays_the_draft(self, dock, policy, clock) -> None:
        page = PolicyPage.objects.get()
        page.body = "A draft.\n"
        page.save_revision()
        clock.move_to(datetime(2026, 9, 1, 12, tzinfo=LONDON))
        upload(dock, policy, ("2026-07-01.md", text(20)))
        batch = ImportBatch.objects.get()
        told = said(dock.get(page_of("import_record", policy, batch.pk)))
        assert "The draft that waits stays the newest draft." in told
        confirm(dock, policy, batch)
        page = PolicyPage.objects.get()
        assert page.body.encode() == text(20)
        assert page.has_unpublished_changes
        draft = page.get_latest_revision_as_object()
        assert (draft.body, draft.based_on) == ("A draft.\n", 1)
        assert PolicyVersion.objects.count() == 2

    @pytest.mark.parametrize("way", ["locked", "scheduled", "workflow"])
    def test_what_others_have_begun_is_not_ended(self, dock, policy, clock, person, way) -> None:
        page = PolicyPage.objects.get()
        if way == "locked":
            page.locked, page.locked_by = True, person("change", name="lock")
            page.save(update_fields=["locked", "locked_by"])
        elif way == "scheduled":
            page.go_live_at = timezone.now() + timedelta(days=200)
            page.save_revision().publish()
        else:
            from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

            task = GroupApprovalTask.objects.create(name="Legal")
            workflow = Workflow.objects.create(name="Legal")
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
            page.save_revision()
            workflow.start(page, person("change", name="will"))
        clock.move_to(datetime(2026, 9, 1, 12, tzinfo=LONDON))
        upload(dock, policy, ("2026-07-01.md", text(20)))
        batch = ImportBatch.objects.get()
        answer = said(confirm(dock, policy, batch))
        assert {
            "locked": "The page is locked",
            "scheduled": "A draft is scheduled to be published",
            "workflow": "The draft is with its approvers",
        }[way] in answer
        assert PolicyVersion.objects.count() == 1
        here = page_of("import_texts", policy, batch.pk)
        assert dock.post(here, mended(batch) | {"do": "record"}).url == here

    def test_a_form_sent_from_an_old_window(self, dock, empty, monkeypatch) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        batch = ImportBatch.objects.get()
        here = page_of("import_texts", empty, batch.pk)
        send = mended(batch)
        from policies.desk.imports import views

        # Recorded between the moment at which the view looked and the one at which it locked.
        def recorded_meanwhile(policy: Any) -> None:
            ImportBatch.objects.update(recorded_at=timezone.now())

        monkeypatch.setattr(views, "lock", recorded_meanwhile)
        assert dock.post(here, send | {"do": "discard"}).url == here
        assert batch.texts.count() == 1
        assert dock.get(here).url == page_of("versions", empty)

    def test_a_batch_thrown_away_in_another_window(self, dock, empty, importer) -> None:
        upload(dock, empty, ("2020-01-01.md", text(1)))
        batch = ImportBatch.objects.get()
        ImportBatch.objects.all().delete()
        from policies.exceptions import PolicyError

        with pytest.raises(PolicyError, match="thrown away"):
            record(batch, at=timezone.now(), zone=LONDON, by=importer)


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_the_button_at_once_record_once(
    importer: Any, empty: Any, browser_of: Any, home: Any
) -> None:
    client = browser_of(importer)
    upload(client, empty, *[(f"20{n}-01-01.md", text(n)) for n in range(10, 16)])
    batch = ImportBatch.objects.get()
    answers: list[Any] = []

    def press() -> None:
        try:
            answers.append(confirm(browser_of(importer), empty, batch).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302, 302]
    assert PolicyVersion.objects.count() == 6
    assert Page.objects.get(pk=empty.pk).live
    call_command("verify_policies")


def test_nothing_is_half_recorded_when_the_last_text_fails(
    dock: Any, empty: Any, importer: Any, monkeypatch: Any
) -> None:
    upload(dock, empty, *[(f"20{n}-01-01.md", text(n)) for n in range(10, 14)])
    batch = ImportBatch.objects.get()

    def fail(*args: Any) -> None:
        raise RuntimeError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr("policies.exchange.importing.recording.show", fail)
        with pytest.raises(RuntimeError):
            record(batch, at=timezone.now(), zone=LONDON, by=importer)
    assert not PolicyVersion.objects.exists()
    assert batch.texts.count() == 4
    assert ImportBatch.objects.get().recorded_at is None
    confirm(dock, empty, batch)
    assert PolicyVersion.objects.count() == 4
    assert connection.vendor in ("sqlite", "postgresql")
