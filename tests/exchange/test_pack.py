"""The evidence pack: whole or not there, the same for the same records, checked by strangers."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import bagit
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from lxml import etree
from wagtail.models import Site

from policies.actions.correct_version import correct_version
from policies.actions.redact_version import redact_version
from policies.actions.review_policy import review_policy
from policies.actions.withdraw_version import withdraw_version
from policies.exchange.evidence import pack
from policies.exchange.verification import doubts
from policies.models import PolicySettings, PolicyVersion
from policies.records.guards import triggers

pytestmark = [pytest.mark.django_db]

FLIPS = int(os.environ.get("POLICIES_FLIPS", "25"))
"""200 for the full run; in the tables, each flip reads every record again."""
DICE = random.Random(20261123)  # noqa: S311 - chooses bytes, guards nothing


@pytest.fixture
def story(clock, policy, publish, make_policy):
    """Two policies; one with a material change, corrected, and a version withdrawn."""
    person = get_user_model().objects.create_superuser("edith", first_name="Edith")
    clock.move_to(datetime(2026, 6, 2, 9, tzinfo=UTC))
    publish(policy, "# Data we keep\n\nWe keep your name for 60 days.\n", kind="material")
    clock.move_to(datetime(2026, 6, 3, 9, tzinfo=UTC))
    correct_version(
        version=PolicyVersion.objects.get(policy=policy.pk, number=2),
        reason="The letters were late.",
        at=datetime(2026, 6, 3, 9, tzinfo=UTC),
        effective_date=date(2026, 7, 20),
        by=person,
    )
    clock.move_to(datetime(2026, 6, 4, 9, tzinfo=UTC))
    third = publish(
        policy, "# Data\n\nWe keep it for 30 days.\n", meanwhile="until_then", user=person
    )
    withdraw_version(
        version=third, at=datetime(2026, 6, 5, 9, tzinfo=UTC), reason="A mistake.", by=person
    )
    make_policy(title="Cookies & co", slug="cookies", body="# Cookies\n\nNone.\n")
    review_policy(policy=policy, at=datetime(2026, 6, 5, 10, tzinfo=UTC), note="Read.", by=person)
    settings = PolicySettings.for_site(Site.objects.get())
    settings.notice_stays = 20
    settings.save()
    clock.move_to(datetime(2026, 6, 6, 9, tzinfo=UTC))
    return policy


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def dossier(bag: Path, slug: str) -> Path:
    [found] = (bag / "data" / "policies").glob(f"{slug}-*")
    return found


def test_strangers_find_it_whole(story, tmp_path):
    call_command("export_policies", str(tmp_path / "bag"))
    bagit.Bag(str(tmp_path / "bag")).validate()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", manifest], cwd=tmp_path / "bag", check=True)
    subprocess.run(
        ["sha256sum", "--check", "versions.sha256"],
        cwd=dossier(tmp_path / "bag", "privacy"),
        check=True,
    )
    assert list(tmp_path.iterdir()) == [tmp_path / "bag"]
    declared = (tmp_path / "bag" / "bagit.txt").read_text()
    assert declared == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def test_a_change_is_measured_against_what_was_in_force_before_it(story, tmp_path):
    call_command("export_policies", str(tmp_path / "bag"))
    redlines = dossier(tmp_path / "bag", "privacy") / "redlines"
    # The third was for the days until the second takes effect: it mended the first.
    assert sorted(p.name for p in redlines.iterdir()) == ["0001-0002.html", "0001-0003.html"]
    assert ">60<" not in (redlines / "0001-0003.html").read_text()


def test_it_is_the_same_in_whatever_time_zone_it_is_asked_for(story, tmp_path):
    call_command("export_policies", str(tmp_path / "here"))
    with timezone.override("Asia/Tokyo"), translation.override("de"):
        call_command("export_policies", str(tmp_path / "there"))
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_a_review_is_in_the_next_one(story, tmp_path):
    review_policy(policy=story, at=datetime(2026, 6, 6, 8, tzinfo=UTC), note="Read again.")
    call_command("export_policies", str(tmp_path / "bag"))
    trail = dossier(tmp_path / "bag", "privacy") / "internal" / "audit-trail.json"
    told = json.loads(trail.read_text())["reviews"]
    assert [row["note"] for row in told] == ["Read.", "Read again."]


def test_it_holds_what_was_published_and_what_became_of_it(story, tmp_path):
    call_command("export_policies", str(tmp_path / "bag"), policy=["privacy"])
    folder = dossier(tmp_path / "bag", "privacy")
    assert [p.name for p in (tmp_path / "bag" / "data" / "policies").iterdir()] == [folder.name]
    for version in PolicyVersion.objects.filter(policy=story.pk):
        own = folder / "versions" / f"{version.number:04}"
        assert (own / "document.html").read_bytes() == version.document.encode()
        assert (own / "document.md").read_bytes() == version.source.encode()
        assert (own / "document.txt").read_bytes() == version.plain.encode()
        assert (own / "document.json").read_bytes() == version.record.encode()
    facts = json.loads((folder / "versions" / "0002" / "facts.json").read_text())
    assert facts["corrections"][0]["reason"] == "The letters were late."
    withdrawn = json.loads((folder / "versions" / "0003" / "facts.json").read_text())
    assert withdrawn["withdrawn"]["reason"] == "A mistake."
    [notice] = json.loads((folder / "notices.json").read_text())
    assert (notice["version"], notice["windows"][0]["from"][:10]) == (2, "2026-06-02")
    assert "takes effect" in json.dumps(notice["showings"]) or "take effect" in json.dumps(notice)
    redline = (folder / "redlines" / "0001-0002.html").read_text()
    assert "<del" in redline
    assert ">60<" in redline
    chain = json.loads((folder / "chain.json").read_text())
    assert [link["previous"] for link in chain[1:]] == [link["sha256"] for link in chain[:-1]]
    shown = (folder / "index.html").read_text()
    assert "The letters were late." in shown
    assert "A mistake." in shown


def test_what_was_never_public_is_apart_and_provable(story, tmp_path):
    call_command("export_policies", str(tmp_path / "bag"))
    folder = dossier(tmp_path / "bag", "privacy")
    said = json.loads((folder / "versions" / "0003" / "document.json").read_text())
    summed = subprocess.run(
        ["sha256sum", "internal/0003.json"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[0]
    assert said["internal"] == summed
    assert json.loads((folder / "internal" / "0003.json").read_text())["publisher_name"] == "Edith"
    outside = {n: b for n, b in contents(tmp_path / "bag").items() if "/internal/" not in n}
    assert not [name for name, data in outside.items() if b"Edith" in data or b"edith" in data]


def test_every_link_of_its_pages_leads_somewhere(story, tmp_path):
    call_command("export_policies", str(tmp_path / "bag"))
    pages = [
        p
        for p in (tmp_path / "bag" / "data").rglob("*.html")
        if p.name == "index.html" or p.parent.name == "redlines"
    ]
    assert len(pages) == 5
    for page in pages:
        root = etree.HTML(page.read_text())
        ids = set(root.xpath("//@id"))
        for href in root.xpath("//@href"):
            if href.startswith("#"):
                assert href[1:] in ids, (page, href)
            else:
                assert (page.parent / href).is_file(), (page, href)
        assert not root.xpath("//script")


def test_outsiders_hold_the_newest_digest(story, tmp_path, client):
    """In JSON, in the feed and in the pack: witnesses that nobody here can change."""
    newest = PolicyVersion.objects.filter(policy=story.pk).order_by("number").last()
    archive = client.get("/privacy/versions.json").json()
    assert archive["last_in_chain"] == newest.digest
    assert {v["last_in_chain"] for v in archive["versions"]} == {newest.digest}
    listed = client.get("/policies-api/policies.json").json()["policies"]
    assert newest.digest in [policy["last_in_chain"] for policy in listed]
    assert newest.digest in client.get("/privacy/feed/").content.decode()
    assert newest.digest in client.get("/policies-api/feed/").content.decode()
    call_command("export_policies", str(tmp_path / "bag"))
    chain = json.loads((dossier(tmp_path / "bag", "privacy") / "chain.json").read_text())
    assert chain[-1]["sha256"] == newest.digest


def test_the_same_records_give_the_same_bytes(story, tmp_path, clock, publish):
    call_command("export_policies", str(tmp_path / "one"))
    clock.shift(timedelta(hours=3))
    call_command("export_policies", str(tmp_path / "two"))
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    publish(story, "Another text.", meanwhile="until_then")
    call_command("export_policies", str(tmp_path / "three"))
    assert contents(tmp_path / "one") != contents(tmp_path / "three")


def test_days_choose_what_was_published_or_in_force_then(story, tmp_path, publish, clock):
    clock.move_to(datetime(2026, 8, 1, 12, tzinfo=UTC))
    publish(story, "Newest.")
    call_command("export_policies", str(tmp_path / "bag"), first="2026-07-25", last="2026-07-26")
    folder = dossier(tmp_path / "bag", "privacy")
    assert [p.name for p in (folder / "versions").iterdir()] == ["0002"]
    assert len(json.loads((folder / "chain.json").read_text())) == 4
    call_command("verify_policies", bag=tmp_path / "bag")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"policy": ["privat"]}, "No policy with the slug privat has a version. Those that have:"),
        ({"first": "yesterday"}, "--from yesterday is no date: write it as 2016-05-01."),
        ({"first": "2026-02-01", "last": "2026-01-01"}, "--to is before --from"),
        ({"last": "2001-01-01"}, "No version was published or in force in these days."),
    ],
)
def test_a_wrong_wish_ends_in_a_sentence(story, tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("export_policies", str(tmp_path / "bag"), **options)
    assert not list(tmp_path.iterdir())


def test_nothing_that_is_there_is_written_over(story, tmp_path):
    (tmp_path / "empty").mkdir()
    call_command("export_policies", str(tmp_path / "empty"))
    before = contents(tmp_path)
    with pytest.raises(CommandError, match="is there already: name a folder that is new or empty"):
        call_command("export_policies", str(tmp_path / "empty"))
    assert contents(tmp_path) == before


def test_no_half_pack_is_left_where_writing_fails(story, tmp_path, monkeypatch):
    def full(path, text):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pack, "_save", full)
    with pytest.raises(CommandError, match="cannot be written: .*No space left"):
        call_command("export_policies", str(tmp_path / "bag"))
    assert not list(tmp_path.iterdir())


class TestVerified:
    @pytest.fixture
    def bag(self, story, tmp_path):
        call_command("export_policies", str(tmp_path / "bag"))
        return tmp_path / "bag"

    def verify(self, bag, capsys):
        with pytest.raises(CommandError):
            call_command("verify_policies", bag=bag)
        return capsys.readouterr().err

    def test_it_stays_true_when_more_is_published_and_corrected(self, story, bag, publish, clock):
        clock.move_to(datetime(2026, 6, 7, 9, tzinfo=UTC))
        publish(story, "Newest.", meanwhile="until_then")
        correct_version(
            version=PolicyVersion.objects.get(policy=story.pk, number=2),
            reason="Again.",
            at=datetime(2026, 6, 8, 9, tzinfo=UTC),
            effective_date=date(2026, 7, 30),
        )
        call_command("verify_policies", bag=bag)

    def test_it_stays_true_when_a_version_is_redacted(self, story, bag, tmp_path, capsys, clock):
        clock.move_to(datetime(2026, 6, 7, 9, tzinfo=UTC))
        redact_version(
            version=PolicyVersion.objects.get(policy=story.pk, number=3),
            ground="personal data",
            reason="It named a clerk.",
            at=datetime(2026, 6, 7, 9, tzinfo=UTC),
        )
        call_command("verify_policies", bag=bag)
        said = capsys.readouterr().out
        assert "The text of version 3 was redacted on 7 Jun 2026." in said
        assert "This pack still has it." in said
        text = dossier(bag, "privacy") / "versions" / "0003" / "document.md"
        before = text.read_bytes()
        text.write_text("We sell everything.\n")
        bagit.Bag(str(bag)).save(manifests=True)
        assert "is not what was published before it was redacted" in self.verify(bag, capsys)
        call_command("export_policies", str(tmp_path / "after"))
        after = contents(tmp_path / "after")
        assert not [name for name, data in after.items() if before in data]
        folder = dossier(tmp_path / "after", "privacy")
        assert [p.name for p in sorted((folder / "versions" / "0003").iterdir())] == [
            "document.json",
            "facts.json",
        ]
        assert json.loads((folder / "versions" / "0003" / "facts.json").read_text())["redacted"]
        assert "The text of version 3 was redacted" in (folder / "index.html").read_text()
        assert [p.name for p in (folder / "redlines").iterdir()] == ["0001-0002.html"]
        bagit.Bag(str(tmp_path / "after")).validate()
        capsys.readouterr()
        call_command("verify_policies", bag=tmp_path / "after")
        assert "This pack still has it." not in capsys.readouterr().out

    def test_a_text_changed_with_its_manifests_is_found(self, bag, capsys):
        file = dossier(bag, "privacy") / "versions" / "0001" / "document.txt"
        file.write_text("We sell everything.\n")
        bagit.Bag(str(bag)).save(manifests=True)
        bagit.Bag(str(bag)).validate()
        assert "versions/0001/document.txt is not what the records say." in self.verify(bag, capsys)

    @pytest.mark.parametrize("name", ["more", "data/more", "data/policies/more"])
    def test_a_folder_that_was_added_is_found(self, bag, capsys, name):
        (bag / name).mkdir()
        assert f"The folder {name} is" in self.verify(bag, capsys)

    def test_files_in_a_folder_that_was_added_are_found(self, bag, capsys):
        (bag / "more").mkdir()
        (bag / "more" / "version-9.html").write_text("We sell everything.")
        assert "The folder more is no part of the bag." in self.verify(bag, capsys)

    @pytest.mark.parametrize("name", ["more.html", "data/more.html"])
    def test_a_link_that_was_added_is_found(self, bag, capsys, name):
        (bag / name).symlink_to(bag / "bagit.txt")
        assert f"{name} is a link" in self.verify(bag, capsys)

    def test_a_pack_of_the_older_number_stands(self, bag, capsys):
        declaration = bag / "bagit.txt"
        declaration.write_text(declaration.read_text().replace("1.0", "0.97"))
        bagit.Bag(str(bag)).save(manifests=True)
        call_command("verify_policies", bag=bag)

    def test_a_version_left_out_is_found(self, bag, capsys):
        shutil.rmtree(dossier(bag, "privacy") / "versions" / "0002")
        bagit.Bag(str(bag)).save(manifests=True)
        assert "versions/0002/document.html is missing." in self.verify(bag, capsys)

    def test_a_version_made_up_is_found(self, bag, capsys):
        folder = dossier(bag, "privacy")
        shutil.copytree(folder / "versions" / "0001", folder / "versions" / "0009")
        bagit.Bag(str(bag)).save(manifests=True)
        assert "versions/0009 is no version of the records." in self.verify(bag, capsys)

    def test_another_chain_and_trail_are_found(self, bag, capsys):
        folder = dossier(bag, "privacy")
        for name in ("chain.json", "internal/audit-trail.json"):
            told = json.loads((folder / name).read_text())
            rows = told if isinstance(told, list) else told["facts"]
            rows[1] |= {"sha256": "0" * 64, "summary": "Nothing much."}
            (folder / name).write_text(json.dumps(told))
        bagit.Bag(str(bag)).save(manifests=True)
        said = self.verify(bag, capsys)
        assert "chain.json names another digest for version 2." in said
        assert "of the facts in internal/audit-trail.json is not in the records." in said

    def test_another_trail_of_the_settings_is_found(self, bag, capsys):
        file = dossier(bag, "privacy") / "internal" / "audit-trail.json"
        told = json.loads(file.read_text())
        assert [row["notice_stays"] for row in told["settings"]][-1] == 20
        told["settings"][-1]["notice_stays"] = 90
        file.write_text(json.dumps(told))
        bagit.Bag(str(bag)).save(manifests=True)
        said = self.verify(bag, capsys)
        assert "of the settings in internal/audit-trail.json is not in the records." in said

    def test_a_review_that_never_was_is_found(self, bag, capsys):
        file = dossier(bag, "privacy") / "internal" / "audit-trail.json"
        told = json.loads(file.read_text())
        told["reviews"] += [{"id": 1000, "reviewed_at": "2026-06-05T09:00:00.000000Z"}]
        file.write_text(json.dumps(told))
        bagit.Bag(str(bag)).save(manifests=True)
        said = self.verify(bag, capsys)
        assert "row 1000 of the reviews in internal/audit-trail.json is not in the records." in said

    def test_a_trail_without_one_of_its_lists_is_found(self, bag, capsys):
        file = dossier(bag, "privacy") / "internal" / "audit-trail.json"
        told = json.loads(file.read_text())
        del told["settings"]
        file.write_text(json.dumps(told))
        bagit.Bag(str(bag)).save(manifests=True)
        assert "audit-trail.json does not tell the settings." in self.verify(bag, capsys)

    @pytest.mark.parametrize(
        ("name", "said", "instead"),
        [
            ("notices.json", '"from": "2026-06-02', '"from": "2026-05-02'),
            ("notices.json", None, "[]"),
            ("internal/notices.json", '"reason": ""', '"reason": "By order."'),
            ("versions/0002/facts.json", "2026-07-20", "2026-06-20"),
            ("versions/0003/facts.json", "A mistake.", "A wish."),
            ("chain.json", None, "[1]"),
        ],
    )
    def test_facts_told_otherwise_are_found(self, bag, capsys, name, said, instead):
        file = dossier(bag, "privacy") / name
        text = file.read_text()
        assert said is None or said in text
        file.write_text(instead if said is None else text.replace(said, instead))
        bagit.Bag(str(bag)).save(manifests=True)
        expected = "no policy here" if name == "chain.json" else f"{name} does not tell what the"
        assert expected in self.verify(bag, capsys)

    def test_a_mailing_that_never_was_is_found(self, bag, capsys):
        file = dossier(bag, "privacy") / "internal" / "mail.json"
        assert json.loads(file.read_text()) == []
        file.write_text(json.dumps([{"version": 2, "outcome": "sent", "sent": 100_000}]))
        bagit.Bag(str(bag)).save(manifests=True)
        assert "internal/mail.json is not what the records say." in self.verify(bag, capsys)

    def test_the_pack_of_another_site_is_found(self, bag, capsys):
        folder = dossier(bag, "privacy")
        chain = json.loads((folder / "chain.json").read_text())
        (folder / "chain.json").write_text(json.dumps([{**chain[0], "sha256": "1" * 64}]))
        assert f"no policy here begins with the digest {'1' * 64}" in self.verify(bag, capsys)

    def test_what_is_no_bag_is_said(self, tmp_path, db):
        with pytest.raises(CommandError, match="is no BagIt bag that can be read"):
            call_command("verify_policies", bag=tmp_path)

    def test_any_flipped_bit_of_it_is_found(self, bag):
        files = sorted(p for p in bag.rglob("*") if p.is_file() and p.stat().st_size)
        for _flip in range(FLIPS):
            file = DICE.choice(files)
            data = file.read_bytes()
            at, bit = DICE.randrange(len(data)), 1 << DICE.randrange(8)
            file.write_bytes(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
            with pytest.raises(CommandError):
                call_command("verify_policies", bag=bag)
            file.write_bytes(data)
        call_command("verify_policies", bag=bag)


PINNED = [
    "policies_policyversion",
    "policies_versioncorrection",
    "policies_historicalpolicyversion",
    "policies_changenotice",
    "policies_historicalchangenotice",
    "policies_policyreview",
    "policies_historicalpolicysettings",
]
"""The tables of which any changed byte is found without a pack: every column but the keys."""


def cells():
    """Every value that may be flipped: table, key column, key, column, value."""
    with connection.cursor() as cursor:
        for table in PINNED:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            names = [c[0] for c in cursor.description]
            key = "history_id" if "history_id" in names else "id"
            for row in cursor.fetchall():
                values = dict(zip(names, row, strict=True))
                for name in names:
                    # Of a history row, "id" is the thing that it is about.
                    own_key = name == key and table != "policies_policyversion"
                    if not own_key and values[name] not in (None, "", "{}", {}):
                        yield table, key, values[key], name, values[name]


def flipped(value):
    """The value with one character changed to another of its kind, so that a column can hold it."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, (datetime, date)):
        return value + DICE.choice([1, -1]) * (
            timedelta(microseconds=10 ** DICE.randrange(7))
            if isinstance(value, datetime)
            else timedelta(days=1)
        )
    if not isinstance(value, str):
        return type(value)(int=value.int ^ 1 << DICE.randrange(100))
    places = [n for n, sign in enumerate(value) if sign.isalnum() and sign.isascii()]
    if not places:
        return "-"
    at = DICE.choice(places)
    digits, letters = "0123456789", "abcdefghijklmnopqrstuvwxyz"
    others = digits if value[at].isdigit() else letters
    other = DICE.choice([sign for sign in others if sign != value[at]])
    return value[:at] + other + value[at + 1 :]


def test_any_flipped_byte_in_the_tables_of_versions_is_found(story):
    # One version is redacted, so that what a redaction says is flipped as well.
    redact_version(
        version=PolicyVersion.objects.get(policy=story.pk, number=3),
        ground="legal order",
        reason="It named a clerk.",
        note="Order 12/26.",
        at=datetime(2026, 6, 6, 9, tzinfo=UTC),
    )
    assert not list(doubts())
    triggers.remove(connection)
    every = list(cells())
    assert {cell[0] for cell in every} == set(PINNED)
    tried = 0
    while tried < FLIPS:
        table, key, pk, column, value = DICE.choice(every)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                sql = f'UPDATE {table} SET "{column}" = %s WHERE "{key}" = %s'  # noqa: S608
                new = flipped(value)
                cursor.execute(sql, [new, pk])
                said = [d for d in doubts() if "is not in place" not in d]
                assert said, (table, column, value, new)
                tried += 1
                transaction.set_rollback(True)
        except DatabaseError:
            # A number that is taken, for one: the column does not hold it.
            continue
    triggers.install(connection)
    assert not list(doubts())
