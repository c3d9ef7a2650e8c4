"""What goes before a query and a passage where a model's own configuration does not say."""

from __future__ import annotations

import re

_FAMILIES = ((re.compile(r"(^|[/_-])e5[_-]"), ("query: ", "passage: ")),)
"""Families trained with prefixes that their older configurations do not state. E5: arXiv 2212.03533, section 4."""


def family_prefixes(name: str) -> tuple[str, str]:
    """The prefixes of a query and of a passage that a model of this name was trained with; empty for none.

    >>> family_prefixes("intfloat/multilingual-e5-small")
    ('query: ', 'passage: ')
    """
    return next((pair for family, pair in _FAMILIES if family.search(name.lower())), ("", ""))
