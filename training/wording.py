"""The same question in other words: as people type it in a hurry, and with words of the other language in it.

Questions of the open sets are written with care; those of a chat window are not. And few of them ask in one language
of a text in the other, while a dictionary makes any question into such a one, word for word: poor language, but the
right words in the right place, which is what a model of two languages needs to see (CoSDA-ML, Qin et al. 2020).
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import rjieba
from pypinyin import lazy_pinyin

from index.dictionary import Dictionary, content_stems
from index.gloss import gloss
from index.glossary import Glossary
from training.sources import Asked

_BEFORE = {
    "zh": ("请问", "问一下", "想问下，", "帮我查一下", "我想知道", "麻烦问下", "那个，", "你好，", "查下"),
    "en": ("please tell me ", "can you tell me ", "hi, ", "quick question: ", "I'd like to know: ", "so ", "um, "),
}
_AFTER = {"zh": ("呢", "啊", "呀", "来着", "，谢谢", "？？", "。"), "en": ("", "??", " thanks", " please", ".")}
_INSTEAD = (
    ("多少", "几多"), ("什么时候", "啥时候"), ("什么", "啥"), ("哪里", "哪儿"), ("怎么", "咋"), ("为什么", "为啥"),
    ("是否", "是不是"), ("如何", "怎么"), ("哪些", "哪几个"), ("何时", "啥时候"), ("百分之多少", "百分之几"),
)  # fmt: skip
_ASKING_ZH = {
    "多少": "how many", "几": "how many", "谁": "who", "什么时候": "when", "何时": "when", "什么": "what", "何": "what",
    "哪里": "where", "哪儿": "where", "何处": "where", "哪": "which", "哪个": "which", "哪些": "which", "哪一": "which",
    "为什么": "why", "为何": "why", "如何": "how", "怎样": "how", "怎么": "how", "是否": "whether", "吗": "",
}  # fmt: skip
_ASKING_EN = {
    "who": "谁", "whom": "谁", "what": "什么", "when": "什么时候", "where": "哪里", "which": "哪个", "why": "为什么",
    "how": "怎么", "many": "多少", "much": "多少", "whose": "谁的", "not": "不", "before": "以前", "after": "以后",
    "first": "第一", "last": "最后", "most": "最", "other": "其他", "between": "之间", "during": "期间", "if": "如果",
}  # fmt: skip
_EN_TOKEN = re.compile(r"[A-Za-z]+(?:'[a-z]+)?|[^A-Za-z]+")
_HAN_WORD = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Manner:
    """Shares of the questions that are put in other words.

    Attributes:
        hurried: typed in a hurry, in the language they are in.
        mixed: with some words of the other language.
        glossed: with every word in the other language, which they are in from then on.
    """

    hurried: float
    mixed: float
    glossed: float


class Rewording:
    """Puts questions in other words; the same seed gives the same words.

    Args:
        dictionary: gives the words of the other language.
        known: texts of either language; of several Chinese words for an English one, that is taken which they use most.
        seed: fixes every choice.
    """

    def __init__(self, dictionary: Dictionary, known: Iterable[str], seed: int) -> None:
        self._dictionary, self._rng = dictionary, random.Random(seed)  # noqa: S311
        self._usual = Counter(word for question in known for word in rjieba.cut(question))
        sounds = defaultdict(set)
        for char in sorted({c for word in self._usual for c in word if _HAN_WORD.match(c)}):
            sounds[lazy_pinyin(char)[0]].add(char)
        self._alike = {char: sorted(alike - {char}) for alike in sounds.values() for char in alike if len(alike) > 1}

    def reworded(self, asked: Sequence[Asked], manner: Manner) -> list[Asked]:
        """The questions, a share of them in other words."""
        return [self._one(a, manner) for a in asked]

    def _one(self, asked: Asked, manner: Manner) -> Asked:
        drawn = self._rng.random()
        if drawn < manner.hurried:
            return replace(asked, question=self._hurried(asked))
        if drawn < manner.hurried + manner.mixed:
            return replace(asked, question=self._in_other_words(asked, 0.4))
        if drawn < manner.hurried + manner.mixed + manner.glossed:
            other = "en" if asked.lang == "zh" else "zh"
            return replace(asked, question=self._in_other_words(asked, 1.0), lang=other)
        return asked

    def _hurried(self, asked: Asked) -> str:
        rng, text = self._rng, asked.question.strip()
        if rng.random() < 0.7:
            text = text.rstrip("？?。. ")
        if asked.lang == "zh":
            for plain, loose in _INSTEAD:
                if plain in text and rng.random() < 0.5:
                    text = text.replace(plain, loose, 1)
                    break
        elif rng.random() < 0.6:
            text = text.lower()
        if rng.random() < 0.4:
            text = rng.choice(_BEFORE[asked.lang]) + text
        if rng.random() < 0.3:
            text += rng.choice(_AFTER[asked.lang])
        return self._mistyped(text) if rng.random() < 0.5 else text

    def _mistyped(self, text: str) -> str:
        """One slip: a character that sounds the same, or a letter that is missing, doubled or before its time."""
        places = [i for i, c in enumerate(text) if c in self._alike or (c.isascii() and c.isalpha())]
        if not places:
            return text
        at = self._rng.choice(places)
        if text[at] in self._alike:
            return text[:at] + self._rng.choice(self._alike[text[at]]) + text[at + 1 :]
        slips = ("", text[at] * 2, text[at + 1 : at + 2] + text[at])
        slip = self._rng.choice(slips)
        return text[:at] + slip + text[at + 1 + (slip is slips[2] and at + 1 < len(text)) :]

    def _in_other_words(self, asked: Asked, share: float) -> str:
        return (
            self._to_english(asked.question, share) if asked.lang == "zh" else self._to_chinese(asked.question, share)
        )

    def _to_english(self, text: str, share: float) -> str:
        """With every word, words that ask go to the front in most; with some, all stays in its order."""
        asking, words = list[str](), list[str]()
        for word in rjieba.cut(text.rstrip("？?。")):
            if word in _ASKING_ZH and share == 1:
                (asking if self._rng.random() < 0.8 else words).append(_ASKING_ZH[word])
            elif _HAN_WORD.match(word) and self._rng.random() < share:
                words.append(f" {gloss(word, Glossary(()), self._dictionary).replace(',', '')} ")
            else:
                words.append(word)
        return re.sub(r"\s+", " ", " ".join(asking) + " " + "".join(words)).strip()

    def _to_chinese(self, text: str, share: float) -> str:
        """Names and what the dictionary lacks stay in English; with every word, words of grammar are left out."""
        words = list[str]()
        for token in _EN_TOKEN.findall(text):
            if not token[0].isalpha() or self._rng.random() >= share:
                words.append(token)
            else:
                words.append(self._chinese_of(token, share))
        joined = re.sub(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])", "", "".join(words))
        return re.sub(r"\s+", " ", joined).strip()

    def _chinese_of(self, token: str, share: float) -> str:
        if token.lower() in _ASKING_EN and share == 1:
            return _ASKING_EN[token.lower()]
        stems = content_stems(token)
        if not stems:
            return token if share < 1 else ""
        if not token.islower() and not self._dictionary.named(token.lower()):
            return token
        found = [word for word, sure in self._dictionary.chinese(stems[0]) if sure >= 0.5 and self._usual[word]]
        return max(found, key=self._usual.__getitem__, default=token)
