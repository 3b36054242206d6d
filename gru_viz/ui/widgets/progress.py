"""Progress: a long computation of this visitor's, done piece by piece behind a bar that can be stopped."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import TIMEOUT_MAX, Lock
from typing import Any

import streamlit as st
import torch

from gru_viz.progress import Computation
from gru_viz.ui.i18n import _
from gru_viz.ui.state.gathering import gathering
from gru_viz.ui.state.line import Line
from gru_viz.ui.state.memo import last, memo, recall
from gru_viz.ui.state.session import unasked

#: Seconds in a row: at first, when there is a chance to do without a bar; and between two pictures of the bar.
_FIRST, _PIECE = 0.4, 0.3
#: Seconds until a bar asks again: whether there is more to do, or whether it is its turn.
_WORKING, _WAITING = 0.1, 2.0


@dataclass(eq=False)
class Work:
    """A computation and how far it is.

    Attributes
    ----------
    pieces : Computation
    share, seconds : float
        What is done of it, in [0, 1], and how long that took.
    result : object
        Once it is finished.
    finished, stopped : bool
    drawn : bool
        The page around its bar is there: working may take its time.
    line : Line or None
        In which it waits for its turn.
    """

    pieces: Computation[Any]
    share: float = 0.0
    seconds: float = 0.0
    result: Any = None
    finished: bool = False
    stopped: bool = False
    drawn: bool = False
    line: Line | None = None
    #: A run that the visitor has called off finishes its piece beside the run that follows it.
    _piece: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def before(self) -> int:
        """How many others come first; to ask keeps its place in the line."""
        return 0 if self.line is None else self.line.before(self)

    def leave(self) -> None:
        """It needs no turn any more, or none for now."""
        if self.line is not None:
            self.line.leave(self)

    def go_on(self, seconds: float) -> None:
        """Work for about `seconds`, at least one piece; nothing if for as long another run is still at one of its own."""
        if not self._piece.acquire(timeout=min(seconds, TIMEOUT_MAX)):
            return
        try:
            self._go_on(seconds)
        finally:
            self._piece.release()

    def _go_on(self, seconds: float) -> None:
        # Streamlit runs every update in a new thread, and the number belongs to the thread.
        torch.set_num_threads(1)
        start = time.perf_counter()
        while not (self.finished or self.stopped):
            try:
                self.share = next(self.pieces)
            except StopIteration as end:
                self.result, self.share, self.finished = end.value, 1.0, True
            if time.perf_counter() - start >= seconds:
                break
        self.seconds += time.perf_counter() - start

    @property
    def left(self) -> float:
        """Seconds to go, by what was done so far."""
        return self.seconds * (1 - self.share) / self.share if self.share > 0 else math.inf


def find(name: str, of: object, key: tuple) -> Work | None:
    """The work called `name`, if it is of this object and key."""
    return recall(name, of, key)


def begin(name: str, of: object, key: tuple, make: Callable[[], Computation[Any]], line: Line | None = None) -> Work:
    """The work called `name`, as it stands or not yet begun, in a `line` if need be; `of` and `key` as in `memo`."""

    def begun() -> Work:
        if isinstance(before := last(name), Work):
            before.leave()  # nobody asks for it any more: the visitor's own past is not waited for
        return Work(make(), line=line)

    return memo(name, of, key, begun, lasting=line is not None)


def worked(name: str, of: object, key: tuple, make: Callable[[], Computation[Any]], what: str) -> Work:
    """Work that begins at once; until it is finished, a bar with its name `what` and a button to stop it.

    Where figures are gathered, it is done as a whole.

    Parameters
    ----------
    name, of, key
        As in `memo`.
    make : callable
    what : str
        In the visitor's language.
    """
    work = begin(name, of, key, make)
    if gathering() is not None:
        work.go_on(math.inf)
        return work
    show(name, started(work), lambda: what)
    return work


def started(work: Work) -> Work:
    """Work that has had its chance to be done without a bar, unless others come first."""
    if not (work.seconds or work.stopped or work.before):
        work.go_on(_FIRST)
        if work.finished:
            work.leave()
    return work


def show(
    name: str,
    work: Work,
    what: Callable[[], str],
    *,
    stop: Callable[[], None] | None = None,
    below: Callable[[], None] | None = None,
) -> None:
    """The bar of work that is under way, or the way to take up what was stopped; nothing once it is finished.

    Parameters
    ----------
    name : str
        Of the work.
    what : callable
        What it is doing, in the visitor's language.
    stop : callable or None
        What the button does beside stopping.
    below : callable or None
        What to draw under the bar, anew after each piece.
    """
    if work.stopped:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_("{what}: stopped at {share:.0%}.").format(what=what(), share=work.share))
            st.button(_("Go on"), key=f"go_on_{name}", icon=":material/play_arrow:", on_click=_turn, args=(work, False))
    elif not work.finished:
        waits = work.before > 0
        st.fragment(_bar, run_every=_WAITING if waits else _WORKING)(name, work, what, stop, below, waits)


def _turn(work: Work, stopped: bool, then: Callable[[], None] | None = None) -> None:
    work.stopped = stopped
    work.leave()
    if then is not None:
        then()


def _bar(
    name: str,
    work: Work,
    what: Callable[[], str],
    stop: Callable[[], None] | None,
    below: Callable[[], None] | None,
    waits: bool,
) -> None:
    """Work a piece and show how far it is; the page is drawn anew when it is over, or when its turn comes or goes."""
    unasked()
    before = work.before
    if work.stopped or work.finished or waits != (before > 0):
        st.rerun()
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        bar = st.progress(work.share, text=_text(work, what, before))
    with right:
        st.button(
            _("Stop"),
            key=f"stop_{name}",
            icon=":material/stop:",
            width="stretch",
            on_click=_turn,
            args=(work, True, stop),
        )
    # The first time only to be seen: the page is still being drawn.
    if work.drawn and not before:
        work.go_on(_PIECE)
    work.drawn = True
    bar.progress(work.share, text=_text(work, what, before))
    if work.finished:
        work.leave()
        st.rerun()
    if below is not None:
        below()


def _text(work: Work, what: Callable[[], str], before: int) -> str:
    """Its name, and how long it will take or how many come first."""
    if before:
        return _("{what} · waiting, {before} before you").format(what=what(), before=before)
    if not math.isfinite(work.left):
        return f"{what()} …"
    return _("{what} · {spent:.0f} s · about {left:.0f} s left").format(
        what=what(), spent=work.seconds, left=math.ceil(work.left)
    )
