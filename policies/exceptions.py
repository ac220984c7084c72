"""What can go wrong in words that a person can act on."""

from __future__ import annotations


class PolicyError(Exception):
    """A request that cannot be met; its message says what is wrong and what would be right."""


class FrozenRecord(PolicyError):
    """Somebody tried to alter or delete what was published."""


class PublishingRefused(PolicyError):
    """A publication whose answers are missing or contradict each other.

    ``errors`` maps the name of an answer (``kind``, ``summary``, …) to a sentence.
    """

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


class ImportRefused(PolicyError):
    """Texts that cannot be recorded as they stand; nothing of the import was.

    ``sentences`` has one for each refusal, in the order of the texts.
    """

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class BrokenChain(PolicyError):
    """The versions of a policy do not follow from each other."""
