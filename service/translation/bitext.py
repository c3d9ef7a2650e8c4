"""A source and its rendering, with all that the checks look at, worked out once: input of every check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.glossary import Glossary
from index.languages import Mean, remove
from index.protocols import Embedder
from index.types import Lang
from service.translation.coverage import Coverage, cover
from service.translation.figures import Figures, match_figures
from service.translation.gaps import Gap, find_gaps
from service.translation.lexicon import Lexicon


@dataclass(frozen=True)
class Meaning:
    """Likeness of meaning across the two languages: cosines with the language taken out."""

    embedder: Embedder
    means: Callable[[], Mapping[Lang, Mean]]
    """The means of passages, asked for when they are first needed."""

    def likeness(self, zh: Sequence[str], en: Sequence[str]) -> npt.NDArray[np.float32]:
        """(len(zh), len(en)) cosines."""
        vectors = self.embedder.embed_passages([*zh, *en])
        mine = remove(vectors[: len(zh)], self.means()["zh"])
        theirs = remove(vectors[len(zh) :], self.means()["en"])
        scores: npt.NDArray[np.float32] = mine @ theirs.T
        return scores


@dataclass(frozen=True)
class Bitext:
    """One passage in both languages. `lang` is the source's; spans of findings are of these two texts.

    Without a `lexicon` there is no coverage, without a `meaning` no likeness: checks that need them find less.
    """

    source: str
    rendering: str
    lang: Lang = "zh"
    glossary: Glossary = field(default_factory=Glossary)
    lexicon: Lexicon | None = None
    meaning: Meaning | None = None

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

    @cached_property
    def coverage(self) -> Coverage:
        """Words of both sides with their counterparts."""
        return cover(self.zh, self.en, self.glossary, self.lexicon or Lexicon({}))

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Glossary terms without an allowed rendering."""
        return find_gaps(self)
