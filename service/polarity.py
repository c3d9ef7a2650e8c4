"""Yes or no: what a statement says to a question that can be answered so.

Decided, in this order, by figures (“超过50%？” against 25%; of several, by those that stand by the question's words),
by how far a project has come (前期工作 is not 通车), by
words of opposite sense, and else by the statement being there at all.
"""

from __future__ import annotations

import re

from index.text import search_form, search_terms
from index.types import Lang
from service.quantity import Quantity, find, same_unit
from service.quantity.compare import base_number
from service.types import Bound

_MORE = re.compile(
    r"超过|多于|高于|大于|突破|以上|至少|不少于|不低于|more than|over|above|exceed|at least|greater|higher|no less"
)
_LESS = re.compile(
    r"少于|低于|小于|不足|不到|以下|至多|不超过|less than|under|below|fewer|at most|lower|no more than|up to"
)
_STRICT = re.compile(
    r"超过|多于|高于|大于|突破|more than|over|above|exceed|greater|higher|少于|低于|小于|less than|fewer|below"
)
_NOT_LESS = re.compile(r"不(?:少|低|小)于|\b(?:no|not) (?:less|fewer|lower|below|under)(?: than)?")
_REACHED = re.compile(
    r"(?<!没有)(?:达到|到达|达成|够|能到|会到|(?<=[没不])到|到(?=[没不]到|\d)|满足)|"
    r"\b(?:reach|hit|meet|as (?:many|much) as)\b"
)
"""A limit that is asked to be reached is reached by more, too."""
_HALF = re.compile(r"(?:一半|半数|过半)|\bhalf\b")

# How far a project has come. A question about a later stage than the document's is answered with no, and a question
# whether it is "still only" at an earlier one, too.
_STAGES: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"前期工作|前期|谋划|规划研究|论证|申报|preliminary|early-stage|planning stage|feasib")),
    (
        2,
        re.compile(
            r"开工|动工|启动建设|开始建设|starts? (?:construction|work)|break ground|"
            r"construction (?:starts?|begins?)|expected to start|commence|施工|在建|under construction|main structure"
        ),
    ),
    (
        3,
        re.compile(
            r"建成|完工|竣工|投运|投产|通车|通航|开通|投入使用|"
            r"complet|open|operation|commission|finish|in service"
        ),
    ),
)
_OPPOSITES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"保留|继续|维持|保持|仍|照样|依然|[还再](?=[要用需收得]|征|缴|交)|"
            r"keep|kept|continue|maintain|retain|\bstill\b|\bcharged?\b|\blev(?:y|ied)\b"
        ),
        re.compile(
            r"取消|废止|停止|终止|免除|免征|免收|全免|免费|取缔|叫停|"
            r"abolish|cancel|scrap|remove|waive|exempt|\bfree of charge\b|done away"
        ),
    ),
    (
        re.compile(r"增加|提高|上调|增长|扩大|上升|increase|raise|grow|expand|rise"),
        re.compile(r"减少|降低|下调|压减|缩减|下降|reduce|cut|lower|decrease|fall|shrink"),
    ),
    (
        re.compile(r"允许|放开|鼓励|支持|allow|permit|encourage|support"),
        re.compile(r"禁止|不得|严禁|限制|prohibit|ban|forbid|restrict"),
    ),
)
_WHOLE = re.compile(r"全部|整个|整座|全面|\b(?:whole|entire|all of|fully|completely)\b")
_PART = re.compile(r"首台|首批|首期|一期|部分|主体|\b(?:first (?:unit|phase|batch)|phase (?:i|one|1)|partly|part of)\b")
_CHOICE = re.compile(r"(.{1,2})[不没]\1|有没有|没有?(?=[?。!\s]*$)")
"""“会不会”, “达到没达到” and “通航了没有” ask; they deny nothing."""
_NONE = re.compile(
    r"零(?=[一-鿿])(?!部件|售|距离|碳|工|食|散|星|排放|跑|门槛|基础|点)|"
    r"无(?=[一-鿿]{2})(?![障线锡论偿缝废害私疑形比感纸证党穷愧力法不需须核极接价]|人[机驾店区])|"
    r"\bzero\b|\bno (?!later|less|more|fewer|longer)"
)
"""“债券零违约”: there was none of what is asked about."""
_ASKS_ANY = re.compile(
    r"有没有|有无|是否(?:有|出现|发生|存在)|还有.*吗|(?:有|出现|发生)过.*[吗没]|(?:出现|发生)(?:了?吗|了?没)|"
    r"\bany\b|\b(?:were|was|are|is|have|has) there\b"
)
_NEGATED = re.compile(r"不(?!断|少于|低于|超过|仅|同|动产|足)|没有|未(?!来)|并非|\bnot\b|\bno longer\b|n't\b")


def polarity(question: str, statement: str, statement_lang: Lang, question_lang: Lang, found: str = "") -> bool:
    """True for yes. `found` is the part of the statement that was found to answer, the whole where it is left out.

    >>> polarity("农村生活污水治理率目标是否超过50%？", "农村生活污水治理率达到25%", "zh", "zh")
    False
    """
    asked_form, said_form = search_form(question), search_form(statement)
    for words in (found, statement):
        by_figure = _by_figure(question, question_lang, words, statement_lang)
        if by_figure is not None:
            return by_figure
    if _WHOLE.search(asked_form) and _PART.search(said_form):
        return False
    asked_stage, said_stage = stage_of(asked_form), stage_of(search_form(found)) or stage_of(said_form)
    if asked_stage and said_stage:
        return asked_stage == said_stage
    is_none = bool(_ASKS_ANY.search(asked_form) and _NONE.search(search_form(found or statement)))
    answer = not _are_opposed(asked_form, said_form) and not is_none
    denied = _negation(search_form(found) or said_form)
    return answer != (_negation(asked_form) != denied)


def _negation(form: str) -> bool:
    return bool(_NEGATED.search(_CHOICE.sub("", form)))


def stage_of(form: str) -> int:
    """The stage a text speaks of, the earliest where it names several; 0 where it names none."""
    return next((stage for stage, pattern in _STAGES if pattern.search(form)), 0)


def _are_opposed(asked_form: str, said_form: str) -> bool:
    return any(
        (a.search(asked_form) and b.search(said_form) and not b.search(asked_form))
        or (b.search(asked_form) and a.search(said_form) and not a.search(asked_form))
        for a, b in _OPPOSITES
    )


def _by_figure(question: str, question_lang: Lang, statement: str, statement_lang: Lang) -> bool | None:
    """The comparison of the question's figure with the statement's; None where one has none that can be compared."""
    limits = [q for q in find(question, question_lang) if q.is_plain]
    stated = [q for q in find(statement, statement_lang) if q.is_plain]
    form = search_form(question)
    if not limits and _HALF.search(form):
        shares = [q for q in stated if q.unit == "%"]
        return _compare(form, 50.0, shares[0]) if shares else None
    fitting = ((limit, figure) for limit in limits for figure in stated if same_unit(limit, figure))
    best = max(fitting, key=lambda pair: _likeness(question, statement, *pair), default=None)
    return _compare(form, _in_unit_of(*best), best[1]) if best else None


def _likeness(question: str, statement: str, limit: Quantity, figure: Quantity) -> tuple[bool, float]:
    """How much two figures measure one thing: in one unit, and with the question's words before the figure."""
    before = frozenset(search_terms(statement[: figure.span.start].split("、")[-1]))
    own = frozenset(search_terms(question))
    return limit.unit == figure.unit, len(before & own) / max(1, len(before))


def _in_unit_of(limit: Quantity, figure: Quantity) -> float:
    """The limit's number, in the unit that the figure is in: 80公顷 against 1200亩."""
    one = base_number(figure, 1.0)
    return base_number(limit, limit.number) / one if limit.unit and figure.unit and one else limit.number


def _compare(form: str, limit: float, figure: Quantity) -> bool:
    strict = bool(_STRICT.search(form))
    if _LESS.search(_NOT_LESS.sub("", form)):
        return figure.number < limit or (figure.number == limit and not strict)
    if _MORE.search(form) or _NOT_LESS.search(form) or _HALF.search(form) or _REACHED.search(form):
        above = figure.bound is Bound.MORE_THAN
        return figure.number > limit or (figure.number == limit and (above or not strict))
    return figure.number == limit
