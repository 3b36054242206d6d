"""Learned weights in Chromium: home remembers a letter, own weights are read, hostile ones are not."""

import re

import numpy as np
import torch
from playwright.sync_api import expect
from safetensors.torch import save_file
from torch import nn

import gru_viz
from gru_viz.experiment.examples import home
from gru_viz.experiment.setup import Setup
from tests.learning.test_modelfile import Creates, saved


def opened_by_nobody(chart: dict) -> int:
    """The step at which the update gate is lowest on average: where the state is written."""
    return int(np.array(chart["values"][3]).mean(axis=0).argmin())


def test_home_shows_where_the_letter_is_written_and_text_its_colours(visit):
    v = visit()
    chart = v.chart()
    assert "".join(chart["ticks"]) == home().text
    assert opened_by_nobody(chart) == home().text.index("!") + 1
    tr = home().run()
    np.testing.assert_allclose(chart["values"][3], tr.update_gate[0, 0, :, 0].T, atol=1e-6)
    assert v.link() == {}
    hovering_one_heatmap_reads_all_four(v)
    v.click_cell(1, 4, 3)
    assert "Unit 3 at step 4: “d”" in v.text()
    v.toggle("compare")
    untrained = v.chart("untrained_chart")
    assert np.ptp(np.array(untrained["values"][3])) < 0.5
    assert v.link() == {"unit": "3", "cmp": "1"}
    v.turn("text?w=example&model=quotes&text=a+%22b%22+c&q=update_gate")
    coloured_text_has_the_figures_colours(v)


def coloured_text_has_the_figures_colours(v):
    tiles = v.page.locator(".coloured-text span")
    expect(tiles).to_have_count(7)
    tr = gru_viz.Experiment(weights="example", example_model="quotes", text='a "b" c').run()
    assert tiles.nth(2).get_attribute("title") == f"{tr.update_gate[0, 0, 2, 0, 0].item():.4f}"
    v.page.get_by_role("button", name="Look at unit").click()
    v.page.wait_for_function("location.search.includes('unit=')")


def hovering_one_heatmap_reads_all_four(v):
    box = v.page.locator(".st-key-gates_chart .js-plotly-plot").bounding_box()
    v.page.mouse.move(box["x"] + 300, box["y"] + 250)
    v.page.mouse.move(box["x"] + 302, box["y"] + 252)
    v.page.locator(".st-key-gates_chart .hoverlayer .hovertext").nth(3).wait_for()
    hovered = v.page.locator(".st-key-gates_chart .hoverlayer").text_content()
    units = re.findall(r"unit (\d+):", hovered)
    assert len(units) == 4
    assert len(set(units)) == 1


def test_own_weights_are_read_and_hostile_ones_refused(visit, tmp_path):
    torch.manual_seed(5)
    gru = nn.GRU(6, 9)
    save_file({f"encoder.rnn.{key}": value for key, value in gru.state_dict().items()}, tmp_path / "mine.safetensors")
    trap = tmp_path / "created"
    (tmp_path / "evil.pt").write_bytes(saved({"weight_ih_l0": Creates(trap)}))
    v = visit("?w=file&src=generator&sig=noise&len=12")
    v.page.get_by_text("No model file is loaded").wait_for()
    v.page.locator("input[type=file]").first.set_input_files(tmp_path / "mine.safetensors")
    v.page.get_by_text("nn.GRU(6, 9)").wait_for()
    v.settle()
    x = Setup.of(gru_viz.Experiment(source="generator", signal="noise", length=12, features=6)).sequence.as_input()
    expected = gru_viz.trace(gru, x).reset_gate[0, 0, :, 0].detach()
    np.testing.assert_allclose(v.chart()["values"][0], expected.T, atol=1e-6)
    v.page.locator("input[type=file]").first.set_input_files(tmp_path / "evil.pt")
    v.page.get_by_text("was refused: opening it would run code").wait_for()
    assert not trap.exists()
    assert v.chart()["values"]
