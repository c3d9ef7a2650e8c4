"""`yinju serve`: the port first, then the knowledge; several processes share one data directory, read-only."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
from typing import Annotated

import typer
import uvicorn

from index.errors import InvalidInput, KnowledgeBaseError, Unavailable
from service.commands.output import progress_line
from service.keys import KeyRing
from service.log import configure_logging
from service.memory import few_arenas
from service.patience import PatientProtocol
from service.settings import Settings, load_settings
from service.windows import N_WINDOWS

KEEP_ALIVE_S = 130
"""Seconds that an idle connection stays open: longer than proxies keep theirs (nginx and most balancers 60, Caddy 120),
or one of them would send a question just as the connection closes, and lose it."""
WORKER_START_S = 120
"""Seconds that a worker may take to answer its parent: while it imports it is silent, and a busy machine is slow."""

LOOPBACK = ("127.", "::1", "localhost")


def serve(
    host: Annotated[str | None, typer.Option(help="Address / 地址")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one / 端口，0 为任一空闲端口")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes / 进程数")] = None,
) -> None:
    """Serve questions over HTTP / 启动服务."""
    settings = load_settings(host=host, port=port, workers=workers)
    configure_logging(settings)
    few_arenas()
    check_address(settings.host, KeyRing(settings.keys_path, settings.admin_key_file))
    listening = bound_socket(settings.host, settings.port)
    typer.echo(f"Yinju 引据: {_url(listening)}", err=True)
    if settings.workers > 1:
        _serve_many(settings, listening)
    else:
        _serve_one(settings, listening)


def check_address(host: str, ring: KeyRing) -> None:
    """Refuses every address but loopback while there is no key.

    Raises:
        InvalidInput: another address without a key.
    """
    if ring.empty and not host.startswith(LOOPBACK):
        raise InvalidInput(
            f"host {host}",
            "without keys the service listens on loopback only / 未建密钥时只监听本机",
            "Make a key first: `yinju keys create NAME` / 请先用 yinju keys create 创建密钥",
        )


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening socket; Unavailable where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only where a socket names its protocol does asyncio turn off Nagle's delay on the connections it accepts; with it
    # a body that follows its headers waits some 40 ms for the caller's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Unavailable(
            f"{host}:{port}",
            f"cannot listen there: {error.strerror}",
            "Choose another with PORT=… / 请用 PORT=… 换一个端口",
        ) from error
    listening.set_inheritable(True)
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _config(settings: Settings, app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # uvicorn's own union of ASGI versions; an import string or an app both fit
        factory=isinstance(app, str),
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.shutdown_s,
        timeout_worker_healthcheck=WORKER_START_S,
        h11_max_incomplete_event_size=64 * 1024,
        http=PatientProtocol,
    )


def _serve_one(settings: Settings, listening: socket.socket) -> None:
    from service.api.app import create_app
    from service.wire import make_services

    # The server raises its stop signal again once it has stopped: asked to stop, and stopped in order, is a success.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    app = create_app(make_services(settings, progress_line() if sys.stderr.isatty() else None))
    uvicorn.Server(_config(settings, app)).run(sockets=[listening])


def _serve_many(settings: Settings, listening: socket.socket) -> None:
    from uvicorn.supervisors import Multiprocess

    if not settings.read_only:
        _prepare_aside(settings)
    # Children read their settings from the environment; two writers of one index would only wait for each other.
    os.environ.update(YINJU_READ_ONLY="true", YINJU_HOST=settings.host, YINJU_PORT=str(settings.port))
    os.environ["YINJU_AUDIT_DIR"] = str(settings.audit_path)
    os.environ["YINJU_THREADS"] = str(settings.threads or threads_each())
    config = _config(settings, "service.wire:app_from_environment")
    Multiprocess(config, sockets=[listening]).run()


def threads_each() -> int:
    """The models' threads in each of several processes: as many as one question keeps busy, where there are cores.

    Not a share of the cores: each thread works on a window of its own and waits for no other. Under full load the
    processes then share the cores at no loss, and one whose neighbours are idle has all of them for its question.
    """
    return min(len(os.sched_getaffinity(0)), N_WINDOWS)


def _prepare_aside(settings: Settings) -> None:
    # In a process that ends: the parent of the workers only watches them, and need not hold a model and an index.
    made = multiprocessing.get_context("spawn").Process(target=prepare, args=(settings,))
    made.start()
    made.join()
    if made.exitcode:
        rule = f"could not be made ready (exit code {made.exitcode}) / 未能备好（退出码 {made.exitcode}）"
        raise Unavailable(str(settings.data_dir), rule, "See what it wrote above / 请看上方输出")


def prepare(settings: Settings) -> None:
    """Makes model and index ready; ends the process with 3 where that fails, after telling why."""
    from service.wire import prepare_data

    try:
        prepare_data(settings, progress_line())
    except KnowledgeBaseError as error:
        typer.echo(str(error), err=True)
        sys.exit(3)
