"""Weights: the learned ones that an experiment asks for, and the text as they read it."""

from typing import TYPE_CHECKING

from torch import nn

from gru_viz.cells.textbook import as_torch
from gru_viz.inputs.sequence import Sequence
from gru_viz.learning.bundled import Model, learned_in
from gru_viz.learning.files.reader import Reader, no_embedding
from gru_viz.learning.pretrained import Pretrained
from gru_viz.problem import Problem

if TYPE_CHECKING:
    from gru_viz.experiment.experiment import Experiment

#: Instead of an embedding of the file's: random numbers for each token, drawn from the seed of the input.
RANDOM_EMBEDDING = -1


class NotTrained(Problem):
    """The weights are those of a training that has yet to be done."""


def learned_weights(experiment: "Experiment", brought: Pretrained | None) -> Pretrained | None:
    """The learned weights that an experiment asks for, None for untrained ones.

    Parameters
    ----------
    experiment : Experiment
    brought : Pretrained or None
        What was trained here or comes from the visitor's file.

    Raises
    ------
    Problem
        The weights are to come from a training or a file that is not at hand.
    """
    if experiment.is_untrained:
        return None
    if experiment.weights == "example":
        return ready(learned_in(experiment.example_model, experiment.reset))
    if brought is None and experiment.weights == "trained":
        raise NotTrained("Nothing has been trained in this visit yet. The page “Train” does it within seconds.")
    if brought is None:
        raise Problem(
            "No model file is loaded. Choose a .safetensors, .pt, .pth, .ckpt, .keras, .h5 or .onnx file; it is not part of a link."
        )
    return brought


def ready(model: Model) -> Pretrained:
    """A bundled model as learned weights."""
    gru, rows = as_torch(model.learner.gru), model.learner.embedding
    assert isinstance(gru, nn.RNNBase)
    return Pretrained(gru, model.task, model.learner.head, None if rows is None else rows.weight)


def spelled_by(e: "Experiment", model: Pretrained) -> Sequence | None:
    """The text as the learned weights read it; None where the visitor has chosen random numbers for its tokens."""
    spelled = model.spelled(e.text)
    if spelled is None and e.file_embedding != RANDOM_EMBEDDING:
        raise no_embedding(model.reader or Reader(model.prefix.rstrip("."), model.gru))
    return spelled
