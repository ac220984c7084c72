"""Old histories come in with their original dates, once, and nothing half of it."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from policies.actions.import_version import import_version
from policies.actions.redact_version import redact_version
from policies.decisions.grounds import Ground
from policies.exceptions import PolicyError
from policies.exchange.importing import ahead, histories, making_public
from policies.exchange.importing.ahead import Start
from policies.exchange.importing.sources import Dated, entries
from policies.models import ChangeNotice, PolicyPage, PolicyVersion
from policies.text import render
from tests.exchange.test_git import Repository

ROOT = Path(__file__).resolve().parent.parent.parent
LONDON = ZoneInfo("Europe/London")
LONG = "".join(f"Line {n} of a policy that is long enough to be known again.\n" for n in range(20))


def text(n: int) -> str:
    return f"# Data we keep\n\nWe keep your name for {n} days.\n\n## Who gets it\n\nNobody.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty dated files: more than are read without a companion process."""
    made = tmp_path / "old"
    made.mkdir()
    for n in range(30):
        day = date(2015, 3, 1) + timedelta(days=31 * n)
        (made / f"{day}.md").write_text(text(n + 1))
    return made


def versions() -> list[PolicyVersion]:
    return list(PolicyVersion.objects.order_by("number"))


def facts() -> list[tuple[object, ...]]:
    return [(v.number, v.digest, v.html, v.published_at) for v in versions()]


@pytest.mark.django_db
@pytest.mark.usefixtures("home", "clock")
class TestAFile:
    def test_becomes_a_public_policy(self, tmp_path, client):
        file = tmp_path / "2016-05-01 terms.txt"
        file.write_bytes(b"Caf\xe9 rules\n\nWe keep your name for 30 days.\n")
        call_command("import_policy", str(file), policy="rules", title="Rules")
        [version] = versions()
        assert version.published_at == datetime(2016, 5, 1, tzinfo=LONDON)
        assert (version.kind, version.effective_date) == ("initial", date(2016, 5, 1))
        assert (version.imported, version.source_name) == (True, file.name)
        assert version.source_digest == hashlib.sha256(file.read_bytes()).hexdigest()
        shown = client.get("/rules/").content.decode()
        assert "Café rules" in shown
        assert "mported" in client.get("/rules/versions/1/").content.decode()

    def test_says_itself_when_it_took_effect(self, tmp_path):
        file = tmp_path / "2017-06-09.md"
        file.write_text("Effective date: **January 26, 2017**\n\nText.\n")
        call_command("import_policy", str(file), policy="rules")
        [version] = versions()
        assert version.effective_date == date(2017, 1, 26)
        assert version.takes_effect_at == datetime(2017, 6, 9, tzinfo=LONDON)

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("2016-05-01.md", b"", "is empty"),
            ("2016-05-01.md", b"%PDF-1.4 ...", "is a PDF file"),
            ("2016-05-01.pdf", b"%PDF-1.4 ...", "is a PDF file"),
            ("terms.md", b"Some words.", "bears no date: begin its name with the day"),
            ("2016-05-01.md", b"x" * 20_000_001, "20 MB at most"),
            ("2036-05-01.md", b"Words.", "which is still to come"),
        ],
    )
    def test_that_is_wrong_ends_in_a_sentence_and_nothing_else(
        self, tmp_path, capsys, name, data, sentence
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CommandError) as refused:
            call_command("import_policy", str(tmp_path / name), policy="rules")
        assert sentence in f"{refused.value} {capsys.readouterr().err}"
        assert not versions()

    def test_of_no_use_makes_no_page(self, tmp_path):
        (tmp_path / "2016-05-01.md").write_text("")
        (tmp_path / "2036-05-01.md").write_text("Words.")
        for source in ("2016-05-01.md", "2036-05-01.md", "missing.md"):
            with pytest.raises(CommandError):
                call_command("import_policy", str(tmp_path / source), policy="rules")
        assert not PolicyPage.objects.exists()

    def test_with_a_heading_that_is_no_title_comes_in_under_its_beginning(self, tmp_path, capsys):
        file = tmp_path / "2016-05-01.md"
        file.write_text(f"# {'word ' * 58}\n\nText.\n")
        for _run in range(2):
            call_command("import_policy", str(file), policy="rules")
            [version] = versions()
            assert version.title == "word " * 50 + "…"
            page = PolicyPage.objects.get()
            assert (page.live, page.title) == (True, version.title)
        assert "Its title was longer than 255 characters, and was cut." in capsys.readouterr().err
        with pytest.raises(CommandError, match="255 characters at most"):
            call_command("import_policy", str(file), policy="rules", title="x" * 256)

    def test_under_a_page_that_is_not_there(self, tmp_path):
        (tmp_path / "2016-05-01.md").write_text("Words.")
        with pytest.raises(CommandError, match="no page with the slug nowhere"):
            call_command(
                "import_policy", str(tmp_path / "2016-05-01.md"), policy="rules", parent="nowhere"
            )


@pytest.mark.django_db
@pytest.mark.usefixtures("home", "clock")
class TestAFolder:
    def test_comes_in_once_with_its_dates(self, folder, capsys):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        assert "30 version(s) recorded, 0 there already." in capsys.readouterr().out
        found = versions()
        assert [v.number for v in found] == list(range(1, 31))
        assert [v.source for v in found] == [text(n) for n in range(1, 31)]
        assert found[0].published_at == datetime(2015, 3, 1, tzinfo=LONDON)
        # A number in the text changed: that is material, and yet no notice opens for old news.
        assert {v.kind for v in found[1:]} == {"material"}
        assert not ChangeNotice.objects.exists()
        before = facts()
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        assert "0 version(s) recorded, 30 there already." in capsys.readouterr().out
        assert facts() == before
        call_command("verify_policies")

    def test_is_rendered_by_the_companion_as_it_is_here(self, folder, monkeypatch):
        here = list(ahead.rendered(folder, None, LONDON, Start()))
        assert list(ahead.ahead(folder, None, LONDON, Start())) == here
        html = ""
        for one in here:
            html = render(one.foreign.source, previous=html or None)
            assert one.html == html

    def test_goes_on_where_another_version_came_between(self, folder, make_policy, clock):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        later = folder / "2020-01-01.md"
        later.write_text(text(77))
        # What was rendered beforehand follows a version that is not the newest any more.
        stale = [t for t in ahead.rendered(later, None, LONDON, Start()) if isinstance(t, Dated)]
        page = PolicyPage.objects.get(slug="rules")
        import_version(
            policy=page,
            title="Rules",
            language="en-gb",
            source=stale[0].foreign.source,
            published_at=stale[0].published_at,
            effective_date=stale[0].effective_date,
            at=datetime.now(UTC),
            html="<p>Another text.</p>",
            html_follows=stale[0].follows,
        )
        *_, before, newest = versions()
        assert newest.html == render(text(77), previous=before.html)

    def test_with_two_texts_of_one_day_is_repeatable(self, tmp_path, capsys):
        for name, n in (("a", 1), ("b", 1), ("c", 2), ("d", 1)):
            (tmp_path / f"2016-05-01{name}.md").write_text(text(n))
        for _run in range(2):
            call_command("import_policy", str(tmp_path), policy="rules", title="Rules")
            assert [v.source for v in versions()] == [text(1), text(2), text(1)]
        assert "0 version(s) recorded, 4 there already." in capsys.readouterr().out

    def test_reports_what_it_cannot_take_and_takes_the_rest(self, folder, capsys):
        (folder / "2015-04-02.md").write_bytes(b"\x89PNG....")
        (folder / "logo.png").write_bytes(b"\x89PNG....")
        with pytest.raises(CommandError, match=r"2 file\(s\) could not be imported"):
            call_command("import_policy", str(folder), policy="rules")
        said = capsys.readouterr().err
        assert "2015-04-02.md “2015-04-02.md” is a picture (PNG)" in said
        assert "logo.png is no .md, .txt, .html or .docx file." in said
        assert len(versions()) == 30

    def test_of_which_a_text_is_still_to_come_takes_the_rest(self, folder, capsys):
        (folder / "2036-05-01.md").write_text(text(99))
        with pytest.raises(CommandError, match=r"1 file\(s\) could not be imported"):
            call_command("import_policy", str(folder), policy="rules")
        assert "2036-05-01.md “2036-05-01.md” says that it was" in capsys.readouterr().err
        assert len(versions()) == 30
        page = PolicyPage.objects.get()
        assert (page.live, page.body) == (True, text(30))

    def test_goes_by_what_was_redacted_and_takes_the_rest(
        self, policy, publish, clock, tmp_path, monkeypatch, capsys
    ):
        monkeypatch.setattr(histories, "AT_ONCE", 1)
        leaked = versions()[0].source
        publish(policy, "Fine.\n")
        redact_version(
            version=versions()[0], ground=Ground.PERSONAL_DATA, reason="A name.", at=timezone.now()
        )
        clock.move_to(datetime(2026, 9, 1, tzinfo=UTC))
        for day, words in (("07-01", text(1)), ("07-02", leaked), ("07-03", text(3))):
            (tmp_path / f"2026-{day}.md").write_text(words)
        for _run in range(2):
            with pytest.raises(CommandError, match=r"1 file\(s\) could not be imported"):
                call_command("import_policy", str(tmp_path), policy="privacy")
            assert "2026-07-02.md “2026-07-02.md”: This is the text" in capsys.readouterr().err
            assert [v.source for v in versions()[2:]] == [text(1), text(3)]
            assert PolicyPage.objects.get().body == text(3)

    def test_tried_out_writes_nothing(self, folder, capsys):
        call_command("import_policy", str(folder), policy="rules", dry_run=True)
        assert "30 version(s) would be recorded" in capsys.readouterr().out
        assert not versions()
        assert not PolicyPage.objects.exists()

    def test_goes_between_nothing(self, folder, publish):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        publish(PolicyPage.objects.get(slug="rules"), "Published here.")
        before = facts()
        (folder / "2015-03-15.md").write_text("Forgotten.")
        with pytest.raises(CommandError, match="before version 2, which is recorded already"):
            call_command("import_policy", str(folder), policy="rules", title="Rules")
        assert facts() == before

    def test_is_known_again_whatever_its_texts_are_called_by_now(self, tmp_path, capsys):
        (tmp_path / "2016-01-01.md").write_text("We keep your name.\n")
        (tmp_path / "2017-01-01.md").write_text("# Privacy Policy of Shop\n\nWe keep it.\n")
        (tmp_path / "2018-01-01.md").write_text("---\ntitle: Privacy\n---\n\nNothing is kept.\n")
        for again in ({}, {}, {"title": "Rules"}, {"title": "House rules"}, {}):
            call_command("import_policy", str(tmp_path), policy="rules", **again)
            assert [v.title for v in versions()] == ["Rules", "Privacy Policy of Shop", "Privacy"]
            assert PolicyPage.objects.get().title == "Privacy"
        # Renamed here: that is a version, and the old texts are still the old texts.
        page = PolicyPage.objects.get()
        page.title, page.change_kind, page.change_summary = "Data", "editorial", "Called Data."
        page.effective_date, page.editorial_reason = timezone.localdate(), "A name."
        page.save_revision().publish()
        capsys.readouterr()
        call_command("import_policy", str(tmp_path), policy="rules")
        assert "0 version(s) recorded, 3 there already." in capsys.readouterr().out
        assert PolicyPage.objects.get().title == "Data"

    def test_called_otherwise_than_at_first_adds_nothing(self, folder, capsys):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        before = facts()
        call_command("import_policy", str(folder), policy="rules")
        assert "0 version(s) recorded, 30 there already." in capsys.readouterr().out
        assert facts() == before

    def test_has_a_version_for_the_same_words_under_a_title_of_their_own(self, tmp_path):
        for day, name in (("2016-01-01", "Privacy"), ("2017-01-01", "Data")):
            (tmp_path / f"{day}.md").write_text(f"---\ntitle: {name}\n---\n\nNothing is kept.\n")
        for _run in range(2):
            call_command("import_policy", str(tmp_path), policy="rules")
            assert [v.title for v in versions()] == ["Privacy", "Data"]

    def test_with_one_file_of_no_date_takes_its_neighbours_and_says_so(self, folder, capsys):
        (folder / "final version.md").write_text(text(99))
        with pytest.raises(CommandError, match=r"1 file\(s\) could not be imported"):
            call_command("import_policy", str(folder), policy="rules")
        assert "final version.md bears no date: begin its name" in capsys.readouterr().err
        assert len(versions()) == 30
        (folder / "final version.md").rename(folder / "2020-01-01 final version.md")
        call_command("import_policy", str(folder), policy="rules")
        assert versions()[-1].source == text(99)

    def test_tells_where_names_and_texts_contradict_each_other(self, tmp_path, capsys):
        for name, words in (
            ("2016-05-01.md", "Letzte Änderung: 31. März 2017\n\nEins.\n"),
            ("2018-05-01.md", "Entrée en vigueur le 25 mai 2018\n\nDeux.\n"),
            ("2019-05-01.md", "Effective 1 May 2019\n\nEffective date: 2 June 2019\n\nThree.\n"),
        ):
            (tmp_path / name).write_text(words)
        call_command("import_policy", str(tmp_path), policy="rules", title="Rules")
        said = capsys.readouterr().err
        assert "“2016-05-01” (file name, named) is before “Letzte Änderung: 31. März 2017”" in said
        assert "Two effective dates: “Effective 1 May 2019” (line 1) and" in said
        # Of two effective dates none is chosen: the day of publication stands for want of a better.
        assert [str(v.effective_date) for v in versions()] == [
            "2016-05-01",
            "2018-05-25",
            "2019-05-01",
        ]

    def test_without_dates_is_refused(self, tmp_path):
        (tmp_path / "terms.md").write_text("Words.")
        with pytest.raises(CommandError, match="No file in .* could be read and dated"):
            call_command("import_policy", str(tmp_path), policy="rules")


@pytest.mark.django_db
@pytest.mark.usefixtures("home", "clock")
class TestAGitHistory:
    def test_comes_in_under_every_name_that_the_file_had(self, tmp_path, capsys):
        repository = Repository(tmp_path / "repo")
        repository.commit(old__md=LONG)
        repository.commit(old__md=LONG + "\nMore.\n")
        repository.day += 1
        repository("mv", "old.md", "new.md")
        repository("commit", "--quiet", "-m", "rename")
        repository.commit(new__md=LONG + "\nMost.\n")
        command = ("import_policy", str(repository.path))
        call_command(*command, path="new.md", policy="rules", title="Rules")
        found = versions()
        assert [v.source_name.partition("@")[0] for v in found] == ["old.md", "old.md", "new.md"]
        assert [v.published_at.day for v in found] == [2, 3, 5]
        assert found[-1].source_name.endswith(repository("rev-parse", "HEAD")[:12])
        call_command(*command, path="new.md", policy="rules", title="Rules")
        assert "0 version(s) recorded, 3 there already." in capsys.readouterr().out
        repository.commit(new__md=LONG + "\nEven more.\n")
        call_command(*command, path="new.md", policy="rules", title="Rules")
        assert "1 version(s) recorded, 3 there already." in capsys.readouterr().out

    def test_needs_a_file_that_is_in_it(self, tmp_path):
        repository = Repository(tmp_path / "repo")
        repository.commit(a__md=LONG)
        with pytest.raises(CommandError, match="“b.md” is not in the history"):
            call_command("import_policy", str(repository.path), path="b.md", policy="rules")
        with pytest.raises(CommandError, match="is a git repository: name the policy's file"):
            call_command("import_policy", str(repository.path), policy="rules")


def test_the_order_of_commits_outweighs_their_clocks(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo")
    for n, day in ((1, 5), (2, 5), (3, 2)):
        repository.day = day - 1
        repository.commit(a__md=LONG * n)
    moments = [t.published_at for t in entries(repository.path, "a.md", LONDON)]
    assert moments == sorted(set(moments))
    assert {moment.day for moment in moments} == {5}


@pytest.fixture
def elsewhere(transactional_db, home, tmp_path):
    """The environment in which another process finds a copy of this database."""
    if connection.vendor != "sqlite":
        pytest.skip("copies a database file")
    copy = tmp_path / "shared.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{copy}",
        "DJANGO_SETTINGS_MODULE": "policysite.settings.test",
        "PYTHONPATH": str(ROOT),
    }


def manage(elsewhere, *command):
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        env=elsewhere,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def asked(elsewhere, *command):
    process = manage(elsewhere, *command)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    return out


def recorded(elsewhere):
    """How many versions are there: asked without a start of Django, which takes seconds."""
    with closing(sqlite3.connect(elsewhere["DATABASE_URL"].removeprefix("sqlite:///"))) as there:
        return there.execute("SELECT count(*) FROM policies_policyversion").fetchone()[0]


@pytest.mark.slow
def test_an_import_that_is_killed_goes_on(elsewhere, folder, request):
    for n in range(30, 400):
        day = date(2015, 3, 1) + timedelta(days=31 * 30 + n)
        (folder / f"{day}.md").write_text(text(n) * 5)
    dice = random.Random(20261123)  # noqa: S311 - chooses moments, guards nothing
    command = ("import_policy", str(folder), "--policy", "rules", "--title", "Rules")
    counts = [0]
    for _kill in range(min(request.config.getoption("--kills"), 12) - 1):
        process = manage(elsewhere, *command)
        deadline = time.monotonic() + 120
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
            if recorded(elsewhere) > counts[-1]:
                break
        time.sleep(dice.random())
        process.send_signal(signal.SIGKILL)
        process.communicate()
        counts.append(recorded(elsewhere))
        asked(elsewhere, "verify_policies")
    assert counts == sorted(counts)
    assert counts[1] > 0, "the first run was killed before it had recorded anything"
    assert f"{400 - counts[-1]} version(s) recorded" in asked(elsewhere, *command)
    assert "400 version(s) stand as they were published." in asked(elsewhere, "verify_policies")
    shown = "from policies.models import PolicyPage as P; print(P.objects.get().live)"
    assert asked(elsewhere, "shell", "--no-imports", "-c", shown).strip() == "True"


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_a_policy_is_shown_though_the_import_was_killed_just_before(folder, monkeypatch):
    from policies.management.commands import import_policy

    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(import_policy, "show", die)
        with pytest.raises(Killed):
            call_command("import_policy", str(folder), policy="rules", title="Rules")
    assert not PolicyPage.objects.get().live
    call_command("import_policy", str(folder), policy="rules", title="Rules")
    assert PolicyPage.objects.get().live
    assert len(versions()) == 30

    # And again, now that the page is public and an editor's draft waits.
    page = PolicyPage.objects.get()
    page.body = "A draft.\n"
    page.save_revision()
    (folder / "2020-01-01.md").write_text(text(77))
    with monkeypatch.context() as patched:
        patched.setattr(import_policy, "show", die)
        with pytest.raises(Killed):
            call_command("import_policy", str(folder), policy="rules", title="Rules")
    assert PolicyPage.objects.get().body == text(30)
    for _run in range(2):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        page = PolicyPage.objects.get()
        assert page.body == text(77)
        draft = page.get_latest_revision_as_object()
        assert (draft.body, draft.based_on) == ("A draft.\n", 30)
        assert page.revisions.count() == 4
    assert len(versions()) == 31


@pytest.mark.django_db
@pytest.mark.usefixtures("home", "clock")
def test_what_a_tool_left_in_the_row_of_the_page_is_not_published_over(folder):
    call_command("import_policy", str(folder), policy="rules", title="Rules")
    PolicyPage.objects.update(body="Ein Entwurf.\n")
    call_command("import_policy", str(folder), policy="rules", title="Rules")
    assert PolicyPage.objects.get().body == "Ein Entwurf.\n"
    assert PolicyPage.objects.get().revisions.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("home", "clock")
class TestWhatOthersHaveBegun:
    """Publishing the page would end it, and nobody is asked by a command."""

    def approval(self, page, user):
        task = GroupApprovalTask.objects.create(name="Legal")
        workflow = Workflow.objects.create(name="Legal")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        page.save_revision()
        return workflow.start(page, user)

    def test_an_approval_keeps_the_import_back_and_goes_on(self, folder, django_user_model, capsys):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        user = django_user_model.objects.create_superuser("will")
        state = self.approval(PolicyPage.objects.get(), user)
        before = facts()
        # With nothing to record there is nothing to ask.
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        (folder / "2020-01-01.md").write_text(text(77))
        for options in ({}, {"dry_run": True}):
            with pytest.raises(CommandError, match="The draft is with its approvers"):
                call_command("import_policy", str(folder), policy="rules", **options)
            assert facts() == before
            assert PolicyPage.objects.get().body == text(30)
            state.refresh_from_db()
            assert state.status == state.STATUS_IN_PROGRESS
        state.cancel()
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        assert PolicyPage.objects.get().body == text(77)

    def test_an_approval_that_begins_meanwhile_keeps_the_page_as_it_is(
        self, folder, django_user_model, monkeypatch
    ):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        (folder / "2020-01-01.md").write_text(text(77))
        user, begun = django_user_model.objects.create_superuser("will"), []

        def begin_first(policy):
            begun.append(self.approval(policy, user))
            making_public.show(policy)

        with monkeypatch.context() as patched:
            patched.setattr("policies.management.commands.import_policy.show", begin_first)
            with pytest.raises(CommandError, match="The draft is with its approvers"):
                call_command("import_policy", str(folder), policy="rules", title="Rules")
        assert PolicyPage.objects.get().body == text(30)
        begun[0].cancel()
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        assert PolicyPage.objects.get().body == text(77)

    @pytest.mark.parametrize("way", ["locked", "scheduled"])
    def test_neither_a_lock_nor_a_schedule_is_published_over(self, folder, way):
        call_command("import_policy", str(folder), policy="rules", title="Rules")
        page = PolicyPage.objects.get()
        if way == "locked":
            page.locked = True
            page.save(update_fields=["locked"])
        else:
            page.go_live_at = timezone.now() + timedelta(days=200)
            page.save_revision().publish()
        (folder / "2020-01-01.md").write_text(text(77))
        with pytest.raises(CommandError, match=f"is {way}"):
            call_command("import_policy", str(folder), policy="rules", title="Rules")
        assert len(versions()) == 30
        assert PolicyPage.objects.get().body == text(30)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("home")
class TestRealPolicies:
    def test_forty_five_dated_files(self, corpus):
        folder = corpus / "github-privacy-statement"
        call_command("import_policy", str(folder), policy="statement")
        found = versions()
        assert found[0].effective_date == date(2017, 1, 26)
        assert found[0].published_at.astimezone(LONDON).date() == date(2017, 6, 9)
        read = [t.foreign for t in entries(folder, None, LONDON) if isinstance(t, Dated)]
        assert len(read) == 45
        # Some days changed what is no text, such as the front matter: these are no versions.
        said = [(one.source, one.title) for one in read]
        changed = [a for a, b in zip(said, [None, *said], strict=False) if a != b]
        assert [(v.source, v.title) for v in found] == changed
        before = facts()
        for again in ({}, {"title": "Statement"}):
            call_command("import_policy", str(folder), policy="statement", **again)
            assert facts() == before
        call_command("verify_policies")

    @pytest.mark.parametrize(
        "path", ["Llama API/Acceptable Use Policy.md", "Qwen Chat/Trackers Policy.md"]
    )
    def test_a_git_history(self, corpus, tmp_path, path, capsys):
        bundle, repository = corpus / "genai-eu-versions.bundle", tmp_path / "r"
        subprocess.run(["git", "clone", "--quiet", str(bundle), str(repository)], check=True)
        log = subprocess.run(
            ["git", "log", "--follow", "--format=%H", "--", path],
            cwd=repository,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        call_command("import_policy", str(repository), path=path, policy="rules")
        told = capsys.readouterr().out
        recorded, there = (int(n) for n in told.replace(",", "").split() if n.isdigit())
        assert recorded + there == len(log)
        assert recorded == len(versions())
        assert [v.source_name.partition("@")[2] for v in versions()][-1] in log[0]
        call_command("import_policy", str(repository), path=path, policy="rules")
        assert f"0 version(s) recorded, {len(log)} there already." in capsys.readouterr().out
        assert len(versions()) == recorded
        call_command("verify_policies")


def test_nothing_is_recorded_of_the_future(db, make_policy):
    page = make_policy()
    with pytest.raises(PolicyError, match="still to come"):
        import_version(
            policy=page,
            title="T",
            language="en",
            source="x",
            published_at=datetime(2030, 1, 1, tzinfo=UTC),
            effective_date=date(2030, 1, 1),
            at=datetime(2029, 1, 1, tzinfo=UTC),
        )
