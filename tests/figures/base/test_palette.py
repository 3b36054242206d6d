"""One colour and one symbol for each quantity."""

from gru_viz.cells.kinds import CELLS, every_quantity
from gru_viz.figures.base.palette import COLOURS, SYMBOLS


def test_every_quantity_has_a_colour_of_its_own_and_a_symbol():
    for cell in CELLS.values():
        seen = [COLOURS[name] for name in (*cell.quantities, "input")]
        assert len(set(seen)) == len(seen)
    assert set(every_quantity()) < set(SYMBOLS)
