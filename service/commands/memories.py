"""`yinju import-tmx`, `export-tmx`, `import-xliff`, `export-xliff`, `import-tbx`: translators' files in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from index.glossary import read_tbx
from service.commands.output import FOUND_NOTHING, AsJson, print_json, progress_line
from service.translation.files.opening import open_bilingual
from service.translation.files.tmx import write_tmx
from service.translation.files.xliff import write_xliff
from service.translation.memories import Import, place, to_bilingual

FileIn = Annotated[Path, typer.Argument(help="File to read / 要读入的文件", exists=True, dir_okay=False)]
DocumentId = Annotated[str, typer.Argument(help="Document, as `yinju list` shows it / 文件编号")]
Into = Annotated[str | None, typer.Option("--document", help="Place in this document only / 只放入此文件")]
Out = Annotated[Path | None, typer.Option("--output", "-o", help="File to write, else standard output / 输出文件")]
Version = Annotated[str, typer.Option("--version", help="1.2 | 2.1")]


def import_tmx(file: FileIn, document: Into = None, as_json: AsJson = False) -> None:
    """Take renderings from a translation memory / 导入翻译记忆."""
    _import(file, document, as_json)


def import_xliff(file: FileIn, document: Into = None, as_json: AsJson = False) -> None:
    """Take renderings from an XLIFF file / 导入 XLIFF."""
    _import(file, document, as_json)


def _import(file: Path, document: str | None, as_json: bool) -> None:
    from service.wire import open_store

    bilingual = open_bilingual(file.name, file.read_bytes())
    store = open_store(progress=progress_line())
    found = place(store.snapshot(), bilingual, document)
    version = store.change(add=[one.incoming for one in found.documents], progress=progress_line())
    _tell(found, version, as_json)
    if not found.documents:
        raise typer.Exit(FOUND_NOTHING)


def _tell(found: Import, version: str, as_json: bool) -> None:
    if as_json:
        placed = [
            {"document_id": one.info.id, "source": one.info.source, "placed": one.placed} for one in found.documents
        ]
        print_json({"documents": placed, "missing": found.missing, "index_version": version})
        return
    for one in found.documents:
        typer.echo(f"{one.info.id}  {one.info.source}  +{one.placed}")
    for pair in found.missing[:20]:
        typer.echo(f"? {pair.zh} ⇄ {pair.en}", err=True)
    if found.missing:
        typer.echo(
            f"{len(found.missing)} segments stand in no document / {len(found.missing)} 个句段未在任何文件中找到",
            err=True,
        )


def export_tmx(document_id: DocumentId, output: Out = None) -> None:
    """Write a document's renderings as TMX 1.4b / 导出翻译记忆."""
    from service.wire import open_shelf

    snapshot = open_shelf(progress=progress_line()).snapshot()
    document = snapshot.document(document_id)
    _write(write_tmx(to_bilingual(document, snapshot.renderings(document_id), untranslated=False)), output)


def export_xliff(document_id: DocumentId, output: Out = None, version: Version = "2.1") -> None:
    """Write a document with its renderings as XLIFF, for a translator to go on / 导出 XLIFF 供翻译."""
    from service.wire import open_shelf

    snapshot = open_shelf(progress=progress_line()).snapshot()
    document = snapshot.document(document_id)
    _write(write_xliff(to_bilingual(document, snapshot.renderings(document_id), untranslated=True), version), output)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)


def import_tbx(file: FileIn, as_json: AsJson = False) -> None:
    """Keep a glossary, in place of one of the same file name / 导入术语表."""
    from service.wire import open_shelf

    content = file.read_bytes()
    entries = len(read_tbx(content).entries)
    open_shelf(progress=progress_line()).put_glossary(file.name, content)
    if as_json:
        print_json({"glossary": file.name, "terms": entries})
    else:
        typer.echo(f"{file.name}: {entries} terms / {entries} 条术语")
