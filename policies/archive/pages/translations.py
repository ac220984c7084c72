"""The languages in which a policy can be read, and whether a translation lags behind.

A translation is a policy of its own, with its own versions, that Wagtail ties to the others by
their translation key. It is **behind** while a material change of the text it was made from is in
effect that was published after the translation's own last material version: what a translator
could not have seen. Nothing of this is stored; it follows from the versions of both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import swapper
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from wagtail.coreutils import get_content_languages, get_supported_content_language_variant
from wagtail.models import PageLogEntry

from policies import conf
from policies.languages import direction
from policies.standing.history import Entry, History
from policies.standing.http import etag, pulse_of
from policies.standing.links import Links
from policies.standing.site import hidden, histories


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language in which anybody may read the policy, by its own name for itself."""

    language: str
    name: str
    address: str
    link: str
    """The same, without the host where that is the reader's already."""

    @property
    def direction(self) -> str:
        return direction(self.language)


@dataclass(frozen=True, slots=True)
class Behind:
    """The material change of the original that the translation has not followed."""

    original: Tongue
    number: int
    since: date


@dataclass(frozen=True, slots=True)
class Translations:
    """All languages of a policy, in the order of the site's; empty where there is only one."""

    tongues: tuple[Tongue, ...] = ()
    own: str = ""
    default: str = ""
    behind: Behind | None = None

    @property
    def others(self) -> tuple[Tongue, ...]:
        return tuple(tongue for tongue in self.tongues if tongue.language != self.own)

    def alternates(self, rest: str = "") -> list[tuple[str, str]]:
        """``hreflang`` and address of each language, for the page ``rest`` under a policy."""
        found = [(tongue.language, tongue.address + rest) for tongue in self.tongues]
        return [*found, ("x-default", self.default + rest)] if self.default else found


NONE = Translations()


def languages(history: History, request: HttpRequest, rest: str = "") -> dict[str, Any]:
    """What a page under a policy tells of its languages; ``rest`` is its address from there."""
    found = translations(history, request)
    # An alias is no translation: search engines are told of the page that it mirrors.
    alternates = found.alternates(rest) if history.policy.alias_of_id is None else []
    return {"languages": found, "translations": alternates, "language_rest": rest}


def translations(history: History, request: HttpRequest) -> Translations:
    """The public translations of a policy, from the cache while no record anywhere has changed."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return NONE
    beat, base = pulse_of(history.policy, history.at).facts, Links.of(history.policy, request).base
    key = f"policies:translations:{etag(beat, base, history.policy_id)}"
    # What the pulse does not tell (a site that moved to another host) is late by that at most.
    kept: Translations = caches[conf.get().CACHE].get_or_set(
        key, partial(_translations, history, request), conf.get().MAX_AGE
    )
    return kept


def versions_of_all(policy_id: int, at: datetime) -> list[History]:
    """The translations of a policy, itself among them, that anybody may read, each with its past.

    Only those that show a version: one that binds, or else a forthcoming one.
    """
    model = swapper.load_model("wagtailcore", "Page")
    key = model.objects.filter(pk=policy_id).values("translation_key")
    pages = list(
        model.objects.filter(
            translation_key__in=key,
            alias_of__isnull=True,
            locale__language_code__in=get_content_languages(),
        )
        .live()
        .exclude(hidden())
        .select_related("locale")
        .order_by("pk")
    )
    found = histories(pages, at) if len(pages) > 1 else []
    return [history for history in found if history.shown]


def missed(history: History, all_of_them: Iterable[History]) -> tuple[History, Entry] | None:
    """What a translation has not followed: its original, and that one's last material version."""
    others = {h.policy.locale_id: h for h in all_of_them if h.policy.pk != history.policy_id}
    original = _original(history, others)
    if original is None or history.in_force is None:
        return None
    ours, theirs = history.last_material, original.last_material
    if ours is None or theirs is None:
        return None
    later = theirs.version.published_at > ours.version.published_at
    return (original, theirs) if later else None


def _original(history: History, others: dict[int, History]) -> History | None:
    """The text that a translation was made from, if anybody may read it.

    Wagtail's log says from which language a page was copied; where it does not (pages made by
    hand or by code), it is the site's default language, of which nothing is a translation.
    """
    copied = PageLogEntry.objects.filter(
        page=history.policy_id, action="wagtail.copy_for_translation"
    ).order_by("-pk")
    if source := next(iter(copied.values_list("data__source_locale__id", flat=True)[:1]), None):
        return others.get(source)
    default = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    return next((h for h in others.values() if h.policy.locale.language_code == default), None)


def _translations(history: History, request: HttpRequest) -> Translations:
    found = versions_of_all(history.policy_id, history.at)
    names = names_of([h.policy.locale.language_code for h in found])
    tongues: dict[int, Tongue] = {}
    for page in (h.policy for h in found):
        code = page.locale.language_code
        if (address := page.get_full_url(request)) and (link := page.get_url(request)):
            tongues[page.pk] = Tongue(code, names[code], address, link)
    if len(tongues) < 2 and history.policy_id in tongues:
        return NONE
    own = tongues.get(history.policy_id)
    default = get_supported_content_language_variant(settings.LANGUAGE_CODE)
    behind = None
    if (late := missed(history, found)) and (original := tongues.get(late[0].policy.pk)):
        behind = Behind(original, late[1].number, late[1].version.effect.day)
    return Translations(
        tongues=tuple(sorted(tongues.values(), key=_rank)),
        own=own.language if own else "",
        default=next((t.address for t in tongues.values() if t.language == default), ""),
        behind=behind,
    )


def names_of(languages: Iterable[str]) -> dict[str, str]:
    """Each language by its own name: without its country where no other shares the language."""
    codes = list(languages)
    bases = [code.split("-")[0] for code in codes]
    return {
        code: (_name(base) if bases.count(base) == 1 else "") or _name(code) or code
        for code, base in zip(codes, bases, strict=True)
    }


def _name(code: str) -> str:
    try:
        return str(capfirst(get_language_info(code)["name_local"]))
    except KeyError:
        return ""


def _rank(tongue: Tongue) -> int:
    return list(get_content_languages()).index(tongue.language)
