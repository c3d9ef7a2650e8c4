"""What is counted for Prometheus: requests, answers and refusals, time by stage, the queue, the generation served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5.0, 10.0, 30.0)
"""Bounds of the buckets: a search takes some 10 ms, an answer some 40 ms, a language model seconds."""


class Metrics:
    """The numbers of one process, in a registry of their own, so that two apps in one process do not mix."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "yinju_requests", "HTTP requests", ("method", "route", "status"), registry=self.registry
        )
        self.request_seconds = Histogram(
            "yinju_request_seconds", "Time of HTTP requests", ("route",), buckets=SECONDS, registry=self.registry
        )
        self.stage_seconds = Histogram(
            "yinju_stage_seconds", "Time of a stage of answering", ("stage",), buckets=SECONDS, registry=self.registry
        )
        self.answers = Counter(
            "yinju_answers", "Answers and refusals", ("lang", "outcome", "way"), registry=self.registry
        )
        self.confidence = Histogram(
            "yinju_confidence",
            "Confidence of answers",
            ("lang",),
            buckets=[n / 10 for n in range(1, 11)],
            registry=self.registry,
        )
        self.kept_answers = Counter(
            "yinju_kept_answers",
            "Questions that were looked up among the answers kept",
            ("outcome",),
            registry=self.registry,
        )
        self.feedback = Counter("yinju_feedback", "Verdicts of readers", ("verdict",), registry=self.registry)
        self.generated = Counter(
            "yinju_generated", "What became of a language model's sentence", ("outcome",), registry=self.registry
        )
        self.audit_failures = Counter(
            "yinju_audit_failures", "Answers that the trail could not keep", registry=self.registry
        )
        self.jobs = Counter("yinju_jobs", "Jobs that ended", ("kind", "state"), registry=self.registry)

    def watch(self, name: str, about: str, value: Callable[[], float]) -> None:
        """A gauge that is read when Prometheus asks."""
        Gauge(name, about, registry=self.registry).set_function(value)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Times a stage of answering."""
        began = perf_counter()
        try:
            yield
        finally:
            self.stage_seconds.labels(name).observe(perf_counter() - began)

    def text(self) -> bytes:
        """All numbers in Prometheus's text format."""
        return generate_latest(self.registry)
