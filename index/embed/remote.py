"""Embeds on another machine by the OpenAI-compatible embeddings API (TEI, vLLM, Infinity): replicas share GPUs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import httpx
import numpy as np

from index.embed.prompts import family_prefixes
from index.errors import InvalidInput, Unavailable
from index.protocols import Progress, Vectors

_BATCH = 32
"""Texts in one request: the least that the servers named above allow unless told otherwise (TEI's default)."""
_IN_FLIGHT = 4
"""Requests of one bulk at a time; the server batches them across callers."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.1, 4.0


class RemoteEmbedder:
    """A model behind an embeddings endpoint. Safe between threads.

    The name that vectors are kept under is the model's name on the server: serve changed weights under a new name.

    Args:
        url: base of the API, such as `http://gpu.example:8080/v1`.
        model: the model's name on that server; it decides the prefixes.
        api_key: sent as a bearer token; empty for none.
        timeout_s: of one request.
        patience_s: how long a request is tried again before it fails with Unavailable.
        prefixes: before a query and before a passage; None takes those of the model's family.
    """

    def __init__(
        self,
        url: str,
        model: str,
        api_key: str = "",
        timeout_s: float = 20.0,
        patience_s: float = 8.0,
        prefixes: tuple[str, str] | None = None,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise InvalidInput(url, "the address of the embeddings API begins with http:// or https://", "Mend it.")
        headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(base_url=url.rstrip("/") + "/", headers=headers, timeout=timeout_s)
        self._url, self._model, self._patience_s = url, model, patience_s
        self._query_prefix, self._passage_prefix = family_prefixes(model) if prefixes is None else prefixes

    def close(self) -> None:
        """Ends the connections."""
        self._client.close()

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return f"{self._model}/remote"

    @cached_property
    def dimension(self) -> int:
        """Components of one vector; asked of the server once."""
        return len(self._request(["1"])[0])

    def count_tokens(self, text: str) -> int:
        """At least as many pieces as `text` takes: the API tells no count, and a text must never be cut unsaid.

        Pieces of Chinese hold one character or more, pieces of Latin text two and a half or more on average.
        """
        n_ascii = sum(character.isascii() for character in text)
        return len(text) - n_ascii + -(-2 * n_ascii // 5)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """(n, dimension) float32, unit norm."""
        return self._embed([self._query_prefix + text for text in texts], None)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """(n, dimension) float32, unit norm."""
        return self._embed([self._passage_prefix + text for text in texts], progress)

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
        if len(batches) == 1:
            return self._request(batches[0])
        found: list[Vectors] = []
        with ThreadPoolExecutor(_IN_FLIGHT) as pool:
            for vectors in pool.map(self._request, batches):
                found.append(vectors)
                if progress is not None:
                    progress("embed", sum(map(len, found)), len(texts))
        return np.concatenate(found)

    def _request(self, texts: Sequence[str]) -> Vectors:
        body = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        failure = "no answer"
        for pause in _pauses(self._patience_s):
            try:
                response = self._client.post("embeddings", json=body)
            except httpx.TransportError as error:
                failure = str(error) or type(error).__name__
            else:
                if response.status_code == httpx.codes.OK:
                    return self._vectors(response, len(texts))
                failure = f"status {response.status_code}: {response.text[:200]}"
                if response.status_code not in _PASSING:
                    rule = f"the embeddings server refuses the request ({failure})"
                    raise InvalidInput(self._url, rule, "Check YINJU_EMBEDDING_URL, the model's name and the key.")
            time.sleep(pause)
        rule = f"the embeddings server does not answer ({failure})"
        raise Unavailable(self._url, rule, "Start it or mend the network; the service goes on by itself.")

    def _vectors(self, response: httpx.Response, n: int) -> Vectors:
        try:
            rows = sorted(response.json()["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], np.float32)
        except (ValueError, KeyError, TypeError) as error:
            vectors, failure = np.empty(0, np.float32), str(error)
        else:
            failure = f"shape {vectors.shape} for {n} texts"
        if vectors.ndim != 2 or len(vectors) != n or not np.isfinite(vectors).all():
            rule = f"the answer is not an OpenAI embeddings object ({failure})"
            raise InvalidInput(self._url, rule, "Point YINJU_EMBEDDING_URL at the base of such an API, ending in /v1.")
        norms = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-12))
        return np.asarray(vectors / norms, np.float32)


def _pauses(patience_s: float) -> Iterator[float]:
    """Pauses that double, until their sum with the time spent between them reaches the patience."""
    until, pause = time.monotonic() + patience_s, _FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE_S)
        if time.monotonic() + pause > until:
            return
