"""Fixtures of the app as many are served it."""

import os

import pytest

from gru_viz.serve.supervisor import answers
from tests.serve.hall import hall


@pytest.fixture(scope="session")
def two(tmp_path_factory):
    with hall(tmp_path_factory.mktemp("hall"), 2, GRU_VIZ_METRICS="1") as served:
        yield served
        team = served.workers()
    # Told to stop, it leaves nothing behind.
    assert served.process.returncode == 0
    assert not any(map(answers, (*team, served.port)))
    for worker in team.values():
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
