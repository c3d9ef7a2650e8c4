"""What a question asks, apart from what it asks about: the frame that a follow-up with a topic of its own takes over.

“2023年昌吉州新建5G基站多少个？” asks, for a year and a place, how many: of 就业 that is “2023年昌吉州就业多少？”. The
topic, with its verb and its unit, stays behind. Forms of words alone; no model.
"""

from __future__ import annotations

import re

from index.text import words_in_order
from index.types import Lang
from service.intent import Kind, intent_of
from service.quantity.units import ZH

_YEAR = r"(?:19|20)\d\d"
TIME: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        rf"(?:截至|到|至|在)?(?:{_YEAR}年(?:[底末初]|上半年|下半年)?|[今明去前本当]年(?:[底末初])?|"
        r"[“\"]?十[一二三四五]五[”\"]?(?:时期|期间|期?末)?|[上下]半年|未来[\d一二三四五六七八九十]+年)"
    ),
    "en": re.compile(
        rf"(?:(?:in|by|during|for|over|since|through) (?:the )?(?:(?:end|course) of )?)?"
        rf"(?:{_YEAR}(?:\s?[-–]\s?{_YEAR})?|(?:this|next|last) year)\b",
        re.IGNORECASE,
    ),
}
"""A time that a question names."""
_ALSO_KEPT = re.compile(
    r"(?:根据|按照)?(?:\w{0,6}?(?:报告|计划|规划|方案)(?:里|中|上)面?(?:提出|提到|要求)?|报告(?:提出|提到))|"
    r"计划|预计|力争|争取|打算|还?要|将|拟|一共|总共|[，,的]"
)
"""What says in front of a topic where it is said, and that it is to be."""
_GROWS = "增长|增加|提高|提升|下降|降低|减少|上涨"
_HOW_MUCH = re.compile(
    rf"(?P<kept>(?:的?(?:{_GROWS}))?(?:的?(?:占比|比例|比重|增速|增幅|涨幅))?(?:的?(?:预期|主要)?目标)?"
    r"(?:要|是|为|了|达到|稳定在|保持在)*)"
    r"(?P<asks>百分之(?:多少|几)|多少|多[大长高远宽快]|(?<![近这那前后头])几(?=[个家条项座种类名人台套户亩万亿千百成倍元块所处]))"
)
_RATE = re.compile("[率比重速幅]$")
"""Ends of what is a rate or a share: it is told itself, and not by how much it grows."""
_WHICH = re.compile(
    r"哪(?:些|几[个座家项条种]|[两二三四五六七八九十]?[个座家项条种类部所处名位]|[两二三四五六七八九十])|(?<!为)什么(?![时地])"
)
_CIRCUMSTANCE = re.compile(r"由谁|谁|何时|什么时[候间]|何地|(?:在|位于)?(?:哪里|哪儿|何处|什么地方)|哪一?年")
_HOW = re.compile(r"怎样|如何|怎么样?|咋")
_PREDICATE = re.compile(r"[将要会能被由在是已]|正在|建成|完成|开工|投运|投产|通车|通航|启动|实施")
_WHETHER = re.compile(r"吗|是否|有没有|能否|可否")


def head_zh(question: str, places: tuple[str, ...]) -> str:
    """The times, places and words of intent with which a Chinese question begins.

    >>> head_zh("2023年昌吉州力争接待游客多少人次？", ("昌吉州",))
    '2023年昌吉州力争'
    """
    at = 0
    while at < len(question):
        named = (place for place in places if question.startswith(place, at))
        kept = TIME["zh"].match(question, at) or _ALSO_KEPT.match(question, at)
        end = at + len(max(named, key=len, default="")) or at
        end = max(end, kept.end() if kept else at)
        if end == at:
            break
        at = end
    return question[:at]


def asked_of_zh(topic: str, question: str, places: tuple[str, ...]) -> str:
    """What a Chinese question asks, asked of another topic; "" where its form does not tell what it is about.

    >>> asked_of_zh("就业", "2023年新建5G基站多少个？", ())
    '2023年就业多少？'
    >>> asked_of_zh("铁路", "哪座机场将建成通航？", ())
    '哪座铁路将建成通航？'
    """
    head = head_zh(question, places)
    rest = question[len(head) :].rstrip("？?。 ")
    if _WHETHER.search(rest):
        return ""
    if found := _HOW_MUCH.search(rest):
        kept = found["kept"] if re.search(rf"目标|[占比]|幅|速|{_GROWS}", found["kept"]) else ""
        kept = re.sub(rf"^的?(?:{_GROWS})", "", kept) if _RATE.search(topic) else kept
        return f"{head}{topic}{kept}{'多少' if found['asks'] == '几' else found['asks']}？"
    if found := _CIRCUMSTANCE.search(rest):
        before = rest[: found.start()]
        return f"{head}{topic}{rest[found.start() :]}？" if before else ""
    if found := _WHICH.search(rest):
        return f"{head}{_which_zh(topic, rest[: found.start()], found.group(), rest[found.end() :])}？"
    if found := _HOW.search(rest):
        verb, *things = words_in_order(rest[found.end() :]) or ("",)
        return f"{head}{found.group()}{verb}{topic}？" if things else f"{head}{topic}{rest[found.start() :]}？"
    return ""


def _which_zh(topic: str, before: str, which: str, after: str) -> str:
    """“主要困难有哪些” is about what stands before it, “要推进哪些水利工程” about the noun after it."""
    if not after:
        said = re.search(r"(?:有|是|包括|为|叫)*$", before)
        return f"{topic}{said.group() if said else ''}{which}"
    predicate = _PREDICATE.search(after, 1)
    which = re.sub("(?<=哪)[两二三四五六七八九十]", "些" if len(which) == len("哪四") else "", which)
    return f"{before}{which}{topic}{after[predicate.start() :] if predicate else ''}"


def asked_word_end(question: str, before: int) -> int:
    """Where the last question word before a place of a Chinese question ends, with its classifier; 0 without one.

    >>> asked_word_end("计划新建多少个5G基站？", 10)
    7
    """
    end = 0
    for found in re.finditer(r"百分之(?:多少|几)|多少|哪(?:些|几)?|几|什么|怎样|如何", question[:before]):
        unit = next((n for n in range(3, 0, -1) if question[found.end() : found.end() + n] in ZH), 0)
        end = found.end() + unit
    return min(end, before)


_AUX = "will|would|shall|should|is|are|was|were|do|does|did|has|have|had|can|could|must|need|needs"
_HOW_MANY_EN = re.compile(r"\bhow (?P<which>many|much)\b|\b(?:the )?(?P<number>number|amount) of\b", re.IGNORECASE)
_MEASURE_OF = re.compile(
    r"^(?P<asks>.*?\bwhat (?:[\w'’]+ ){0,3}?(?:[\w-]+ )*?"
    r"(?:target|goal|aim|growth|growth rate|increase|rate|share|proportion|percentage|figure|value|level|total|plan)s? "
    rf"(?:set )?(?:for|of|in)) (?!(?:the )?(?:{_YEAR}|end of))(?P<topic>.+)$",
    re.IGNORECASE,
)
_EXPECTED_OF = re.compile(
    rf"^(?P<asks>(?:.*?\b)?what (?:growth|increase|rise|share|rate|target) (?:{_AUX}) (?:[a-z]+ )?(?:for|of|in)) "
    r"(?P<topic>.+)$",
    re.IGNORECASE,
)
_MEASURE_AFTER = re.compile(
    rf"^(?P<asks>what (?:{_AUX}|will be) (?:the )?(?:planned |expected |targeted )?)(?!the )(?P<topic>[\w'’ -]+?) "
    r"(?P<measure>growth(?: rate| target)?|increase|target|rate|share)\b",
    re.IGNORECASE,
)
_WHICH_EN = re.compile(
    rf"^(?P<before>(?:.*, )?)(?P<which>which|what) (?P<topic>(?:(?!(?:{_AUX})\b)[\w'’-]+ )+?)"
    rf"(?P<after>(?:{_AUX})\b.+)$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"^(?P<asks>(?:who|where|when|why|how(?: fast)?) (?:{_AUX})) (?P<topic>(?:(?!be\b)[\w'’-]+ )+?)"
    r"(?P<after>(?:be|grow|rise|increase|reach|open|start|begin|become|come|stand|work)\b.*)$",
    re.IGNORECASE,
)
_THE_LAST = re.compile(r"^(?P<asks>(?:who|where|when) .*?\b(?:the|an?)) (?P<topic>[\w'’ -]+)$", re.IGNORECASE)


def frame_en(question: str, places: tuple[str, ...]) -> str:
    """The times and places of an English question, as they may stand at its end.

    >>> frame_en("How many stations will Qitai build in 2023?", ("Qitai",))
    ' in Qitai in 2023'
    """
    forms = rf"\b(?:(?:in|at|for|of) (?:the )?{{0}}\b|{{0}}['’]s\b|(?:{_AUX}) (?:the )?{{0}}\b)"
    named = [place for place in places if re.search(forms.format(re.escape(place)), question, re.IGNORECASE)]
    times = [found.group() for found in TIME["en"].finditer(question)]
    return "".join((*(f" in {place}" for place in named), *(f" {when[:1].lower()}{when[1:]}" for when in times)))


def asked_of_en(topic: str, question: str, places: tuple[str, ...]) -> str:
    """What an English question asks, asked of another topic; "" where its form does not tell what it is about.

    >>> asked_of_en("employment", "How many 5G base stations will be built in 2023?", ())
    'What is the figure for employment in 2023?'
    >>> asked_of_en("airports", "Which railways will be put into operation?", ())
    'Which airports will be put into operation?'
    """
    frame = frame_en(question, places)
    bare = question.rstrip("?.! ")
    if found := _HOW_MANY_EN.search(bare):
        are_many = (found["which"] or "").lower() == "many" and re.search(r"[^s]s$", topic)
        return f"How many {topic}{frame}?" if are_many else f"What is the figure for {topic}{frame}?"
    if found := _MEASURE_OF.match(bare) or _EXPECTED_OF.match(bare):
        return f"{found['asks']} {topic}{frame if frame.strip() not in found['asks'] else ''}?"
    if found := _MEASURE_AFTER.match(bare):
        return f"{found['asks']}{topic} {found['measure']}{frame}?"
    if found := _WHICH_EN.match(bare):
        return f"{found['before']}{found['which']} {topic} {found['after']}?"
    if found := _BETWEEN.match(bare):
        return f"{found['asks']} {topic} {found['after']}?"
    if found := _THE_LAST.match(bare):
        return f"{found['asks']} {topic}{frame if frame.strip() not in found['asks'] else ''}?"
    return f"What is the figure for {topic}{frame}?" if intent_of(question, "en").kind is Kind.NUMERIC else ""
