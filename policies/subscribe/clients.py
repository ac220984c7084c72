"""How often one client may ask in an hour, so that nobody closes the form for everybody else.

Nothing is kept by which a client could be known: the cache holds a count under a keyed hash (HMAC)
of the hour and the client's network, and forgets it with the hour.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from policies import conf

HOUR = 3600
IPV6_OF_ONE = 64
"""A household or a machine has at least so many bits of a prefix to itself (RFC 6177)."""


def network_of(request: HttpRequest) -> str | None:
    """The client's address, of IPv6 its network; None where it cannot be told from others.

    ``TRUSTED_PROXIES`` says how many proxies of the site's own each add the address that they
    were asked from to the end of X-Forwarded-For; what stands before these is the client's word.
    Where that is not set, a forwarded request may come from anybody.
    """
    proxies = conf.get().TRUSTED_PROXIES
    forwarded = request.headers.get("X-Forwarded-For", "")
    if proxies is None and forwarded:
        return None
    told = [part.strip() for part in forwarded.split(",") if part.strip()]
    own = told[-proxies:] if proxies else []
    return _network(own[0] if own else request.META.get("REMOTE_ADDR", ""))


def _network(written: str) -> str | None:
    """``192.0.2.1``, ``192.0.2.1:80``, ``2001:db8::1`` or ``[2001:db8::1]:80``."""
    bare = written.removeprefix("[").split("]")[0] if written.startswith("[") else written
    if bare.count(":") == 1:
        bare = bare.split(":")[0]
    try:
        address = ip_address(bare.split("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, IPV6_OF_ONE), strict=False))
    return str(address)


def wait_of(request: HttpRequest, at: datetime) -> int:
    """Count one request; the seconds until the client may ask again, 0 where it may now."""
    network = network_of(request)
    if network is None:
        return 0
    hour, gone = divmod(int(at.timestamp()), HOUR)
    name = salted_hmac("policies.subscribe.clients", f"{hour} {network}", algorithm="sha256")
    cache, key = caches[conf.get().CACHE], f"policies.client.{name.hexdigest()[:32]}"
    asked = 1
    if not cache.add(key, 1, HOUR):
        # A cache may have dropped it meanwhile, or keep nothing at all: the site's limit holds.
        with suppress(ValueError):
            asked = cache.incr(key)
            cache.touch(key, HOUR)
    return HOUR - gone if asked > conf.get().MAIL_REQUESTS_PER_CLIENT else 0
