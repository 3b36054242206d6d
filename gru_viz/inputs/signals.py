"""Generators: seeded test signals, the same for the same seed on every machine."""

import math
from typing import Literal

import torch
from torch import Tensor

from gru_viz.inputs.sequence import Sequence
from gru_viz.inputs.table import step_names
from gru_viz.limits import LIMITS

Signal = Literal["impulse", "step", "sine", "noisy-sine", "random-walk", "noise"]


def signal(name: Signal, length: int, features: int = 1, batch: int = 1, seed: int = 0) -> Tensor:
    """A batch of test signals, float32 (batch, length, features).

    Parameters
    ----------
    name : Signal
        "impulse": 1 at one early step, 0 elsewhere. "step": 0, then 1 from the middle on. "sine": two periods.
        "noisy-sine": the same with Gaussian noise of standard deviation 0.3. "random-walk": running sum of Gaussian
        steps of standard deviation 0.3. "noise": `torch.randn`, the lesson's own.
    length, features, batch : int
        Further features and sequences come later (impulse, step) or shifted in phase (sine).
    seed : int
        Of the random ones.
    """
    generator = torch.Generator().manual_seed(seed)
    shape = (batch, length, features)
    noise = torch.randn(shape, generator=generator)
    t = torch.arange(length, dtype=torch.float32)[None, :, None]
    # Each feature, and then each sequence, comes a little later than the one before.
    shift = torch.arange(features)[None, None, :] + features * torch.arange(batch)[:, None, None]
    if name == "impulse":
        return (t == (length // 8 + shift) % length).float()
    if name == "step":
        return (t >= (length // 2 + shift) % length).float()
    if name == "random-walk":
        return 0.3 * noise.cumsum(dim=1)
    if name == "noise":
        return noise
    sine = torch.sin(2 * math.pi * (2 * t / length + shift / (2 * features * batch)))
    return sine + 0.3 * noise if name == "noisy-sine" else sine


def generated_sequence(name: Signal, length: int, features: int, batch: int, seed: int) -> Sequence:
    """Sequence of `signal`; Problem if it is larger than the limits allow."""
    LIMITS.check_sequence(length, features, batch)
    values = signal(name, length, features, batch, seed)
    return Sequence(values, step_names(values), tuple(f"x{i}" for i in range(features)))
