import json

import pytest

from eval.beir import is_beir, load_beir
from eval.cases import Case, Evidence, GoldValue, case_to_json, load_cases
from index.errors import InvalidInput

GOOD = {
    "id": "a1",
    "lang": "zh",
    "question": "新建多少个5G基站？",
    "kind": "numeric",
    "answerable": True,
    "answers": ["1000个以上"],
    "value": {"number": 1000, "unit_zh": "个", "unit_en": "stations", "bound": "at_least"},
    "evidence": [{"doc": "报告.txt", "quote": "新建5G基站1000个以上"}],
}


def write(tmp_path, *rows):
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_case_keeps_its_answer_value_and_evidence(tmp_path):
    (case,) = load_cases(write(tmp_path, GOOD))
    assert case.value == GoldValue(1000.0, "at_least")
    assert case.evidence == (Evidence("报告.txt", "新建5G基站1000个以上"),)


def test_a_written_case_reads_back_equal(tmp_path):
    case = Case(
        "x",
        "en",
        "And 用电?",
        "followup",
        True,
        ("7%",),
        GoldValue(7.0, "about"),
        (Evidence("a.txt", "7%左右"),),
        ("Q?",),
    )
    path = tmp_path / "again.jsonl"
    path.write_text(case_to_json(case), encoding="utf-8")
    assert load_cases(path) == (case,)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"lang": "fr"}, '"lang"'),
        ({"question": "  "}, '"question"'),
        ({"answers": "1000"}, '"answers"'),
        ({"value": {"number": "1000"}}, '"value.number"'),
        ({"value": {"number": 1, "bound": "circa"}}, '"value.bound"'),
        ({"evidence": [{"doc": "a.txt"}]}, '"quote"'),
        ({"evidence": []}, "needs evidence"),
        ({"answerable": False}, "unanswerable case has no answers"),
        ({"answerable": "yes"}, '"answerable"'),
        ({"id": "a0"}, "given before"),
    ],
)
def test_a_faulty_case_is_named_by_file_line_and_field(tmp_path, change, named):
    path = write(tmp_path, GOOD | {"id": "a0"}, GOOD | change)
    with pytest.raises(InvalidInput) as caught:
        load_cases(path)
    assert f"{path}:2" in str(caught.value)
    assert named in str(caught.value)


def test_broken_json_is_named_by_its_line(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(GOOD) + "\n\n{not json\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"cases\.jsonl:3"):
        load_cases(path)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe"])
def test_a_file_without_cases_is_refused(tmp_path, content):
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"cases\.jsonl"):
        load_cases(path)


@pytest.fixture
def beir(tmp_path):
    rows = {
        "corpus.jsonl": [
            {"_id": "p0", "title": "基站", "text": "年内新建基站1000个。", "lang": "zh"},
            {"_id": "p1", "title": "", "text": "About 7% was built.", "lang": "en"},
        ],
        "queries.jsonl": [
            {
                "_id": "q0",
                "text": "建多少？",
                "lang": "zh",
                "answers": [{"text": "1000个", "start": 6}],
                "doc_id": "p0",
            },
            {"_id": "q1", "text": "How much?", "lang": "en", "answers": []},
            {"_id": "q2", "text": "Who?", "lang": "en", "answers": [], "answerable": False},
        ],
        "queries_reject.jsonl": [
            {
                "_id": "q0-rej",
                "text": "建多少？",
                "lang": "zh",
                "answerable": False,
                "pool_of": "q0",
                "pool": "negative",
            }
        ],
    }
    for name, lines in rows.items():
        (tmp_path / name).write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq0\tp0\t1\nq1\tp1\t1\nq2\tp1\t0\n", encoding="utf-8"
    )
    (tmp_path / "pools.tsv").write_text(
        "query-id\tcorpus-id\tkind\nq0\tp0\tpositive\nq0\tp1\tnegative\n", encoding="utf-8"
    )
    return tmp_path


def test_beir_evidence_is_the_marked_answer_or_else_the_whole_entry(beir):
    assert is_beir(beir)
    found = load_beir(beir)
    assert [entry.source for entry in found.entries] == ["p0.txt", "p1.txt"]
    marked, unmarked, unanswerable = found.cases
    assert marked.evidence == (Evidence("p0.txt", "1000个"),)
    assert unmarked.evidence == (Evidence("p1.txt", "About 7% was built."),)
    assert not unanswerable.answerable
    assert unanswerable.evidence == ()


def test_a_pool_limits_a_question_to_its_documents(beir):
    (case,) = load_beir(beir, "queries_reject.jsonl").cases
    assert case.documents == ("p1.txt",)


def test_qrels_that_name_no_entry_are_refused_with_their_line(beir):
    with (beir / "qrels.tsv").open("a", encoding="utf-8") as lines:
        lines.write("q0\tnowhere\t1\n")
    with pytest.raises(InvalidInput, match=r"qrels\.tsv:5"):
        load_beir(beir)
