"""The evidence pack: a BagIt bag (RFC 8493) that a stranger can check without this software."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import bagit  # type: ignore[import-untyped]
from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page

import policies
from policies import chain, civil
from policies.exceptions import PolicyError
from policies.exchange.evidence.dossier import Days, Dossier
from policies.exchange.evidence.files import page
from policies.exchange.evidence.moment import last_change
from policies.records import pulse
from policies.records.version import PolicyVersion

STYLE = Path(policies.__file__).parent / "static" / "policies" / "policies.css"
ATTEMPTS = 3


def export(
    target: Path,
    *,
    slugs: Iterable[str] = (),
    policies: Iterable[Page] | None = None,
    days: Days,
    at: datetime,
) -> Iterator[str]:
    """Write the pack of the policies with these slugs (of all, where none is named) as ``target``.

    ``policies`` are pages instead, where two sites may have policies of one slug.

    Yields the name of each policy when it is written. The same records always give the same bytes:
    the pack speaks of the last moment until ``at`` at which anything changed. It is made beside
    ``target`` and renamed at the end, so that there is a whole pack or none. Raises PolicyError.
    """
    _check(target)
    pages = _pages(list(slugs)) if policies is None else _published(policies)
    target.parent.mkdir(parents=True, exist_ok=True)
    for _attempt in range(ATTEMPTS):
        before = pulse.pulse(at).facts
        made = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part"))
        try:
            # As the command makes it, whoever asks: in no language and no time zone of their own.
            zone = timezone.override(civil.site_zone())
            with translation.override(settings.LANGUAGE_CODE), zone:
                yield from _write(made, pages, days, last_change(at))
            if pulse.pulse(at).facts == before:
                # Made for its owner alone, as all that is made in a shared place.
                made.chmod(0o755)
                made.rename(target)
                return
        finally:
            shutil.rmtree(made, ignore_errors=True)
    raise PolicyError(_("The records change faster than they can be written: try again later."))


def _check(target: Path) -> None:
    if target.is_dir() and not any(target.iterdir()):
        return
    if target.exists() or target.is_symlink():
        raise PolicyError(
            _("%(target)s is there already: name a folder that is new or empty.")
            % {"target": target}
        )


def published() -> QuerySet[Page]:
    """The policies that have versions, in the order in which a pack names them."""
    versions = PolicyVersion.objects.order_by().values("policy")
    found: QuerySet[Page] = Page.objects.filter(pk__in=versions).order_by("pk")
    return found


def _published(policies: Iterable[Page]) -> list[Page]:
    found = list(published().filter(pk__in=[page.pk for page in policies]))
    if not found:
        raise PolicyError(_("No version of this policy has been published yet."))
    return found


def _pages(slugs: list[str]) -> list[Page]:
    known_pages = published()
    for slug in slugs:
        if not known_pages.filter(slug=slug).exists():
            known = ", ".join(known_pages.values_list("slug", flat=True)) or _("none")
            raise PolicyError(
                _("No policy with the slug %(slug)s has a version. Those that have: %(known)s.")
                % {"slug": slug, "known": known}
            )
    found = list(known_pages.filter(slug__in=slugs) if slugs else known_pages)
    if not found:
        raise PolicyError(_("No policy has been published yet: there is nothing to export."))
    return found


def _write(made: Path, pages: list[Page], days: Days, moment: datetime) -> Iterator[str]:
    dossiers = [d for d in (Dossier(p, moment, days) for p in pages) if d.chosen]
    if not dossiers:
        raise PolicyError(_("No version was published or in force in these days."))
    for dossier in dossiers:
        for path, text in dossier.files():
            _save(made / "policies" / dossier.folder / path, text)
        yield dossier.policy.slug
    context = {"dossiers": dossiers, "days": days, "moment": moment, "up": ""}
    _save(made / "index.html", page("index", context))
    _save(made / "HOWTO.txt", render_to_string("policies/pack/howto.txt", context))
    _save(made / "policies.css", STYLE.read_text())
    bagit.make_bag(
        str(made),
        {
            # The day of the records, not of the export: the same records give the same bytes.
            "Bagging-Date": chain.instant(moment)[:10],
            "Bag-Software-Agent": f"wagtail-policies {policies.__version__}",
            "External-Description": "Policies as published: texts, dates, notices, comparisons",
            "Policies-As-Of": chain.instant(moment),
            **{name: day.isoformat() for name, day in _bounds(days) if day},
        },
        checksums=["sha256"],
    )
    _declare(made)


def _declare(made: Path) -> None:
    """Say that the bag is one of RFC 8493: bagit writes the number of the draft before it.

    The two differ in how a manifest writes a per cent sign or a line end in a name, and no name of
    ours has one (RFC 8493, section 2.1.3).
    """
    declaration, tags = made / "bagit.txt", made / "tagmanifest-sha256.txt"
    before = declaration.read_bytes()
    after = before.replace(b"BagIt-Version: 0.97", b"BagIt-Version: 1.0")
    declaration.write_bytes(after)
    old, new = (hashlib.sha256(text).hexdigest() for text in (before, after))
    # bagit lists these in the order in which the file system does.
    listed = tags.read_text().replace(old, new).splitlines(keepends=True)
    tags.write_text("".join(sorted(listed)))


def _bounds(days: Days) -> tuple[tuple[str, date | None], ...]:
    return ("Policies-From", days.first), ("Policies-To", days.last)


def read_days(info: dict[str, str]) -> Days:
    """The days that a bag says it is about. Raises PolicyError where they are no days."""
    given = [info.get(name) for name, _day in _bounds(Days())]
    try:
        return Days(*(date.fromisoformat(said) if said else None for said in given))
    except (TypeError, ValueError):
        raise PolicyError(_("bag-info.txt names days that are none.")) from None


def _save(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # No line end is translated: the bytes are those that were hashed.
    path.write_bytes(text.encode())
