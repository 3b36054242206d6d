"""Every page in Streamlit's own test runner: what is shown, what a link keeps, what a switch changes."""

import re

import pytest

from gru_viz import Experiment
from gru_viz.experiment.examples import examples, home
from gru_viz.ui.state.session import told_by
from tests.ui.visits import figures, opened, said, sound, turned_to


def test_first_paint_is_a_gru_that_remembers_a_letter():
    at = opened()
    assert len(figures(at)) == 2
    assert "What to look for" in said(at)
    assert "nn.GRU(8, 16)" in said(at)
    assert "1,248 parameters" in said(at)
    assert "`x (12, 1, 8)` (time, batch, feature)" in said(at)
    assert "Trained on “Remember” for 1,200 steps" in said(at)
    assert "1 of 1 right" in figures(at)[0]
    assert at.session_state["_link"] == {}
    assert not at.error
    assert not at.warning


@pytest.mark.parametrize("name", examples())
def test_every_example_loads_and_shows_its_line(name):
    at = opened(H="3", L="2")
    next(box for box in at.selectbox if box.label == "Example").set_value(name).run()
    sound(at)
    assert examples()[name].look_for in said(at)
    link = at.session_state["_link"]
    assert told_by(link)[0] == examples()[name].experiment
    assert (link == {}) == (examples()[name].experiment == home())


def test_bi_gru_is_offered_and_turned_on():
    at = opened("bi-gru", w="seed")
    assert "one direction only" in said(at)
    assert not figures(at)
    at.button[0].click().run()
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


def test_table_page_has_all_rows_a_download_and_code():
    at = opened("table", w="seed")
    frame = at.dataframe[0].value
    assert len(frame) == 11 * 16
    assert frame.iloc[3].hidden_state == Experiment().run().hidden_state[0, 0, 0, 0, 3].item()
    assert "gru_viz.trace(gru, x, h0, tokens=tokens)" in at.code[0].value
    assert len(at.get("download_button")) == 1


def test_a_large_table_is_cut_with_a_sentence():
    at = opened("table", src="generator", len="2000", H="64")
    assert len(at.dataframe[0].value) == 100_000
    assert "128,000 rows" in said(at)


@pytest.mark.parametrize("page", ["gates", "bi-gru", "table"])
def test_every_page_speaks_chinese(page):
    at = opened(page, lang="zh_CN", bi="1", drop="0.5", std="1", src="numbers", num="1\n2\n4")
    assert re.search("[\u4e00-\u9fff]", said(at))
    assert "已标准化" in said(at)
    labels = [w.label for kind in (at.selectbox, at.number_input, at.toggle, at.slider) for w in kind]
    assert sum(bool(re.search("[\u4e00-\u9fff]", label)) for label in labels) > len(labels) / 2


@pytest.mark.parametrize("convention", ["pytorch", "textbook", "cho"])
def test_the_equations_and_the_arithmetic_are_the_conventions_own(convention):
    at = opened(conv=convention)
    shown = at.latex[0].value
    after = r"\textcolor{#E69F00}{r_t} \odot (W_{hn}"
    before = r"W_{hn}(\textcolor{#E69F00}{r_t} \odot"
    assert (after in shown) == (convention == "pytorch")
    assert (before in shown) == (convention != "pytorch")
    z, h = r"\textcolor{#0072B2}{z_t}", r"\textcolor{#CC79A7}{h_{t-1}}"
    keeps = rf"= {z} \odot {h} + (1-{z})"
    assert (keeps in shown.replace("&=", "=")) == (convention != "textbook")
    assert "max |Δh| =" in said(at)
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
    assert len(at.latex) == before + 4
    assert len(at.dataframe[0].value) == 32
    assert at.toggle(key="batch_first").value is False


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
    at = opened(src="numbers", num="t,a,b\n1,2,5\n2,4,5\n3,9,5")
    assert "`x (3, 1, 3)`" in said(at)
    at.multiselect(key="_columns").set_value([2]).run()
    at.toggle(key="standardise").set_value(True).run()
    assert "`x (3, 1, 1)`" in said(sound(at))
    assert "Standardised (mean ± standard deviation before): a: 5 ± 2.944" in said(at)
    assert at.session_state["_link"]["cols"] == "2"


def test_an_upload_is_read_and_survives_a_look_at_another_source():
    at = opened(src="file")
    assert "No file is loaded" in at.error[0].value
    assert len(figures(at)) == 2  # the first example, meanwhile
    at.file_uploader[0].set_value(("my *file*.csv", b"a;b\n1;2\n3;4\n5;6", "text/csv")).run()
    assert "`x (3, 1, 2)`" in said(sound(at))
    assert "not part of the link" in said(at)
    at.segmented_control(key="source").set_value("text").run()
    at.segmented_control(key="source").set_value("file").run()
    assert "`x (3, 1, 2)`" in said(sound(at))


def test_a_sequence_too_long_for_a_link_is_said():
    numbers = "\n".join(f"{k}.{'5' * 12}" for k in range(1500))
    at = opened(src="numbers")
    at.text_area(key="numbers").set_value(numbers).run()
    assert "too long for a link" in at.info[0].value
    assert "num" not in sound(at).session_state["_link"]
