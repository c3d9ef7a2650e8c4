"""Extractive answer → the same answer in a model's sentence, where every part of that sentence can be vouched for.

What the model wrote is taken only if it holds each figure of the extractive answer, no figure, name, quotation or
negation that the evidence lacks, and hardly a word besides. Anything else, and the extractive answer stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from index.text import language_of, search_terms
from index.types import Lang
from service.generator import ChatGenerator, GeneratorFailed
from service.protocols import Answerer
from service.types import Answer, Question, Refusal
from service.verify import Source, unsupported

MAX_CHARS = 600
MAX_STRANGE = 0.4
"""Share of a sentence's terms that may stand in no source: “according to the plan” is glue, a new sentence is not."""

_LINK = re.compile(r"https?:|www\.|\]\(|<[a-z/!]|[\w.]+@[\w.]+", re.IGNORECASE)
_REFERENCE = re.compile(r"[\[【(（]\s*(?:\d+|第\s*\d+\s*[段条页])\s*[\]】)）]")
_QUOTATION = re.compile(r"“([^”]+)”|《([^》]+)》|「([^」]+)」|\"([^\"]+)\"")
_LATIN_NAME = re.compile(r"\b[A-Z][A-Za-z0-9'’.-]*\b")
_NEGATION: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"不(?!断|少于|低于|超过|仅|同|动产|足)|没有|未(?!来)|并非|无法|取消|禁止"),
    "en": re.compile(r"\b(?:not|no|never|none|cannot|without|denied|cancel\w*)\b|n't\b", re.IGNORECASE),
}
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+)\W*([A-Z][\w'’.-]*)")

WHY_NOT: dict[str, tuple[str, str]] = {
    "unverified": (
        "The language model's wording was not borne out by the quotes; the quoted words stand.",
        "语言模型的表述未获引文支持，已改用摘录。",
    ),
    "unavailable": (
        "The language model did not answer in time; the quoted words stand.",
        "语言模型未能及时作答，已改用摘录。",
    ),
}


@dataclass(frozen=True, slots=True)
class PhrasingAnswerer:
    """Implements `service.protocols.Answerer` around another one.

    Args:
        inner: finds the answer; its citations, value and confidence are kept as they are.
        generator: phrases it.
        note: told each outcome: `taken`, `unverified`, or why the generator failed.
    """

    inner: Answerer
    generator: ChatGenerator
    note: Callable[[str], None] = lambda _outcome: None

    def answer(self, question: Question) -> Answer | Refusal:
        """The inner answer, phrased by the model where its sentence is borne out; refusals stay as they are."""
        found = self.inner.answer(question)
        if isinstance(found, Refusal) or not found.citations:
            return found
        quotes = [quote for cited in found.citations for quote in (cited.quote, cited.rendering) if quote]
        try:
            sentence = self.generator.sentence(question, quotes)
        except GeneratorFailed as failure:
            self.note(failure.why)
            return replace(found, notice=_words("unavailable", question.lang))
        doubts = doubts_about(sentence, question, found)
        if doubts:
            structlog.get_logger().warning("generated sentence rejected", doubts=doubts)
            self.note("unverified")
            return replace(found, notice=_words("unverified", question.lang))
        self.note("taken")
        return replace(found, text=sentence, written_by="model")


def _words(why: str, lang: Lang) -> str:
    return WHY_NOT[why][1 if lang == "zh" else 0]


def doubts_about(sentence: str, question: Question, found: Answer) -> tuple[str, ...]:
    """What speaks against a generated sentence, in a word each; empty where nothing does."""
    sources = _sources(question, found)
    evidence = " ".join(source.text for source in sources)
    known = f"{evidence} {question.text}"
    checks = (
        ("length", len(sentence) > MAX_CHARS or "\n\n" in sentence),
        ("language", language_of(sentence) != question.lang),
        ("link", bool(_LINK.search(sentence))),
        ("reference", bool(_REFERENCE.search(sentence))),
        ("figure", bool(unsupported(sentence, question.lang, sources))),
        ("figure left out", bool(unsupported(found.text, question.lang, [Source(sentence, question.lang)]))),
        ("quotation", any(_folded(words) not in _folded(known) for words in _quotations(sentence))),
        ("name", any(name.lower() not in known.lower() for name in _names(sentence))),
        ("negation", _denies(sentence, question.lang) and not _denies(known + found.text, question.lang)),
        ("words", _strange_share(sentence, f"{known} {found.text}") > MAX_STRANGE),
    )
    return tuple(name for name, doubtful in checks if doubtful)


def _sources(question: Question, found: Answer) -> list[Source]:
    sources = [Source(words, cited.lang) for cited in found.citations for words in (cited.quote, cited.title)]
    sources += [Source(cited.rendering, question.lang) for cited in found.citations if cited.rendering]
    return sources


def _quotations(sentence: str) -> Sequence[str]:
    return ["".join(groups) for groups in _QUOTATION.findall(sentence)]


def _names(sentence: str) -> set[str]:
    """Latin words that look like names: capitals where no sentence begins, and words with digits or inner capitals."""
    starts = {match.start(1) for match in _SENTENCE_START.finditer(sentence)}
    return {
        match.group().rstrip(".'’-")
        for match in _LATIN_NAME.finditer(sentence)
        if match.start() not in starts or re.search(r"[A-Z0-9]", match.group()[1:])
    }


def _denies(text: str, lang: Lang) -> bool:
    return bool(_NEGATION[lang].search(text))


def _strange_share(sentence: str, known: str) -> float:
    terms = search_terms(sentence)
    familiar = set(search_terms(known))
    return sum(term not in familiar for term in terms) / max(len(terms), 1)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()
