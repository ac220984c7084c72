"""Uploaded files are read, kept aside, and prepared for the recording."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.actions.import_version import Standing, adds, judged
from policies.bounds import told
from policies.decisions.answers import Kind
from policies.exceptions import PolicyError
from policies.exchange.foreign import Precision, Role, Unreadable
from policies.exchange.importing.sources import TICK, dated
from policies.exchange.importing.titles import Called, called
from policies.exchange.readers.by_kind import read
from policies.publishing.situation import lasting_html, newest_version
from policies.records.staging import KEPT, ImportBatch, ImportText
from policies.records.version import PolicyVersion
from policies.text import TooDemanding, digest, render
from policies.timeline import start_of

MAX_TEXTS = 100
"""Files of one import: what is recorded in one go must not keep others waiting for long."""

MAX_CHARACTERS = 10_000_000
"""All texts of one import together."""

WITHOUT_TEXTS = ("source", "html")


@dataclass(frozen=True, slots=True)
class Prospect:
    """What becomes of one staged text if the import is recorded now.

    ``number`` is that of the version it becomes, None where it becomes none; then ``why`` says why,
    and ``refused`` whether that keeps the whole import from being recorded.
    """

    text: ImportText
    number: int | None = None
    why: str = ""
    refused: bool = False


def forget_old(at: datetime) -> None:
    """Throw away what nobody recorded in time."""
    ImportBatch.objects.filter(started_at__lt=at - KEPT).delete()


def open_batches(policy: Page, owner: Any) -> QuerySet[ImportBatch]:
    """What a person has begun to import into a policy and not recorded."""
    return ImportBatch.objects.filter(policy=policy.pk, owner=owner, recorded_at=None).order_by(
        "-started_at"
    )


def stage(batch: ImportBatch, data: bytes, name: str, zone: tzinfo) -> ImportText:
    """Keep what was understood of a file; the same file twice is kept once.

    A file that cannot be taken is kept with the sentence that says why, and without its bytes.
    """
    name = name[-255:]
    there = {"batch": batch, "name": name, "digest": digest(data)}
    found = ImportText.objects.filter(**there).first()
    if found is not None and not found.refusal:
        return found
    try:
        _check_room(batch)
        facts = _understood(data, name, zone)
    except PolicyError as refusal:
        facts = {"refusal": str(refusal)}
    # What was refused, also for want of room or time, may come again, mended or as it was.
    ImportText.objects.filter(batch=batch, name=name).exclude(refusal="").delete()
    text: ImportText = ImportText.objects.get_or_create(**there, defaults=facts)[0]
    return text


def refuse(batch: ImportBatch, name: str, sentence: str) -> None:
    """Keep the name of a file that was not even read."""
    ImportText.objects.get_or_create(
        batch=batch, name=name[-255:], digest="", defaults={"refusal": sentence}
    )


def _check_room(batch: ImportBatch) -> None:
    there = batch.texts.filter(refusal="")
    characters = there.aggregate(all=Sum(Length("source")))["all"] or 0
    if there.count() >= MAX_TEXTS or characters >= MAX_CHARACTERS:
        raise Unreadable(
            _(
                "This import is full: it takes %(files)s files and %(characters)s million "
                "characters. Record it, then begin another one with the rest."
            )
            % {"files": MAX_TEXTS, "characters": MAX_CHARACTERS // 1_000_000}
        )


def _understood(data: bytes, name: str, zone: tzinfo) -> dict[str, Any]:
    foreign = read(data, name)
    known = dated(foreign, zone)
    facts: dict[str, Any] = {
        "source": foreign.source,
        "title": foreign.title or "",
        "claims": [
            {**asdict(claim), "first": str(claim.first), "last": str(claim.last)}
            for claim in foreign.claims
        ],
        "warnings": list(foreign.warnings),
    }
    if known is not None:
        facts["published_on"] = known.published_at.astimezone(zone).date()
        facts["published_by"] = known.published_by
    days = {
        claim.first
        for claim in foreign.claims
        if claim.role is Role.EFFECTIVE and claim.precision is Precision.DAY
    }
    # Several days: nobody but the editor can say which of them holds.
    if known is not None and len(days) < 2:
        facts["effective_date"] = known.effective_date
        facts["effective_by"] = known.effective_by
    return facts


def chosen(batch: ImportBatch) -> QuerySet[ImportText]:
    """The texts that take part, oldest first."""
    return batch.texts.filter(refusal="", left_out=False)


def moments(batch: ImportBatch, zone: tzinfo) -> dict[int, datetime]:
    """The instant of each dated text that takes part, by its key, oldest first.

    Texts of one day stand a tick apart, as those of a folder do.
    """
    found: dict[int, datetime] = {}
    last: datetime | None = None
    for key, day in chosen(batch).exclude(published_on=None).values_list("pk", "published_on"):
        moment = start_of(day, zone)
        last = moment if last is None else max(moment, last + TICK)
        found[key] = last
    return found


def prospects(batch: ImportBatch, *, at: datetime, zone: tzinfo) -> list[Prospect]:
    """What would become of every text, in their order; renders and judges what is new to it.

    Nothing is recorded. Texts are read one at a time, and come back without their words.
    """
    newest = newest_version(batch.policy)
    number = newest.number if newest else 0
    standing: PolicyVersion | Standing | None = newest
    html, language = lasting_html(newest) or "", batch.policy.locale.language_code
    found = [
        Prospect(text, why=_("Say when it was published."), refused=True)
        for text in chosen(batch).filter(published_on=None).defer(*WITHOUT_TEXTS)
    ]
    for key, moment in moments(batch, zone).items():
        text = ImportText.objects.get(pk=key)
        title, counts = title_of(text, batch.policy)
        own = Standing(title, text.source, moment, counts)
        if text.effective_date is None:
            sentence = _("The file names several effective dates: say which holds.")
            found.append(Prospect(text, why=sentence, refused=True))
            continue
        try:
            new = adds(policy=batch.policy, newest=standing, text=own, at=at, name=text.name)
        except PolicyError as refusal:
            found.append(Prospect(text, why=str(refusal), refused=True))
            continue
        if new:
            try:
                prepare(text, html, language, first=standing is None)
            except TooDemanding as refusal:
                found.append(Prospect(text, why=told(refusal), refused=True))
                continue
            number, standing, html = number + 1, own, text.html
            found.append(Prospect(text, number))
        else:
            same = _("Adds no version: its text is there already, or is that of the one before.")
            found.append(Prospect(text, why=same))
    return found


def title_of(text: ImportText, policy: Page) -> Called:
    """What the version is called: what the editor or the file says, else the policy's title."""
    return called(text.title, text.source, policy)


def prepare(text: ImportText, before: str, language: str, *, first: bool) -> None:
    """Render a text after the rendering ``before``, and judge the change, where not done yet."""
    follows = digest(before) if before else ""
    if text.html and text.follows == follows:
        return
    text.html, text.follows = render(text.source, previous=before or None), follows
    text.judged = Kind.INITIAL if first else judged(before, text.html, language)
    text.save(update_fields=["html", "follows", "judged"])
