"""Screenshots from the real app: each page, light and dark, English and Chinese; or only the pictures of the README.

`python -m tests.browser.screenshots [--readme]`
"""

import argparse
import io
import itertools
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import launch
from tests.browser.living import living
from tests.browser.server import ROOT, serve
from tests.browser.visit import Visit

#: Everything, to look at; git ignores it.
ALL = ROOT / "screenshots"
#: The pictures that the README shows.
COMMITTED = ROOT / "assets" / "screenshots"
#: Bytes of a committed picture, at most.
LARGEST = 120_000
#: Letters stand where a screen of many points has them, not each on a whole one, which a browser without a window prefers.
_EVEN = "--font-render-hinting=none"
#: Page, link and the charts it must show.
PAGES = {
    "gates": ("", ["gates_chart", "opening_chart"]),
    "words": ("?w=example&model=words-both&text=It+was+the+best+of+times,+it+was+the+worst.", ["gates_chart"]),
    "bi-gru": (
        "bi-gru?bi=1&t=4&text=He+went+to+the+bank+to+fish%0AHe+went+to+the+bank+to+pay",
        ["directions_chart", "merged_chart"],
    ),
    "cell": ("cell", []),
    "lesson": ("lesson?lesson=gru&step=4", ["lesson_chart"]),
    "present": ("lesson?lesson=gru&step=4&present=1", ["lesson_chart"]),
    "text": ("text?w=example&model=quotes&unit=11&text=ab+%22cab+bc%22+a+c+%22b%22+ab+%22a+cab%22+b", []),
    "train": ("train?steps=500", ["after_chart"]),
    "memory": ("memory?fix=1&t=8", ["shares_chart", "lives_chart"]),
    "gradients": ("gradients", ["norms_chart", "road_chart"]),
    "machine": ("machine", ["machine_chart"]),
    "units": ("units?w=example&model=quotes&unit=11&text=ab+%22cab+bc%22+a+c+%22b%22+ab", []),
    "corpus": ("corpus?w=example&model=words&unit=5&text=It+was+the+best+of+times", []),
    "compare": ("compare?w=seed", ["times_chart", "adding_lengths_chart"]),
    "claims": ("claims", []),
    "nn-gru": ("nn-gru?w=seed&L=2&bi=1", ["shapes_chart"]),
    "lstm": ("?cell=lstm", ["gates_chart", "opening_chart"]),
    "table": ("table?w=seed", []),
}
CHINESE = {
    "words": "?w=example&model=words-both&text=我们昨天在公园里散步，今天学习循环神经网络。",
    "cell": "cell?w=example&model=negation&text=电影不好。&t=2",
    "bi-gru": "bi-gru?bi=1&t=3&text=他去银行取钱%0A他去河边钓鱼",
    "machine": "machine?w=example&model=quotes&text=ab+%22cab+bc%22+a+c+%22b%22+ab",
    "text": "text?w=example&model=negation&unit=7&text=电影不好。%0A电影好。%0A音乐没无聊。%0A书精彩。",
}


def train(visit: Visit) -> None:
    """Press the button and wait for the end."""
    visit.control("start_training").locator("button").click()
    visit.control("use_model").locator("button").wait_for()
    visit.settle()


def of_the_readme() -> set[str]:
    """Names of the pictures that the README shows."""
    return set(re.findall(r"assets/screenshots/([\w-]+)\.png", (ROOT / "README.md").read_text("utf-8")))


def small(picture: bytes) -> bytes:
    """A PNG with a palette, as many colours as fit into `LARGEST` bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        target = io.BytesIO()
        image.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=5, dither=Image.Dither.NONE).save(
            target, "PNG", optimize=True
        )
        if target.tell() <= LARGEST:
            break
    return target.getvalue()


def page(browser: Browser, address: str, name: str, scheme: str, language: str) -> bytes:
    """One page of the app."""
    path, charts = PAGES[name]
    path = CHINESE.get(name, path) if language == "zh-CN" else path
    visit = Visit.start(browser, address, path, color_scheme=scheme, locale=language if language != "en" else "en-US")
    if name == "present":
        visit.resize(1280, 720)
    if name == "train":
        visit.page.set_viewport_size({"width": 1440, "height": 1360})
        train(visit)
    if name in ("machine", "units", "corpus"):
        visit.finish()
    if name == "cell":
        visit.page.locator(".cell[data-step]").wait_for()
    for key in charts:
        visit.chart(key)
    visit.settle()
    # The keys of a wall are seen for a while only.
    visit.page.wait_for_function(
        "[...document.querySelectorAll('.wall-keys')].every((e) => +getComputedStyle(e).opacity < 0.01)"
    )
    picture = visit.page.screenshot()
    visit.page.context.close()
    return picture


def phone(browser: Browser, address: str) -> bytes:
    """The home page on a phone."""
    visit = Visit.start(browser, address, viewport={"width": 390, "height": 844})
    visit.chart()
    return visit.page.screenshot()


def arithmetic(browser: Browser, address: str) -> bytes:
    """The arithmetic of one unit at one step."""
    visit = Visit.start(browser, address, "?w=seed")
    visit.chart()
    visit.click_cell(1, 3, 4)
    part = visit.page.locator(".st-key-arithmetic")
    part.scroll_into_view_if_needed()
    return part.screenshot()


def pictures() -> dict[str, Callable[[Browser, str], bytes]]:
    """How each picture is taken, by its name."""
    looks = itertools.product(PAGES, ("light", "dark"), ("en", "zh-CN"))
    found = {"-".join(look): lambda browser, address, look=look: page(browser, address, *look) for look in looks}
    return {**found, "gates-phone": phone, "arithmetic": arithmetic, "living": living}


def write(folder: Path, names: set[str], finish: Callable[[bytes], bytes] = bytes) -> None:
    """Take the pictures called `names` and put them into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    taken = {name: take for name, take in pictures().items() if name in names}
    with serve() as address, sync_playwright() as playwright:
        browser = launch(playwright, _EVEN)
        for name, take in taken.items():
            (folder / f"{name}.png").write_bytes(finish(take(browser, address)))
        browser.close()


def main() -> None:
    """Write every picture anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--readme", action="store_true", help="only those of the README, small, into assets/screenshots/"
    )
    if parser.parse_args().readme:
        write(COMMITTED, of_the_readme(), small)
    else:
        write(ALL, set(pictures()))


if __name__ == "__main__":
    main()
