"""What documents are called beside each other: “政府工作报告” and “发展计划”, "the report" and "the plan".

A comparison names both documents; their whole titles would be longer than what is compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Lang
from service.citations import title_in
from service.types import Evidence

_SORT: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"(?:政府)?工作报告|(?:发展|实施|行动|工作)?(?:计划|规划|方案|纲要)|公报|白皮书|意见|通知|办法|条例|决定|报告"
    ),
    "en": re.compile(
        r"\b(?:report|plan|programme|program|outline|communique|bulletin|white paper|opinions|notice|measures|"
        r"regulations|decision)\b",
        re.IGNORECASE,
    ),
}
"""The sorts of official paper, as titles name them."""
_SORT_IN_ENGLISH = {
    "工作报告": "work report", "报告": "report", "计划": "plan", "规划": "plan", "方案": "programme", "纲要": "outline",
    "公报": "communique", "白皮书": "white paper", "意见": "opinions", "通知": "notice", "办法": "measures",
    "条例": "regulations", "决定": "decision",
}  # fmt: skip
"""The same in English, for a title that nobody has rendered. What ends a sort's name tells it."""


def titles_beside(items: Sequence[Evidence], lang: Lang, question: str) -> tuple[str, ...]:
    """A name for each document: the asker's own, else its sort where the sorts differ, else its whole title."""
    whole = tuple(title_in(item, lang, question) for item in items)
    short = tuple(_short(title, lang) for title in whole)
    return short if len(set(short)) == len(short) and all(short) else whole


def _short(title: str, lang: Lang) -> str:
    if lang == "en" and title.startswith("the "):  # the asker's own words for it
        return title
    found = _SORT[lang].search(title)
    if not found:
        return _rendered(title) if lang == "en" else ""
    return found.group() if lang == "zh" else f"the {found.group().lower()}"


def _rendered(title: str) -> str:
    """ "the work report" for a Chinese title of that sort, else ""."""
    found = _SORT["zh"].search(title)
    english = next((en for zh, en in _SORT_IN_ENGLISH.items() if found and found.group().endswith(zh)), "")
    return f"the {english}" if english else ""
