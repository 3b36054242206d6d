"""The cell in Chromium: its numbers are the trace's, by keyboard, by mouse, in Chinese, on a phone, with reduced motion."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from gru_viz import Experiment
from gru_viz.experiment.examples import home

BOXES = {
    "r": "reset_gate",
    "z": "update_gate",
    "n": "candidate_state",
    "h": "hidden_state",
    "previous": "previous_state",
}


def cell(v):
    found = v.page.locator(".cell[data-step]")
    found.wait_for()
    return found


def shown(v, name: str) -> float:
    return float(v.page.locator(f".box[data-box={name}] .number").get_attribute("data-value"))


def agrees(v, tr, step: int, unit: int, direction: int = 0, layer: int = 0) -> None:
    """Every number in the diagram and in the equations is the trace's."""
    expect(cell(v)).to_have_attribute("data-step", str(step))
    expect(cell(v)).to_have_attribute("data-unit", str(unit))
    for box, name in BOXES.items():
        expected = getattr(tr, name)[layer, direction, step, 0, unit].item()
        assert shown(v, box) == pytest.approx(expected, abs=1e-6)
    z, h, n = (getattr(tr, BOXES[box])[layer, direction, step, 0, unit].item() for box in ("z", "previous", "n"))
    keep = z if tr.update_convention == "keep" else 1 - z
    assert shown(v, "kept") == pytest.approx(keep * h, abs=1e-6)
    assert shown(v, "written") == pytest.approx((1 - keep) * n, abs=1e-6)
    read = {
        span.get_attribute("data-name"): float(span.get_attribute("data-value"))
        for span in v.page.locator(".equations [data-name]").all()
    }
    for colour, gate in (("r", "reset_gate"), ("z", "update_gate")):
        value = getattr(tr, gate)[layer, direction, step, 0, unit].item()
        assert read[f"sum-{colour}"] == pytest.approx(np.log(value / (1 - value)), abs=1e-3)
    assert np.tanh(read["sum-n"]) == pytest.approx(n, abs=1e-5)


@pytest.mark.parametrize("convention", ["pytorch", "textbook", "cho"])
def test_the_numbers_are_the_traces(visit, convention):
    v = visit(f"cell?text=to+be+or+not+to+be&bi=1&L=2&layer=1&H=5&conv={convention}&t=0&unit=0")
    e = Experiment(text="to be or not to be", bidirectional=True, num_layers=2, hidden_size=5, convention=convention)
    tr = e.run()
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


def test_by_keyboard_only_and_the_figures_follow(visit):
    v = visit("cell")
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
    frame = v.page.evaluate(
        "document.querySelector('.st-key-cell_gates_chart .js-plotly-plot')._fullLayout.shapes[0].x0"
    )
    assert frame == 2.5
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


def test_going_back_moves_the_cell(visit):
    v = visit("cell")
    cell(v).focus()
    v.page.keyboard.press("ArrowRight")
    v.page.wait_for_function("location.search.includes('t=5')")
    v.settle()
    v.page.go_back()
    v.settle()
    expect(cell(v)).to_have_attribute("data-step", "4")


def test_it_plays_stage_by_stage_and_pauses(visit):
    v = visit("cell?t=2")
    v.page.locator(".controls select").select_option("4")
    cell(v).focus()
    v.page.keyboard.press("Space")
    expect(v.page.locator(".controls .play")).to_have_attribute("aria-label", "Pause")
    expect(cell(v)).to_have_attribute("data-step", "3", timeout=5000)
    v.page.keyboard.press("Space")
    expect(v.page.locator(".controls .play")).to_have_attribute("aria-label", "Play")
    stopped = cell(v).get_attribute("data-stage")
    v.page.wait_for_timeout(700)
    assert cell(v).get_attribute("data-stage") == stopped


def test_by_mouse_tokens_and_units(visit):
    v = visit("cell")
    cell(v)
    v.page.locator(".unrolled .step").nth(7).click()
    agrees(v, home().run(), 7, 0)
    box = v.page.locator(".box[data-box=z] .frame").bounding_box()
    v.page.mouse.move(box["x"] + box["width"] * 0.53, box["y"] + box["height"] * 0.6)
    hovered = int(cell(v).get_attribute("data-unit"))
    assert 6 <= hovered <= 9
    v.page.mouse.click(box["x"] + box["width"] * 0.53, box["y"] + box["height"] * 0.6)
    v.page.mouse.move(5, 5)
    agrees(v, home().run(), 7, hovered)
    v.page.get_by_role("button", name="One step back").click()
    agrees(v, home().run(), 6, hovered)


def test_a_bi_gru_has_both_rows_and_a_click_changes_the_direction(visit):
    v = visit("cell?text=a+b+c&bi=1&t=0")
    cell(v)
    assert v.page.locator(".unrolled .row").count() == 2
    v.page.locator(".row.backward .step").nth(1).click()
    v.page.wait_for_function("location.search.includes('dir=backward')")
    v.settle()
    agrees(v, Experiment(text="a b c", bidirectional=True).run(), 1, 0, 1)


def test_in_chinese_and_readable_by_a_screen_reader(visit):
    v = visit("cell", locale="zh-CN")
    cell(v)
    assert "两个门都看 x 和 h" in v.page.locator(".equations").inner_text()
    spoken = v.page.locator(".spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    z = home("zh_CN").run().update_gate[0, 0, 4, 0, 0].item()
    assert f"{z:.4g}" in spoken.text_content()
    for button in v.page.locator(".cell button").all():
        assert button.get_attribute("aria-label")


def test_on_a_phone_by_touch(visit):
    v = visit("cell", size=(390, 844), has_touch=True)
    cell(v)
    assert v.beyond() <= 0
    v.page.get_by_role("button", name="One step on").tap()
    agrees(v, home().run(), 5, 0)


def test_reduced_motion_is_respected(visit):
    # The diagram asks the system when it is put up.
    v = visit("cell?t=2", turned=False, reduced_motion="reduce")
    cell(v)
    assert v.page.locator(".wire").first.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
    v.page.locator(".controls select").select_option("4")
    v.page.locator(".controls .play").click()
    expect(cell(v)).not_to_have_attribute("data-step", "2", timeout=5000)
    assert cell(v).get_attribute("data-stage") == "5"  # whole steps, no stages
    v.leave()  # it plays on


def test_tokens_are_text_not_markup(visit):
    v = visit("cell?text=%3Cimg+src%3Dx+onerror%3D%22document.title%3D1%22%3E+%24%26+%3Cb%3E&t=0&split=characters")
    cell(v)
    assert v.page.locator(".cell img, .cell .token b").count() == 0
    assert "step 0: <" in v.page.locator(".equations h2").inner_text()
    assert v.page.title() != "1"


def test_where_the_script_fails_the_page_says_so_and_the_figures_stand(visit):
    v = visit("table")
    v.page.evaluate("window.matchMedia = undefined")
    v.turn_to("Cell")
    v.page.get_by_role("alert").filter(has_text="cannot be drawn").wait_for()
    assert v.chart("cell_gates_chart")["values"]
    v.leave()  # what was taken away here would be missed by the next visitor


def test_shut_the_update_gate_and_see_memory_freeze(visit):
    v = visit("cell")
    cell(v)
    v.page.get_by_role("button", name="Nothing is written").click()
    v.settle()
    changed = np.array(v.chart("held_chart")["values"][4])
    assert not changed.any()
    assert v.link() == {"za": "100"}


OTHERS = {
    "lstm": {
        "f": "forget_gate",
        "i": "input_gate",
        "o": "output_gate",
        "n": "candidate_state",
        "s": "cell_state",
        "before": "previous_cell",
    },
    "mingru": {"z": "update_gate", "n": "candidate_state"},
    "rnn": {},
}


def test_every_cell_walks_through_its_own_diagram(visit):
    for kind, boxes in OTHERS.items():
        v = visit(f"cell?text=to+be+or+not&H=5&cell={kind}&t=0&unit=0")
        tr = Experiment(text="to be or not", hidden_size=5, cell=kind).run()
        cell(v).focus()
        for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
            v.page.keyboard.press(key)
        expect(cell(v)).to_have_attribute("data-step", "2")
        expect(cell(v)).to_have_attribute("data-unit", "1")
        for box, name in {**boxes, "h": "hidden_state", "previous": "previous_state"}.items():
            assert shown(v, box) == pytest.approx(getattr(tr, name)[0, 0, 2, 0, 1].item(), abs=1e-6), (kind, box)


def test_a_held_gate_is_marked_and_the_arithmetic_says_what_it_would_have_been(visit):
    v = visit("cell?text=to+be+or+not&H=5&w=seed&ra=0&t=2&unit=1")
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
