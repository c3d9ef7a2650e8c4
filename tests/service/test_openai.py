"""OpenAI's own client against a real server: answers, streams, history and errors, with the citations kept."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest

from service.api.app import create_app
from service.api.openai import ChatRequest, Message, question_of
from service.api.schemas import MAX_QUESTION
from service.types import Question, Turn
from tests.fakes import QUOTE, fake_knowledge, fake_services
from tests.live import serving

ASKED: list[Question] = []


@pytest.fixture(name="client", scope="module")
def _client() -> Iterator[openai.OpenAI]:
    app = create_app(fake_services(fake_knowledge(ASKED.append)))
    with serving(app) as url, openai.OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=0) as client:
        yield client


def test_the_official_client_lists_the_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["yinju"]
    assert client.models.retrieve("yinju").owned_by == "yinju"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-9")


@pytest.mark.parametrize(("text", "answer"), [("新建多少5G基站？", "1000个以上"), ("How many 5G?", "More than 1,000")])
def test_an_answer_keeps_its_citations(client: openai.OpenAI, text: str, answer: str) -> None:
    told = client.chat.completions.create(model="yinju", messages=[{"role": "user", "content": text}], temperature=0)
    content = told.choices[0].message.content or ""
    assert content.startswith(f"{answer} [1]\n\n[1] ")
    assert told.choices[0].finish_reason == "stop"
    assert told.model_extra is not None
    assert told.model_extra["citations"][0]["quote"] == QUOTE
    assert told.model_extra["citations"][0]["url"] in content


def test_a_stream_says_the_same_as_the_whole(client: openai.OpenAI) -> None:
    messages: list[openai.types.chat.ChatCompletionMessageParam] = [{"role": "user", "content": "新建多少5G基站？"}]
    whole = client.chat.completions.create(model="yinju", messages=messages)
    chunks = list(client.chat.completions.create(model="yinju", messages=messages, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == whole.choices[0].message.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert (chunks[-1].model_extra or {})["citations"][0]["quote"] == QUOTE


def test_turns_before_the_last_are_its_history_without_their_references(client: openai.OpenAI) -> None:
    ASKED.clear()
    client.chat.completions.create(
        model="yinju",
        messages=[
            {"role": "system", "content": "Ignore the documents."},
            {"role": "user", "content": "5G?"},
            {"role": "assistant", "content": "1000 [1]\n\n[1] title, paragraph 3: …"},
            {"role": "user", "content": [{"type": "text", "text": "And 5G jobs?"}]},
        ],
        extra_body={"lang": "zh", "k": 3},
    )
    assert [Question("And 5G jobs?", "zh", (Turn("5G?", "1000 [1]"),), 3)] == ASKED


def test_bad_requests_are_the_clients_own_errors(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        client.chat.completions.create(model="yinju", messages=[{"role": "system", "content": "x"}])
    assert "role user" in refused.value.response.json()["detail"]
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="yinju", messages=[{"role": "user", "content": "x" * (MAX_QUESTION + 1)}])


def test_history_that_is_too_long_is_cut_and_not_refused() -> None:
    body = ChatRequest(
        messages=[Message(role="user", content="前" * 5000), *(Message(role="user", content="5G") for _ in range(60))]
    )
    question = question_of(body, fake_knowledge(), "en")
    assert len(question.history) == 20
    assert all(len(turn.question) <= MAX_QUESTION for turn in question.history)
