"""One case and its reply → its scores. What is not asked of a case is absent from its scores, never zero.

An error is an unanswered case: it scores zero in everything the case is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from eval.cases import Case
from eval.reply import Cited, Reply
from eval.wording import (
    figures,
    is_chinese,
    is_in_language,
    is_supported,
    normal,
    overlap_f1,
    polarity,
    shares_words,
    spelled_figures,
)

Scores = Mapping[str, float]
"""Measure → 0..1 for one case."""

MEASURES = ("cite@1", "cite@k", "quote@1", "both", "answer", "value", "bound", "lang_ok", "figures", "refused")
"""Larger is better in each of these; `false_refusal` is the one measure where less is."""

_SHORT_ZH, _SHORT_EN = 90, 300
_SAME_WORDS = 0.6


def judge(case: Case, reply: Reply) -> Scores:
    """The scores of one case.

    cite@1: the first citation's paragraph holds a gold quote of the same document; cite@k: any citation's does.
    quote@1: the first citation's own quote shares words with a gold quote. both: every document that states the
    fact is cited. answer: see `is_right`. value: the right number; bound: of right numbers, the right bound.
    lang_ok: written in the question's language. figures: every figure of the answer stands in what it cites.
    refused, for unanswerable cases: no answer was given and a reason was; false_refusal: the same for the others.
    """
    if not case.answerable:
        return {"refused": float(reply.refused)}
    first = reply.citations[:1]
    scores = {
        "false_refusal": float(reply.refused),
        "cite@1": float(any(_holds_gold(item, case) for item in first)),
        "cite@k": float(any(_holds_gold(item, case) for item in reply.citations)),
        "quote@1": float(any(_quotes_gold(item, case) for item in first)),
        "answer": float(is_right(case, reply)),
    }
    stating = {evidence.doc for evidence in case.evidence}
    if len(stating) > 1:
        cited = {item.source for item in reply.citations if _holds_gold(item, case)}
        scores["both"] = float(stating <= cited)
    if case.value:
        scores["value"] = float(_has_right_number(case, reply))
        if scores["value"]:
            scores["bound"] = float(reply.bound == case.value.bound)
    if reply.answer:
        scores["lang_ok"] = float(is_in_language(reply.answer, case.lang))
        scores["figures"] = float(_figures_stand(reply))
    return scores


def is_right(case: Case, reply: Reply) -> bool:
    """A short answer that says what was accepted.

    Short: at most 90 characters (English 300), or three times the longest accepted wording. Right: it holds an
    accepted wording; for yes/no it opens with the right polarity instead; for kinds that are told in free words
    it shares 0.6 of its words (F1) with one; for figures the value's number is right.
    """
    text = reply.answer
    longest = max((len(answer) for answer in case.answers), default=1)
    if not text or len(text) > max(_SHORT_ZH if is_chinese(text) else _SHORT_EN, 3 * longest):
        return False
    if _has_right_number(case, reply):
        return True
    if case.kind == "yesno":
        wanted = next((sign for sign in map(polarity, case.answers) if sign), None)
        return wanted is not None and polarity(text) == wanted
    if any(normal(answer) and normal(answer) in normal(text) for answer in case.answers):
        return True
    is_free = case.kind not in ("numeric", "span")
    return is_free and any(overlap_f1(text, answer) >= _SAME_WORDS for answer in case.answers)


def _has_right_number(case: Case, reply: Reply) -> bool:
    if case.value is None or reply.number is None:
        return False
    return abs(reply.number - case.value.number) <= 1e-6 * max(1.0, abs(case.value.number))


def _holds_gold(cited: Cited, case: Case) -> bool:
    return any(item.doc == cited.source and item.quote in cited.text for item in case.evidence)


def _quotes_gold(cited: Cited, case: Case) -> bool:
    """True where the quote holds the gold words, or is at least four characters and shares words with them."""
    for item in case.evidence:
        if item.doc != cited.source:
            continue
        if item.quote in cited.quote:
            return True
        if len(cited.quote) >= 4 and (cited.quote in item.quote or shares_words(cited.quote, item.quote)):
            return True
    return False


def _figures_stand(reply: Reply) -> bool:
    support: set[float] = set()
    for item in reply.citations:
        for text in (item.quote, item.rendering or "", item.text):
            support |= figures(text) | spelled_figures(text)
    return all(is_supported(figure, support) for figure in figures(reply.answer))
