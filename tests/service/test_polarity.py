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
