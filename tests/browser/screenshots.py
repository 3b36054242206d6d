"""Screenshots: each page, light and dark, English and Chinese, from the real app. `python -m tests.browser.screenshots`."""

import itertools

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch
from tests.browser.server import ROOT, serve
from tests.browser.visit import Visit

FOLDER = ROOT / "assets" / "screenshots"
#: Page, link and the charts it must show.
PAGES = {
    "gates": ("", ["gates_chart", "opening_chart"]),
    "bi-gru": (
        "bi-gru?bi=1&t=4&text=He+went+to+the+bank+to+fish%0AHe+went+to+the+bank+to+pay",
        ["directions_chart", "merged_chart"],
    ),
    "cell": ("cell", []),
    "text": ("text?w=example&model=quotes&unit=11&text=ab+%22cab+bc%22+a+c+%22b%22+ab+%22a+cab%22+b", []),
    "train": ("train?steps=500", ["after_chart"]),
    "memory": ("memory?fix=1&t=8", ["shares_chart", "lives_chart"]),
    "gradients": ("gradients", ["norms_chart", "road_chart"]),
    "compare": ("compare?w=seed", ["times_chart", "adding_lengths_chart"]),
    "claims": ("claims", []),
    "nn-gru": ("nn-gru?w=seed&L=2&bi=1", ["shapes_chart"]),
    "lstm": ("?cell=lstm", ["gates_chart", "opening_chart"]),
    "table": ("table?w=seed", []),
}
CHINESE = {
    "cell": "cell?w=example&model=negation&text=电影不好。&t=2",
    "bi-gru": "bi-gru?bi=1&t=3&text=他去银行取钱%0A他去河边钓鱼",
    "text": "text?w=example&model=negation&unit=7&text=电影不好。%0A电影好。%0A音乐没无聊。%0A书精彩。",
}


def train(visit: Visit) -> None:
    """Press the button and wait for the end."""
    visit.control("start_training").locator("button").click()
    visit.control("use_model").locator("button").wait_for()
    visit.settle()


def main() -> None:
    """Write every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, scheme, language in itertools.product(PAGES, ("light", "dark"), ("en", "zh-CN")):
            path, charts = PAGES[name]
            path = CHINESE.get(name, path) if language == "zh-CN" else path
            visit = Visit.start(
                browser, address, path, color_scheme=scheme, locale=language if language != "en" else "en-US"
            )
            if name == "train":
                visit.page.set_viewport_size({"width": 1440, "height": 1360})
                train(visit)
            if name == "cell":
                visit.page.locator(".cell[data-step]").wait_for()
            for key in charts:
                visit.chart(key)
            visit.settle()
            visit.page.screenshot(path=FOLDER / f"{name}-{scheme}-{language}.png")
            visit.page.context.close()
        phone = Visit.start(browser, address, viewport={"width": 390, "height": 844})
        phone.chart()
        phone.page.screenshot(path=FOLDER / "gates-phone.png")
        visit = Visit.start(browser, address, "?w=seed")
        visit.chart()
        visit.click_cell(1, 3, 4)
        arithmetic = visit.page.locator(".st-key-arithmetic")
        arithmetic.scroll_into_view_if_needed()
        arithmetic.screenshot(path=FOLDER / "arithmetic.png")
        browser.close()


if __name__ == "__main__":
    main()
