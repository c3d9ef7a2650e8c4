"""The forms in which English writes a numeral: one pattern each, tried in this order at every numeral of a text.

No form starts inside a run of digits and none repeats a repetition, so that reading takes time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from service.quantity.currencies import CURRENCY_SIGNS
from service.quantity.lexicon import (
    EN_FRACTION,
    EN_MULTIPLE,
    EN_ORDINAL,
    EN_SCALE,
    EN_SMALL,
    EN_TENS,
    alternation,
    words,
)
from service.quantity.types import Kind
from service.quantity.units import EN

MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: n
        for n, names in enumerate(
            words(
                "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
                "september sept sep|october oct|november nov|december dec",
                sep="|",
            ),
            start=1,
        )
        for name in names.split()
    }
)


def _loose(unit: str) -> str:
    """A pattern of `unit` with any space or hyphen between its words, ending where the word ends."""
    body = r"[\s-]".join(re.escape(part) for part in re.split(r"[\s-]", unit))
    body += r"(?![A-Za-z])" if unit[-1].isalpha() else ""
    if unit == "second":  # 2019 Second World Conference: after any number but one it is an ordinal
        body = rf"(?:(?<=-)|(?<=\b1\s)|(?<=\b[Oo]ne\s)|(?<=\.\d\s)){body}"
    return f"(?:{body})" if any(c.isupper() for c in unit) or len(unit) <= 2 else f"(?i:{body})"


_ARABIC = r"(?:\d{1,3}(?>(?: \d{3}(?!\d))+)|\d[\d,]*(?<!,))(?>(?:\.\d++)?)"
_SMALL = alternation([*EN_SMALL, *EN_TENS])
_BIG = "(?:hundred|thousand|million|billion|trillion|dozen)"
_HALF = r"an?|half(?:\s+an?)?|an?\s+half"
_WORDS = (
    rf"\b(?:{_SMALL}|(?:{_HALF})(?=[\s-]{_BIG}\b))"
    rf"(?>(?:[\s-](?:(?:and[\s-])?{_SMALL}|{_BIG})\b){{0,12}})\b"
)
_SCALES = alternation([scale for scale in EN_SCALE if len(scale) > 1])
_SCALE = rf"{_SCALES}(?:[\s-](?:thousand|million|billion|trillion)(?![A-Za-z]))?"
_MONTH = rf"(?:{alternation([month.capitalize() for month in MONTHS])}\b\.?)"
_UNIT = "(?:" + "|".join(_loose(unit) for unit in sorted(EN, key=lambda unit: (-len(unit), unit))) + ")"
_MEASURE = "(?:" + "|".join(_loose(unit) for unit in EN if EN[unit].kind is not Kind.COUNT) + ")"
_SIGN = rf"(?<![A-Za-z])(?:{alternation(CURRENCY_SIGNS)})"
_CODE = alternation(sign for sign in CURRENCY_SIGNS if sign.isalpha())
_PERIOD = "(?:years?|annum|months?|days?|hours?|weeks?|capita|person|household|mu|hectare|tonne|second|minute)"
_LABEL = (
    "[Nn]os?(?!\\.?\\s?[A-Za-z])|Number|[Aa]rticles?|[Cc]hapters?|[Ss]ection|[Pp]hase|[Pp]aragraphs?|[Pp]aras?|Annex|Group|Class|Level|Grade|"
    "[Ss]tage|pages?|[Ii]tem|Route|Line|Tier|Type|Rules?|Part|Table|Figure|Volume|[Rr]esolutions?|[Hh]ighway|Building|"
    "Unit|Gate|Flight|Channel|pp?(?=\\.)"
)
_ORDINAL = rf"(?:{alternation(EN_TENS)}[\s-])?{alternation(EN_ORDINAL)}"
_TH = "(?:st|nd|rd|th)"
_TO = r"\s?(?:-|–|—|to)\s?"
_IN_MAY = "".join(rf"(?<=\b{word}\s)|" for word in ("in", "by", "of", "since", "until", "late", "early", "mid", "from"))
_PLAN = "(?i:action|plan|program|programme|campaign|initiative|drive|project|strategy|outline|push)"
_MINUS = r"(?<![\w%)\]–—.-])[-\u2212](?=\d)|\b(?:[Mm]inus|[Nn]egative)\s(?=\d)"
_MANNER = "(?:dimensional|way|sided|pronged|stop|faceted|wheelers?|legged)"
_EXPONENT = r"\s?[×x]\s?10\^?(?P<exp>\d\d?|[⁰¹²³⁴-⁹]{1,2})"
_ONES = alternation(list(EN_SMALL)[1:10])
_TIME = r"[\s-](?:years?|months?|weeks?|days?|hours?|quarters?|decades?|hundred|thousand)\b|[,.]\d"
_WORDY_FRACTION = alternation(word for word in EN_FRACTION if " " in word or "-" in word)

FORMS: tuple[tuple[str, str], ...] = (
    ("plus", r"(?<![A-Za-z\d])[\dNnX]{1,4}(?>(?:\+[\dNnX]{1,4})+)"),
    (
        "latin",
        rf"(?<![A-Za-z\d])(?!{_CODE}\s?\d|(?i:mid|pre|post|early|late)(?:-|[12]\d{{3}}))"
        r"(?:(?=[A-Z])[A-Za-z]{1,24}+(?>(?:[-/][A-Za-z]{1,24}+){0,4})[-/]?|[A-Za-z]{2,24}+)"
        r"\d[\dA-Za-z]*+(?>(?:[./-][\dA-Za-z]++)*)",
    ),
    (
        "clock",
        r"\d{1,2}[:.]\d\d\s?[ap]\.?m\b\.?|\d{1,2}:\d\d(?>(?::\d\d)?)|(?P<hour>\d{1,2})\s?(?:[ap]\.?m\b\.?|o['’]clock)"
        r"|(?<=\b[Aa]t\s)[0-2]\d[0-5]\d\s?(?:hours|hrs)\b",
    ),
    ("score", r"\d{1,3}:\d{1,3}(?!\d)"),
    (
        "chain",
        r"(?!\d++(?:\.\d++)?[-–]\d++(?:\.\d++)?(?![-.–]?\d))\d++(?>(?:[-.–]\d++){2,})|24/7|0\d++(?!\.\d)|\d++/\d{2,}+(?>(?:/\d++)*)|\d++/1\b",
    ),
    ("decade", r"(?:\b1\d|\b20)?\d0['’]?s\b"),
    ("vague", r"\b(?:ten|dozen|hundred|thousand|million|billion)s(?:\s+of\s+(?:thousand|million|billion)s)?\b"),
    (
        "monthday",
        rf"\b(?P<m1>{_MONTH})\s+(?P<d1>\d{{1,2}}){_TH}?\b(?!\s?(?:%|per\s?cent))"
        rf"(?:\s?(?:to|-|–|and)\s?(?P<d2>\d{{1,2}}){_TH}?\b)?(?:,?\s+(?P<y1>[12]\d{{3}})\b)?",
    ),
    (
        "daymonth",
        rf"\b(?P<d3>\d{{1,2}}){_TH}?(?:\s?(?:to|-|–|and)\s?(?P<d4>\d{{1,2}}){_TH}?)?"
        rf"\s+(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>[12]\d{{3}})\b)?",
    ),
    (
        "month",
        rf"\b(?P<m3>(?!May\b|March\b){_MONTH}|(?:{_IN_MAY}(?<=mid-))(?:May|March)\b"
        r"|(?:May|March)(?=\s+(?:of\s+)?[12]\d{3}\b))(?:,?\s+(?:of\s+)?(?P<y3>[12]\d{3})\b)?",
    ),
    (
        "years",
        rf"\b(?=1[89]|20|\d{{4}}{_TO}\d++(?![\s-]?{_UNIT}))(?P<ya>[12]\d{{3}}){_TO}(?P<yb>[12]\d{{3}}|\d\d(?!\d|,|\.\d))\b(?!,\d|[\s-]?(?:%|per\s?cent|{_SCALE}|{_MEASURE}))",
    ),
    (
        "ordinal",
        rf"\b(?P<on>\d[\d,]*){_TH}\b|(?P<label>\b(?:{_LABEL})\b\.?\s?(?P<ln>\d{{1,3}}(?>(?:,\d{{3}})+)|\d++(?>(?:\.\d++)?)|{_SMALL}\b))"
        rf"|\b(?P<ow>(?i:{_ORDINAL}))(?:[\s-]half)?\b(?!\s+hand)",
    ),
    ("plan", rf"\b(?P<pn>\d{{1,2}}|(?i:{_SMALL}))(?P<py>[\s-][Yy]ear)[\s-](?=(?:\w{{1,20}}[\s-]){{0,2}}{_PLAN}\w*\b)"),
    ("manner", rf"\b(?:(?i:{_SMALL})|\d{{1,2}})-{_MANNER}\b"),
    ("quarters", r"(?<=\b(?:past|last|next)\s)(?:two|three|four)\squarters\b|(?<=\bfirst\s)(?:two|three)\squarters\b"),
    (
        "share",
        rf"\b(?:(?:an?\s)?(?P<part>(?i:{_WORDY_FRACTION}))\b(?!-)|(?:half|a\squarter|a\sthird)(?=\s(?:of|the|as)\b))"
        r"(?:\sof\san?\s(?P<whole>thousand|million|billion|trillion)\b)?"
        rf"|\b(?P<of1>(?i:{_ONES}))\s(?:in|out\sof)\s(?:every\s)?(?P<of2>{_SMALL}|10|100)\b(?!{_TIME})"
        r"|(?P<num>\d)/(?P<den>[2-9]|10)(?![\d/])",
    ),
    ("multiple", rf"\b(?i:{alternation(EN_MULTIPLE)})\b"),
    ("times", rf"\d++\s?[×*x]\s?(?=\d++(?>(?:\.\d++)?)[\s-]?(?:{_SCALE}[\s-]?)?{_UNIT})"),
    (
        "unitname",
        rf"\b\d++(?:\.\d++)?(?!(?:k|m|b|bn|mn|tn|x|st|nd|rd|th|{_UNIT})\b)[A-Za-z]++[\dA-Za-z]*+",
    ),
    ("hotline", r"\b\d{3,6}(?=(?:\s[A-Za-z-]++){0,3}\s(?:hot|help|Hot|Help)line\b)"),
    (
        "figure",
        rf"(?:(?P<between>\b[Bb]etween)\s)?(?:(?P<sign>{_SIGN})\s?)?(?:(?P<minus>{_MINUS}))?(?P<n1>{_ARABIC}|(?i:{_WORDS}))"
        r"(?:\s?(?P<vulgar>[½¼¾⅓⅔])|\s+and\s+an?\s+(?P<more>half|quarter|third)\b)?"
        rf"(?P<odd>\+(?=\s?(?:{_SCALE}|{_UNIT}))|[\s-](?:odd|plus)(?=[\s-](?:{_SCALE}|{_UNIT})))?"
        rf"(?:(?P<sci>{_EXPONENT})|(?P<tight>k|K|m|b)(?![A-Za-z])|[\s-]?(?P<scale>{_SCALE})(?![A-Za-z])(?:\s(?:and\s)?(?P<add>\d{{1,3}})\s(?P<addscale>thousand)\b)?)?"
        rf"(?:(?P<unit1>[\s-]?{_UNIT})?\s?(?P<dash>(?(between)(?:and|to)|(?:-|–|—|to|or(?=\s(?i:{_SMALL})\b))))\s?(?P<sign2>{_SIGN})?(?P<n2>{_ARABIC}|(?i:{_WORDS}))"
        rf"(?:[\s-]?(?P<scale2>{_SCALE})(?![A-Za-z])|(?P<tight2>k|m|b)(?![A-Za-z]))?)?"
        rf"(?:[\s-]{{0,2}}(?P<unit>{_UNIT}))?(?P<per>\s?/\s?(?:year|day|hour|month|mu|hectare|yr|t|kWh)"
        rf"|[\s-](?:per|an?)[\s-]{_PERIOD}\b(?!\s+(?:ago|later|earlier|old)))?",
    ),
)

PATTERN = re.compile(r"(?<![\d.])(?:" + "|".join(f"(?P<{name}>{body})" for name, body in FORMS) + ")")
