"""The sidebar: every argument of nn.GRU, its cell's own parameters, and values that stay."""

import pytest

from tests.ui.visits import opened, said, sound, turned_to

LSTM, RNN = {"cell": "lstm"}, {"cell": "rnn"}


def test_all_of_nn_gru_is_there_and_in_the_link():
    at = opened(w="seed")
    at.session_state["fold_model"] = True
    sound(at.run())
    at.number_input(key="hidden_size").set_value(9)
    at.number_input(key="num_layers").set_value(2)
    at.toggle(key="bias").set_value(False)
    at.toggle(key="batch_first").set_value(True)
    at.toggle(key="bidirectional").set_value(True)
    at.toggle(key="training").set_value(True)
    at.slider(key="dropout").set_value(0.25)
    at.segmented_control(key="start").set_value("random")
    sound(at.run())
    expected = {"H": "9", "L": "2", "bias": "0", "bf": "1", "bi": "1", "train": "1", "drop": "0.25", "h0": "random"}
    assert at.session_state["_link"] == expected
    assert "nn.GRU(16, 9, num_layers=2, bias=False, batch_first=True, dropout=0.25, bidirectional=True)" in said(at)
    assert "`x (1, 11, 16)` (batch, time, feature)" in said(at)
    assert "`h_0 (4, 1, 9)` (layers × directions, batch, unit)" in said(at)
    assert "zeroed with probability 0.25" in said(at)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"drop": "0.5"}, "with one layer it does nothing"),
        ({"drop": "0.5", "L": "2"}, "training mode is off"),
        ({"drop": "0.5", "L": "2", "train": "1"}, "zeroed with probability 0.5"),
    ],
)
def test_the_note_on_dropout(link, words):
    assert words in said(opened(**link))


def test_a_batch_has_a_picker_and_its_own_lengths():
    at = opened(text="a b c\nd e")
    at.number_input(key="sample").set_value(1).run()
    sound(at)
    assert at.session_state["_link"]["seq"] == "1"
    assert at.session_state["step"] == 1  # step 3 is past the end of the second line
    assert "“e”" in said(at)


def test_values_of_controls_survive_another_page_and_another_source():
    at = opened(sig="sine", len="9")
    at.segmented_control(key="source").set_value("generator").run()
    assert at.number_input(key="length").value == 9
    turned_to(at, "table")
    at.segmented_control(key="source").set_value("text").run()
    turned_to(at, "gates")
    at.segmented_control(key="source").set_value("generator").run()
    assert sound(at).number_input(key="length").value == 9
    assert at.selectbox(key="signal").value == "sine"


def test_columns_are_picked_by_name_and_standardisation_is_shown():
    at = opened(unfolded=["table"], src="numbers", num="t,a,b\n1,2,5\n2,4,5\n3,9,5")
    assert "`x (3, 1, 3)`" in said(at)
    at.multiselect(key="_columns").set_value([2]).run()
    at.toggle(key="standardise").set_value(True).run()
    assert "`x (3, 1, 1)`" in said(sound(at))
    assert "Standardised (mean ± standard deviation before): a: 5 ± 2.944" in said(at)
    assert at.session_state["_link"]["cols"] == "2"


def test_an_lstms_shapes_name_both_of_its_states():
    at = opened(**LSTM, H="5", L="2")
    for tensor in ("`h_0 (2, 1, 5)`", "`c_0 (2, 1, 5)`", "`h_n (2, 1, 5)`", "`c_n (2, 1, 5)`"):
        assert tensor in said(at)


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
    at.segmented_control(key="cell").set_value("mingru").run()
    assert "nonlinearity" not in [s.key for s in at.segmented_control]
    bias = at.slider(key="update_gate_bias")
    assert "written sooner" in bias.help
    before = at.metric[0].value
    assert sound(bias.set_value(-6.0).run()).metric[0].value != before
    assert at.session_state["_link"] == {"cell": "mingru", "fb": "2.0", "zb": "-6.0"}


@pytest.mark.parametrize("quantity", ["forget_gate", "cell_state", "output_gate"])
def test_the_quantity_in_view_is_one_of_the_cells(quantity):
    at = opened("text", **LSTM, bi="1", q=quantity)
    for page in ("text", "bi-gru"):
        if page != "text":
            turned_to(at, page)
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
