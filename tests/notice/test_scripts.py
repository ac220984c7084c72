"""The scripts as they are served: small, pinned, and the same for every shop."""

from __future__ import annotations

import base64
import hashlib

import pytest

from policies.notice import scripts

SERVED = {
    1: "sha256-d7aYUrtgHde1lidNEc3cuPbhLV97gR8oS0XpzHYbG0I=",
    2: "sha256-cVv6ELzGggiyATMnaPGqOQ32geT1e30Ebjv8+ULaFbk=",
    3: "sha256-5vG/zcNOOb2/QnX4b7CVTRC9o0AQdYijNVszsIqI2jQ=",
}


def test_the_newest_script_is_what_the_source_says():
    """Once a number has been released, its file stays as it is: add the next one."""
    newest = scripts.SERVED / f"notice-{scripts.numbers()[-1]}.js"
    assert newest.read_text() == scripts.compact((scripts.SOURCES / "notice.js").read_text())


def test_a_number_keeps_its_bytes():
    assert {number: scripts.integrity(number) for number in scripts.numbers()} == SERVED


@pytest.mark.django_db
def test_the_storefront_script_is_at_most_1000_bytes(client):
    served = client.get("/policies-api/notice.js", HTTP_ACCEPT_ENCODING="gzip, deflate, br, zstd")
    plain = client.get("/policies-api/notice.js")
    print("notice.js:", len(plain.content), "brotli:", len(served.content))
    assert served["Content-Encoding"] == "br"
    assert len(served.content) <= 1000


@pytest.mark.django_db
def test_the_same_site_part_is_at_most_350_bytes(client):
    script, sheet = (
        client.get(
            f"/policies-api/notice-here-{scripts.mark(suffix)}.{suffix}", HTTP_ACCEPT_ENCODING="br"
        )
        for suffix in ("js", "css")
    )
    print("here.js, brotli:", len(script.content), "here.css:", len(sheet.content))
    assert len(script.content) + len(sheet.content) <= 350


@pytest.mark.django_db
def test_a_shop_can_pin_the_script_by_what_its_headers_say(client):
    newest = client.get("/policies-api/notice.js")
    pinned = client.get(newest["Content-Location"])
    assert pinned.content == newest.content
    assert pinned["Cache-Control"] == "public, max-age=31536000, immutable"
    assert pinned["Access-Control-Allow-Origin"] == "*"
    digest = base64.b64encode(hashlib.sha256(pinned.content).digest()).decode()
    assert newest["Repr-Digest"] == pinned["Repr-Digest"] == f"sha-256=:{digest}:"
    assert scripts.integrity(scripts.numbers()[-1]) == f"sha256-{digest}"


@pytest.mark.django_db
def test_the_scripts_need_no_database_and_are_not_sent_twice(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        first = client.get("/policies-api/notice.js")
        again = client.get("/policies-api/notice.js", HTTP_IF_NONE_MATCH=first["ETag"])
    assert first["Content-Type"] == "text/javascript; charset=utf-8"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Location"] == first["Content-Location"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["notice-99.js", "notice-0.js"])
def test_a_number_that_was_never_served_is_kept_by_nobody(client, address):
    answer = client.get(f"/policies-api/{address}")
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")


@pytest.mark.django_db
def test_an_old_mark_still_answers_but_is_not_kept(client):
    answer = client.get("/policies-api/notice-here-00000000.js")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=0"


def test_nothing_reaches_into_the_page_as_html():
    """The names by which text becomes markup or code stand nowhere in what is served."""
    for text in (
        scripts.storefront(scripts.numbers()[-1]).plain.decode(),
        scripts.here("js").plain.decode(),
    ):
        for name in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval", "Function(", "cookie"):
            assert name not in text
