"""A model behind HTTP embeds as one at hand does, outlives a server that falters, and says what is wrong."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from index.embed.prompts import family_prefixes
from index.embed.remote import RemoteEmbedder
from index.errors import InvalidInput, Unavailable
from index.protocols import Embedder
from tests.fake_embedder import FakeEmbedder


class Api(ThreadingHTTPServer):
    """An embeddings API over the fake model. `faults` are answered first, one a request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults: list[tuple[int, str]] = []
        self.requests: list[dict[str, object]] = []
        self.url = f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Api

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(body | {"path": self.path, "key": self.headers.get("authorization")})
        status, text = self.server.faults.pop(0) if self.server.faults else (200, "")
        if not text and status == 200:
            vectors = 3 * FakeEmbedder().embed_queries(body["input"])
            rows = [{"index": i, "embedding": vector.tolist()} for i, vector in enumerate(vectors)]
            text = json.dumps({"object": "list", "data": rows[::-1], "model": body["model"]})
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def embedder(api: Api) -> Iterator[RemoteEmbedder]:
    made = RemoteEmbedder(api.url, "intfloat/multilingual-e5-large", "secret", patience_s=1)
    yield made
    made.close()


def test_vectors_are_those_of_the_prefixed_texts_at_unit_norm_in_order(api: Api, embedder: RemoteEmbedder) -> None:
    typed: Embedder = embedder
    lines = [f"第{n}段 line {n}" for n in range(150)]
    calls: list[tuple[str, int, int]] = []
    vectors = typed.embed_passages(lines, lambda *call: calls.append(call))
    expected = FakeEmbedder().embed_queries([f"passage: {line}" for line in lines])
    np.testing.assert_allclose(vectors, expected, atol=1e-5)
    assert calls[-1] == ("embed", 150, 150)
    assert max(len(request["input"]) for request in api.requests) <= 32
    np.testing.assert_allclose(typed.embed_queries(["就业"]), FakeEmbedder().embed_queries(["query: 就业"]), atol=1e-5)
    assert {request["path"] for request in api.requests} == {"/v1/embeddings"}
    assert {request["key"] for request in api.requests} == {"Bearer secret"}
    assert typed.dimension == 32
    assert typed.embed_queries([]).shape == (0, 32)


def test_passing_faults_are_tried_again(api: Api, embedder: RemoteEmbedder) -> None:
    api.faults = [(503, "loading"), (429, "slow down")]
    assert embedder.embed_queries(["就业"]).shape == (1, 32)
    assert len(api.requests) == 3


def test_lasting_faults_are_unavailable_in_bounded_time(api: Api, embedder: RemoteEmbedder) -> None:
    api.faults = [(503, "loading")] * 100
    started = time.monotonic()
    with pytest.raises(Unavailable, match="loading"):
        embedder.embed_queries(["就业"])
    assert time.monotonic() - started < 5


def test_server_that_is_away_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        RemoteEmbedder("http://127.0.0.1:9/v1", "m", patience_s=0.2).embed_queries(["就业"])


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (401, "no key", "refuses"),
        (404, "no such model", "refuses"),
        (200, "<html>", "not an OpenAI embeddings object"),
        (200, '{"data": []}', "not an OpenAI embeddings object"),
        (200, '{"data": [{"index": 0, "embedding": [1, NaN]}]}', "not an OpenAI embeddings object"),
    ],
)
def test_wrong_answers_are_refused_at_once(
    api: Api, embedder: RemoteEmbedder, status: int, text: str, said: str
) -> None:
    api.faults = [(status, text)] * 2
    with pytest.raises(InvalidInput, match=said):
        embedder.embed_queries(["就业"])
    assert len(api.requests) == 1


def test_count_is_never_below_the_pieces_of_the_default_model(embedder: RemoteEmbedder) -> None:
    from index.embed import open_embedder
    from index.samples import sample_lines

    real = open_embedder("base")
    for lang in ("zh", "en"):
        text = "".join(sample_lines(lang, "passages"))
        assert embedder.count_tokens(text) >= real.count_tokens(text)


def test_family_decides_the_prefixes() -> None:
    assert family_prefixes("intfloat/e5-base-v2") == ("query: ", "passage: ")
    assert family_prefixes("BAAI/bge-m3") == ("", "")
    with pytest.raises(InvalidInput, match="http"):
        RemoteEmbedder("gpu:8080", "m")
