"""A process that publishes one policy N times: ``python -m tests.publishing.worker PK NAME N``."""

from __future__ import annotations

import sys


def main(pk: int, name: str, count: int) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from policies.exceptions import PublishingRefused
    from policies.models import PolicyPage

    for n in range(count):
        while True:
            page = PolicyPage.objects.get(pk=pk)
            page.body = f"Text {n} of {name}.\n\n" + "We keep what we promise. " * 50
            page.change_kind, page.change_summary = "editorial", f"Publication {n} of {name}."
            page.editorial_reason, page.effective_date = "A test.", timezone.localdate()
            try:
                page.save_revision(clean=False).publish()
            except PublishingRefused as refusal:
                # Somebody was quicker: this goes on from what they published.
                if set(refusal.errors) != {"base_confirmed"}:
                    raise
            else:
                break
        print(page.recorded.number if hasattr(page, "recorded") else "", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
