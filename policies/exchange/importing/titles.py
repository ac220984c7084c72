"""What an imported version is called, and whether that name counts beside its words."""

from __future__ import annotations

from typing import NamedTuple

from wagtail.models import Page

from policies.exchange.foreign import shortened
from policies.exchange.readers.markdown.reader import first_title


class Called(NamedTuple):
    """A title, and whether the same words under another one would be another version."""

    title: str
    counts: bool


def called(said: str | None, source: str, policy: Page, given: str | None = None) -> Called:
    """The title of a text: what is ``given`` for every text, else its own, else the policy's.

    It counts where it is the text's own and stands beside the words, as in front matter. A heading
    is of the words; what was given or lent may be another one at the next run.
    """
    if given or not said:
        return Called(given or policy.title, counts=False)
    return Called(said, counts=said != shortened(first_title(source)))
