"""Repaint: key press on a slider to repainted heatmaps in Chromium, our page against a bare one, in turns.

Prints both medians, their ratio and the bytes that the server sends for an update.
"""

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.chromium import launch
from tests.browser.server import ROOT, serve

PRESSES = 24
QUIET = 600  # ms without a change in the chart: it is done
WATCH = """([chart, quiet]) => {
  window.repaint = new Promise((done) => {
    let start, last, timer;
    const finish = () => { observer.disconnect(); done(last - start); };
    const inPlot = ({ target }) => (target.closest ?? target.parentElement?.closest)?.call(target, ".js-plotly-plot");
    const observer = new MutationObserver((changes) => changes.some(inPlot) && requestAnimationFrame(() => {
      last = performance.now(); clearTimeout(timer); timer = setTimeout(finish, quiet);
    }));
    observer.observe(document.querySelector(`.st-key-${chart}`),
                     { subtree: true, childList: true, attributes: true, characterData: true });
    document.addEventListener('keydown', (event) => { start = event.timeStamp; }, { capture: true, once: true });
  });
}"""


class Bench:
    """One page under measurement."""

    def __init__(self, page: Page, address: str, label: str, chart: str) -> None:
        self.page, self.chart = page, chart
        self.times: list[float] = []
        self.bytes: list[int] = []
        self.received = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))
        page.goto(address)
        page.wait_for_selector(f".st-key-{chart} .js-plotly-plot .main-svg")
        page.wait_for_timeout(2500)
        self.slider = (
            page.locator("[data-testid=stSlider]").filter(has_text=label).locator("input, [role=slider]").first
        )
        self.slider.focus()

    def _count(self, frame: bytes | str) -> None:
        self.received += len(frame)

    def press(self, key: str) -> None:
        """Move the slider once and wait until the chart is at rest."""
        before = self.received
        self.page.evaluate(WATCH, [self.chart, QUIET])
        self.page.keyboard.press(key)
        self.times.append(self.page.evaluate("window.repaint"))
        self.bytes.append(self.received - before)


def measure(query: str, label: str) -> None:
    """Our page with `query` against the bare page."""
    with serve(ROOT / "benchmarks" / "bare_page.py") as bare, serve() as ours, sync_playwright() as playwright:
        browser = launch(playwright)
        size = {"width": 1440, "height": 900}
        benches = [
            Bench(browser.new_page(viewport=size), bare, "value", "bare_chart"),
            Bench(browser.new_page(viewport=size), ours + query, "Update-gate bias", "gates_chart"),
        ]
        for turn in range(PRESSES):
            for bench in benches:
                bench.page.bring_to_front()
                bench.press("ArrowRight" if turn % 12 < 6 else "ArrowLeft")
        floor, page = (statistics.median(bench.times[2:]) for bench in benches)
        sent = statistics.median(benches[1].bytes[2:])
        spread = " ".join(f"{t:.0f}" for t in sorted(benches[1].times[2:])[:: max(1, PRESSES // 6)])
        print(
            f"{label}: bare page {floor:.0f} ms, gates page {page:.0f} ms ({spread}), "
            f"ratio {page / floor:.2f}; {sent / 1e3:.0f} kB an update"
        )
        browser.close()


if __name__ == "__main__":
    measure("", "default example (target 1.5)")
    measure("/?src=generator&sig=noisy-sine&len=200&H=64", "4 × 64 × 200")
