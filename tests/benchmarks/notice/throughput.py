"""Warm ``notice.json`` and ``notice.js`` against a Django view that returns a constant.

``uv run pytest -s tests/benchmarks/notice/throughput.py`` prints the requests a second of each, by
the same client, through the same middleware, in turns in one run.
"""

from __future__ import annotations

import time

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from policysite import urls as site_urls

urlpatterns = [
    path("constant", lambda request: HttpResponse(b"x" * 400, content_type="application/json")),
    *site_urls.urlpatterns,
]
ROUNDS, REQUESTS = 7, 120
ADDRESSES = {
    "constant": "/constant",
    "notice.json": "/policies-api/notice.json?lang=de",
    "notice.json, one policy": "/policies-api/notice.json?policy=privacy",
    "notice.js": "/policies-api/notice.js",
}


@pytest.mark.django_db
def test_throughput(settings, policy, publish):
    publish(policy, "# Data we keep\n\nWe keep it for 90 days.\n", kind="material")
    settings.ROOT_URLCONF = __name__
    client = Client(headers={"accept-encoding": "gzip, br"})
    best = dict.fromkeys(ADDRESSES, 0.0)
    for address in ADDRESSES.values():
        assert client.get(address).status_code == 200
    for _round in range(ROUNDS):
        for name, address in ADDRESSES.items():
            start = time.perf_counter()
            for _request in range(REQUESTS):
                client.get(address)
            best[name] = max(best[name], REQUESTS / (time.perf_counter() - start))
    for name, rate in best.items():
        assert rate >= best["constant"] / 2, name
        print(f"{name:24} {rate:7.0f} a second, {rate / best['constant']:.2f} of the constant")
