"""The evidence pack as a download: whole, the same for the same records, for those who may."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import bagit
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from policies.exchange.evidence import zipped
from policies.exchange.evidence.dossier import TAKEN
from policies.models import PolicyIndexPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def taker(person: Any, browser_of: Any, settings: Any) -> Client:
    settings.SESSION_COOKIE_AGE = 10**9
    return browser_of(person("change", "export_policyversion", name="tara"))


@pytest.fixture
def story(policy: Any, publish: Any, clock: Any) -> Any:
    clock.move_to(datetime(2026, 6, 9, 9, tzinfo=ZoneInfo("Europe/London")))
    publish(policy, "# Data\n\nWe keep your name for 60 days.\n", kind="material")
    return policy


def take(client: Client, policy: Any, **days: str) -> bytes:
    response = client.post(reverse("policies_desk:evidence", args=[policy.pk]), days)
    assert response.headers["Content-Type"] == "application/zip"
    assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", "))
    return b"".join(response.streaming_content)


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder / zipped.FOLDER


def test_strangers_find_what_was_downloaded_whole(taker, story, tmp_path) -> None:
    bag = unpacked(take(taker, story), tmp_path)
    bagit.Bag(str(bag)).validate()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--quiet", manifest], cwd=bag, check=True)
    [folder] = (bag / "data" / "policies").iterdir()
    subprocess.run(["sha256sum", "--check", "--quiet", "versions.sha256"], cwd=folder, check=True)
    call_command("verify_policies", bag=bag)
    call_command("export_policies", str(tmp_path / "command"), policy=["privacy"])
    theirs, ours = (
        {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        for root in (tmp_path / "command", bag)
    )
    assert theirs == ours


def test_the_same_records_give_the_same_file(taker, story, clock) -> None:
    first = take(taker, story)
    clock.shift(timedelta(hours=3))
    assert take(taker, story) == first


def test_the_history_of_the_page_tells_who_took_it(taker, story, browser_of, person) -> None:
    take(taker, story)
    history = reverse("wagtailadmin_pages:history", args=[story.pk])
    told = browser_of(person("change", name="edith")).get(history).content.decode()
    assert "Evidence taken" in told
    assert "Tara Marsh" in told


def test_a_refused_pack_is_not_told_of(taker, story) -> None:
    taker.post(reverse("policies_desk:evidence", args=[story.pk]), {"last": "2001-01-01"})
    assert not PageLogEntry.objects.filter(page=story.pk, action=TAKEN).exists()


def test_days_choose(taker, story, tmp_path, clock) -> None:
    bag = unpacked(take(taker, story, first="2026-06-01", last="2026-06-02"), tmp_path)
    assert [p.name for p in bag.glob("data/policies/*/versions/*")] == ["0001"]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"first": "2026-06-02", "last": "2026-06-01"}, "The last day is before the first"),
        ({"last": "2001-01-01"}, "No version was published or in force in these days."),
        ({"first": "soon"}, "“soon” is no day that can be read."),
        ({"first": "01/02/2027"}, "“01/02/2027” is no day that can be read."),
    ],
)
def test_a_wrong_wish_ends_in_a_sentence(taker, story, days, sentence) -> None:
    response = taker.post(reverse("policies_desk:evidence", args=[story.pk]), days)
    assert sentence in response.content.decode()


def test_too_many_versions_for_a_browser(taker, story, monkeypatch) -> None:
    monkeypatch.setattr(zipped, "MAX_VERSIONS", 1)
    response = taker.post(reverse("policies_desk:evidence", args=[story.pk]))
    assert "have 2 versions, and a pack made here may hold 1" in response.content.decode()


def test_nothing_is_left_behind(taker, story, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(zipped.tempfile, "tempdir", str(tmp_path))
    take(taker, story)

    def fail(*args: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(zipped, "_write", fail)
    with pytest.raises(OSError, match="no space left"):
        taker.post(reverse("policies_desk:evidence", args=[story.pk]))
    assert list(tmp_path.iterdir()) == []


def test_chosen_policies_from_the_menu(taker, story, make_policy, tmp_path) -> None:
    other = make_policy(title="Cookies", slug="cookies", body="None.\n")
    make_policy(title="Third", slug="third", body="None.\n")
    url = reverse("policies_desk:evidence_of_all")
    assert url in taker.get("/admin/").content.decode()
    assert "Choose at least one policy." in taker.post(url, {}).content.decode()
    response = taker.post(url, {"policies": [story.pk, other.pk]})
    bag = unpacked(b"".join(response.streaming_content), tmp_path)
    names = sorted(p.name.partition("-")[0] for p in (bag / "data" / "policies").iterdir())
    assert names == ["cookies", "privacy"]


def test_of_two_policies_of_one_slug_the_one_that_was_asked_for(
    taker, make_policy, home, tmp_path
) -> None:
    shelves = [
        home.add_child(instance=PolicyIndexPage(title=name, slug=name)) for name in ("a", "b")
    ]
    _ours, theirs = (
        make_policy(title=f"Terms of {shelf}", slug="terms", parent=shelf) for shelf in shelves
    )
    bag = unpacked(take(taker, theirs), tmp_path)
    assert "Terms of b" in (bag / "data" / "index.html").read_text()
    assert "Terms of a" not in (bag / "data" / "index.html").read_text()


def test_nobody_takes_what_they_may_not_work_on(
    person, browser_of, make_policy, home, policy
) -> None:
    shelf = home.add_child(instance=PolicyIndexPage(title="Ours", slug="ours"))
    mine = make_policy(title="Ours too", slug="mine", parent=shelf)
    client = browser_of(person("change", "export_policyversion", at=shelf, name="olga"))
    assert client.get(reverse("policies_desk:evidence", args=[mine.pk])).status_code == 200
    assert client.post(reverse("policies_desk:evidence", args=[policy.pk])).status_code == 302
    url = reverse("policies_desk:evidence_of_all")
    shown = client.get(url).content.decode()
    assert "Ours too" in shown
    assert "Privacy policy" not in shown
    assert "Select a valid choice" in client.post(url, {"policies": [policy.pk]}).content.decode()
