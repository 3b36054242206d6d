"""The page Machine in Chromium: the state of each step is lit without asking the server, and a state that is pressed opens."""

from playwright.sync_api import expect

from gru_viz.analysis import automaton
from gru_viz.analysis.automaton.places import places
from gru_viz.learning.bundled import load_bundled

LIT = """(want) => { const data = document.querySelector(".st-key-machine_chart .js-plotly-plot")._fullData;
  const mean = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  return data.some(({ x, y, meta }) => meta?.lit === "state" &&
    Math.hypot(mean(x) - want[0], mean(y) - want[1]) < 0.05); }"""


def test_the_machine_walks_as_the_gru_does_and_opens_where_it_is_pressed(visit):
    text = "(a)"
    v = visit(f"machine?w=example&model=brackets&t=0&text={text}", turned=True)
    v.finish()
    machine = automaton.extract(load_bundled("brackets"))
    at = places(machine)
    said = v.page.locator(".st-key-machine_chart .said")
    v.page.locator(".st-key-machine_chart .js-plotly-plot").wait_for()
    for step, taken in enumerate(machine.run(text)):
        if step:
            v.page.get_by_role("button", name="One step on").click()
        expect(said).to_contain_text(f"Step {step}, “{text[step]}”")
        expect(said).to_contain_text(f"to “depth {machine.states[taken.target].says}”")
        v.page.wait_for_function(LIT, arg=at[taken.target].tolist())
    v.settle()
    state = v.page.locator(".st-key-machine_chart .textpoint").get_by_text("2", exact=True)
    state.hover(force=True)
    v.page.locator(".st-key-machine_chart .hovertext").wait_for()
    v.page.mouse.down()
    v.page.mouse.up()
    v.settle()
    expect(v.control("machine_state").get_by_role("combobox")).to_have_value("2 · depth 2")
    assert v.link()["state"] == "2"
