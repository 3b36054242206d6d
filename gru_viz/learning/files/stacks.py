"""Stacks: layers that a file keeps one by one although each reads the one before, as one module of several layers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, groupby

import torch
from torch import nn

from gru_viz.cells.kinds import form_of
from gru_viz.learning.files.recurrent import Layers, put_together

#: Between the names of the layers.
JOINT = " + "
#: The number of a layer in the name of a parameter.
_LAYER = re.compile(r"_l(\d+)")


def with_stacks(layers: Layers, chains: Iterable[Sequence[str]]) -> Layers:
    """The same layers, and before them the stacks that PyTorch has one module for: of one kind and one size.

    Parameters
    ----------
    layers : Layers
    chains : iterable of sequence of str
        Names of layers of which each reads what the one before gives out, and nothing else.
    """
    found = {JOINT.join(names): module for names in chains if (module := _as_one(layers, names)) is not None}
    return _instead(layers, {**found, **layers}) if found else layers


def from_one_module(
    layers: Layers, chains: Iterable[Sequence[str]], modules: Mapping[str, str]
) -> tuple[Layers, list[list[str]]]:
    """The same, with layers that come from one module of several layers as that one; and the chains of what is there then.

    Parameters
    ----------
    layers, chains
        As of `with_stacks`.
    modules : mapping of str to str
        Which module each layer comes from.
    """
    whole: dict[str, nn.Module] = {}
    found = []
    for chain in chains:
        found.append([])
        for own, group in groupby(chain, modules.__getitem__):
            names = [*group]
            every = [name for name, module in modules.items() if module == own]
            # A module that is called again and again has one layer, which stands in the file as often.
            module = None if names != every or _repeats(layers, names) else _as_one(layers, names)
            if module is None:
                found[-1] += names
            else:
                whole[own] = module
                found[-1].append(own)
    # Each stands where its first layer does, whose name it has.
    left = {name: whole.get(name, own) for name, own in layers.items() if name in whole or modules[name] not in whole}
    return _instead(layers, left), found


def _instead(layers: Layers, others: Mapping[str, nn.Module]) -> Layers:
    """What is there now, with what was said of the file."""
    together = Layers()
    together.update(others)
    together.problems, together.dtypes, together.starts = layers.problems, layers.dtypes, layers.starts
    return together


def _repeats(layers: Layers, names: Sequence[str]) -> bool:
    """Whether two of these are the same numbers."""
    there = [[*layers[name].state_dict().values()] for name in names if name in layers]
    return any(
        all(one.shape == other.shape and torch.equal(one, other) for one, other in zip(*pair, strict=False))
        for pair in combinations(there, 2)
    )


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
    tensors, below = {}, 0
    for module in modules:
        for key, value in module.state_dict().items():
            tensors[_LAYER.sub(lambda found, below=below: f"_l{below + int(found[1])}", key)] = value
        below += int(module.num_layers)  # pyright: ignore[reportArgumentType]
    options = {name: getattr(first, name) for name in ("batch_first", *own)}
    return put_together(JOINT.join(names), type(first), tensors, **options)
