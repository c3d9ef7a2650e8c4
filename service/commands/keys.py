"""`yinju keys create | list | revoke`."""

from __future__ import annotations

from typing import Annotated

import typer

from service.commands.output import AsJson, print_json, safe
from service.keys import SCOPES, Key, KeyRing
from service.settings import load_settings

app = typer.Typer(help="Keys of the service / 密钥", no_args_is_help=True)


def _ring() -> KeyRing:
    settings = load_settings()
    return KeyRing(settings.keys_path, settings.admin_key_file)


def _shown(key: Key) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": key.scopes,
        "created": key.created,
        "revoked": key.revoked,
    }


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for / 用途")],
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help=f"{' | '.join(SCOPES)}; repeat it / 可多次")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, this once / 创建密钥（只显示这一次）."""
    key, secret = _ring().create(name, scope or ["ask"])
    if as_json:
        print_json({**_shown(key), "key": secret})
    else:
        typer.echo(secret)
        typer.echo("Keep it now: it is not stored and cannot be shown again / 请立即保存，此后无法再次显示", err=True)


@app.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """List keys without their secrets / 列出密钥."""
    keys = [_shown(key) for key in _ring().listed()]
    if as_json:
        print_json({"keys": keys})
        return
    for key in _ring().listed():
        typer.echo(safe(f"{key.id}  {','.join(key.scopes):<16} {key.revoked or 'active':<26} {key.name}"))


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="Id as `list` shows it / 密钥编号")], as_json: AsJson = False
) -> None:
    """Make a key worthless at once / 撤销密钥."""
    key = _ring().revoke(key_id)
    if as_json:
        print_json(_shown(key))
    else:
        typer.echo(f"{key.id} revoked / 已撤销")
