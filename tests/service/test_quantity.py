import dataclasses
import math
import re
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.quantity import (
    Kind,
    chinese_forms,
    english_forms,
    find,
    names,
    render,
    same,
    same_bound,
    same_number,
    scan,
    to_value,
)
from service.quantity.numerals import chinese, english
from service.types import Bound, Value


def one(text, lang="zh"):
    found = find(text, lang)
    assert len(found) == 1, found
    return found[0]


WAN, YI = 10_000, 100_000_000


@pytest.mark.parametrize(
    ("text", "number", "unit", "bound"),
    [
        ("实施农村清洁取暖改造4.5万户", 4.5 * WAN, "户", Bound.EXACTLY),
        ("接待游客3600万人次", 3600 * WAN, "人次", Bound.EXACTLY),
        ("旅游收入162亿元以上", 162 * YI, "元", Bound.AT_LEAST),
        ("增长10%左右", 10, "%", Bound.ABOUT),
        ("增长\uff11\uff10\uff05左右", 10, "%", Bound.ABOUT),
        ("新建5G基站1000个以上", 1000, "个", Bound.AT_LEAST),
        ("高新技术企业突破200家", 200, "家", Bound.MORE_THAN),
        ("65蒸吨以下", 65, "蒸吨", Bound.AT_MOST),
        ("不少于30万亩", 30 * WAN, "亩", Bound.AT_LEAST),
        ("不足一百人", 100, "人", Bound.LESS_THAN),
        ("技术合同交易额突破百亿。", 100 * YI, "", Bound.MORE_THAN),
        ("两千三百人", 2300, "人", Bound.EXACTLY),
        ("一千零五个", 1005, "个", Bound.EXACTLY),
        ("百分之二十五", 25, "%", Bound.EXACTLY),
        ("三成左右", 30, "%", Bound.ABOUT),
        ("1,200亿元", 1200 * YI, "元", Bound.EXACTLY),
        ("3.5 亿", 3.5 * YI, "", Bound.EXACTLY),
        ("1亿2000万元", YI + 2000 * WAN, "元", Bound.EXACTLY),
        ("10余家", 10, "家", Bound.MORE_THAN),
        ("約300萬噸", 300 * WAN, "吨", Bound.ABOUT),
        ("提高2.5个百分点", 2.5, "个百分点", Bound.EXACTLY),
        ("节约10%", 10, "%", Bound.EXACTLY),
        ("翻一番", 2, "倍", Bound.EXACTLY),
        ("翻两番", 4, "倍", Bound.EXACTLY),
        ("4.5×10^4户", 4.5 * WAN, "户", Bound.EXACTLY),
    ],
)
def test_a_chinese_figure_has_its_number_unit_and_bound(text, number, unit, bound):
    found = one(text)
    assert (found.number, found.unit, found.bound) == (number, unit, bound)


@pytest.mark.parametrize(
    ("text", "number", "unit", "bound"),
    [
        ("45,000 rural households", 45_000, "户", Bound.EXACTLY),
        ("45 thousand households", 45_000, "户", Bound.EXACTLY),
        ("at least 36 million tourist visits", 36e6, "人次", Bound.AT_LEAST),
        ("more than 16.2 billion yuan", 16.2e9, "元", Bound.MORE_THAN),
        ("RMB 1.2bn", 1.2e9, "元", Bound.EXACTLY),
        ("around 10 per cent", 10, "%", Bound.ABOUT),
        ("nearly 2.5 percentage points", 2.5, "个百分点", Bound.ABOUT),
        ("2.2×10^4 jobs", 22_000, "", Bound.EXACTLY),
        ("two dozen schools", 24, "所", Bound.EXACTLY),
        ("forty-five thousand people", 45_000, "人", Bound.EXACTLY),
        ("no more than one park", 1, "", Bound.AT_MOST),
        ("1,000 base stations or more", 1000, "", Bound.AT_LEAST),
        ("US$570 million", 570e6, "美元", Bound.EXACTLY),
        ("half a million people", 500_000, "人", Bound.EXACTLY),
        ("up to 350 km", 350, "公里", Bound.AT_MOST),
    ],
)
def test_an_english_figure_has_its_number_unit_and_bound(text, number, unit, bound):
    found = one(text, "en")
    assert (found.number, found.unit, found.bound) == (number, unit, bound)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("11万7015辆", 117_015),
        ("1亿2300万元", YI + 2300 * WAN),
        ("3万5千人", 35_000),
        ("两万5千人", 25_000),
        ("2万零50户", 20_050),
        ("两万零50户", 20_050),
        ("12亿3456万7890元", 1_234_567_890),
        ("1千5百人", 1500),
        ("3千5百万人", 35_000_000),
        ("6万500元", 60_500),
        ("5万千升", 50_000_000),
        ("3.2万多户", 32_000),
        ("1万6千多户", 16_000),
        ("六倍半", 6.5),
        ("四年半", 4.5),
        ("5个半月", 5.5),
        ("一个半小时", 1.5),
        ("四成五", 45),
        ("29\u00be 英寸", 29.75),
        ("近7成集中于制造业", 70),
        ("百分之十一點一", 11.1),
        ("翻了一番", 2),
        ("\uff12\uff18\uff0c\uff10\uff14\uff19\uff0c\uff17\uff18\uff10元", 28_049_780),
        ("1 6 5 5 亿美元", 1655 * YI),
        ("500兆瓦", 500),
        ("750千伏", 750),
    ],
)
def test_a_number_written_in_parts_is_one_number(text, number):
    assert one(text).number == number


@pytest.mark.parametrize(
    "text",
    [
        "6万5元",
        "1亿2300元",
        "三千万5百万元",
        "10至5万元",
        "几十亿元",
        "数千万美元",
        "一百一十几万人",
        "几十要求",
        "25l亿元",
        "唯一一个国家",
    ],
)
def test_what_may_be_two_numbers_is_read_as_none(text):
    assert not find(text, "zh")


def test_the_age_after_a_count_is_no_part_of_it():
    assert [q.number for q in find("390万65岁以上老年人", "zh")] == [390 * WAN, 65]
    assert [q.number for q in find("增加3000万2024年", "zh")] == [3000 * WAN, 2024]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("1000—1500万元", (1000 * WAN, 1500 * WAN)),
        ("1500-2000人", (1500, 2000)),
        ("0.14-0.16元", (0.14, 0.16)),
        ("2-2.5%", (2, 2.5)),
        ("5000至1万元", (5000, WAN)),
        ("500元至3万元", (500, 3 * WAN)),
        ("一百多亿斤到二百多亿斤", (100 * YI, 200 * YI)),
        ("一两千人", (1000, 2000)),
        ("2023-24年", (2023, 2024)),
    ],
)
def test_the_ends_of_a_range_have_the_scales_they_are_written_with(text, ends):
    assert (one(text).number, one(text).upper) == ends


def test_a_change_and_a_pair_of_dates_are_two_figures():
    assert [q.number for q in find("由5%至3%", "zh")] == [5, 3]
    assert [(q.number, q.kind) for q in find("1至9月", "zh")] == [(1, Kind.DATE), (9, Kind.DATE)]
    assert [q.number for q in find("从百分之三十九点七到一九五七年", "zh")] == [39.7, 1957]


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [("增长-3.2%", "zh", -3.2), ("零下20摄氏度", "zh", -20), ("减负35%", "zh", 35), ("5%-6%", "zh", 5)],
)
def test_what_is_below_zero_is_told_from_a_dash(text, lang, number):
    assert one(text, lang).number == number


def test_the_unit_of_a_table_is_no_amount():
    assert not find("单位：亿元", "zh")
    assert [q.number for q in find("投资（亿元）1200", "zh")] == [1200]
    assert one("亿元以上").number == YI


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("$300+ billion", 300e9),
        ("some 20-odd thousand", 20_000),
        ("300-plus million people", 300e6),
        ("three and a half million people", 3.5e6),
        ("two and a half years", 2.5),
        ("29\u00be inches", 29.75),
        ("a quarter of a million", 250_000),
        ("half-million", 500_000),
        ("3 hundred thousand", 300_000),
        ("1.2 thousand billion", 1.2e12),
        ("1 million 200 thousand", 1.2e6),
        ("3m people", 3e6),
        ("3m wide", 3),
        ("KRW1.56 million", 1.56e6),
        ("seven-tenths", 0.7),
        ("one in five residents", 0.2),
        ("three out of five", 0.6),
        ("-3.2%", -3.2),
        ("minus 3.2 percent", -3.2),
        ("-5°C", -5),
    ],
)
def test_an_english_number_is_read_to_its_end(text, number):
    assert one(text, "en").number == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("500,000 to 1 million people", (500_000, 1e6)),
        ("1,000-1,500 million yuan", (1e9, 1.5e9)),
        ("1500-2000 people", (1500, 2000)),
        ("2.5-3.5 percentage points", (2.5, 3.5)),
        ("two to three million people", (2e6, 3e6)),
        ("ten or fifteen schools", (10, 15)),
        ("2021-25", (2021, 2025)),
    ],
)
def test_an_english_range_has_both_ends(text, ends):
    assert (one(text, "en").number, one(text, "en").upper) == ends


def test_english_changes_are_two_figures():
    assert [q.number for q in find("fell from 5% to 3%", "en")] == [5, 3]
    assert [q.number for q in find("from 22.2% in 2009 to 26.7% in 2011", "en")] == [22.2, 2009, 26.7, 2011]
    assert [q.unit for q in find("JPY100 to RMB5.7854", "en")] == ["日元", "元"]
    assert [(q.number, q.kind) for q in find("the first half of 2023", "en")] == [
        (1, Kind.ORDINAL),
        (2023, Kind.DATE),
    ]


def test_the_top_ten_are_no_more_than_ten():
    assert one("the top 10 cities", "en").bound is Bound.EXACTLY
    assert one("to top 10 billion yuan", "en").bound is Bound.MORE_THAN


NAMES_ZH = (
    "G331线 12345政务服务便民热线 PM2.5 5G “8+N” “15+4” 一网通办 三年行动 二十大 “十四五” 十分重要 千家万户"
    " 5A级景区 80后 6：1 2比0 三一集团 四处走动 1970年代 千兆光网 1999.05至今 周五对意大利"
)
NAMES_EN = (
    "G331 highway|12345 hotline|PM2.5|5G|15+4|COVID-19|five-year plan|one of them|tens of thousands of people"
    "|SARS-CoV-2.|iPhone7|won 12-10|won 3:2|a 6-foot-6 player|24/7|three-dimensional|two-way street|zero tolerance"
    "|last three quarters|5 to 2 million|table 3b|unit: 100 million yuan|a Five-Year Plan"
)


@pytest.mark.parametrize("text", NAMES_ZH.split())
def test_a_name_with_numerals_is_no_figure(text):
    assert find(text, "zh") == ()
    assert names(text, "zh")


@pytest.mark.parametrize("text", NAMES_EN.split("|"))
def test_an_english_name_with_numerals_is_no_figure(text):
    assert find(text, "en") == ()
    assert names(text, "en")


@pytest.mark.parametrize(
    ("text", "kind", "is_plain"),
    [
        ("第十一届", Kind.ORDINAL, False),
        ("2023年", Kind.DATE, False),
        ("1000万吨/年", Kind.RATE, False),
        ("2×66万千瓦", Kind.COMPOUND, False),
        ("三分之一", Kind.FRACTION, True),
        ("200家", Kind.COUNT, True),
    ],
)
def test_what_is_no_plain_count_says_so(text, kind, is_plain):
    found = one(text)
    assert (found.kind, found.is_plain) == (kind, is_plain)


def test_a_range_keeps_both_ends_and_shares_its_scale():
    assert [(q.number, q.upper) for q in find("5—8%，8至10万个", "zh")] == [(5, 8), (8 * WAN, 10 * WAN)]
    english_ranges = find("between 5 and 8 percent; 5-10 million people", "en")
    assert [(q.number, q.upper) for q in english_ranges] == [(5, 8), (5e6, 10e6)]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("4.5万户", "zh", "45,000 households"),
        ("3600万人次", "zh", "36 million visits"),
        ("162亿元", "zh", "16.2 billion yuan"),
        ("10%左右", "zh", "about 10%"),
        ("新建5G基站1000个以上", "zh", "at least 1,000 base stations"),
        ("45,000 households", "en", "4.5万户"),
        ("at least 16.2 billion yuan", "en", "162亿元以上"),
    ],
)
def test_rendering_speaks_the_other_language(text, lang, expected):
    assert render(one(text, lang), "en" if lang == "zh" else "zh") == expected


@pytest.mark.parametrize(
    ("zh", "en", "agree"),
    [
        ("3.5亿人", "350 million people", True),
        ("25.5万亩", "255,000 mu", True),
        ("25.5万亩", "17,000 hectares", True),
        ("25.5万亩", "255,000 hectares", False),
        ("300万千瓦", "3 GW", True),
        ("300万千瓦", "3 million kWh", False),
        ("5.7亿元", "US$570 million", False),
        ("2.5个百分点", "2.5 percent", False),
        ("三成", "30 percent", True),
        ("1200亿元", "1.2 billion yuan", False),
        ("2×66万千瓦", "1.32 million kW", True),
    ],
)
def test_figures_compare_by_value_across_units_and_languages(zh, en, agree):
    assert same(one(zh), one(en, "en")) is agree


def test_over_is_accepted_for_yishang_but_about_is_not():
    source = one("80%以上")
    assert same_bound(source, one("over 80%", "en"))
    assert not same_bound(source, one("about 80%", "en"))


def test_a_figure_becomes_an_answers_value():
    assert to_value(one("新建5G基站1000个以上")) == Value(1000.0, "个", "base stations", Bound.AT_LEAST)


@pytest.mark.parametrize(
    ("words", "number"), [("两千三百", 2300), ("十五", 15), ("三千六百万", 36_000_000), ("3.5亿", 350_000_000)]
)
def test_chinese_numerals_are_exact(words, number):
    assert chinese(words) == Decimal(number)


def test_number_words_are_exact():
    assert english("one hundred and eight") == 108
    assert english("nothing") is None


UNITS = st.sampled_from([*"户人亩吨元头年%", "人次", "公顷", "千瓦", "千瓦时", "蒸吨", "公里", "美元", "个百分点"])
NUMBERS = st.one_of(
    st.integers(2, 10**13),
    st.integers(11, 10**6).map(lambda n: n * WAN),
    st.integers(2, 10**7).map(lambda n: n / 100),
)


@settings(deadline=None, max_examples=150)
@given(number=NUMBERS, unit=UNITS, bound=st.sampled_from(Bound))
def test_reading_what_was_rendered_gives_the_figure_again(number, unit, bound):
    year = unit == "年" and 1000 <= number < 3000
    source = dataclasses.replace(one(f"{number + (3000 if year else 0)}{unit}"), bound=bound)
    for lang in ("zh", "en"):
        words = render(source, lang)
        again = one(words, lang)
        assert (again.number, again.unit, again.bound) == (source.number, unit, bound), words
        assert same(source, again)


PIECES = st.sampled_from(
    [
        *"0123456789.,%万亿千百十一二三两零年月日第约超近以上左右余多元亩 -—×/^$“”()，。G",
        "million ",
        " percent",
        "at least ",
    ]
)


@settings(deadline=None, max_examples=400)
@given(text=st.text(max_size=60) | st.lists(PIECES, max_size=25).map("".join), lang=st.sampled_from(["zh", "en"]))
def test_no_string_crashes_and_every_span_lies_in_the_text(text, lang):
    for quantity in scan(text, lang):
        assert 0 <= quantity.span.start < quantity.span.end <= len(text)
        assert same_number(quantity, quantity) == math.isfinite(quantity.number)
    for quantity in find(text, lang):
        assert render(quantity, "zh")
        assert render(quantity, "en")


LONG = (
    "9",
    "万",
    "1,",
    "1-",
    "三万",
    "1.2",
    "a-",
    "第",
    "1×",
    "“三",
    " ",
    "one-",
    "1% to ",
    "two hundred and ",
    "1+",
    "A/",
)


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hundred_thousand_characters_take_linear_time(piece, lang):
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    scan(text, lang)
    assert time.process_time() - started < 5


def test_a_numeral_inside_a_word_counts_nothing() -> None:
    for text in ("推动阿勒泰陆路港项目建设", "昌吉至五家渠公路改扩建"):
        assert not [q for q in find(text, "zh") if q.is_plain]
    assert [q.number for q in find("打造三个国家级园区", "zh")] == [3.0]
    assert [q.unit for q in find("打造三个国家级园区", "zh")] == ["个"]


def test_four_digits_that_are_a_limit_are_no_year() -> None:
    assert [q.number for q in find("Will more than 2000 be built?", "en") if q.is_plain] == [2000.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新增35家国家级专精特新“小巨人”企业", "35 enterprises"),
        ("新增3个国家中小企业特色产业集群", "3 clusters"),
        ("新增12个国家级园区", "12 parks"),
        ("出口到100多个国家", "more than 100 countries"),
        ("同20个国家和地区建立联系", "20 countries"),
        ("对20个国家免签", "20 countries"),
    ],
)
def test_national_is_no_country(text: str, expected: str) -> None:
    assert [render(q, "en") for q in find(text, "zh")] == [expected]


@pytest.mark.parametrize("forms", [chinese_forms, english_forms])
def test_no_group_is_possessive_which_early_python_3_11_reads_wrong(forms):
    assert not re.search(r"(?<!\\)\)(?:[?*+]|\{[\d,]+\})\+", forms.PATTERN.pattern)
