"""The page Table: all rows, a download and the code."""

import json

import pytest

from gru_viz import Experiment
from gru_viz.cells.cell import written
from gru_viz.experiment.link import told_by
from tests.ui.visits import opened, said

LINKS = [{"cell": "lstm"}, {"cell": "rnn"}, {"cell": "mingru"}]


def test_table_page_has_all_rows_a_download_and_code():
    at = opened("table", w="seed")
    frame = at.dataframe[0].value
    assert len(frame) == 11 * 16
    assert frame.iloc[3].hidden_state == Experiment().run().hidden_state[0, 0, 0, 0, 3].item()
    assert "gru_viz.trace(gru, x, h0, tokens=tokens)" in at.code[0].value
    assert [button.label for button in at.get("download_button") if button.key != "take_html"] == ["Download as CSV"]


def test_the_heads_of_the_table_are_in_the_visitors_language_and_the_download_keeps_its_names():
    at = opened("table", w="seed", lang="zh_CN")
    shown = json.loads(at.dataframe[0].proto.columns)
    told = {name: head["label"] for name, head in shown.items() if "label" in head}
    assert (told["reset_gate"], told["time"], told["unit"], told["batch"]) == ("重置门", "时间步", "隐藏单元", "序列")
    assert set(told) >= set(Experiment().run().to_pandas())
    assert set(at.dataframe[0].value.direction) == {"正向"}


def test_a_large_table_is_cut_with_a_sentence():
    at = opened("table", src="generator", len="2000", H="64")
    assert len(at.dataframe[0].value) == 100_000
    assert "128,000 rows" in said(at)


@pytest.mark.parametrize("link", LINKS)
def test_the_table_and_its_code_are_the_cells(link):
    at = opened("table", **link)
    tr = told_by(link)[0].run()
    assert list(at.dataframe[0].value) == list(tr.to_pandas())
    assert f"= {written(tr.cell.module)}(16, 16)" in at.code[0].value
