"""Cell: an arrow key in Chromium at T = 200, H = 64: script time, key to paint, and Playwright's key press."""

import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.chromium import launch
from tests.browser.server import serve
from tests.browser.visit import Visit

PRESSES = 60
WATCH = """() => {
  window.paints = [];
  document.addEventListener("keydown", (event) => {
    requestAnimationFrame(() => setTimeout(() => window.paints.push(performance.now() - event.timeStamp)));
  }, { capture: true });
}"""


def measure(query: str, label: str) -> None:
    """Walk right through the sequence and print three medians."""
    with serve() as address, sync_playwright() as playwright:
        visit = Visit.start(launch(playwright), address, f"cell{query}")
        page, sent = visit.page, visit.page.locator(".cell")
        sent.wait_for()
        visit.settle()
        sent.focus()
        page.keyboard.press("Home")
        visit.settle()
        page.evaluate(WATCH)
        script, pressed = [], []
        for _ in range(PRESSES):
            pressed.append(_timed(lambda: page.keyboard.press("ArrowRight")))
            script.append(float(sent.get_attribute("data-ms")))
        paints = page.evaluate("window.paints")
        print(
            f"{label}: script {statistics.median(script[5:]):.1f} ms (target 16), key to paint "
            f"{statistics.median(paints[5:]):.1f} ms, keyboard.press {statistics.median(pressed[5:]):.1f} ms "
            "(peer 56, target 28)"
        )


def _timed(act) -> float:
    """Milliseconds that `act` takes."""
    start = time.perf_counter()
    act()
    return 1e3 * (time.perf_counter() - start)


if __name__ == "__main__":
    measure("?src=generator&sig=noisy-sine&len=200&H=64", "T=200 H=64")
    measure("", "home")
