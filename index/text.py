"""Text before any model: normal forms, the language of a text, sentences and clauses, search terms.

First step of the pipeline for documents and for questions alike, so that both are cut by the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate, pairwise

import opencc
import rjieba
import snowballstemmer

from index.cutting import parts, trimmed
from index.types import Lang, Span

HAN = r"\u3400-\u9fff\uf900-\ufaff"
_HAN = re.compile(f"[{HAN}]")
_ACCENTED = re.compile(r"[A-Za-z][\u0300-\u036f]+|[\u00c0-\u024f\u1e00-\u1eff][\u0300-\u036f]*")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")

# Which language a mixed text is *asked* in is decided by its grammar words, not by the names it mentions:
# “5G base stations 建多少个” is Chinese, "How much 援疆资金 is planned?" is English.
_ZH_GRAMMAR = re.compile(
    r"多少|什么|什麼|几[个家条项座种类]|哪|怎|如何|是否|为何|為何|谁|誰|吗|嗎|呢|多[大高长久远]|请问"
)
_EN_GRAMMAR = re.compile(
    r"\b(how|what|which|who|whom|whose|when|where|why|is|are|was|were|will|would|does|do|did|can|could|should|"
    r"has|have|tell|list|name|give|and|the)\b",
    re.IGNORECASE,
)
_HAN_PER_WORD = 1.7  # mean length of a Chinese word in characters, to weigh Han characters against Latin words

_TERMINATORS = "。！？!?"
_CLOSERS = "”’」』）)】》\"'"
_SENTENCE_END_ZH = re.compile(f"[{_TERMINATORS}]+[{_CLOSERS}]*|\n")
_SENTENCE_END_EN = re.compile(f"[.!?]+[{_CLOSERS}]*(?=\\s+[A-Z0-9“\"'(]|\\s*$)|\n")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|No|Nos|vs|e\.g|i\.e|etc|U\.S|U\.K|St|approx|[A-Z])\.$")
# A comma inside 1,200 or a colon inside 12:30 does not end a clause.
_CLAUSE_END = re.compile(r"[，；：;。！？!?]+[”’」』）)】》\"']*|[,:](?!\d)|(?<!\d)[,:](?=\d)|\n")

MAX_SENTENCE, MAX_CLAUSE = 4_000, 1_000
"""Characters. Longer ones are cut: they are tables, lists or damage, and a quote of one helps nobody."""

_WORD = re.compile(f"[{HAN}]+|[a-z0-9]+(?:[.'&%+/-][a-z0-9]+)*%?", re.IGNORECASE)
_STOP_EN = frozenset(
    """a an the of to and or in on at by for from with as is are was were be been being it its this that these those
    there how many much what which who whom whose when where why will would shall should can could do does did has have
    had according per into about than then so such their they them we our you your he she his her i any all each please
    tell""".split()  # noqa: SIM905 — a table to read
)
_STOP_ZH = frozenset(
    """的 了 和 与 及 是 在 有 也 都 就 而 或 等 中 将 要 被 把 对 向 由 从 到 为 以 于 其 之 该 这 那 个 多少 什么 哪
    哪些
    哪个 哪里 怎样 怎么 如何 是否 多大 几 几个 吗 呢 请问 一个 多少个 有多少 根据 按照 提出 计划 目标""".split()  # noqa: SIM905
)
_ASKS_ZH = re.compile("多少|什么|哪[些个里]|怎[样么]|如何|是否|请问")
"""What only asks; no word reaches over it."""
_STOP_ZH_CHARS = frozenset("的了和与及是在有也都就而或将要被把对向由从到为以于其之该这那吗呢么")

# Past forms that no stemmer brings back to their verb, of the verbs that reports and questions about them use.
_IRREGULAR = {
    form: verb
    for verb, forms in {
        "begin": "began begun", "break": "broke broken", "bring": "brought", "build": "built rebuilt", "buy": "bought",
        "choose": "chose chosen", "cut": "cutting", "drive": "drove driven", "fall": "fell fallen", "find": "found",
        "give": "gave given", "grow": "grew grown growth", "hold": "held", "keep": "kept", "know": "knew known",
        "lead": "led", "lose": "lost", "make": "made", "meet": "met", "pay": "paid", "rise": "rose risen",
        "sell": "sold", "send": "sent", "spend": "spent", "take": "took taken", "teach": "taught", "win": "won",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}  # fmt: skip


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def search_form(text: str) -> str:
    """The form in which texts are compared: NFKC, simplified characters, no accents, lower case. Never shown to anyone.

    >>> search_form("５Ｇ基站１０００個")
    '5g基站1000个'
    """
    folded = unicodedata.normalize("NFKC", text)
    if _HAN.search(folded):
        folded = _to_simplified().convert(folded)
    return without_accents(folded).lower()


def without_accents(text: str) -> str:
    """Latin letters without their marks, whether composed or not; other scripts as they are.

    >>> without_accents("Ürümqi, Lüliang; 乌鲁木齐")
    'Urumqi, Luliang; 乌鲁木齐'
    """
    return text if text.isascii() else _ACCENTED.sub(lambda match: unicodedata.normalize("NFD", match[0])[0], text)


def language_of(text: str) -> Lang:
    """The language a text is written in, or a question is asked in.

    >>> language_of("5G base stations 建多少个"), language_of("How much 援疆资金 is planned?")
    ('zh', 'en')
    """
    han = len(_HAN.findall(text))
    if not han:
        return "en" if _LATIN_WORD.search(text) else "zh"
    words = len(_LATIN_WORD.findall(text))
    if not words:
        return "zh"
    asks_zh, asks_en = bool(_ZH_GRAMMAR.search(text)), bool(_EN_GRAMMAR.search(text))
    if asks_zh != asks_en:
        return "zh" if asks_zh else "en"
    return main_language_of(text)


def main_language_of(text: str) -> Lang:
    """The language that most of a text is in, whatever words of grammar it has: tables have hardly any.

    >>> main_language_of("指标：粮食产量；2026年：310万吨。 The plan is new.")
    'zh'
    """
    han, words = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    return "zh" if han / _HAN_PER_WORD > words or not words else "en"


def _pieces(text: str, within: Span, ends: Iterator[int], most: int) -> Iterator[Span]:
    start = within.start
    for end in (*ends, within.end):
        piece = trimmed(text, start, end)
        if piece:
            yield from parts(text, piece, most)
        start = end


def sentences(text: str, within: Span | None = None, lang: Lang = "zh") -> tuple[Span, ...]:
    """Spans of the sentences of `text` in `within`, without the white space around them.

    >>> [s.of("坚持忠诚为政。坚持依法行政!") for s in sentences("坚持忠诚为政。坚持依法行政!")]
    ['坚持忠诚为政。', '坚持依法行政!']
    """
    within = within or Span(0, len(text))
    pattern = _SENTENCE_END_ZH if lang == "zh" else _SENTENCE_END_EN

    def ends() -> Iterator[int]:
        for match in pattern.finditer(text, within.start, within.end):
            if lang == "en" and _ABBREVIATION.search(text, max(within.start, match.start() - 5), match.start() + 1):
                continue
            yield match.end()

    return tuple(_pieces(text, within, ends(), MAX_SENTENCE))


def clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """Spans of the clauses of one sentence, each with its closing mark.

    >>> text = "新增1,200套,改造108个。"
    >>> [c.of(text) for c in clauses(text, Span(0, len(text)))]
    ['新增1,200套,', '改造108个。']
    """
    ends = (match.end() for match in _CLAUSE_END.finditer(text, sentence.start, sentence.end))
    return tuple(_pieces(text, sentence, ends, MAX_CLAUSE))


def base_form(word: str) -> str:
    """An English word, or the verb that it is an irregular form of.

    >>> base_form("built"), base_form("housing")
    ('build', 'housing')
    """
    return _IRREGULAR.get(word, word)


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    # A stemmer of its own for each word: it works on the word within itself, and threads would mix theirs.
    return str(snowballstemmer.stemmer("english").stemWord(base_form(word)))


def _han_terms(run: str) -> list[str]:
    if len(run) == 1:
        return [] if run in _STOP_ZH else [run]
    words = dict.fromkeys(w for w in rjieba.cut_for_search(run) if len(w) > 1 and w not in _STOP_ZH)
    # Bigrams too: a word cut differently in question and document, or mistyped in one character, still meets.
    bigrams = [
        first + second
        for part in _ASKS_ZH.split(run)
        for first, second in pairwise(part)
        if first not in _STOP_ZH_CHARS and second not in _STOP_ZH_CHARS
    ]
    return [*words, *(pair for pair in bigrams if pair not in words and pair not in _STOP_ZH)]


def words_in_order(text: str) -> tuple[str, ...]:
    """The words of a text as they stand, each once, none inside another.

    >>> words_in_order("木垒县的游客")
    ('木垒', '县', '的', '游客')
    """
    return tuple(rjieba.cut(text))


_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟"
    "殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶牟艾尤阳习南钟"
)
"""First characters of the commonest Chinese surnames."""
_TWO_PARTS = re.compile(f"[{HAN}]{{2,}}·[{HAN}]{{2,}}")
_AS_LONG_AS_A_NAME = re.compile(f"[{HAN}]{{2,4}}")


@lru_cache(maxsize=256)
def word_ends(text: str) -> frozenset[int]:
    """Where the words of a text end as it is usually cut: 不解决 is 不 and 解决, not 不解 and 决.

    >>> sorted(word_ends("不解决"))
    [1, 3]
    """
    return frozenset(accumulate(map(len, words_in_order(text))))


def names_a_person(text: str) -> bool:
    """True where a Chinese text holds a word that the dictionary or its shape marks as a person's name."""
    return bool(_TWO_PARTS.search(text)) or any(tag.startswith("nr") for _, tag in rjieba.tag(text))


def may_be_a_person(words: str) -> bool:
    """True where a few Chinese words may be no more than a person's name, with a title perhaps.

    >>> may_be_a_person("徐淙祥"), may_be_a_person("李玉院士"), may_be_a_person("金钟奖"), may_be_a_person("我区歌手")
    (True, True, False, False)
    """
    bare = _TITLE.sub("", words)
    if _TWO_PARTS.fullmatch(bare):
        return True
    return bool(_AS_LONG_AS_A_NAME.fullmatch(bare)) and bare[0] in _SURNAMES and not _NO_PERSON.search(bare)


_TITLE = re.compile("(?:同志|院士|先生|女士|教授|博士|主任|主席|总理|书记|[省市州县区部厅局]长|等|团队)+$")
_NO_PERSON = re.compile("[奖赛杯会节展馆院队区市县省]$")


def tagged_words(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a Chinese text as they stand, each with the dictionary's tag of its part of speech.

    >>> tagged_words("昌吉州的游客")
    (('昌吉州', 'ns'), ('的', 'uj'), ('游客', 'n'))
    """
    return tuple(rjieba.tag(text))


def place_words(text: str) -> frozenset[str]:
    """The words of a Chinese text that the dictionary marks as places.

    >>> sorted(place_words("喀什要新增多少就业？"))
    ['喀什']
    """
    return frozenset(place_list(text))


def place_list(text: str) -> tuple[str, ...]:
    """The same in text order, as often as they stand there."""
    return tuple(word for word, tag in rjieba.tag(text) if tag == "ns" and len(word) > 1)


def han_words(text: str) -> tuple[str, ...]:
    """Chinese words of two characters and more, long ones with the words in them, without bigrams across words.

    >>> han_words("湖南省的报告")
    ('湖南', '湖南省', '报告')
    """
    runs = re.findall(f"[{HAN}]+", search_form(text))
    return tuple(word for run in runs for word in rjieba.cut_for_search(run) if len(word) > 1)


@lru_cache(maxsize=8192)
def search_terms(text: str) -> tuple[str, ...]:
    """Terms for lexical search, in order, repeats kept: Chinese words and bigrams, English stems, figures.

    >>> search_terms("新建5G基站")
    ('新建', '5g', '基站')
    >>> search_terms("How many base stations?")
    ('base', 'station')
    """
    terms: list[str] = []
    for match in _WORD.finditer(search_form(text)):
        run = match.group()
        if _HAN.match(run):
            terms.extend(_han_terms(run))
        elif run not in _STOP_EN:
            terms.append(run if any(c.isdigit() for c in run) else _stem(run))
    return tuple(terms)
