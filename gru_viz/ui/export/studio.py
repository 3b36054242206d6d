"""Studio: a Chromium of this machine, in which kaleido draws figures by the modules that draw them in a visitor's browser."""

import asyncio
import base64
import json
import logging
import os
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import plotly

from gru_viz.figures.base.palette import properties
from gru_viz.problem import Problem
from gru_viz.progress import Computation
from gru_viz.ui.browser.plates import Plate, sent
from gru_viz.ui.browser.wire import packed
from gru_viz.ui.export.bundle import imports, name

_LOG = logging.getLogger(__name__)
VARIABLE = "GRU_VIZ_PICTURES"
#: Who draws: this machine where it can, however long one waits; the visitor's browser; or this machine where it can at once.
SERVER, BROWSER, AUTOMATIC = "server", "browser", "automatic"
#: Seconds that Chromium may take to start or to end, and a few figures to be drawn.
_START, _SOME = 20.0, 60.0
#: Figures that kaleido is given at once: after each time it loads the page anew, which takes as long as a figure.
_AT_ONCE = 6
#: How far pictures stand back behind pages, as `nice` counts it.
_NICE = 10
#: Seconds without being asked how far it is, after which whoever wanted the pictures has left.
_PATIENCE = 8.0
#: Seconds between two looks at how far it is.
_LOOK = 0.1
_PAGE, _MAIN = Path(__file__).parent / "studio.html", "album/studio.js"


def chosen() -> str:
    """Who draws, by the environment's GRU_VIZ_PICTURES.

    Raises
    ------
    Problem
        It says something else.
    """
    given = os.environ.get(VARIABLE) or AUTOMATIC
    if given not in (SERVER, BROWSER, AUTOMATIC):
        raise Problem(
            "GRU_VIZ_PICTURES cannot be “{given}”; allowed: server, browser, automatic. The browser draws the pictures.",
            given=given[:40],
        )
    return given


@cache
def chromium() -> str | None:
    """Where kaleido finds a Chromium or Chrome; None where either is missing."""
    if find_spec("kaleido") is None:
        return None
    # Only whoever takes pictures home needs it.
    from choreographer.browsers.chromium import Chromium  # noqa: PLC0415

    return Chromium.find_browser(skip_local=False)


def all_here() -> bool:
    """Whether this machine draws whatever is taken along, what a visitor's browser has on its screen, too."""
    try:
        return chosen() == SERVER and chromium() is not None
    except Problem:
        return False


def drawings(plates: Sequence[Plate], kind: str) -> Computation[list[dict[str, object]] | None]:
    """Plates as pictures, as a browser sends them; one session of kaleido for all of them, a few plates a piece.

    It works in a thread of its own, which ends when nobody asks any more.

    Parameters
    ----------
    plates : sequence of Plate
    kind : str
        Of file that they are for, in `KINDS`.

    Returns
    -------
    list of dict or None
        For `sheets`; None where this machine cannot draw, and the visitor's browser has to.
    """
    session = _Session(plates, kind)
    worker = Thread(target=session.work, name="studio", daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(_LOOK)
            session.asked = monotonic()
            yield len(session.drawn) / (len(plates) + 1)
    finally:
        session.left = True
    return session.drawn if session.finished else None


class _Session:
    """Figures that are being drawn.

    Attributes
    ----------
    drawn : list of dict
        What is there already.
    asked : float
        When somebody last asked, on the monotonic clock.
    left : bool
        Nobody wants them any more.
    finished : bool
        All are there.
    """

    def __init__(self, plates: Sequence[Plate], kind: str) -> None:
        self._plates, self._kind = plates, kind
        self.drawn: list[dict[str, object]] = []
        self.asked = monotonic()
        self.left = self.finished = False

    def work(self) -> None:
        """Draw all of them; if anything fails that is no fault of a figure, none."""
        try:
            asyncio.run(self._draw())
        except Exception as error:  # whatever a browser that does not start or breaks down makes it raise
            _LOG.log(logging.WARNING, "No pictures from %s, the visitor's browser draws them: %r", chromium(), error)

    async def _draw(self) -> None:
        from kaleido import Kaleido  # noqa: PLC0415 - as above

        studio = Kaleido(n=1, timeout=_SOME, page_generator=_Page(), path=chromium())
        try:
            await asyncio.wait_for(studio.open(), _START)
            if hasattr(os, "setpriority"):  # pages come first; kaleido starts a group of processes of its own
                os.setpriority(os.PRIO_PGRP, studio.subprocess.pid, _NICE)
            for first in range(0, len(self._plates), _AT_ONCE):
                if self.left or monotonic() - self.asked > _PATIENCE:
                    return
                self.drawn += await self._some(studio, self._plates[first : first + _AT_ONCE])
            self.finished = True
        finally:
            # A browser that went away while it started may never say so.
            await asyncio.wait_for(studio.close(), _START)

    async def _some(self, studio: Any, plates: Sequence[Plate]) -> list[dict[str, object]]:
        """A few plates; what is wrong with one of them is in the answer."""
        message = base64.b64encode(packed({**sent(plates), "kind": self._kind})).decode()
        return json.loads(await studio.calc_fig({"data": [], "plates": message}, {"format": "json"}))


class _Page:
    """What kaleido opens in Chromium: Plotly and our modules, and nothing from the network."""

    def generate_index(self) -> str:
        """The page, as kaleido calls it."""
        library = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
        modules = json.dumps({"imports": imports(_MAIN)})
        page = _PAGE.read_text("utf-8")
        return page.format(colours=properties(), plotly=library.as_uri(), imports=modules, main=name(_MAIN))
