"""Trajectory: the path of the hidden state in few dimensions, and the points where a constant input would hold it."""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from gru_viz.cells.excerpt import Across
from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.kinds import cell_of
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.cells.trace import trace
from gru_viz.progress import Computation, whole

#: ‖F(h) - h‖ below which a point counts as fixed.
STILL = 1e-6
#: At most; usually a third of them is enough.
NEWTON_STEPS = 60
#: Steps of the GRU itself before the other half of the search.
SETTLING = 200
_SAME = 1e-3
#: Damping from which on a start makes no way any more.
_STUCK = 1e6


@dataclass(frozen=True)
class Projection:
    """Principal components of all states of one layer and sequence.

    Attributes
    ----------
    paths : dict of direction to ndarray (T, D)
    explained : ndarray (D,)
        Share of the variance along each component.
    mean : ndarray (hidden_size,)
    axes : ndarray (D, hidden_size)
    """

    paths: dict[str, np.ndarray]
    explained: np.ndarray
    mean: np.ndarray
    axes: np.ndarray

    def place(self, states: np.ndarray) -> np.ndarray:
        """Other states (N, hidden_size) in the same picture, (N, D)."""
        return (states - self.mean) @ self.axes.T


def project(tr: GRUTrace, layer: int = 0, sample: int = 0, dimensions: int = 3) -> Projection:
    """`Projection` of both directions into one picture.

    Parameters
    ----------
    tr : GRUTrace
    layer, sample : int
    dimensions : int
        At most; fewer where there are fewer units or steps.
    """
    length = tr.lengths[sample]
    states = tr.hidden_state[layer, :, :length, sample].detach().double().cpu().numpy()
    every = states.reshape(-1, states.shape[-1])
    mean = every.mean(axis=0)
    _, sizes, axes = np.linalg.svd(every - mean, full_matrices=False)
    axes, total = axes[:dimensions], (sizes**2).sum()
    explained = sizes[:dimensions] ** 2 / total if total > 0 else np.zeros(len(axes))
    paths = {name: (states[d] - mean) @ axes.T for d, name in enumerate(tr.directions)}
    return Projection(paths, explained, mean, axes)


@dataclass(frozen=True)
class FixedPoint:
    """A state that a constant input leaves where it is.

    Attributes
    ----------
    state : ndarray (hidden_size,)
    residual : float
        ‖F(h) - h‖, below `STILL`.
    radius : float
        Spectral radius of ∂F/∂h there.
    leaving : ndarray (K, hidden_size)
        Directions of length 1 along which nearby states move away: of an unstable point's ∂F/∂h the eigenvectors to
        eigenvalues larger than 1, their real and imaginary parts where these turn.
    """

    state: np.ndarray
    residual: float
    radius: float
    leaving: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)), repr=False)

    @property
    def stable(self) -> bool:
        """Nearby states come back."""
        return self.radius < 1


def one_layer(module: nn.GRU | TextbookGRU, layer: int, direction: str) -> nn.Module:
    """One layer and direction as a module of its own, in float64."""
    suffix = f"_l{layer}{'_reverse' if direction == 'backward' else ''}"
    weight = getattr(module, f"weight_ih{suffix}")
    single = type(module)(weight.shape[1], module.hidden_size, bias=module.bias).double()
    with torch.no_grad():
        for name, parameter in single.named_parameters():
            parameter.copy_(getattr(module, name.removesuffix("_l0") + suffix))
    return single.requires_grad_(False)


def most_work(starts: int, units: int) -> int:
    """Multiplications that `search` takes at most: five products of matrices for each start, as it is and settled, and step."""
    return 5 * NEWTON_STEPS * 2 * starts * units**3


def fixed_points(single: nn.Module, x: Tensor, starts: Tensor) -> list[FixedPoint]:
    """Fixed points of h ↦ F(h, x); see `search`."""
    return whole(search(single, x, starts))


def search(single: nn.Module, x: Tensor, starts: Tensor) -> Computation[list[FixedPoint]]:
    """Fixed points of h ↦ F(h, x), found by damped Newton steps on ‖F(h) - h‖² (after Sussillo & Barak 2013).

    A piece is one step from every start.

    Parameters
    ----------
    single : nn.GRU or TextbookGRU
        One layer, one direction, float64 (`one_layer`).
    x : Tensor (input_size,)
        The constant input.
    starts : Tensor (N, hidden_size)
        Where to look from, such as the states of a run, and where the GRU itself leads from there.
    """
    h = starts.double()
    # Downhill alone can end in a hollow that is no fixed point; the GRU's own steps lead near the stable ones.
    settled = single(x.double().expand(SETTLING, len(h), -1), h[None].contiguous())[1][0]
    h = torch.cat([h, settled])
    identity = torch.eye(h.shape[1], dtype=torch.float64)

    def gap(states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """F(h) - h, ∂F/∂h, and how much the update gate writes, of every state."""
        with torch.no_grad():
            tr = trace(single, x.double().expand(1, len(states), -1), states[None].contiguous())
        at = Across(tr, 0, "forward", 0, (0,))
        back, _straight = cell_of(tr).backward(at)
        _sums, slopes = back(identity.expand(len(states), -1, -1), slice(None))
        return at["hidden_state"] - states, slopes, 1 - at["keep_gate"]

    residual, jacobian, written = gap(h)
    damping = torch.full((len(h), 1, 1), 1e-2, dtype=torch.float64)
    for done in range(NEWTON_STEPS):
        yield done / NEWTON_STEPS
        # What is there, or stuck, stays.
        going = ((residual / written).norm(dim=1) >= STILL * 1e-3) & (damping[:, 0, 0] < _STUCK)
        if not going.any():
            break
        # F(h) - h is what is written times (candidate - h): a gate that writes little would hide how far off h is.
        slope = (jacobian[going] - identity) / written[going][..., None]
        off = residual[going] / written[going]
        # Levenberg and Marquardt: between a Newton step and a small step downhill.
        normal = slope.mT @ slope + damping[going] * identity
        step = torch.linalg.solve(normal, slope.mT @ off[..., None])[..., 0]
        tried = (h[going] - step).clamp(-1, 1)
        new_residual, new_jacobian, new_written = gap(tried)
        better = (new_residual / new_written).norm(dim=1) < off.norm(dim=1)
        h[going] = torch.where(better[:, None], tried, h[going])
        residual[going] = torch.where(better[:, None], new_residual, residual[going])
        written[going] = torch.where(better[:, None], new_written, written[going])
        jacobian[going] = torch.where(better[:, None, None], new_jacobian, jacobian[going])
        damping[going] = torch.where(better[:, None, None], damping[going] / 5, damping[going] * 4)
    found: list[FixedPoint] = []
    drifts = (residual / written).norm(dim=1)
    for state, rest, drift, slope in zip(h, residual.norm(dim=1), drifts, jacobian, strict=True):
        gaps = (
            np.linalg.norm(np.array([other.state for other in found]) - state.numpy(), axis=-1) if found else np.ones(1)
        )
        if rest < STILL and drift < STILL and (gaps >= _SAME).all():
            values, vectors = torch.linalg.eig(slope)
            radius = values.abs().max().item()
            found.append(FixedPoint(state.numpy(), rest.item(), radius, _leaving(values.numpy(), vectors.numpy())))
    return sorted(found, key=lambda point: point.radius)


def _leaving(values: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """`FixedPoint.leaving` of eigenvalues (hidden_size,) and eigenvectors (hidden_size, hidden_size)."""
    ways = []
    for value, vector in zip(values, vectors.T, strict=True):
        if abs(value) > 1 and value.imag >= 0:  # of a pair that turns, one has both directions
            ways += [vector.real] if value.imag == 0 else [vector.real, vector.imag]
    return np.array([way / np.linalg.norm(way) for way in ways]).reshape(-1, len(values))
