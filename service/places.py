"""Places that a text names, told by how Chinese place names end; none is known by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from index.dictionary import Dictionary
from index.glossary import Glossary
from index.official import is_official
from index.statistics import notions_in
from index.text import place_words, search_form, tagged_words, words_in_order
from index.types import Lang
from index.widening import BilingualWidening

PLACE = re.compile(r"(?:省|自治区|自治州|州|市|县|盟|旗)$")

_NO_NAME = re.compile("[哪各每本全该这那某几多两三四五六七八九十](?:个|些|座)?(?:自治)?[省区州市县盟旗]")
"""哪个省, 各县: a kind of place that has no name there."""


def places_in(text: str) -> frozenset[str]:
    """Chinese words of a text that end as place names do.

    >>> sorted(places_in("木垒县和昌吉市的游客"))
    ['昌吉市', '木垒县']
    """
    return frozenset(all_places(text))


def all_places(text: str) -> Iterator[str]:
    """Words that end as places do, and a word with such an ending right after it (木垒 + 县)."""
    before = ""
    for word in words_in_order(text):
        joined = before + word if _is_ending(before, word) else word
        if len(joined) > 2 and PLACE.search(joined) and not _NO_NAME.fullmatch(joined):
            yield joined
        before = word


def _is_ending(before: str, word: str) -> bool:
    """True for 县 after 木垒; 省 is a verb too, and ends a place only after one: 给老百姓省了多少钱 names none."""
    if len(word) != 1 or len(before) < 2:
        return False
    return word in "市县州" or (word == "省" and bool(place_words(before)))


_SHORTENED = (
    "京北京 津天津 冀河北 晋山西 蒙内蒙古 辽辽宁 吉吉林 黑黑龙江 沪上海 苏江苏 浙浙江 皖安徽 闽福建 赣江西 鲁山东 "
    "豫河南 鄂湖北 湘湖南 粤广东 桂广西 琼海南 渝重庆 川四川 黔贵州 滇云南 藏西藏 陕陕西 甘甘肃 青青海 宁宁夏 "
    "疆新疆 港香港 澳澳门 台台湾"
)
_SHORT = {pair[1:]: pair[0] for pair in _SHORTENED.split()}
_TOGETHER = re.compile(f"[{''.join(_SHORT.values())}]{{2,}}")


def is_said_in_short(province: str, text: str) -> bool:
    """True for a province that is named together with others, by one character each.

    >>> is_said_in_short("河北", "输出到津冀技术合同"), is_said_in_short("河北", "冀东水泥")
    (True, False)
    """
    short = _SHORT.get(province)
    return short is not None and any(short in run for run in _TOGETHER.findall(text))


def places_asked(question: str, lang: Lang, glossary: Glossary) -> frozenset[str]:
    """The Chinese places that a question names; those of an English one through the glossary."""
    if lang == "zh":
        return places_in(question) | frozenset(_agreed_places(question, glossary))
    names = (entry.zh for match in glossary.find(question, "en") for entry in match.entries[:1])
    return frozenset(name for name in names if PLACE.search(name))


def _agreed_places(question: str, glossary: Glossary) -> Iterator[str]:
    """Agreed names with the kind of place right after, which the segmenter may join to the next word: 木垒 + 县."""
    for match in glossary.find(question, "zh"):
        kind = question[match.span.end : match.span.end + 1]
        if kind in ("市", "县", "州", "旗") and any(
            entry.en[:1] and entry.en[0][:1].isupper() for entry in match.entries
        ):
            yield match.span.of(question) + kind


def places_named(text: str, lang: Lang, widening: BilingualWidening) -> tuple[str, ...]:
    """The places that a question names, as it names them, in text order.

    In Chinese those that end as places do, and those that are places and nothing else; in English runs of capitals that
    glossary or dictionary knows for places.
    """
    words = widening.dictionary
    if lang == "en":
        runs = (run.group() for run in _CAPITALS.finditer(text))
        return tuple(dict.fromkeys(run for run in runs if _is_english_place(run, widening)))
    found = set(all_places(text))
    if words is not None:
        found |= {word for word in place_words(text) if words.is_only_a_name(word)} | places_shown(text, words)
    whole = (place for place in found if not any(place != other and place in other for other in found))
    return tuple(sorted(whole, key=text.find))


_CAPITALS = re.compile(
    r"\b(?!(?:And|At|But|By|Did|Do|Does|For|How|In|Is|Of|The|To|Was|What|When|Where|Which|Who|Will)\b)"
    r"[A-Z](?:['’](?!s\b)|[\w-])+(?: [A-Z](?:['’](?!s\b)|[\w-])+)*"
)
_ENGLISH_KIND = re.compile(r" (?:County|City|District|Prefecture|Province|Town)$")


def _is_english_place(name: str, widening: BilingualWidening) -> bool:
    if _ENGLISH_KIND.search(name):
        return True
    agreed = (entry.zh for match in widening.glossary().find(name, "en") for entry in match.entries[:1])
    if any(PLACE.search(zh) for zh in agreed):
        return True
    words = widening.dictionary
    return words is not None and any(words.is_place(zh) for zh in words.named(name.lower()))


_WHOLE = re.compile(
    r"全(国|省|自治区|自治州|州|市|县)|"
    r"\b(?:nationwide|nationally|china's|(?:across|of) the (?:country|nation)|"
    r"national (?:total|average|figure|rate|output))\b"
)
_OF_NATION = 3
"""Times that a paper of the whole nation says 我国; one of a place says it once or twice, if at all."""


def speaks_of_less(question: str, title: str, text: str, around: str) -> bool:
    """True where the nation or the province as a whole is asked about, and a lesser place's paper does not speak of it.

    >>> speaks_of_less("全国5G基站有多少个？", "2025年某市工作报告", "新建5G基站90个。", "新建5G基站90个。")
    True
    """
    found = _WHOLE.search(search_form(question))
    if found is None:
        return False
    if found[1] in (None, "国"):
        return not _OF_A_NATION.search(around) and not _IN_ENGLISH.search(around) and text.count("我国") < _OF_NATION
    own = re.search(r"自治区|自治州|[省州市县](?!场)", title)
    return own is not None and own.group()[-1] != found[1][-1] and found[0] not in around


_OF_A_NATION = re.compile("国(?![民资有企土])")
_IN_ENGLISH = re.compile(r"\b(?:national(?! econom)|nationwide|china|chinese|country)\b", re.IGNORECASE)
_KINDS = frozenset("省市县区州旗盟")
_AT = frozenset("在 于 位于 到 赴 去 往 前往 飞往 抵达 从 自 来自 距 距离 离".split())  # noqa: SIM905 — a table to read
_LISTED = frozenset("、 ， , 和 与 及 同 跟 的".split())  # noqa: SIM905
"""Words that stand between a place and another, or a time and a place."""
_OF_THINGS = ("n", "l", "i", "j", "eng", "f", "b")
"""How tags of words begin with which a word in front of them makes one thing: 在朝阳产业方面."""


def places_shown(question: str, words: Dictionary) -> frozenset[str]:
    """The places of a Chinese question that are common words too, where it shows that it means the place.

    What kind of place it is follows (朝阳区), a word of place goes before (在朝阳), or it stands where the place of a
    topic does: first, or after a time or another place, and before the topic (朝阳的GDP). A word that official papers
    use in its common sense is told by its kind alone: 新建的5G基站 are in no county.
    """
    tagged = tagged_words(question)
    starts = list(accumulate((len(word) for word, _ in tagged), initial=0))
    topics = {starts[i] for i in range(len(tagged)) if tagged[i][0] == "的" or _is_time(tagged, i)}
    topics |= {span.start for span, _ in notions_in(question, "zh")}
    found: set[str] = set()
    for i, (word, _) in enumerate(tagged):
        if len(word) < 2 or not words.is_place(word) or words.is_only_a_name(word):
            continue
        after = tagged[i + 1] if i + 1 < len(tagged) else ("", "")
        if after[0] in _KINDS:
            found.add(word + after[0])
        elif not is_official(word) and (
            (i > 0 and tagged[i - 1][0] in _AT and not after[1].startswith(_OF_THINGS))
            or (starts[i + 1] in topics and _begins_topic(tagged, i, words))
        ):
            found.add(word)
    return frozenset(found)


def _is_time(tagged: Sequence[tuple[str, str]], i: int) -> bool:
    """True for 今年, and for 年 after a number or that number."""
    word, tag = tagged[i]
    if word.isdigit():
        return i + 1 < len(tagged) and tagged[i + 1][0] == "年"
    return tag == "t" or (word == "年" and i > 0 and tagged[i - 1][0].isdigit())


def _begins_topic(tagged: Sequence[tuple[str, str]], i: int, words: Dictionary) -> bool:
    """True where nothing but times and places stand before a word."""
    before = (word for j, (word, _) in enumerate(tagged[:i]) if not _is_time(tagged, j))
    return all(word in _LISTED or words.is_only_a_name(word) for word in before)
