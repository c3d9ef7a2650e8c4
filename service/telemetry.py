"""Traces by OpenTelemetry, where a collector is named. The only module that imports it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from index.errors import InvalidInput

if TYPE_CHECKING:
    from fastapi import FastAPI
    from opentelemetry.sdk.trace import TracerProvider


class Traces:
    """Spans of this process, sent in batches to an OTLP/HTTP collector."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("yinju")

    def span(self, name: str) -> AbstractContextManager[object]:
        """A span around a block, within the one that is open."""
        return self._tracer.start_as_current_span(name)

    def watch(self, app: FastAPI) -> None:
        """A span for each request of `app`, continuing the caller's trace where it sent one."""
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

        FastAPIInstrumentor.instrument_app(
            app,
            tracer_provider=self._provider,
            excluded_urls="healthz,readyz,metrics",
            exclude_spans=["receive", "send"],
        )

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()


def open_traces(endpoint: str) -> Traces:
    """Traces to the collector at `endpoint`, such as http://127.0.0.1:4318.

    Raises:
        InvalidInput: the optional packages are not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        remedy = "Install yinju[telemetry], or leave YINJU_OTEL_ENDPOINT empty / 请安装 yinju[telemetry]"
        raise InvalidInput("YINJU_OTEL_ENDPOINT", "the packages for traces are missing", remedy) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "yinju"}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Traces(provider)
