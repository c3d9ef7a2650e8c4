import json

import httpx
import pytest

from eval.cases import Case
from eval.target import HttpTarget, open_target
from index.errors import InvalidInput, NotFound, Unavailable

CASE = Case("q", "zh", "多少？", "span", False, history=("先前的问题？",))
LIMITED = Case("q", "zh", "多少？", "span", False, documents=("报告.txt",))


@pytest.fixture
def service():
    """A client of a service that remembers what it was sent."""
    sent = []

    def handle(request):
        if request.method == "GET":
            return httpx.Response(200, json={"documents": [{"source": "报告.txt", "id": "d1"}]})
        sent.append(json.loads(request.content))
        if request.url.path == "/v1/search":
            hit = {
                "document_id": "d1",
                "paragraph": 3,
                "source": "报告.txt",
                "lang": "zh",
                "text": "一段",
                "score": 0.7,
            }
            return httpx.Response(200, json={"hits": [hit]})
        if sent[-1]["question"] == "崩":
            return httpx.Response(503, json={"title": "Unavailable", "detail": "still loading"})
        return httpx.Response(200, json={"answer": "1", "citations": []})

    client = httpx.Client(base_url="http://service", transport=httpx.MockTransport(handle))
    return HttpTarget("http://service", client), sent


def test_a_follow_up_is_sent_with_what_was_asked_before(service):
    target, sent = service
    assert target.ask(CASE).data["answer"] == "1"
    assert sent == [{"question": "多少？", "history": [{"question": "先前的问题？"}]}]


def test_a_limited_question_is_sent_with_document_ids(service):
    target, sent = service
    target.search(LIMITED, 5)
    assert sent == [{"query": "多少？", "k": 5, "documents": ["d1"]}]


def test_a_search_is_reranked_where_that_is_wanted():
    sent = []

    def handle(request):
        sent.append(json.loads(request.content))
        return httpx.Response(200, json={"hits": []})

    client = httpx.Client(base_url="http://service", transport=httpx.MockTransport(handle))
    HttpTarget("http://service", client, rerank=True).search(CASE, 5)
    assert sent == [{"query": "多少？", "k": 5, "rerank": True}]


def test_a_question_limited_to_a_missing_document_is_refused(service):
    with pytest.raises(NotFound, match=r"缺\.txt"):
        service[0].ask(Case("q", "zh", "？", "span", False, documents=("缺.txt",)))


def test_hits_become_passages_named_by_document_and_paragraph(service):
    searched = service[0].search(CASE, 5)
    assert [(hit.passage, hit.score) for hit in searched.hits] == [("d1#p3", 0.7)]
    assert searched.passages[0].text == "一段"


def test_a_problem_is_the_cases_error(service):
    asked = service[0].ask(Case("q", "zh", "崩", "span", False))
    assert asked.data == {"error": "503 still loading"}


def test_a_target_that_is_no_url_is_refused():
    with pytest.raises(InvalidInput, match="neither local nor a URL"), open_target("ftp://x"):
        pass


def test_a_service_that_does_not_answer_is_named():
    with pytest.raises(Unavailable, match=r"http://127\.0\.0\.1:9"), open_target("http://127.0.0.1:9"):
        pass
