"""The figures that live in the browser: looked at without asking the server, in step with each other, and replaced."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from gru_viz import Experiment
from gru_viz.cells.gru import GRU
from gru_viz.experiment.examples import home
from tests.browser.diagram import agrees

LINK = "?w=seed&text=a+b+c+d%0Ae+f+g&L=2&bi=1&H=5&t=0&unit=0"
DEEP = Experiment(text="a b c d\ne f g", num_layers=2, bidirectional=True, hidden_size=5)
#: From now on the server hears nothing of this page, until it is released.
HOLD = """() => {
  const { send } = WebSocket.prototype, held = [];
  WebSocket.prototype.send = function (message) { held.push([this, message]); };
  globalThis.release = () => {
    WebSocket.prototype.send = send;
    for (const [socket, message] of held) socket.send(message);
  };
}"""


def holds(chart: dict, layer: int, direction: int, sample: int) -> None:
    """The heatmaps have the module's own numbers of that place."""
    tr = DEEP.run()
    for shown, name in zip(chart["values"][1:], GRU.quantities, strict=True):
        expected = getattr(tr, name)[layer, direction, : tr.lengths[sample], sample].numpy()
        np.testing.assert_allclose(shown, expected.T, rtol=0, atol=1e-6)


def test_everything_is_looked_at_without_a_word_to_the_server(visit):
    v = visit(LINK, turned=True)
    holds(v.chart(), 0, 0, 0)
    v.settle()
    v.page.evaluate(HOLD)
    figure = v.page.locator(".st-key-gates_chart .heatmaps")
    place, tr = [0, 0, 0], DEEP.run()
    for index, field, value in ((0, "layer", 1), (1, "direction", "backward"), (2, "sample", 1)):
        chosen = v.page.locator(f"[name=cursor-{field}][value='{value}']")
        v.page.locator(".cursor label").filter(has=chosen).click()
        place[index] = 1
        holds(v.chart(), *place)
    figure.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        v.page.keyboard.press(key)
    assert "Unit 2 at step 1: “f”" in v.text()
    spoken = v.page.locator(".arithmetic .lines annotation").text_content()
    for name in GRU.quantities:
        shown = f"{getattr(tr, name)[1, 1, 1, 1, 2].item():.4g}".replace("-", "−")
        assert shown in spoken
    v.page.evaluate("release()")
    v.page.wait_for_function("location.search.includes('t=1')")
    v.settle()
    link = v.link()
    assert {link[key] for key in ("t", "seq", "layer")} == {"1"}
    assert (link["unit"], link["dir"]) == ("2", "backward")
    holds(v.chart(), *place)


def test_back_undoes_a_step_a_pressed_cell_shows_its_arithmetic_and_the_numbers_are_there_as_a_table(visit):
    v = visit("?t=2", turned=True)
    v.chart()
    back_undoes_a_step(v)
    a_pressed_cell_shows_its_arithmetic_beside_it(v)
    the_numbers_are_there_as_a_table(v)


def back_undoes_a_step(v):
    v.page.locator(".st-key-gates_chart .heatmaps").focus()
    v.page.keyboard.press("ArrowRight")
    v.page.wait_for_function("location.search.includes('t=3')")
    v.settle()
    v.page.go_back()
    v.page.wait_for_function("location.search.includes('t=2')")
    v.settle()
    assert "at step 2:" in v.page.locator(".arithmetic h2").inner_text()


def a_pressed_cell_shows_its_arithmetic_beside_it(v):
    v.click_cell(1, 4, 3)
    card = v.page.locator(".st-key-gates_chart .card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Unit 3 at step 4: “d”")
    box, window = card.bounding_box(), v.page.viewport_size
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= window["height"]
    v.page.locator(".st-key-gates_chart .heatmaps").focus()
    v.page.keyboard.press("ArrowRight")
    expect(card).to_contain_text("Unit 3 at step 5")
    v.page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def the_numbers_are_there_as_a_table(v):
    table = v.page.locator(".st-key-gates_chart .table")
    table.locator("summary").click()
    table.locator("select").select_option("1")
    cells = table.locator("tbody tr").nth(3).locator("td").all_text_contents()
    z = home().run().update_gate[0, 0, :, 0, 3]
    assert [float(each.replace("−", "-")) for each in cells] == pytest.approx(z.tolist(), rel=1e-3)
    assert table.locator("thead th").all_text_contents()[1:] == list(home().text)


#: Everything, in shadow roots, too, that moves or fades by itself.
_WATCH_WHAT_GLIDES = """() => {
  globalThis.glided = [];
  const look = () => {
    glided.push(...document.getAnimations().map(({ effect }) => effect.target?.outerHTML.slice(0, 120)));
    requestAnimationFrame(look);
  };
  look();
}"""


def test_play_walks_step_by_step_with_a_sentence_and_stops_at_any_key(visit):
    v = visit("?t=3", turned=False, reduced_motion="reduce")  # a system says so before the page is opened
    play_walks_step_by_step(v)
    v.turn_to("Cell")
    the_cell_plays_by_whole_steps(v)
    v.leave()  # it plays on


def play_walks_step_by_step(v):
    v.chart()
    v.page.evaluate(_WATCH_WHAT_GLIDES)
    said = v.page.locator(".st-key-gates_chart .said")
    z, token = home().run().update_gate[0, 0, :, 0].mean(-1), home().text
    beside, aside = v.page.locator(".cursor .main"), v.control("play").get_by_role("button")
    aside.click()
    expect(aside).to_have_text("‖ Pause")
    for step in (4, 5):
        expect(said).to_contain_text(f"Step {step}, “{token[step]}”: {'writes' if z[step] < 0.5 else 'keeps'}")
    assert v.page.evaluate("glided") == []  # as the visitor's system wishes: from step to step at once
    v.page.keyboard.press("x")
    expect(aside).to_have_text("▶ Play")
    expect(beside).to_have_attribute("title", "Play")
    here = said.inner_text()
    v.page.wait_for_timeout(1200)
    assert said.inner_text() == here
    assert said.get_attribute("aria-live") == "polite"
    v.page.locator(".st-key-gates_chart .heatmaps").press("End")
    expect(said).to_contain_text("Step 11")
    beside.click()  # at the end it begins anew
    expect(said).to_contain_text("Step 1,")
    v.page.keyboard.press("x")
    v.settle()


def the_cell_plays_by_whole_steps(v):
    cell = v.page.locator(".cell[data-step]")
    cell.wait_for()
    assert v.page.locator(".wire").first.evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
    before = cell.get_attribute("data-step")
    v.page.locator(".controls select").select_option("4")
    v.page.locator(".controls .play").click()
    expect(cell).not_to_have_attribute("data-step", before, timeout=5000)
    assert cell.get_attribute("data-stage") == "5"  # whole steps, no stages


def test_a_large_run_shows_means_and_zoomed_into_its_own_cells(visit):
    v = visit("?src=generator&len=1500&H=100", turned=True)
    assert np.shape(v.chart()["values"][0]) == (100, 375)
    subtitle = "document.querySelector('.st-key-gates_chart .js-plotly-plot')._fullLayout.title.subtitle.text"
    assert "a mean over 4 × 1" in v.page.evaluate(subtitle)
    zoom = (
        "Plotly.relayout(document.querySelector('.st-key-gates_chart .js-plotly-plot'), {'xaxis.range': [99.5, 160.5]})"
    )
    v.page.evaluate(zoom)
    v.page.wait_for_function(f"!{subtitle}.includes('mean over')")
    v.settle()
    tr = Experiment(source="generator", length=1500, hidden_size=100).run()
    expected = tr.update_gate[0, 0, 100:161, 0].numpy().T
    np.testing.assert_allclose(v.chart()["values"][1], expected, rtol=0, atol=1e-6)
    v.page.evaluate(zoom.replace("[99.5, 160.5]", "[-0.5, 1499.5]"))
    v.page.wait_for_function(f"{subtitle}.includes('mean over')")
    assert np.shape(v.chart()["values"][0]) == (100, 375)


@pytest.mark.parametrize(("locale", "scheme"), [("en", "dark"), ("zh-CN", "light")])
def test_on_a_phone_by_touch_in_either_theme_and_language(visit, locale, scheme):
    v = visit("?t=3", size=(390, 844), has_touch=True, locale=locale, color_scheme=scheme)
    chart = v.chart()
    assert v.beyond() <= 0
    v.page.get_by_role("button", name="One step on" if locale == "en" else "后退").or_(
        v.page.locator(".cursor .play button").nth(2)
    ).last.tap()
    said = v.page.locator(".st-key-gates_chart .said")
    expect(said).to_contain_text("Step 4" if locale == "en" else "第 4 步")
    paper = [
        int(part) for part in re.findall(r"\d+", v.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    ]
    shown = [int(chart["paper"].lstrip("#")[i : i + 2], 16) for i in (0, 2, 4)]
    assert (sum(paper[:3]) < 200) == (sum(shown) < 200) == (scheme == "dark")
    if locale == "en":
        v.turn("cell")
        the_cell_is_stepped_through(v)


def the_cell_is_stepped_through(v):
    cell = v.page.locator(".cell[data-step='4']")
    cell.wait_for()
    assert v.beyond() <= 0
    v.page.get_by_role("button", name="One step on").tap()
    agrees(v, home().run(), 5, 0)


#: Of the watchdog, the half-seconds in which it looks pass at once.
HURRY = """() => {
  const { setInterval } = globalThis;
  globalThis.setInterval = (act, time, ...rest) => setInterval(act, time === 500 ? 20 : time, ...rest);
}"""


#: Streamlit's own chart has the dark theme's paper, and letters that are read on it.
_ON_DARK = """() => {
  const { font, paper_bgcolor: paper } = document.querySelector(".st-key-gates_chart .js-plotly-plot")?._fullLayout ?? {};
  return paper === "#10151D" && font.color === "#fafafa";
}"""


def test_where_the_browser_cannot_draw_there_is_a_plain_chart_and_a_way_back(pages):
    v = pages.visit("table")
    v.page.route("**/heatmaps/heatmaps.js", lambda route: route.abort())
    v.page.goto(v.address, wait_until="commit")
    v.page.evaluate(HURRY)
    v.page.get_by_text("could not draw the figure by itself").first.wait_for()
    assert v.chart()["values"]
    v.control("step").get_by_role("slider").press("ArrowRight")
    v.settle()
    assert v.link()["t"] == "5"
    v.page.emulate_media(color_scheme="dark")
    v.page.wait_for_function(_ON_DARK)
    v.page.unroute("**/heatmaps/heatmaps.js")
    v.page.reload()
    v.page.locator(".st-key-gates_chart .heatmaps .main-svg").first.wait_for()
    pages.back()  # of the complaints, one is that the file could not be had
