"""For all tests: one thread a worker, since pools would wait for each other, and no verdict by the clock."""

import torch
from hypothesis import settings

torch.set_num_threads(1)
# On a busy machine an example may take any time.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
