"""Fitting: whether what the head of a step asks for is in the run that its link shows."""

from collections.abc import Iterator

from gru_viz.cells.cell import Cell
from gru_viz.experiment.experiment import Experiment
from gru_viz.experiment.link import query_of
from gru_viz.lesson.front import Front
from gru_viz.lesson.measures import OF_QUANTITIES
from gru_viz.problem import Problem

#: The figure that frames what is to be looked at.
FRAMED = "gates"


def unfitting(front: Front, experiment: Experiment) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """What of a head cannot be shown, each with the names that lead to it.

    Parameters
    ----------
    front : Front
    experiment : Experiment
        What its link shows.
    """
    table = Experiment.table()
    if any(table[name].key in query_of(front.link) for name in ("lesson", "lesson_step")):
        yield (
            ("link",),
            Problem(
                "the link leads to a step of a lesson; take the one of a page that shows what is meant, by “Open in the app”"
            ),
        )
    if front.highlight is not None:
        if front.figure != FRAMED:
            yield (
                ("highlight",),
                Problem(
                    "only the figure “{framed}” frames a part; this step shows “{figure}”",
                    framed=FRAMED,
                    figure=front.figure,
                ),
            )
        yield from _unknown(("highlight", "quantity"), front.highlight.quantity or "", experiment.kind)
    if front.question is not None:
        name, _space, quantity = front.question.measure.partition(" ")
        if name in OF_QUANTITIES:
            yield from _unknown(("question", "measure"), quantity, experiment.kind)


def _unknown(at: tuple[str, ...], quantity: str, cell: Cell) -> Iterator[tuple[tuple[str, ...], Problem]]:
    """A gate or state that this cell does not have."""
    if quantity and quantity not in cell.quantities:
        names = ", ".join(cell.quantities)
        yield (
            at,
            Problem(
                "the {cell} of this link has no “{quantity}”; it has: {names}",
                cell=cell.name,
                quantity=quantity,
                names=names,
            ),
        )
