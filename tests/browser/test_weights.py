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
    another_file_is_read_by_what_is_in_it(v, tmp_path)


def another_file_is_read_by_what_is_in_it(v, tmp_path):
    """The lists of one file know their options by names that are nothing in the next one."""
    low, high, embedding, output = nn.GRU(6, 9), nn.GRU(9, 4), nn.Embedding(20, 6), nn.Linear(9, 20)
    parts = {"emb": embedding, "rnn": low, "out": output}
    states = {f"{name}.{key}": value for name, part in parts.items() for key, value in part.state_dict().items()}
    torch.save(states, tmp_path / "named.pt")
    torch.save({f"model.{key}": value for key, value in states.items()}, tmp_path / "nested.pt")
    first = nn.ModuleDict({"emb": nn.Embedding(20, 3), "rnn": nn.GRU(3, 2)})
    second = nn.ModuleDict({"emb": embedding, "rnn": low})
    torch.save(nn.ModuleDict({"a": first, "high": high, "low": second}).state_dict(), tmp_path / "several.pt")
    torch.save(low.state_dict(), tmp_path / "bare.pt")
    for name, expected in {
        "named.pt": "Taken by names and shapes: rnn, emb.weight, out.weight",
        "nested.pt": "Taken by names and shapes: model.rnn, model.emb.weight, model.out.weight",
        "bare.pt": "Taken by names and shapes: (no prefix)",
        "several.pt": "Taken by names and shapes: a.rnn, a.emb.weight",
    }.items():
        v.page.locator("input[type=file]").first.set_input_files(tmp_path / name)
        expect(v.page.get_by_test_id("stSidebar")).to_contain_text(expected)
        v.settle()
        assert_nothing_is_wrong(v)
    v.control("file_gru").locator("input").click()
    v.page.get_by_role("option", name="low.rnn: GRU(6, 9)").click()
    v.settle()
    expect(v.control("file_embedding").locator("input")).to_have_value("by its name: low.emb.weight")
    assert v.link()["gru"] == "2"
    for name in ("nested.pt", "named.pt", "evil.pt"):
        v.page.locator("input[type=file]").first.set_input_files(tmp_path / name)
        v.settle()
        assert "gru" not in v.link()
        if name != "evil.pt":
            assert_nothing_is_wrong(v)
    v.page.get_by_text("was refused: opening it would run code").wait_for()


def assert_nothing_is_wrong(v):
    assert v.page.get_by_test_id("stAlertContentError").all_inner_texts() == []
    assert v.page.get_by_test_id("stException").count() == 0
