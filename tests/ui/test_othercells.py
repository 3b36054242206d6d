"""The pages for an LSTM and an RNN."""

import re

import pytest

from gru_viz import Experiment
from tests.ui.visits import figures, opened, said, sound

LSTM = {"cell": "lstm"}
RNN = {"cell": "rnn"}


def values(at, index: int) -> str:
    return figures(at)[index]


@pytest.mark.parametrize(
    ("link", "names", "equation"),
    [
        (
            LSTM,
            ["input gate", "forget gate", "output gate", "candidate state", "cell state", "hidden state"],
            r"\odot \tanh(",
        ),
        (RNN, ["hidden state"], r"= \tanh("),
        ({**RNN, "nl": "relu"}, ["hidden state"], r"= \operatorname{ReLU}("),
    ],
)
def test_the_gates_page_shows_every_quantity_its_equations_and_its_arithmetic(link, names, equation):
    at = opened(**link)
    spec = figures(at)[0]
    assert [name for name in names if name in spec] == names
    assert ("reset gate" in spec) is False
    shown = at.latex[0].value.replace("&=", "=")
    assert equation in shown
    tr = Experiment.from_link(link)[0].run()
    for name in tr.quantities:
        assert f"{abs(getattr(tr, name)[0, 0, 3, 0, 0].item()):.4g}" in shown
    assert f"`nn.{tr.cell}(16, 16" in said(at)
    assert "max |Δh|" not in said(at)


def test_an_lstms_shapes_name_both_of_its_states():
    at = opened(**LSTM, H="5", L="2")
    for tensor in ("`h_0 (2, 1, 5)`", "`c_0 (2, 1, 5)`", "`h_n (2, 1, 5)`", "`c_n (2, 1, 5)`"):
        assert tensor in said(at)


def test_an_lstm_has_its_gates_summary_and_an_rnn_says_that_it_has_none():
    lstm, rnn = opened(**LSTM), opened(**RNN)
    assert [m.label for m in lstm.metric] == ["First cell state still in the last"]
    assert "f_t" in said(lstm)
    assert not rnn.metric
    assert "has no gates" in said(rnn)
    assert len(figures(rnn)) == 1


def test_folded_sections_of_an_lstm_open():
    at = opened(**LSTM)
    before = len(at.latex)
    for fold in ("equations", "terms", "saturation", "model"):
        at.session_state[f"fold_{fold}"] = True
    sound(at.run())
    assert len(at.latex) == before + 6
    assert list(at.dataframe[0].value)[2::2] == [f"weight for {letter}" for letter in ("i", "f", "c̃", "o")]
    assert len(figures(at)) == 4
    assert "More of nn.LSTM" in [b.label for b in at.button] + [e.label for e in at.expander]


def test_the_sidebar_shows_the_parameters_of_the_cell_and_the_link_follows():
    at = opened(w="seed")
    at.segmented_control(key="cell").set_value("lstm").run()
    assert {s.key for s in at.slider} >= {"forget_gate_bias"}
    assert not {s.key for s in at.slider} & {"update_gate_bias", "reset_gate_bias"}
    at.slider(key="forget_gate_bias").set_value(2.0).run()
    assert at.session_state["_link"] == {"cell": "lstm", "fb": "2.0"}
    at.segmented_control(key="cell").set_value("rnn").run()
    assert "nonlinearity" in [s.key for s in at.segmented_control]
    assert "convention" not in [s.key for s in at.segmented_control]
    sound(at)


@pytest.mark.parametrize("quantity", ["forget_gate", "cell_state", "output_gate"])
@pytest.mark.parametrize("page", ["bi-gru", "text"])
def test_the_quantity_in_view_is_one_of_the_cells(page, quantity):
    at = opened(page, **LSTM, bi="1", q=quantity)
    assert at.selectbox(key="quantity").value == quantity
    assert len(at.selectbox(key="quantity").options) == 6
    assert not at.warning


def test_another_cells_quantity_in_a_link_is_answered_and_left_by_a_change_of_cell():
    at = opened("text", **LSTM, q="reset_gate")
    assert "allowed: input\\_gate, forget\\_gate" in at.warning[0].value
    assert at.selectbox(key="quantity").value == "hidden_state"
    at = opened("text", w="seed", q="update_gate")
    at.segmented_control(key="cell").set_value("rnn").run()
    assert at.segmented_control(key="quantity").value == "hidden_state"
    sound(at)


@pytest.mark.parametrize("link", [LSTM, RNN])
def test_both_directions_of_other_cells(link):
    at = opened("bi-gru", **link)
    cell = link["cell"].upper()
    assert f"A Bi-{cell} adds" in at.info[0].value
    at.button[0].click().run()
    sound(at)
    assert "h_n[1]" in said(at)
    assert "2.00×" in said(at)
    assert len(figures(at)) == 3


@pytest.mark.parametrize("link", [LSTM, RNN])
def test_the_table_and_its_code_are_the_cells(link):
    at = opened("table", **link)
    tr = Experiment.from_link(link)[0].run()
    assert list(at.dataframe[0].value) == list(tr.to_pandas())
    assert f"torch.nn.{tr.cell}(16, 16)" in at.code[0].value


@pytest.mark.parametrize("page", ["cell", "memory", "gradients", "claims"])
def test_pages_about_grus_show_the_gru_of_the_same_sizes_and_say_so(page):
    at = opened(page, **LSTM, H="6", q="cell_state")
    assert "This page is about the GRU" in at.info[0].value
    gru = opened(page, w="seed", H="6")
    if page == "claims":
        return  # its figures are folded away
    assert figures(at)[-1] == figures(gru)[-1]


@pytest.mark.parametrize(
    "page", ["gates", "cell", "bi-gru", "text", "memory", "gradients", "train", "compare", "nn-gru", "table"]
)
@pytest.mark.parametrize("link", [LSTM, {**RNN, "nl": "relu"}])
def test_every_page_of_every_cell_in_chinese_with_a_batch_of_unequal_lengths(page, link):
    at = opened(
        page, **link, text="a <b> c\n$x$ y", lang="zh_CN", bi="1", L="2", h0="random", layer="1", dir="backward"
    )
    assert re.search("[\u4e00-\u9fff]", said(at))
    assert not at.warning
