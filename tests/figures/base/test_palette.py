"""One colour and one symbol for each quantity."""

import gru_viz
from gru_viz.cells.gru import QUANTITIES
from gru_viz.cells.lstm import LSTMTrace
from gru_viz.cells.rnn import RNNTrace
from gru_viz.figures.base.palette import COLOURS, SYMBOLS


def test_every_quantity_has_a_colour_of_its_own_and_a_symbol():
    for cell in (gru_viz.Trace, LSTMTrace, RNNTrace):
        seen = [COLOURS[name] for name in (*cell.quantities, "input")]
        assert len(set(seen)) == len(seen)
    assert set(QUANTITIES) < set(SYMBOLS)
