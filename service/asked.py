"""A question made ready: standing alone, its intent read, its terms in both languages.

Between follow-up resolution and reading; everything later works on this value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.everyday import officially
from index.text import search_terms
from index.types import Lang
from index.widening import BilingualWidening, Word
from service.followup import Standing, stand_alone
from service.intent import Intent, intent_of
from service.names import Name, names_in
from service.places import places_asked, places_named
from service.quantity import Kind as Measure
from service.quantity.types import PLAIN, Unit
from service.quantity.units import EN, ZH
from service.spelling import Spelling
from service.topics import Topic
from service.types import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for.

    Attributes:
        text: the question, standing alone.
        lang: the language it is asked in.
        intent: what kind of answer it wants.
        words: its words, each with the terms of a Chinese text that may stand for it.
        words_in_english: the same in the terms of an English text.
        terms_en: its search terms, where it is English.
        measures: what a figure that answers may measure; empty where any will do.
        places: the Chinese names of places that it names.
        focus: the terms of a follow-up's topic that is put beside the question before; they count most.
        names: the names that it holds, each with the forms it may have.
        topic: the new topic that a follow-up names.
    """

    text: str
    lang: Lang
    intent: Intent
    words: tuple[Word, ...]
    words_in_english: tuple[Word, ...]
    terms_en: frozenset[str]
    measures: frozenset[Measure]
    places: frozenset[str] = frozenset()
    focus: frozenset[str] = frozenset()
    names: tuple[Name, ...] = ()
    topic: Topic | None = None

    @property
    def about(self) -> str:
        """The words that tell what is asked about: a follow-up's own, for it stands alone with those of another."""
        return self.topic.said if self.topic else self.text


def wordings(question: Question, widening: BilingualWidening) -> tuple[Asked, ...]:
    """A question as it was asked, and where it has everyday Chinese, in the words of official papers too.

    A follow-up with a topic of its own is read once more beside the question before, of which it may be a part.
    """
    standing, lang = _standing(question, widening), question.lang
    topic = Topic.of(standing, lang, widening)
    found = [_prepared(text, lang, widening, topic) for text in _forms(standing.text, lang)]
    if topic is not None and standing.beside:
        found = [replace(alone, measures=_measures_taken_over(alone, topic)) for alone in found]
        beside = [_beside(text, topic, found[0], widening) for text in _forms(standing.beside, lang)]
        found = beside if standing.beside == standing.text else found + beside
    return tuple(found)


def asked(question: Question, widening: BilingualWidening) -> Asked:
    """Prepares a question as it was asked. The words of an English one get what they may be in Chinese."""
    return wordings(question, widening)[0]


def _standing(question: Question, widening: BilingualWidening) -> Standing:
    """The question without what it leans on, its spelling mended."""

    def places_in(text: str, lang: Lang) -> tuple[str, ...]:
        return places_named(text, lang, widening)

    standing = stand_alone(question.text, question.history, question.lang, places_in)
    if question.lang == "zh":
        return standing
    corrected = Spelling(widening.glossary().english_words).corrected
    return Standing(*map(corrected, (standing.text, standing.subject, standing.before, standing.beside)))


def _forms(text: str, lang: Lang) -> tuple[str, ...]:
    """A question, and the same in the words of official papers where that is another."""
    return (text,) if lang == "en" else tuple(dict.fromkeys((text, officially(text))))


def _prepared(text: str, lang: Lang, widening: BilingualWidening, topic: Topic | None) -> Asked:
    intent = intent_of(text, lang)
    own = frozenset(search_terms(text)) if lang == "en" else frozenset[str]()
    places = places_asked(text, lang, widening.glossary())
    names = names_in(text, lang, widening)
    measures = measures_of(text, intent, lang)
    words, in_english = widening.words(text, lang), widening.words_in_english(text, lang)
    return Asked(text, lang, intent, words, in_english, own, measures, places, names=names, topic=topic)


def _beside(text: str, topic: Topic, alone: Asked, widening: BilingualWidening) -> Asked:
    """A follow-up read beside the question before, whose names and counted things need not be those of its own."""
    beside = _prepared(text, alone.lang, widening, replace(topic, is_beside=True))
    return replace(
        beside,
        intent=replace(beside.intent, counted=""),
        measures=alone.measures,
        places=alone.places,
        names=alone.names,
        focus=topic.named,
    )


def _measures_taken_over(alone: Asked, topic: Topic) -> frozenset[Measure]:
    """What a figure of a new topic may measure, as the topic tells, else the frame: nobody has said GDP多少."""
    frame = alone.text.replace(topic.said, "其" if alone.lang == "zh" else "it", 1)
    own = measures_of(topic.said, alone.intent, alone.lang)
    return own or measures_of(frame, intent_of(frame, alone.lang), alone.lang)


_SHARES = frozenset({Measure.PERCENT, Measure.POINTS, Measure.FRACTION, Measure.MULTIPLE})
_RANK = frozenset({Measure.ORDINAL})
_CLASSIFIER = re.compile(
    "(?:多少|几)(?:[百千万亿]*)(?:[家辆名户座艘架台套头只张趟列棵株款颗]|人次|标箱|班次|人(?!民|均))"
)
"""What counts things of one sort; 个 counts months and percentage points too."""
_NO_SHARE = PLAIN - _SHARES - {Measure.DURATION}


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


# Words that tell what is measured, when no unit is named. The first that occurs decides.
_MEASURED_BY: dict[Lang, tuple[tuple[re.Pattern[str], frozenset[Measure]], ...]] = {
    "zh": (
        (_words("百分之[几多]|比例|占比|比重|份额|几成|率|涨幅|增速|增幅|增长多少"), _SHARES),
        (
            _words(
                "资金|收入多少|投资多少|总投资|多少钱|块钱|市值|营收|(?:赚|挣|花|省)了?多少(?!人|天|年|时间)|"
                "(?:交易|成交|贸易|销售|营业|零售|进出口)总?额(?:是|为|有|要?达到?|突破)?(?:了)?多少|金额|额是多少|多少元|造价|花费多少|成本多少|"
                "(?:工资|薪酬|薪资|月薪|年薪|房价|均价|单价|价格|租金|GDP|gdp|生产总值)(?:是|为|有|达到?|能达到)?(?:多少|几|多高)"
            ),
            frozenset({Measure.MONEY}),
        ),
        (_words("客流量?|人数|人口是多少"), frozenset({Measure.COUNT})),
        (_words("多大面积|面积"), frozenset({Measure.AREA})),
        (_words("多长(?!时间)|多远"), frozenset({Measure.LENGTH})),
        (_words("蒸吨"), frozenset({Measure.STEAM})),
        (_words("装机"), frozenset({Measure.POWER, Measure.COMPOUND})),
        (_words("第几|排名|位次|名次"), _RANK),
    ),
    "en": (
        (
            _words(
                r"\b(?:share|percentage|per cent|percent|proportion|rates?\b|growth target|"
                r"what (?:was|is|were|will be) (?:the )?(?:[\w-]+ ){0,3}growth (?:of|in))"
            ),
            _SHARES,
        ),
        (
            _words(
                r"\b(?:funding|how much money|(?:what|which) (?:subsidy|allowance)|"
                r"in (?:\w+illions? of )?(?:yuan|rmb|(?:us )?dollars)|revenue|"
                r"market capitali[sz]ation|market value|\bturnover\b|"
                r"trade value|value of (?:foreign )?trade|budget|how much investment|total investment|costs?\b|"
                r"what (?:was|is|were) (?:[\w'’-]+ ){0,6}(?:wage|salary|pay|price|rent|gdp)s?\b"
                r"(?! (?:growth|rise|increase|change|index|target|share)))"
            ),
            frozenset({Measure.MONEY}),
        ),
        (
            _words(
                r"\b(?:how much land|what area|hectares|acreage|floor (?:area|space)|"
                r"what (?:is|was|will be) the (?:total )?area of)"
            ),
            frozenset({Measure.AREA}),
        ),
        (_words(r"\b(?:rank|ranking|place) (?:was|is|did|does|had|will)|\bwhat (?:[\w'-]+ ){0,3}rank"), _RANK),
        (
            _words(
                r"\bhow (?:big|large|great) (?:was|is|were|are) (?:[\w'’-]+ ){0,5}(?:harvest|output|crop|catch|yield)"
            ),
            frozenset({Measure.MASS, Measure.COUNT, Measure.VOLUME, Measure.MONEY}),
        ),
        (_words(r"\b(?:ridership|headcount|attendance|passenger numbers)\b"), frozenset({Measure.COUNT})),
        (_words(r"\bhow long\b"), frozenset({Measure.LENGTH, Measure.DURATION})),
        (_words(r"\b(?:kilomet|how far|what (?:total )?length)"), frozenset({Measure.LENGTH})),
        (_words(r"\bton(?:ne)?s of steam\b|\bsteam ton"), frozenset({Measure.STEAM})),
        (_words(r"\b(?:tonnes|tons|how much grain)"), frozenset({Measure.MASS, Measure.RATE})),
        (
            _words(r"\b(?:capacity in kw|kilowatts?\b(?!-)|how much power)"),
            frozenset({Measure.POWER, Measure.COMPOUND}),
        ),
    ),
}


_ALSO: Mapping[Measure, frozenset[Measure]] = {
    Measure.MASS: frozenset({Measure.RATE}),
    Measure.POWER: frozenset({Measure.COMPOUND}),
}
"""What a question for so many tonnes, or kilowatts, is answered by too: 1000万吨/年, 2×66万千瓦."""
_LONGEST_UNIT = {"zh": 6, "en": 5}
"""Characters of the longest Chinese unit, words of the longest English one, that is looked for after "how many"."""


def measures_of(text: str, intent: Intent, lang: Lang) -> frozenset[Measure]:
    """What a figure that answers may measure: by the unit that is asked for, else by the question's words.

    Empty where neither tells.

    >>> measures_of("How many jin of grain?", intent_of("How many jin of grain?", "en"), "en") >= {Measure.MASS}
    True
    """
    unit = _unit_asked(text, lang)
    if unit is not None and unit.kind in PLAIN - {Measure.COUNT}:
        return frozenset({unit.kind}) | _ALSO.get(unit.kind, frozenset())
    if unit is not None and unit.kind is Measure.COUNT and lang == "zh":  # 增速已有几个季度…: no rate is asked for
        return frozenset({Measure.COUNT}) if _CLASSIFIER.search(text) else _NO_SHARE
    if (
        lang == "en" and intent.counted and "how many" in text.lower()
    ):  # "how many berths for ships of 10,000 tonnes": berths are counted
        text = re.split(r"\bhow many\b", text, maxsplit=1, flags=re.IGNORECASE)[-1][: len(intent.counted) + 1]
        text = f"how many {text.strip()}"
    form = text.lower()
    for words, measures in _MEASURED_BY[lang]:
        if words.search(form):
            return measures
    counts = lang == "en" and bool(intent.counted) and bool(re.search(r"how many|^(?!.*how much).*number of", form))
    return frozenset({Measure.COUNT}) if counts else frozenset()


_HOW_MANY: Mapping[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"(?:多少|(?<![近这那前后头])几)(?:[百万亿]|千(?![瓦克米]))*(.+)"),
    "en": re.compile(r"\bhow many (?:more |straight |consecutive |\w+illion )?(.+)", re.IGNORECASE),
}


def _unit_asked(text: str, lang: Lang) -> Unit | None:
    """The unit of "how many kilowatt-hours" or 多少平方米."""
    found = _HOW_MANY[lang].search(text)
    if not found:
        return None
    if lang == "zh":
        return next((unit for n in range(_LONGEST_UNIT["zh"], 0, -1) if (unit := ZH.get(found[1][:n]))), None)
    words = re.findall(r"[^\s?,;]+", found[1])[: _LONGEST_UNIT["en"]]
    spelled = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    return next((unit for words in spelled if (unit := EN.get(words) or EN.get(words.lower()))), None)
