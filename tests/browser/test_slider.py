"""A slider that is dragged: where it ends, and what becomes of the figures meanwhile."""

import re

from playwright.sync_api import expect

#: From now on it is watched whether a figure that stands here leaves the page.
WATCH = """() => {
  const stood = [...document.querySelectorAll(".heatmaps")];
  globalThis.missed = new Set();
  clearInterval(globalThis.watching);
  globalThis.watching = setInterval(() => stood.forEach((each, k) => each.isConnected || missed.add(k)), 1);
  return stood.length;
}"""


#: A run that draws nothing is under way, or not, and everything is as Streamlit has it then; how opaque what is seen is,
#: and how much is animated: each such thing is a layer of its own.
STALE = """(running) => {
  for (const each of document.querySelectorAll("[data-testid=stElementContainer]")) {
    running ? (each.dataset.stale = true) : delete each.dataset.stale;
    each.style.cssText = running ? "opacity: 0.33; transition: opacity 1ms 0.5s" : "";
  }
  document.querySelector("[data-testid=stApp]").dataset.testScriptState = running ? "running" : "notRunning";
  const seen = [...document.querySelectorAll("[data-testid=stElementContainer]:has(input)")];
  return [...new Set(seen.map((each) => getComputedStyle(each).opacity)), document.getAnimations().length];
}"""


def test_a_slider_may_be_turned_faster_than_anybody_answers_or_draws(visit):
    v = visit("?w=seed&text=a+b+c+d&H=16")
    it_ends_where_it_was_left_and_figures_stay_where_they_are(v, "2.00", "-1.00")
    only_a_long_run_fades_what_it_has_not_drawn_anew(v)
    v.turn_to("Memory")
    it_ends_where_it_was_left_and_figures_stay_where_they_are(v, "1.00", "-2.00")


def it_ends_where_it_was_left_and_figures_stay_where_they_are(v, *places):
    """Data that come faster than they are drawn overtake each other."""
    v.page.locator(".heatmaps").first.wait_for()
    v.settle()
    count = v.page.evaluate(WATCH)
    for ends, pause in zip(places, (0, 30), strict=True):
        slider = v.control("update_gate_bias").get_by_role("slider")
        slider.focus()
        quarters = round(4 * (float(ends) - float(v.link().get("zb", "0"))))
        for _ in range(abs(quarters)):
            slider.press("ArrowRight" if quarters > 0 else "ArrowLeft")
            v.page.wait_for_timeout(pause)
        # The link is the app's own last word; a value that it has not heard of yet would come back after that.
        v.page.wait_for_function(f"new URLSearchParams(location.search).get('zb') === '{float(ends)}'")
        v.settle()
        expect(v.control("update_gate_bias")).to_contain_text(ends)
        assert float(v.link()["zb"]) == float(ends)
    assert count
    assert v.page.evaluate("[...missed]") == []
    assert v.page.locator(".heatmaps").count() == count


def only_a_long_run_fades_what_it_has_not_drawn_anew(v):
    slider, root = v.control("update_gate_bias"), v.page.locator(":root")
    assert v.page.evaluate(STALE, True) == ["1", 0]
    expect(root).to_have_class(re.compile("long-run"))
    expect(slider).to_have_css("opacity", "0.33")
    assert v.page.evaluate(STALE, False) == ["1", 0]
    expect(root).not_to_have_class(re.compile("long-run"))
