"""The page Bi-GRU: offered, turned on, and every choice in the link."""

import re

import pytest

from gru_viz import Experiment
from gru_viz.cells.kinds import CELLS
from tests.ui.visits import figures, opened, said, sound

LINKS = [{"cell": "lstm"}, {"cell": "rnn"}, {"cell": "mingru"}]


def test_bi_gru_is_offered_and_turned_on():
    at = opened("bi-gru", w="seed")
    assert "one direction only" in said(at)
    assert not figures(at)
    next(b for b in at.button if b.label == "Turn bidirectional on").click().run()
    assert len(figures(sound(at))) == 3
    assert "`h_n[1]` = `output[0, :, 16:]`" in said(at)
    assert re.search(r"parameters \| 1,632 \| 3,264 \| 2.00×", said(at))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("quantity", q) for q in ("reset_gate", "update_gate", "candidate_state")),
        *(("merge", m) for m in ("sum", "mean", "product")),
        ("output_layer", "linear"),
        ("direction", "backward"),
    ],
)
def test_every_choice_of_the_bi_gru_page_changes_the_link(key, value):
    at = opened("bi-gru", bi="1", L="2")
    at.segmented_control(key=key).set_value(value).run()
    row = Experiment.table()[key]
    assert sound(at).session_state["_link"][row.key] == value
    assert len(figures(at)) == 3


@pytest.mark.parametrize("link", LINKS)
def test_both_directions_of_other_cells(link):
    at = opened("bi-gru", **link)
    cell = CELLS[link["cell"]].name
    assert f"A Bi-{cell} adds" in at.info[0].value
    next(b for b in at.button if b.label == "Turn bidirectional on").click().run()
    sound(at)
    assert "h_n[1]" in said(at)
    assert "2.00×" in said(at)
    assert len(figures(at)) == 3
