"""Question → answer, or a refusal with its reason. Composition only: each step is a module of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.glossary import Glossary
from index.retrieve import Retriever
from index.types import Lang
from index.widening import BilingualWidening
from service.agreement import agreement_of, compared, parallels, words_shared
from service.answered import Verdict, verdict_of
from service.asked import Asked
from service.citations import cite, title_in
from service.compose import Composer, Statement
from service.consulted import ByKey, Consultation, Consulted, best_of_each
from service.figure_words import sentence_of
from service.followups import follow_ups
from service.intent import Kind, asks_how_they_differ
from service.matching import Matcher
from service.observations import Observations
from service.polarity import polarity
from service.protocols import Reader
from service.reader import RuleReader
from service.titles import titles_beside
from service.types import Agreement, Answer, Citation, Question, Reading, Refusal, RefusalReason
from service.verify import Source, unsupported
from service.wording import AS_WRITTEN, BOTH_SAY, JOINED, NEAREST, REFUSALS, SAYS, THEY_DIFFER, YES_NO

_MAX_CITATIONS = 4

_CERTAIN = 0.7
"""Confidence from which an answer stands alone. Below it every third is not the right one, and four in five of those
that are not have the right paragraph among the next four (training questions)."""

_SHOWN_BESIDE = 60
"""Characters of a quote up to which it stands beside its rendering in a comparison."""

_LIKENESS = 0.5
"""Weight of the words two documents share, beside a reading's score, when they are to be compared."""

_QUOTED = re.compile(r"“(.+?)”(?=[ ;:,.)]|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class EvidenceAnswerer:
    """Implements `service.protocols.Answerer` without a language model."""

    retriever: Retriever
    widening: BilingualWidening = field(default_factory=lambda: BilingualWidening(Glossary))
    reader: Reader = field(default_factory=RuleReader)
    verdict: Callable[[Observations], Verdict] = verdict_of

    def answer(self, question: Question) -> Answer | Refusal:
        """Answers from the generation that is published now."""
        if not question.text.strip():
            return _refusal(question, RefusalReason.EMPTY, 1.0)
        found = self.consult(question)
        if found is None:
            return _refusal(question, RefusalReason.NOT_FOUND, 1.0)
        wanted, evidence, matcher, readings, seen = found
        case = _Case(question, wanted, evidence, matcher, self.widening.glossary(), self.widening.gloss)
        verdict = self.verdict(seen)
        if not verdict.is_answered:
            return case.refusal(readings, verdict.sure)
        put = case.comparison if wanted.intent.kind is Kind.COMPARISON else case.answer
        return put(readings, verdict.sure)

    def consult(self, question: Question) -> Consulted | None:
        """What the documents hold that speaks to the question; None where nothing does."""
        return Consultation(self.retriever, self.widening, self.reader).consult(question)


def _with_original(words: str, citation: Citation, lang: Lang) -> str:
    """A rendering with the words themselves: two wordings may be rendered alike, and a comparison is about wording."""
    beside = citation.lang != lang and citation.quote not in words and len(citation.quote) <= _SHOWN_BESIDE
    return f"{words} (“{citation.quote}”)" if beside else words


def _refusal(
    question: Question,
    reason: RefusalReason,
    sure: float,
    message: str | None = None,
    nearest: tuple[Citation, ...] = (),
) -> Refusal:
    return Refusal(reason, message or REFUSALS[question.lang][reason], question.lang, sure, nearest)


@dataclass(frozen=True, slots=True)
class _Case:
    """One question with all that was found for it."""

    question: Question
    wanted: Asked
    evidence: ByKey
    matcher: Matcher
    glossary: Glossary
    gloss: Callable[[str], str]

    def state(self, reading: Reading) -> Statement:
        return Composer(self.wanted, self.matcher, self.gloss).state(self.evidence[reading.key], reading)

    def cite(self, reading: Reading, statement: Statement) -> Citation:
        return cite(self.evidence[reading.key], statement.quote, self.question.lang, reading.score)

    def refusal(self, readings: Sequence[Reading], sure: float) -> Refusal:
        """Says that there is no answer, and what comes nearest."""
        best, lang = readings[0], self.question.lang
        nearest = self.cite(best, self.state(best))
        title = title_in(self.evidence[best.key], lang)
        shown = NEAREST[lang].format(quote=nearest.rendering or nearest.quote, title=title)
        message = REFUSALS[lang][RefusalReason.NOT_FOUND] + ("" if lang == "zh" else " ") + shown
        near = (nearest, *self.further(readings, (nearest,)))
        return _refusal(self.question, RefusalReason.NOT_FOUND, sure, message, near)

    def further(self, readings: Sequence[Reading], cited: Sequence[Citation]) -> tuple[Citation, ...]:
        """The best words of the next paragraphs, until as many are cited as the question asks for."""
        known = {citation.key for citation in cited}
        left = [reading for key, reading in best_of_each(readings).items() if key not in known]
        return tuple(self.cite(r, self.state(r)) for r in left[: max(0, self.question.k - len(cited))])

    def answer(self, readings: Sequence[Reading], sure: float) -> Answer:
        """The best reading in words, with every document that says the same cited."""
        best = readings[0]
        others = parallels(best, readings, self.evidence, self.matcher)[: _MAX_CITATIONS - 1]
        statement = self.state(best)
        citations = (self.cite(best, statement), *(self.cite(r, self.state(r)) for r in others))
        words = statement.words
        if self.wanted.intent.kind is Kind.YES_NO:
            words = YES_NO[self.question.lang][self._says_yes(best)] + words
        agreement = agreement_of(best, others, self.evidence)
        lang = self.question.lang
        next_ones = follow_ups(self.evidence[best.key], best, lang, self.glossary)
        further = self.further(readings, citations) if sure < _CERTAIN else ()
        said = self._verified(words, citations)
        return Answer(said, lang, statement.value, sure, agreement, citations, next_ones, further=further)

    def _says_yes(self, best: Reading) -> bool:
        item = self.evidence[best.key]
        source = sentence_of(item, best.span).span.of(item.document.text)
        found = best.span.of(item.document.text)
        return polarity(self.wanted.text, source, item.document.lang, self.wanted.lang, found)

    def comparison(self, readings: Sequence[Reading], sure: float) -> Answer:
        """What each of two documents says, side by side."""
        chosen = self._pair(readings)
        statements = [self.state(reading) for reading in chosen]
        citations = tuple(self.cite(r, s) for r, s in zip(chosen, statements, strict=True))
        lang = self.question.lang
        agreement = compared(chosen, self.evidence, self.wanted)
        if agreement is Agreement.AGREE:
            words = BOTH_SAY[lang].format(words=statements[0].words)
        else:
            words = self._side_by_side(citations, statements)
            if agreement is Agreement.DIFFER and not asks_how_they_differ(self.wanted.text):
                words = THEY_DIFFER[lang].format(words=words)
        words = words[:1].upper() + words[1:]
        titles = [Source(c.title, c.lang) for c in citations]  # the words name the documents they compare
        return Answer(self._verified(words, citations, titles), lang, None, sure, agreement, citations)

    def _side_by_side(self, citations: Sequence[Citation], statements: Sequence[Statement]) -> str:
        """What each document says, after its name."""
        lang = self.question.lang
        titles = titles_beside([self.evidence[c.key] for c in citations], lang, self.wanted.text)
        return JOINED[lang].join(
            SAYS[lang].format(title=title, words=s.words if s.is_figure else _with_original(s.words, c, lang))
            for title, c, s in zip(titles, citations, statements, strict=True)
        )

    def _pair(self, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """The best reading, and of another document the one that is most about the same."""
        best = readings[0]

        def fit(other: Reading) -> float:
            return other.score + _LIKENESS * words_shared(self._words(best), self._words(other))

        second = max((r for r in readings if r.key.document_id != best.key.document_id), key=fit, default=None)
        return (best, second) if second else (best,)

    def _words(self, reading: Reading) -> str:
        return reading.span.of(self.evidence[reading.key].document.text)

    def _verified(self, words: str, citations: Sequence[Citation], named: Sequence[Source] = ()) -> str:
        """`words`, or the first quote itself, or its rendering, where they hold a figure that no citation carries."""
        lang = self.question.lang
        sources = [*named, *(Source(c.quote, c.lang) for c in citations)]
        sources += [Source(c.rendering, lang) for c in citations if c.rendering and c.rendering_by == "human"]
        foreign = [citation.quote for citation in citations if citation.lang != lang]

        def unless_quoted(match: re.Match[str]) -> str:
            """Words in quotation marks carry themselves; their grammar is not the answer's."""
            return "" if any(match[1] in quote for quote in foreign) else match[0]

        said = _QUOTED.sub(unless_quoted, words)
        if not unsupported(said, lang, sources):
            return words
        first = citations[0]
        if first.lang == lang:
            return first.quote
        by_a_person = first.rendering if first.rendering_by == "human" else None
        return by_a_person or AS_WRITTEN[lang].format(quote=first.quote)
