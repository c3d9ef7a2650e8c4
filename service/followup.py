"""A question that leans on the ones before → one that stands alone, without a model.

Two ways of leaning are known. An *ellipsis* names a new subject and leaves the rest to the question before
(“失业保险呢？”, "And for tourism revenue?", "Toilets?"). A place, a time or a document takes the place of the old one,
a subject that of its like. Any other is a topic of its own, of which is asked what was asked before (`service.frames`);
as it may be a part or a measure of the topic before, it is put beside that question too.
A *reference* has the rest and leaves the subject out ("What share of it …", “其中…”); the subject before is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.types import Lang
from service.frames import TIME, asked_of_en, asked_of_zh, asked_word_end, frame_en, head_zh
from service.places import all_places
from service.siblings import put_for_sibling
from service.types import Turn

PlacesIn = Callable[[str, Lang], tuple[str, ...]]
"""A question → the places that it names, as it names them, in order."""

_ZH_ELLIPSIS = re.compile(
    r"^(?:那么?|还有|以及|至于)?[，,]?\s*(?P<subject>.{1,30}?)(?:又)?(?:呢|怎么样|如何)[？?。\s]*$"
)
_ZH_LEAD = re.compile(r"^(?:那么?|还有|以及|另外|同时)[，,]?\s*")
_ZH_ABOUT = re.compile(r"^(?:关于|对于?|说到)|(?:的|方面的?|的?情况|这块|这方面)$")
_ZH_ASKS_ONLY = re.compile(
    r"多少|什么|哪[些个里年]?|几|谁|怎样|怎么样?|如何|为什么|何时|时[候间]|吗|呢|是否|有没有|百分之|"
    r"目标|增[速幅长加]|涨幅|[占比]例|占比|比重|人数|数[量额]|总[量额数]|金额|规模|面积|水平|投资|资金|收入|费用|[花用]钱|"
    r"计划|预计|力争|达到|完成|实现|需要|一共|总共|其他|原因|地方|措施|[的是有要将会能在了为到个家项人钱花用]|"
    r"(?:19|20)\d\d年?|[今明去前]年"
)
"""Words that ask, or tell what is measured, and name no topic."""
_ZH_ONLY_ASKS = re.compile(
    r"^(?:那么?|可是?|但是?)?[，,]?(?:为什么|为何|怎么办?|谁\w{0,4}|何时|什么时候|在?哪[里儿])呢[？?。\s]*$"
)
_ZH_DOCUMENT = re.compile(
    r"(?:(?:这|那|另)一?[份个篇])?(?:政府|州|国民经济和社会发展|发展)?(?:工作)?(?:报告|计划|规划|方案|纲要)[里中上]?面?"
)
_ZH_IN_DOCUMENT = re.compile(r"^(?:根据|按照)?\w{0,8}?(?:报告|计划|规划|方案|纲要)[里中上]面?(?:提出|提到|的)?[，,]?")
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
_EN_DOCUMENT = re.compile(
    r"(?:(?:other|second|first|work|government|development) )*(?:report|plan|programme|outline)", re.I
)
_MIN_SHARED_TAIL = 2
"""Characters. Subjects of a kind end alike (失业保险, 基本养老保险): the tail tells which words are replaced."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that stands alone.

    Attributes:
        text: as it would be asked without the earlier turns.
        subject: the new subject, where an ellipsis named one; else "".
        before: the question before, whose topic the subject leaves behind; "" where there is no subject.
        beside: the question before with the subject put beside it, of which it may be a part: a revenue after visits.
            "" where the subject took the place of its like.
    """

    text: str
    subject: str = ""
    before: str = ""
    beside: str = ""


def _ending_as_places(text: str, lang: Lang) -> tuple[str, ...]:
    return tuple(all_places(text)) if lang == "zh" else ()


def stand_alone(
    question: str, history: Sequence[Turn], lang: Lang, places_in: PlacesIn = _ending_as_places
) -> Standing:
    """`question` without what it leans on; unchanged where it leans on none of the earlier turns.

    >>> stand_alone("失业保险呢？", [Turn("基本养老保险参保人数力争达到多少？")], "zh").text
    '失业保险参保人数力争达到多少？'
    >>> stand_alone("那就业呢？", [Turn("2023年新建5G基站多少个？")], "zh").text
    '2023年就业多少？'
    """
    before = ""
    for turn in history:
        before = _resolved(turn.question.strip(), before, lang, places_in).text
    return _resolved(question.strip(), before, lang, places_in)


def _resolved(question: str, before: str, lang: Lang, places_in: PlacesIn) -> Standing:
    if not before:
        return Standing(question)
    return _resolved_zh(question, before, places_in) if lang == "zh" else _resolved_en(question, before, places_in)


def _resolved_zh(question: str, before: str, places_in: PlacesIn) -> Standing:
    ellipsis = _ZH_ELLIPSIS.match(question)
    if _ZH_ONLY_ASKS.match(question):
        return Standing(f"{_subject_zh(before)}，{_ZH_LEAD.sub('', question)}")
    if ellipsis and not re.search(r"多少|什么|哪|几", ellipsis["subject"]):
        return _replaced_zh(before, _ZH_ABOUT.sub("", ellipsis["subject"].strip("，, ")), places_in)
    lead = _ZH_LEAD.match(question)
    rest = _ZH_LEAD.sub("", question)
    if lead and not _ZH_REFERENCE.search(rest) and _has_topic_zh(rest):
        return Standing(rest if TIME["zh"].search(rest) else head_zh(before, places_in(before, "zh")) + rest)
    if lead or _ZH_REFERENCE.search(question):
        return Standing(f"{_subject_zh(before)}，{rest}")
    if _ZH_BARE.match(question):
        return _replaced_zh(before, question.strip("？?。 "), places_in)
    return Standing(question)


def _has_topic_zh(question: str) -> bool:
    """True for 就业目标是多少, which names what it asks about; 目标是多少 does not."""
    return len(re.findall("[一-鿿A-Za-z]", _ZH_ASKS_ONLY.sub("", question))) > 1


def _subject_zh(question: str) -> str:
    """The words before the question begins to ask, or all of it where it asks at once."""
    end = _ZH_SUBJECT_END.search(question, 2)
    return (question[: end.start()] if end else question).strip("，,？? 的")


def _replaced_zh(before: str, subject: str, places_in: PlacesIn) -> Standing:
    """`before` asked of `subject`."""
    places = places_in(before, "zh")
    of_kind = _of_kind_zh(before, subject, places, places_in)
    if of_kind:
        return Standing(of_kind)
    head = len(head_zh(before, places))
    for size in range(min(4, len(subject)), _MIN_SHARED_TAIL - 1, -1):
        at = before.find(subject[-size:], head)
        if at >= 0:
            start = max(
                head, asked_word_end(before, at), *(before.rfind(mark, 0, at) + 1 for mark in "：，,、的是对在")
            )
            return Standing(before[:start] + subject + before[at + size :], subject, before)
    if put := put_for_sibling(subject, before, "zh"):
        return Standing(put, subject, before)
    beside = f"{subject}：{before}"
    return Standing(asked_of_zh(subject, before, places) or beside, subject, before, beside)


def _of_kind_zh(before: str, subject: str, places: Sequence[str], places_in: PlacesIn) -> str:
    """`before` with its place, time or document replaced, where `subject` is nothing but such a one; else ""."""
    if TIME["zh"].fullmatch(subject):
        found = TIME["zh"].search(before)
        return before.replace(found.group(), subject, 1) if found else subject + before
    if _ZH_DOCUMENT.fullmatch(subject):
        return f"{subject.rstrip('里中上面')}里，{_ZH_IN_DOCUMENT.sub('', before)}"
    if places_in(subject, "zh") == (subject,):
        return before.replace(places[0], subject, 1) if places else subject + before
    return ""


def _resolved_en(question: str, before: str, places_in: PlacesIn) -> Standing:
    ellipsis = _EN_ELLIPSIS.match(question)
    if ellipsis:
        return _replaced_en(before, (ellipsis["about"] or ellipsis["and"]).strip(), places_in)
    rest = _EN_LEAD.sub("", question)
    if _EN_REFERENCE.search(rest):
        subject = _subject_en(before)
        return Standing(f"{rest.rstrip('?. ')} ({subject})?" if subject else f"{rest} ({before})")
    if _EN_BARE.match(question):
        return _replaced_en(before, question.strip("?.! "), places_in)
    if rest == question:
        return Standing(question)
    frame = "" if TIME["en"].search(rest) else frame_en(before, ())
    return Standing(f"{rest[:1].upper()}{rest[1:].rstrip('?.! ')}{frame}?")


def _phrases_en(question: str) -> list[str]:
    """What stands between the function words of a question: its noun phrases, and some verbs."""
    return [phrase for piece in _EN_FUNCTION.split(question) if (phrase := piece.strip()) and not phrase.isdigit()]


def _subject_en(question: str) -> str:
    return " ".join(_phrases_en(question)[:2])


def _replaced_en(before: str, subject: str, places_in: PlacesIn) -> Standing:
    """`before` asked of `subject`."""
    subject = re.sub(r"^(?:the|for|in|on|as for)\s+(?:the\s+)?", "", subject, flags=re.IGNORECASE)
    words = subject.lower().split()

    def likeness(phrase: str) -> tuple[bool, int]:
        theirs = phrase.lower().split()
        return theirs[-1] == words[-1], len(set(theirs) & set(words))

    places = places_in(before, "en")
    of_kind = _of_kind_en(before, subject, places, places_in)
    if of_kind:
        return Standing(of_kind)
    old = max(_phrases_en(before), key=likeness, default="")
    if old and likeness(old) > (False, 0):
        return Standing(before.replace(old, subject, 1), subject, before)
    if put := put_for_sibling(subject, before, "en"):
        return Standing(put, subject, before)
    base = re.sub(r"\s*\([^()]*\)\??$", "", before).rstrip("?.! ")
    beside = f"{base} ({subject})?"
    return Standing(asked_of_en(subject, before, places) or beside, subject, before, beside)


def _of_kind_en(before: str, subject: str, places: Sequence[str], places_in: PlacesIn) -> str:
    """`before` with its place, time or document replaced, where `subject` is nothing but such a one; else ""."""
    base = before.rstrip("?.! ")
    if TIME["en"].fullmatch(subject):
        found = TIME["en"].search(before)
        when = re.sub(r"^(?=\d)", "in ", subject)
        return before.replace(found.group(), when, 1) if found else f"{base} {when}?"
    if _EN_DOCUMENT.fullmatch(subject):
        return f"In the {subject}, {base[:1].lower()}{base[1:]}?"
    if places_in(subject, "en") == (subject,):
        return before.replace(places[0], subject, 1) if places else f"{base} in {subject}?"
    return ""
