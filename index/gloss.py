"""A few Chinese words → what each may be in English, word for word: an aid to a reader, no translation.

Agreed terms first, then names, then the first sense that a general dictionary has; what none knows is spelled in
pinyin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from pypinyin import lazy_pinyin

from index.dictionary import Dictionary, without_asides
from index.glossary import Glossary
from index.official import official_english
from index.statistics import notions_in
from index.text import words_in_order

_LONGEST = 8
"""Characters of the longest word that is looked up."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER = re.compile(r"[^\u3400-\u9fff\s]+")
_NEGATES = {"不": "not", "未": "not yet", "无": "without"}
_SORTS = {
    "湖": "Lake", "山": "Mountain", "河": "River", "江": "River", "县": "County", "市": "City", "区": "District",
    "镇": "Town", "村": "Village", "港": "Port", "站": "Station", "桥": "Bridge", "路": "Road", "馆": "Hall",
}  # fmt: skip
_LINE = re.compile(r"(\d+)号线")
_ROUTE = re.compile(r"([A-Z]\d+)线")
_INITIAL = re.compile(r"(?<![\w'’])[^\W\d_]")
"""First letters of a name's words: Xi'an has one."""
_MARKS = "、，。；：“”‘’（）《》,.;:()\"' "
_NO_SENSE = re.compile(r"^(?:surname |CL:|variant of|see |abbr|old variant|used in|\(|-)")
_EMPTY = frozenset("的了着过之所和与及并等")
_OFFICIAL = {
    "推动": "push forward", "推进": "push forward", "推行": "carry out", "实施": "carry out", "开展": "carry out",
    "落实": "carry out", "重大": "major", "重点": "key", "项目": "projects", "工程": "projects", "服务": "services",
    "提高": "raise", "提升": "raise", "完善": "improve", "健全": "improve", "深化": "deepen", "强化": "strengthen",
    "建设": "construction", "建成": "completed", "新建": "newly build", "改造": "renovate", "产业": "industry",
    "企业": "enterprises", "居民": "residents", "群众": "people", "机制": "mechanism", "制度": "system",
    "体系": "system", "试点": "pilot", "统筹": "coordinate", "保障": "guarantee", "支持": "support",
    "培育": "foster", "打造": "build", "加大": "step up", "力度": "efforts", "坚持": "keep to", "基本": "basically",
    "左右": "about", "以上": "or more", "累计": "in total", "新增": "add", "实现": "achieve",
    "全面": "in all respects", "稳步": "steadily", "积极": "actively", "持续": "continuously", "公里": "kilometers",
    "审批": "approval", "规模": "scale", "活动": "activities", "措施": "measures", "发展": "develop",
    "两大": "two major", "三大": "three major", "四大": "four major", "五大": "five major", "六大": "six major",
    "一批": "a number of", "在": "at", "有": "have", "通过": "by", "线": "line", "改建": "rebuild",
    "持续改善": "keep improving", "力争": "strive for", "同比": "year on year", "国家": "national",
    "北段": "northern section", "南段": "southern section", "东段": "eastern section", "西段": "western section",
    "现代": "modern", "现代化": "modern", "最低": "minimum", "最高": "maximum",
    "投运": "put into operation", "二期": "second phase", "一期": "first phase", "防治": "prevention and control",
    "大学": "university", "新材料": "new materials", "新能源": "new energy", "问题": "problems", "遗址": "site",
    "交通": "transport", "以": "with", "至": "to", "将": "", "把": "", "使": "",
}  # fmt: skip
"""What the commonest words of official papers say there; a general dictionary gives another sense first."""


def gloss(text: str, glossary: Glossary, dictionary: Dictionary | None) -> str:
    """What the words of a short Chinese text may be in English, in order, separated by commas.

    Figures and Latin words stay as they are; particles are left out.
    """
    # Its commonest name alone: 经济增长 asks for what 生产总值增长 tells, and says "GDP" nowhere.
    named = ((span, notion) for span, notion in notions_in(text, "zh") if span.of(text) == notion.zh[0])
    known = {span.start: (span, notion.en) for span, notion in named}
    known |= {match.span.start: (match.span, match.entries[0].en) for match in glossary.find(text, "zh")}
    found: list[str] = []
    at = 0
    while at < len(text):
        span, english = known.get(at, (None, ()))
        if span is not None and english:
            found.append(english[0])
            at = span.end
            continue
        word, at = _next(text, at, dictionary)
        found.extend(word)
    return ", ".join(dict.fromkeys(found))


def _next(text: str, at: int, dictionary: Dictionary | None) -> tuple[list[str], int]:
    """English of the longest known word at a place, and where it ends."""
    line = _LINE.match(text, at) or _ROUTE.match(text, at)
    if line:
        return [f"{'Line ' if line.re is _LINE else ''}{line.group(1)}"], line.end()
    other = _OTHER.match(text, at)
    if other:
        kept = other.group().strip(_MARKS)
        return ([kept] if kept else []), other.end()
    if not _HAN.match(text, at) or text[at] in _EMPTY:
        return [], at + 1
    if text[at] in _NEGATES and at + 1 in _ends_of_words(text):
        return [_NEGATES[text[at]]], at + 1
    ends = range(min(len(text), at + _LONGEST), at + 1, -1)
    for end in sorted(ends, key=lambda end: (end not in _ends_of_words(text), -end)):
        english = _english(text[at:end], dictionary)
        if english:
            return [english], end
    end = at + 1
    while end < len(text) and _is_unknown(text, end, dictionary):
        end += 1
    unknown = text[at:end]
    if _OFFICIAL.get(unknown) == "":
        return [], end
    single = _english(unknown, dictionary) if len(unknown) == 1 else ""
    return [single or _spelled(unknown)], end


@lru_cache(maxsize=64)
def _ends_of_words(text: str) -> frozenset[int]:
    """Where the words of a text end as it is usually cut: 不解决 is 不 and 解决, not 不解 and 决."""
    return frozenset(accumulate(map(len, words_in_order(text))))


def _spelled(word: str) -> str:
    """A word that nobody knows in pinyin; of a name what it is a name of is told: "Wanlü Lake"."""
    sort = _SORTS.get(word[-1], "") if len(word) > 2 else ""
    said = "".join(lazy_pinyin(word[:-1] if sort else word, v_to_u=True)).capitalize()
    return f"{said} {sort}" if sort else said


def _is_unknown(text: str, at: int, dictionary: Dictionary | None) -> bool:
    """True for a Chinese character that is no particle and begins no known word of two characters and more."""
    if not _HAN.match(text[at]) or text[at] in _EMPTY:
        return False
    return not any(_english(text[at:end], dictionary) for end in range(at + 2, min(len(text), at + _LONGEST) + 1))


def _english(word: str, dictionary: Dictionary | None) -> str:
    if word in _OFFICIAL:
        return _OFFICIAL[word]
    official = official_english(word)
    if official or dictionary is None:
        return official
    senses = dictionary.senses(word)
    if not senses:
        return ""
    names = dictionary.called(word)
    if names:
        spelled, first = "".join(lazy_pinyin(word)), senses.lower().removeprefix("the ")
        begins = max((name for name in names if first.startswith(name)), key=len, default="")
        best = begins or max(names, key=lambda name: (name.replace(" ", "") != spelled, -len(name)))
        return _INITIAL.sub(lambda letter: letter[0].upper(), best)
    return next(_plain(senses), "")


def _plain(senses: str) -> Iterator[str]:
    for sense in re.split("[/;]", senses):
        if not _NO_SENSE.match(sense.strip()):
            words = re.sub(r"\s+", " ", without_asides(sense)).strip()
            if words:
                yield words.removeprefix("to ")
