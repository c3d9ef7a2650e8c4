"""`yinju migrate`: from the local store to a cluster."""

from __future__ import annotations

import typer

from service.commands.output import AsJson, print_json, progress_line


def migrate(as_json: AsJson = False) -> None:
    """Copy the local documents to the Milvus cluster of YINJU_MILVUS_URI / 将本地文件迁移到 Milvus 集群."""
    from service.wire import migrate_to_milvus

    version = migrate_to_milvus(progress_line())
    if as_json:
        print_json({"index_version": version})
    else:
        typer.echo(f"→ {version}; start with YINJU_STORE=milvus / 请以 YINJU_STORE=milvus 启动")
