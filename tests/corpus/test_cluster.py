"""Two processes of a Dask cluster, one of which is killed, write the store that this process alone writes."""

import os
import signal
from contextlib import contextmanager

import dask
import numpy as np
from distributed import Client, LocalCluster
from distributed.utils import get_mp_context

from gru_viz.corpus import open as opened
from gru_viz.corpus import trace, tracing
from tests.corpus.lines import LINES, arrays


def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path):
    text = tmp_path / "text.txt"
    text.write_text("\n".join(LINES * 100), "utf-8")
    options = {"chunk": 256, "keep": ("update_gate", "reset_gate")}
    alone = trace("words", text, tmp_path / "alone.zarr", progress=False, **options)
    with _two_processes() as client:
        workers = list(client.run(os.getpid).values())
        steps = tracing("words", text, tmp_path / "both.zarr", client=client, **options)
        while (step := next(steps)).doing == "reading" or not step.done:
            pass
        os.kill(workers[0], signal.SIGKILL)
        assert step.done < len(alone) / 2
        for step in steps:  # noqa: B007 - the last one is looked at
            pass
    assert step.done == len(alone)
    together = opened(tmp_path / "both.zarr")
    assert together.finished and len(together) == len(alone)
    for name, values in arrays(alone).items():
        np.testing.assert_array_equal(values, arrays(together)[name])


@contextmanager
def _two_processes():
    """Forked from a process that has everything loaded: nobody waits for four times the same imports."""
    with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
        get_mp_context().set_forkserver_preload(["distributed", "gru_viz.corpus.tracer", "xarray.backends.zarr"])
        with (
            LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
