"""Meter: what whoever runs the app wants to know of it, for Prometheus; off unless GRU_VIZ_METRICS is set."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import streamlit as st

from gru_viz.machine import resident
from gru_viz.problem import Problem
from gru_viz.ui.state.line import trainings
from gru_viz.ui.state.memo import everybody

VARIABLE = "GRU_VIZ_METRICS"
#: Upper ends of the histogram of runs, in seconds.
_BUCKETS = (0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)


class Meter:
    """Counters of this process."""

    def __init__(self) -> None:
        try:
            from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram  # noqa: PLC0415 - off by default
        except ImportError as error:
            raise Problem("GRU_VIZ_METRICS is set, but prometheus-client is not installed.") from error
        self.registry = CollectorRegistry()
        self.runs = Counter("gru_viz_runs", "Pages that were computed.", registry=self.registry)
        self.failed = Counter("gru_viz_failed_runs", "Pages that ended in an error.", registry=self.registry)
        self.seconds = Histogram(
            "gru_viz_run_seconds", "Time that a page took.", buckets=_BUCKETS, registry=self.registry
        )
        gauges = {
            "gru_viz_visitors": ("Visits that are held, of people who are there or have just left.", _visitors),
            "gru_viz_trainings_running": ("Trainings that have their turn.", lambda: trainings().running),
            "gru_viz_trainings_waiting": ("Trainings that wait for their turn.", lambda: trainings().waiting),
            "gru_viz_memory_bytes": ("Resident memory of the process.", lambda: resident() or 0),
        }
        for name, (meaning, read) in gauges.items():
            Gauge(name, meaning, registry=self.registry).set_function(read)

    def text(self) -> bytes:
        """All of it, in Prometheus's format."""
        from prometheus_client import generate_latest  # noqa: PLC0415

        return generate_latest(self.registry)


def _visitors() -> int:
    return len(everybody())


@st.cache_resource(show_spinner=False)
def meter() -> Meter | None:
    """The one of this process; None where nobody measures."""
    return Meter() if os.environ.get(VARIABLE) else None


@contextmanager
def measured() -> Iterator[None]:
    """A page is computed."""
    counted = meter()
    if counted is None:
        yield
        return
    start = perf_counter()
    try:
        yield
    except Exception as error:
        # Streamlit ends runs by exceptions of its own, too: another one has been asked for.
        if type(error).__module__.partition(".")[0] != "streamlit":
            counted.failed.inc()
        raise
    finally:
        counted.runs.inc()
        counted.seconds.observe(perf_counter() - start)
