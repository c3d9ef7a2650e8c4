"""What every bilingual file comes down to: numbered units of source and target, with the notes they carry."""

from __future__ import annotations

from dataclasses import dataclass

from index.renderings import SegmentPair
from index.types import Lang


@dataclass(frozen=True, slots=True)
class BilingualUnit:
    """A segment and its translation. `id` is unique in its file; `target` is empty where nothing is translated yet."""

    id: str
    source: str
    target: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BilingualFile:
    """The units of one file, in its order; Chinese → English or the other way round. `name` is what it translates."""

    name: str
    source_lang: Lang
    units: tuple[BilingualUnit, ...]

    @property
    def target_lang(self) -> Lang:
        """The language translated into."""
        return "en" if self.source_lang == "zh" else "zh"

    @property
    def pairs(self) -> tuple[SegmentPair, ...]:
        """The translated units, Chinese and English told apart."""
        done = ((unit.source, unit.target) for unit in self.units if unit.source and unit.target)
        if self.source_lang == "zh":
            return tuple(SegmentPair(source, target) for source, target in done)
        return tuple(SegmentPair(target, source) for source, target in done)


def from_pairs(name: str, pairs: tuple[SegmentPair, ...], source_lang: Lang = "zh") -> BilingualFile:
    """Units numbered from 1."""
    texts = ((pair.zh, pair.en) if source_lang == "zh" else (pair.en, pair.zh) for pair in pairs)
    units = (BilingualUnit(str(n), source, target) for n, (source, target) in enumerate(texts, start=1))
    return BilingualFile(name, source_lang, tuple(units))
