"""Real processes that are stopped at random instants, and what is found in the database then.

Run as a program, with ``DATABASE_URL``: ``python -m tests.faults.harness publish kill 200``. It
forks a worker from a process that has loaded everything, stops it at a random instant of its work,
and asks a fresh process what stands: the state must be the one before or after, ``verify_policies``
content, and the same work must simply go on. The last line is a report in JSON.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

FILES = 12
SENTENCE = "We keep it for {} days and give it to nobody but the courier number {}.\n"


def in_child(work, *args):
    """Run ``work`` in a process of its own, with a connection of its own; its key."""
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    if pid := os.fork():
        return pid
    try:
        # What the worker starts dies with it and is looked for afterwards.
        os.setsid()
        work(*args)
        code = 0
    except BaseException:  # noqa: BLE001 - the process ends here
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def finished(pid):
    """Wait for a process; whether it ended well."""
    return os.waitpid(pid, 0)[1] == 0


class Work:
    """Something that is done again and again, ``steps`` times, until it is stopped."""

    def __init__(self, place):
        self.place = place

    def begin(self):
        """What there is before the first stop."""

    def work(self, number, steps=400):
        raise NotImplementedError

    def done(self):
        """How much of it is recorded."""
        from policies.models import PolicyVersion

        return PolicyVersion.objects.count()

    def problems(self):
        """A sentence for each thing that is torn."""
        return ()

    def end(self):
        """What was interrupted is whole after one more run."""
        self.work(10_000, 1)


class Publishing(Work):
    """An editor's publications, one after another."""

    slug = "published"

    def begin(self):
        from policies.models import PolicyPage
        from tests.site import home_page

        if not PolicyPage.objects.filter(slug=self.slug).exists():
            page = PolicyPage(title="Published", slug=self.slug, body="# Data\n\nNone.\n")
            home_page().add_child(instance=page)

    def work(self, number, steps=400):
        from django.utils.timezone import localdate

        from policies.models import PolicyPage

        for step in range(number * 1000, number * 1000 + steps):
            page = PolicyPage.objects.get(slug=self.slug).get_latest_revision_as_object()
            # A draft that was saved and not published before the kill is published with the next.
            page.body = f"# Data\n\n{SENTENCE.format(step, number)}"
            page.change_kind = "material" if step % 3 == 0 else "editorial"
            page.change_summary = f"Change {step}."
            page.editorial_reason = "The meaning is the same."
            page.effective_date = localdate() + timedelta(days=40)
            page.meanwhile = "afterwards"
            page.based_on, page.base_confirmed = None, True
            page.save_revision(clean=False).publish()

    def problems(self):
        from policies.models import PolicyPage, PolicyVersion

        page = PolicyPage.objects.get(slug=self.slug)
        newest = PolicyVersion.objects.filter(policy=page.pk).order_by("number").last()
        if page.body != newest.source:
            yield "The page's text is not that of its newest version."
        if page.live_revision_id != newest.revision_number:
            yield "The page's revision is not the one that its newest version came from."


class Importing(Work):
    """A folder of dated files that is imported, again and again, until it is all there."""

    def __init__(self, place):
        super().__init__(place)
        self.folder = place / "old"

    def begin(self):
        from django.utils import timezone

        from policies.exchange.importing import histories, sources
        from tests.site import home_page

        home_page()
        # More transactions in a second than on a quiet machine: more places at which to be torn.
        histories.AT_ONCE = 2
        self.folder.mkdir()
        for n in range(FILES):
            day = date(2001, 1, 1) + timedelta(days=40 * n)
            text = f"# Old\n\nEffective date: {day:%d %B %Y}\n\n{SENTENCE.format(n, 'one')}"
            (self.folder / f"{day.isoformat()}.md").write_text(text)
        # What reads dates loads its languages once, and not in every worker anew.
        list(sources.entries(self.folder, None, timezone.get_default_timezone()))

    def work(self, number, steps=400):
        from django.core.management import call_command

        # A few stops meet the same policy, so that what goes on after one is stopped as well.
        for policy in range(number // 4, number // 4 + steps):
            call_command(
                "import_policy", str(self.folder), policy=f"imported-{policy}", verbosity=0
            )

    def problems(self):
        from django.utils.timezone import localdate

        from policies.models import PolicyPage, PolicyVersion

        for page in PolicyPage.objects.filter(slug__startswith="imported-"):
            versions = PolicyVersion.objects.filter(policy=page.pk).order_by("number")
            days = [localdate(version.published_at) for version in versions]
            told = sorted(date.fromisoformat(f.stem) for f in self.folder.iterdir())
            if not days:
                yield f"{page.slug} was made, and nothing was recorded of it."
            if days != told[: len(days)]:
                yield f"{page.slug} does not hold the first {len(days)} texts in their order."
            if page.live and (len(days) < FILES or page.body != versions.last().source):
                yield f"{page.slug} is public and does not show its newest text."

    def end(self):
        """What was interrupted is whole after one more run, and a second run adds nothing."""
        from django.core.management import call_command

        from policies.models import PolicyPage, PolicyVersion

        slugs = PolicyPage.objects.filter(slug__startswith="imported-").values_list("slug")
        for (slug,) in slugs:
            for _again in range(2):
                call_command("import_policy", str(self.folder), policy=slug, verbosity=0)
                assert PolicyVersion.objects.filter(policy__slug=slug).count() == FILES, slug
            newest = PolicyVersion.objects.filter(policy__slug=slug).order_by("number").last()
            page = PolicyPage.objects.get(slug=slug)
            assert (page.live, page.body) == (True, newest.source), slug


class Correcting(Work):
    """A forthcoming version whose date is postponed, again and again."""

    slug = "corrected"

    def begin(self):
        from django.utils.timezone import localdate

        from policies.models import PolicyPage
        from tests.site import home_page

        if PolicyPage.objects.filter(slug=self.slug).exists():
            return
        page = PolicyPage(title="Corrected", slug=self.slug, body="# Data\n\nNone.\n")
        home_page().add_child(instance=page)
        page = PolicyPage.objects.get(slug=self.slug)
        page.body, page.change_kind, page.change_summary = "# Data\n\nSome.\n", "material", "Some."
        page.effective_date = localdate() + timedelta(days=40)
        page.save_revision(clean=False).publish()

    def version(self):
        from policies.models import PolicyVersion

        return PolicyVersion.objects.get(policy__slug=self.slug, number=2)

    def done(self):
        from policies.models import VersionCorrection

        return VersionCorrection.objects.count()

    def work(self, number, steps=400):
        from django.utils import timezone

        from policies.actions.correct_version import correct_version

        version = self.version()
        for _step in range(steps):
            version.refresh_from_db()
            correct_version(
                version=version,
                effective_date=version.effective_date + timedelta(days=1),
                summary=f"Postponed to day {version.effective_date:%j} by {number}.",
                reason="The letters are late.",
                at=timezone.now(),
            )

    def problems(self):
        version = self.version()
        if version.corrections.count() != 2 * (version.history.count() - 1):
            yield "A correction was made by half."


class Exporting(Work):
    """The evidence pack, written to one folder again and again."""

    def __init__(self, place):
        super().__init__(place)
        self.target = place / "out" / "bag"

    def begin(self):
        Correcting(self.place).begin()

    def done(self):
        return len(list(self.target.parent.glob("[!.]*")))

    def work(self, number, steps=100):
        from django.core.management import call_command

        for _step in range(steps):
            call_command("export_policies", str(self.target), verbosity=0)
            # Renamed at once, so that a kill meets whole packs alone.
            self.target.rename(self.target.with_name(f"done-{os.getpid()}-{_step}"))

    def problems(self):
        from policies.exchange.evidence import bags

        for found in sorted(self.target.parent.glob("[!.]*")):
            if not found.name.endswith(".checked"):
                yield from bags.doubts(found)
                shutil.rmtree(found)
                found.with_name(f"{found.name}.checked").mkdir()
        for left in self.target.parent.glob(".*.part"):
            shutil.rmtree(left)


WORKS = {
    "publish": Publishing,
    "import": Importing,
    "correct": Correcting,
    "export": Exporting,
}


def killed(pid, seconds):
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)


def disconnected(pid, seconds):
    """The database ends the worker's connection in the middle of its work."""
    from django.db import connection

    with connection.cursor() as cursor:
        time.sleep(seconds)
        for _try in range(200):
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchall():
                break
            time.sleep(0.005)
        else:
            os.kill(pid, signal.SIGKILL)
    connection.close()


def full(work, number, most):
    """The work on a disk that is full soon: no file may grow beyond some size.

    For SQLite that is the write-ahead log, begun anew by whoever opens the database alone.
    """
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    work(number)


def check(work, count):
    from policies.exchange.verification import doubts

    found = [*doubts(), *work.problems()]
    for sentence in found:
        print("DOUBT", count, sentence)
    if found:
        raise SystemExit(1)


def run(name, how, times, seed):
    """Stop the work ``times`` times; a report, or an AssertionError."""
    from django.db import connection

    dice = random.Random(seed)  # noqa: S311 - chooses instants, guards nothing
    place = Path(tempfile.mkdtemp(prefix="policies-faults-"))
    work = WORKS[name](place)
    work.begin()
    outcomes: Counter[str] = Counter()
    began = time.monotonic()
    assert finished(in_child(work.work, 0, 1)), f"{name} does not work at all."
    # Instants are drawn from two steps of the work, however slow the machine is.
    stretch = 2 * (time.monotonic() - began)
    try:
        for count in range(1, times + 1):
            before = work.done()
            if how == "full":
                pid = in_child(full, work.work, count, dice.randrange(2_000, 400_000))
                ended = finished(pid)
            else:
                pid = in_child(work.work, count)
                stop = killed if how == "kill" else disconnected
                stop(pid, dice.random() * stretch)
                ended = finished(pid)
            outcomes["ended by itself" if ended else "stopped"] += 1
            after = work.done()
            outcomes["nothing recorded" if after == before else "something recorded"] += 1
            # The machine may become slower or quicker meanwhile. Who ended before the stop had
            # too much time, also where nothing was left to record.
            stretch *= 1.1 if after == before and not ended else 0.9
            assert finished(in_child(check, work, count)), f"Stop {count} of {name} left a doubt."
        assert finished(in_child(work.end)), f"{name} could not be run again."
        assert finished(in_child(check, work, times + 1)), f"{name} left a doubt at the end."
        recorded = work.done()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return {
        "work": name,
        "how": how,
        "stops": times,
        "recorded": recorded,
        "seconds": round(time.monotonic() - began),
        "database": connection.vendor,
        **outcomes,
    }


def main():
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    # Everything a worker needs is loaded before it is forked.
    import policies.exchange.evidence.bags
    import policies.exchange.evidence.pack
    import policies.exchange.verification
    import policies.management.commands.import_policy
    import policies.urls  # noqa: F401

    name, how, times, *seed = sys.argv[1:]
    if "policies_policyversion" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    print(json.dumps(run(name, how, int(times), int(seed[0]) if seed else 20261126)))


if __name__ == "__main__":
    main()
