"""Our own questions and sentences in zh and en: what a language looks like before a knowledge base has enough of it.

Written for this project over government and general topics; one a line. They also check that a compiled model still
says what the original said.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from index.types import Lang

SampleKind = Literal["queries", "passages"]


def sample_lines(lang: Lang, kind: SampleKind) -> tuple[str, ...]:
    """The sample of one language: questions (`queries`) or sentences (`passages`)."""
    text = files(__name__).joinpath(f"{kind}.{lang}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line)
