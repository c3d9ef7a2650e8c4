"""Names by their sound: Pogrebnyak is 波格列布尼亚克 and Wang Shunan 王树楠, though no dictionary has either.

Between an English question and Chinese passages, beside the words that a dictionary knows. A Chinese text is turned
into a string of sounds, one letter a syllable's beginning; an English name becomes a pattern of the sounds that may
stand for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pypinyin import lazy_pinyin

from index.text import search_form, without_accents

_TRANSLITERATE = frozenset(
    "阿艾埃爱安昂奥巴芭拜白班邦鲍保贝本比毕碧宾波博伯勃布蔡查柴切彻奇茨达戴代丹当道德得邓登迪蒂狄第甸丁东杜敦多厄俄恩尔法凡范"
    "费菲芬冯夫弗福富加伽盖甘冈高格戈根贡古瓜关圭果哈海汉罕杭豪赫黑亨洪侯胡华怀霍吉基贾简姜杰金京居君卡喀凯坎康考克科柯可肯孔寇"
    "库夸奎昆阔拉莱赖兰朗劳勒雷冷利里莉丽廉良廖列林琳灵柳隆龙娄鲁卢伦罗洛吕马玛麦迈曼芒毛梅门蒙孟米缅苗明敏莫摩墨穆姆纳娜奈南楠"
    "瑙内尼妮涅聂宁纽农努诺欧帕派潘庞佩彭蓬皮平珀普齐恰强乔钦琼让热日荣柔茹瑞若萨赛塞桑瑟色森沙莎山珊尚肖舍申圣什施舒帅斯丝松宋苏"
    "绥孙逊索塔泰坦谭唐汤陶特滕提田廷通图团屯托瓦旺韦维威魏文温翁沃乌伍武西锡希夏先谢辛欣兴雄休许雪亚雅延扬姚耶叶伊依易因英永尤犹约"
    "越扎宰赞泽曾詹张哲珍芝朱茱卓兹孜宗祖佐车奴士路仙诗史司薇娃妲姬嘉佳蕾葛萝朵顿盾蓓娅缇莲"
)
"""Characters that spell foreign names; of a text's other ones no sound is heard."""
_JOINS = frozenset("·・•‧")
_BEGINS = {
    **dict.fromkeys(("zh", "ch", "sh", "z", "c", "s"), "S"),
    **dict.fromkeys("bp", "B"),
    **dict.fromkeys("dt", "D"),
    **dict.fromkeys("gk", "G"),
    **dict.fromkeys("lr", "L"),
    **dict.fromkeys("jqx", "J"),
    **{letter: letter.upper() for letter in "fhmnwy"},
}
"""How a syllable begins → its sound; "A" for those that begin with a vowel. An "n" follows where it ends in one."""
_PRONOUNCED = {"加": "ga", "伽": "ga", "尔": "r"}
"""What is spelled otherwise in foreign names than it is read: 加拿大 is Canada."""
_SILENCE = "|"
_VOWELS = "[AYW]*"
_SOUNDS: tuple[tuple[re.Pattern[str], str, bool], ...] = tuple(
    (re.compile(letters), sounds, tells)
    for letters, sounds, tells in (
        ("[aeiou]+", "", False),
        ("([b-z])(?=\\1)", "", False),
        ("sch|tch|sh", "[SJ]", True),
        ("ch", "[SJGH]", True),
        ("ph", "F", True),
        ("th$", "[SD]?", True),
        ("th", "[SD]", True),
        ("gh", "[GFH]?", False),
        ("c[kq]|qu", "[GJ]", True),
        ("ng(?![aeiouy])", "(?:nG?|N)", True),
        ("ng", "(?:n?[GJ]|n)", True),
        ("gn", "(?:GN|N|n)", True),
        ("t[sz]|cz", "(?:[SJ]|DS)", True),
        ("dg(?=e)", "[JSD]", True),
        ("x", "(?:G?S|J|G)", True),
        ("c(?=[eiy])", "[SJ]", True),
        ("g(?=[eiy])|[kq]", "[GJ]", True),
        ("[cg]", "G", True),
        ("j", "[JSYH]", True),
        ("s$", "[SJ]?", True),
        ("[sz]", "[SJ]", True),
        ("v", "[WFB]", True),
        ("w", "[WF]?", False),
        ("h", "[HJ]?", False),
        ("r(?=[aeiouy])", "L", True),
        ("r", "L?", False),
        ("l", "L", True),
        ("n(?=[aeiouy])", "(?:n?N|n)", True),
        ("n", "(?:nN?|N)", True),
        ("m", "(?:n?M|n)", True),
        ("y", "Y?", False),
        ("[dt](?=[eiy])", "[DJ]", True),
        ("[dt]$", "D?", False),
        ("[dt](?![aou])", "D?", True),
        ("[dt]", "D", True),
        ("[bp]", "B", True),
        ("f", "F", True),
    )
)
"""Letters of a name → what may be heard for them, and whether that tells names apart; the first that fits holds."""
_WEIGHTS = {2: 0.25, 3: 0.6}
"""What a name of so few telling sounds counts; a longer one is 1. One in twenty of other names sounds like a name of
three, one in six like one of two, one in seventy like one of four (of pairs drawn from a dictionary)."""
_SPELLED = 0.8
"""What a Chinese name counts: there are others of the same syllables."""
_SYLLABLE = (
    "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:[iu]ang|iong|[aeio]ng|iao|[iu]an|uai|[aeiu]n|[aeu]i|ao|ou|ia|ie|iu|ua|uo|ue|er|[aoeiuv]))"
)
_PINYIN = tuple(re.compile(f"{_SYLLABLE}{{{n},}}") for n in (1, 2))
_LONGEST, _MOST_OPTIONAL = 20, 4
"""Letters, and sounds that may be silent: of longer names, and of those with hardly a sound of their own, patterns
would take all day over a hostile text."""
_DRAWN_OUT = re.compile("(?<=[AYW]{3})[AYW]+")
_NAME = re.compile(r"(?<![\w'’])[A-Z][a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Heard:
    """A name as it may be heard in Chinese.

    Attributes:
        weight: how much it tells that one text alone has the name, 0..1.
    """

    weight: float
    _sounds: re.Pattern[str] | None
    _syllables: re.Pattern[str] | None

    def among(self, texts: Sequence[str]) -> tuple[float, ...]:
        """What each of the Chinese texts has of it, 0..`weight`: the fewer have it, the more it tells.

        A name that stands somewhere syllable for syllable is not heard where something only sounds like it.
        """
        held = [i for i, text in enumerate(texts) if self._syllables and self._syllables.search(syllables_of(text))]
        if not held and self._sounds:
            held = [i for i, text in enumerate(texts) if self._sounds.search(sounds_of(text))]
        if not held or len(texts) < 2:
            return (0.0,) * len(texts)
        tells = self.weight * math.log(len(texts) / len(held)) / math.log(len(texts))
        return tuple(tells * (i in held) for i in range(len(texts)))


def is_spelled(word: str, several: bool = False) -> bool:
    """True for a word in lower case that pinyin spells (in several syllables): guangxi, and by chance banana."""
    return len(word) <= _LONGEST and bool(_PINYIN[several].fullmatch(word))


def names_heard(text: str, is_common: Callable[[str], bool]) -> Iterator[Heard]:
    """The names of an English text that may be heard in a Chinese one.

    Args:
        text: a question.
        is_common: true for a word, in lower case, that is no name, or one that needs no hearing.

    >>> [name] = names_heard("What did Pogrebnyak win?", lambda word: word == "what")
    >>> name.among(["俄罗斯前锋帕维尔·波格列布尼亚克", "德国城市斯图加特"])
    (1.0, 0.0)
    """
    for word in dict.fromkeys(_NAME.findall(without_accents(text))):
        heard = None if is_common(word.lower()) else _heard(word.lower())
        if heard is not None:
            yield heard


_TELLING_ALONE = 3
"""Sounds from which a name in one text is the name that is meant, though nothing else shows that."""


def is_heard(name: str, text: str) -> bool:
    """True where a Chinese text has an English name, as it sounds. One that pinyin spells is not listened for.

    >>> is_heard("Chelsea", "车路士是英格兰的足球会"), is_heard("Chelsea", "斯图加特")
    (True, False)
    """
    word = without_accents(name).lower()
    if not word.isascii() or not word.isalpha() or is_spelled(word):
        return False
    sounds, n_telling = _compiled(word)
    return n_telling >= _TELLING_ALONE and bool(sounds.search(sounds_of(text)))


def is_called(name: str, text: str) -> bool:
    """True where a capitalised word of an English text sounds as a whole Chinese name does.

    >>> is_called("斯图加特", "He moved from Stuttgart."), is_called("车路士", "He moved from Stuttgart.")
    (True, False)
    """
    heard, words = sounds_of(name), frozenset(_NAME.findall(without_accents(text)))
    if len(heard) < 2 or _SILENCE in heard:
        return False
    patterns = (_compiled(word.lower()) for word in words)
    return any(n_telling >= min(_WEIGHTS) and pattern.fullmatch(heard) for pattern, n_telling in patterns)


@lru_cache(maxsize=16_384)
def _compiled(word: str) -> tuple[re.Pattern[str], int]:
    pattern, n_telling = _pattern(word)
    return re.compile(pattern), n_telling


@lru_cache(maxsize=4096)
def _heard(word: str) -> Heard | None:
    compiled, n_telling = _compiled(word)
    sounds = compiled if n_telling >= min(_WEIGHTS) else None
    syllables = re.compile("'" + "'?".join(word) + "(?![a-z])") if is_spelled(word) else None
    if sounds is None and syllables is None:
        return None
    weight = _WEIGHTS.get(n_telling, 1.0) if sounds is not None else 0.0
    return Heard(max(weight, _SPELLED) if syllables is not None else weight, sounds, syllables)


def _pattern(word: str) -> tuple[str, int]:
    """What may be heard for a word of the letters a to z, and how many of its sounds tell."""
    heard, n_telling, at = [_VOWELS], 0, 0
    if len(word) > _LONGEST:
        return "", 0
    while at < len(word):
        found = ((match, sounds, tells) for letters, sounds, tells in _SOUNDS if (match := letters.match(word, at)))
        match, sounds, tells = next(found)
        heard += [sounds, _VOWELS] if sounds else []
        n_telling += tells
        at = match.end()
    return ("".join(heard), n_telling) if sum(map(_is_optional, heard)) <= _MOST_OPTIONAL else ("", 0)


def _is_optional(sounds: str) -> bool:
    return sounds.endswith("?")


_PARAGRAPH = 4_000
"""Characters up to which what is heard in a text is kept; of whole documents only the last ones, for one question asks
several times."""


def sounds_of(text: str) -> str:
    """The sounds of the names in a Chinese text; what no name is spelled with is silent.

    >>> sounds_of("在斯图加特，")
    '|SDGD|'
    """
    return _of_paragraph(text) if len(text) <= _PARAGRAPH else _of_document(text)


def _sounds(text: str) -> str:
    return _DRAWN_OUT.sub("", "".join(map(_sound, search_form(text))))


_of_paragraph = lru_cache(maxsize=8192)(_sounds)
_of_document = lru_cache(maxsize=16)(_sounds)


@lru_cache(maxsize=8192)
def syllables_of(text: str) -> str:
    """A Chinese text as it is pronounced, a mark before each syllable.

    >>> syllables_of("王树楠，")
    "'wang'shu'nan|"
    """
    return "".join(map(_syllable, search_form(text)))


@cache  # as many as there are characters
def _sound(character: str) -> str:
    if character in _JOINS:
        return ""
    if character not in _TRANSLITERATE:
        return _SILENCE
    syllable = _PRONOUNCED.get(character) or lazy_pinyin(character)[0]
    begins = _BEGINS.get(syllable[:2]) or _BEGINS.get(syllable[0], "A")
    return begins + ("n" if syllable.endswith(("n", "ng")) else "")


@cache
def _syllable(character: str) -> str:
    said = lazy_pinyin(character, v_to_u=True)[0]
    return f"'{said}" if said != character else _SILENCE
