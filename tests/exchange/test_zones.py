"""A new zone of the site, or new rules of a zone, move no day that was told, and are no doubt."""

from __future__ import annotations

import re
import shutil
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.utils import timezone

from policies import chain, civil
from policies.actions.correct_version import correct_version
from policies.actions.extend_notice import extend_notice
from policies.actions.import_version import import_version
from policies.actions.withdraw_version import withdraw_version
from policies.exchange.evidence.bags import doubts as doubts_of_bag
from policies.exchange.verification import doubts, effects
from policies.models import ChangeNotice, PolicyVersion
from policies.records.guards import triggers
from policies.standing.sentences import last_day

pytestmark = pytest.mark.django_db

DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b")
ZONES = ["America/New_York", "Pacific/Auckland"]


def verified() -> str:
    """What the command says; it raises where there is a doubt."""
    out = StringIO()
    call_command("verify_policies", stdout=out)
    return out.getvalue()


def pages(client: Any) -> dict[str, list[str]]:
    """Every day that the public pages name, by the page."""
    numbers = PolicyVersion.objects.values_list("number", flat=True)
    paths = ["", "versions/", "feed/", "compare/1/2/", *(f"versions/{n}/" for n in numbers)]
    found = {}
    for path in paths:
        response = client.get(f"/privacy/{path}")
        assert response.status_code == 200, path
        found[path] = DAY.findall(response.content.decode())
    assert sum(map(len, found.values())) > 20
    return found


@pytest.fixture
def told(clock: Any, make_policy: Any, publish: Any) -> Any:
    """Published under Europe/London, half an hour after midnight there: in New York the day before.

    The second version has taken effect, the third was withdrawn, the fourth is to come.
    """
    clock.move_to(datetime(2026, 4, 30, 23, 30, tzinfo=UTC))
    policy = make_policy()
    publish(policy, "Second.", kind="material", effective=date(2026, 6, 10))
    clock.move_to(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    third = publish(policy, "Third.", effective=date(2026, 7, 2))
    clock.move_to(datetime(2026, 7, 20, 23, 30, tzinfo=UTC))
    withdraw_version(version=third, reason="It said too much.", at=timezone.now())
    publish(policy, "Fourth.", kind="material", effective=date(2026, 9, 1))
    clock.move_to(datetime(2026, 8, 1, 12, tzinfo=UTC))
    return policy


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Any]:
    """``rules("Europe/London", "Asia/Tokyo")``: from now on, the first has the rules of the second.

    As an update of the tzdata package does: another file stands where Python looks first.
    """
    known, here = zoneinfo.TZPATH, tmp_path / "zoneinfo"

    def forget() -> None:
        zoneinfo.ZoneInfo.clear_cache()
        civil.zone_named.cache_clear()
        timezone.get_default_timezone.cache_clear()

    def change(name: str, like: str) -> None:
        file = next(Path(p, like) for p in known if Path(p, like).is_file())
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, here / name)
        zoneinfo.reset_tzpath([str(here), *known])
        forget()

    yield change
    zoneinfo.reset_tzpath(known)
    forget()


def test_no_page_names_another_day_in_another_zone(told: Any, client: Any, settings: Any) -> None:
    before = pages(client)
    assert "1 May 2026" in before["versions/1/"]
    assert "9 Jun 2026" in before["versions/1/"]
    assert verified().startswith("4 version(s) stand")
    for zone in ZONES:
        settings.TIME_ZONE = zone
        assert pages(client) == before
        assert verified().startswith("4 version(s) stand")


@pytest.mark.parametrize("zone", ZONES)
def test_a_date_is_corrected_in_the_zone_of_the_site_and_stays(
    told: Any, client: Any, settings: Any, zone: str
) -> None:
    settings.TIME_ZONE = zone
    fourth = PolicyVersion.objects.get(number=4)
    correct_version(
        version=fourth, reason="Later.", at=timezone.now(), effective_date=date(2026, 10, 1)
    )
    fourth.refresh_from_db()
    assert (fourth.zone, fourth.effective_zone) == ("Europe/London", zone)
    assert fourth.takes_effect_at == datetime(2026, 10, 1, tzinfo=zoneinfo.ZoneInfo(zone))
    assert fourth.corrections.get().zone == zone
    before = pages(client)
    assert "1 Oct 2026" in before["versions/4/"]
    assert "30 Sep 2026" in before["versions/2/"]
    for other in ("Europe/London", *ZONES):
        settings.TIME_ZONE = other
        assert verified().startswith("4 version(s) stand")
        assert pages(client) == before
        archive = client.get("/privacy/versions.json").json()["versions"][3]
        assert (archive["effective_date"], archive["effective_zone"]) == ("2026-10-01", zone)
        assert archive["corrections"][0]["zone"] == zone


def test_new_rules_of_a_zone_are_remarked_upon_and_no_doubt(
    told: Any, client: Any, rules: Any
) -> None:
    fourth = PolicyVersion.objects.get(number=4)
    correct_version(
        version=fourth, reason="Later.", at=timezone.now(), effective_date=date(2026, 10, 1)
    )
    before = pages(client)
    rules("Europe/London", "Asia/Tokyo")
    assert civil.start_of(date(2026, 10, 1)) == datetime(2026, 9, 30, 15, tzinfo=UTC)
    said = verified()
    assert "version 4: the rules of Europe/London have changed" in said
    assert "version 1" not in said
    assert "1 Oct 2026" in before["versions/4/"]
    assert "30 Sep 2026" in before["versions/2/"]
    assert pages(client) == before


def test_a_zone_that_is_not_known_here_is_remarked_upon(told: Any, rules: Any) -> None:
    version = PolicyVersion.objects.get(number=4)
    _write("policies_policyversion", "effective_zone", "Moon/Tycho", version.pk)
    assert any("Moon/Tycho" in remark for remark in effects.remarks())
    assert any("zone of its effective date" in doubt for doubt in doubts())


@pytest.mark.parametrize(
    ("column", "value", "doubt"),
    [
        ("takes_effect_at", "2026-09-03 00:00:00+00:00", "takes effect at another instant"),
        ("takes_effect_at", "2026-08-31 20:00:00+00:00", "takes effect at another instant"),
        ("effective_zone", "America/New_York", "the zone of its effective date was changed"),
        ("zone", "America/New_York", "the zone of its publication is not what was recorded"),
    ],
)
def test_an_alteration_is_a_doubt(told: Any, column: str, value: str, doubt: str) -> None:
    version = PolicyVersion.objects.get(number=4)
    _write("policies_policyversion", column, value, version.pk)
    assert any(doubt in said for said in doubts())


def test_the_database_holds_the_zones(told: Any) -> None:
    from django.db import DatabaseError, transaction

    version = PolicyVersion.objects.get(number=4)
    correct_version(
        version=version, reason="Later.", at=timezone.now(), effective_date=date(2026, 10, 1)
    )
    for table in ("policies_policyversion", "policies_versioncorrection"):
        with (
            pytest.raises(DatabaseError, match="never altered or deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET zone = 'Asia/Tokyo'")  # noqa: S608


class TestRecordedBeforeZonesWere:
    """A row without a zone has a record of the first form, and no name of a zone anywhere."""

    @pytest.fixture
    def old(self, told: Any, monkeypatch: Any) -> PolicyVersion:
        # As the code before zones were recorded wrote it.
        monkeypatch.setattr(civil, "site_zone_name", lambda: "")
        publish_at = timezone.now()
        from tests.site import home_page

        page = type(told)(title="Terms", slug="terms", body="Old.")
        home_page().add_child(instance=page)
        from policies.actions.record_version import record_version
        from policies.decisions.answers import Answers

        found = record_version(
            policy=page,
            title="Terms",
            language="en-gb",
            source="New.",
            answers=Answers(
                kind="material", summary="New.", effective_date=date(2026, 11, 1), based_on=1
            ),
            at=publish_at,
        )
        monkeypatch.undo()
        assert found is not None
        return PolicyVersion.objects.get(pk=found.pk)

    def test_its_record_has_the_first_form(self, old: PolicyVersion) -> None:
        assert old.zone == old.effective_zone == ""
        assert '"format": 1,' in old.record
        assert "zone" not in old.record
        assert chain.record(old.frozen()) == old.record
        new = PolicyVersion.objects.get(policy__slug="privacy", number=4).record
        assert '"format": 2,' in new
        assert '"effective_zone": "Europe/London"' in new

    @pytest.mark.parametrize("zone", ["Europe/London", *ZONES])
    def test_it_stands_in_any_zone_and_is_corrected_in_it(
        self, old: PolicyVersion, settings: Any, client: Any, zone: str
    ) -> None:
        settings.TIME_ZONE = zone
        assert not list(doubts())
        assert "1 Nov 2026" in client.get("/terms/versions/2/").content.decode()
        correct_version(
            version=old, reason="Later.", at=timezone.now(), effective_date=date(2026, 12, 1)
        )
        assert "until 30 Nov 2026" in client.get("/terms/versions/1/").content.decode()
        settings.TIME_ZONE = "Pacific/Honolulu"
        assert not list(doubts())
        assert "until 30 Nov 2026" in client.get("/terms/versions/1/").content.decode()

    def test_one_that_was_corrected_without_a_zone_stands_in_any(
        self, old: PolicyVersion, settings: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(civil, "site_zone_name", lambda: "")
        correct_version(
            version=old, reason="Later.", at=timezone.now(), effective_date=date(2026, 12, 1)
        )
        monkeypatch.undo()
        for zone in ("Europe/London", *ZONES):
            settings.TIME_ZONE = zone
            assert not list(doubts())
        _write("policies_policyversion", "takes_effect_at", "2026-12-03 00:00:00+00:00", old.pk)
        assert any("takes effect at another instant" in doubt for doubt in doubts())

    def test_a_pack_of_before_is_no_doubt(self, old: PolicyVersion, tmp_path: Path) -> None:
        """Its facts do not name the zone, which is empty in the records of what it holds."""
        from policies.exchange.evidence.bags import _facts

        facts = {"effective_date": "2026-11-01", "corrections": [{"fact": "kind"}]}
        now = {**facts, "effective_zone": None, "corrections": [{"fact": "kind", "zone": None}]}
        assert _facts(facts) == _facts(now)
        assert _facts(facts) != _facts({**now, "effective_zone": "Europe/London"})
        call_command("export_policies", str(tmp_path / "pack"), stdout=StringIO())
        assert not list(doubts_of_bag(tmp_path / "pack"))


def test_a_pack_stands_after_the_zone_has_changed(told: Any, settings: Any, tmp_path: Path) -> None:
    call_command("export_policies", str(tmp_path / "pack"), stdout=StringIO())
    days = {"from": "2026-06-10", "to": "2026-07-01"}
    options = [f"--{name}={day}" for name, day in days.items()]
    call_command("export_policies", str(tmp_path / "days"), *options, stdout=StringIO())
    for zone in ZONES:
        settings.TIME_ZONE = zone
        assert not list(doubts_of_bag(tmp_path / "pack"))
        assert not list(doubts_of_bag(tmp_path / "days"))


def test_a_day_has_the_version_whose_page_names_it(told: Any, client: Any, settings: Any) -> None:
    def number(day: str) -> str:
        return str(client.get(f"/privacy/as-of/{day}/").headers.get("Location", ""))[-3:]

    for zone in ("Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago"):
        settings.TIME_ZONE = zone
        answers = [number(day) for day in ("2026-05-01", "2026-06-09", "2026-06-10", "2026-09-01")]
        assert answers == ["/1/", "/1/", "/2/", "/4/"]
        assert number("2026-08-31") == "/2/"
        refused = client.get("/privacy/as-of/2026-04-30/")
        assert refused.status_code == 404
        assert "1 May 2026" in refused.content.decode()


def test_a_version_of_the_far_west_is_in_force_on_its_day_in_the_far_east(
    clock: Any, settings: Any, make_policy: Any, publish: Any, client: Any
) -> None:
    settings.TIME_ZONE = "Pacific/Honolulu"
    clock.move_to(datetime(2026, 5, 1, 20, tzinfo=UTC))
    policy = make_policy()
    publish(policy, "Second.", kind="material", effective=date(2026, 8, 1))
    settings.TIME_ZONE = "Pacific/Kiritimati"
    assert client.get("/privacy/as-of/2026-08-01/").headers["Location"].endswith("/versions/2/")
    assert client.get("/privacy/as-of/2026-07-31/").headers["Location"].endswith("/versions/1/")


@pytest.mark.parametrize(
    ("zone", "day", "before"),
    [
        ("America/Santiago", date(2026, 9, 6), "5 Sep 2026"),
        ("Africa/Cairo", date(2026, 4, 24), "23 Apr 2026"),
        ("Asia/Beirut", date(2026, 3, 29), "28 Mar 2026"),
        ("America/Havana", date(2026, 3, 8), "7 Mar 2026"),
        # These have their midnight, or the hour before it, twice.
        ("America/Havana", date(2026, 11, 1), "31 Oct 2026"),
        ("America/Santiago", date(2026, 4, 5), "4 Apr 2026"),
        ("Asia/Beirut", date(2026, 10, 25), "24 Oct 2026"),
    ],
)
def test_until_names_the_day_before_where_the_clocks_change_at_midnight(
    clock: Any,
    settings: Any,
    make_policy: Any,
    publish: Any,
    client: Any,
    zone: str,
    day: date,
    before: str,
) -> None:
    settings.TIME_ZONE = zone
    clock.move_to(datetime(day.year, day.month, day.day, 15, tzinfo=UTC) - timedelta(days=40))
    policy = make_policy()
    version = publish(policy, "Second.", kind="material", effective=day)
    assert f"It applies until {before}." in client.get("/privacy/versions/1/").content.decode()
    assert last_day(version.takes_effect_at, zone) == before
    asked = f"/privacy/as-of/{day - timedelta(days=1)}/"
    assert client.get(asked).headers["Location"].endswith("/versions/1/")
    assert client.get(f"/privacy/as-of/{day}/").headers["Location"].endswith("/versions/2/")
    assert not list(doubts())
    settings.TIME_ZONE = "Asia/Tokyo"
    assert f"It applies until {before}." in client.get("/privacy/versions/1/").content.decode()
    assert not list(doubts())


def test_the_last_day_of_a_notice_is_a_whole_day_and_stays_it(
    clock: Any, settings: Any, make_policy: Any, publish: Any
) -> None:
    """Its days pass over the end of summer time."""
    clock.move_to(datetime(2026, 9, 1, 12, tzinfo=UTC))
    publish(make_policy(), "Second.", kind="material", effective=date(2026, 10, 15))
    notice = ChangeNotice.objects.get()
    assert notice.closes_at == datetime(2026, 10, 29, tzinfo=UTC)
    settings.TIME_ZONE = "America/New_York"
    assert last_day(notice.closes_at, notice.zone) == "28 Oct 2026"
    correct_version(
        version=notice.version,
        reason="Later.",
        at=timezone.now(),
        effective_date=date(2026, 10, 20),
    )
    notice.refresh_from_db()
    assert last_day(notice.closes_at, notice.zone) == "2 Nov 2026"
    assert notice.zone == "America/New_York"
    settings.TIME_ZONE = "Pacific/Auckland"
    extend_notice(notice=notice, last_day=date(2026, 12, 1), reason="Longer.", at=timezone.now())
    notice.refresh_from_db()
    assert (notice.zone, last_day(notice.closes_at, notice.zone)) == (
        "Pacific/Auckland",
        "1 Dec 2026",
    )
    settings.TIME_ZONE = "Europe/London"
    assert last_day(notice.closes_at, notice.zone) == "1 Dec 2026"
    assert not list(doubts())


def test_an_imported_text_keeps_its_days(
    clock: Any, settings: Any, policy: Any, client: Any
) -> None:
    from tests.site import home_page

    page = type(policy)(title="Terms", slug="terms", body="Old.", live=False)
    home_page().add_child(instance=page)
    import_version(
        policy=page,
        title="Terms",
        language="en-gb",
        source="Old.",
        published_at=civil.start_of(date(2024, 5, 1)),
        effective_date=date(2024, 5, 1),
        at=timezone.now(),
    )
    version = PolicyVersion.objects.get(policy=page)
    settings.TIME_ZONE = "America/New_York"
    assert civil.day_of(version.published_at, version.zone) == date(2024, 5, 1)
    assert version.effect.day == date(2024, 5, 1)
    assert not list(doubts())


def test_the_migration_is_not_undone_where_zones_are_recorded(told: Any) -> None:
    from importlib import import_module

    from django.apps import apps

    migration = import_module("policies.migrations.0009_zones_of_dates")
    with pytest.raises(IrreversibleError, match="zones"):
        migration.refuse_where_zones_are_recorded(apps, SimpleNamespace(connection=connection))


def _write(table: str, column: str, value: str, key: int) -> None:
    """As somebody would who can lift the guards."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, key])  # noqa: S608
    triggers.install(connection)
