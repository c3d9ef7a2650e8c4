"""What the routers need, handed to the app factory once; the heavy part may still be loading.

`Services` is there from the first moment, so the port opens at once. `Knowledge` (model, index, answerer) arrives
later, and until then every question gets `Unavailable`, which reaches the caller as 503.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from index.errors import KnowledgeBaseError, Unavailable
from index.glossary import Glossary
from index.protocols import Progress, Snapshot, Store
from index.types import Lang
from service.api.auth import Tokens
from service.api.board import Board
from service.api.desk import Desk
from service.api.kept import KeptAnswers
from service.audit import Trail
from service.keys import KeyRing
from service.metrics import Metrics
from service.protocols import Answerer
from service.settings import Settings
from service.telemetry import Traces
from service.translation.check import Checker
from service.translation.glossaries import Glossaries
from service.types import Citation, Question
from service.uploads import Upload

COLLECTED_AT = 10_000
"""New objects from which the collector looks for rings among them; Python's own figure is 700. Paragraphs taken apart
are kept for long, so that nearly each look was in vain: half a millisecond of an answer on the seeds, two on 150
reports, and there now and then a look through all that is kept, which held every question for 0.1 s."""


class Finder(Protocol):
    """Question → ranked paragraphs as citations whose quote is the best matching words."""

    def find(self, question: Question, rerank: bool = False) -> tuple[Citation, ...]:
        """Up to `question.k` citations, best first; empty where nothing was found.

        With `rerank` in the order in which they are read for an answer.
        """


class Library(Protocol):
    """Puts files into the store and takes them out; every change is atomic."""

    def add(self, uploads: Sequence[Upload], progress: Progress | None = None) -> tuple[str, ...]:
        """Adds or replaces (same file name) and returns the documents' ids."""

    def remove(self, document_ids: Sequence[str]) -> str:
        """Removes and returns the new version; NotFound where an id is unknown."""

    def replace(self, document_id: str, upload: Upload, progress: Progress | None = None) -> str:
        """Replaces one document's text, keeping its id; NotFound where the id is unknown."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What answers: loaded whole, or not at all."""

    answerer: Answerer
    finder: Finder
    store: Store
    library: Library
    language_of: Callable[[str], Lang]
    glossary: Callable[[], Glossary] = Glossary
    checker: Checker = field(default_factory=Checker)
    glossaries: Glossaries = field(default_factory=lambda: Glossaries(dict))

    def snapshot(self) -> Snapshot:
        """The published generation."""
        return self.store.snapshot()


class Loading:
    """Knowledge on its way: loaded once, in a thread of its own, and asked for by every request."""

    def __init__(self, load: Callable[[Progress], Knowledge]) -> None:
        self._load = load
        self._done = threading.Event()
        self._knowledge: Knowledge | None = None
        self._error: KnowledgeBaseError | None = None
        self._stage = "starting"
        self._thread: threading.Thread | None = None
        self._stopping = False

    @classmethod
    def ready_with(cls, knowledge: Knowledge) -> Loading:
        """Already loaded: for tests and for the command line."""
        loading = cls(lambda _progress: knowledge)
        loading.load()
        return loading

    def start(self) -> None:
        """Begins to load in the background; a second call does nothing."""
        if self._thread is None and not self._done.is_set():
            self._thread = threading.Thread(target=self.load, name="load-knowledge", daemon=True)
            self._thread.start()

    def load(self) -> None:
        """Loads now, in this thread. What goes wrong is kept and told to everyone who asks."""
        try:
            self._knowledge = self._load(self._note)
        except KnowledgeBaseError as error:
            self._error = error
        except Exception as error:
            self._error = Unavailable(type(error).__name__, str(error) or "loading failed", "See the service's log")
            self._error.__cause__ = error
        finally:
            # What is loaded stays: the collector need not look through all of it again at every few hundred new
            # objects. An answer over the seeds took an eighth less, making its spans a third of the time.
            gc.freeze()
            gc.set_threshold(COLLECTED_AT)
            self._done.set()

    def stop(self, timeout_s: float = 20.0) -> None:
        """Ends a loading that is under way at its next step and waits for that: no model may be opened at exit."""
        self._stopping = True
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _note(self, stage: str, done: int, total: int) -> None:
        if self._stopping:
            raise Unavailable("stopping", "the service was told to stop", "Start it again.")
        self._stage = f"{stage} {done}/{total}"

    @property
    def ready(self) -> bool:
        """True once questions can be answered."""
        return self._knowledge is not None

    @property
    def stage(self) -> str:
        """What is going on while not ready."""
        return f"failed: {self._error}" if self._error else self._stage

    @property
    def error(self) -> KnowledgeBaseError | None:
        """What went wrong, where something did."""
        return self._error

    def wait(self, timeout_s: float | None = None) -> bool:
        """Waits for the end of loading; True where it ended well."""
        self._done.wait(timeout_s)
        return self.ready

    def get(self) -> Knowledge:
        """The knowledge; Unavailable while it loads, or what went wrong."""
        if self._knowledge is not None:
            return self._knowledge
        if self._error is not None:
            raise Unavailable(str(self._error.value), self._error.rule, self._error.remedy) from self._error
        raise Unavailable(
            self._stage, "the index is still loading / 索引仍在载入", "Try again in a few seconds / 请稍候数秒再试"
        )


@dataclass(frozen=True, slots=True)
class Services:
    """All that the routers are given."""

    settings: Settings
    loading: Loading
    desk: Desk
    checks: Desk
    board: Board
    keys: KeyRing
    tokens: Tokens
    trail: Trail
    metrics: Metrics
    kept: KeptAnswers
    traces: Traces | None = None


def services_for(
    settings: Settings, loading: Loading, metrics: Metrics | None = None, traces: Traces | None = None
) -> Services:
    """Everything but the knowledge, which is light, built from the settings."""
    metrics = metrics or Metrics()
    keys = KeyRing(settings.keys_path, settings.admin_key_file)
    return Services(
        settings=settings,
        loading=loading,
        desk=Desk(settings.concurrency, settings.queue, settings.request_timeout_s),
        # One thread of their own: checks of long texts never take the places of questions.
        checks=Desk(1, settings.queue, settings.request_timeout_s),
        board=Board(lambda job: metrics.jobs.labels(job.kind, job.state).inc()),
        keys=keys,
        tokens=Tokens(lambda: keys.signing_secret, settings.widget_token_s),
        # A replica over a directory that it may not write keeps a trail only where it is told to.
        trail=Trail(settings.audit_path, "off" if settings.read_only and not settings.audit_dir else settings.audit),
        metrics=metrics,
        kept=KeptAnswers(settings.answer_cache),
        traces=traces,
    )


def services_of(request: Request) -> Services:
    """The services of the app that serves this request."""
    return cast(Services, request.app.state.services)


def knowledge_of(request: Request) -> Knowledge:
    """What answers; Unavailable (503) until it is loaded."""
    return services_of(request).loading.get()


# FastAPI hands a plain function to a thread of its pool, and under load each such hand-over waits for its turn at the
# interpreter: what only looks something up is a coroutine.
async def _services(request: Request) -> Services:
    return services_of(request)


async def _knowledge(request: Request) -> Knowledge:
    return knowledge_of(request)


ServicesDep = Annotated[Services, Depends(_services)]
KnowledgeDep = Annotated[Knowledge, Depends(_knowledge)]
