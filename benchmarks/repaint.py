"""Repaint: key press to repainted heatmaps in Chromium, and address to first heatmap.

For a slider, our page against a bare one, in turns: both medians, their ratio and the bytes that the server sends for an
update. For what is chosen in the browser alone, the time from the key to the painted figure.
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
        slider = page.locator("[data-testid=stSlider]").filter(has_text=label).locator("input, [role=slider]")
        if not slider.count() and (fold := page.locator(".st-key-fold_parameters summary")).count():
            fold.click()
            page.wait_for_timeout(2500)
        self.slider = slider.first
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


#: Keys that move the cursor, by what is moved: where the focus is, and the keys to and fro.
MOVES = {
    "step": (".heatmaps", "ArrowRight", "ArrowLeft"),
    "unit": (".heatmaps", "ArrowDown", "ArrowUp"),
    "layer": ("[name=cursor-layer]:checked", "ArrowRight", "ArrowLeft"),
    "direction": ("[name=cursor-direction]:checked", "ArrowRight", "ArrowLeft"),
}


def moves(query: str, label: str) -> None:
    """Key to painted figure, for everything that is chosen in the browser alone."""
    with serve() as ours, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        bench = Bench(page, ours + query, "Update-gate bias", "gates_chart")
        found = []
        for what, (where, *keys) in MOVES.items():
            bench.times.clear()
            for turn in range(PRESSES // 2):
                page.locator(where).first.focus()
                bench.press(keys[turn % 2])
            found.append(f"{what} {statistics.median(bench.times):.0f} ms")
        print(f"{label}, key to paint (target 30): {', '.join(found)}")
        browser.close()


def first_paint(visits: int = 6) -> None:
    """Address to first heatmap, ours against the bare page's, with a warm cache."""
    painted = """(chart) => new Promise((done) => {
      const look = () => document.querySelector(`.st-key-${chart} .heatmaplayer image`)
        ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
      look();
    })"""
    with serve(ROOT / "benchmarks" / "bare_page.py") as bare, serve() as ours, sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        times: dict[str, list[float]] = {bare: [], ours: []}
        for _visit in range(visits + 1):
            for address, chart in ((bare, "bare_chart"), (ours, "gates_chart")):
                page = context.new_page()
                page.goto(address, wait_until="commit")
                times[address].append(page.evaluate(painted, chart))
                page.close()
        floor, page_time = (statistics.median(times[address][1:]) for address in (bare, ours))
        ratio = page_time / floor
        print(f"first paint: bare page {floor:.0f} ms, gates page {page_time:.0f} ms, ratio {ratio:.2f} (target 1.25)")
        browser.close()


if __name__ == "__main__":
    measure("", "default example (target 1.3)")
    measure("/?src=generator&sig=noisy-sine&len=200&H=64", "4 × 64 × 200 (target 1.8, 230 kB)")
    moves("/?src=generator&sig=noisy-sine&len=200&H=64&L=2&bi=1", "2 layers, 2 directions, 4 × 64 × 200")
    first_paint()
