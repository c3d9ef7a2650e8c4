"""What can go wrong, as one small family. Each error says the value, the rule it broke and the remedy."""

from __future__ import annotations


class KnowledgeBaseError(Exception):
    """Base of every error a user may see.

    Args:
        value: what was given or found, short enough to print.
        rule: the rule that it broke.
        remedy: what the user can do.
    """

    passing = False
    """True where trying again later may succeed."""

    def __init__(self, value: str, rule: str, remedy: str) -> None:
        super().__init__(f"{value}: {rule}. {remedy}")
        self.value = value
        self.rule = rule
        self.remedy = remedy


class InvalidInput(KnowledgeBaseError):  # noqa: N818 — read as a noun at the call site
    """The caller's words are at fault: a value, a file, a setting."""


class NotFound(KnowledgeBaseError):  # noqa: N818
    """Something that was named does not exist."""


class UnreadableDocument(InvalidInput):
    """A file that cannot become a document: broken, empty, encrypted, too large, of an unknown format."""


class DamagedStore(KnowledgeBaseError):  # noqa: N818
    """What is on disk does not agree with itself, or comes from a newer version."""


class OtherModel(DamagedStore):
    """The published index was built with another embedding model than the one at hand."""


class Unavailable(KnowledgeBaseError):  # noqa: N818
    """A part that the answer needs does not answer now: no index yet, a cluster away, another writer at work."""

    passing = True


class NothingPublished(Unavailable):
    """The store answers, and no generation was ever published in it."""
