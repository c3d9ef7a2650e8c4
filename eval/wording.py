"""How two wordings are compared when an answer is judged: normal forms, figures, word overlap, polarity.

Judging stays apart from the code under test on purpose: a mistake in `service.quantity` must not hide itself here.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NUMERALS = re.compile(r"[零一二两三四五六七八九十百千]+")
_DIGIT = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_PLACE = {"十": 10, "百": 100, "千": 1000}
_STOP = frozenset(["the", "a", "an", "of", "to", "and", "in", "for", "on", "at", "is", "are", "be", "will"])
_SCALES = (1, 1e3, 1e4, 1e6, 1e8, 1e9, 1e12)
_NO = re.compile(r"no\b|not\b|否|不|没有|未|并非")
_YES = re.compile(r"yes|是|对|会|有|可以|一致|相同|能")


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def normal(text: str) -> str:
    """Letters and digits alone, folded to half width and lower case; percent signs and words become one.

    >>> normal("1,007 ％ 左右") == normal("1007 percent左右")
    True
    """
    text = _THOUSANDS.sub("", _fold(text))
    for written in ("%", "percent", "per cent"):
        text = text.replace(written, "pct")
    return re.sub(r"[\s\W_]+", "", text)


def is_chinese(text: str) -> bool:
    """True where Chinese characters outnumber Latin words."""
    return len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text))


def is_in_language(text: str, lang: str) -> bool:
    """True for a text in `lang`, and for one without words of either language, such as a bare figure."""
    if is_chinese(text) == (lang == "zh"):
        return True
    return not re.search(r"[A-Za-z]{2}", text) and not _HAN.search(text)


def figures(text: str) -> frozenset[float]:
    """The figures written in digits: `1,000个以上` → {1000.0}."""
    written = _FIGURE.findall(unicodedata.normalize("NFKC", text))
    return frozenset(float(item.replace(",", "")) for item in written)


def spelled_figures(text: str) -> frozenset[float]:
    """Figures written in Chinese numerals below 10,000, each prefix of a run too: 十四五 gives 10, 14 and 15."""
    found: set[float] = set()
    for run in _NUMERALS.findall(text):
        whole, digit = 0, None
        for sign in run:
            if sign in _PLACE:
                whole += (1 if digit is None else digit) * _PLACE[sign]
                digit = None
            else:
                digit = _DIGIT[sign]
            found.add(float(whole + (digit or 0)))
    return frozenset(found)


def is_supported(figure: float, sources: Iterable[float]) -> bool:
    """True where a source states `figure`, be it under another scale word: 4.5万 supports 45,000."""
    for source in sources:
        for scale in _SCALES:
            for other in _SCALES:
                if abs(figure * scale - source * other) <= 1e-9 * max(abs(figure * scale), 1):
                    return True
    return False


def polarity(text: str) -> str | None:
    """Whether an answer opens with a yes or a no; None where it opens with neither."""
    text = text.strip().lower()
    if _NO.match(text):
        return "no"
    return "yes" if _YES.match(text) else None


def overlap_f1(one: str, other: str) -> float:
    """F1 of shared words (Chinese: of character pairs), 0..1.

    >>> overlap_f1("the clean heating plan", "clean heating")
    0.8
    """
    a, b = _pieces(one), _pieces(other)
    shared = sum((a & b).values())
    return 2 * shared / (a.total() + b.total()) if shared else 0.0


def _pieces(text: str) -> Counter[str]:
    if is_chinese(_fold(text)):
        text = normal(text)
        return Counter(text[at : at + 2] for at in range(max(1, len(text) - 1)))
    words = re.findall(r"[a-z0-9.%-]+", _THOUSANDS.sub("", _fold(text)))
    return Counter(word for word in words if word not in _STOP)


def shares_words(one: str, other: str, run: int = 8) -> bool:
    """True where eight letters in a row (taken at every second place) of `one` stand in `other`, a short one whole."""
    one, other = normal(one), normal(other)
    if len(one) < run:
        return one in other
    return any(one[at : at + run] in other for at in range(0, len(one) - run + 1, 2))
