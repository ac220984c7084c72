"""Records old texts as versions with their original dates: a file, a folder, or a git history."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from wagtail.models import Page, Site

from policies import civil
from policies.decisions.answers import Kind
from policies.exceptions import PolicyError
from policies.exchange.foreign import TITLE_LENGTH
from policies.exchange.importing.ahead import Start, ahead
from policies.exchange.importing.histories import Report, import_all
from policies.exchange.importing.making_public import show
from policies.pages import PolicyIndexPage, PolicyPage, PolicyPageMixin
from policies.publishing.situation import lasting_html, newest_version


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "source", type=Path, help="a file, a folder of dated files, a git repository"
        )
        parser.add_argument(
            "--policy", required=True, metavar="SLUG", help="the policy, made if new"
        )
        parser.add_argument("--path", help="the policy's file in a git repository")
        parser.add_argument("--title", help="the title of every version; else what each text says")
        parser.add_argument(
            "--parent", metavar="SLUG", help="the page under which a new policy goes"
        )
        parser.add_argument(
            "--kind",
            choices=[Kind.EDITORIAL.value, Kind.MATERIAL.value],
            help="the kind of every change; else judged by the wording",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be recorded")

    def handle(self, *args: Any, source: Path, dry_run: bool, **options: Any) -> None:
        report = Report()
        try:
            if dry_run:
                with transaction.atomic():
                    self.run(source, report, options)
                    transaction.set_rollback(True)
            else:
                self.run(source, report, options)
        except PolicyError as refusal:
            self.tell(report)
            raise CommandError(str(refusal)) from None
        self.tell(report)
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.recorded} version(s) {would}recorded, {report.there_already} there already."
        )
        if report.refused:
            raise CommandError(f"{len(report.refused)} file(s) could not be imported.")

    def run(self, source: Path, report: Report, options: dict[str, Any]) -> None:
        slug, title = options["policy"], options["title"]
        if title and len(title) > TITLE_LENGTH:
            raise PolicyError(
                f"A title has {TITLE_LENGTH} characters at most: give a shorter --title."
            )
        policy = find(slug)
        newest = newest_version(policy) if policy else None
        start = (
            Start(newest.source, lasting_html(newest) or "", newest.published_at)
            if newest
            else Start()
        )
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task(f"Importing {slug}", total=None)
            for text in import_all(
                policy=lambda: find(slug) or make(slug, options["parent"], title),
                texts=ahead(source, options["path"], civil.site_zone(), start),
                at=timezone.now(),
                title=title,
                kind=options["kind"],
                report=report,
            ):
                progress.update(
                    task, advance=1, description=civil.day_of(text.published_at).isoformat()
                )
        if policy := find(slug):
            show(policy)

    def tell(self, report: Report) -> None:
        for refused in report.refused:
            self.stderr.write(f"{refused.name} {refused.reason}")
        names: dict[str, list[str]] = {}
        for name, words in report.warnings:
            names.setdefault(words, []).append(name)
        for words, where in names.items():
            more = f" and {len(where) - 1} more" if len(where) > 1 else ""
            self.stderr.write(f"{where[0]}{more}: {words}")
        counts = Counter(words for _name, words in report.warnings)
        if counts:
            self.stderr.write(f"{sum(counts.values())} remark(s), {len(counts)} different.")


def find(slug: str) -> PolicyPageMixin | None:
    """The policy of a slug, if there is one."""
    found = [p.specific for p in Page.objects.filter(slug=slug)]
    policies = [page for page in found if isinstance(page, PolicyPageMixin)]
    if len(policies) > 1:
        raise PolicyError(f"Several policies have the slug {slug}: rename all but one.")
    return policies[0] if policies else None


def make(slug: str, parent: str | None, title: str | None) -> PolicyPageMixin:
    """A new policy: a draft under ``parent`` or the list of policies."""
    if parent:
        above = Page.objects.filter(slug=parent).first()
        if above is None:
            raise PolicyError(f"There is no page with the slug {parent} to put the policy under.")
    else:
        above = PolicyIndexPage.objects.first() or Site.objects.get(is_default_site=True).root_page
    policy = PolicyPage(title=title or slug.replace("-", " ").capitalize(), slug=slug, live=False)
    try:
        above.add_child(instance=policy)
    except ValidationError as refusal:
        raise PolicyError(" ".join(refusal.messages)) from None
    return policy
