"""Pages: lent to one visit after another, since a new one compiles all of Streamlit's scripts anew."""

from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.browser.visit import Visit


class Pages:
    """The pages of one browser on one server.

    What can be changed on an open page (its size, the theme of its system) is set for every visit; each set of the
    other options (Playwright's own, for a context) has pages of its own.

    Attributes
    ----------
    log : Path
        What the server writes.
    """

    def __init__(self, browser: Browser, address: str, log: Path) -> None:
        self._browser, self._address, self.log = browser, address, log
        self._idle: dict[tuple, list[Visit]] = defaultdict(list)
        self._lent: list[tuple[tuple, Visit]] = []

    def visit(
        self,
        path: str = "",
        *,
        turned: bool = False,
        size: tuple[int, int] = (1440, 900),
        color_scheme: str = "light",
        reduced_motion: str = "no-preference",
        **options,
    ) -> Visit:
        """Open a link of the app, in English unless `options` say otherwise.

        As somebody who comes for the first time; `turned`: as when going Back to it, in a session that may have seen
        other links.
        """
        options = {"locale": "en-US", **options}
        key = tuple(options.items())
        if self._idle[key]:
            visit = self._idle[key].pop()
        else:
            visit = Visit(self._browser.new_context(**options).new_page(), self._address)
        self._lent.append((key, visit))
        if visit.here and not (turned and visit.draws):
            visit.leave()
        visit.dress(size, color_scheme=color_scheme, reduced_motion=reduced_motion)
        visit.turn(path) if visit.here else visit.go(path)
        return visit

    def context(self, **options) -> BrowserContext:
        """A context of its own, for what is no page of the app."""
        return self._browser.new_context(**options)

    def leave(self) -> None:
        """What has failed on a page that is lent is not to make the next visit fail, too."""
        for visit in self.lent:
            if visit.here:
                visit.leave()

    @property
    def lent(self) -> list[Visit]:
        """The visits that are under way."""
        return [visit for _key, visit in self._lent]

    def back(self) -> list[str]:
        """Every page that was lent is free again; what the visits complained of."""
        complaints = []
        while self._lent:
            key, visit = self._lent.pop()
            complaints += visit.complaints
            visit.complaints.clear()
            self._idle[key].append(visit)
        return complaints
