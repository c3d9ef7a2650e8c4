"""The system under test as its users see it: an HTTP client of `/v1/ask` and `/v1/search`.

`local` is the same application in this process, without a socket; a URL is a service that runs anywhere.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from eval.cases import Case
from eval.reply import Passage, Ranked
from index.errors import InvalidInput, NotFound, Unavailable

MAX_K = 20
"""The most passages that the contract lets a search return."""


@dataclass(frozen=True, slots=True)
class Searched:
    """One ranking, best first, with the passages it names. `took_ms` is measured at the client."""

    hits: tuple[Ranked, ...]
    passages: tuple[Passage, ...]
    took_ms: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer's JSON as it came, or {"error": …}. `took_ms` is measured at the client."""

    data: Mapping[str, object]
    took_ms: float


class Target(Protocol):
    """Answers cases and ranks passages for them."""

    @property
    def name(self) -> str:
        """What the run is called after."""

    def ask(self, case: Case) -> Asked:
        """Never raises for a failed request: the error is the answer."""

    def search(self, case: Case, k: int) -> Searched:
        """Up to k passages, best first; empty where the request failed."""


class Response(Protocol):
    """What both HTTP clients return, a remote one's and the one of Starlette that needs no socket."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    def json(self) -> Any:
        """The body; ValueError where it is no JSON."""


class Client(Protocol):
    """The two requests that are made."""

    def get(self, url: str) -> Response:
        """GET."""

    def post(self, url: str, *, json: Any) -> Response:
        """POST a JSON body."""


class HttpTarget:
    """A service behind an HTTP client: a remote one, or the application itself in this process.

    `rerank` has searches read what they find.
    """

    def __init__(self, name: str, client: Client, rerank: bool = False) -> None:
        self._name = name
        self._client = client
        self._reranked = {"rerank": True} if rerank else {}
        self._ids: dict[str, str] = {}

    @property
    def name(self) -> str:
        """The base URL, or `local`."""
        return self._name

    def ask(self, case: Case) -> Asked:
        """Asks as a user would: the question, what was asked before, nothing else."""
        body: dict[str, object] = {
            "question": case.question,
            "history": [{"question": earlier} for earlier in case.history],
        }
        return self._post("/v1/ask", body | self._limit(case))

    def search(self, case: Case, k: int = MAX_K) -> Searched:
        """Ranks passages for the question alone."""
        asked = self._post("/v1/search", {"query": case.question, "k": k, **self._reranked, **self._limit(case)})
        hits = asked.data.get("hits")
        if not isinstance(hits, list):
            return Searched((), (), asked.took_ms)
        passages = tuple(_passage(hit) for hit in hits if isinstance(hit, dict))
        scores = [float(hit.get("score") or 0.0) for hit in hits if isinstance(hit, dict)]
        ranked = tuple(Ranked(passage.id, score) for passage, score in zip(passages, scores, strict=True))
        return Searched(ranked, passages, asked.took_ms)

    def _post(self, path: str, body: Mapping[str, object]) -> Asked:
        started = time.perf_counter()
        try:
            response = self._client.post(path, json=dict(body))
            data = response.json()
            if response.status_code >= 400 or not isinstance(data, dict):
                data = {"error": f"{response.status_code} {_detail(data)}"}
        except (httpx.HTTPError, ValueError) as error:
            data = {"error": f"{type(error).__name__}: {error}"}
        return Asked(data, (time.perf_counter() - started) * 1000)

    def _limit(self, case: Case) -> dict[str, object]:
        if not case.documents:
            return {}
        return {"documents": [self._document_id(source) for source in case.documents]}

    def document_ids(self) -> Mapping[str, str]:
        """File name → id of every document that the target holds; read once."""
        if not self._ids:
            data = self._client.get("/v1/documents").json()
            self._ids = {item["source"]: item["id"] for item in data["documents"]}
        return self._ids

    def _document_id(self, source: str) -> str:
        if source not in self.document_ids():
            raise NotFound(source, "the case is limited to a document that the knowledge base lacks", "Add it first.")
        return self._ids[source]


def _detail(data: object) -> str:
    return str(data.get("detail") or data.get("title")) if isinstance(data, dict) else "no JSON object"


def _passage(hit: Mapping[str, object]) -> Passage:
    source, lang, text = hit.get("source"), hit.get("lang"), hit.get("text")
    return Passage(f"{hit.get('document_id')}#p{hit.get('paragraph')}", str(source), str(lang), str(text))


@contextmanager
def open_target(
    where: str, key: str | None = None, data: Path | None = None, timeout_s: float = 30.0, rerank: bool = False
) -> Iterator[HttpTarget]:
    """`local`, or the base URL of a running service; `key` is its API key where it wants one.

    `data` is the data directory of the local target; None takes the settings' own. `rerank` has searches read what they
    find.

    Raises:
        Unavailable: nothing answers at the URL.
        InvalidInput: neither `local` nor an http URL.
    """
    if where == "local":
        with _local_client(data) as client:
            yield HttpTarget("local", client, rerank)
        return
    if not where.startswith(("http://", "https://")):
        raise InvalidInput(where, "is neither local nor a URL", "Give --target local or --target http://host:port.")
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with httpx.Client(base_url=where.rstrip("/"), headers=headers, timeout=timeout_s) as client:
        try:
            client.get("/readyz").raise_for_status()
        except httpx.HTTPError as error:
            raise Unavailable(where, f"does not answer as ready ({error})", "Start it with `yinju serve`.") from error
        yield HttpTarget(where, client, rerank)


@contextmanager
def _local_client(data: Path | None) -> Iterator[Client]:
    """The application in this process, once its knowledge is loaded; closed with the context."""
    from starlette.testclient import TestClient

    from service.api.app import create_app
    from service.log import configure_logging
    from service.settings import load_settings
    from service.wire import make_services

    settings = load_settings()
    if data is not None:
        settings = settings.model_copy(update={"data_dir": data})
    configure_logging(settings.model_copy(update={"log_level": "error"}))
    services = make_services(settings)
    services.loading.load()
    if services.loading.error is not None:
        raise services.loading.error
    with TestClient(
        create_app(services), base_url="http://127.0.0.1", client=("127.0.0.1", 1), raise_server_exceptions=False
    ) as client:
        yield client
