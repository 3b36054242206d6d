"""Fixtures of the app as many are served it."""

import os
import shutil
import subprocess

import pytest

from gru_viz.serve.supervisor import answers
from tests.serve.hall import hall

#: Bytes on the disk where the app puts what it need not keep.
DISK = 8 * 2**20


@pytest.fixture(scope="session")
def disk(tmp_path_factory):
    """A folder on a small disk; None where only root mounts disks."""
    place = tmp_path_factory.mktemp("disk")
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    if mount is None or os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        yield None
        return
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture(scope="session")
def two(tmp_path_factory, disk):
    small = {} if disk is None else {"TMPDIR": str(disk)}
    with hall(tmp_path_factory.mktemp("hall"), 2, GRU_VIZ_METRICS="1", **small) as served:
        yield served
        team = served.workers()
    # Told to stop, it leaves nothing behind.
    assert served.process.returncode == 0
    assert not any(map(answers, (*team, served.port)))
    for worker in team.values():
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
