"""Whom a question asks for, a person or a company, and whether a sentence names one at all.

Beside the other observations of a reading: "who is the mayor?" is not answered by a sentence in which nobody stands.
"""

from __future__ import annotations

import re

from index.text import may_be_a_person, names_a_person, search_form
from index.types import Document
from service.types import Seen

_PERSON = (
    "歌手|演员|运动员|选手|院士|科学家|教练|作者|作家|导演|设计师|建筑师|工程师|冠军|得主|获得者|获奖者|负责人|董事长|总经理|队长|"
    "[省市州县区部厅局院校会处]长|书记|主任|主席|行长|司令|检察长"
)
_PERSON_EN = (
    "singer|actor|actress|athlete|author|writer|director|mayor|governor|winner|champion|scientist|designer|architect|"
    "coach|chairman|head|player|academician"
)
_ASKS_WHO = re.compile(
    rf"谁|哪位|何人|(?:{_PERSON})(?:的?(?:名字|姓名))?(?:是|叫)(?:什么|啥)|(?:{_PERSON})[^,。?]{{0,2}}叫(?:什么|啥)|"
    rf"\b(?:names? of the|which|what) (?:[\w-]+ ){{0,2}}?(?:{_PERSON_EN})s?\b|哪[个名](?:{_PERSON})|"
    r"^(?:(?!\b(?:what|which|how|when|where|why)\b).)*\b(?:who|whom)\b"
)
_ASKS_COMPANY = re.compile(
    r"哪[一几]?[家个][^,。?]{0,6}(?:公司|企业|集团|银行|单位|机构|[药车房]企)|(?:单位|公司|企业|集团|银行|机构)(?:是|为)哪一?[家个]|"
    r"\bwhich (?:[\w-]+ ){0,3}?(?:compan(?:y|ies)|firms?|operators?|banks?|enterprises?|contractors?|developers?)\b"
)
_COMPANY = re.compile(
    r"公司|集团|企业|银行|厂(?!房)|[华国][电能润投网]|大唐|三峡|中[石海广核铁交建粮煤船航]|研究[院所]|设计院|"
    r"compan|firm|group|enterprise|corporation|bank|\bltd\b|\binc\b"
)
"""What companies are called, in full and by the short names of the large ones."""

_IS_ONE = re.compile(
    rf"(?:是|叫)(?:谁|哪位|何人)|谁(?:是|当|任|担任|主演|演唱|执导|设计)|{_PERSON}|\b(?:{_PERSON_EN})\b|"
    r"\bwho(?:'s|se| is| was| are| were| became)\b"
)
"""“Who is the mayor?” is answered by a name, "who judges the service?" by 企业和群众 too."""
_GROUP = re.compile(
    r"群众|企业|团队|部门|政府|机关|机构|组织|委员会|居民|农民|职工|干部|专家|学校|医院|法院|[厅局委]|"
    r"老年人|残疾人|人员|人群|家庭|学生|教师|儿童|青年|妇女|毕业生|用户|游客|"
    r"\b(?:people|public|government|department|committee|council|business|team|compan|authorit|resident|farmer)"
)

_CAPITALS = re.compile(r"(?<=[a-z,;:(] )[A-Z][\w'’-]+|\b[A-Z][\w'’-]+ [A-Z][\w'’-]+")
_SURE_OF_NAME, _SURE_OF_COMPANY, _LONGEST_NAME = 0.8, 0.6, 16
"""Probability and characters of the reader's words from which they are a name: 海康威视 is marked by nothing."""
_SURE_OF_WINDOW = 2.0
"""Logit of the reader's "this window answers" from which a name stands there, whatever its shape."""


def names_nobody(question: str, document: Document, words: str, seen: Seen | None) -> bool:
    """True where a question asks for a person or a company, and the sentence that is to answer names none.

    Args:
        question: as asked.
        document: of the sentence.
        words: the sentence.
        seen: what the trained reader sees in it, where it has read it.
    """
    form, said = search_form(question), search_form(words)
    if _ASKS_COMPANY.search(form):
        return not (_is_sure(seen, _SURE_OF_COMPANY) or _COMPANY.search(said))
    if not _ASKS_WHO.search(form) or _is_sure(seen):
        return False
    if not _IS_ONE.search(form) and _GROUP.search(said):
        return False
    if document.lang == "en":
        return not _CAPITALS.search(words)
    return not (may_be_a_person(seen.words.of(document.text)) if seen else names_a_person(words))


def _is_sure(seen: Seen | None, enough: float = _SURE_OF_NAME) -> bool:
    if seen is None:
        return False
    is_short = seen.words.end - seen.words.start <= _LONGEST_NAME
    return seen.margin >= _SURE_OF_WINDOW or (is_short and seen.sure >= enough)
