"""Subject: the GRU under examination, and what is done with it."""

from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

from gru_viz.cells.gru import GRUTrace
from gru_viz.cells.kinds import facts_of
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.cells.trace import trace
from gru_viz.experiment.setup import Setup
from gru_viz.randomness import seeded

Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True)
class Subject:
    """The GRU under examination.

    Attributes
    ----------
    module : nn.GRU or TextbookGRU
        In evaluation mode, time first.
    x : Tensor (T, B, input_size)
        One sequence, B = 1.
    """

    module: nn.GRU | TextbookGRU
    x: Tensor

    @classmethod
    def of(cls, setup: Setup) -> "Subject":
        """The GRU of a setup and the sequence in view of it, time first."""
        sample, module = setup.experiment.sample, setup.changed(batch_first=False, training=False).module()
        assert isinstance(module, nn.GRU | TextbookGRU)
        return cls(module, setup.sequence.values[sample, : setup.sequence.lengths[sample]][:, None])

    @property
    def keeping(self) -> float:
        """The update gate that lets nothing in."""
        return 1.0 if facts_of(self.module)["update_convention"] == "keep" else 0.0

    def run(self, intervene=(), h0: Tensor | None = None) -> GRUTrace:
        """Trace without gradients."""
        with torch.no_grad():
            return trace(self.module, self.x, h0, intervene=intervene)

    def other_start(self) -> Tensor:
        """A start state that is not zero."""
        rows = self.module.num_layers * (2 if self.module.bidirectional else 1)
        shape = (rows, self.x.shape[1], self.module.hidden_size)
        return torch.rand(shape, generator=torch.Generator().manual_seed(0)) - 0.5

    def of_its_size(self, kind: type[Module], **options: object) -> Module:
        """An untrained module of another kind, with as many units on the same inputs."""
        with seeded(0):
            return kind(self.module.input_size, self.module.hidden_size, **options).eval()
