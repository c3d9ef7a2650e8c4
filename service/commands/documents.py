"""`yinju add`, `list`, `remove`, `reindex`, `verify`, `rollback`, `stats`, `backup`, `restore`: the documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from index.protocols import DocumentInfo
from service.commands.output import FOUND_NOTHING, SYSTEM_FAILED, AsJson, print_json, progress_line, safe
from service.translation.intake import is_translators_file, must_be_readable, take_in
from service.uploads import Upload, glossaries_in, uploads_in

Paths = Annotated[list[Path], typer.Argument(help="Files or folders / 文件或文件夹", exists=True)]
Ids = Annotated[list[str], typer.Argument(help="Ids as `yinju list` shows them / 文件编号")]
Renderings = Annotated[
    Path | None,
    typer.Option("--renderings", help="TMX file of translations / 译文 TMX 文件", exists=True, dir_okay=False),
]
ArchiveFile = Annotated[Path, typer.Argument(help="Archive file / 备份文件", dir_okay=False)]


def add(paths: Paths, renderings: Renderings = None, as_json: AsJson = False) -> None:
    """Add or replace documents; renderings (TMX, XLIFF) and glossaries (TBX) too / 添加或替换文件、译文与术语表."""
    from service.wire import open_knowledge

    memories = [path for path in paths if path.is_file() and is_translators_file(path.name)]
    others = [path for path in paths if path not in memories]
    uploads = uploads_in(others, renderings) if others else ()
    translators = (*glossaries_in(others), *(Upload(path.name, path.read_bytes()) for path in memories))
    for file in translators:
        must_be_readable(file.name, file.content)
    knowledge = open_knowledge(progress=progress_line())
    ids = list(knowledge.library.add(uploads, progress_line()) if uploads else ())
    for file in translators:
        ids += take_in(knowledge.store, file.name, file.content, progress_line())
    added = [info for info in knowledge.snapshot().documents() if info.id in set(ids)]
    if as_json:
        print_json({"added": added, "index_version": knowledge.snapshot().version})
    else:
        _print_documents(added)


def list_(as_json: AsJson = False) -> None:
    """List documents / 列出文件."""
    from service.wire import open_shelf

    snapshot = open_shelf(progress=progress_line()).snapshot()
    if as_json:
        print_json({"documents": snapshot.documents(), "index_version": snapshot.version})
    else:
        _print_documents(list(snapshot.documents()))


def remove(ids: Ids, as_json: AsJson = False) -> None:
    """Remove documents / 移除文件."""
    from service.wire import open_knowledge

    version = open_knowledge(progress=progress_line()).library.remove(ids)
    _say(as_json, {"removed": ids, "index_version": version}, f"{', '.join(ids)} → {version}")


def reindex(as_json: AsJson = False) -> None:
    """Build the index anew from the documents kept, with the seeds' glossaries of now / 重建索引并重读术语表."""
    from service import wire

    version = wire.reindex(progress_line())
    _say(as_json, {"index_version": version}, version)


def verify(as_json: AsJson = False) -> None:
    """Check that catalog and index agree / 校验知识库."""
    from service.wire import open_shelf

    findings = open_shelf(progress=progress_line()).verify()
    _say(as_json, {"findings": findings}, "\n".join(findings) or "All agree / 一切相符")
    if findings:
        raise typer.Exit(SYSTEM_FAILED)


def rollback(as_json: AsJson = False) -> None:
    """Publish the generation before the current one / 回退到上一版索引."""
    from service.wire import open_store

    version = open_store(progress=progress_line()).rollback()
    _say(as_json, {"index_version": version}, version)


def stats(as_json: AsJson = False) -> None:
    """Count what the knowledge base holds / 知识库统计."""
    from service.wire import open_shelf

    snapshot = open_shelf(progress=progress_line()).snapshot()
    infos = snapshot.documents()
    counted = {
        "index_version": snapshot.version,
        "documents": len(infos),
        "paragraphs": sum(info.paragraphs for info in infos),
        "renderings": sum(info.renderings for info in infos),
        "bytes": sum(info.bytes for info in infos),
    }
    _say(as_json, counted, "\n".join(f"{name:<14} {value}" for name, value in counted.items()))
    if not infos:
        raise typer.Exit(FOUND_NOTHING)


def backup(archive: ArchiveFile, as_json: AsJson = False) -> None:
    """Write every document to one archive, while the service runs / 备份到一个文件."""
    from service.wire import backup_to

    _say(as_json, {"archive": archive, "documents": backup_to(archive)}, str(archive))


def restore(archive: ArchiveFile, as_json: AsJson = False) -> None:
    """Put the documents of an archive back / 从备份恢复."""
    from service.wire import restore_from

    version = restore_from(archive, progress_line())
    _say(as_json, {"index_version": version}, version)


def _print_documents(infos: list[DocumentInfo]) -> None:
    for info in infos:
        counts = f"¶{info.paragraphs:<5} {info.renderings:>5} renderings"
        typer.echo(safe(f"{info.id}  {info.lang}  {counts}  {info.source}  {info.title}"))


def _say(as_json: bool, value: object, human: str) -> None:
    if as_json:
        print_json(value)
    else:
        typer.echo(safe(human))
