"""Who publishes: the user given to the act of publishing, for as long as it runs."""

from __future__ import annotations

from contextvars import ContextVar
from functools import wraps
from typing import Any

from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.log_actions import get_active_log_context
from wagtail.models import PageLogEntry, Revision

_acting: ContextVar[Any] = ContextVar("policies_publisher", default=None)


def connect() -> None:
    """Let every publish action of Wagtail say who runs it.

    The action alone knows its user: it calls ``save()`` without one, the editor and API v3 build it
    themselves (so that overriding ``Page.publish()`` is passed), and the signals come after the
    record. Only the admin sets Wagtail's log context. See wagtail/actions/publish_revision.py.
    """
    inner = PublishRevisionAction.execute
    if hasattr(inner, "policies_publisher"):
        return

    @wraps(inner)
    def execute(self: Any, *args: Any, **kwargs: Any) -> Any:
        token = _acting.set(self.user)
        try:
            return inner(self, *args, **kwargs)
        finally:
            _acting.reset(token)

    execute.policies_publisher = True  # type: ignore[attr-defined]
    PublishRevisionAction.execute = execute


def publisher(revision: Revision | None) -> Any:
    """The user given in the call, else who acts in the admin, else who scheduled the revision.

    Where nobody is named, the author of the revision.
    """
    if user := _acting.get() or get_active_log_context().user:
        return user
    if revision is None:
        return None
    scheduled = (
        PageLogEntry.objects.filter(revision=revision, action="wagtail.publish.schedule")
        .select_related("user")
        .order_by("-timestamp")
        .first()
    )
    return (scheduled.user if scheduled else None) or revision.user
