"""Negation and direction: 决不 turned to its contrary, 依然 to "no longer", growth to decline.

A plain count of negatives would cry wolf: both languages negate inside words (不断, unless). So the strong negators of
one side are set against any negative expression of the other, and only a side without any is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.dictionary import FUNCTION_WORDS
from index.types import Span
from service.quantity import Kind
from service.translation.bitext import Bitext
from service.translation.types import Finding, FindingType, Severity

_HARMLESS_ZH = re.compile(
    "不断|不仅|不但|不光|不同|不少|不论|不管|不过|不久|不得不|不可或缺|不约而同|不可避免|不遗余力|不懈|不惜|不失|不愧|不亚于|不外乎|不一|不等|不妨|"
    "不禁|不由|不低于|不少于|不超过|不高于|不足(?=[\\s\\d一二三四五六七八九十百千万半])|不到|不满(?=[\\s\\d一二三四五六七八九十百千万半])|不小于|不大于|不多于|不止|不只|毫不|不乏|不单|不料|不免|不时|对不起|差不多|了不起|"
    "不得超过|不晚于|不早于|不迟于|前所未有|绝无仅有|毫无疑问|不可估量|不可思议|不可分割|不可或缺|不可逆转|不可磨灭|不可抗拒|不可替代|不可多得|未来|未必|尚未|无论|无疑|无比|无锡|无人|无线|无数|无限|无私|无缝|无尽|无非|无形|无关|无偿|无忧|没关系|"
    "非常|非洲|除非|莫非|非但|是非|南非|非凡|非遗|否则|是否|能否|可否|与否|不然|不禁|不妨|不锈钢|不动产|别人|别的|区别|特别|"
    "有没有|不要脸|不得人心|不忘初心|不动摇|不松劲|不懈怠|不放松|不停|不畅|不良|先立后破|三难一不畅"
)
_STRONG_ZH = re.compile(
    "决不|绝不|永不|从不|并不|从未|绝非|严禁|禁止|不准|不许|不得|不能|不可|不会|不再|不允许|不是|不要|不应|不愿|"
    "没有|没能|未能|未经|不存在|毫无|绝无|非(?=[现公法])|非(?=.{1,4}式)"
)
_PLAIN_ZH = re.compile(
    _STRONG_ZH.pattern + "|不搞|不让|并非|尚未|无法|不必|不用|不宜|不敢|不属于|不包括|不够|"
    "不足|不高|不强|不大|不多|不平衡|不充分|不稳定|不到位|不适应|不符合|不满"
)
_LONG = 120
"""Characters of a passage from which on a negation is no excuse for another one."""
_FAIRLY_NEAR = 0.5
"""Cosine from which on two words, each the other's nearest, stand for one another."""
_SCOPE_ZH, _SCOPE_EN = 10, 45
"""Characters after a negator that it denies, and around their rendering where the negation may stand."""
_EMPHATIC_ZH = re.compile("决不|绝不|永不|从不|从未|绝非|绝无")
_ANY_ZH = re.compile(
    "[不没沒未无無非莫勿别免禁拒避防难難缺失弱差少反否罕仅僅才只除零空脱離离违停止休废弃取消]|以外|之外|尚待|有待|濒临|鲜"
)

_EXPLICIT_EN = re.compile(
    r"\b(?:not|never|no longer|cannot|nor|neither|nothing|nobody|none|nowhere|without|"
    r"no(?!\.|\s+(?:more|less|fewer|later|"
    r"earlier|lower|higher|greater|doubt|matter|sooner)\b|\s*\d))\b|n['’]t\b",
    re.IGNORECASE,
)
_ADDED_EN = re.compile(
    r"\b(?:no longer|never|not(?!\s+(?:only|just|merely|least|to mention|until|yet|exceed|more|less|over|fewer|"
    r"later|lower|below))|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
_NEGATIVE_EN = re.compile(
    r"\b(?:no|not|never|nor|neither|none|nothing|nobody|nowhere|cannot|without|un(?!i|der|til|ion|le)\w{4,}|non[-\w]+|dis(?!tri|cuss|"
    r"play|tinct|tanc|cipl|patch|semin|pos)\w{4,}|in(?:ab|ac|ad|al|app|cap|comp|corr|def|dis|eff|eli|eq|exc|exp|form|suf|val|vis)\w+|im"
    r"(?:poss|prop|pract|perf|mob)\w+|il(?:leg|lic|log)\w+|ir(?:reg|rel|resp|rev)\w+|mis\w{4,}|\w+less(?:ly|ness)?|fail\w*|lack\w*|"
    r"refus\w*|reject\w*|den(?:y|ies|ied|ial)\w*|prohibit\w*|ban|bans|banned|banning|forbid\w*|forbade|avoid\w*|prevent\w*|stop\w*|ceas\w*|"
    r"absen\w+|free|off|out|outside|beyond|exclud\w*|except\w*|only|unless|rather|instead|hardly|scarcely|barely|rare\w*|seldom|few|"
    r"little|less|difficult\w*|hard|far|short|shortage\w*|insufficien\w*|inadequa\w*|low|lower|weak\w*|poor\w*|los[et]\w*|loss\w*|"
    r"miss\w*|against|contrary|oppos\w*|resist\w*|elimina\w*|end\w*|zero|yet|remain\w*|still|neglect\w*|ignor\w*|abandon\w*|lest|stringent|"
    r"strict\w*|but|however|anything|any|before|too|else|other|otherwise|unable|unlike|despite|regardless|away|from|block\w*|vain|halt\w*|quit\w*|"
    r"g[ai]v(?:e|es|en|ing) up|cancel\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_DENYING_EN = re.compile(
    r"\b(?:no|not|never|nor|neither|none|nothing|nobody|nowhere|cannot|without|un(?!i|der|til|ion|le)\w{3,}|non[-\w]+|"
    r"dis(?!tri|cuss|play|tinct|tanc|cipl|patch|semin|pos)\w{4,}|in(?:ab|ac|ad|al|conv|app|cap|comp|corr|def|dis|eff|eli|eq|"
    r"exc|exp|form|suf|val|vis)\w+|im(?:bal|poss|prop|pract|perf|mob)\w+|il(?:leg|lic|log)\w+|ir(?:reg|rel|resp|rev)\w+|"
    r"mis\w{4,}|\w+less(?:ly|ness)?|fail\w*|lack\w*|refus\w*|reject\w*|den(?:y|ies|ied|ial)\w*|prohibit\w*|bans?|"
    r"bann(?:ed|ing)|forbid\w*|forbade|avoid\w*|prevent\w*|stop\w*|ceas\w*|absen\w+|free (?:of|from)|exclud\w*|"
    r"except\w*|only|unless|rather|instead|hardly|scarcely|barely|rare\w*|seldom|few|little|less|difficult\w*|"
    r"far from|short of|shortage\w*|insufficien\w*|inadequa\w*|weak\w*|poor\w*|los[et]\w*|loss\w*|against|"
    r"contrary|oppos\w*|resist\w*|elimina\w*|end(?:s|ed|ing)?|zero|yet to|remain\w*|still|neglect\w*|ignor\w*|"
    r"abandon\w*|lest|but|however|too|other than|unable|unlike|despite|regardless|away|from|block\w*|out of|"
    r"outside|beyond|hard|low|below|under|curb\w*|alleviat\w*|reliev\w*|eas(?:e|es|ed|ing)|advers\w*|refrain\w*|restrain\w*|depriv\w*|overlook\w*|vain|halt\w*|quit\w*|"
    r"g[ai]v(?:e|es|en|ing) up|cancel\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
"""What may render a negator close by."""
_DENIES_EN = re.compile(
    r"\b(?:not|never|no|nor|neither|none|nothing|nobody|cannot|without|un(?!i|der|til|ion|le)\w{4,}|non[-\w]+|lack\w*|"
    r"fail\w*|stop\w*|ceas\w*|avoid\w*|prevent\w*|refus\w*|reject\w*|free of|far from|beyond|too|hardly|scarcely|"
    r"barely|less|least|little|few|unless|until|yet|but|rather|instead|anything|nowhere|end(?:s|ed|ing)?|depriv\w*|"
    r"insufficient\w*|inadequa\w*|g[ai]v(?:e|es|en|ing) up|drop\w*|abandon\w*|waiv\w*|withdr\w+|los[et]\w*|loss|"
    r"oppos\w*|short of|prohibit\w*|forbid\w*|bann\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
"""What denies the word that it stands before, in the same clause."""
_NEITHER_EN = re.compile(r"\b(?:neither|nor|without)\b", re.IGNORECASE)
"""What denies more than its own clause."""
_NEGATED_ZH = re.compile("(?:并非|绝非|不再|不是|不够|不太|不很|不(?!发达)|未)(?=([\u4e00-\u9fff]{2}))")
_TWICE_EN = re.compile(
    r"(?:\s+[\w'’]+){0,4}?\s+(?:un(?!i|der|til|ion|le)\w{4,}|in(?:ab|ac|ad|ap|cap|comp|corr|eff|eli|exp|suf|val|vis)\w+|"
    r"im(?:poss|prop|pract|mob)\w+|il(?:leg|log)\w+|ir(?:reg|rel)\w+|without|lost|lose|fail|deny|denied|disput\w+|doubt\w*|question\w*)\b",
    re.IGNORECASE,
)
"""After a negator, what takes the negation back: "isn't uncommon", "hasn't lost", "cannot be disputed"."""
_FAILING_EN = re.compile(
    r"\b(?:fail|lack|refus|reject|neglect|ignor|abandon|betray|disappoint|let down|give up|violat|waver|"
    r"forget|shrink)\w*",
    re.IGNORECASE,
)
"""Verbs that 决不 negates in Chinese: alone, without "never", they say the contrary."""
_CEASING_ZH = re.compile("不|没|沒|无|無|未|停|取消|告别|结束|失去|终止|废|离开|摆脱|脱|除|破|丧失|辞|退|前")
_REACH = 18
"""Characters on either side in which the counterpart of a negation is looked for, at least."""

_UP_ZH = re.compile("增长|提高|上升|增加|扩大|提升|涨|上涨|升高|攀升|增幅|涨幅|增速")
_DOWN_ZH = re.compile(
    "下降|减少|降低|缩小|压减|回落|降幅|下滑|下跌|跌|削减|缩减|负增长|减幅|萎缩|下调|降至|降到|(?<![\\d.%％])-(?=[\\d.]{1,8}[%％])"
)
_UP_EN = re.compile(
    r"\b(?:increas|grow|grew|rise|rising|rose|up\b|climb|gain|expan|rais|improv|jump|soar|surg|add)\w*",
    re.IGNORECASE,
)
_DOWN_EN = re.compile(
    r"\b(?:decreas|declin|fall|fell|drop|down|reduc|cut|shrink|shrank|slump|plung|contract|lost|loss|decrement|slid|"
    r"dip|negative|slow|weaken|less than (?:last|in|a year)|fewer|lower than)\w*",
    re.IGNORECASE,
)


def check_negation(bitext: Bitext) -> Iterator[Finding]:
    """Negation dropped, added or turned, and the direction of a change turned."""
    if bitext.lang != "zh":
        return
    told = list(_polarity(bitext))
    yield from told
    if not any(finding.source_span for finding in told):
        yield from _bare(bitext)
    turned = list(_direction(bitext))
    yield from turned
    yield from _turned_verbs(bitext, [finding.span for finding in turned if finding.span])


def _polarity(bitext: Bitext) -> Iterator[Finding]:
    plain = _HARMLESS_ZH.sub(lambda m: "·" * len(m[0]), bitext.zh)
    strong = list(_STRONG_ZH.finditer(plain))
    explicit = list(_EXPLICIT_EN.finditer(bitext.en))
    emphatic = _EMPHATIC_ZH.search(plain)
    if emphatic and not explicit and _FAILING_EN.search(bitext.en):
        yield _dropped(bitext, emphatic)
    elif strong and not explicit and not _NEGATIVE_EN.search(bitext.en):
        yield _dropped(bitext, strong[0])
    else:
        yield from _dropped_here(bitext, plain)
    for added in _ADDED_EN.finditer(bitext.en):
        if _TWICE_EN.match(bitext.en, added.end()):
            continue
        ceases = added[0].lower() == "no longer"
        near = _near(plain, added.start() / len(bitext.en)) if ceases else _told_by(bitext, Span(*added.span()))
        if (_CEASING_ZH if ceases else _ANY_ZH).search(near):
            continue
        yield _finding(
            Span(*added.span()),
            None,
            f"“{added[0]}” negates what the source affirms",
            f"译文“{added[0]}”为否定，原文没有否定",
        )


def _dropped_here(bitext: Bitext, plain: str) -> Iterator[Finding]:
    """Negators whose words are rendered in a clause that denies nothing; only where words can be told."""
    negators = [found for found in _PLAIN_ZH.finditer(plain) if not found[0].startswith("非")]
    n_explicit = len(_EXPLICIT_EN.findall(bitext.en))
    if len(negators) <= n_explicit or (n_explicit and len(bitext.zh) > _LONG):
        return  # As many on either side, or too long to tell: the words may have been told wrongly.
    for negator in negators:
        end = min((at for mark in "，。；,;" if (at := plain.find(mark, negator.end())) >= 0), default=len(plain))
        place = bitext.counterpart(Span(negator.end(), min(end, negator.end() + _SCOPE_ZH)))
        if place is None:
            continue
        around = Span(max(0, place.start - _SCOPE_EN), min(len(bitext.en), place.end + _SCOPE_EN))
        if not _DENYING_EN.search(around.of(bitext.en)):
            yield _dropped(bitext, negator, place)
            return


def _bare(bitext: Bitext) -> Iterator[Finding]:
    """What the source negates, affirmed: 不合理收费 as "reasonable charges". Told by the dictionary's words for it."""
    if bitext.lexicon is None:
        return
    plain = _HARMLESS_ZH.sub(lambda m: "·" * len(m[0]), bitext.zh)
    for negator in _NEGATED_ZH.finditer(plain):
        word = negator[1]
        if bitext.zh.count(word) > 1:
            continue
        stems = bitext.lexicon.stems(word) - FUNCTION_WORDS
        found = [w.span for w in bitext.coverage.en if w.text in stems]
        if len(found) == 1 and not _NEITHER_EN.search(bitext.en) and not _is_denied(bitext.en, found[0]):
            yield _dropped(bitext, negator, found[0])
            return


def _is_denied(text: str, word: Span) -> bool:
    """True where something in the word's clause, before or right behind it, may deny it."""
    start = max(0, *(text.rfind(mark, 0, word.start) for mark in ",;:.")) if word.start else 0
    end = min((at for mark in ",;:." if (at := text.find(mark, word.end)) >= 0), default=len(text))
    return bool(_DENIES_EN.search(text, start, min(end, word.end + _SCOPE_EN)))


def _told_by(bitext: Bitext, negator: Span) -> str:
    """The Chinese of what an English negator denies: all of it where words cannot be told."""
    start = max(0, negator.start - _SCOPE_EN, *(bitext.en.rfind(mark, 0, negator.start) for mark in ".;"))
    end = min((at for mark in ".;" if (at := bitext.en.find(mark, negator.end)) >= 0), default=len(bitext.en))
    place = bitext.origin(Span(start, min(end, negator.end + _SCOPE_EN)))
    if place is None or len(bitext.zh) < _LONG:
        return bitext.zh
    return bitext.zh[max(0, place.start - 2 * _SCOPE_ZH) : place.end + 2 * _SCOPE_ZH]


def _near(zh: str, place: float) -> str:
    """What stands about the same relative place: half of a long passage, all of a short one."""
    reach = max(_REACH, 0.3 * len(zh))
    return zh[max(0, int(place * len(zh) - reach)) : int(place * len(zh) + reach)]


def _dropped(bitext: Bitext, negator: re.Match[str], place: Span | None = None) -> Finding:
    weak = _FAILING_EN.search(bitext.en)
    where = Span(*weak.span()) if weak and place is None else place
    end = min(len(bitext.zh), negator.end() + 4)
    words = Span(negator.start(), end)
    return _finding(
        where,
        words,
        f"The negation of {words.of(bitext.zh)} is missing",
        f"“{words.of(bitext.zh)}”的否定未译出",
    )


def _direction(bitext: Bitext) -> Iterator[Finding]:
    """Around each matched percentage or amount: up in one language, down in the other."""
    for match in bitext.figures.matches:
        if not match.agrees or match.source.kind not in (Kind.PERCENT, Kind.POINTS, Kind.COUNT, Kind.MONEY):
            continue
        mine = _clause(bitext.zh, match.source.span, "，。；：,;:、")
        theirs = _clause(bitext.en, match.rendering.span, ".;:,")
        up, down = bool(_UP_ZH.search(mine)), bool(_DOWN_ZH.search(mine))
        up_en, down_en = bool(_UP_EN.search(theirs)), bool(_DOWN_EN.search(theirs))
        if up != down and up_en != down_en and up == down_en:
            word = (_DOWN_EN if up else _UP_EN).search(theirs)
            at = bitext.en.find(theirs) + (word.start() if word else 0)
            yield _finding(
                Span(at, at + len(word[0])) if word else match.rendering.span,
                match.source.span,
                f"The source says it goes {'up' if up else 'down'}, the rendering the contrary",
                f"原文为{'上升' if up else '下降'}，译文相反",
            )


def _turned_verbs(bitext: Bitext, told: list[Span]) -> Iterator[Finding]:
    """降低 rendered by "raise": the nearest word goes the other way, and none nearby goes the right way."""
    if bitext.links is None or not bitext.links.likeness.size:
        return
    for column, word in enumerate(bitext.coverage.zh):
        down = bool(_DOWN_ZH.fullmatch(word.text))
        if not down and not _UP_ZH.fullmatch(word.text):
            continue
        row = int(bitext.links.likeness[:, column].argmax())
        there = bitext.coverage.en[row].span
        if re.search("[增升扩涨提]" if down else "[减降缩少跌]", bitext.zh):
            continue
        right, wrong = (_DOWN_EN, _UP_EN) if down else (_UP_EN, _DOWN_EN)
        near = bitext.en[max(0, there.start - _SCOPE_EN) : there.end + _SCOPE_EN]
        if not wrong.fullmatch(there.of(bitext.en)) or right.search(near) or any(s.overlaps(there) for s in told):
            continue
        mutual = int(bitext.links.likeness[row].argmax()) == column
        if mutual and float(bitext.links.likeness[row, column]) >= _FAIRLY_NEAR:
            yield _finding(
                there,
                word.span,
                f"{word.text} goes {'down' if down else 'up'}, “{there.of(bitext.en)}” the contrary",
                f"“{word.text}”译为“{there.of(bitext.en)}”，方向相反",
            )


def _clause(text: str, span: Span, marks: str) -> str:
    start = max((text.rfind(mark, 0, span.start) + 1 for mark in marks), default=0)
    ends = [at for mark in marks if (at := text.find(mark, span.end)) >= 0]
    return text[start : min(ends, default=len(text))]


def _finding(span: Span | None, source: Span | None, en: str, zh: str) -> Finding:
    return Finding(FindingType.NEGATION, Severity.ERROR, en, zh, span, source, None)
