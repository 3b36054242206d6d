"""`gru-viz inspect`: which recurrent layers are in a file of weights, what belongs to each, and what is missing."""

import argparse

from torch import nn

from gru_viz.cells.kinds import form_of
from gru_viz.learning.files.belonging import own_embedding, own_output
from gru_viz.learning.files.contents import Contents, contents_of
from gru_viz.learning.files.recurrent import layer_called


def inspect(options: argparse.Namespace) -> None:
    """A line for each recurrent layer: its name, sizes, parameters, convention and words; then what was left out."""
    contents = contents_of(options.weights)
    layers = contents.layers
    for name, module in layers.items():
        said = ["start state" if name in layers.starts else "", _convention(module), *_words(contents, name)]
        count = sum(parameter.numel() for parameter in module.parameters())
        others = "".join(f", {each}" for each in said if each)
        print(f"{layer_called(name)}: {module}, {count:,} parameters{others}")
    for sentence in layers.left_out.values():
        print(f"left out: {sentence}")


def _words(contents: Contents, name: str) -> list[str]:
    """The embedding and the output layer that belong to a layer, or that there is none."""
    found = {"embedding": own_embedding(contents, name), "output layer": own_output(contents, name)}
    return [
        f"no {what}" if matrix is None else f"{what} {matrix.name} {matrix.shape}" for what, matrix in found.items()
    ]


def _convention(module: nn.Module) -> str:
    """How it computes where cells of its kind differ: what z = 1 means and where the reset gate acts; tanh or ReLU."""
    _cell, form = form_of(module)
    facts = form.facts(module)
    sentences = {
        "update_convention": "z = 1 {}s",
        "reset_convention": "reset gate {} the matrix",
        "nonlinearity": "nonlinearity {}",
    }
    return ", ".join(sentences[name].format(fact) for name, fact in facts.items())
