"""Which words of each side have a counterpart on the other: evidence of omissions, additions and wrong terms.

Glossary terms are matched as wholes, other words through the dictionary, names by their pinyin. A word of English
explains one word of Chinese; only then may it serve a second one, more weakly: English says a repeated word once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import rjieba

from index.glossary import Entry, Glossary
from index.phrases import Tokens, fold_words
from index.text import HAN
from index.types import Span
from service.quantity.lexicon import EN_SCALE, EN_SMALL, EN_TENS, words
from service.quantity.units import EN
from service.translation.lexicon import FUNCTION_WORDS, Lexicon
from service.translation.romanization import syllables

_HAN_RUN = re.compile(f"[{HAN}]+")
_PREFIX = 5
"""Letters from which on two stems of one beginning are taken for one word (consum-, consumpt-)."""

EMPTY_ZH = frozenset(
    words(
        "的 了 和 与 及 是 在 有 也 都 就 而 或 等 中 将 要 被 把 对 向 由 从 到 为 以 于 其 之 该 这 那 地 "
        "得 着 过 个 名 家 项 座 条 台 套 户 人 上 下 内 外 前 后 里 间 我们 他们 进一步 不断 持续 着力 大力 "
        "积极 全面 深入 加快 推进 推动 促进 加强 实施 开展 实现 完成 达到 坚持 做好 抓好 提升 提高 增强 强化 "
        "完善 健全 优化 扩大 力争 努力 切实 有效 更好 充分 发挥 作用 落实 新增 建设 发展 工作 方面 领域 情况 "
        "问题 以上 以下 左右 其中 以及 并 并且 通过 根据 按照 关于 由于 因此 但是 但 不 不是 没有 还 仍 又 再 "
        "已 已经 曾 可 可以 能 能够 会 应 应该 必须 需要 需 使 让 给 所 者 第 每 各 各类 各种 一些 一个 这个 "
        "那个 自己 就是 还是 如 如果 时 时候 年 月 日 万 亿 元 等等 进行 作为 成为 具有 存在 形成 包括 主要 "
        "重要 重点 基本 力度 水平 能力 体系 机制 制度 保持 稳定 继续 加大 出 来 去 起 说 表示 称 认为 指出 "
        "目前 现在 今年 当前 同时 此外 另外 非常 很 更 最 太 多 少 大 小 新 好 高 县 市 区 省 州 国 约 近 超 "
        "超过 突破 至 占 比 本 全 共 总 共有 万人 人次 万亩 万吨 万户 万千瓦 亿元 万元 百分点 公里 平方米 "
        "相关 有关 之间 之一 方式 方面 过程 期间 以来 则 且"
    )
)
"""Words of Chinese that official English may leave unsaid: no evidence of an omission."""

_FIGURE_STEMS = frozenset(fold_words(" ".join([*EN_SMALL, *EN_TENS, *EN_SCALE, *EN])).forms)
EMPTY_EN = (
    FUNCTION_WORDS
    | _FIGURE_STEMS
    | frozenset(
        fold_words(
            "percentage per cent advance promote accelerate speed strengthen enhance improve implement carry "
            "conduct develop development build building construction ensure achieve complete work make making "
            "made take taking get keep give set bring put push forward step efforts effort vigorously actively "
            "comprehensively fully effectively steadily continue continuously strive including include related "
            "relevant field area sector aspect level system mechanism well new key major important number total "
            "play role ever way course find committed uphold remain remains among overall given going go goes "
            "order orderly people said say according use used using provide support increase expand raise "
            "strive seek aim plan year month day"
        ).forms
    )
)
"""Stems of English that may be added for the sake of grammar: no evidence of an addition."""


_LONGEST_WORD = 4
"""Characters of the longest word that a term within it is not taken for: longer ones are compounds of terms."""


class Level(IntEnum):
    """How surely a word has a counterpart."""

    NONE = 0
    WEAK = 1
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word of one side. `is_content` is False where nothing can be concluded from it."""

    span: Span
    text: str
    level: Level
    is_content: bool
    counterpart: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary term of the Chinese side; `found` is where an allowed rendering stands, None where none does."""

    span: Span
    entries: tuple[Entry, ...]
    found: Span | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Words of both sides with their levels, and the glossary's terms."""

    zh: tuple[Word, ...]
    en: tuple[Word, ...]
    terms: tuple[Term, ...]


def cover(zh: str, en: str, glossary: Glossary, lexicon: Lexicon) -> Coverage:
    """Works out the coverage of one passage; linear in its words but for words that repeat."""
    tokens = fold_words(en)
    taken = [Level.NONE] * len(tokens.forms)
    han = _zh_words(zh)
    terms = _terms(zh, tokens, glossary, taken, han, lexicon)
    _names(zh, en, tokens, taken)
    levels, counterparts = _match(han, terms, tokens, lexicon, taken, len(zh))
    return Coverage(
        tuple(
            Word(span, text, level, text not in EMPTY_ZH and len(text) > 1, tuple(parts))
            for (span, text), level, parts in zip(han, levels, counterparts, strict=True)
        ),
        tuple(
            Word(span, form, level, form not in EMPTY_EN and form.isalpha() and len(form) > 1)
            for form, span, level in zip(tokens.forms, tokens.spans, taken, strict=True)
        ),
        terms,
    )


def _cuts_a_word(span: Span, words: Sequence[tuple[Span, str]]) -> bool:
    """True where a term is but a part of a word (葡萄 of 葡萄牙) or the seam of two (国企 of 各国企业)."""
    within = any(word.covers(span) and word != span and len(text) <= _LONGEST_WORD for word, text in words)
    left = any(word.start < span.start < word.end < span.end for word, _ in words)
    right = any(span.start < word.start < span.end < word.end for word, _ in words)
    return within or (left and right)


_LONGEST_COMPOUND = 6


def _is_in_a_compound(zh: str, term: Span, tokens: Tokens, lexicon: Lexicon) -> bool:
    """True where a longer word that holds the term is rendered as a whole: savanna for 热带草原."""
    forms = frozenset(tokens.forms)
    return any(
        lexicon.is_rendered(zh[start:end], forms)
        for start in range(max(0, term.end - _LONGEST_COMPOUND), term.start + 1)
        for end in range(term.end, min(len(zh), start + _LONGEST_COMPOUND) + 1)
        if end - start > term.end - term.start
    )


def _terms(
    zh: str,
    tokens: Tokens,
    glossary: Glossary,
    taken: list[Level],
    words: Sequence[tuple[Span, str]],
    lexicon: Lexicon,
) -> tuple[Term, ...]:
    terms = []
    for match in glossary.find(zh, "zh"):
        options = [fold_words(words).forms for entry in match.entries for words in entry.en]
        if _cuts_a_word(match.span, words):
            continue
        at = _first(options, tokens, taken)
        if at is not None:
            for i in range(*at):
                taken[i] = Level.STRONG
        elif _is_in_a_compound(zh, match.span, tokens, lexicon):
            continue
        terms.append(Term(match.span, match.entries, tokens.span(*at) if at else None))
    return tuple(terms)


def _first(options: Sequence[tuple[str, ...]], tokens: Tokens, taken: list[Level]) -> tuple[int, int] | None:
    """Where one of the renderings stands, word for word or with its content words close together; free places first."""
    found: list[tuple[bool, int, int, int]] = []
    for option in options:
        if not option:
            continue
        size = len(option)
        found += [
            (any(taken[i : i + size]), -size, i, i + size)
            for i in range(len(tokens.forms) - size + 1)
            if tokens.forms[i : i + size] == option
        ]
    if not found:
        for option in options:
            near = _near(option, tokens.forms)
            if near:
                found.append((False, -len(option), *near))
    return min(found)[2:] if found else None


def _near(option: tuple[str, ...], forms: tuple[str, ...]) -> tuple[int, int] | None:
    content = {form for form in option if form not in FUNCTION_WORDS}
    if len(content) < 2:
        return None
    reach = len(option) + 5
    for i, form in enumerate(forms):
        if form in content and content <= set(forms[i : i + reach]):
            last = max(j for j in range(i, min(len(forms), i + reach)) if forms[j] in content)
            return i, last + 1
    return None


def _names(zh: str, en: str, tokens: Tokens, taken: list[Level]) -> None:
    """Capitalised words that spell a run of the Chinese in pinyin are explained."""
    spelled = "".join(syllables(zh))
    for i, span in enumerate(tokens.spans):
        word = span.of(en)
        if word[0].isupper() and len(word) > 2 and re.sub(r"['’s]+$", "", word).lower().replace("'", "") in spelled:
            taken[i] = Level.STRONG


def _zh_words(zh: str) -> list[tuple[Span, str]]:
    words: list[tuple[Span, str]] = []
    for run in _HAN_RUN.finditer(zh):
        at = run.start()
        for word in rjieba.cut(run[0]):
            words.append((Span(at, at + len(word)), word))
            at += len(word)
    return words


_Edge = tuple[float, int, tuple[int, ...], Level]


def _match(
    words: list[tuple[Span, str]],
    terms: tuple[Term, ...],
    tokens: Tokens,
    lexicon: Lexicon,
    taken: list[Level],
    n_zh: int,
) -> tuple[list[Level], list[set[int]]]:
    levels = [Level.NONE] * len(words)
    counterparts: list[set[int]] = [set() for _ in words]
    for i, (span, _) in enumerate(words):
        if any(term.found and term.span.overlaps(span) for term in terms):
            levels[i] = Level.STRONG
    edges = sorted(_edges(words, levels, tokens, lexicon, n_zh), reverse=True)
    for _, i, parts, level in edges:
        if levels[i] < level and not any(taken[p] is Level.STRONG for p in parts):
            levels[i] = level
            counterparts[i].update(parts)
            for p in parts:
                taken[p] = level
    for _, i, parts, _level in edges:
        if levels[i] is Level.NONE:
            levels[i] = Level.WEAK
            counterparts[i].update(parts)
    for _, _, parts, level in edges:
        for p in parts:
            taken[p] = max(taken[p], Level.WEAK if level is Level.WEAK or taken[p] is Level.NONE else taken[p])
    return levels, counterparts


def _edges(
    words: list[tuple[Span, str]], levels: list[Level], tokens: Tokens, lexicon: Lexicon, n_zh: int
) -> Iterator[_Edge]:
    """(weight, word, English tokens, level): near places first, whole words before their characters."""
    n_en = max(1, len(tokens.forms))
    for i, (span, text) in enumerate(words):
        if levels[i] is Level.STRONG or text in _PARTICLES:
            continue
        whole = lexicon.stems(text)
        parts = (
            frozenset().union(*(lexicon.stems(part) for part in _parts(text, lexicon)))
            if len(text) > 1
            else frozenset()
        )
        for j, form in enumerate(tokens.forms):
            if form in FUNCTION_WORDS:
                continue
            level = _level(form, whole, parts)
            if level is not None:
                yield level[0] - 0.3 * abs(span.start / max(1, n_zh) - j / n_en), i, (j,), level[1]


_PARTICLES = frozenset("的了和与及在等地得着过个")


def _parts(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(text) if text in lexicon else lexicon.parts(text)


def _level(form: str, whole: frozenset[str], parts: frozenset[str]) -> tuple[float, Level] | None:
    if form in whole:
        return 1.0, Level.STRONG
    if len(form) >= _PREFIX and any(stem[:_PREFIX] == form[:_PREFIX] for stem in whole):
        return 0.8, Level.STRONG
    if form in parts:
        return 0.4, Level.WEAK
    return None
