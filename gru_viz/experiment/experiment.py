"""Experiment: what a link says."""

from functools import cache

from pydantic import ConfigDict

from gru_viz.cells.cell import Cell, Convention
from gru_viz.cells.celltrace import CellTrace
from gru_viz.cells.gru import ResetConvention
from gru_viz.cells.kinds import cell_named
from gru_viz.experiment.fields.corpus import CorpusFields
from gru_viz.experiment.fields.lesson import LessonFields
from gru_viz.experiment.fields.model import ModelFields
from gru_viz.experiment.fields.sequence import SequenceFields
from gru_viz.experiment.fields.training import TrainingFields
from gru_viz.experiment.row import Parameter
from gru_viz.experiment.setup import Setup
from gru_viz.experiment.view import View


class Experiment(View, CorpusFields, LessonFields, TrainingFields, ModelFields, SequenceFields):
    """Sequence + model + training + lesson + corpus + view: everything a shared link describes.

    Its fields are those of its bases, each with its bounds, its default and its key in a link.

    Raises
    ------
    pydantic.ValidationError
        A value outside its bounds.

    Examples
    --------
    >>> tr = Experiment(text="to be or not to be", hidden_size=8, bidirectional=True).run()
    >>> tuple(tr.hidden_state.shape)
    (1, 2, 6, 1, 8)
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    @cache
    def table(cls) -> dict[str, Parameter]:
        """Every parameter, by field name."""
        return {name: Parameter.of(name, field) for name, field in cls.model_fields.items()}

    def numbers_key(self) -> tuple:
        """Everything that decides the numbers, whatever is looked at."""
        return tuple(getattr(self, name) for name, row in self.table().items() if row.shaping)

    @property
    def directions(self) -> int:
        """2 if bidirectional, else 1."""
        return 2 if self.bidirectional else 1

    @property
    def is_untrained(self) -> bool:
        """Its weights are random: nobody has trained them, and every picture of them says so."""
        return self.weights == "seed"

    @property
    def kind(self) -> Cell:
        """The row of its cell."""
        return cell_named(self.cell)

    @property
    def written_as(self) -> Convention | None:
        """How the equations are written; None for a cell that knows one way only."""
        return self.kind.conventions.get(self.convention)

    @property
    def reset(self) -> ResetConvention:
        """Where the reset gate stands in a GRU's equations."""
        return "after" if self.convention == "pytorch" else "before"

    @property
    def variant(self) -> str:
        """In file names: the convention of a cell that has several, else the cell."""
        return self.convention if self.written_as else self.cell

    @property
    def shifts(self) -> dict[str, float]:
        """What is added to the gates of this cell."""
        return {gate: getattr(self, name) for name, gate in self.kind.biases.items()}

    def run(self) -> CellTrace:
        """Compute everything there is to see.

        Raises
        ------
        Problem
            The input is not usable or larger than the limits allow, or it needs a file or weights that are not part
            of a link; `gru_viz.experiment.setup.Setup.of` takes those.
        """
        return Setup.of(self).run()
