"""Lesson: from step to step on a warm server, and the whole lesson taken home, drawn by the server and by the browser.

A step is there once its title, its text and its figure are those of the step: the time is that from the key to the last
frame in which any of them changed.
"""

import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from gru_viz.lesson.course import courses
from gru_viz.ui.export.studio import VARIABLE, chromium
from tests.browser.chromium import launch
from tests.browser.server import running
from tests.browser.visit import Visit

STEPS = len(courses()[0]["gru"].steps)
QUIET = 600  # ms without a change: the step is there
WATCH = """(quiet) => {
  window.walked = new Promise((done) => {
    let start, last, before;
    const roots = (e) => [e, ...[...e.querySelectorAll("*")].flatMap((o) => (o.shadowRoot ? roots(o.shadowRoot) : []))];
    const seen = () => {
      const main = document.querySelector("[data-testid=stMainBlockContainer]");
      const body = main.querySelector(".st-key-lesson_body");
      const cells = roots(main).flatMap((root) => [...root.querySelectorAll(".cell")].map((cell) => cell.dataset.ms));
      const plots = [...main.querySelectorAll(".js-plotly-plot")].map((plot) => plot.querySelectorAll("path").length);
      const stale = main.querySelectorAll("[data-stale=true]").length;
      return JSON.stringify([main.querySelector(".step-title")?.textContent, body?.textContent, cells, plots, stale]);
    };
    const look = (now) => {
      const found = seen();
      if (found !== before) [before, last] = [found, performance.now()];
      if (now - last > quiet) done(last - start); else requestAnimationFrame(look);
    };
    document.addEventListener("keydown", (event) => {
      [start, last, before] = [event.timeStamp, event.timeStamp, seen()];
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
}"""


def walk(page: Page, key: str) -> float:
    """Seconds from a key to the step that it leads to."""
    title = page.locator(".step-title").text_content()
    page.evaluate(WATCH, QUIET)
    page.keyboard.press(key)
    took = page.evaluate("window.walked") / 1e3
    assert page.locator(".step-title").text_content() != title, "the key has led nowhere"
    return took


def steps(address: str, playwright) -> None:
    """Through the lesson once for a warm server, and again."""
    visit = Visit.start(launch(playwright), address, "lesson?lesson=gru")
    times: list[float] = []
    for _way in range(2):
        times = [walk(visit.page, "PageDown") for _ in range(STEPS - 1)]
        visit.go("lesson?lesson=gru")
    slowest = sorted(((seconds, number) for number, seconds in enumerate(times, start=2)), reverse=True)[:5]
    told = ", ".join(f"{number}: {seconds:.2f}" for seconds, number in slowest)
    late = sum(seconds > 0.4 for seconds in times)
    print(f"step to step: median {statistics.median(times):.2f} s (target 0.4), {late} of {len(times)} later; {told}")


def export(address: str, playwright, by: str) -> None:
    """The whole lesson as slides and as a ZIP: from the button to the file."""
    visit = Visit.start(launch(playwright), address, "lesson?lesson=gru")
    visit.control("take_home").locator("summary").click()
    visit.settle()
    for kind in ("slides", "ZIP"):
        start = time.perf_counter()
        visit.page.locator(".album").get_by_role(
            "button", name=f"The whole lesson as {'a ' * (kind == 'ZIP')}{kind}"
        ).click()
        visit.page.get_by_role("button", name=f"Download the {kind}").wait_for(timeout=180_000)
        took = time.perf_counter() - start
        visit.settle()
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name=f"Download the {kind}").click()
        size = Path(download.value.path()).stat().st_size
        print(f"the whole lesson as {kind}, drawn by the {by}: {took:.1f} s (target 60), {size / 1e6:.1f} MB")


if __name__ == "__main__":
    with sync_playwright() as playwright:
        for by in ("browser", "server"):
            with running(**{VARIABLE: by}) as (address, _process):
                if by == "browser":
                    steps(address, playwright)
                if by == "browser" or chromium() is not None:
                    export(address, playwright, by)
