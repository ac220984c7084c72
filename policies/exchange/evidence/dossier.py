"""The files of one policy in an evidence pack: what was published, and what can be proved of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from wagtail.models import Page, PageLogEntry

from policies import chain, civil
from policies.archive.formats.data import content as data
from policies.archive.formats.documents.content import FORMS
from policies.comparison.changes import counted, lines, parts
from policies.comparison.folding import stretches
from policies.comparison.marks import Marker
from policies.exchange.evidence.files import (
    File,
    dumped,
    page,
    plain_row,
    redline_name,
    version_folder,
)
from policies.exchange.evidence.moment import as_they_stood
from policies.languages import direction
from policies.notice.evidence import evidence
from policies.records.correction import VersionCorrection
from policies.records.dispatch import Dispatch
from policies.records.notice import ChangeNotice
from policies.records.review import PolicyReview
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.redline import compare
from policies.standing.history import Entry, History, corrections_of
from policies.standing.links import Links
from policies.standing.sentences import redaction, spans

INTERNAL_NOTICE = ("changes", "circumstances")
"""What is told of a notice, and was never public."""

FACTS = "facts.json"
MAIL = "internal/mail.json"

TAKEN = "policies.take_evidence"
"""The action of Wagtail's log that tells who took a pack: no part of any, or each would differ."""


@dataclass(frozen=True, slots=True)
class Days:
    """The first and last civil day that a pack is about, each of them open where None."""

    first: date | None = None
    last: date | None = None

    def touched(self, entry: Entry) -> bool:
        """Whether a version was published or in force on one of the days."""
        published = civil.day_of(entry.version.published_at, entry.version.zone)
        spans = [(published, published)]
        # An interval ends just before its end: a midnight belongs to the day after.
        days, held = entry.turns, entry.intervals
        spans += [(days[i.start].day, days[i.end].day if i.end else date.max) for i in held]
        return any(
            (self.last is None or start <= self.last) and (self.first is None or end >= self.first)
            for start, end in spans
        )


class Dossier:
    """One policy as it stood at a moment; texts are read one version at a time."""

    def __init__(self, policy: Page, at: datetime, days: Days) -> None:
        self.policy, self.at = policy, at
        self.history = History(policy, at, as_they_stood(policy, at))
        self.chosen = [entry for entry in self.history if days.touched(entry)]
        self.links = Links.of(policy)

    @property
    def identity(self) -> str:
        return str(self.history.entries[0].version.policy_uuid)

    @property
    def title(self) -> str:
        return (self.history.shown or self.history.entries[-1]).version.title

    @property
    def folder(self) -> str:
        """Two sites may each have a policy of the same slug."""
        return f"{self.policy.slug}-{self.identity[:8]}"

    @property
    def pairs(self) -> list[tuple[Entry, Entry]]:
        """Each version with what was in force before it, where the pack has the texts of both."""
        chosen = {entry.number: entry for entry in self.chosen}
        return [
            (chosen[entry.compare_with], entry)
            for entry in self.chosen
            if entry.compare_with in chosen
        ]

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each version that was chosen, by its key."""
        return {entry.version.pk: entry.number for entry in self.chosen}

    @cached_property
    def corrections(self) -> dict[int, list[VersionCorrection]]:
        """Those made by then, by the key of the version."""
        found = corrections_of(self.chosen)
        return {pk: [c for c in made if c.corrected_at <= self.at] for pk, made in found.items()}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """What the list of versions shows of each."""
        compared = {new.number: redline_name(old.number, new.number) for old, new in self.pairs}
        return [
            {
                "version": entry.version,
                "folder": version_folder(entry.number),
                "spans": spans(entry),
                "corrections": self.corrections.get(entry.version.pk, []),
                "redline": compared.get(entry.number),
                "redaction": redaction(entry.version),
                "notice": getattr(entry.version, "notice", None),
            }
            for entry in self.chosen
        ]

    def files(self) -> Iterator[File]:
        """Every file, in no particular order."""
        yield "index.html", page("policy", {"dossier": self, "up": "../../"})
        yield "chain.json", dumped(self.chain())
        sums = []
        for entry in self.chosen:
            version = PolicyVersion.objects.get(pk=entry.version.pk)
            folder = version_folder(entry.number)
            for form, (_media_type, attribute) in FORMS.items():
                if form == "json" or not entry.redacted:
                    yield f"{folder}/document.{form}", getattr(version, attribute)
            yield f"{folder}/{FACTS}", dumped(self.facts(entry))
            yield f"internal/{entry.number:04}.json", version.internal
            sums.append(f"{version.digest}  {folder}/document.json\n")
        yield "versions.sha256", "".join(sums)
        yield from ((name, dumped(told)) for name, told in self.notices().items())
        yield "internal/audit-trail.json", dumped(self._trail())
        yield MAIL, self.mail()
        for old, new in self.pairs:
            yield redline_name(old.number, new.number), self._redline(old, new)

    def chain(self) -> list[dict[str, Any]]:
        """Every link, also of versions that are not in the pack: a chain with gaps proves less."""
        return [
            {
                "number": entry.number,
                "sha256": entry.version.digest,
                "previous": entry.version.previous_digest or None,
            }
            for entry in self.history
        ]

    def facts(self, entry: Entry) -> dict[str, Any]:
        """A version's facts as they stood."""
        corrections = self.corrections.get(entry.version.pk, [])
        return data.version(self.history, entry, self.links, corrections)

    def notices(self) -> dict[str, list[dict[str, Any]]]:
        """What can be proved of each notice, by the file: what was public, and all of it."""
        notices = ChangeNotice.objects.filter(version__in=self.numbers, opens_at__lte=self.at)
        told = [evidence(n, self.at) for n in notices.order_by("version__number")]
        public = [{k: v for k, v in one.items() if k not in INTERNAL_NOTICE} for one in told]
        return {"notices.json": public, "internal/notices.json": told}

    def mail(self) -> str:
        """Of which versions and corrections subscribers were told, when, and how many of them.

        Dispatches under way are left out: their numbers still grow. Who was told is no part of it.
        """
        ended = Dispatch.objects.filter(version__in=self.numbers, closed_at__lte=self.at)
        told = [
            {
                "version": self.numbers[dispatch.version_id],
                "correction": dispatch.correction and dispatch.correction.fact,
                "queued_at": chain.instant(dispatch.queued_at),
                "closed_at": chain.instant(dispatch.closed_at),
                "outcome": dispatch.outcome,
                "sent": dispatch.sent,
                "failed": dispatch.failed,
            }
            for dispatch in ended.select_related("correction").order_by("pk")
        ]
        return dumped(told)

    def _trail(self) -> dict[str, Any]:
        trail = PolicyVersion.history.filter(id__in=self.numbers).order_by("history_id")
        reviews = PolicyReview.objects.filter(version__in=self.numbers, reviewed_at__lte=self.at)
        log = PageLogEntry.objects.filter(page=self.policy.pk, timestamp__lte=self.at)
        log = log.exclude(action=TAKEN)
        return {
            "facts": [plain_row(row) for row in trail],
            "settings": [plain_row(row) for row in self._settings()],
            "reviews": [plain_row(row) for row in reviews.order_by("pk")],
            "page": [
                {
                    "at": chain.instant(entry.timestamp),
                    "action": entry.action,
                    "by": str(entry.user_id or ""),
                    "data": entry.data,
                }
                for entry in log.order_by("timestamp", "pk")
            ],
        }

    def _settings(self) -> Iterable[Any]:
        """What the site was told about periods and wording, and by whom."""
        site = self.policy.get_site()
        trail = PolicySettings.history.filter(  # type: ignore[attr-defined]
            site_id=None if site is None else site.pk, history_date__lte=self.at
        )
        return trail.order_by("history_id")  # type: ignore[no-any-return]

    def _redline(self, old: Entry, new: Entry) -> str:
        html = dict(
            PolicyVersion.objects.filter(pk__in=(old.version.pk, new.version.pk)).values_list(
                "number", "html"
            )
        )
        language = new.version.language
        redline = compare(html[old.number], html[new.number], language)
        marker = Marker(redline.changes, in_words=False, language=language)
        context = {
            "dossier": self,
            "old": old.version,
            "new": new.version,
            "old_folder": version_folder(old.number),
            "new_folder": version_folder(new.number),
            "counted": counted(redline.counts),
            "lines": lines(redline.changes),
            "sections": parts(redline.sections),
            "stretches": stretches(tuple(redline.blocks), marker, fold=False),
            "language": language,
            "direction": direction(language),
            "up": "../../../",
        }
        return page("redline", context)
