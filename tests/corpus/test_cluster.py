"""Two processes of a Dask cluster, one of which is killed, write the store that this process alone writes."""

import os
import signal
from contextlib import contextmanager

import dask
import numpy as np
import pytest
from distributed import Client, LocalCluster
from distributed.utils import get_mp_context

from gru_viz.corpus import open as opened
from gru_viz.corpus import trace, tracing, workers
from gru_viz.problem import Problem
from tests.corpus.lines import LINES, arrays


def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("\n".join(LINES * 50), "utf-8")
    options = {"chunk": 256, "keep": ("update_gate", "reset_gate")}
    alone = trace("words", text, tmp_path / "alone.zarr", progress=False, **options)
    with _two_processes() as client:
        pids = list(client.run(os.getpid).values())
        steps = tracing("words", text, tmp_path / "both.zarr", client=client, **options)
        while (step := next(steps)).doing == "reading" or not step.done:
            pass
        os.kill(pids[0], signal.SIGKILL)
        assert step.done < len(alone) / 2
        for step in steps:  # noqa: B007 - the last one is looked at
            pass
    assert step.done == len(alone)
    together = opened(tmp_path / "both.zarr")
    assert together.finished and len(together) == len(alone)
    for name, values in arrays(alone).items():
        np.testing.assert_array_equal(values, arrays(together)[name])


@pytest.mark.parametrize("what", ["address", "cluster"])
def test_an_address_is_as_good_as_a_client_and_nobody_stays_connected(tmp_path, what):
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        client = cluster.scheduler_address if what == "address" else cluster
        done = trace("words", LINES, tmp_path / "run.zarr", client=client, progress=False)
        assert set(cluster.scheduler.clients) <= {"fire-and-forget"}
        assert any(each.startswith("gru_viz-") for each in _computed(cluster))
    np.testing.assert_array_equal(
        arrays(done)["update_gate"],
        arrays(trace("words", LINES, tmp_path / "alone.zarr", progress=False))["update_gate"],
    )


def test_no_scheduler_at_an_address_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "_ANSWERS", "50ms")
    with pytest.raises(Problem, match=r"no Dask scheduler at “tcp://127\.0\.0\.1:9”"):
        trace("words", LINES, tmp_path / "run.zarr", client="tcp://127.0.0.1:9", progress=False)


def _computed(cluster):
    """Names of what the workers were asked to do."""
    return [str(key) for record in cluster.scheduler.transition_log for key in record[:1]]


@contextmanager
def _two_processes():
    """Forked from a process that has everything loaded: nobody waits for four times the same imports."""
    with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
        get_mp_context().set_forkserver_preload(["distributed", "gru_viz.corpus.tracer"])
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
