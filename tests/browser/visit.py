"""Visit: the real app in a real browser, and what can be read back from it."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import numpy as np
from playwright.sync_api import Browser, Error, Locator, Page, Request, expect

from tests.browser.traffic import Traffic

_READ = """(chart) => {
  const plot = document.querySelector(`.st-key-${chart} .js-plotly-plot`);
  const heatmaps = plot.calcdata.filter((c) => c[0].trace.type === "heatmap");
  return {
    values: heatmaps.map((c) => Array.from(c[0].z, (row) => Array.from(row))),
    ticks: plot._fullLayout.xaxis.ticktext,
    title: plot._fullLayout.title.text,
    font: plot._fullLayout.font.color,
    paper: plot._fullLayout.paper_bgcolor,
  };
}"""
#: Lines and bars of a chart: (name, y) of everything that is not a heatmap.
_READ_LINES = """(chart) => document.querySelector(`.st-key-${chart} .js-plotly-plot`)._fullData
  .filter((t) => t.type !== "heatmap").map((t) => [t.name, Array.from(t.y)])"""
#: The page's own signs that a run is under way or what it shows is being replaced.
_UNREST = """() => {
  const { cursor, things } = globalThis[Symbol.for("gru-viz")] ?? {};
  return [
    !document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]") && "a run is under way",
    document.querySelector("[data-stale=true]") && "something is being replaced",
    cursor?.telling && "the cursor's place has to be told",
    things?.has("going") && "a page is being gone back to",
  ].filter(Boolean);
}"""

#: The cursor, where a page has one, is there; it is drawn in a shadow root.
_LED = """() => {
  const place = document.querySelector(".st-key-cursor");
  const all = (e) => [e, ...[...e.querySelectorAll("*")].flatMap((o) => (o.shadowRoot ? all(o.shadowRoot) : []))];
  return !place || all(place).some((root) => root.querySelector(".cursor"));
}"""
#: Every chart is as wide as its place, or as it says that it must be.
_FITTED = """() => [...document.querySelectorAll(".js-plotly-plot")].every((plot) =>
  plot._fullLayout &&
  Math.abs(plot._fullLayout.width - Math.max(plot.clientWidth, plot.layout.meta?.least ?? 0)) < 1)"""
#: Middle of a cell of a heatmap on the screen, which is scrolled into view.
_PLACE = """([chart, row, step, unit]) => {
  const plot = document.querySelector(`.st-key-${chart} .js-plotly-plot`);
  plot.querySelector(`.nsewdrag[data-subplot="xy${row + 2}"]`).scrollIntoView({ block: "center" });
  const box = plot.getBoundingClientRect();
  const xa = plot._fullLayout.xaxis, ya = plot._fullLayout[`yaxis${row + 2}`];
  return [box.left + xa._offset + xa.d2p(step), box.top + ya._offset + ya.d2p(unit)];
}"""
#: What a page shows; before that, without which it may look dead: whether it is painted, and what the keyboard speaks to.
_SEEN = """async () => {
  const painted = await new Promise((tell) => {
    requestAnimationFrame(() => tell(true));
    setTimeout(tell, 1000, false);
  });
  const { tagName, className, value } = document.activeElement;
  return [
    `painted: ${painted}, focus: ${document.hasFocus()}, on ${tagName} ${className} ${value}`,
    `around it: ${document.activeElement.closest("[class*=st-key-]")?.innerText}`,
    `errors: ${[...document.querySelectorAll("[data-testid$=Error]")].map((each) => each.textContent)}`,
    document.querySelector("[data-testid=stMainBlockContainer]")?.innerText.replace(/\\s+/g, " ").slice(0, 800),
  ];
}"""
#: The browser comes to an address as if the visitor had been there and gone Back.
_TURN = """(address) => {
  history.pushState({}, "", address);
  history.pushState({}, "", address);
  history.back();
}"""
Place = TypeVar("Place")
#: Seconds that anything may take before a test gives up.
_PATIENCE = 60


@dataclass
class Visit:
    """One visitor's page.

    Attributes
    ----------
    page : Page
    address : str
        Of the server.
    complaints : list of str
        What went wrong in the page itself: script errors, requests to anywhere else.
    """

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.traffic = Traffic(self.page)
        self._fetching: set[Request] = set()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note_request)
        self.page.on("requestfinished", self._note_answer)
        self.page.on("requestfailed", self._note_answer)
        self.page.set_default_timeout(1000 * _PATIENCE)

    @classmethod
    def start(cls, browser: Browser, address: str, path: str = "", **options) -> "Visit":
        """Open the app in a page of its own, at 1440 × 900 in English unless `options` (Playwright's own) say otherwise."""
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options}
        visit = cls(browser.new_context(**options).new_page(), address)
        visit.go(path)
        return visit

    def _note_request(self, request: Request) -> None:
        # A component is not there before its modules and its style are.
        if request.resource_type in ("script", "fetch", "stylesheet"):
            self._fetching.add(request)
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")

    def _note_answer(self, request: Request) -> None:
        self._fetching.discard(request)

    def evidence(self) -> list[tuple[str, str]]:
        """What there is to see, each part with its name, for whoever has to find out what has gone wrong: in few words, as
        long reports are cut.
        """
        before = f"{time.strftime('%H:%M:%S', time.gmtime())}, being fetched: {[each.url for each in self._fetching]}"
        try:
            seen = "\n".join(map(str, self.page.evaluate(_SEEN)))
        except Error as error:
            seen = str(error)
        return [
            ("Page > and server <", self.traffic.story),
            (f"Page {self.page.url}", "\n".join([before, *self.complaints, seen])),
        ]

    def go(self, path: str) -> None:
        """Open a link of the app and wait until it is at rest."""
        self._fetching.clear()  # what the page before had asked for
        self.page.goto(f"{self.address}/{path}")
        self._arrive()

    def turn(self, path: str) -> None:
        """As Back and Forward do: another link of the app in the page that is open, whose session goes on."""
        self.traffic.expect()
        self.page.evaluate(_TURN, f"{self.address}/{path}")
        self._arrive()

    def _arrive(self) -> None:
        self.page.locator("[data-testid=stSidebar]").wait_for(state="attached")
        self.page.locator("[data-testid=stMainBlockContainer]").wait_for()
        # Streamlit fetches what puts our page.css into the page when it first meets it.
        self.page.wait_for_function("document.querySelector('link[rel=stylesheet][href$=\"shared/page.css\"]')?.sheet")
        self.settle()

    def dress(self, size: tuple[int, int], **media: str) -> None:
        """The window's size and the system's wishes (Playwright's own); whatever the page does about it is done."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(**media)
        if self.here:  # a word of the page about its theme, on the way to another page, would lead back
            self.settle()

    @property
    def here(self) -> bool:
        """The app is open in this page."""
        return self.page.url.startswith(self.address)

    @property
    def draws(self) -> bool:
        """The page has not given up drawing by itself, as it does for a whole session where that takes very long."""
        return (
            not self.page.get_by_text("Try again in the browser")
            .or_(self.page.get_by_text("重新在浏览器中绘制"))
            .count()
        )

    def leave(self) -> None:
        """End the session, with all that the page keeps of it."""
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.context.clear_permissions()
        self.page.goto("about:blank")

    def resize(self, width: int, height: int) -> None:
        """Another size of the window, with everything in its new place."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.settle()
        self.page.wait_for_function(_FITTED)

    def settle(self) -> None:
        """Wait until every run is answered and drawn, and nothing has moved for longer than a slider waits (0.2 s)."""
        deadline, quiet = time.monotonic() + _PATIENCE, 0
        while quiet < 5:
            self.page.wait_for_timeout(50)
            unrest = [] if self.traffic.answered else ["a run is not answered"]
            unrest += [f"{request.url} is being fetched" for request in self._fetching]
            unrest += self.page.evaluate(_UNREST)
            quiet = 0 if unrest else quiet + 1
            if unrest and time.monotonic() > deadline:
                raise TimeoutError(f"Not at rest within {_PATIENCE} seconds: {'; '.join(unrest)}.")

    def chart(self, key: str = "gates_chart") -> dict:
        """Values of every heatmap (strip first), ticks, title and colours of a chart."""
        self.page.locator(f".st-key-{key} .js-plotly-plot .main-svg").first.wait_for()
        # Where there is a cursor beside it, it comes a little later, and only then tells the server of moves.
        self.page.wait_for_function(_LED)
        return self.page.evaluate(_READ, key)

    def lines(self, key: str) -> dict[str, np.ndarray]:
        """Lines and bars of a chart, by their names."""
        self.page.locator(f".st-key-{key} .js-plotly-plot .main-svg").first.wait_for()
        return {name: np.array(y, dtype=float) for name, y in self.page.evaluate(_READ_LINES, key)}

    def finish(self) -> None:
        """Wait until no analysis is under way."""
        expect(self.page.get_by_test_id("stProgress")).to_have_count(0, timeout=2000 * _PATIENCE)
        self.settle()

    def link(self) -> dict[str, str]:
        """The parameters in the address bar."""
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}

    def control(self, key: str) -> Locator:
        """The element of a control, by its parameter's name."""
        return self.page.locator(f".st-key-{key}")

    def type(self, key: str, text: str) -> None:
        """Fill a text area and leave it."""
        box = self.control(key).locator("textarea")
        box.fill(text)
        box.press("Control+Enter")
        self.settle()

    def number(self, key: str, value: int) -> None:
        """Set a number."""
        box = self.control(key).locator("input")
        box.fill(str(value))
        box.press("Enter")
        self.settle()

    def choose(self, key: str, label: str) -> None:
        """Press one of the buttons of a choice."""
        self.control(key).get_by_role("radio", name=label).or_(
            self.control(key).get_by_role("button", name=label, exact=True)
        ).first.click()
        self.settle()

    def look(self, field: str, value: object) -> None:
        """Choose a layer, direction or sequence beside the pictures."""
        chosen = self.page.locator(f"[name=cursor-{field}][value='{value}']")
        self.page.locator(".cursor label").filter(has=chosen).click()
        self.settle()

    def toggle(self, key: str) -> None:
        """Flip a switch."""
        self.control(key).locator("label").first.click()
        self.settle()

    def unfold(self, name: str) -> None:
        """Open a section, unless it is open."""
        fold = self.control(f"fold_{name}")
        if not fold.locator("details[open]").count():
            fold.locator("summary").click()
            self.settle()
            self._stand_still(fold.bounding_box)

    def turn_to(self, name: str) -> None:
        """Another page, by its name in the navigation, whose sections unfold."""
        link = self.page.get_by_test_id("stTopNavDropdownLink").or_(self.page.locator(".pagelist button"))
        for section in [None, *self.page.get_by_test_id("stTopNavSection").all()]:
            if section is not None:
                section.click()
            if (found := link.filter(has_text=re.compile(rf"{re.escape(name)}( ·|$)"), visible=True)).count():
                found.first.click()
                return self.settle()
        raise AssertionError(f"no page is called {name}")

    def click_cell(self, row: int, step: int, unit: int, key: str = "gates_chart") -> None:
        """Click a cell of the `row`-th heatmap (0 is r_t), and wait until its arithmetic is there."""
        # Plotly hears a click only on what it has found under the pointer, and what is drawn anew forgets that.
        hovered = self.page.locator(f".st-key-{key} .hoverlayer .hovertext")
        deadline = time.monotonic() + _PATIENCE
        while True:
            x, y = self._place_of(row, step, unit, key)
            self.page.mouse.move(x - 2, y - 1)
            self.page.mouse.move(x, y)
            self.page.wait_for_timeout(100)
            if hovered.count() or time.monotonic() > deadline:
                break
        self.page.mouse.click(x, y)
        self.page.get_by_text(f"Unit {unit} at step {step}:").first.wait_for()
        self.settle()

    def _place_of(self, row: int, step: int, unit: int, key: str) -> list[float]:
        """Where a cell stands on the screen; what is drawn above it may still come."""
        return self._stand_still(lambda: self.page.evaluate(_PLACE, [key, row, step, unit]))

    def _stand_still(self, look: Callable[[], Place]) -> Place:
        """What `look` sees once it has been the same twice."""
        before = None
        while (place := look()) != before:
            before = place
            self.page.wait_for_timeout(100)
        return place

    def beyond(self) -> int:
        """Pixels by which the page is wider than its window."""
        return self.page.get_by_test_id("stMain").evaluate("(main) => main.scrollWidth - main.clientWidth")

    def text(self) -> str:
        """Everything there is to read in the page's body."""
        return self.page.locator("[data-testid=stMainBlockContainer]").inner_text()
