"""A question that leans on the ones before → one that stands alone, without a model.

Two ways of leaning are known. An *ellipsis* names a new subject and leaves the rest to the question before
(“失业保险呢？”, "And for tourism revenue?", "Toilets?"); the subject takes the place of the old one where they are of a
kind, else it is put beside the question before, and its words count most. A *reference* has the rest and leaves the
subject out ("What share of it …", “其中…”); the subject before is added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Lang
from service.types import Turn

_ZH_ELLIPSIS = re.compile(
    r"^(?:那么?|还有|以及|至于)?[，,]?\s*(?P<subject>.{1,30}?)(?:又)?(?:呢|怎么样|如何)[？?。\s]*$"
)
_ZH_LEAD = re.compile(r"^(?:那么?|还有|以及|另外|同时)[，,]?\s*")
_ZH_REFERENCE = re.compile(
    r"它们?|他们?|她们?|其中|其(?!他|它|余|实)|这些|那些|这(?:个|项|条|座|笔|家|一)|那(?:个|项|条|座|笔|家)|该(?=[^\s])|上述|同时|前者|后者|两者|各自"
)
_EN_ELLIPSIS = re.compile(
    r"^(?:and|but|so)?[,\s]*(?:what|how) about\s+(?P<about>.+?)[?.!\s]*$|"
    r"^(?:and|but)[,\s]+(?:for\s+|in\s+)?"
    r"(?P<and>(?!(?:how|what|which|who|when|where|is|are|was|were|will|does|do|did|can)\b).+?)[?.!\s]*$",
    re.IGNORECASE,
)
_ZH_BARE = re.compile(r"^(?!.*(?:多少|什么|哪|几|谁|怎|如何|吗|是否|啥|何|多[大长高远]|不$))\w{2,8}[？?。\s]*$")
_EN_BARE = re.compile(
    r"^(?!.*\b(?:how|what|which|who|when|where|why|is|are|was|were|will|does|do|did|can|list|name|give|tell|compare)\b)"
    r"[\w'’-]+(?:\s+[\w'’-]+){0,3}[?.!\s]*$",
    re.IGNORECASE,
)
"""A few words that ask nothing of themselves: after another question they name a new subject."""
_EN_LEAD = re.compile(r"^(?:and|but|so|then|also)[,\s]+", re.IGNORECASE)
_EN_REFERENCE = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|there|each|such|the same|of which|the (?:former|latter))\b",
    re.IGNORECASE,
)

# What a question is about ends where it begins to ask: at the verb, the measure or the question word.
_ZH_SUBJECT_END = re.compile(
    r"的?(?:目标|人数|数量|规模|面积|总量|比例|覆盖率|参保|力争|要|将|计划|预计|预期|达到|完成|是|有|为|增长|新增|投入|"
    r"多少|几|哪|怎|如何|什么)"
)
_EN_FUNCTION = re.compile(
    r"\b(?:how|many|much|what|which|who|when|where|is|are|was|were|will|would|should|does|do|did|can|has|have|had|be|been|"
    r"the|an?|to|of|in|on|by|for|with|at|from|and|or|as|that|into|according|aim|expected|planned|named|receive)\b|[?.,!]",
    re.IGNORECASE,
)
_MIN_SHARED_TAIL = 2
"""Characters. Subjects of a kind end alike (失业保险, 基本养老保险): the tail tells which words are replaced."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that stands alone.

    Attributes:
        text: as it would be asked without the earlier turns.
        subject: the new subject, where an ellipsis named one; else "".
        beside: the subject is put beside the question before, as it is of another kind: a revenue after visits.
    """

    text: str
    subject: str = ""
    beside: bool = False


def stand_alone(question: str, history: Sequence[Turn], lang: Lang) -> Standing:
    """`question` without what it leans on; unchanged where it leans on none of the earlier turns.

    >>> stand_alone("失业保险呢？", [Turn("基本养老保险参保人数力争达到多少？")], "zh").text
    '失业保险参保人数力争达到多少？'
    """
    before = ""
    for turn in history:
        before = _resolved(turn.question.strip(), before, lang).text
    return _resolved(question.strip(), before, lang)


def _resolved(question: str, before: str, lang: Lang) -> Standing:
    if not before:
        return Standing(question)
    return _resolved_zh(question, before) if lang == "zh" else _resolved_en(question, before)


def _resolved_zh(question: str, before: str) -> Standing:
    ellipsis = _ZH_ELLIPSIS.match(question)
    if ellipsis and not re.search(r"多少|什么|哪|几", ellipsis["subject"]):
        return _replaced_zh(before, ellipsis["subject"].strip("，, ").removesuffix("的"))
    if _ZH_REFERENCE.search(question) or _ZH_LEAD.match(question):
        return Standing(f"{_subject_zh(before)}，{_ZH_LEAD.sub('', question)}")
    if _ZH_BARE.match(question):
        return _replaced_zh(before, question.strip("？?。 "))
    return Standing(question)


def _subject_zh(question: str) -> str:
    """The words before the question begins to ask, or all of it where it asks at once."""
    end = _ZH_SUBJECT_END.search(question, 2)
    return (question[: end.start()] if end else question).strip("，,？? 的")


def _replaced_zh(before: str, subject: str) -> Standing:
    """`before` with the words of the same kind replaced by `subject`, or beside it where there are none."""
    for size in range(min(4, len(subject)), _MIN_SHARED_TAIL - 1, -1):
        at = before.find(subject[-size:])
        if at >= 0:
            start = max(before.rfind(mark, 0, at) for mark in "：，,、的是对在") + 1
            return Standing(before[:start] + subject + before[at + size :], subject)
    return Standing(f"{subject}：{before.split('：', 1)[-1]}", subject, beside=True)


def _resolved_en(question: str, before: str) -> Standing:
    ellipsis = _EN_ELLIPSIS.match(question)
    if ellipsis:
        return _replaced_en(before, (ellipsis["about"] or ellipsis["and"]).strip())
    rest = _EN_LEAD.sub("", question)
    if _EN_REFERENCE.search(rest):
        subject = _subject_en(before)
        return Standing(f"{rest.rstrip('?. ')} ({subject})?" if subject else f"{rest} ({before})")
    if _EN_BARE.match(question):
        return _replaced_en(before, question.strip("?.! "))
    return Standing(rest[:1].upper() + rest[1:] if rest != question else question)


def _phrases_en(question: str) -> list[str]:
    """What stands between the function words of a question: its noun phrases, and some verbs."""
    return [phrase for piece in _EN_FUNCTION.split(question) if (phrase := piece.strip()) and not phrase.isdigit()]


def _subject_en(question: str) -> str:
    return " ".join(_phrases_en(question)[:2])


def _replaced_en(before: str, subject: str) -> Standing:
    """`before` with the noun phrase that `subject` is like replaced, or beside it where none is."""
    subject = re.sub(r"^(?:the|for|in)\s+", "", subject, flags=re.IGNORECASE)
    words = subject.lower().split()

    def likeness(phrase: str) -> tuple[bool, int]:
        theirs = phrase.lower().split()
        return theirs[-1] == words[-1], len(set(theirs) & set(words))

    old = max(_phrases_en(before), key=likeness, default="")
    if old and likeness(old) > (False, 0):
        return Standing(before.replace(old, subject, 1), subject)
    base = re.sub(r"\s*\([^()]*\)\??$", "", before).rstrip("?.! ")
    return Standing(f"{base} ({subject})?", subject, beside=True)
