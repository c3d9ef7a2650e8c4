"""Checks of a rendering: each error is found, its faithful neighbour is not."""

import pytest

from index.glossary import Entry, Glossary
from service.translation.check import Checker
from service.translation.checks.name import _sounds
from service.translation.lexicon import Lexicon
from service.translation.types import FindingType, Severity

GLOSSARY = Glossary(
    (
        Entry("工伤保险", ("work-related injury insurance",)),
        Entry("失业保险", ("unemployment insurance",)),
    )
)


def errors(source, rendering):
    checked = Checker(None, GLOSSARY).check(source, rendering)
    return [
        (str(f.type), f.span.of(rendering) if f.span else "") for f in checked.findings if f.severity is Severity.ERROR
    ]


@pytest.mark.parametrize(
    ("source", "wrong", "right", "finding"),
    [
        ("改造4.5万户。", "Retrofit 4,500 households.", "Retrofit 45 thousand homes.", ("number", "4,500 households")),
        ("到位资金1200亿元。", "Secure 1.2 billion yuan.", "Secure 120 billion yuan.", ("number", "1.2 billion yuan")),
        ("优质棉占比85%。", "Quality cotton: 58 percent.", "Quality cotton: 85 per cent.", ("number", "58 percent")),
        ("实施三年行动。", "Carry out a five-year action.", "Carry out a three-year action.", ("number", "five-year")),
        ("拨打12345热线。", "Call the 12315 hotline.", "Call the 12345 hotline.", ("number", "12315")),
        ("G331线完工。", "Complete the G311 highway.", "Complete the G331 highway.", ("number", "G311")),
        (
            "草原修复35万亩。",
            "Restore 350,000 hectares of grassland.",
            "Restore 350,000 mu (23,333 hectares) of grassland.",
            ("unit", "350,000 hectares"),
        ),
        ("并网300万千瓦。", "Connect 3 million kilowatt-hours.", "Connect 3 GW.", ("unit", "3 million kilowatt-hours")),
        ("资金5.7亿元。", "Funds of US$570 million.", "Funds of RMB 570 million.", ("unit", "US$570 million")),
        ("提高2.5个百分点。", "Up by 2.5 percent.", "Up by 2.5 percentage points.", ("unit", "2.5 percent")),
        (
            "增长7%左右。",
            "Growth of at least 7 percent.",
            "Growth of around 7 percent.",
            ("bound", "at least 7 percent"),
        ),
        ("贡献率为-3.2%。", "Its share was 3.2%.", "Its share was -3.2%.", ("number", "3.2%")),
        ("销量为11万7015辆。", "It sold 7,015 vehicles.", "It sold 117,015 vehicles.", ("number", "7,015 vehicles")),
        ("70%以上用于民生。", "Spend 70 percent.", "Spend over 70 percent.", ("bound", "70 percent")),
        (
            "建成园区1家以上。",
            "Complete no more than one park.",
            "Complete at least one park.",
            ("bound", "no more than one"),
        ),
    ],
)
def test_a_wrong_figure_is_an_error_and_the_right_one_is_none(source, wrong, right, finding):
    assert finding in errors(source, wrong)
    assert errors(source, right) == []


@pytest.mark.parametrize(
    ("source", "rendering"),
    [
        ("布伦特原油突破80美元关口。", "Brent crude oil has broken through the $80 mark."),
        ("约占病毒全基因组86.3%。", "It makes up about 86.3% of the genome."),
        ("沿岸10英里（16公里）可见。", "It is seen about 10 miles off the shore."),
        ("仍有6至7级左右的阵风。", "Gusts of force 6-7 are forecast."),
        ("在轨运行近2年来。", "In orbit for the past 2 years."),
        ("长度超过1500公里（932英里）。", "It spans over 1,500 kilometres (932 miles)."),
        ("轻量级（135磅）。", "Lightweight (135 pounds)."),
        ("侵犯了7,657,386号专利。", "It violates Patent No. 7,657,386."),
        ("多出1,400 万至2,200 万人。", "Between 14 and 22 million more people."),
        ("亏损收窄8%至47亿港元。", "Losses narrowed by 8% to HK$4.7 billion."),
        ("使用率居联盟前40。", "His usage is among the top 40."),
        ("在以上三次会议上。", "2. At these three conferences."),
        ("进口增长-3.2%。", "Imports fell by 3.2%."),
        ("庆祝建国70周年。", "It marks the 70th anniversary of the founding."),
        ("影响将达3,000多亿美元。", "A $300+ billion impact."),
        ("主队6：1领先。", "The home team leads by 6-1."),
        ("1至9月投产。", "In production from January to September."),
        ("维克多仍然保有处男之身。", "Victor still hasn't lost his virginity."),
    ],
)
def test_what_a_good_translator_writes_is_no_error(source, rendering):
    assert errors(source, rendering) == []


def test_a_multitude_that_was_counted_is_a_figure():
    assert errors("带动就业超百万人。", "It employs more than ten million people.")[0][0] == "number"
    assert errors("带动就业超百万人。", "It employs more than one million people.") == []


def test_a_conversion_excuses_no_wrong_bound():
    assert errors("沿岸10英里（16公里）可见。", "It is seen less than 10 miles off the shore.")[0][0] == "bound"


def test_swapped_figures_are_found_by_their_labels():
    source = "工伤保险参保人数达到30.24万人，失业保险参保人数达到23.65万人。"
    right = "302,400 people in work-related injury insurance and 236,500 in unemployment insurance."
    wrong = "236,500 people in work-related injury insurance and 302,400 in unemployment insurance."
    assert errors(source, right) == []
    assert [kind for kind, _ in errors(source, wrong)] == ["number", "number"]


def test_a_finding_proposes_the_repair_in_both_languages():
    (finding,) = Checker().check("改造4.5万户。", "Retrofit 4,500 households.").findings
    assert finding.type is FindingType.NUMBER
    assert finding.suggestion == "45,000 households"
    assert finding.suggestion in finding.message_en
    assert finding.suggestion in finding.message_zh


def test_english_sources_are_checked_too():
    checked = Checker().check("Retrofit 45,000 households.", "改造4500户。")
    assert [str(f.type) for f in checked.findings] == ["number"]
    assert checked.findings[0].suggestion == "4.5万户"


def test_empty_texts_and_one_language_have_no_findings():
    for source, rendering in (("", "x"), ("改造4.5万户。", ""), ("改造4.5万户。", "改造4500户。")):
        assert Checker().check(source, rendering).findings == ()


@pytest.mark.parametrize(
    ("rendering", "mended"),
    [
        ("About 1,000 new 5G base stations will be built.", "At least 1,000 new 5G base stations will be built."),
        ("We will build about 1,000 new 5G base stations.", "We will build at least 1,000 new 5G base stations."),
        ("2,000 new 5G base stations will be built.", "at least 1,000 new 5G base stations will be built."),
        ("About 1,000 stations will be built.", "At least 1,000 stations will be built."),
    ],
)
def test_a_suggestion_fits_into_the_place_of_what_is_wrong(rendering, mended):
    [finding] = Checker().check("新建5G基站1000个以上。", rendering).findings
    assert rendering[: finding.span.start] + finding.suggestion + rendering[finding.span.end :] == mended


def test_an_aim_is_suggested_in_place_of_a_promise_and_of_nothing_else():
    source = "力争新增就业5万人。"
    for rendering, replaced in (("We will ensure 50,000 new jobs.", "ensure"), ("We created 50,000 new jobs.", None)):
        [finding] = [f for f in Checker().check(source, rendering).findings if "力争" in f.message_zh]
        assert finding.suggestion == ("strive to" if replaced else None)
        assert replaced is None or finding.span.of(rendering) == replaced


def test_a_long_check_ends_when_it_is_told_to():
    looked = []

    def look():
        looked.append(1)
        if len(looked) == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        Checker().check("新建基站1000个。" * 200, "Build 1,000 base stations. " * 200, look=look)


def test_sentences_are_aligned_when_merged_and_split():
    source = "全面推进旅游业发展，接待游客3600万人次。实现旅游收入162亿元。加快建设机场。"
    rendering = (
        "We will advance tourism. We will receive 36 million tourist visits. "
        "Tourism revenue will reach 16.2 billion yuan. We will speed up building the airport."
    )
    pairs = [(p.source.of(source), p.rendering.of(rendering)) for p in Checker().check(source, rendering).pairs]
    assert pairs[0][1].endswith("36 million tourist visits.")
    assert pairs[1] == ("实现旅游收入162亿元。", "Tourism revenue will reach 16.2 billion yuan.")


TERMS = Glossary(
    (
        Entry("玛纳斯县", ("Manas County",), subject="place"),
        Entry("木垒", ("Mori",), subject="place"),
        Entry("示范社", ("demonstration cooperatives",), subject="agriculture"),
        Entry("精密铸造", ("precision casting",), subject="industry"),
        Entry("生物可降解材料", ("biodegradable materials",), subject="industry"),
        Entry("非现场", ("off-site",), subject="policy"),
        Entry("葡萄", ("grapes",), subject="agriculture"),
    )
)
LEXICON = Lexicon(
    {
        "打造": "to create/to build",
        "种羊": "breeding sheep",
        "基地": "base",
        "监管": "to supervise/regulation",
        "深化": "to deepen",
        "改革": "reform",
        "葡萄牙": "Portugal",
        "经济": "economy",
        "示范": "to demonstrate/model",
    }
)


@pytest.mark.parametrize(
    ("source", "wrong", "right", "kind"),
    [
        ("打造玛纳斯县种羊基地。", "Build a sheep base in Mori.", "Build a sheep base in Manas County.", "name"),
        (
            "示范社达到540家。",
            "There will be 540 model communes.",
            "There will be 540 demonstration cooperatives.",
            "term",
        ),
        (
            "建设生物可降解材料、精密铸造产业园。",
            "Build parks for biodegradable materials.",
            "Build parks for biodegradable materials and precision casting.",
            "omission",
        ),
        ("首台建成投运。", "Commission the station.", "Commission the first unit.", "omission"),
        ("推行非现场监管。", "Practise on-site regulation.", "Practise off-site regulation.", "negation"),
        ("决不辜负人民。", "We will fail the people.", "We will never fail the people.", "negation"),
        ("任务依然艰巨。", "The task is no longer arduous.", "The task is still arduous.", "negation"),
        ("经济增长5%。", "The economy shrank by 5%.", "The economy grew by 5%.", "negation"),
        ("新增企业10家。", "Add 10 enterprises and create 5,000 jobs.", "Add 10 enterprises.", "addition"),
    ],
)
def test_a_wrong_word_is_an_error_and_the_right_one_is_none(source, wrong, right, kind):
    def kinds(rendering):
        found = Checker(None, TERMS, lexicon=LEXICON).check(source, rendering).findings
        return [str(f.type) for f in found if f.severity is Severity.ERROR]

    assert kinds(wrong) == [kind]
    assert kinds(right) == []


@pytest.mark.parametrize(
    ("source", "wrong", "right"),
    [
        ("坚决取消不合理收费。", "Do away with reasonable charges.", "Do away with unreasonable charges."),
        ("这并非易事。", "That is an easy matter.", "That is no easy matter."),
    ],
)
def test_what_the_source_negates_must_not_stand_bare(source, wrong, right):
    lexicon = Lexicon({"合理": "reasonable", "易事": "easy task/easy"})
    checker = Checker(lexicon=lexicon)
    (finding,) = checker.check(source, wrong).findings
    assert (finding.type, finding.severity) == (FindingType.NEGATION, Severity.ERROR)
    assert checker.check(source, right).findings == ()


def test_a_word_said_twice_is_lost_where_a_stranger_of_its_set_stands():
    source = "巩固棉花优势，棉花产量占全国九成。"
    assert errors(source, "Our lead in cotton is kept: we grow 90 percent of its wheat.") == [("term", "wheat")]
    assert errors(source, "Our lead in cotton is kept: we grow 90 percent of it.") == []


def test_a_direction_in_a_name_is_no_direction():
    lexicon = Lexicon({}, {"西弗吉尼亚": frozenset({"west virginia"})})
    checked = Checker(lexicon=lexicon).check("西弗吉尼亚州，东部时间7点。", "West Virginia, 7 p.m. ET.")
    assert not checked.has_errors


def test_a_compound_rendered_as_a_whole_explains_the_term_in_it():
    glossary = Glossary((Entry("草原", ("grassland",)),))
    checker = Checker(None, glossary, lexicon=Lexicon({"热带草原": "savanna"}))
    assert checker.check("热带草原改革。", "Reform of the savanna.").findings == ()
    assert checker.check("热带草原改革。", "Reform of the tropics.").has_errors


def test_a_term_within_another_word_is_no_term():
    assert Checker(None, TERMS, lexicon=LEXICON).check("葡萄牙改革。", "Portugal's reform.").findings == ()


def test_numerals_of_idioms_are_no_figures():
    source = "扩大“一网通办”，坚持一抓到底，围绕“八大产业集群”和“15+4”体系。"
    rendering = "Extend one-stop services, see things through, and focus on the eight clusters and the 15+4 system."
    assert Checker().check(source, rendering).findings == ()


def test_chinese_marks_in_english_are_notes():
    (finding,) = Checker().check("改造小区，新建学校。", "Renovate communities，build schools.").findings
    assert (finding.type, finding.severity, finding.suggestion) == (FindingType.PUNCTUATION, Severity.NOTE, ",")


def test_one_sentence_rendered_two_ways_is_a_note():
    source = "坚持依法行政。完成改造108个。坚持依法行政。"
    rendering = "Govern by law. Renovate 108 of them. Keep administration lawful."
    kinds = [(f.type, f.severity) for f in Checker().check(source, rendering).findings]
    assert (FindingType.CONSISTENCY, Severity.NOTE) in kinds


def test_a_chinese_name_replaced_by_another_is_an_error():
    senses = {"北京": "Beijing, capital of the People's Republic of China", "来自": "to come from"}
    lexicon = Lexicon(senses, {"北京": frozenset({"beijing"}), "武汉": frozenset({"wuhan"})})
    right, wrong = (f"He comes from {city}." for city in ("Beijing", "Wuhan"))
    assert Checker(lexicon=lexicon).check("他来自北京。", right).findings == ()
    (finding,) = Checker(lexicon=lexicon).check("他来自北京。", wrong).findings
    assert (finding.type, finding.severity) == (FindingType.NAME, Severity.ERROR)
    assert finding.span.of(wrong) == "Wuhan"


@pytest.mark.parametrize(("name", "form"), [("Lüliang", "lüliang"), ("Lüliang", "luliang"), ("Luliang", "luliang")])
def test_a_place_is_known_with_its_accents_or_without(name, form):
    lexicon = Lexicon({"吕梁": "Luliang", "来自": "to come from", "北京": "Beijing"}, {"吕梁": frozenset({form})})
    assert Checker(lexicon=lexicon).check("他来自吕梁。", f"He comes from {name}.").findings == ()
    (finding,) = Checker(lexicon=lexicon).check("他来自北京。", f"He comes from {name}.").findings
    assert finding.type is FindingType.NAME


@pytest.mark.parametrize("name", ["Lüliang", "Lvliang", "Luliang"])
def test_pinyin_is_read_with_its_umlaut_or_without(name):
    assert _sounds(name, "吕梁市")
