"""Questions that nothing answers, made of answerable ones by changing what a careless reader overlooks.

The year, the place, the attribute (growth for fall, rural for urban, imports for exports), or the very thing that is
asked about, for one that other questions ask about. The windows stay, so that only the change tells them apart.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import rjieba

from index.dictionary import content_stems
from index.types import Lang
from training.sources import Asked

PLACES = (
    ("北京", "Beijing"), ("天津", "Tianjin"), ("河北", "Hebei"), ("山西", "Shanxi"), ("内蒙古", "Inner Mongolia"),
    ("辽宁", "Liaoning"), ("吉林", "Jilin"), ("黑龙江", "Heilongjiang"), ("上海", "Shanghai"), ("江苏", "Jiangsu"),
    ("浙江", "Zhejiang"), ("安徽", "Anhui"), ("福建", "Fujian"), ("江西", "Jiangxi"), ("山东", "Shandong"),
    ("河南", "Henan"), ("湖北", "Hubei"), ("湖南", "Hunan"), ("广东", "Guangdong"), ("广西", "Guangxi"),
    ("海南", "Hainan"), ("重庆", "Chongqing"), ("四川", "Sichuan"), ("贵州", "Guizhou"), ("云南", "Yunnan"),
    ("西藏", "Tibet"), ("陕西", "Shaanxi"), ("甘肃", "Gansu"), ("青海", "Qinghai"), ("宁夏", "Ningxia"),
    ("新疆", "Xinjiang"), ("France", "Germany"), ("London", "Paris"), ("India", "Japan"), ("英国", "法国"),
    ("美国", "德国"), ("香港", "澳门"), ("台湾", "海南"), ("日本", "韩国"),
)  # fmt: skip

ATTRIBUTES = (
    ("增长", "下降"), ("提高", "降低"), ("农村", "城镇"), ("进口", "出口"), ("最高", "最低"), ("最大", "最小"),
    ("第一", "第三"), ("出生", "去世"), ("成立", "解散"), ("收入", "支出"), ("新建", "拆除"), ("父亲", "母亲"),
    ("increase", "decrease"), ("rural", "urban"), ("import", "export"), ("highest", "lowest"), ("largest", "smallest"),
    ("first", "third"), ("born", "buried"), ("founded", "dissolved"), ("revenue", "spending"), ("grow", "fall"),
    ("father", "mother"), ("north", "south"), ("before", "after"), ("won", "lost"), ("open", "close"),
)  # fmt: skip

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20[0-3]\d)(?!\d)")


_LATIN = re.compile(r"[A-Za-z][A-Za-z-]{3,}")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")


class Things:
    """What questions ask about: words of theirs that their own texts have too, by language and look.

    Look is the number of characters of a Chinese word and the capital of an English one, so that one may stand where
    another stood.
    """

    def __init__(self, asked: Iterable[Asked]) -> None:
        found: dict[tuple[Lang, int], dict[str, None]] = defaultdict(dict)
        for a in asked:
            for word in _words(a.question, a.lang):
                if word in a.text:
                    found[_look(word, a.lang)][word] = None
        self._known: Mapping[tuple[Lang, int], Sequence[str]] = {look: tuple(words) for look, words in found.items()}
        self._all = frozenset(word for words in self._known.values() for word in words)

    def other(self, question: str, lang: Lang, text: str, rng: random.Random) -> str | None:
        """The question about another thing, which `text` does not name; None where it asks about no known one."""
        mine = [word for word in _words(question, lang) if word in self._all]
        if not mine:
            return None
        word = rng.choice(mine)
        for new in rng.sample(self._known[_look(word, lang)], min(8, len(self._known[_look(word, lang)]))):
            if new not in text and new not in question and new.lower() != word.lower():
                return question.replace(word, new)
        return None


@lru_cache(maxsize=100_000)
def _words(question: str, lang: Lang) -> tuple[str, ...]:
    if lang == "zh":
        return tuple(word for word in rjieba.cut(question) if _HAN.fullmatch(word))
    return tuple(word for word in _LATIN.findall(question) if content_stems(word))


def _look(word: str, lang: Lang) -> tuple[Lang, int]:
    return lang, len(word) if lang == "zh" else int(word[0].isupper())


def changed(question: str, lang: Lang, text: str, rng: random.Random, things: Things | None = None) -> str | None:
    """The question after something that `text` does not say; None where nothing in it can be changed."""
    options = [_other_year(question, text, rng), *_swapped(question, text, PLACES, rng, any_other=True)]
    options += _swapped(question, text, ATTRIBUTES, rng, any_other=False)
    options += [things.other(question, lang, text, rng)] if things else []
    real = [o for o in options if o is not None and o != question]
    return rng.choice(real) if real else None


def _other_year(question: str, text: str, rng: random.Random) -> str | None:
    found = _YEAR.search(question)
    if found is None or found[0] not in text:
        return None
    free = [str(int(found[0]) + d) for d in (-5, -4, -3, -2, 2, 3, 4, 5) if str(int(found[0]) + d) not in text]
    return question.replace(found[0], rng.choice(free)) if free else None


def _swapped(
    question: str, text: str, table: Sequence[tuple[str, str]], rng: random.Random, any_other: bool
) -> list[str | None]:
    made: list[str | None] = []
    for pair in table:
        for mine, its in (pair, pair[::-1]):
            if mine not in question or its in question:
                continue
            new = its
            if any_other:
                same = [p for p in table if p[0].isascii() == pair[0].isascii() and p[1].isascii() == pair[1].isascii()]
                new = rng.choice(same)[pair.index(mine)]
            if new != mine and new not in text and new not in question:
                made.append(question.replace(mine, new))
    return made
