from service.polarity import polarity


def test_a_figure_decides_against_the_limit_asked_for() -> None:
    assert not polarity("农村生活污水治理率目标是否超过50%？", "农村生活污水治理率达到25%", "zh", "zh")
    assert polarity("Is the revenue goal above 15 billion yuan?", "实现旅游收入162亿元以上", "zh", "en")


def test_preliminary_work_is_no_opening() -> None:
    assert not polarity("Is the railway due to open in 2023?", "积极推进铁路前期工作", "zh", "en")


def test_a_first_unit_is_not_the_whole() -> None:
    assert not polarity("Will the whole station be finished?", "首台建成投运", "zh", "en")


def test_what_is_abolished_is_not_kept() -> None:
    assert not polarity("Were the limits kept?", "全面取消限迁政策", "zh", "en")


def test_what_stands_there_is_a_yes() -> None:
    assert polarity("州儿童福利院今年建成吗？", "完成州儿童福利院建设", "zh", "zh")


def test_a_limit_that_is_to_be_reached_is_met_by_more() -> None:
    statement = "力争接待游客3600万人次,实现旅游收入162亿元以上"
    assert polarity("旅游收入目标到没到160亿", statement, "zh", "zh")
    assert not polarity("旅游收入目标到没到170亿", statement, "zh", "zh")


def test_the_figure_beside_the_questions_words_decides_among_several() -> None:
    statement = "工伤保险参保人数达到30.24万人,失业保险参保人数达到23.65万人"
    assert not polarity("失业保险参保人数超过25万人吗？", statement, "zh", "zh")
    assert polarity("工伤保险参保人数不低于25万人吗？", statement, "zh", "zh")


def test_a_limit_in_another_unit_is_converted() -> None:
    assert polarity("Is the wheat area no less than 100,000 hectares?", "小麦种植面积稳定在200万亩左右", "zh", "en")


def test_none_at_all_is_no() -> None:
    assert not polarity("Had Jiangxi had any bond defaults?", "保持全国唯一债券零违约省份", "zh", "en")
    assert not polarity("是否发生过债券违约？", "保持全国唯一债券零违约省份", "zh", "zh")
    assert polarity("是否有零碳园区？", "建成零碳园区", "zh", "zh")


def test_nobody_hurt_is_no_to_any_casualties() -> None:
    assert not polarity("Were there any casualties among residents?", "实现群众无人员伤亡", "zh", "en")
    assert not polarity("是否发生重大事故？", "未发生重大事故", "zh", "zh")


def test_what_is_abolished_is_not_still_asked_for() -> None:
    assert not polarity("看门诊还用先交预交金吗？", "医疗机构门诊预交金全面取消", "zh", "zh")
    assert not polarity("Do outpatients still have to pay a deposit?", "医疗机构门诊预交金全面取消", "zh", "en")
    assert polarity("门诊预交金取消了吗？", "医疗机构门诊预交金全面取消", "zh", "zh")


def test_without_new_cases_is_no_to_any() -> None:
    assert not polarity("还有新的大骨节病患者出现吗？", "大骨节病无新发病例", "zh", "zh")
    assert polarity("有没有推进无障碍改造？", "推进无障碍改造", "zh", "zh")


def test_the_clause_found_tells_not_its_neighbours() -> None:
    whole = "亳州机场建成通航，行洪区工程开工建设"
    assert polarity("亳州的机场通航了没有？", whole, "zh", "zh", "亳州机场建成通航")
