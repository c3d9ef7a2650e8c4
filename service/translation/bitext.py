"""A source and its rendering, with all that the checks look at, worked out once: input of every check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.glossary import Glossary
from index.languages import Mean, remove
from index.protocols import Embedder, TokenEmbedder
from index.types import Lang, Span
from service.translation.coverage import Coverage, cover
from service.translation.figures import Figures, match_figures
from service.translation.gaps import Gap, find_gaps
from service.translation.lexicon import Lexicon
from service.translation.links import LINKED, Links, link
from service.translation.strays import Stray, find_strays


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
    def links(self) -> Links | None:
        """Words compared across the languages; None without a dictionary or a model that tells words."""
        embedder = self.meaning.embedder if self.meaning and self.lexicon else None
        if not isinstance(embedder, TokenEmbedder):
            return None
        return link(self.zh, self.en, self.coverage, embedder)

    def counterpart(self, zh: Span) -> Span | None:
        """Where the English says what a place of the Chinese says: from the first to the last of its nearest words.

        Words that stray are left out of account; None where nothing is known of any word.
        """
        return self._across(zh, chinese=True)

    def origin(self, en: Span) -> Span | None:
        """Where the Chinese says what a place of the English says."""
        return self._across(en, chinese=False)

    def _across(self, place: Span, chinese: bool) -> Span | None:
        if self.links is None or not self.links.likeness.size:
            return None
        here, there = (self.coverage.zh, self.coverage.en) if chinese else (self.coverage.en, self.coverage.zh)
        likeness = self.links.likeness.T if chinese else self.links.likeness
        rows = [i for i, word in enumerate(here) if place.overlaps(word.span) and len(word.text) > 1]
        sure = [i for i in rows if float(likeness[i].max()) >= LINKED]
        found = [there[int(likeness[i].argmax())].span for i in sure or rows[:1]]
        return Span(min(s.start for s in found), max(s.end for s in found)) if found else None

    @cached_property
    def strays(self) -> Mapping[Lang, tuple[Stray, ...]]:
        """What each side says and the other does not, the likeliest first."""
        return {"zh": find_strays(self, "zh"), "en": find_strays(self, "en")}

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Glossary terms without an allowed rendering."""
        return find_gaps(self)
