"""GET /v1/jobs…: how far the work on documents is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel

from service.api.board import Job, JobState
from service.api.problems import error_problem, wanted_language
from service.api.schemas import Problem
from service.api.services import ServicesDep

router = APIRouter(tags=["jobs"])


class JobOut(BaseModel):
    """A job as it stands: `done` of `total` in its present `stage`; `problem` where it failed."""

    id: str
    kind: str
    subject: str
    state: JobState
    stage: str
    done: int
    total: int
    documents: list[str]
    problem: Problem | None
    created: str
    finished: str | None
    url: str


class JobsResponse(BaseModel):
    """The jobs of this process, newest first."""

    jobs: list[JobOut]


@router.get("/v1/jobs", summary="List jobs")
def get_jobs(request: Request, services: ServicesDep) -> JobsResponse:
    """Every job that this process remembers."""
    return JobsResponse(jobs=[job_out(request, job) for job in services.board.jobs()])


@router.get("/v1/jobs/{job_id}", summary="One job")
def get_job(
    job_id: Annotated[str, Path(min_length=1, max_length=100)], request: Request, services: ServicesDep
) -> JobOut:
    """A job as it stands."""
    return job_out(request, services.board.get(job_id))


def job_out(request: Request, job: Job) -> JobOut:
    """A job for the wire, its error as a problem in the asker's language."""
    lang = wanted_language(request.headers, request.query_params)
    return JobOut(
        id=job.id,
        kind=job.kind,
        subject=job.subject,
        state=job.state,
        stage=job.stage,
        done=job.done,
        total=job.total,
        documents=list(job.documents),
        problem=error_problem(request, job.error, lang) if job.error else None,
        created=job.created,
        finished=job.finished,
        url=f"/v1/jobs/{job.id}",
    )
