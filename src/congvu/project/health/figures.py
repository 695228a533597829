"""Figures in the Prometheus format, summed over the processes of the web server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from congvu.core.jobs import queries as jobs

CONTENT_TYPE = CONTENT_TYPE_LATEST

requests = Counter(
    "congvu_requests_total", "Answered requests", ["method", "view", "status"], registry=REGISTRY
)
seconds = Histogram(
    "congvu_request_seconds",
    "Time to answer",
    ["view"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=REGISTRY,
)


class JobFigures(Collector):
    """The queue, asked from the database at each scrape."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        open_jobs = GaugeMetricFamily(
            "congvu_jobs", "Unfinished and dead jobs", labels=["name", "state"]
        )
        for (name, state), number in jobs.counts().items():
            open_jobs.add_metric([name, state], number)
        yield open_jobs
        waiting = jobs.oldest_due(at=self.at).total_seconds()
        yield GaugeMetricFamily(
            "congvu_jobs_oldest_due_seconds", "How long the oldest due job waits", value=waiting
        )
        alive = jobs.workers_alive(at=self.at)
        yield GaugeMetricFamily("congvu_workers_alive", "Workers with a heartbeat", value=alive)


def observe(*, method: str, view: str, status: int, duration: float) -> None:
    """Count one answered request; ``duration`` in seconds."""
    requests.labels(method, view, str(status)).inc()
    seconds.labels(view).observe(duration)


def render(*, at: datetime) -> bytes:
    """Everything as text; with ``PROMETHEUS_MULTIPROC_DIR`` the sum over all processes."""
    queue = CollectorRegistry()
    queue.register(JobFigures(at))
    web = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        web = CollectorRegistry()
        MultiProcessCollector(web)  # type: ignore[no-untyped-call]
    return generate_latest(web) + generate_latest(queue)
