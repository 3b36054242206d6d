"""Seeded test signals."""

from typing import get_args

import pytest
import torch

from gru_viz import Problem
from gru_viz.inputs.signals import Signal, generated_sequence, signal


@pytest.mark.parametrize("name", get_args(Signal))
@pytest.mark.parametrize(("length", "features", "batch"), [(1, 1, 1), (7, 3, 2), (40, 1, 1)])
def test_shape_type_and_seed(name, length, features, batch):
    one, same = (signal(name, length, features, batch, seed=3) for _ in range(2))
    assert one.shape == (batch, length, features)
    assert one.dtype == torch.float32
    assert torch.equal(one, same)


def test_impulse_is_one_at_one_step():
    x = signal("impulse", 40)
    assert x.sum() == 1
    assert x.max() == 1


def test_step_rises_once_and_stays():
    x = signal("step", 40)[0, :, 0]
    assert set(x.tolist()) == {0.0, 1.0}
    assert (x.diff() >= 0).all()


def test_sine_has_two_periods():
    x = signal("sine", 400)[0, :, 0]
    assert torch.allclose(x[:200], x[200:], atol=1e-5)
    assert not torch.allclose(x[:100], x[100:200], atol=0.1)


@pytest.mark.parametrize("name", ["noisy-sine", "random-walk", "noise"])
def test_another_seed_is_another_signal(name):
    assert not torch.equal(signal(name, 20, seed=0), signal(name, 20, seed=1))


def test_noise_is_torch_randn():
    assert torch.equal(signal("noise", 3, 5, 2, 9), torch.randn(2, 3, 5, generator=torch.Generator().manual_seed(9)))


def test_too_long_is_a_problem():
    with pytest.raises(Problem, match="2001 time steps"):
        generated_sequence("sine", 2001, 1, 1, 0)
