"""POST, PUT and DELETE /v1/documents: changes are jobs, since a document takes seconds to minutes to be read."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile

from index.errors import UnreadableDocument
from index.protocols import Progress
from service.api.documents import IdPath, info_of
from service.api.jobs import JobOut, job_out
from service.api.problem_kinds import FORBIDDEN, TOO_LARGE
from service.api.problems import HttpProblem
from service.api.services import KnowledgeDep, Services, ServicesDep
from service.translation.intake import is_translators_file, take_in
from service.uploads import Upload

router = APIRouter(tags=["documents"])

FileField = Annotated[UploadFile, File(description="The document")]
RenderingsField = Annotated[UploadFile | None, File(description="TMX 1.4b file of its sentences in the other language")]

UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff<>:\"|?*]")
"""Control characters, marks that turn writing around, and what some file systems refuse."""
MAX_NAME = 200


@router.post("/v1/documents", status_code=202, summary="Add a document")
async def post_document(
    file: FileField,
    request: Request,
    response: Response,
    services: ServicesDep,
    knowledge: KnowledgeDep,
    renderings: RenderingsField = None,
) -> JobOut:
    """Adds a document, or replaces the one of the same file name; the job's `documents` names its id.

    A memory (TMX, XLIFF) gives its renderings to the documents that hold its segments, a glossary (TBX) is kept.
    """
    upload = await _upload(services, file, renderings)

    def add(progress: Progress | None) -> tuple[str, ...]:
        if is_translators_file(upload.name):
            return take_in(knowledge.store, upload.name, upload.content, progress)
        return knowledge.library.add([upload], progress)

    job = services.board.submit("add", upload.name, add)
    return _accepted(request, response, job_out(request, job))


@router.put("/v1/documents/{document_id}", status_code=202, summary="Replace a document")
async def put_document(
    document_id: IdPath,
    file: FileField,
    request: Request,
    response: Response,
    services: ServicesDep,
    knowledge: KnowledgeDep,
    renderings: RenderingsField = None,
) -> JobOut:
    """Replaces a document's text; its id stays, so that links to it do."""
    info_of(knowledge.snapshot(), document_id)
    upload = await _upload(services, file, renderings)

    def replace(progress: object) -> tuple[str, ...]:
        knowledge.library.replace(document_id, upload, progress)  # type: ignore[arg-type]
        return (document_id,)

    job = services.board.submit("replace", document_id, replace)
    return _accepted(request, response, job_out(request, job))


@router.delete("/v1/documents/{document_id}", status_code=202, summary="Remove a document")
async def delete_document(
    document_id: IdPath, request: Request, response: Response, services: ServicesDep, knowledge: KnowledgeDep
) -> JobOut:
    """Takes a document out; answers stop citing it once the job is done."""
    must_write(services)
    info_of(knowledge.snapshot(), document_id)

    def remove(_progress: object) -> tuple[str, ...]:
        knowledge.library.remove([document_id])
        return (document_id,)

    job = services.board.submit("remove", document_id, remove)
    return _accepted(request, response, job_out(request, job))


def _accepted(_request: Request, response: Response, job: JobOut) -> JobOut:
    response.headers["Location"] = job.url
    return job


def must_write(services: Services) -> None:
    """403 where this process may not change anything."""
    if services.settings.read_only:
        raise HttpProblem(FORBIDDEN, ("This replica is read-only", "此副本为只读"))


async def _upload(services: Services, file: UploadFile, renderings: UploadFile | None) -> Upload:
    must_write(services)
    limit = services.settings.max_file_mb * 2**20
    content = await _read(file, limit)
    if not content:
        raise UnreadableDocument(
            safe_name(file.filename), "the file is empty / 文件为空", "Send its content / 请提供内容"
        )
    return Upload(safe_name(file.filename), content, await _read(renderings, limit) if renderings else None)


async def _read(file: UploadFile, limit: int) -> bytes:
    content = await file.read(limit + 1)
    if len(content) > limit:
        raise HttpProblem(TOO_LARGE, (f"A file has at most {limit >> 20} MiB", f"文件最大 {limit >> 20} MiB"))
    return content


def safe_name(given: str | None) -> str:
    """The last part of a file name as browsers send it, without what could leave a folder or fool a reader.

    >>> safe_name("../../etc/报告 2025.txt")
    '报告 2025.txt'
    """
    last = re.split(r"[/\\]", given or "")[-1]
    cleaned = UNSAFE_IN_NAMES.sub("", last).strip(" .")
    if len(cleaned) > MAX_NAME:
        stem, dot, ending = cleaned.rpartition(".")
        kept = MAX_NAME - len(ending) - 1
        cleaned = f"{stem[:kept]}{dot}{ending}" if dot and kept > 0 else cleaned[:MAX_NAME]
    if not cleaned:
        raise UnreadableDocument(
            "-", "the file has no name / 文件没有名称", "Give it one with an ending / 请命名并带扩展名"
        )
    return cleaned
