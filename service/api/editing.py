"""POST, PUT and DELETE /v1/documents: changes are jobs, since a document takes seconds to minutes to be read."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError

from index.errors import UnreadableDocument
from index.loading import MAX_BYTES
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
PARTS = ("file", "renderings")
"""What a form may hold, each once."""
MAX_NAME = 200
SHOWN_OF_A_NAME = 60
"""Characters of a refused name that its error repeats."""


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
    upload = await _upload(request, services, file, renderings)

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
    upload = await _upload(request, services, file, renderings)

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


async def _upload(request: Request, services: Services, file: UploadFile, renderings: UploadFile | None) -> Upload:
    must_write(services)
    await _must_be_one_each(request)
    limit = services.settings.max_file_mb * 2**20
    content = await _read(file, limit if is_translators_file(file.filename or "") else min(limit, MAX_BYTES))
    if not content:
        raise UnreadableDocument(
            safe_name(file.filename), "the file is empty / 文件为空", "Send its content / 请提供内容"
        )
    return Upload(safe_name(file.filename), content, await _read(renderings, limit) if renderings else None)


async def _must_be_one_each(request: Request) -> None:
    """A second file of one name, or one under a misspelt name, would be left out without a word."""
    counted = Counter(name for name, _ in (await request.form()).multi_items())
    wrong: list[dict[str, object]] = [
        {"type": "extra_forbidden", "loc": ("body", name), "msg": "There is no part of this name"}
        for name in counted
        if name not in PARTS
    ]
    wrong += [
        {"type": "too_long", "loc": ("body", name), "msg": "At most 1 part of this name", "ctx": {"max_length": 1}}
        for name in PARTS
        if counted[name] > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)


async def _read(file: UploadFile, limit: int) -> bytes:
    content = await file.read(limit + 1)
    if len(content) > limit:
        raise HttpProblem(TOO_LARGE, (f"A file has at most {limit / 1e6:.0f} MB", f"文件最大 {limit / 1e6:.0f} MB"))
    return content


def safe_name(given: str | None) -> str:
    """The last part of a file name as browsers send it; nothing else of it is changed, since it names the document.

    Raises:
        UnreadableDocument: what is left is empty or too long, or could fool a reader or a file system.

    >>> safe_name("../../etc/报告 2025.txt")
    '报告 2025.txt'
    """
    last = re.split(r"[/\\]", given or "")[-1]
    shown = UNSAFE_IN_NAMES.sub("\ufffd", last[:SHOWN_OF_A_NAME])
    if not last.strip(" ."):
        raise UnreadableDocument(
            "-", "the file has no name / 文件没有名称", "Give it one with an ending / 请命名并带扩展名"
        )
    if len(last) > MAX_NAME:
        rule = f"a file name has at most {MAX_NAME} characters / 文件名最多 {MAX_NAME} 个字符"
        raise UnreadableDocument(f"{shown}…", rule, "Shorten it / 请缩短")
    if UNSAFE_IN_NAMES.search(last):
        rule = 'a file name has no control characters and none of <>:"|?* / 文件名不可含控制字符与 <>:"|?*'
        raise UnreadableDocument(shown, rule, "Rename the file / 请改名")
    if last != last.strip(" "):
        rule = "a file name neither begins nor ends with a space / 文件名首尾不可有空格"
        raise UnreadableDocument(shown, rule, "Rename the file / 请改名")
    return last
