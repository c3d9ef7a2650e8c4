"""Long work on documents: one writer at a time, in a thread of its own, with its progress told while it goes on."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import structlog

from index.errors import KnowledgeBaseError, NotFound
from index.protocols import Progress
from service.api.desk import Overloaded

KEPT_JOBS = 1000
MAX_WAITING = 100


class JobState(StrEnum):
    """Where a job stands; `done` and `failed` are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands now. `error` is set where it failed; times are ISO 8601, UTC."""

    id: str
    kind: str
    subject: str
    created: str
    state: JobState = JobState.QUEUED
    stage: str = ""
    done: int = 0
    total: int = 0
    documents: tuple[str, ...] = ()
    error: KnowledgeBaseError | None = None
    finished: str | None = None


Work = Callable[[Progress], tuple[str, ...]]
"""Does it, telling its progress, and returns the ids of the documents it made or took away."""


class Board:
    """Runs jobs one after the other and remembers the latest; all of it is lost with the process."""

    def __init__(self, on_end: Callable[[Job], None] = lambda _job: None) -> None:
        self._on_end = on_end
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._ended = threading.Condition(self._lock)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")

    def submit(self, kind: str, subject: str, work: Work) -> Job:
        """Queues `work`; Overloaded where too many wait."""
        with self._lock:
            if self._waiting() >= MAX_WAITING:
                raise Overloaded(f"{MAX_WAITING} jobs wait", "the queue of documents is full / 文件处理队列已满", 10)
            job = Job(uuid.uuid4().hex, kind, subject, _now())
            self._jobs[job.id] = job
            self._forget_oldest()
        self._writer.submit(self._run, job.id, work)
        return job

    def get(self, job_id: str) -> Job:
        """The job as it stands; NotFound where there is none, or no longer."""
        with self._lock:
            if job_id in self._jobs:
                return self._jobs[job_id]
        raise NotFound(
            job_id[:100],
            "no job has this id, or it is long past / 没有此任务",
            "GET /v1/jobs lists them / 用 GET /v1/jobs 查看",
        )

    def jobs(self) -> tuple[Job, ...]:
        """Every job remembered, newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    @property
    def waiting(self) -> int:
        """Jobs not yet over."""
        with self._lock:
            return self._waiting()

    def close(self, timeout_s: float = 0.0) -> None:
        """Gives the jobs taken so long to end, then drops what waits and logs it; the job at work ends by itself."""
        with self._lock:
            self._ended.wait_for(lambda: not self._waiting(), timeout_s)
            left = [job for job in self._jobs.values() if job.state is JobState.QUEUED]
        self._writer.shutdown(wait=False, cancel_futures=True)
        for job in left:
            structlog.get_logger().warning("job dropped at the stop", job=job.id, kind=job.kind, subject=job.subject)

    def _waiting(self) -> int:
        return sum(job.finished is None for job in self._jobs.values())

    def _forget_oldest(self) -> None:
        over = [job.id for job in self._jobs.values() if job.finished is not None]
        for job_id in over[: max(0, len(self._jobs) - KEPT_JOBS)]:
            del self._jobs[job_id]

    def _run(self, job_id: str, work: Work) -> None:
        def note(stage: str, done: int, total: int) -> None:
            self._set(job_id, state=JobState.RUNNING, stage=stage, done=done, total=total)

        note("start", 0, 0)
        try:
            documents = work(note)
            self._set(job_id, state=JobState.DONE, documents=documents, finished=_now())
        except KnowledgeBaseError as error:
            self._set(job_id, state=JobState.FAILED, error=error, finished=_now())
        except Exception as error:
            structlog.get_logger().exception("job failed", job=job_id)
            told = KnowledgeBaseError(
                type(error).__name__, "an unforeseen error / 未预料的错误", "See the service's log / 请查看服务日志"
            )
            self._set(job_id, state=JobState.FAILED, error=told, finished=_now())

    def _set(self, job_id: str, **changes: object) -> None:
        with self._lock:
            if job_id in self._jobs:
                self._jobs[job_id] = replace(self._jobs[job_id], **changes)  # type: ignore[arg-type]
                if "finished" in changes:
                    self._on_end(self._jobs[job_id])
                    self._ended.notify_all()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
