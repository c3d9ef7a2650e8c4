"""A figure of one thing says nothing of another of its sort, in either language; of the thing itself it does."""

import pytest

from index.types import Lang
from service.siblings import is_of_sibling

WHEAT = "小麦播种面积稳定在200万亩左右"


@pytest.mark.parametrize(
    ("question", "lang", "said", "expected"),
    [
        ("How many mu of cotton will be planted?", "en", WHEAT, True),
        ("What area will be sown to maize?", "en", WHEAT, True),
        ("棉花种植面积是多少？", "zh", WHEAT, True),
        ("What area will be sown to wheat?", "en", WHEAT, False),
        ("小麦种多少亩？", "zh", WHEAT, False),
        ("How many mu of high-standard farmland?", "en", WHEAT, False),
        ("wheat output in tonnes", "en", "粮食综合生产能力稳定在150万吨以上", True),
        ("失业保险参保人数是多少？", "zh", "工伤保险参保人数达到30.24万人", True),
        ("What share takes part in old-age insurance?", "en", "基本养老保险、基本医疗保险参保率稳定在95%以上", False),
    ],
)
def test_a_figure_of_another_of_the_sort_is_told(question: str, lang: Lang, said: str, expected: bool) -> None:
    assert is_of_sibling(question, lang, said, "zh") is expected
