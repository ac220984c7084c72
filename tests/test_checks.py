"""Misuses are seen before the first request; each test bears the id of its check."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from policies import checks, conf
from policies.records.guards import trials


def ids(messages):
    return [message.id for message in messages]


def site(settings, apps):
    """The settings of this site with other apps, which the registry of apps does not hear of."""
    return SimpleNamespace(
        INSTALLED_APPS=apps,
        MIDDLEWARE=settings.MIDDLEWARE,
        WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT=True,
    )


def test_all_is_well_with_this_site():
    assert ids(checks.check_settings()) == ids(checks.check_apps()) == []


def test_policies_E001(settings):
    settings.POLICIES = {"BASE_TEMPLATE": "base.html", "MAXAGE": 5}
    [message] = checks.check_settings()
    assert message.id == "policies.E001"
    assert "MAXAGE" in message.msg
    assert "MAX_AGE" in message.hint
    with pytest.raises(ImproperlyConfigured, match="unknown key 'MAXAGE'"):
        conf.get()


def test_policies_E002(settings):
    settings.POLICIES = {"BASE_TEMPLATE": "nowhere.html"}
    assert ids(checks.check_settings()) == ["policies.E002"]


def test_policies_W003(settings, monkeypatch):
    apps = [name for name in settings.INSTALLED_APPS if name != "policies"]
    monkeypatch.setattr(checks, "settings", site(settings, [*apps, "policies"]))
    assert ids(checks.check_apps()) == ["policies.W003"]


def test_policies_W004(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "simple_history" not in name]
    assert ids(checks.check_apps()) == ["policies.W004"]


def test_policies_W009(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "PolicyMiddleware" not in name]
    [message] = checks.check_apps()
    assert message.id == "policies.W009"
    assert "CsrfViewMiddleware" in message.hint


def test_policies_W006(settings, monkeypatch):
    apps = [*settings.INSTALLED_APPS, "wagtail_localize"]
    beside = site(settings, apps)
    monkeypatch.setattr(checks, "settings", beside)
    assert ids(checks.check_apps()) == ["policies.W006"]
    beside.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
    assert ids(checks.check_apps()) == []


def test_policies_W007(settings):
    del settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT
    [message] = checks.check_apps()
    assert message.id == "policies.W007"
    assert "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True" in message.hint
    settings.WAGTAIL_WORKFLOW_ENABLED = False
    assert ids(checks.check_apps()) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a question to SQLite alone")
def test_policies_W005(monkeypatch):
    assert ids(checks.check_database(["default"])) == []
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    assert ids(checks.check_database(["default"])) == ["policies.W005"]
    assert ids(checks.check_database([])) == []


def test_policies_W008(monkeypatch):
    elsewhere = SimpleNamespace(vendor="mysql", display_name="MariaDB", settings_dict={})
    monkeypatch.setattr(checks, "connections", {"default": elsewhere})
    [message] = checks.check_database(databases=["default"])
    assert message.id == "policies.W008"
    assert "MariaDB" in message.msg
    assert list(trials.doubts(elsewhere)) == [message.msg]


def test_settings_are_read_anew_when_they_change(settings):
    assert conf.get().MAX_AGE == 300
    settings.POLICIES = {"MAX_AGE": 60}
    assert conf.get().MAX_AGE == 60
