"""A source and its rendering, with all that the checks look at, worked out once: input of every check."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from index.glossary import Glossary
from index.types import Lang
from service.translation.figures import Figures, match_figures


@dataclass(frozen=True)
class Bitext:
    """One passage in both languages. `lang` is the source's; spans of findings are of these two texts."""

    source: str
    rendering: str
    lang: Lang = "zh"
    glossary: Glossary = field(default_factory=Glossary)

    @property
    def target(self) -> Lang:
        """The rendering's language."""
        return "en" if self.lang == "zh" else "zh"

    @property
    def zh(self) -> str:
        """The Chinese side, whichever it is."""
        return self.source if self.lang == "zh" else self.rendering

    @property
    def en(self) -> str:
        """The English side."""
        return self.rendering if self.lang == "zh" else self.source

    @cached_property
    def figures(self) -> Figures:
        """Figures of both sides, matched."""
        return match_figures(self.source, self.rendering, self.lang)
