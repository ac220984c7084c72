"""Two people at one policy: the second waits for the first."""

from __future__ import annotations

import swapper
from django.db import connections, router
from django.db.models import F
from wagtail.models import Page


def lock(policy: Page) -> None:
    """Hold the policy's row until the transaction ends.

    SQLite has no row locks and ignores ``select_for_update``: there a write that changes nothing
    takes the database's one write lock before anything is read.
    """
    model = swapper.load_model("wagtailcore", "Page")
    rows = model._base_manager.filter(pk=policy.pk)
    if connections[router.db_for_write(model)].features.has_select_for_update:
        list(rows.select_for_update(of=("self",)).values_list("pk"))
    else:
        rows.update(depth=F("depth"))
