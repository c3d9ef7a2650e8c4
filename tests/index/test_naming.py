import pytest

from index.naming import Titles, english_forms, is_spoken, years_in
from index.protocols import DocumentInfo


def info(title: str) -> DocumentInfo:
    return DocumentInfo(title, title, f"{title}.txt", "zh", 1, 1, 0, "2025-01-01T00:00:00Z")


REPORTS = Titles.of(
    [info(f"{year}年{place}政府工作报告") for year in (2025, 2026) for place in ("湖南省", "湖北省", "陕西省")]
)


def best(question: str) -> str:
    named = REPORTS.named_by(question)
    return max(named, key=lambda key: named[key])


def test_a_place_in_the_title_outranks_the_same_words_of_another_place() -> None:
    assert best("湖南省2025年粮食产量目标是多少？") == "2025年湖南省政府工作报告"


def test_a_result_is_told_by_the_report_of_the_next_year() -> None:
    assert best("2025年湖北粮食产量达到了多少？") == "2026年湖北省政府工作报告"


def test_an_english_question_names_a_place_by_pinyin_or_exonym() -> None:
    assert best("What grain target did Hunan plan for 2025?") == "2025年湖南省政府工作报告"
    assert best("What does Shaanxi plan for 2026?") == "2026年陕西省政府工作报告"


def test_words_that_every_title_has_name_nothing() -> None:
    assert not REPORTS.named_by("政府工作报告提出了什么？")


def test_an_exonym_replaces_the_pinyin_it_would_be_confused_by() -> None:
    assert "shaanxi" in english_forms("陕西")
    assert "shanxi" not in english_forms("陕西")


def test_years_are_four_digits_alone() -> None:
    assert years_in("2024年至2025年，20251个") == {2024, 2025}


def test_a_subject_that_stands_alone_is_named_by_less_than_a_report_among_its_like() -> None:
    subjects = [info(title) for title in ("月球", "贝多芬", "云杉", "鲸鱼", "湖南", "望远镜")]
    subjects += [info(title) for title in ("口琴", "骆驼", "火山", "罗盘", "丝绸")]
    reports = [info(f"2025年{place}政府工作报告") for place in ("湖南省", "湖北省", "陕西省")]
    named = Titles.of([*subjects, *reports]).named_by("湖南有多少人口？")
    assert named["湖南"] < named["2025年湖南省政府工作报告"] / 2


OTHERS = ["月球", "云杉", "口琴", "骆驼", "火山", "罗盘", "丝绸", "湖泊", "珊瑚", "钢琴", "海豚"]


def test_copies_of_a_title_are_no_series() -> None:
    named = Titles.of([info(title) for title in ("望远镜", "望远镜", *OTHERS)]).named_by("望远镜是谁发明的？")
    alone = Titles.of([info(title) for title in ("望远镜", "鲸鱼", *OTHERS)]).named_by("望远镜是谁发明的？")
    assert 0 < named["望远镜"] <= alone["望远镜"]


def test_among_few_documents_a_word_of_a_title_names_one() -> None:
    few = Titles.of([info("2023年发展计划"), info("政府工作摘要")]).named_by("计划要建多少座公园？")
    many = Titles.of([info("2023年发展计划"), *map(info, OTHERS), info("鲸鱼")]).named_by("计划要建多少座公园？")
    assert few["2023年发展计划"] > 0.2 > many["2023年发展计划"]


def test_of_words_within_one_another_only_the_longest_names() -> None:
    sessions = [info(f"第十{n}届全国人民代表大会第一次会议决议") for n in "三四"]
    titles = Titles.of([*sessions, *(info(f"2025年{p}政府工作报告") for p in ("宁夏", "湖南省", "湖北省"))])
    named = titles.named_by("2024年宁夏煤炭产量第一次超过多少？")
    assert max(named, key=lambda key: named[key]) == "2025年宁夏政府工作报告"


LONG = "高举旗帜为全面建设现代化国家而团结奋斗"


def test_common_words_of_a_long_title_do_not_name_it() -> None:
    reports = [
        info(f"{year}年{place}政府工作报告") for year in (2025, 2026) for place in ("湖南省", "湖北省", "陕西省")
    ]
    named = Titles.of([*reports, info(LONG), *map(info, OTHERS)]).named_by("2025年湖南全面启动哪些国家专项？")
    assert max(named, key=lambda key: named[key]) == "2025年湖南省政府工作报告"
    assert named[LONG] < named["2025年湖南省政府工作报告"] / 3


@pytest.mark.parametrize(
    ("letters", "text", "expected"),
    [
        ("changzhou", "建成长洲水利枢纽", True),  # 长 is zhang too
        ("tiandu", "支持天都实验室", True),  # 都 is dou too
        ("luliang", "吕梁市", True),
        ("hunan", "湖北的南部", False),
    ],
)
def test_a_name_is_heard_in_any_reading_of_its_characters(letters: str, text: str, expected: bool) -> None:
    assert is_spoken(letters, text) is expected
