"""For all tests: one thread a worker, since pools would wait for each other, and no verdict by the clock."""

from functools import cache


def pytest_collectstart():
    """Where tests are collected: the process that only hands them to workers loads nothing of this."""
    _prepare()


@cache
def _prepare():
    import torch  # noqa: PLC0415
    from hypothesis import settings  # noqa: PLC0415

    torch.set_num_threads(1)
    # On a busy machine an example may take any time.
    settings.register_profile("any machine", deadline=None)
    settings.load_profile("any machine")
