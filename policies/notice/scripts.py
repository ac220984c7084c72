"""The two scripts and the sheet that storefronts load, as they are served.

``files/`` holds them as they are written. The storefront's script is also kept in
``files/served/`` under a number: a shop may pin it with an integrity hash, so what was served
once under a number is served for ever. A change of ``notice.js`` adds the next number.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from policies.notice.encoding import Coded

SOURCES = Path(__file__).parent / "files"
SERVED = SOURCES / "served"
JAVASCRIPT = "text/javascript; charset=utf-8"
CSS = "text/css; charset=utf-8"


def compact(source: str) -> str:
    """A source without comment lines, indentation and line breaks."""
    lines = (line.strip() for line in source.splitlines())
    return "".join(line for line in lines if not line.startswith(("//", "/*")))


@cache
def numbers() -> tuple[int, ...]:
    """The numbers under which the storefront's script has been served, in order."""
    found = (re.fullmatch(r"notice-([1-9][0-9]*)\.js", path.name) for path in SERVED.iterdir())
    return tuple(sorted(int(match[1]) for match in found if match))


@cache
def storefront(number: int) -> Coded:
    """The storefront's script of a number. Raises KeyError for one that was never served."""
    if number not in numbers():
        raise KeyError(number)
    return Coded.of((SERVED / f"notice-{number}.js").read_bytes(), JAVASCRIPT)


def integrity(number: int) -> str:
    """What a shop writes into ``integrity="…"`` to pin a number."""
    return f"sha256-{storefront(number).sha256}"


@cache
def here(suffix: str) -> Coded:
    """What pages of the policies' own site load: ``js`` or ``css``."""
    source = (SOURCES / f"here.{suffix}").read_text()
    return Coded.of(compact(source).encode(), {"js": JAVASCRIPT, "css": CSS}[suffix])


def mark(suffix: str) -> str:
    """Eight characters that change whenever the content does: part of its address."""
    return re.sub(r"\W", "", here(suffix).sha256)[:8]
