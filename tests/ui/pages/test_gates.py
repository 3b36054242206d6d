"""The page Gates: every quantity of every cell, its equations and its arithmetic."""

import pytest

from gru_viz import Experiment, bundled
from gru_viz.cells.cell import called
from gru_viz.experiment.link import told_by
from tests.ui.visits import figures, opened, said, sound

LSTM, RNN, MINGRU = {"cell": "lstm"}, {"cell": "rnn"}, {"cell": "mingru"}


@pytest.fixture(scope="module")
def visits():
    """A visit for each cell that is not the GRU, to look at only."""
    return {link["cell"]: opened(**link) for link in (LSTM, RNN, MINGRU)}


def test_first_paint_is_a_gru_that_remembers_a_letter_and_compare_with_untrained_is_one_click_away():
    at = opened()
    assert len(figures(at)) == 2
    assert "What to look for" in said(at)
    assert "nn.GRU(8, 16)" in said(at)
    assert "1,248 parameters" in said(at)
    assert "`x (12, 1, 8)` (time, batch, feature)" in said(at)
    assert "Trained on “Remember” for 1,200 steps" in said(at)
    assert "1 of 1 right" in figures(at)[0]
    assert at.session_state["_link"] == {}
    assert "where it is here" in said(at)
    assert not at.error
    assert not at.warning
    at.toggle(key="compare").set_value(True).run()
    shown = figures(sound(at))
    assert len(shown) == 4
    assert '"Trained"' in shown[0]
    assert "1 of 1 right" in shown[0]
    assert "Untrained, seed 0" in shown[2]
    assert at.session_state["_link"] == {"cmp": "1"}


@pytest.mark.parametrize("convention", ["pytorch", "textbook", "cho"])
def test_the_equations_and_the_arithmetic_are_the_conventions_own(convention):
    at = opened(conv=convention, unfolded=["conventions", "equations"])
    shown = at.latex[0].value
    after = r"\textcolor{#E69F00}{r_t} \odot (W_{hn}"
    before = r"W_{hn}(\textcolor{#E69F00}{r_t} \odot"
    assert (after in shown) == (convention == "pytorch")
    assert (before in shown) == (convention != "pytorch")
    z, h = r"\textcolor{#0072B2}{z_t}", r"\textcolor{#CC79A7}{h_{t-1}}"
    keeps = rf"= {z} \odot {h} + (1-{z})"
    assert (keeps in shown.replace("&=", "=")) == (convention != "textbook")
    assert "max |Δh| =" in said(at)
    if convention != "cho":  # the lesson's and PyTorch's
        assert joined(at)
    tr = Experiment(convention=convention).run()
    for name in ("reset_gate", "update_gate", "candidate_state", "hidden_state"):
        assert f"{getattr(tr, name)[0, 0, 3, 0, 0].item():.4g}" in shown


def test_folded_sections_open():
    at = opened(w="seed")
    before = len(at.latex)
    at.session_state["fold_equations"] = True
    at.session_state["fold_terms"] = True
    at.session_state["fold_model"] = True
    sound(at.run())
    assert len(at.latex) == before + 5  # four equations, and how the lesson joins their matrices
    assert len(at.dataframe[0].value) == 32
    assert at.toggle(key="batch_first").value is False


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
        (MINGRU, ["update gate", "candidate state", "hidden state"], r"\textcolor{#009E73}{\tilde h_t} = W_{in}"),
    ],
)
def test_the_gates_page_shows_every_quantity_its_equations_and_its_arithmetic(visits, link, names, equation):
    at = visits[link["cell"]] if len(link) == 1 else opened(**link)
    spec = figures(at)[0]
    assert [name for name in names if name in spec] == names
    assert ("reset gate" in spec) is False
    shown = at.latex[0].value.replace("&=", "=")
    assert equation in shown
    tr = told_by(link)[0].run()
    for name in tr.quantities:
        assert f"{abs(getattr(tr, name)[0, 0, 3, 0, 0].item()):.4g}" in shown
    assert f"`{called(tr.cell.module)}(16, 16" in said(at)
    assert "fold_conventions" not in at.session_state


def test_an_lstm_has_its_gates_summary_and_an_rnn_says_that_it_has_none(visits):
    lstm, rnn = visits["lstm"], visits["rnn"]
    assert [m.label for m in lstm.metric] == ["First cell state still in the last"]
    assert "f_t" in said(lstm)
    assert [m.label for m in visits["mingru"].metric] == ["First state still in the last"]
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
    assert not joined(at)
    assert list(at.dataframe[0].value)[2::2] == [f"weight for {letter}" for letter in ("i", "f", "c̃", "o")]
    assert len(figures(at)) == 4
    assert "More of nn.LSTM" in [b.label for b in at.button] + [e.label for e in at.expander]


def test_folded_sections_of_a_mingru_read_the_input_only():
    at = opened(**MINGRU)
    before = len(at.latex)
    for fold in ("equations", "terms", "saturation", "model"):
        at.session_state[f"fold_{fold}"] = True
    sound(at.run())
    assert len(at.latex) == before + 3
    assert not any("W_{h" in block.value for block in at.latex)
    terms = at.dataframe[0].value
    assert list(terms)[2::2] == ["weight for z", "weight for h̃"]
    assert [row[:2] for row in terms.iloc[:, 0]] == ["x["] * 16
    assert "More of MinGRU" in [b.label for b in at.button] + [e.label for e in at.expander]


def test_the_page_says_where_the_reset_gate_was_when_the_weights_learned():
    assert "where it is here" in said(opened(w="example", text="ab!c?", conv="textbook"))
    assert "it may answer worse" in said(opened(w="example", model="parity", text="0110", conv="textbook"))


def test_a_long_sentence_is_told_whole_as_it_is_read():
    text = "it was the best of times it was the worst of times it was the age of wisdom it was the age of foolishness"
    at = opened(w="example", model="words-both", text=text)
    read = "|".join(bundled()["words-both"].read(text).words)
    assert read not in figures(at)[0]
    assert f"Read as **{read}**" in said(at).replace("\\", "")
    assert "how surely a word ends" in said(at)


def test_a_model_of_words_says_how_well_it_finds_them():
    assert "F1 0.95 in English, 0.95 in Chinese" in said(opened(w="example", model="words-both", text="hello"))


def joined(at) -> bool:
    """The lesson's joined matrix is one fold away where the lesson writes it."""
    return any(r"W = [W_h \; W_x]" in e.value for e in at.latex)
