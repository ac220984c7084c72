"""An evidence pack as one file to hand over: the same records give the same bytes."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.exceptions import PolicyError
from policies.exchange.evidence.dossier import Days
from policies.exchange.evidence.pack import export
from policies.records.version import PolicyVersion

FOLDER = "evidence"
"""The folder into which the file unpacks."""

MAX_VERSIONS = 500
"""Versions of one file: a browser and a worker wait while their comparisons are made."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member, the earliest that a ZIP archive can name: the bag tells of times."""

PLAIN_FILE = 0o100644 << 16


def zipped(*, policies: Iterable[Page], days: Days, at: datetime) -> IO[bytes]:
    """The pack of some policies as an open temporary file, which is gone when it is closed.

    Neither the pack nor the file is ever in memory as a whole. Raises PolicyError.
    """
    pages = list(policies)
    count = PolicyVersion.objects.filter(policy__in=[page.pk for page in pages]).count()
    if count > MAX_VERSIONS:
        raise PolicyError(
            _(
                "These policies have %(count)s versions, and a pack made here may hold %(limit)s: "
                "choose fewer policies, or ask for “manage.py export_policies” on the server."
            )
            % {"count": count, "limit": MAX_VERSIONS}
        )
    made: IO[bytes] = tempfile.TemporaryFile(prefix="policies-evidence-")  # noqa: SIM115 - handed over
    try:
        with tempfile.TemporaryDirectory(prefix="policies-evidence-") as folder:
            bag = Path(folder) / FOLDER
            for _name in export(bag, policies=pages, days=days, at=at):
                pass
            _write(bag, made)
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return made


def _write(bag: Path, target: IO[bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in bag.rglob("*") if p.is_file()):
            member = zipfile.ZipInfo(f"{FOLDER}/{path.relative_to(bag).as_posix()}", EPOCH)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, PLAIN_FILE
            member.create_system = 3
            with path.open("rb") as source, archive.open(member, "w") as out:
                shutil.copyfileobj(source, out)
