"""Stacks: layers that a file keeps one by one although each reads the one before, as one module of several layers."""

from collections.abc import Iterable, Sequence

from torch import nn

from gru_viz.cells.kinds import form_of
from gru_viz.learning.files.recurrent import Layers, put_together

#: Between the names of the layers.
JOINT = " + "


def with_stacks(layers: Layers, chains: Iterable[Sequence[str]]) -> Layers:
    """The same layers, and before them the stacks that PyTorch has one module for: of one kind and one size.

    Parameters
    ----------
    layers : Layers
    chains : iterable of sequence of str
        Names of layers of which each reads what the one before gives out, and nothing else.
    """
    found = {JOINT.join(names): module for names in chains if (module := _as_one(layers, names)) is not None}
    if not found:
        return layers
    together = Layers()
    together.update({**found, **layers})
    together.problems, together.dtypes, together.starts = layers.problems, layers.dtypes, layers.starts
    return together


def _as_one(layers: Layers, names: Sequence[str]) -> nn.Module | None:
    """One module that computes what these do one after the other; None if there is no such."""
    if len(names) < 2 or any(name not in layers or name in layers.starts for name in names):
        return None
    modules = [layers[name] for name in names]
    first = modules[0]
    own = form_of(first)[0].arguments
    shared = ("hidden_size", "bias", "batch_first", "bidirectional", *own)
    alike = all(
        type(module) is type(first)
        and all(getattr(module, each, None) == getattr(first, each, None) for each in shared)
        for module in modules
    )
    size = int(first.hidden_size) * (2 if first.bidirectional else 1)  # pyright: ignore[reportArgumentType]
    if not alike or any(module.input_size != size for module in modules[1:]):
        return None
    tensors = {
        key.replace("_l0", f"_l{number}"): value
        for number, module in enumerate(modules)
        for key, value in module.state_dict().items()
    }
    options = {name: getattr(first, name) for name in ("batch_first", *own)}
    return put_together(JOINT.join(names), type(first), tensors, **options)
