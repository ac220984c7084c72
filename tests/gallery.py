"""A site on which every public page stands in every state, for whoever checks pages as a whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

HARD = """\
Opening words with a [link to a page that is far away](https://example.com/a/long/path/that/does/not/break/anywhere/at/all).

## 1. Lists

1. The first thing is **bold** and stays here for the reader to see it.
2. The second thing
    - has a part
        - that has a part

## 2. A wide table

| One | Two | Three | Four | Five | Six | Seven | Eight | Nine |
|---|---|---|---|---|---|---|---|---|
| first words | second words | third words | fourth | fifth | sixth | seventh | eighth | 30 days |

## 3. A paragraph that moves

This paragraph is long enough to be known again when it turns up in another place of the text.

> A quotation of somebody who said it well.

## 4. The end

    a line of code that is much longer than any telephone is wide, and which must not widen the page

Averyveryverylongwordthatnobodywouldeverwritebutwhichstandsinsomepolicyallthesameforsomereason.
"""

HARDER = (
    HARD.replace("**bold**", "bold")
    .replace("to a page that is far", "to one page that is not far")
    .replace("https://example.com/a/", "https://example.com/b/")
    .replace(
        "| 30 days |", "| 90 days |\n| a | new | row | of | nine | short | words | is | here |"
    )
    .replace("2. The second thing\n", "2. The second thing\n3. A third thing\n")
    .replace("> A quotation of somebody who said it well.\n\n", "")
    .replace(
        "This paragraph is long enough to be known again when it turns up in another place of the "
        "text.\n\n",
        "",
    )
    + "\nThis paragraph is long enough to be known again when it turns up in another place of the "
    "text.\n\n## 5. A new section\n\nIt says something new.\n"
)

LONG_TITLE = (
    "Privacy notice for customers, suppliers, applicants and visitors of the "
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft "
    "and of every other company of the group, wherever it is established and whatever it sells"
)
LONG = "".join(
    f"## {n}. Section {n}\n\n"
    + "".join(
        f"Paragraph {n}.{m} says what it says, {n * m} times over. " * 9 + "\n\n" for m in range(4)
    )
    for n in range(1, 116)
)
"""More than 200 kB."""

ARABIC = """\
## من نحن

نحن متجر صغير للقرطاسية.

## البيانات

| الغرض | المدة |
| --- | --- |
| الطلبات | ٦ سنوات |

## حقوقك

نجيب خلال شهر واحد.
"""


def build(home: Any, *, whole: bool = True) -> dict[str, tuple[str, int]]:
    """Fill the site under ``home``; the name of each page with its address and its status.

    Without ``whole`` there are only the privacy policy, the hard cases and the Arabic policy.
    """
    from django.utils import timezone

    from policies.models import PolicyIndexPage
    from policysite.storefront.models import HomePage
    from policysite.storefront.story import tales, tell

    now, zone = timezone.now(), timezone.get_default_timezone()
    shelf = home.add_child(instance=PolicyIndexPage(title="All", slug="policies", intro="All."))
    home.add_child(instance=PolicyIndexPage(title="No policies", slug="none"))
    for tale in tales() if whole else tales()[:1]:
        tell(tale, _page(shelf, tale.slug, tale.title), now=now, zone=zone)
    _history(shelf, "hard", "Hard cases", [HARD, HARDER, HARDER])
    arabic = [ARABIC, ARABIC.replace("شهر واحد", "١٤ يوما")]
    _history(shelf, "arabic", "سياسة", arabic, language="ar")
    if not whole:
        return {}
    home.add_child(instance=HomePage(title="Shop", slug="shop"))
    _history(shelf, "many", "Many versions", [f"## A\n\nText {n}.\n" for n in range(100)])
    went = "## Who we are\n\nA shop.\n"
    also = "\n## Who else sees it\n\n- a carrier\n- a bank, from 2020\n"
    _history(shelf, "went", "A section less", [went + also[:-12], went + also, went])
    _history(shelf, "long", LONG_TITLE, [LONG, LONG.replace("60 times", "61 times")])
    _history(shelf, "single", "Only one", [HARD])
    _first(shelf, now)
    _imported(shelf, now)
    _withdrawn(shelf)
    _redacted(shelf, now)
    _translated(home, shelf)
    empty = _page(shelf, "empty", "Empty")
    type(empty).objects.filter(pk=empty.pk).update(live=True)
    return PAGES


PAGES: dict[str, tuple[str, int]] = {
    "shop front": ("/shop/", 200),
    "list of policies": ("/policies/", 200),
    "empty list of policies": ("/none/", 200),
    "in force, with a forthcoming one": ("/policies/privacy/", 200),
    "in force, the only one": ("/policies/single/", 200),
    "first, forthcoming": ("/policies/first/", 200),
    "nothing published": ("/policies/empty/", 404),
    "everything withdrawn": ("/policies/withdrawn/", 404),
    "from right to left": ("/policies/arabic/", 200),
    "translated": ("/policies/rates/", 200),
    "translation that is behind": ("/de/policies/rates/", 200),
    "archive of a translation": ("/de/policies/rates/versions/", 200),
    "comparison in another language": ("/de/policies/rates/compare/1/2/", 200),
    "list of policies in another language": ("/de/policies/", 200),
    "hard cases": ("/policies/hard/", 200),
    "version, superseded": ("/policies/privacy/versions/2/", 200),
    "version, in force": ("/policies/privacy/versions/5/", 200),
    "version, forthcoming and corrected": ("/policies/privacy/versions/6/", 200),
    "version, withdrawn": ("/policies/terms/versions/2/", 200),
    "version, redacted": ("/policies/redacted/versions/1/", 410),
    "archive with a redacted one": ("/policies/redacted/versions/", 200),
    "comparison with a redacted one": ("/policies/redacted/compare/1/2/", 410),
    "version, imported": ("/policies/imported/versions/1/", 200),
    "archive": ("/policies/privacy/versions/", 200),
    "archive with a withdrawn one": ("/policies/terms/versions/", 200),
    "archive, material only": ("/policies/privacy/versions/?kind=material", 200),
    "archive of one": ("/policies/single/versions/", 200),
    "archive of imported ones": ("/policies/imported/versions/", 200),
    "archive of many, second page": ("/policies/many/versions/?p=2", 200),
    "archive of many, last page": ("/policies/many/versions/?p=20", 200),
    "a long title and 200 kB": ("/policies/long/", 200),
    "version, long": ("/policies/long/versions/1/", 200),
    "archive under a long title": ("/policies/long/versions/", 200),
    "comparison under a long title": ("/policies/long/compare/1/2/", 200),
    "archive, empty": ("/policies/empty/versions/", 200),
    "archive, everything withdrawn": ("/policies/withdrawn/versions/", 200),
    "comparison": ("/policies/privacy/compare/1/2/", 200),
    "comparison with a forthcoming one": ("/policies/privacy/compare/5/6/", 200),
    "comparison with a section that moved": ("/policies/privacy/compare/4/5/", 200),
    "comparison with a withdrawn one": ("/policies/terms/compare/1/2/", 200),
    "comparison over several": ("/policies/privacy/compare/1/4/", 200),
    "comparison backwards": ("/policies/privacy/compare/4/1/", 200),
    "comparison of hard cases": ("/policies/hard/compare/1/2/", 200),
    "comparison in words": ("/policies/hard/compare/1/2/?marks=text", 200),
    "comparison in full": ("/policies/hard/compare/1/2/?context=all", 200),
    "comparison side by side": ("/policies/hard/compare/1/2/?view=side-by-side", 200),
    "comparison side by side in words": (
        "/policies/privacy/compare/1/2/?view=side-by-side&marks=text",
        200,
    ),
    "comparison of the same text": ("/policies/hard/compare/2/3/", 200),
    "comparison from right to left": ("/policies/arabic/compare/1/2/", 200),
    "section": ("/policies/privacy/clauses/recipients/", 200),
    "section with sections in it": ("/policies/privacy/clauses/data-collected/", 200),
    "section as a forthcoming version has it": (
        "/policies/privacy/clauses/recipients/?version=6",
        200,
    ),
    "section of a withdrawn version": ("/policies/terms/clauses/repairs/", 200),
    "section with a wide table": ("/policies/hard/clauses/a-wide-table/", 200),
    "section that is new": ("/policies/hard/clauses/a-new-section/", 200),
    "section that went": ("/policies/went/clauses/who-else-sees-it/", 200),
    "section, from right to left": ("/policies/arabic/clauses/البيانات/", 200),
    "no such section": ("/policies/privacy/clauses/nothing/", 404),
    "no such version": ("/policies/privacy/versions/99/", 404),
    "no such date": ("/policies/privacy/as-of/yesterday/", 404),
    "before the first": ("/policies/privacy/as-of/1999-12-31/", 404),
    "compared with itself": ("/policies/privacy/compare/2/2/", 404),
    "compared with nothing": ("/policies/privacy/compare/", 404),
}


def _page(parent: Any, slug: str, title: str) -> Any:
    from policies.models import PolicyPage

    return parent.add_child(instance=PolicyPage(title=title, slug=slug, live=False))


def _live(page: Any, body: str) -> None:
    page.body = body
    page.save_revision().publish()


def _record(page: Any, source: str, day: date, at: datetime, **answers: Any) -> Any:
    from policies.actions.record_version import record_version
    from policies.decisions.answers import Answers

    return record_version(
        policy=page,
        title=page.title,
        language=answers.pop("language", "en-gb"),
        source=source,
        answers=Answers(effective_date=day, **{"kind": "material", **answers}),
        at=at,
    )


def _history(
    parent: Any, slug: str, title: str, sources: list[str], *, language: str = "en-gb"
) -> None:
    """One version a month, each published thirty days before it takes effect."""
    from django.utils import timezone

    page = _page(parent, slug, title)
    for number, source in enumerate(sources):
        day = date(2019, 3, 1) + timedelta(days=31 * number)
        at = datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
        if number and source == sources[number - 1]:
            page.title = f"{title}, renamed"
        _record(
            page,
            source,
            day + timedelta(days=30 if number else 0),
            at,
            kind="material" if number else "initial",
            summary=f"The text of month {number}." if number else "",
            meanwhile="afterwards",
            language=language,
        )
    _live(page, sources[-1])


def _first(parent: Any, now: datetime) -> None:
    page = _page(parent, "first", "First")
    day = (now + timedelta(days=12)).date()
    _record(page, HARD, day, now - timedelta(days=1), kind="initial")
    _live(page, HARD)


def _imported(parent: Any, now: datetime) -> None:
    from policies.actions.import_version import import_version

    page = _page(parent, "imported", "Imported")
    for year, source in ((2004, HARD), (2009, HARDER)):
        import_version(
            policy=page,
            title=page.title,
            language="en-gb",
            source=source,
            published_at=datetime(year, 5, 4, 9, tzinfo=now.tzinfo),
            effective_date=date(year, 5, 4),
            at=now,
            source_name=f"www/legal/terms-{year}.html",
            summary="We moved to a new house." if year == 2009 else "",
        )
    _live(page, HARDER)


def _withdrawn(parent: Any) -> None:
    from django.utils import timezone

    from policies.actions.withdraw_version import withdraw_version

    page = _page(parent, "withdrawn", "Withdrawn")
    at = timezone.now() - timedelta(days=20)
    version = _record(page, HARD, at.date(), at, kind="initial")
    _live(page, HARD)
    withdraw_version(version=version, at=at + timedelta(days=3), reason="It was the wrong file.")


def _redacted(parent: Any, now: datetime) -> None:
    from policies.actions.redact_version import redact_version
    from policies.decisions.grounds import Ground
    from policies.models import PolicyVersion

    _history(parent, "redacted", "Redacted", [HARD, HARDER])
    redact_version(
        version=PolicyVersion.objects.get(policy__slug="redacted", number=1),
        ground=Ground.PERSONAL_DATA,
        reason="It named a clerk.",
        note="Case 9.",
        at=now,
    )


def _translated(home: Any, shelf: Any) -> None:
    """In English a version more than in German, which has mended a typo since."""
    from wagtail.models import Locale

    german = Locale.objects.get_or_create(language_code="de")[0]
    home.copy_for_translation(german).save_revision().publish()
    shelf.copy_for_translation(german).save_revision().publish()
    page = _page(shelf, "rates", "Rates")
    at = datetime(2020, 1, 1, 12, tzinfo=UTC)
    _record(page, "## Rates\n\nTen per cent.\n", at.date(), at, kind="initial")
    copy = page.copy_for_translation(german)
    copy.title = "Sätze"
    first, mended = "## Säze\n\nZehn Prozent.\n", "## Sätze\n\nZehn Prozent.\n"
    _record(copy, first, at.date(), at, kind="initial", language="de")
    summary = {"summary": "Twelve per cent, not ten.", "kind": "material"}
    told, day = at + timedelta(days=1), at + timedelta(days=40)
    _record(page, "## Rates\n\nTwelve per cent.\n", day.date(), told, **summary)
    answers = {"kind": "editorial", "editorial_reason": "Ein Tippfehler.", "language": "de"}
    later = at + timedelta(days=60)
    _record(copy, mended, later.date(), later, summary="Ein Tippfehler.", **answers)
    _live(page, "## Rates\n\nTwelve per cent.\n")
    _live(copy, mended)
