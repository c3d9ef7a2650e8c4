"""Questions that a plan comes near to and does not answer are refused, those it answers are not. Real model, FAISS."""

import pytest

from index.types import Lang
from service.api.services import Knowledge
from service.settings import Settings
from service.types import Answer, Question
from service.wire import open_knowledge

PLAN = """2031年湖州市国民经济和社会发展计划

一、主要目标

2031年主要预期目标：地区生产总值增长6%左右，进出口总额增长12%左右，一般公共预算收入增长9%左右。

二、产业发展

加快建设现代农业。培育市级示范合作社35家，水稻种植面积稳定在40万亩左右。力争规模以上企业突破130家。

三、基础设施

完善城乡基础设施。新建充电桩700个，新建改建农村公路260公里，改造老旧小区64个。推进临江县水库建设。

四、民生

办好民生实事。农村生活污水治理率达到41%。新增学前教育学位1850个，接待游客900万人次，养老护理员总量达到620名。
推进德清县医院建设。德清县开展健康宣传。
湖州市要办好运动会。湖州市要抓好文化惠民。湖州市要守住安全底线。湖州市要加强作风建设。湖州市要抓好落实。
"""


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    seeds = tmp_path_factory.mktemp("seeds")
    (seeds / "2031年湖州市计划.txt").write_text(PLAN, "utf-8")
    return open_knowledge(Settings(data_dir=tmp_path_factory.mktemp("data"), seeds_dir=seeds))


NEAR: tuple[tuple[str, Lang], ...] = (
    ("充电桩总数达到多少个？", "zh"),
    ("新增养老护理员多少名？", "zh"),
    ("出口增长目标是多少？", "zh"),
    ("国家级示范合作社培育多少家？", "zh"),
    ("新增小学学位多少个？", "zh"),
    ("城市生活污水治理率达到多少？", "zh"),
    ("接待入境游客多少人次？", "zh"),
    ("德清县改造老旧小区多少个？", "zh"),
    ("全国进出口总额增长目标是多少？", "zh"),
    ("How many women will visit as tourists?", "en"),
    ("How much will the 260 km of rural roads cost?", "en"),
    ("What is the urban sewage treatment rate?", "en"),
)
ANSWERED: tuple[tuple[str, Lang, float], ...] = (
    ("新建充电桩多少个？", "zh", 700),
    ("养老护理员总数是多少？", "zh", 620),
    ("进出口总额增长目标是多少？", "zh", 12),
    ("新增学前教育学位多少个？", "zh", 1850),
    ("农村生活污水治理率达到多少？", "zh", 41),
    ("湖州市改造老旧小区多少个？", "zh", 64),
    ("How many tourists will be received?", "en", 9_000_000),
    ("What is the rural sewage treatment rate?", "en", 41),
)


@pytest.mark.parametrize(("question", "lang"), NEAR)
def test_a_near_miss_is_refused(knowledge: Knowledge, question: str, lang: Lang) -> None:
    outcome = knowledge.answerer.answer(Question(question, lang))
    assert not isinstance(outcome, Answer), outcome.text


@pytest.mark.parametrize(("question", "lang", "number"), ANSWERED)
def test_what_it_nearly_is_is_answered(knowledge: Knowledge, question: str, lang: Lang, number: float) -> None:
    outcome = knowledge.answerer.answer(Question(question, lang))
    assert isinstance(outcome, Answer), outcome
    assert outcome.value is not None
    assert outcome.value.number == number
