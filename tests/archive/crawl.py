"""A visitor who follows every link of a site, and a program that follows every address in data."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree, html

LINKS = {"href": ("a", "link", "area"), "src": ("script", "img", "iframe", "source")}
FOREIGN = (
    "//*[contains(concat(' ', @class, ' '), ' policies-text ')]"
    "//a[@href and not(ancestor-or-self::*[self::a or self::span or self::p]"
    "[starts-with(@class, 'policies-')])]"
)
KINDS = (
    ("document", r"/versions/\d+/document\.\w+$"),
    ("version", r"/versions/\d+/$"),
    ("archive", r"/versions/$"),
    ("comparison", r"/compare/\d+/\d+/$"),
    ("changes", r"/changes/\d+/$"),
    ("clause", r"/clauses/"),
    ("subscription", r"/subscribe/"),
    ("memento", r"/time(gate|map)/(json/)?$"),
    ("data", r"(/feed/|\.json|\.js|\.css|\.xml)$"),
)


@dataclass
class Crawl:
    """What was found at each address, and what was wrong.

    ``queries`` has the greatest number of queries by kind of page, with the address that cost it.
    Without ``texts``, links that stand in the texts of policies are left alone: what somebody
    published elsewhere may well name pages that are not here. ``at_most`` bounds how many pages of
    a kind are opened under one policy: the first that are met.
    """

    origin: str = "http://localhost"
    client: Client = field(default_factory=Client)
    texts: bool = True
    skip: str = r"/(admin|django-admin|documents|media)/"
    at_most: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    queries: dict[str, tuple[int, str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    opened: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _ids: dict[str, set[str]] = field(default_factory=dict)
    _asked: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def run(self, *starts: str) -> Crawl:
        """Follow everything from ``starts``; broken links, 5xx and lost fragments are ``wrong``."""
        waiting = deque((urljoin(self.origin, start), "the start") for start in starts)
        while waiting:
            address, source = waiting.popleft()
            address, fragment = urldefrag(address)
            if fragment:
                self._asked.setdefault(address, set()).add((unquote(fragment), source))
            path = urlsplit(address).path
            if address in self.statuses or re.search(self.skip, path) or self._enough(path):
                continue
            waiting += [(found, address) for found in self._visit(address, source)]
        self._fragments()
        return self

    def _enough(self, path: str) -> bool:
        kind, form = kind_of(path)
        if kind not in self.at_most:
            return False
        under = (kind, re.split(form, path)[0])
        self.opened[under] += 1
        return self.opened[under] > self.at_most[kind]

    def _visit(self, address: str, source: str) -> Iterable[str]:
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.path.startswith("/static/"):
            there = finders.find(unquote(parts.path.removeprefix("/static/")))
            self.statuses[address] = 200 if there else 404
            if not there:
                self.wrong.append(f"{address} is no static file, linked from {source}")
            return ()
        connection.queries_log.clear()  # it holds 9,000, and what comes after is not counted
        with CaptureQueriesContext(connection) as captured:
            response = self.client.get(path, headers={"host": parts.netloc})
        self.statuses[address] = response.status_code
        kind, _form = kind_of(parts.path)
        self.kinds[kind] += 1
        self.queries[kind] = max(self.queries.get(kind, (0, "")), (len(captured), path))
        if response.status_code >= 400:
            self.wrong.append(f"{response.status_code} at {address}, linked from {source}")
            return ()
        found = [response["Location"]] if "Location" in response else []
        found += re.findall(r"<([^>]+)>", response.headers.get("Link", ""))
        if response.status_code == 200:
            found += self._inside(address, response)
        joined = (urljoin(address, link) for link in found)
        return [link for link in joined if f"{link}/".startswith(f"{self.origin}/")]

    def _inside(self, address: str, response: Any) -> list[str]:
        kind = response["Content-Type"].partition(";")[0]
        if kind == "text/html":
            root = html.fromstring(response.content)
            self._ids[address] = set(root.xpath("//@id"))
            if not self.texts:
                if "/document." in address:
                    return []
                for foreign in root.xpath(FOREIGN):
                    del foreign.attrib["href"]
            return [
                value
                for name, tags in LINKS.items()
                for tag in tags
                for value in root.xpath(f"//{tag}/@{name}")
            ]
        if kind == "application/json":
            return list(addresses(response.json()))
        if kind in ("application/xml", "application/atom+xml"):
            root = etree.fromstring(response.content)
            loc = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
            links = root.iter("{http://www.w3.org/2005/Atom}link")
            return [e.text or "" for e in root.iter(loc)] + [e.get("href", "") for e in links]
        return []

    def _fragments(self) -> None:
        for address, asked in self._asked.items():
            if address not in self._ids:
                continue
            for name, source in asked:
                if name not in self._ids[address]:
                    self.wrong.append(f"#{name} is not on {address}, linked from {source}")


def kind_of(path: str) -> tuple[str, str]:
    """The kind of page at a path, and the form by which it is known."""
    return next(((kind, form) for kind, form in KINDS if re.search(form, path)), ("page", "$"))


def addresses(value: Any) -> Iterator[str]:
    """Every address in plain data, but those that are patterns."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from addresses(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from addresses(inner)
    elif isinstance(value, str) and value.startswith("http") and "{" not in value:
        yield value
