"""What operators see: numbers for Prometheus, traces at a real collector, log lines that nobody can forge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from service.api.app import create_app
from service.api.services import Knowledge, Loading, services_for
from service.metrics import Metrics
from service.settings import Settings
from service.stages import Stages, TimedAnswerer
from service.telemetry import open_traces
from service.wire import open_model
from tests.fakes import fake_client, fake_knowledge, fake_services


def samples(text: str) -> dict[tuple[str, ...], float]:
    """(name, label values…) → value."""
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_refusals_and_requests_are_counted() -> None:
    with fake_client() as client:
        for question in ("5G?", "新建多少5G基站？", "首都？", " "):
            client.post("/v1/ask", json={"question": question})
        client.get("/v1/documents/doc-1/paragraphs/3")
        client.get("/nowhere")
        reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    counted = samples(reply.text)
    assert counted["yinju_answers_total", "zh", "answer", "ask"] == 1
    assert counted["yinju_answers_total", "zh", "not_found", "ask"] == 1
    assert counted["yinju_requests_total", "POST", "/v1/ask", "200"] == 4
    assert counted["yinju_requests_total", "GET", "/v1/documents/{document_id}/paragraphs/{n}", "200"] == 1
    assert counted["yinju_requests_total", "GET", "other", "404"] == 1
    assert counted[("yinju_ready",)] == 1
    assert counted[("yinju_documents",)] == 1
    assert counted[("yinju_open_questions",)] == 0


def test_metrics_from_elsewhere_need_an_admins_key(tmp_path: Path) -> None:
    services = services_for(Settings(data_dir=tmp_path, audit="off"), Loading.ready_with(fake_knowledge()))
    secret = services.keys.create("prometheus", ["admin"])[1]
    client = TestClient(create_app(services), "http://yinju", client=("10.1.2.3", 1))
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_metrics_can_be_turned_off() -> None:
    with fake_client(fake_services(settings=Settings(audit="off", metrics=False))) as client:
        assert client.get("/metrics").status_code == 404


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A real HTTP server that takes what an OTLP exporter sends."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", received
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.filterwarnings("default")
def test_traces_reach_a_collector_with_the_stages_within_the_request() -> None:
    with collector() as (url, received):
        metrics, traces = Metrics(), open_traces(url)
        inner = fake_knowledge()
        timed = TimedAnswerer(inner.answerer, Stages(metrics, traces))
        knowledge = Knowledge(timed, inner.finder, inner.store, inner.library, inner.language_of)
        services = services_for(Settings(audit="off"), Loading.ready_with(knowledge), metrics, traces)
        with fake_client(services) as client:
            client.post("/v1/ask", json={"question": "5G"})
            client.get("/healthz")
    spans = [
        span
        for body in received
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    by_name = {span.name: span for span in spans}
    assert set(by_name) == {"POST /v1/ask", "answer"}
    assert by_name["answer"].trace_id == by_name["POST /v1/ask"].trace_id
    assert metrics.registry.get_sample_value("yinju_stage_seconds_count", {"stage": "answer"}) == 1


def test_nothing_a_caller_sends_can_forge_a_log_line() -> None:
    code = """
import sys, structlog
from service.log import configure_logging
from service.settings import Settings
configure_logging(Settings())
structlog.get_logger().info("asked", path='/a\\n{"event": "forged"}\\u2028\\x1b[31m', text="中文")
import logging
logging.getLogger("lib").error("bad %s", "x\\ny")
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in told.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["asked", "bad x\\u000ay"]
    assert lines[0]["text"] == "中文"
    assert "\x1b" not in lines[0]["path"]


def test_the_serving_modules_import_no_torch() -> None:
    code = """
import sys
import service.api.app, service.wire, service.answer, index.store, index.retrieve, index.library, index.embed
heavy = {"torch", "sentence_transformers", "transformers", "mcp", "openai", "opentelemetry.sdk"} & set(sys.modules)
sys.exit(", ".join(sorted(heavy)) or None)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")


def test_the_model_engine_is_told_to_report_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    monkeypatch.setattr("index.embed.open_embedder", lambda *_given: os.environ["ORT_DISABLE_TELEMETRY"])
    assert open_model(Settings()) == "1"  # type: ignore[comparison-overlap]
