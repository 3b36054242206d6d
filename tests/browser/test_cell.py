"""The cell in Chromium: its numbers are the trace's, by keyboard, by mouse, in Chinese, on a phone, with reduced motion."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from gru_viz import Experiment
from gru_viz.experiment.examples import home
from tests.browser.diagram import agrees, cell, shown
from tests.browser.test_live import HOLD


def test_the_numbers_are_the_traces_and_a_click_on_a_row_changes_the_direction(visit):
    v = visit("cell?text=to+be+or+not+to+be&bi=1&L=2&layer=1&H=5&t=0&unit=0", turned=True)
    e = Experiment(text="to be or not to be", bidirectional=True, num_layers=2, hidden_size=5)
    for convention, label in (("pytorch", "PyTorch"), ("textbook", "Textbook"), ("cho", "Cho 2014")):
        v.choose("convention", label)
        tr = e.model_copy(update={"convention": convention}).run()
        the_numbers_are_the_traces(v, tr)
        v.look("direction", "forward")
    assert v.page.locator(".unrolled .row").count() == 2
    v.page.locator(".row.backward .step").nth(1).click()
    v.page.wait_for_function("location.search.includes('dir=backward')")
    v.settle()
    agrees(v, tr, 1, 0, 1, 1)


def the_numbers_are_the_traces(v, tr):
    agrees(v, tr, 0, 0, 0, 1)
    cell(v).focus()
    for step, unit, key in (
        (1, 0, "ArrowRight"),
        (1, 1, "ArrowDown"),
        (5, 1, "End"),
        (4, 1, "ArrowLeft"),
        (4, 0, "ArrowUp"),
    ):
        v.page.keyboard.press(key)
        agrees(v, tr, step, unit, 0, 1)
    v.page.wait_for_function("location.search.includes('t=4')")
    v.settle()
    v.look("direction", "backward")
    agrees(v, tr, 4, 0, 1, 1)
    cell(v).focus()
    for step, key in ((3, "ArrowLeft"), (0, "Home")):
        v.page.keyboard.press(key)
        agrees(v, tr, step, 0, 1, 1)


def test_one_walks_through_it_by_keys_by_mouse_and_by_itself_and_holds_its_gate(visit):
    v = visit("cell", turned=True)
    by_keyboard_only_and_the_figures_follow(v)
    going_back_moves_the_cell(v)
    by_mouse_tokens_and_units(v)
    the_cell_and_the_heatmaps_share_a_cursor(v)
    it_plays_stage_by_stage_and_pauses(v)
    shut_the_update_gate_and_see_memory_freeze(v)


def by_keyboard_only_and_the_figures_follow(v):
    cell(v).focus()
    v.page.keyboard.press("Home")
    for _ in range(3):
        v.page.keyboard.press("ArrowRight")
    v.page.keyboard.press("ArrowDown")
    top = v.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    v.page.wait_for_function("location.search.includes('t=3') && location.search.includes('unit=1')")
    v.settle()
    agrees(v, home().run(), 3, 1)
    assert v.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == top
    assert v.page.evaluate(FRAME) == 2.5
    # five stages: from the last one on to the first of the next step, and back
    v.page.keyboard.press("Shift+ArrowRight")
    assert (cell(v).get_attribute("data-step"), cell(v).get_attribute("data-stage")) == ("4", "1")
    assert v.page.locator(".stage.now").count() == 1
    assert v.page.locator(".box[data-box=h]").get_attribute("class") == "box ahead"
    v.page.keyboard.press("Shift+ArrowLeft")
    assert (cell(v).get_attribute("data-step"), cell(v).get_attribute("data-stage")) == ("3", "5")
    v.page.keyboard.press("End")
    assert cell(v).get_attribute("data-step") == "11"
    v.page.keyboard.press("ArrowRight")
    assert cell(v).get_attribute("data-step") == "11"


#: Left edge of the frame around the step in view, in the heatmaps.
FRAME = "document.querySelector('.st-key-cell_gates_chart .js-plotly-plot')._fullLayout.shapes[0].x0"


def going_back_moves_the_cell(v):
    for key, step in (("Home", 0), ("ArrowRight", 1)):
        v.page.keyboard.press(key)
        v.page.wait_for_function(f"location.search.includes('t={step}')")
        v.settle()
    v.page.go_back()
    v.settle()
    expect(cell(v)).to_have_attribute("data-step", "0")


def by_mouse_tokens_and_units(v):
    v.page.locator(".unrolled .step").nth(7).click()
    agrees(v, home().run(), 7, 1)
    box = v.page.locator(".box[data-box=z] .frame").bounding_box()
    v.page.mouse.move(box["x"] + box["width"] * 0.53, box["y"] + box["height"] * 0.6)
    hovered = int(cell(v).get_attribute("data-unit"))
    assert 6 <= hovered <= 9
    v.page.mouse.click(box["x"] + box["width"] * 0.53, box["y"] + box["height"] * 0.6)
    v.page.mouse.move(5, 5)
    agrees(v, home().run(), 7, hovered)
    v.page.get_by_role("button", name="One step back").click()
    agrees(v, home().run(), 6, hovered)


def the_cell_and_the_heatmaps_share_a_cursor(v):
    v.settle()
    unit = int(cell(v).get_attribute("data-unit"))
    v.page.evaluate(HOLD)
    v.page.locator(".st-key-cell_gates_chart .heatmaps").focus()
    v.page.keyboard.press("ArrowRight")
    v.page.keyboard.press("ArrowDown")
    assert (cell(v).get_attribute("data-step"), cell(v).get_attribute("data-unit")) == ("7", str(unit + 1))
    cell(v).focus()
    v.page.keyboard.press("End")
    assert v.page.evaluate(FRAME) == len(home().text) - 1.5
    v.page.evaluate("release()")
    v.settle()
    # the pointer on a unit of the diagram is a pointer on that cell of the heatmaps
    box = v.page.locator(".box[data-box=z] .frame").bounding_box()
    v.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.6)
    unit = cell(v).get_attribute("data-unit")
    expect(v.page.locator(".st-key-cell_gates_chart .hoverlayer")).to_contain_text(f"unit {unit}:")
    v.page.mouse.move(5, 5)


def it_plays_stage_by_stage_and_pauses(v):
    v.page.locator(".controls select").select_option("4")
    cell(v).focus()
    v.page.keyboard.press("Home")
    v.page.keyboard.press("Space")
    expect(v.page.locator(".controls .play")).to_have_attribute("aria-label", "Pause")
    expect(cell(v)).to_have_attribute("data-step", "1", timeout=5000)
    v.page.keyboard.press("Space")
    expect(v.page.locator(".controls .play")).to_have_attribute("aria-label", "Play")
    stopped = cell(v).get_attribute("data-stage")
    v.page.wait_for_timeout(700)
    assert cell(v).get_attribute("data-stage") == stopped


def shut_the_update_gate_and_see_memory_freeze(v):
    v.page.get_by_role("button", name="Nothing is written").click()
    v.settle()
    changed = np.array(v.chart("held_chart")["values"][4])
    assert not changed.any()
    assert v.link().keys() <= {"za", "t", "unit"}
    assert v.link()["za"] == "100"


OTHERS = {
    "LSTM": {
        "f": "forget_gate",
        "i": "input_gate",
        "o": "output_gate",
        "n": "candidate_state",
        "s": "cell_state",
        "before": "previous_cell",
    },
    "minGRU": {"z": "update_gate", "n": "candidate_state"},
    "RNN": {},
}


def test_whatever_cell_is_walked_through_held_or_named_and_where_the_script_fails_the_page_says_so(visit):
    v = visit("cell?text=to+be+or+not&H=5&cell=lstm&t=0&unit=0", turned=True)
    every_cell_walks_through_its_own_diagram(v)
    v.turn("cell?text=to+be+or+not&H=5&w=seed&ra=0&t=2&unit=1")
    a_held_gate_is_marked_and_the_arithmetic_says_what_it_would_have_been(v)
    v.turn("cell?text=%3Cimg+src%3Dx+onerror%3D%22document.title%3D1%22%3E+%24%26+%3Cb%3E&t=0&split=characters")
    tokens_are_text_not_markup(v)
    v.turn_to("Table")
    where_the_script_fails_the_page_says_so_and_the_figures_stand(v)


def every_cell_walks_through_its_own_diagram(v):
    for kind, boxes in OTHERS.items():
        v.choose("cell", kind)
        tr = Experiment(text="to be or not", hidden_size=5, cell=kind.lower()).run()
        cell(v).focus()
        for key in ("Home", "ArrowUp", "ArrowRight", "ArrowRight", "ArrowDown"):
            v.page.keyboard.press(key)
        expect(cell(v)).to_have_attribute("data-step", "2")
        expect(cell(v)).to_have_attribute("data-unit", "1")
        for box, name in {**boxes, "h": "hidden_state", "previous": "previous_state"}.items():
            assert shown(v, box) == pytest.approx(getattr(tr, name)[0, 0, 2, 0, 1].item(), abs=1e-6), (kind, box)
        v.settle()


def a_held_gate_is_marked_and_the_arithmetic_says_what_it_would_have_been(v):
    cell(v)
    assert shown(v, "r") == 0
    expect(v.page.locator(".box.held")).to_have_attribute("data-box", "r")
    expect(v.page.locator(".equations")).to_contain_text("held at 0 instead of σ(")
    v.toggle("mute")
    assert shown(v, "h") == 0
    expect(v.page.locator(".box.held")).to_have_count(2)
    expect(v.page.locator(".equations")).to_contain_text(re.compile(r"held at 0 instead of −?0\.\d+"))
    state = v.chart("cell_gates_chart")["values"][-1]
    assert not np.any(state[1]) and np.all(state[0])
    title = v.page.locator(".st-key-cell_gates_chart .annotation-text").filter(has_text="hidden state")
    expect(title).to_contain_text("held at 0")


def tokens_are_text_not_markup(v):
    expect(v.page.locator(".equations h2")).to_contain_text("step 0: <")
    assert v.page.locator(".cell img, .cell .token b").count() == 0
    assert v.page.title() != "1"


def where_the_script_fails_the_page_says_so_and_the_figures_stand(v):
    v.page.evaluate("window.matchMedia = undefined")
    v.turn_to("Cell")
    v.page.get_by_role("alert").filter(has_text="cannot be drawn").wait_for()
    assert v.chart("cell_gates_chart")["values"]
    v.leave()  # what was taken away here would be missed by the next visitor
