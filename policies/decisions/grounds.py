"""Why the text of a version may be taken from the public, and how the answer says so in HTTP."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Ground(TextChoices):
    """The ground of a redaction."""

    LEGAL_ORDER = "legal order", gettext_lazy("A court or an authority has ordered it")
    PERSONAL_DATA = "personal data", gettext_lazy("It held personal data published by mistake")

    @property
    def status(self) -> int:
        """451 where the law demands it (RFC 7725), else 410: it is gone, on purpose."""
        return 451 if self is Ground.LEGAL_ORDER else 410
