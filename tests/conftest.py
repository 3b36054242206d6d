"""One thread for each worker: several workers' thread pools would wait for each other on two cores."""

import torch

torch.set_num_threads(1)
